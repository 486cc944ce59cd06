#![deny(warnings)]
#![forbid(unreachable_code, unused_braces, unused_labels)]

use census::measured;

fn give_up(text: &str) -> ! {
    panic!("{text}")
}

#[measured(errors = "ui/gives_up", latency = "ui/t")]
pub fn gives_up() -> Result<u8, String> { give_up("all") }

#[measured(errors = "ui/gives_up_basket")]
pub fn gives_up_basket(basket: Vec<u8>) -> Result<u8, Vec<u8>> {
    let text = format!("{basket:?}");
    give_up(&text)
}

#[measured(errors = "ui/gives_up_nothing")]
pub fn gives_up_nothing(basket: Vec<u8>) {
    give_up(&format!("{basket:?}"));
}

#[measured(errors = "ui/exits")]
pub fn exits() -> Option<impl Iterator<Item = u8>> {
    if false {
        return Some(std::iter::empty());
    }
    std::process::exit(1)
}

#[measured(errors = "ui/unwritten")]
pub fn unwritten() -> Result<u8, String> { unimplemented!() }

#[measured(errors = "ui/one")]
pub fn one() -> Option<u8> { Some(1) }

fn main() {
    assert_eq!(one(), Some(1));
    assert!(std::panic::catch_unwind(gives_up).is_err());
    assert!(std::panic::catch_unwind(|| gives_up_basket(vec![1])).is_err());
    assert!(std::panic::catch_unwind(|| gives_up_nothing(vec![1])).is_err());
}
