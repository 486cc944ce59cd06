use census::measured;

#[measured(latency = "a", unit = "msec")]
fn f() {}

fn main() {}
