use census::{measured, testing::scope};

#[measured(count = "ui/outer")]
fn outer() -> u8 {
    #[measured(count = "ui/inner", errors = "ui/inner/errors")]
    fn inner() -> Option<u8> { Some(1) }
    inner().map_or(0, |one| one + inner().unwrap_or(0))
}

fn main() {
    let scope = scope();
    assert_eq!(outer(), 2);
    assert_eq!(scope.snapshot().view("ui/inner").unwrap().count(), 2);
}
