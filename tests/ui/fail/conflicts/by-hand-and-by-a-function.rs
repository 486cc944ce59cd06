use census::{declare_measure, declare_view, measured};

declare_measure! {
    static ITEMS: i64 = "shop/items", unit = "1";
    static CALLS: i64 = "shop/calls", unit = "1";
}
declare_view! {
    static SOLD = "shop/sold" { measure: ITEMS, aggregation: count }
}

#[measured(count = "shop/sold", errors = "shop/calls")]
fn sell() {}

fn main() {}
