use census::{TagKey, TagValue, declare_view};

#[derive(TagValue)]
enum Size {
    Small,
}
const SIZE: TagKey = TagKey::closed::<Size>("size");
static ITEMS: census::Measure<i64> = census::Measure::new("items", "1");

declare_view! {
    static A = "a" { measure: ITEMS, aggregation: count, rows_expire_after: 10min }
}
declare_view! {
    static B = "b" { measure: ITEMS, tags: [SIZE], aggregation: count, rows_expire_after: 1h }
}

fn main() {}
