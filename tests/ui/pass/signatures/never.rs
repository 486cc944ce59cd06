use census::{measured, testing::scope};

#[measured(count = "ui/a", errors = "ui/b")]
fn fail() -> ! { panic!("on purpose") }

fn main() {
    let scope = scope();
    assert!(std::panic::catch_unwind(|| fail()).is_err());
    assert_eq!(scope.snapshot().view("ui/b").unwrap().count(), 1);
}
