use census::declare_view;

static ITEMS: census::Measure<i64> = census::Measure::new("items", "1");

declare_view! {
    static A = "a" { measure: ITEMS, aggregation: count, rows_max: 70000 }
    static C = "c" { measure: ITEMS, aggregation: count, rows_max: 0 }
    static B = "b" { measure: ITEMS, aggregation: count, rows_max: "500" }
}

fn main() {}
