#![deny(warnings)]
use census::measured;

trait Pay {
    fn pay(&self) -> impl Future<Output = Option<u8>> + Send;
}
impl Pay for u8 {
    #[measured(errors = "ui/a", future)]
    fn pay(&self) -> impl Future<Output = Option<u8>> + Send { std::future::ready(Some(*self)) }
}

fn main() {
    drop(1.pay());
}
