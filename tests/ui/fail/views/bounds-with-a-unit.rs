use census::declare_view;

static ITEMS: census::Measure<i64> = census::Measure::new("items", "1");

declare_view! {
    static V = "v" { measure: ITEMS, aggregation: distribution[5ms] }
}

fn main() {}
