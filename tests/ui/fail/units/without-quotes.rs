use census::measured;

#[measured(latency = "a", unit = ms)]
fn f() {}

fn main() {}
