use census::declare_view;

static ITEMS: census::Measure<i64> = census::Measure::new("items", "1");

declare_view! {
    static V: View = "v" { measure: ITEMS, aggregation: count }
}

fn main() {}
