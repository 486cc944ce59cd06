use census::measured;

#[measured(latency = "a", buckets = [6000000h])]
fn f() {}

fn main() {}
