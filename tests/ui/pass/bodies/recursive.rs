use census::{measured, testing::scope};

#[measured(errors = "ui/a", in_flight = "ui/b")]
fn down(depth: u8) -> Result<u8, u8> {
    if depth == 0 { return Err(0); }
    down(depth - 1).map_err(|depth| depth + 1)
}

fn main() {
    let scope = scope();
    assert_eq!(down(3), Err(3));
    assert_eq!(scope.snapshot().view("ui/a").unwrap().count(), 4);
}
