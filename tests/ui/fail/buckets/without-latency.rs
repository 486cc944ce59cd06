use census::measured;

#[measured(count = "a", buckets = [5ms])]
fn f() {}

fn main() {}
