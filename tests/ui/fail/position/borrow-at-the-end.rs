use census::measured;

#[measured(errors = "a")]
fn f(a: String) -> Option<&'static str> {
    Some(&a)
}

fn main() {}
