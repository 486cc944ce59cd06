use census::{measured, testing::scope};

#[measured(count = "ui/a")]
fn same<T>(value: T) -> T { value }

fn main() {
    let scope = scope();
    (same(1), same("x"));
    assert_eq!(scope.snapshot().view("ui/a").unwrap().count(), 2);
}
