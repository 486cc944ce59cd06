use census::declare_view;

static ITEMS: census::Measure<i64> = census::Measure::new("items", "1");

declare_view! {
    static A = "a" { measure: ITEMS, aggregation: count, rows_expire_after: 600 }
    static B = "b" { measure: ITEMS, aggregation: count, rows_expire_after: 10m }
    static C = "c" { measure: ITEMS, aggregation: count, rows_expire_after: "10min" }
}

fn main() {}
