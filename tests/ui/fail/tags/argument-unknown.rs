use census::measured;

#[measured(count = "a", tags("method" = metod))]
fn f(method: &str) {}

fn main() {}
