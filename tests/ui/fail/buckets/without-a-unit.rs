use census::measured;

#[measured(latency = "a", buckets = [5, 10])]
fn f() {}

fn main() {}
