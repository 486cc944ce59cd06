use census::{measured, testing::scope};

struct Cart;

#[measured(count = "ui/{type}/{method}/requests")]
impl Cart {
    #[measured(errors = "ui/own")]
    fn pay(&self) -> Result<u8, ()> { Err(()) }
}

fn main() {
    let scope = scope();
    let _ = Cart.pay();
    assert_eq!(scope.snapshot().only("ui/").to_string(), "ui/own [1]\n  count=1\n");
}
