#![deny(warnings)]
use census::measured;

#[measured(errors = "ui/a", future)]
fn pay() -> impl Future<Output = Result<impl Iterator<Item = u8>, ()>> {
    std::future::ready(Ok([1, 2].into_iter()))
}

fn main() {
    drop(pay());
}
