//! Counts by two tags of three values each, which are known when the program is compiled.

use census::{TagKey, TagValue};

use crate::work::body;

#[derive(Clone, Copy, TagValue)]
#[cfg_attr(feature = "closed", derive(measured::FixedCardinalityLabel))]
enum Method {
    Get,
    Put,
    Delete,
}

#[derive(Clone, Copy, TagValue)]
#[cfg_attr(feature = "closed", derive(measured::FixedCardinalityLabel))]
enum Region {
    Europe,
    America,
    Asia,
}

const METHOD: TagKey = TagKey::closed::<Method>("method");
const REGION: TagKey = TagKey::closed::<Region>("region");

/// The tags of a call: all nine pairs, in an order that costs little to find.
#[inline(always)]
fn tags(input: u64) -> (Method, Region) {
    const METHODS: [Method; 4] = [Method::Get, Method::Put, Method::Delete, Method::Get];
    const REGIONS: [Region; 4] = [Region::Europe, Region::America, Region::Asia, Region::Europe];
    (METHODS[(input & 3) as usize], REGIONS[(input >> 2 & 3) as usize])
}

/// The same function, its calls not counted.
#[inline(never)]
pub fn bare(input: u64) -> Result<u64, ()> {
    std::hint::black_box(tags(input));
    body(input)
}

/// Counted by census.
#[inline(never)]
pub fn count(input: u64) -> Result<u64, ()> {
    let (method, region) = tags(input);
    counted(input, method, region)
}

#[census::measured(count = "benches/closed", tags(method = method, region = region))]
#[inline(always)]
fn counted(input: u64, method: Method, region: Region) -> Result<u64, ()> {
    let _tags = (method, region);
    body(input)
}

/// Calls that census counted.
pub fn census_counted() -> u64 {
    census::read("benches/closed").map_or(0, |data| data.count())
}

#[cfg(feature = "closed")]
mod peer {
    use std::sync::LazyLock;

    use measured::{CounterVec, LabelGroup};

    use super::{Method, Region, body, tags};

    #[derive(Clone, Copy, LabelGroup)]
    #[label(set = LabelsSet)]
    struct Labels {
        method: Method,
        region: Region,
    }

    static COUNTER: LazyLock<CounterVec<LabelsSet>> = LazyLock::new(CounterVec::new);

    /// Counted by `measured`, in a counter of fixed cardinality.
    #[inline(never)]
    pub fn count(input: u64) -> Result<u64, ()> {
        let (method, region) = tags(input);
        COUNTER.inc(Labels { method, region });
        body(input)
    }
}

#[cfg(feature = "closed")]
pub use peer::count as peer;
