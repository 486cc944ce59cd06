use census::{TagKey, declare_view};
use std::time::Duration;

const KEY: TagKey = TagKey::new("key");
const SOON: Duration = Duration::from_millis(999);
static ITEMS: census::Measure<i64> = census::Measure::new("items", "1");

declare_view! {
    static A = "a" { measure: ITEMS, tags: [KEY], aggregation: count, rows_expire_after: 5ns }
}
declare_view! {
    static B = "b" { measure: ITEMS, tags: [KEY], aggregation: count, rows_expire_after: SOON }
}

fn main() {}
