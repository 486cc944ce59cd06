use census::declare_view;

static ITEMS: i64 = 5;

declare_view! {
    static V = "v" { measure: ITEMS, aggregation: count }
}

fn main() {}
