use census::measured;

#[measured(latency = "a", unit = "By")]
fn f() {}

fn main() {}
