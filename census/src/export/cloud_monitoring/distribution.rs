//! A distribution's value, with the zero bound that OpenCensus put in front of positive ones.

use super::clash::BUCKETS_MAX;
use super::{exemplar, json};
use crate::model::Bounds;
use crate::snapshot::Distribution;

/// What may be taken for granted of a view's values; it decides which bounds are sent.
///
/// OpenCensus' first bucket reaches from zero to the first bound, if that is positive: its
/// exporters put a bound of zero in front, with nothing below it, and so do we. Bounds that change
/// within a series are trouble, so a view that had a negative value goes without for ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Values {
    /// None is negative, for all that is known.
    NotNegative,
    /// Some was negative.
    Signed,
}

/// The bounds of a view as they are sent.
#[derive(Debug)]
pub(super) struct Ladder {
    /// `"bounds":[…]`
    bounds: Vec<u8>,
    /// Whether a bucket without values stands before the view's own.
    in_front: bool,
}

impl Ladder {
    pub(super) fn of(bounds: Bounds, values: Values) -> Self {
        let first = bounds.iter().next();
        let in_front = match (first, values) {
            // The protocol wants a bound; nothing is below this one.
            (None, _) => Some(if values == Values::Signed { f64::MIN } else { 0.0 }),
            (Some(first), Values::NotNegative) if first > 0.0 => Some(0.0),
            _ => None,
        };
        let in_front = in_front.filter(|_| bounds.len() + 2 <= BUCKETS_MAX);
        let mut written = b"\"bounds\":[".to_vec();
        for (at, bound) in in_front.into_iter().chain(bounds.iter()).enumerate() {
            if at > 0 {
                written.push(b',');
            }
            json::number(&mut written, bound);
        }
        written.push(b']');
        Ladder { bounds: written, in_front: in_front.is_some() }
    }
}

/// Writes a `distributionValue`.
pub(super) fn write(out: &mut Vec<u8>, data: &Distribution, ladder: &Ladder, project: &str) {
    let count = data.count();
    out.extend_from_slice(b"{\"distributionValue\":{\"count\":");
    json::count(out, count);
    out.extend_from_slice(b",\"mean\":");
    json::number(out, data.mean());
    out.extend_from_slice(b",\"sumOfSquaredDeviation\":");
    // One value does not deviate, whatever rounding says; and the protocol takes no negative sum.
    let deviation = if count > 1 { data.sum_of_squared_deviation.max(0.0) } else { 0.0 };
    json::number(out, deviation);
    out.extend_from_slice(b",\"bucketOptions\":{\"explicitBuckets\":{");
    out.extend_from_slice(&ladder.bounds);
    out.extend_from_slice(b"}},\"bucketCounts\":[");
    if ladder.in_front {
        out.extend_from_slice(b"\"0\",");
    }
    for (at, count) in data.bucket_counts.iter().enumerate() {
        if at > 0 {
            out.push(b',');
        }
        json::count(out, *count);
    }
    out.push(b']');
    exemplar::write(out, &data.exemplars, project);
    out.extend_from_slice(b"}}");
}

/// Whether there must be a negative value among these: they cannot add up otherwise.
pub(super) fn is_signed(data: &Distribution, bounds: &[f64]) -> bool {
    /// Sums of floating-point numbers are this exact at least.
    const SLACK: f64 = 1e-9;
    match bounds.first() {
        Some(first) if *first <= 0.0 => return false, // The bounds are sent as they are.
        Some(_) if data.bucket_counts.first() == Some(&0) => return false,
        _ => {}
    }
    let count = data.count();
    let sum = data.sum.as_f64();
    if count == 0 || !sum.is_finite() {
        return false;
    }
    let above = data.bucket_counts.iter().skip(1).zip(bounds);
    let least: f64 = above.map(|(count, bound)| *count as f64 * bound).sum();
    if sum < least - SLACK * least.abs() - SLACK * sum.abs() {
        return true;
    }
    // Σv² ≤ (Σv)² where no v is negative.
    let squares = data.sum_of_squared_deviation + sum * sum / count as f64;
    squares.is_finite() && squares > sum * sum * (1.0 + SLACK)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Number;

    fn of(values: &[f64], bounds: &'static [f64]) -> Distribution {
        let count = values.len() as f64;
        let sum: f64 = values.iter().sum();
        let mut bucket_counts = vec![0; bounds.len() + 1];
        for value in values {
            bucket_counts[bounds.iter().filter(|bound| *bound <= value).count()] += 1;
        }
        Distribution {
            sum: Number::F64(sum),
            sum_of_squared_deviation: values.iter().map(|it| (it - sum / count).powi(2)).sum(),
            bucket_counts,
            at_bound: Vec::new(),
            exemplars: Vec::new(),
        }
    }

    fn sent(values: &[f64], bounds: &'static [f64]) -> String {
        let data = of(values, bounds);
        let known = Bounds::new(bounds);
        let values = if is_signed(&data, bounds) { Values::Signed } else { Values::NotNegative };
        let mut out = Vec::new();
        write(&mut out, &data, &Ladder::of(known, values), "p");
        let json: serde_json::Value = serde_json::from_slice(&out).expect("JSON");
        let value = &json["distributionValue"];
        let counts: Vec<&str> = value["bucketCounts"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|it| it.as_str())
            .collect();
        format!(
            "{} mean {} deviation {} {} [{}]",
            value["count"].as_str().unwrap_or_default(),
            value["mean"],
            value["sumOfSquaredDeviation"],
            value["bucketOptions"]["explicitBuckets"]["bounds"],
            counts.join(",")
        )
    }

    // OpenCensus' Go exporter, `TestExporter_makeReq`, "dist agg"; its Node exporter,
    // `createDistribution`.
    #[test]
    fn a_zero_bound_with_nothing_below_it_stands_in_front_of_positive_ones() {
        assert_eq!(
            sent(&[1.0, 3.0, 5.0], &[2.0, 4.0, 7.0]),
            "3 mean 3.0 deviation 8.0 [0.0,2.0,4.0,7.0] [0,1,1,1,0]"
        );
        assert_eq!(sent(&[1.0], &[0.0, 2.0]), "1 mean 1.0 deviation 0.0 [0.0,2.0] [0,1,0]");
        assert_eq!(sent(&[1.0], &[-1.0, 2.0]), "1 mean 1.0 deviation 0.0 [-1.0,2.0] [0,1,0]");
        assert_eq!(sent(&[1.0, 2.0], &[]), "2 mean 1.5 deviation 0.5 [0.0] [0,2]");
    }

    #[test]
    fn a_negative_value_is_not_said_to_be_above_zero() {
        assert_eq!(sent(&[-1.0, 3.0], &[2.0]), "2 mean 1.0 deviation 8.0 [2.0] [1,1]");
        assert_eq!(
            sent(&[1.0, 4.0, -4.0], &[]),
            "3 mean 0.3333333333333333 deviation 32.666666666666664 [-1.7976931348623157e+308] \
             [0,3]"
        );
    }

    #[test]
    fn values_on_their_bounds_are_not_taken_for_negative() {
        let bounds: &'static [f64] = &[0.1, 0.2, 0.3];
        for values in [&[0.1, 0.2, 0.3][..], &[0.3; 1000], &[0.0, 0.1], &[0.0], &[1e300, 0.1]] {
            assert!(!is_signed(&of(values, bounds), bounds), "{values:?}");
        }
    }

    #[test]
    fn a_ladder_that_has_no_room_gets_no_bound_more() {
        let bounds: Vec<f64> = (1..200).map(f64::from).collect();
        let ladder = Ladder::of(Bounds::new(bounds.leak()), Values::NotNegative);
        assert!(!ladder.in_front && ladder.bounds.starts_with(b"\"bounds\":[1.0,2.0,"));
    }
}
