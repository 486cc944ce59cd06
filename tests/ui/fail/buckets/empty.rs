use census::measured;

#[measured(latency = "a", buckets = [])]
fn f() {}

fn main() {}
