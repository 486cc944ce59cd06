use census::measured;

#[measured(count = "a", tags("load" = |result| *result))]
fn f() -> f64 {
    0.5
}

fn main() {}
