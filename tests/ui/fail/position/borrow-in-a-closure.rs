use census::measured;

#[measured(errors = "a")]
fn f(a: String) -> Option<&'static str> {
    if a.is_empty() {
        return None;
    }
    Some(&a)
}

fn main() {}
