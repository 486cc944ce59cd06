use census::measured;

#[measured(count = "a b", latency = 5, buckets = [5ms, 1ms], colour = "red")]
const fn f() {}

fn main() {}
