#![deny(warnings)]
#![allow(async_fn_in_trait)]
use census::measured;

trait Pay {
    #[measured(errors = "ui/a")]
    async fn pay(&self) -> Result<u8, String> { self.ask().await }
    async fn ask(&self) -> Result<u8, String>;
}
impl Pay for u8 {
    #[measured(errors = "ui/b", in_flight = "ui/c")]
    async fn ask(&self) -> Result<u8, String> { Ok(*self) }
}

fn main() {
    drop(1.pay());
}
