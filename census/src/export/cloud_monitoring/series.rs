//! A time series with its one point, as JSON.

use super::distribution::{self, Ladder, Values};
use super::stamp::Stamps;
use super::{json, label};
use crate::model::{Aggregation, Kind, Number, View};
use crate::snapshot::{Data, Row};

/// What kind of metric a view is: `metricKind`, `valueType`.
pub(super) fn kind(view: &View) -> (&'static str, &'static str) {
    let number = match view.kind() {
        Kind::I64 => "INT64",
        Kind::F64 => "DOUBLE",
    };
    match view.aggregation() {
        Aggregation::Count => ("CUMULATIVE", "INT64"),
        Aggregation::Sum => ("CUMULATIVE", number),
        Aggregation::LastValue => ("GAUGE", number),
        Aggregation::Distribution(_) => ("CUMULATIVE", "DISTRIBUTION"),
    }
}

/// What all series of a view have in common, written once.
#[derive(Debug)]
pub(super) struct Template {
    /// Up to the labels.
    head: Vec<u8>,
    /// `"key":` of each tag key.
    keys: Vec<Vec<u8>>,
    /// `"key":"value"` of the labels of all metrics, and which tag takes its place where there is.
    defaults: Vec<(Vec<u8>, Option<usize>)>,
    /// From behind the labels up to the interval.
    tail: Vec<u8>,
    ladder: Option<Ladder>,
    project: String,
}

impl Template {
    /// `resource` is the monitored resource's JSON.
    pub(super) fn new(
        view: &View,
        metric_type: &str,
        defaults: &[(String, String)],
        resource: &[u8],
        values: Values,
        project: &str,
    ) -> Self {
        let mut head = b"{\"metric\":{\"type\":".to_vec();
        json::text(&mut head, metric_type);
        head.extend_from_slice(b",\"labels\":{");
        let labels: Vec<String> =
            view.tag_keys().iter().map(|key| label::key(key.name())).collect();
        let written = |key: &str| {
            let mut out = Vec::new();
            json::text(&mut out, key);
            out.push(b':');
            out
        };
        let defaults = defaults.iter().map(|(key, value)| {
            let mut out = written(key);
            json::text(&mut out, label::value(value));
            (out, labels.iter().position(|label| label == key))
        });
        let (metric_kind, value_type) = kind(view);
        let mut tail = b"}},\"resource\":".to_vec();
        tail.extend_from_slice(resource);
        let kinds = format!(
            ",\"metricKind\":\"{metric_kind}\",\"valueType\":\"{value_type}\",\
             \"points\":[{{\"interval\":{{"
        );
        tail.extend_from_slice(kinds.as_bytes());
        Template {
            head,
            keys: labels.iter().map(|key| written(key)).collect(),
            defaults: defaults.collect(),
            tail,
            ladder: match view.aggregation() {
                Aggregation::Distribution(bounds) => Some(Ladder::of(bounds, values)),
                _ => None,
            },
            project: project.to_owned(),
        }
    }

    /// Writes the series of a row, with its point.
    pub(super) fn write(&self, out: &mut Vec<u8>, view: &View, row: &Row, stamps: &mut Stamps) {
        out.extend_from_slice(&self.head);
        let mut comma = false;
        let mut label = |out: &mut Vec<u8>, written: &[u8]| {
            if std::mem::replace(&mut comma, true) {
                out.push(b',');
            }
            out.extend_from_slice(written);
        };
        for (written, tag) in &self.defaults {
            if tag.is_none_or(|at| row.tags.get(at).is_none_or(Option::is_none)) {
                label(out, written);
            }
        }
        for (key, value) in self.keys.iter().zip(&row.tags) {
            if let Some(value) = value {
                label(out, key);
                json::text(out, label::value(value));
            }
        }
        out.extend_from_slice(&self.tail);
        match view.aggregation() {
            Aggregation::LastValue => stamps.moment(out),
            _ => stamps.since(out, row.start),
        }
        out.extend_from_slice(b"},\"value\":");
        self.value(out, view, &row.data);
        out.extend_from_slice(b"}]}");
    }

    fn value(&self, out: &mut Vec<u8>, view: &View, data: &Data) {
        match (data, &self.ladder) {
            (Data::Distribution(data), Some(ladder)) => {
                distribution::write(out, data, ladder, &self.project);
            }
            (Data::Sum(number) | Data::LastValue(number), _) => scalar(out, view, *number),
            (Data::Count(count), _) => whole(out, |out| json::count(out, *count)),
            // Of a view that is one; a snapshot that somebody put together by hand may lie.
            (Data::Distribution(data), None) => whole(out, |out| json::count(out, data.count())),
        }
    }
}

/// A number in the type that the metric has.
fn scalar(out: &mut Vec<u8>, view: &View, number: Number) {
    match (view.kind(), number) {
        (Kind::I64, Number::I64(value)) => whole(out, |out| json::whole(out, value)),
        (Kind::I64, Number::F64(value)) => whole(out, |out| json::whole(out, value as i64)),
        (Kind::F64, value) => {
            out.extend_from_slice(b"{\"doubleValue\":");
            json::number(out, value.as_f64());
            out.push(b'}');
        }
    }
}

fn whole(out: &mut Vec<u8>, write: impl FnOnce(&mut Vec<u8>)) {
    out.extend_from_slice(b"{\"int64Value\":");
    write(out);
    out.push(b'}');
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::time::{Duration, UNIX_EPOCH};

    use super::*;
    use crate::model::{Bounds, Measure, TagKey};

    static ITEMS: Measure<i64> = Measure::new("series/items", "1");
    static EUROS: Measure<f64> = Measure::new("series/euros", "EUR");
    const KEYS: &[TagKey] = &[TagKey::new("test.key"), TagKey::new("opencensus_task")];

    fn sent(view: &View, tags: &[Option<&str>], data: Data, length: Duration) -> String {
        let defaults = [("opencensus_task".to_owned(), "rust-1@a".to_owned())];
        let resource = br#"{"type":"global"}"#;
        let template = Template::new(view, "t", &defaults, resource, Values::NotNegative, "p");
        let start = UNIX_EPOCH + Duration::from_nanos(1_543_160_298_100_000_090);
        let tags = tags.iter().map(|tag| tag.map(Arc::from)).collect();
        let mut out = Vec::new();
        let mut stamps = Stamps::new(start + length);
        template.write(&mut out, view, &Row { tags, start, data }, &mut stamps);
        let json: serde_json::Value = serde_json::from_slice(&out).expect("JSON");
        assert_eq!(json["resource"]["type"], "global");
        let point = &json["points"][0];
        let (kind, value) = (&json["metricKind"], &json["valueType"]);
        format!(
            "{} {} {} {} {}",
            json["metric"]["labels"],
            kind.as_str().unwrap_or_default(),
            value.as_str().unwrap_or_default(),
            point["interval"],
            point["value"]
        )
    }

    #[test]
    fn every_kind_of_view_has_its_kind_of_point() {
        const MINUTE: Duration = Duration::from_secs(60);
        const BOUNDS: Aggregation = Aggregation::Distribution(Bounds::new(&[]));
        let end = r#""endTime":"2018-11-25T15:39:18.100000090Z""#;
        let interval = format!(r#"{{{end},"startTime":"2018-11-25T15:38:18.100000090Z"}}"#);
        let labels = r#"{"opencensus_task":"rust-1@a"}"#;
        let table = [
            (
                View::new("a", &EUROS, Aggregation::Count),
                Data::Count(10),
                "CUMULATIVE INT64",
                r#"{"int64Value":"10"}"#,
            ),
            (
                View::new("a", &ITEMS, Aggregation::Sum),
                Data::Sum(i64::MAX.into()),
                "CUMULATIVE INT64",
                r#"{"int64Value":"9223372036854775807"}"#,
            ),
            (
                View::new("a", &EUROS, Aggregation::Sum),
                Data::Sum(5.5.into()),
                "CUMULATIVE DOUBLE",
                r#"{"doubleValue":5.5}"#,
            ),
            (
                View::new("a", &EUROS, Aggregation::Sum),
                Data::Sum(5.into()),
                "CUMULATIVE DOUBLE",
                r#"{"doubleValue":5.0}"#,
            ),
            (
                View::new("a", &ITEMS, Aggregation::Sum),
                Data::Sum(1e300.into()),
                "CUMULATIVE INT64",
                r#"{"int64Value":"9223372036854775807"}"#,
            ),
        ];
        for (view, data, kinds, value) in table {
            assert_eq!(
                sent(&view, &[], data, MINUTE),
                format!("{labels} {kinds} {interval} {value}")
            );
        }
        let gauge = View::new("a", &ITEMS, Aggregation::LastValue);
        assert_eq!(
            sent(&gauge, &[], Data::LastValue((-3).into()), MINUTE),
            format!(r#"{labels} GAUGE INT64 {{{end}}} {{"int64Value":"-3"}}"#)
        );
        assert_eq!(kind(&View::new("a", &ITEMS, BOUNDS)), ("CUMULATIVE", "DISTRIBUTION"));
    }

    // OpenCensus' Go exporter, `TestMetricsToMonitoringMetrics_fromProtoPoint`.
    #[test]
    fn a_cumulative_point_ends_a_millisecond_after_its_start_at_least() {
        let view = View::new("a", &ITEMS, Aggregation::Count);
        for nanoseconds in [0, 5, 1_000_000] {
            let said = sent(&view, &[], Data::Count(17), Duration::from_nanos(nanoseconds));
            assert!(said.contains(r#""endTime":"2018-11-25T15:38:18.101000090Z""#), "{said}");
        }
        let said = sent(&view, &[], Data::Count(17), Duration::from_nanos(1_000_001));
        assert!(said.contains(r#""endTime":"2018-11-25T15:38:18.101000091Z""#), "{said}");
    }

    #[test]
    fn a_missing_tag_is_left_out_an_empty_one_kept_and_a_tag_precedes_a_label_of_all() {
        let view = View::new("a", &ITEMS, Aggregation::Count).columns(KEYS);
        let table = [
            ([None, None], r#"{"opencensus_task":"rust-1@a"}"#),
            ([Some(""), None], r#"{"opencensus_task":"rust-1@a","test_key":""}"#),
            ([Some("a\"\n"), Some("mine")], r#"{"opencensus_task":"mine","test_key":"a\"\n"}"#),
        ];
        for (tags, labels) in table {
            let said = sent(&view, &tags, Data::Count(1), Duration::ZERO);
            assert!(said.starts_with(&format!("{labels} ")), "{said}");
        }
    }
}
