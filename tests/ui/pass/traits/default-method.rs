use census::{measured, testing::scope};

trait Pay {
    #[measured(count = "ui/a", errors = "ui/b")]
    fn pay(&self) -> Result<u8, ()> { Err(()) }
}
impl Pay for u8 {}
impl Pay for u16 {}

fn main() {
    let scope = scope();
    let _ = (1_u8.pay(), 1_u16.pay());
    assert_eq!(scope.snapshot().view("ui/b").unwrap().count(), 2);
}
