//! The queries that all rules are made of: an objective's calls, good and bad.

use std::fmt::Write;

use census::export::prometheus::Names;

use crate::duration;
use crate::objective::Class;

/// Where the calls of an objective are counted.
#[derive(Clone, Debug)]
pub(in crate::export) struct Calls {
    /// The counter, as the exporter calls it.
    metric: String,
    /// `slo="checkout-availability"`, and what else the series must be.
    matchers: String,
}

impl Calls {
    /// Those of an objective, by its id, where the exporter has these names, and the series these
    /// further labels.
    pub(in crate::export) fn of(id: &str, names: Names, labels: &[(String, String)]) -> Self {
        let metric = names.of(census::slo::events());
        let mut matchers = format!("slo={}", quoted(id));
        for (key, value) in labels {
            let _ = write!(matchers, ",{key}={}", quoted(value)); // A string takes everything.
        }
        Calls { metric, matchers }
    }

    /// The counter of one outcome.
    pub(in crate::export) fn of_class(&self, class: Class) -> String {
        format!("{}{{{},outcome=\"{}\"}}", self.metric, self.matchers, class.word())
    }

    /// The counters of all outcomes.
    pub(super) fn of_any_class(&self) -> String {
        format!("{}{{{}}}", self.metric, self.matchers)
    }

    /// The counters of what the budget is a part of: all but what is excluded.
    pub(in crate::export) fn that_count(&self) -> String {
        format!("{}{{{},outcome=~\"good|bad\"}}", self.metric, self.matchers)
    }

    /// Bad calls of the last seconds.
    pub(super) fn bad(&self, seconds: u64) -> String {
        let bad = self.of_class(Class::Bad);
        format!("sum(increase({bad}[{}]))", duration::promql(seconds))
    }

    /// Calls of the last seconds that count.
    pub(super) fn total(&self, seconds: u64) -> String {
        format!("sum(increase({}[{}]))", self.that_count(), duration::promql(seconds))
    }

    /// The share of bad calls over the last seconds; nothing where there were no calls.
    pub(super) fn bad_ratio(&self, seconds: u64) -> String {
        let (bad, total) = (self.of_class(Class::Bad), self.that_count());
        let window = duration::promql(seconds);
        format!("sum(rate({bad}[{window}]))\n/\n(sum(rate({total}[{window}])) > 0)\n")
    }
}

/// A text as PromQL reads it.
pub(in crate::export) fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for it in text.chars() {
        match it {
            '"' | '\\' => out.extend(['\\', it]),
            '\n' => out.push_str("\\n"),
            it if it.is_control() => {
                let _ = write!(out, "\\u{:04x}", u32::from(it)); // A string takes everything.
            }
            it => out.push(it),
        }
    }
    out.push('"');
    out
}

/// A text in which Prometheus finds no template, in a label or an annotation.
pub(super) fn literal(text: &str) -> String {
    text.replace("{{", BRACES)
}

/// What Prometheus makes of it.
pub(super) fn plain(text: &str) -> String {
    text.replace(BRACES, "{{")
}

/// A template that is two braces.
const BRACES: &str = "{{ \"{{\" }}";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_is_what_the_exporter_serves() {
        let calls = Calls::of("a-latency", Names::Convention, &[]);
        assert_eq!(
            calls.bad(300),
            "sum(increase(census_slo_events_total{slo=\"a-latency\",outcome=\"bad\"}[5m]))"
        );
        let calls = Calls::of("a-latency", Names::OpenCensus, &[("job".into(), "a".into())]);
        assert_eq!(
            calls.bad_ratio(86_400),
            "sum(rate(census_slo_events{slo=\"a-latency\",job=\"a\",outcome=\"bad\"}[1d]))\n/\n\
             (sum(rate(census_slo_events{slo=\"a-latency\",job=\"a\",outcome=~\"good|bad\"}[1d])) \
             > 0)\n"
        );
    }

    #[test]
    fn no_text_ends_where_it_stands() {
        assert_eq!(quoted("a\"\\\n\u{1}"), r#""a\"\\\n\u0001""#);
        assert_eq!(literal("{{ $labels.a }}"), "{{ \"{{\" }} $labels.a }}");
    }
}
