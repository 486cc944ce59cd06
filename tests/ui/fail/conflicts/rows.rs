use census::{TagKey, declare_view};

const KEY: TagKey = TagKey::new("key");
static ITEMS: census::Measure<i64> = census::Measure::new("items", "1");

declare_view! {
    static A = "few" { measure: ITEMS, tags: [KEY], aggregation: count, rows_max: 5 }
    static B = "goes" { measure: ITEMS, tags: [KEY], aggregation: count }
}
declare_view! {
    static C = "few" { measure: ITEMS, tags: [KEY], aggregation: count }
    static D = "goes" { measure: ITEMS, tags: [KEY], aggregation: count, rows_expire_after: 1h }
}

fn main() {}
