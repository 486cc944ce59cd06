use census::measured;

#[measured(count("a"), latency(1), skip(2))]
fn f() {}

fn main() {}
