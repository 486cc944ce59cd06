//! Rows, and the points that are made of them.

use std::time::Duration;

use super::*;

const KEYS: &[TagKey] = &[TagKey::new("method"), TagKey::new("region")];

fn at(seconds: u64) -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(seconds)
}

fn whole_interval() -> Interval<'static> {
    Interval { start: at(1), end: at(2), before: None }
}

fn tags(tags: [Option<&str>; 2]) -> Vec<Option<Arc<str>>> {
    tags.map(|tag| tag.map(Arc::from)).to_vec()
}

fn distribution(sum: f64, bucket_counts: &[u64], at_bound: &[u64]) -> Data {
    Data::Distribution(Distribution {
        sum: sum.into(),
        sum_of_squared_deviation: 0.0,
        bucket_counts: bucket_counts.to_vec(),
        at_bound: at_bound.to_vec(),
        exemplars: Vec::new(),
    })
}

fn shown(attributes: &[KeyValue]) -> String {
    let shown = attributes.iter().map(|attribute| {
        let value = attribute.value.as_ref().and_then(|value| value.value.as_ref());
        let Some(StringValue(text)) = value else { return attribute.key.clone() };
        format!("{}={text:?}", attribute.key)
    });
    shown.collect::<Vec<_>>().join(" ")
}

#[test]
fn a_tag_that_is_absent_is_left_out_and_an_empty_one_is_not() {
    let mut point = NumberPoint::default();
    let mut shown = |given| {
        let point = point.sum(KEYS, &tags(given), &Data::Count(1), whole_interval());
        shown(&point.expect("a sum").attributes)
    };
    assert_eq!(shown([Some("get"), Some("eu")]), r#"method="get" region="eu""#);
    assert_eq!(shown([None, Some("us")]), r#"region="us""#);
    assert_eq!(shown([None, None]), "");
    assert_eq!(shown([Some(""), Some("eu")]), r#"method="" region="eu""#);
}

#[test]
fn whole_numbers_stay_whole_and_a_count_ends_where_an_i64_does() {
    let mut point = NumberPoint::default();
    let mut value = |data| {
        let point = point.sum(&[], &[], &data, whole_interval());
        point.expect("a sum").value.expect("a value")
    };
    assert_eq!(value(Data::Count(u64::MAX)), Value::AsInt(i64::MAX));
    assert_eq!(value(Data::Sum(i64::MAX.into())), Value::AsInt(i64::MAX));
    assert_eq!(value(Data::Sum(0.5.into())), Value::AsDouble(0.5));
}

#[test]
fn a_last_value_is_of_a_moment() {
    let mut point = NumberPoint::default();
    let data = Data::LastValue((-3).into());
    let point = point.last_value(&[], &[], &data, at(2)).expect("a last value");
    assert_eq!((point.start_time_unix_nano, point.time_unix_nano), (0, 2_000_000_000));
    assert_eq!(point.value, Some(Value::AsInt(-3)));
}

#[test]
fn what_equals_a_bound_is_in_the_bucket_that_it_ends() {
    // 5, 5, 7, 10, 20: two at the bound 5, one at 10.
    let mut point = HistogramPoint::of(&Bounds::new(&[0.0, 5.0, 10.0]));
    let data = distribution(47.0, &[0, 0, 3, 2], &[0, 2, 1]);
    let point = point.fill(&[], &[], &data, whole_interval()).expect("a distribution");
    assert_eq!(point.bucket_counts, [0, 2, 2, 1]);
    assert_eq!(point.explicit_bounds, [0.0, 5.0, 10.0]);
    assert_eq!((point.count, point.sum, point.min, point.max), (5, Some(47.0), None, None));
    assert_eq!(point.start_time_unix_nano, 1_000_000_000);
}

#[test]
fn a_delta_is_what_came_since() {
    let mut point = HistogramPoint::of(&Bounds::new(&[5.0]));
    let before = distribution(3.0, &[1, 1], &[1]);
    let now = distribution(10.5, &[2, 3], &[1]);
    let interval = Interval { start: at(1), end: at(2), before: Some(&before) };
    let point = point.fill(&[], &[], &now, interval).expect("a distribution");
    assert_eq!((point.bucket_counts.as_slice(), point.count), (&[1, 2][..], 3));
    assert_eq!(point.sum, Some(7.5));

    let mut point = NumberPoint::default();
    let before = Data::Count(2);
    let interval = Interval { start: at(1), end: at(2), before: Some(&before) };
    let point = point.sum(&[], &[], &Data::Count(7), interval).expect("a sum");
    assert_eq!(point.value, Some(Value::AsInt(5)));
}

#[test]
fn there_is_no_sum_where_values_below_zero_are_expected() {
    let mut signed = HistogramPoint::of(&Bounds::new(&[-1.0, 1.0]));
    let data = distribution(4.0, &[0, 0, 2], &[0, 0]);
    let point = signed.fill(&[], &[], &data, whole_interval()).expect("a distribution");
    assert_eq!((point.sum, point.count), (None, 2));
    let mut plain = HistogramPoint::of(&Bounds::new(&[1.0]));
    let data = distribution(-4.0, &[2, 0], &[0]);
    assert_eq!(plain.fill(&[], &[], &data, whole_interval()).expect("one").sum, None);
    // Regression: the delta had a sum below zero, where the protocol wants none.
    let (before, now) = (distribution(9.0, &[0, 1], &[0]), distribution(4.0, &[1, 1], &[0]));
    let interval = Interval { start: at(1), end: at(2), before: Some(&before) };
    assert_eq!(plain.fill(&[], &[], &now, interval).expect("one").sum, None);
}

#[test]
fn an_exemplar_has_its_trace_and_the_rest_as_attributes() {
    let exemplar = Exemplar::new(0.25, at(2))
        .with("trace_id", "0af7651916cd43dd8448eb211c80319c")
        .with("span_id", "b7ad6b7169203331")
        .with("tag:user", "x")
        .with("note", "y");
    let made = example(&exemplar);
    assert_eq!(made.value, Some(ExemplarValue::AsDouble(0.25)));
    assert_eq!((made.trace_id.len(), made.span_id[0]), (16, 0xb7));
    assert_eq!(shown(&made.filtered_attributes), r#"note="y" user="x""#);
    let made = example(&Exemplar::new(1.0, at(2)).with("trace_id", "0af7").with("span_id", "zz"));
    assert_eq!(shown(&made.filtered_attributes), r#"span_id="zz" trace_id="0af7""#);
}

#[test]
fn a_delta_has_the_exemplars_of_its_interval() {
    let mut point = HistogramPoint::of(&Bounds::new(&[5.0]));
    let (before, mut now) = (distribution(3.0, &[1, 0], &[0]), distribution(5.0, &[2, 0], &[0]));
    if let Data::Distribution(now) = &mut now {
        now.exemplars = vec![Exemplar::new(3.0, at(1)), Exemplar::new(2.0, at(2))];
    }
    let interval = Interval { start: at(1), end: at(2), before: Some(&before) };
    assert_eq!(point.fill(&[], &[], &now, interval).expect("one").exemplars.len(), 1);
    assert_eq!(point.fill(&[], &[], &now, whole_interval()).expect("one").exemplars.len(), 2);
}
