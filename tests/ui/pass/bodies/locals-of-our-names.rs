#![deny(warnings)]
use census::measured;

#[measured(count = "ui/a", errors = "ui/b", latency = "ui/c", in_flight = "ui/d", future)]
fn sum(site: u8, call: u8, future: u8) -> impl Future<Output = Option<u8>> {
    let (body, result, context) = (site + call, future, 1);
    std::future::ready(Some(body + result + context))
}

fn main() {
    drop(sum(1, 2, 3));
}
