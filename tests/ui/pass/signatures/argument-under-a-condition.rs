#![deny(warnings)]
use census::measured;

#[measured(errors = "ui/a")]
fn pay(#[cfg(any())] gone: u8, #[cfg(all())] amount: String) -> Option<String> { Some(amount) }

fn main() {
    assert!(pay(String::new()).is_some());
}
