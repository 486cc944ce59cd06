//! What a view and its tag keys are called in Prometheus.

use super::unit;
use crate::model::{Aggregation, Kind, View};

/// Bytes of a name that OpenCensus' exporters kept.
const OPENCENSUS_BYTES_MAX: usize = 100;

/// How views are called in Prometheus.
///
/// | view | unit | `Convention` | `OpenCensus` |
/// |---|---|---|---|
/// | count `shop/cart/requests` | `1` | `shop_cart_requests_total` | `shop_cart_requests` |
/// | sum `shop/sent` | `By` | `shop_sent_bytes_total` | `shop_sent` |
/// | last value `shop/pool.used`, `f64` | `1` | `shop_pool_used_ratio` | `shop_pool_used` |
/// | last value `shop/in_flight`, `i64` | `1` | `shop_in_flight` | `shop_in_flight` |
/// | distribution `shop/latency` | `ms` | `shop_latency_milliseconds` | `shop_latency` |
///
/// A suffix that a name has already is not put there twice, and a unit that ends it as a code
/// (`latency_ms`) is spelled out. Values keep the view's own unit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Names {
    /// As Prometheus' conventions have it: the unit spelled out, then `_total` for what
    /// accumulates.
    #[default]
    Convention,
    /// As OpenCensus' exporters wrote them, so that existing rules and dashboards go on working:
    /// no suffixes, at most 100 bytes, and bounds as `1` rather than `1.0`. A client that takes
    /// text gets text, the only format they had; in OpenMetrics, where a counter's name must end
    /// in `_total`, the type of a counter is `unknown`.
    OpenCensus,
}

impl Names {
    /// What a view's samples are called; of a distribution, what stands before `_bucket`, `_sum`
    /// and `_count`. For what is written beside a program: rules, dashboards.
    ///
    /// ```
    /// use census::export::prometheus::Names;
    /// use census::{Aggregation, Measure, View};
    ///
    /// static REQUESTS: Measure<i64> = Measure::new("shop/requests", "1");
    /// let view = View::new("shop/requests", &REQUESTS, Aggregation::Count);
    /// assert_eq!(Names::Convention.of(&view), "shop_requests_total");
    /// assert_eq!(Names::OpenCensus.of(&view), "shop_requests");
    /// ```
    pub fn of(self, view: &View) -> String {
        let family = Family::of(view, self);
        family.name + family.total
    }
}

/// What kind of family a view becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    Counter,
    Gauge,
    Histogram,
}

/// A view as Prometheus sees it.
#[derive(Debug)]
pub(super) struct Family {
    /// The name of the family, as OpenMetrics says it: without `_total`.
    pub(super) name: String,
    /// What follows it in a counter's samples: `_total`, or nothing.
    pub(super) total: &'static str,
    /// The word that the name ends in, where it is one for the unit.
    pub(super) unit: Option<String>,
    pub(super) shape: Shape,
    /// In the order of the view's columns.
    pub(super) label_keys: Vec<String>,
}

impl Family {
    pub(super) fn of(view: &View, names: Names) -> Self {
        let shape = match view.aggregation() {
            Aggregation::Count | Aggregation::Sum => Shape::Counter,
            Aggregation::LastValue => Shape::Gauge,
            Aggregation::Distribution(_) => Shape::Histogram,
        };
        let keys = view.tag_keys().iter();
        match names {
            Names::Convention => {
                let (name, unit) = conventional(view, shape);
                let total = if shape == Shape::Counter { "_total" } else { "" };
                let label_keys = keys.map(|key| sanitise(key.name())).collect();
                Family { name, total, unit, shape, label_keys }
            }
            Names::OpenCensus => Family {
                name: sanitise(truncate(view.name())),
                total: "",
                unit: None,
                shape,
                label_keys: keys.map(|key| sanitise(truncate(key.name()))).collect(),
            },
        }
    }

    /// The suffixes of the names that belong to the family in any format, its own included.
    pub(super) fn suffixes(&self) -> &'static [&'static str] {
        match self.shape {
            Shape::Counter if self.total.is_empty() => &[""],
            Shape::Counter => &["", "_total", "_created"],
            Shape::Gauge => &[""],
            Shape::Histogram => &["", "_bucket", "_sum", "_count", "_created"],
        }
    }
}

fn conventional(view: &View, shape: Shape) -> (String, Option<String>) {
    let mut name = sanitise(view.name());
    if shape == Shape::Counter
        && let Some(stem) = name.strip_suffix("_total")
    {
        name.truncate(stem.len());
    }
    let code = view.unit();
    let unit = match code {
        // Whole numbers of unit 1 are numbers of things; others are parts of a whole.
        "1" if shape == Shape::Gauge && view.kind() == Kind::F64 => Some("ratio".into()),
        _ => unit::words(code),
    };
    let Some(unit) = unit else { return (name, None) };
    if !ends_in(&name, &unit) {
        if code.bytes().all(|byte| byte.is_ascii_alphabetic()) && ends_in(&name, code) {
            name.truncate(name.len() - code.len() - 1);
        }
        name.push('_');
        name.push_str(&unit);
    }
    (name, Some(unit))
}

/// Whether it is the last of a name's words, and not the only one.
fn ends_in(name: &str, word: &str) -> bool {
    name.strip_suffix(word).is_some_and(|stem| stem.len() > 1 && stem.ends_with('_'))
}

/// Spells a name in letters, digits and `_`. A leading `_`, which Prometheus keeps to itself where
/// there are two, gets a `key` before it, and so does a digit.
pub(super) fn sanitise(name: &str) -> String {
    let name = letters(name);
    match name.as_bytes().first() {
        Some(b'_') => format!("key{name}"),
        Some(b'0'..=b'9') => format!("key_{name}"),
        _ => name,
    }
}

/// Puts `_` for everything that is not an ASCII letter or digit.
pub(super) fn letters(name: &str) -> String {
    name.chars().map(|it| if it.is_ascii_alphanumeric() { it } else { '_' }).collect()
}

fn truncate(name: &str) -> &str {
    // A name is ASCII; where it were not, it would be kept whole rather than cut within a letter.
    name.get(..OPENCENSUS_BYTES_MAX).unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Bounds, Measure, TagKey};

    static COUNT: Measure<i64> = Measure::new("names/count", "1");
    static BYTES: Measure<i64> = Measure::new("names/bytes", "By");
    static RATIO: Measure<f64> = Measure::new("names/ratio", "1");
    static MILLISECONDS: Measure<f64> = Measure::new("names/ms", "ms");
    const BOUNDS: Aggregation = Aggregation::Distribution(Bounds::new(&[1.0]));

    fn both(view: View) -> [String; 2] {
        [Names::Convention, Names::OpenCensus].map(|names| names.of(&view))
    }

    // OpenCensus' Go exporter, `TestSanitize`.
    #[test]
    fn names_are_sanitised_as_in_opencensus() {
        assert_eq!(truncate(&"a".repeat(101)), "a".repeat(100));
        assert_eq!(sanitise("test/key-1"), "test_key_1");
        assert_eq!(sanitise("0123456789"), "key_0123456789");
        assert_eq!(sanitise("_0123456789"), "key_0123456789");
        assert_eq!(sanitise("/0123456789"), "key_0123456789");
        assert_eq!(sanitise("__name__"), "key__name__");
        // Its Python exporter, `test_sanitize`.
        assert_eq!(sanitise("demo/latency"), "demo_latency");
        assert_eq!(sanitise("my.org/demo/key1"), "my_org_demo_key1");
    }

    #[test]
    fn suffixes_say_unit_and_accumulation() {
        let names = [
            View::new("shop/cart/requests", &COUNT, Aggregation::Count),
            View::new("shop/sent", &BYTES, Aggregation::Sum),
            View::new("shop/pool.used", &RATIO, Aggregation::LastValue),
            View::new("shop/in_flight", &COUNT, Aggregation::LastValue),
            View::new("shop/latency", &MILLISECONDS, BOUNDS),
            View::new("shop/items", &RATIO, BOUNDS),
        ]
        .map(|view| both(view).join(" "));
        assert_eq!(
            names.join("\n"),
            "shop_cart_requests_total shop_cart_requests\n\
             shop_sent_bytes_total shop_sent\n\
             shop_pool_used_ratio shop_pool_used\n\
             shop_in_flight shop_in_flight\n\
             shop_latency_milliseconds shop_latency\n\
             shop_items shop_items"
        );
    }

    #[test]
    fn a_suffix_is_never_doubled() {
        let names = [
            View::new("shop/requests_total", &COUNT, Aggregation::Count),
            View::new("shop/sent_bytes", &BYTES, Aggregation::Sum),
            View::new("shop/sent_bytes_total", &BYTES, Aggregation::Sum),
            View::new("shop/sent_By", &BYTES, Aggregation::Sum),
            View::new("shop/part_1", &RATIO, Aggregation::LastValue),
            View::new("shop/latency_ms", &MILLISECONDS, BOUNDS),
            View::new("shop/latency_milliseconds", &MILLISECONDS, BOUNDS),
            View::new("ms", &MILLISECONDS, BOUNDS),
        ]
        .map(|view| both(view)[0].clone());
        assert_eq!(
            names.join("\n"),
            "shop_requests_total\nshop_sent_bytes_total\nshop_sent_bytes_total\n\
             shop_sent_bytes_total\nshop_part_1_ratio\nshop_latency_milliseconds\n\
             shop_latency_milliseconds\nms_milliseconds"
        );
    }

    #[test]
    fn the_unit_is_the_end_of_the_familys_name() {
        let view = View::new("shop/sent_total", &BYTES, Aggregation::Sum);
        let family = Family::of(&view, Names::Convention);
        assert_eq!(
            (family.name.as_str(), family.unit.as_deref()),
            ("shop_sent_bytes", Some("bytes"))
        );
    }

    #[test]
    fn tag_keys_become_label_names() {
        const KEYS: &[TagKey] = &[TagKey::new("http.route"), TagKey::new("__x"), TagKey::new("9")];
        let view = View::new("shop/requests", &COUNT, Aggregation::Count).columns(KEYS);
        let family = Family::of(&view, Names::Convention);
        assert_eq!(family.label_keys, ["http_route", "key__x", "key_9"]);
    }
}
