//! One row of one view as an object of JSON.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::model::{Aggregation, Number, TagKey, View};
use crate::snapshot::{Data, Exemplar, Row};

pub(super) struct Line<'a> {
    pub(super) time: SystemTime,
    pub(super) view: &'static View,
    pub(super) row: &'a Row,
}

impl Serialize for Line<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut line = serializer.serialize_map(None)?;
        line.serialize_entry("time", &Time(self.time))?;
        line.serialize_entry("view", self.view.name())?;
        line.serialize_entry("unit", self.view.unit())?;
        line.serialize_entry("tags", &Tags(self.view.tag_keys(), self.row))?;
        if !matches!(self.row.data, Data::LastValue(_)) {
            line.serialize_entry("start", &Time(self.row.start))?;
        }
        match &self.row.data {
            Data::Count(count) => line.serialize_entry("count", count)?,
            Data::Sum(sum) => line.serialize_entry("sum", &Figure(*sum))?,
            Data::LastValue(last) => line.serialize_entry("last_value", &Figure(*last))?,
            Data::Distribution(data) => {
                line.serialize_entry("count", &data.count())?;
                line.serialize_entry("sum", &Figure(data.sum))?;
                let deviation = data.sum_of_squared_deviation;
                line.serialize_entry("sum_of_squared_deviation", &deviation)?;
                if let Aggregation::Distribution(bounds) = self.view.aggregation() {
                    let bounds: Vec<f64> = bounds.iter().collect();
                    line.serialize_entry("bounds", &bounds)?;
                }
                line.serialize_entry("bucket_counts", &data.bucket_counts)?;
                if !data.exemplars.is_empty() {
                    let exemplars: Vec<_> = data.exemplars.iter().map(Sample).collect();
                    line.serialize_entry("exemplars", &exemplars)?;
                }
            }
        }
        line.end()
    }
}

/// RFC 3339, to the nanosecond.
struct Time(SystemTime);

impl Serialize for Time {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        /// 9999-12-31T23:59:59Z, the last that the format has.
        const LAST: Duration = Duration::from_secs(253_402_300_799);
        let since = self.0.duration_since(UNIX_EPOCH).unwrap_or_default().min(LAST);
        serializer.collect_str(&humantime::format_rfc3339_nanos(UNIX_EPOCH + since))
    }
}

/// The tags that a row has.
struct Tags<'a>(&'static [TagKey], &'a Row);

impl Serialize for Tags<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let tags = self.0.iter().zip(&self.1.tags);
        let tags = tags.filter_map(|(key, value)| Some((key.name(), value.as_deref()?)));
        serializer.collect_map(tags)
    }
}

/// A whole number stays whole.
struct Figure(Number);

impl Serialize for Figure {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Number::I64(number) => serializer.serialize_i64(number),
            Number::F64(number) => serializer.serialize_f64(number),
        }
    }
}

struct Sample<'a>(&'a Exemplar);

impl Serialize for Sample<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Sample(exemplar) = self;
        let mut sample = serializer.serialize_map(None)?;
        sample.serialize_entry("value", &exemplar.value())?;
        sample.serialize_entry("time", &Time(exemplar.time()))?;
        for (key, text) in
            exemplar.attachments().filter(|(key, _)| !["value", "time"].contains(key))
        {
            sample.serialize_entry(key, text)?;
        }
        sample.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Bounds, Measure};
    use crate::snapshot::Distribution;

    static VALUE: Measure<f64> = Measure::new("lines/value", "s");
    static COLUMNS: [TagKey; 2] = [TagKey::new("region"), TagKey::new("odd \"key\"")];

    #[track_caller]
    fn line(view: &'static View, tags: &[Option<&str>], data: Data) -> String {
        let tags = tags.iter().map(|tag| tag.map(Into::into)).collect();
        let row = Row { tags, start: UNIX_EPOCH, data };
        let time = UNIX_EPOCH + Duration::from_nanos(1_500_000_000);
        serde_json::to_string(&Line { time, view, row: &row }).expect("JSON")
    }

    #[test]
    fn a_count_has_its_tags_and_its_start() {
        static COUNT: View = View::new("lines/count", &VALUE, Aggregation::Count).columns(&COLUMNS);
        let count = |tags: [Option<&str>; 2]| line(&COUNT, &tags, Data::Count(3));
        assert_eq!(
            count([Some("eu\n"), None]),
            r#"{"time":"1970-01-01T00:00:01.500000000Z","view":"lines/count","unit":"1","#
                .to_owned()
                + r#""tags":{"region":"eu\n"},"start":"1970-01-01T00:00:00.000000000Z","count":3}"#
        );
        assert!(count([None, Some("")]).contains(r#""tags":{"odd \"key\"":""}"#));
    }

    #[test]
    fn a_whole_number_stays_whole_and_an_infinite_one_is_null() {
        static SUM: View = View::new("lines/sum", &VALUE, Aggregation::Sum);
        static LAST: View = View::new("lines/last", &VALUE, Aggregation::LastValue);
        let sum = |sum: Number| line(&SUM, &[], Data::Sum(sum));
        assert!(sum(i64::MAX.into()).ends_with(r#","sum":9223372036854775807}"#));
        assert!(sum(0.5.into()).ends_with(r#","sum":0.5}"#));
        assert!(sum(f64::INFINITY.into()).ends_with(r#","sum":null}"#));
        let last = line(&LAST, &[], Data::LastValue(7.into()));
        assert!(last.ends_with(r#""unit":"s","tags":{},"last_value":7}"#), "{last}");
    }

    // Regression: the exporter panicked, and wrote nothing as long as a row began before 1970.
    #[test]
    fn a_clock_that_is_wrong_costs_no_line() {
        let year = Duration::from_secs(365 * 24 * 60 * 60);
        let times = [UNIX_EPOCH.checked_sub(year), UNIX_EPOCH.checked_add(year * 9000)];
        let said = times.map(|time| serde_json::to_string(&Time(time?)).ok());
        let said = said.map(Option::unwrap_or_default);
        assert!(said[0].contains("1970-01-01T00:00:00.0") && said[1].contains("9999-12-31T23"));
    }

    #[test]
    fn a_distribution_has_all_that_it_is_known_by() {
        static SPREAD: View =
            View::new("lines/spread", &VALUE, Aggregation::Distribution(Bounds::new(&[0.0, 0.5])));
        let exemplar = Exemplar::new(0.7, UNIX_EPOCH).with("trace_id", "ab");
        let data = Data::Distribution(Distribution {
            sum: 1.0.into(),
            sum_of_squared_deviation: 0.25,
            bucket_counts: vec![0, 1, 2],
            at_bound: vec![0, 0],
            exemplars: vec![exemplar],
        });
        let line = line(&SPREAD, &[], data);
        let end = r#""count":3,"sum":1.0,"sum_of_squared_deviation":0.25,"bounds":[0.0,0.5],"#
            .to_owned()
            + r#""bucket_counts":[0,1,2],"exemplars":[{"value":0.7,"#
            + r#""time":"1970-01-01T00:00:00.000000000Z","trace_id":"ab"}]}"#;
        assert!(line.ends_with(&end), "{line}");
    }
}
