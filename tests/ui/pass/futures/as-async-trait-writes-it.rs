#![deny(warnings)]
use std::{future::Future, pin::Pin};

type Answer = Result<u8, ()>;
struct Cart(u8);

#[census::measured(errors = "ui/{type}/{method}")]
impl Cart {
    fn pay<'a, 'b>(&'a self) -> Pin<Box<dyn Future<Output = Answer> + Send + 'b>> where 'a: 'b {
        Box::pin(async move { let __self = self; let __ret: Answer = { Ok(__self.0) }; __ret })
    }
}

fn main() {
    drop(Cart(1).pay());
}
