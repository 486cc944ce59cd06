//! Records that have tags: under a map that stays, and with values that are given for each.

use census::{TagKey, TagMap, declare_measure, declare_view, measured};

use crate::work::body;

const METHOD: TagKey = TagKey::new("method");
const REGION: TagKey = TagKey::new("region");

declare_measure! {
    /// Calls that have tags of their own.
    static CALLS: i64 = "benches/tagged", unit = "1";
    /// Calls whose tags are all different.
    static ROWS: i64 = "benches/rows", unit = "1";
    /// Calls under tags.
    static IN_TAGS: i64 = "benches/in_tags", unit = "1";
    /// Calls that have none.
    static PLAIN: i64 = "benches/untagged", unit = "1";
}

declare_view! {
    /// Calls by method and region.
    static BY_TAGS = "benches/tagged" {
        measure: CALLS, tags: [METHOD, REGION], aggregation: count,
    }
    /// Calls by method and region.
    static BY_CURRENT = "benches/in_tags" {
        measure: IN_TAGS, tags: [METHOD, REGION], aggregation: count,
    }
    /// Calls by method and region.
    static BY_NUMBER = "benches/rows" {
        measure: ROWS, tags: [METHOD, REGION], aggregation: count,
    }
    /// All calls.
    static ALL = "benches/untagged" { measure: PLAIN, aggregation: count }
}

/// Runs something under a map of two tags.
///
/// # Panics
///
/// If the tags are none.
pub fn in_tags(run: &mut dyn FnMut()) {
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
    IN_TAGS.record(1);
    body(input)
}

/// A record with two values of its own, of nine in all.
#[inline(never)]
pub fn given(input: u64) -> Result<u64, ()> {
    let [method, region] = values(input);
    CALLS.record_with(1, &[(METHOD, method), (REGION, region)]);
    body(input)
}

/// A record with two values of several types, of nine in all.
#[inline(never)]
pub fn given_values(input: u64) -> Result<u64, ()> {
    let [method, _] = values(input);
    CALLS.record_with(1, ((METHOD, method), (REGION, input / 3 % 3)));
    body(input)
}

/// A call of a function with two tags that are any strings, of nine in all.
#[inline(never)]
pub fn called(input: u64) -> Result<u64, ()> {
    let [method, region] = values(input);
    counted(input, method, region)
}

#[measured(count = "benches/called", tags(method = method, region = region))]
#[inline(always)]
fn counted(input: u64, method: &str, region: &str) -> Result<u64, ()> {
    let _tags = (method, region);
    body(input)
}

/// Bytes of the values of [`numbered`]'s tags together.
pub const NUMBERED_TEXT: usize = 3 + 9;

/// A record with two values that no other number has.
pub fn numbered(number: usize) {
    ROWS.record_with(1, &[(METHOD, &format!("{number:03}")), (REGION, &format!("{number:09}"))]);
}

/// A call with two values that no other number has.
pub fn numbered_call(number: usize) {
    call_of_row(&format!("{number:03}"), &format!("{number:09}"));
}

#[measured(count = "benches/call_rows", tags(method = method, region = region))]
fn call_of_row(method: &str, region: &str) {
    let _tags = (method, region);
}

/// The values of a call's two tags: three of each, nine together.
#[inline(always)]
pub fn values(input: u64) -> [&'static str; 2] {
    const METHODS: [&str; 3] = ["get", "put", "delete"];
    const REGIONS: [&str; 3] = ["eu-west-1", "us-east-1", "ap-south-1"];
    [METHODS[(input % 3) as usize], REGIONS[(input / 3 % 3) as usize]]
}
