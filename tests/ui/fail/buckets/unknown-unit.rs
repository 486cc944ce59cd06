use census::measured;

#[measured(latency = "a", buckets = [5msec])]
fn f() {}

fn main() {}
