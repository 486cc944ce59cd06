use census::measured;

#[measured(count = "a", tags("good" = |result| result.is_some()))]
#[track_caller]
fn f(list: &[u8]) -> Option<u8> {
    let first = list.first()?;
    Some(*first)
}

fn main() {}
