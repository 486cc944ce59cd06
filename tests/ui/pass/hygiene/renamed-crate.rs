mod my {
    pub extern crate census as metrics;
}
use my::metrics as m;

m::declare_measure! {
    crate = my::metrics;
    static ITEMS: i64 = "items", unit = "1";
}
m::declare_view! {
    crate = crate::my::metrics,
    static SUM = "sum" { measure: ITEMS, aggregation: sum }
}

#[m::measured(crate = my::metrics, count = "a", errors = "b", latency = "c")]
fn f() -> Result<(), ()> {
    m::record!(crate = my::metrics, ITEMS = 3);
    Ok(())
}

fn main() {
    assert_eq!(f(), Ok(()));
    assert_eq!(SUM.name(), "sum");
}
