use census::declare_view;

static ITEMS: census::Measure<i64> = census::Measure::new("items", "1");

declare_view! {
    static ALL = "items" { measure: ITEMS, aggregation: sum }
    static HOW_MANY = "items" { measure: ITEMS, aggregation: count }
}

fn main() {}
