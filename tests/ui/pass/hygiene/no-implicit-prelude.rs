#![no_implicit_prelude]
#![deny(warnings)]

const LADDER: &[::core::time::Duration] = &[::core::time::Duration::from_secs(1)];
const NAME: &str = "name";
const KEY: ::census::TagKey = ::census::TagKey::new("key");

::census::declare_measure! {
    static ITEMS: i64 = NAME, unit = "1";
    static VALUE: f64 = "value", unit = "EUR";
}
::census::declare_view! {
    pub static SUM = "sum" { measure: ITEMS, tags: [KEY], aggregation: distribution[-1, 2.5] }
}

#[::census::measured(count = "a", errors = "b", latency = NAME, buckets = LADDER, in_flight = "d")]
fn f((a, _): (u8, u8), _: u8) -> ::core::result::Result<u8, ()> {
    ::core::result::Result::Ok(a)
}

#[::census::measured(errors = "e")]
async fn g(mut a: u8) -> ::core::option::Option<u8> {
    a = a.wrapping_add(1);
    ::core::option::Option::Some(a)
}

#[::census::measured(errors = "h")]
fn h() {}

#[::census::measured(latency = "i")]
async fn i() {}

fn main() {
    ::census::record!(ITEMS = 1, VALUE = 1.5);
    h();
    ::core::mem::drop((f((1, 2), 3), g(1), i()));
}
