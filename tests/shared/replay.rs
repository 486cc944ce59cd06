//! Scenarios that real OpenCensus libraries were run with, replayed into snapshots of ours.
//!
//! A scenario in `tests/golden` has measures, views and steps, and what backends must receive for
//! it: the values that OpenCensus' Python and Node libraries sent, put right where they were wrong.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use census::{
    Aggregation, AnyMeasure, Bounds, Data, Distribution, Exemplar, Kind, Measure, Number, Row,
    Snapshot, TagKey, View, ViewData,
};
use serde_json::Value;

/// Between the start and the first export, and between two exports.
pub const STEP: Duration = Duration::from_secs(60);

/// Measures, views and steps.
#[derive(Debug)]
pub struct Scenario {
    json: Value,
    views: Vec<&'static View>,
}

/// The values of a row, in the order they came.
#[derive(Debug, Default)]
struct Values {
    numbers: Vec<f64>,
    /// The newest value of each bucket that had something attached.
    exemplars: BTreeMap<usize, Exemplar>,
}

type Rows = BTreeMap<Vec<Option<Arc<str>>>, Values>;

impl Scenario {
    /// Reads `tests/golden/NAME.json`.
    ///
    /// # Panics
    ///
    /// If there is none, or it is not one.
    pub fn read(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("golden");
        let text = std::fs::read_to_string(folder.join(name).with_extension("json"));
        Self::of(serde_json::from_str(&text.expect("a golden file")).expect("JSON"))
    }

    /// 450 rows of one view, more than any backend takes in one request.
    ///
    /// # Panics
    ///
    /// Never.
    pub fn of_450_rows() -> Self {
        let step = |row: u32| {
            let tag = format!("v{row:03}");
            serde_json::json!({"record": {"m_int": row}, "tags": {"k": tag}})
        };
        let mut steps: Vec<Value> = (0..450).map(step).collect();
        steps.push("export".into());
        Self::of(serde_json::json!({
            "measures": [{"name": "m_int", "type": "i64", "unit": "1", "description": "d"}],
            "views": [{"name": "rows_sum", "measure": "m_int", "aggregation": "sum",
                       "columns": ["k"], "description": "rows sum"}],
            "steps": steps,
        }))
    }

    fn of(json: Value) -> Self {
        let views = list(&json["views"]).iter().map(|view| declare(view, &json["measures"]));
        let views = views.collect();
        Scenario { json, views }
    }

    /// The views, in the scenario's order.
    pub fn views(&self) -> &[&'static View] {
        &self.views
    }

    /// What a backend must receive: `cloud_monitoring`, say.
    pub fn expected(&self, backend: &str) -> &Value {
        &self.json[backend]
    }

    /// A snapshot for each export, a [`STEP`] after the one before.
    ///
    /// # Panics
    ///
    /// If a step is none.
    pub fn snapshots(&self, begun: SystemTime) -> Vec<Snapshot> {
        let mut rows: Vec<Rows> = self.views.iter().map(|_| Rows::new()).collect();
        let mut snapshots = Vec::new();
        let mut now = begun;
        for step in list(&self.json["steps"]) {
            if step == "export" {
                now += STEP;
                let data = self.views.iter().zip(&rows);
                let data = data.map(|(view, rows)| summed(view, rows, begun)).collect();
                snapshots.push(Snapshot::new(now, data));
                continue;
            }
            for (view, rows) in self.views.iter().zip(&mut rows) {
                if let Some(value) = step["record"][view.measure_name()].as_f64() {
                    record(view, rows, value, step, now);
                }
            }
        }
        snapshots
    }
}

/// What a step records in a view.
fn record(view: &View, rows: &mut Rows, value: f64, step: &Value, now: SystemTime) {
    let value = if kind(view) == Kind::I64 { value.trunc() } else { value };
    if value < 0.0 && view.aggregation() == Aggregation::Sum {
        return; // Refused, as census does.
    }
    let tag = |key: &TagKey| step["tags"][key.name()].as_str().map(Arc::from);
    let row = rows.entry(view.tag_keys().iter().map(tag).collect()).or_default();
    row.numbers.push(value);
    if let (Some(attached), Aggregation::Distribution(bounds)) =
        (step["attached"].as_object(), view.aggregation())
    {
        let text = |text: &Value| text.as_str().unwrap_or_default().to_owned();
        let exemplar = Exemplar::new(value, now);
        let exemplar = attached.iter().fold(exemplar, |exemplar, (key, attached)| {
            exemplar.with(Cow::Owned(key.clone()), text(attached))
        });
        row.exemplars.insert(bucket(bounds, value), exemplar);
    }
}

fn kind(view: &View) -> Kind {
    view.measure().map_or(Kind::I64, AnyMeasure::kind)
}

/// `[bound[i - 1], bound[i])`
fn bucket(bounds: Bounds, value: f64) -> usize {
    bounds.iter().filter(|bound| *bound <= value).count()
}

fn summed(view: &'static View, rows: &Rows, start: SystemTime) -> ViewData {
    let rows = rows.iter().map(|(tags, values)| Row {
        tags: tags.clone(),
        start,
        data: data(view, values),
    });
    ViewData::new(view, rows.collect())
}

/// Two passes over all values: slow, and nothing that census does.
fn data(view: &View, values: &Values) -> Data {
    let numbers = &values.numbers;
    let number = |value: f64| match kind(view) {
        Kind::I64 => Number::I64(value as i64),
        Kind::F64 => Number::F64(value),
    };
    let sum: f64 = numbers.iter().sum();
    match view.aggregation() {
        Aggregation::Count => Data::Count(numbers.len() as u64),
        Aggregation::Sum => Data::Sum(number(sum)),
        Aggregation::LastValue => Data::LastValue(number(numbers.last().copied().unwrap_or(0.0))),
        Aggregation::Distribution(bounds) => {
            let mean = sum / numbers.len() as f64;
            let mut bucket_counts = vec![0; bounds.len() + 1];
            numbers.iter().for_each(|value| bucket_counts[bucket(bounds, *value)] += 1);
            let equal = |bound| numbers.iter().filter(|value| **value == bound).count() as u64;
            Data::Distribution(Distribution {
                sum: number(sum),
                sum_of_squared_deviation: numbers.iter().map(|value| (value - mean).powi(2)).sum(),
                bucket_counts,
                at_bound: bounds.iter().map(equal).collect(),
                exemplars: values.exemplars.values().cloned().collect(),
            })
        }
    }
}

/// A view that lives as long as the test program, as those that are written in code do.
fn declare(view: &Value, measures: &Value) -> &'static View {
    let of = |measure: &&Value| measure["name"] == view["measure"];
    let measure = list(measures).iter().find(of).expect("a measure");
    let (name, unit, about) =
        (word(&measure["name"]), word(&measure["unit"]), word(&measure["description"]));
    let aggregation = match word(&view["aggregation"]) {
        "count" => Aggregation::Count,
        "sum" => Aggregation::Sum,
        "last_value" => Aggregation::LastValue,
        _ => {
            let bounds: Vec<f64> = list(&view["bounds"]).iter().filter_map(Value::as_f64).collect();
            Aggregation::Distribution(Bounds::new(bounds.leak()))
        }
    };
    let columns: Vec<_> = list(&view["columns"]).iter().map(|key| TagKey::new(word(key))).collect();
    let made = match word(&measure["type"]) {
        "i64" => {
            let measure = Box::leak(Box::new(Measure::<i64>::new(name, unit).describe(about)));
            View::new(word(&view["name"]), measure, aggregation)
        }
        _ => {
            let measure = Box::leak(Box::new(Measure::<f64>::new(name, unit).describe(about)));
            View::new(word(&view["name"]), measure, aggregation)
        }
    };
    let made = made.columns(columns.leak()).describe(word(&view["description"]));
    Box::leak(Box::new(made))
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

fn word(value: &Value) -> &'static str {
    value.as_str().unwrap_or_default().to_owned().leak()
}
