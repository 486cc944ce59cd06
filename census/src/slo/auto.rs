//! `buckets = auto`: the default bounds, and the threshold of the function's objective among them,
//! so that the histogram shows where the exact counts were cut.

use crate::model::ladder::DEFAULT_LATENCY_BOUNDS as DEFAULT;
use crate::model::slo::SloSpec;

/// How many default bounds are below the threshold, and whether one is the threshold.
const fn place(slo: &SloSpec<'_>) -> Option<(usize, u64)> {
    let Some(latency) = slo.latency else { return None };
    let mut at = 0;
    while at < DEFAULT.len() && DEFAULT[at] < latency.threshold {
        at += 1;
    }
    if at < DEFAULT.len() && DEFAULT[at] == latency.threshold {
        return None;
    }
    Some((at, latency.threshold))
}

/// How many bounds there are. For expansions only.
pub const fn auto_bounds_len(slo: &SloSpec<'_>) -> usize {
    DEFAULT.len() + place(slo).is_some() as usize
}

/// The bounds in nanoseconds; `N` is their number, [`auto_bounds_len`]. For expansions only.
pub const fn auto_bounds<const N: usize>(slo: &SloSpec<'_>) -> [u64; N] {
    let (place, threshold) = match place(slo) {
        Some(inserted) => inserted,
        None => (N, 0),
    };
    let mut bounds = [threshold; N];
    let (mut from, mut to) = (0, 0);
    while to < N {
        if to != place {
            bounds[to] = DEFAULT[from];
            from += 1;
        }
        to += 1;
    }
    bounds
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::slo::{LatencyGoal, Origin, Ppm};

    const ORIGIN: Origin<'_> =
        Origin { crate_name: "", crate_version: "", module: "", file: "", line: 1 };

    fn bounds<const N: usize>(threshold: Option<u64>) -> [u64; N] {
        let mut slo = SloSpec::new("id", "service", ORIGIN);
        slo.latency = threshold.map(|threshold| LatencyGoal { threshold, goal: Ppm(990_000) });
        assert_eq!(auto_bounds_len(&slo), N);
        auto_bounds(&slo)
    }

    #[test]
    fn the_threshold_stands_where_it_belongs_and_only_once() {
        let with = |threshold| {
            let mut all = [DEFAULT, &[threshold]].concat();
            all.sort_unstable();
            all
        };
        for threshold in [1_000, 300_000_000, 30_000_000_000] {
            assert_eq!(bounds::<12>(Some(threshold)).to_vec(), with(threshold));
        }
        assert_eq!(bounds::<11>(Some(250_000_000)), DEFAULT);
        assert_eq!(bounds::<11>(None), DEFAULT);
    }
}
