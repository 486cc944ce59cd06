use census::measured;

const LADDER: &[f64] = &[0.005, 0.01];

#[measured(latency = "a", buckets = LADDER)]
fn f() {}

fn main() {}
