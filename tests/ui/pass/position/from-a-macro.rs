#![deny(warnings)]
use census::{declare_measure, declare_view, measured, record};

macro_rules! functions {
    ($($name:ident $calls:literal $errors:expr, $body:expr,)*) => {
        $(
            #[measured(count = $calls, errors = $errors)]
            fn $name(a: u8) -> Option<u8> {
                let _ = a;
                $body
            }
        )*
    };
}
functions! {
    one "one" "one/errors", Some(1),
    two "two" "two/errors", None,
}

macro_rules! measure {
    ($vis:vis $name:ident: $kind:ty = $text:literal, $measure:path) => {
        declare_measure! { $vis static $name: $kind = $text, unit = "1"; }
        declare_view! { static VIEW = "view" { measure: $measure, aggregation: count } }
    };
}
measure!(pub(crate) ITEMS: i64 = "items", crate::ITEMS);

fn main() {
    record!(ITEMS = 3);
    assert_eq!((one(1), two(1), VIEW.name()), (Some(1), None, "view"));
}
