use census::{Measure, TagKey};

static ITEMS: Measure<i64> = Measure::new("items", "1");
const KEY: TagKey = TagKey::new("key");

fn main() {
    ITEMS.record_with(1, "eu");
    ITEMS.record_with(1, (KEY, 0.5));
    ITEMS.record_with(1, &[(KEY, "eu"), (KEY, 5)]);
}
