use census::{declare_measure, declare_view};

declare_measure! {
    static ITEMS: i64 = "shop/items", unit = "1";
}
declare_view! {
    static SUM = "shop/sold" { measure: ITEMS, aggregation: sum }
}
declare_view! {
    static COUNT = "shop/sold" { measure: ITEMS, aggregation: distribution[1, 2] }
}

fn main() {}
