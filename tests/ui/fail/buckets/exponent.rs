use census::measured;

#[measured(latency = "a", buckets = [1e3us])]
fn f() {}

fn main() {}
