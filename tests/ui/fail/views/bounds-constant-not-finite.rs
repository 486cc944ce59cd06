use census::declare_view;

static ITEMS: census::Measure<i64> = census::Measure::new("items", "1");
const BOUNDS: &[f64] = &[1.0, f64::INFINITY];

declare_view! {
    static V = "v" { measure: ITEMS, aggregation: distribution(BOUNDS) }
}

fn main() {}
