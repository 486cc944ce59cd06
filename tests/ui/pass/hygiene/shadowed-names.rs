#![deny(warnings)]
#![allow(non_snake_case, dead_code, non_camel_case_types)]

use census::measured;

mod std {}
mod core {}
mod alloc {}
struct Ok;
struct Option;
type Result<T> = ::std::result::Result<T, u8>;
fn Some(some: u8) -> u8 { some }
fn start() -> u8 { 1 }
fn drop() {}
const SITE: u8 = 1;
static ITEM: u8 = 2;

#[measured(count = "a", errors = "b", latency = "c", in_flight = "d")]
fn f(site: u8, call: u8) -> Result<u8> {
    let result = start();
    let _in_flight = Some(ITEM);
    let guard = SITE;
    let body = result + guard + site + call + _in_flight;
    ::std::result::Result::Ok(body)
}

#[measured(errors = "b2")]
async fn g(context: u8, body: u8) -> Result<u8> {
    let call = start();
    let result = ::core::future::ready(context).await;
    ::std::result::Result::Ok(result + call + body)
}

fn main() {
    assert_eq!(f(1, 1), ::std::result::Result::Ok(6));
    ::core::mem::drop(g(1, 2));
}
