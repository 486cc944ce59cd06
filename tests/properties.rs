//! Laws that hold for any values, in any order, however threads share them.

use std::future::{Future, pending};
use std::panic::catch_unwind;
use std::pin::pin;
use std::task::{Context, Waker};
use std::thread;

use census::testing::{self, Scope};
use census::{Aggregation, Bounds, Data, Distribution, Measure, Number, View};
use proptest::prelude::*;

const BOUNDS: &[f64] = &[-1e6, -1.0, 0.0, 1e-300, 0.1, 1.0, 2.5, 1e6, 9.007199254740992e15];
const SPREAD: Aggregation = Aggregation::Distribution(Bounds::new(BOUNDS));

static FLOAT: Measure<f64> = Measure::new("properties/float", "1");
static FLOAT_SPREAD: View = View::new("properties/float/spread", &FLOAT, SPREAD);
static FLOAT_SUM: View = View::new("properties/float/sum", &FLOAT, Aggregation::Sum);
static WHOLE: Measure<i64> = Measure::new("properties/whole", "1");
static WHOLE_SPREAD: View = View::new("properties/whole/spread", &WHOLE, SPREAD);
static WHOLE_SUM: View = View::new("properties/whole/sum", &WHOLE, Aggregation::Sum);
static WHOLE_LAST: View = View::new("properties/whole/last", &WHOLE, Aggregation::LastValue);

fn scope() -> Scope {
    for view in [&FLOAT_SPREAD, &FLOAT_SUM, &WHOLE_SPREAD, &WHOLE_SUM, &WHOLE_LAST] {
        census::register(view).expect("a free name");
    }
    testing::scope()
}

/// Lets threads record parts at the same time.
fn record<T: census::Value + Sync + Send + 'static>(
    scope: &Scope,
    measure: &'static Measure<T>,
    parts: &[Vec<T>],
) {
    thread::scope(|threads| {
        let start = |part| {
            let handle = scope.handle();
            let part: &[T] = part;
            threads.spawn(move || handle.run(|| part.iter().for_each(|it| measure.record(*it))))
        };
        let running: Vec<_> = parts.iter().map(|part| start(part)).collect();
        // One by one: ThreadSanitizer sees a join, but not how a scope waits at its end.
        running.into_iter().for_each(|thread| thread.join().expect("a record that does not panic"));
    });
}

fn data(scope: &Scope, view: &str) -> Data {
    scope.snapshot().view(view).expect("a view").rows()[0].data.clone()
}

fn distribution(scope: &Scope, view: &str) -> Distribution {
    match data(scope, view) {
        Data::Distribution(distribution) => distribution,
        other => panic!("{other}"),
    }
}

fn sum(scope: &Scope, view: &str) -> Number {
    match data(scope, view) {
        Data::Sum(sum) => sum,
        other => panic!("{other}"),
    }
}

/// a + b, and what that rounds off.
fn two_sum(a: f64, b: f64) -> (f64, f64) {
    let sum = a + b;
    let from_b = sum - a;
    (sum, (a - (sum - from_b)) + (b - from_b))
}

/// Mean, mean of magnitudes and sum of squared deviations, in two passes with twice the digits.
fn reference(values: &[f64]) -> (f64, f64, f64) {
    let count = values.len() as f64;
    let mut values = values.to_vec();
    values.sort_by(|one, other| one.abs().total_cmp(&other.abs()));
    let (mut high, mut low) = (0.0, 0.0);
    for value in &values {
        let (sum, rest) = two_sum(high, *value);
        (high, low) = two_sum(sum, low + rest);
    }
    let mean = (high + low) / count;
    // What the mean rounds off, which is as much as values far from zero may deviate.
    let rest = ((high - mean * count) - mean.mul_add(count, -(mean * count)) + low) / count;
    let deviation = |value: &f64| {
        let (near, error) = two_sum(*value, -mean);
        let far = near + (error - rest);
        far * far
    };
    let size = values.iter().map(|value| value.abs() / count).sum();
    (mean, size, values.iter().map(deviation).sum())
}

/// Finite values that are hard to add up: of all sizes, of one size far from zero, of both signs.
///
/// Far from zero is a mean of 10^9 spreads here. The nine digits last to 10^11; at 10^14 four are
/// left, where Welford's recurrence has three left from 10^13 on.
fn nasty() -> impl Strategy<Value = Vec<f64>> {
    let any_size = (-1.0..1.0_f64, -300..150_i32).prop_map(|(value, ten)| value * 10_f64.powi(ten));
    let whole = (-100..100_i64).prop_map(|value| value as f64);
    let far = (-1e3..1e3_f64, Just(1e12)).prop_map(|(value, offset)| offset + value);
    let near = 1.0..1.001_f64;
    let subnormal = (0..1u64 << 52).prop_map(f64::from_bits);
    let on_bound = (0..BOUNDS.len()).prop_map(|at| BOUNDS[at]);
    let cases = |one: BoxedStrategy<f64>| prop::collection::vec(one, 1..60);
    prop_oneof![
        cases(prop_oneof![any_size.clone(), whole.clone(), on_bound.clone()].boxed()),
        cases(any_size.boxed()),
        cases(prop_oneof![whole, on_bound].boxed()),
        cases(far.boxed()),
        cases(near.boxed()),
        cases(subnormal.boxed()),
    ]
}

fn split<T: Clone>(values: &[T], ways: usize) -> Vec<Vec<T>> {
    let mut parts = vec![Vec::new(); ways];
    values.iter().enumerate().for_each(|(at, value)| parts[at % ways].push(value.clone()));
    parts
}

/// Far from zero, for whole numbers that differ by a few.
const FAR: i64 = 1_000_000_000_000_000_000;

/// What has failed once is written down as a test and not into a file.
fn config() -> ProptestConfig {
    ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn mean_and_deviation_are_right_to_nine_digits(values in nasty(), ways in 1..4usize) {
        let scope = scope();
        record(&scope, &FLOAT, &split(&values, ways));
        let got = distribution(&scope, "properties/float/spread");
        let (mean, size, deviation) = reference(&values);
        prop_assert_eq!(got.count(), values.len() as u64);
        let (off, least) = ((got.mean() - mean).abs(), 1e-25 * size);
        prop_assert!(off <= 1e-9 * mean.abs() + least, "{} {mean}", got.mean());
        let got = got.sum_of_squared_deviation;
        let off = (got - deviation).abs();
        prop_assert!(off <= 1e-9 * deviation + 1e-300, "{got} {deviation}");
    }

    #[test]
    fn bounds_belong_to_the_bucket_above_and_at_most_is_exact(
        values in nasty(),
        ways in 1..4usize,
    ) {
        let scope = scope();
        record(&scope, &FLOAT, &split(&values, ways));
        let got = distribution(&scope, "properties/float/spread");
        let count = |is: &dyn Fn(f64) -> bool| values.iter().filter(|it| is(**it)).count() as u64;
        let mut below = 0;
        let mut at_most = got.cumulative_at_most();
        for (at, &bound) in BOUNDS.iter().enumerate() {
            below += got.bucket_counts[at];
            prop_assert_eq!(below, count(&|value| value < bound));
            prop_assert_eq!(at_most.next(), Some(count(&|value| value <= bound)));
        }
        prop_assert_eq!(at_most.next(), Some(values.len() as u64));
        prop_assert_eq!(at_most.next(), None);
    }

    #[test]
    fn whole_numbers_are_exact_to_their_extremes(
        values in prop_oneof![
            prop::collection::vec(-1000..1000_i64, 1..100),
            prop::collection::vec((-9..9_i64).prop_map(|off| FAR + off), 2..60),
            prop::collection::vec((i64::MIN / 2..i64::MAX / 2).boxed(), 1..15),
            prop::collection::vec(prop_oneof![Just(i64::MIN), Just(i64::MAX), Just(0)], 1..4),
        ],
        ways in 1..4usize,
    ) {
        let scope = scope();
        record(&scope, &WHOLE, &split(&values, ways));
        let got = distribution(&scope, "properties/whole/spread");
        let count = values.len() as i128;
        let total: i128 = values.iter().map(|value| i128::from(*value)).sum();
        let mean = total as f64 / count as f64;
        prop_assert!((got.mean() - mean).abs() <= 1e-9 * mean.abs(), "{} {mean}", got.mean());
        let off_mean = |value: &i64| (i128::from(*value) * count - total) as f64 / count as f64;
        let deviation: f64 = values.iter().map(|value| off_mean(value).powi(2)).sum();
        let off = (got.sum_of_squared_deviation - deviation).abs();
        prop_assert!(off <= 1e-9 * deviation, "{} {deviation}", got.sum_of_squared_deviation);
    }

    #[test]
    fn whole_numbers_are_never_rounded_on_their_way(
        values in prop::collection::vec(0..i64::MAX / 40, 1..40),
        ways in 1..4usize,
    ) {
        let scope = scope();
        record(&scope, &WHOLE, &split(&values, ways));
        let total: i64 = values.iter().sum();
        prop_assert_eq!(sum(&scope, "properties/whole/sum"), Number::I64(total));
        prop_assert_eq!(distribution(&scope, "properties/whole/spread").sum, Number::I64(total));
    }

    #[test]
    fn threads_and_their_order_make_no_difference(
        mut values in prop::collection::vec(-1e9..1e9_f64, 1..100),
        ways in 2..5usize,
    ) {
        let [one, other] = [1, ways].map(|ways| {
            let scope = scope();
            record(&scope, &FLOAT, &split(&values, ways));
            values.reverse();
            (distribution(&scope, "properties/float/spread"), sum(&scope, "properties/float/sum"))
        });
        prop_assert_eq!(&one.0.bucket_counts, &other.0.bucket_counts);
        prop_assert_eq!(&one.0.at_bound, &other.0.at_bound);
        prop_assert_eq!(one.0.sum, other.0.sum);
        prop_assert_eq!(one.1, other.1);
        let (one, other) = (one.0.sum_of_squared_deviation, other.0.sum_of_squared_deviation);
        prop_assert!((one - other).abs() <= 1e-12 * one, "{one} {other}");
    }

    #[test]
    fn the_last_value_is_the_latest_whichever_thread_recorded_it(
        values in prop::collection::vec(any::<i64>(), 1..20),
        ways in 1..4usize,
    ) {
        let scope = scope();
        let handles: Vec<_> = (0..ways).map(|_| scope.handle()).collect();
        for (at, value) in values.iter().enumerate() {
            // One after the other, each on a thread of its own while the others live on.
            let handle = &handles[at % ways];
            thread::scope(|threads| {
                threads.spawn(|| handle.run(|| WHOLE.record(*value)));
            });
            let last = Data::LastValue(Number::I64(*value));
            prop_assert_eq!(data(&scope, "properties/whole/last"), last);
        }
    }

    #[test]
    fn calls_are_their_buckets_failures_are_calls_and_nothing_falls(
        ends in prop::collection::vec((0..4_u8, 0..3_usize, any::<bool>()), 1..60),
    ) {
        let scope = testing::scope();
        let handles = [(); 3].map(|()| scope.handle());
        let mut before = (0, 0);
        for (at, &(end, thread, looked)) in ends.iter().enumerate() {
            handles[thread].run(|| call(end));
            if !looked && at + 1 < ends.len() {
                continue;
            }
            let snapshot = scope.snapshot();
            let count = |name| snapshot.view(name).expect("a view").count();
            let (calls, failures) = (count("properties/calls"), count("properties/failures"));
            let expected = ends[..=at].iter().filter(|(end, ..)| matches!(end, 1 | 2)).count();
            prop_assert_eq!((calls, failures), (at as u64 + 1, expected as u64));
            prop_assert_eq!(count("properties/counted"), calls);
            prop_assert!(failures <= calls && before.0 <= calls && before.1 <= failures);
            before = (calls, failures);
            let latency = distribution(&scope, "properties/latency");
            prop_assert_eq!(latency.bucket_counts.iter().sum::<u64>(), calls);
            prop_assert_eq!(latency.cumulative_at_most().last(), Some(calls));
        }
    }
}

#[census::measured(count = "properties/counted")]
fn call(end: u8) {
    let _ = catch_unwind(|| match end {
        0 => drop(ended(Ok(()))),
        1 => drop(ended(Err(()))),
        2 => drop(panics()),
        // A future that is dropped before its end is cancelled, which is no failure.
        _ => {
            let mut waits = pin!(waits());
            assert!(waits.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
        }
    });
}

macro_rules! measured {
    ($($function:tt)*) => {
        #[census::measured(
            count = "properties/calls", errors = "properties/failures",
            latency = "properties/latency",
        )]
        $($function)*
    };
}

measured! {
    fn ended(result: Result<(), ()>) -> Result<(), ()> {
        result
    }
}
measured! {
    fn panics() -> Result<(), ()> {
        panic!("on purpose")
    }
}
measured! {
    async fn waits() -> Result<(), ()> {
        pending().await
    }
}
