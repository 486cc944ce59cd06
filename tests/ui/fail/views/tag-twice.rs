use census::declare_view;

static ITEMS: census::Measure<i64> = census::Measure::new("items", "1");
const KEY: census::TagKey = census::TagKey::new("key");

declare_view! {
    static V = "v" { measure: ITEMS, tags: [KEY, KEY], aggregation: count }
}

fn main() {}
