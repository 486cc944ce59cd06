//! Records that have tags: under a map that stays, and with values that are given for each.

use census::{TagKey, TagMap, declare_measure, declare_view};

use crate::work::body;

const METHOD: TagKey = TagKey::new("method");
const REGION: TagKey = TagKey::new("region");

declare_measure! {
    /// Calls that have tags.
    static CALLS: i64 = "benches/tagged", unit = "1";
    /// Calls that have none.
    static PLAIN: i64 = "benches/untagged", unit = "1";
}

declare_view! {
    /// Calls by method and region.
    static BY_TAGS = "benches/tagged" {
        measure: CALLS, tags: [METHOD, REGION], aggregation: count,
    }
    /// All calls.
    static ALL = "benches/untagged" { measure: PLAIN, aggregation: count }
}

/// Runs something under a map of two tags.
///
/// # Panics
///
/// If the tags are none.
pub fn in_tags<R>(run: impl FnOnce() -> R) -> R {
    let tags = TagMap::new().edit().insert(METHOD, "get").insert(REGION, "eu-west-1").build();
    tags.expect("two tags").scope(run)
}

/// A record in a view without columns: what those below are compared with.
#[inline(never)]
pub fn untagged(input: u64) -> Result<u64, ()> {
    PLAIN.record(1);
    body(input)
}

/// A record in a view with two columns, under whatever map is current.
#[inline(never)]
pub fn current(input: u64) -> Result<u64, ()> {
    CALLS.record(1);
    body(input)
}

/// A record with two values of its own, of nine in all.
#[inline(never)]
pub fn given(input: u64) -> Result<u64, ()> {
    let method = ["get", "put", "delete"][(input % 3) as usize];
    let region = ["eu-west-1", "us-east-1", "ap-south-1"][(input / 3 % 3) as usize];
    CALLS.record_with(1, &[(METHOD, method), (REGION, region)]);
    body(input)
}
