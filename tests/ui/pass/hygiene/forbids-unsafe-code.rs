#![forbid(unsafe_code, unused, missing_docs)]
#![deny(warnings)]
//! A crate without unsafe code.

use census::{declare_measure, declare_view, measured, record};

declare_measure! {
    /// Items.
    pub static ITEMS: i64 = "items", unit = "1";
}
declare_view! {
    /// Items.
    pub static SUM = "items/sum" { measure: ITEMS, aggregation: sum }
}

#[measured(count = "a", errors = "b", latency = "c", in_flight = "d")]
fn f() -> Result<(), ()> {
    let done = ();
    Ok(done)
}

#[measured(errors = "e")]
async fn g() -> Result<(), ()> {
    Ok(())
}

fn main() {
    record!(ITEMS = 1);
    drop((f(), g()));
}
