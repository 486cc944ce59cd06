use census::measured;
use std::time::Duration;

const LADDER: &[Duration] = &[Duration::from_secs(2), Duration::from_secs(1)];

#[measured(latency = "a", buckets = LADDER)]
fn f() {}

fn main() {}
