use census::measured;

struct Method;

#[measured(count = "a", tags("method" = method, "load" = 0.5))]
fn f(method: Method) {}

fn main() {}
