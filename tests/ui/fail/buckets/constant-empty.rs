use census::measured;
use std::time::Duration;

const LADDER: &[Duration] = &[];

#[measured(latency = "a", buckets = LADDER)]
fn f() {}

fn main() {}
