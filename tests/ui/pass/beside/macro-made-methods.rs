#![deny(warnings)]
use census::measured;

struct Cart;
macro_rules! cart {
    ($($name:ident $of:ty => $body:block)*) => {
        #[measured(count = "ui/{type}/{method}", errors = "ui/{type}/{method}/errors")]
        impl Cart { $(fn $name() -> $of $body)* }
    };
}
cart! {
    pay Option<u8> => { Some(1) }
    pay_later u8 => { return 1; }
}

fn main() {
    assert_eq!((Cart::pay(), Cart::pay_later()), (Some(1), 1));
}
