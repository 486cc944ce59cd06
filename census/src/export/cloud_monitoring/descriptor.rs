//! What Cloud Monitoring has to know of a metric before its first point.

use serde_json::{Value, json};

use super::{label, series, task};
use crate::model::View;

/// The descriptor of a view's metric.
pub(super) fn of(
    view: &View,
    metric_type: &str,
    display_name: &str,
    defaults: &[(String, String)],
) -> Value {
    let (kind, value_type) = series::kind(view);
    let tags: Vec<String> = view.tag_keys().iter().map(|key| label::key(key.name())).collect();
    let of_all = defaults.iter().map(|(key, _)| key).filter(|key| !tags.contains(key));
    let labels: Vec<Value> = of_all
        .chain(&tags)
        .map(|key| {
            let about = if key == task::KEY { task::DESCRIPTION } else { "" };
            json!({"key": key, "valueType": "STRING", "description": about})
        })
        .collect();
    json!({
        "type": metric_type,
        "metricKind": kind,
        "valueType": value_type,
        "unit": view.unit(),
        "description": view.description(),
        "displayName": display_name,
        "labels": labels,
    })
}

/// How the descriptor that is there differs from ours.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Difference {
    None,
    /// In something that points can be written in spite of.
    Slight(String),
    /// In its kind, the type of its values, or a label that it has not: points would be refused.
    Fatal(String),
}

/// Compares the descriptor that is there with ours.
pub(super) fn compare(there: &Value, ours: &Value) -> Difference {
    let field = |descriptor: &Value, name: &str| -> String {
        descriptor[name].as_str().unwrap_or_default().to_owned()
    };
    let differing = |names: &[&str]| -> Vec<String> {
        let differing = names.iter().filter(|name| field(there, name) != field(ours, name));
        let said = differing.map(|name| {
            format!("its {name} is `{}`, not `{}`", field(there, name), field(ours, name))
        });
        said.collect()
    };
    let mut fatal = differing(&["metricKind", "valueType"]);
    let keys = |descriptor: &Value| -> Vec<String> {
        let labels = descriptor["labels"].as_array();
        labels.into_iter().flatten().map(|label| field(label, "key")).collect()
    };
    let known = keys(there);
    let missing: Vec<String> = keys(ours).into_iter().filter(|key| !known.contains(key)).collect();
    if !missing.is_empty() {
        fatal.push(format!("it has no label `{}`", missing.join("`, `")));
    }
    if !fatal.is_empty() {
        return Difference::Fatal(fatal.join(", "));
    }
    let slight = differing(&["unit", "description", "displayName"]);
    if slight.is_empty() { Difference::None } else { Difference::Slight(slight.join(", ")) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Aggregation, Measure, TagKey};

    static EUROS: Measure<f64> = Measure::new("descriptor/euros", "EUR").describe("What it costs.");
    const KEYS: &[TagKey] = &[TagKey::new("a.b")];

    fn ours() -> Value {
        let view = View::new("shop/value", &EUROS, Aggregation::Sum).columns(KEYS);
        of(&view, "d/shop/value", "OpenCensus/shop/value", &[(task::KEY.into(), "rust-1@a".into())])
    }

    #[test]
    fn a_descriptor_says_all_that_is_known_of_a_view() {
        assert_eq!(
            ours(),
            json!({
                "type": "d/shop/value",
                "metricKind": "CUMULATIVE",
                "valueType": "DOUBLE",
                "unit": "EUR",
                "description": "What it costs.",
                "displayName": "OpenCensus/shop/value",
                "labels": [
                    {
                        "key": "opencensus_task",
                        "valueType": "STRING",
                        "description": "Opencensus task identifier",
                    },
                    {"key": "a_b", "valueType": "STRING", "description": ""},
                ],
            })
        );
        let count = View::new("shop/value", &EUROS, Aggregation::Count);
        assert_eq!(of(&count, "t", "n", &[])["unit"], "1");
        assert_eq!(of(&count, "t", "n", &[])["valueType"], "INT64");
    }

    #[test]
    fn differences_are_told_apart_by_what_they_cost() {
        let changed = |name: &str, value: Value| {
            let mut there = ours();
            there[name] = value;
            compare(&there, &ours())
        };
        assert_eq!(compare(&ours(), &ours()), Difference::None);
        assert_eq!(changed("name", json!("projects/p")), Difference::None);
        assert_eq!(
            changed("unit", json!("USD")),
            Difference::Slight("its unit is `USD`, not `EUR`".into())
        );
        assert_eq!(
            changed("metricKind", json!("GAUGE")),
            Difference::Fatal("its metricKind is `GAUGE`, not `CUMULATIVE`".into())
        );
        assert_eq!(
            changed("labels", json!([{"key": "opencensus_task"}])),
            Difference::Fatal("it has no label `a_b`".into())
        );
    }
}
