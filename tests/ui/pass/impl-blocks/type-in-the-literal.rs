use census::measured;

struct CartItem;

#[measured(count = "ui/cart_item/{method}/requests")]
impl CartItem {
    fn pay(&self) {}
}

#[measured(count = "ui/slice.{method}")]
impl Pay for [u8] {}

trait Pay {}

fn main() {
    CartItem.pay();
}
