#![deny(warnings)]
use census::measured;
use std::pin::Pin;

struct Cart;

#[measured(count = "ui/{type}/{method}", errors = "ui/{type}/{method}/errors")]
impl Cart {
    async fn pay(&self) -> Result<u8, String> { Ok(1) }
    #[measured(future)]
    fn boxed(&self) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> { Box::pin(async {}) }
}

fn main() {
    drop((Cart.pay(), Cart.boxed()));
}
