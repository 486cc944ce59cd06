//! A view says how many rows it keeps and for how long, in place or by a path.

use std::time::Duration;

use census::{TagKey, declare_measure, declare_view};

const USER: TagKey = TagKey::new("user");
const ROWS: u16 = 50;
const HOUR: Duration = Duration::from_secs(3600);

declare_measure! {
    static DEPTH: i64 = "ui/depth", unit = "1";
}

declare_view! {
    static SHORT = "ui/depth/short" {
        measure: DEPTH, tags: [USER], aggregation: last_value,
        rows_max: 500, rows_expire_after: 10min,
    }
    static LONG = "ui/depth/long" {
        rows_expire_after: HOUR, rows_max: self::ROWS,
        measure: DEPTH, tags: [USER], aggregation: last_value,
    }
}

fn main() {
    for _ in 0..2 {
        (0..60).for_each(|user: u8| DEPTH.record_with(1, &[(USER, &user.to_string())]));
    }
    let rows = |view| census::read(view).map_or(0, |data| data.rows().len());
    assert_eq!((rows(SHORT.name()), rows(LONG.name())), (60, 51));
}
