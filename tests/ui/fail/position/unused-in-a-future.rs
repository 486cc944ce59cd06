use census::measured;
#[deny(unused)]
#[measured(errors = "a")]
async fn f(a: String, mut b: String) -> Option<usize> {
    Some(b.len())
}

fn main() {}
