//! A single value behind the line of its bucket, with the trace it belongs to; OpenMetrics alone
//! has such.

use std::time::UNIX_EPOCH;

use super::names::sanitise;
use super::{label, number};
use crate::model::Number;
use crate::snapshot::{Distribution, Exemplar};

/// Characters that the labels of an exemplar may have, names and values together.
const CHARACTERS_MAX: usize = 128;

/// The exemplars by the buckets `(lower, upper]` that are written; of two in one, the later.
pub(super) fn by_bucket<'a>(data: &'a Distribution, bounds: &[f64]) -> Vec<Option<&'a Exemplar>> {
    let mut buckets = vec![None; bounds.len() + 1];
    for exemplar in &data.exemplars {
        let value = exemplar.value();
        // What equals a bound is counted in the bucket below, where it was counted apart.
        let at = match data.at_bound[..] {
            [] => bounds.partition_point(|bound| *bound <= value),
            _ => bounds.partition_point(|bound| *bound < value),
        };
        let bucket: &mut Option<&Exemplar> = &mut buckets[at];
        if bucket.is_none_or(|before| before.time() <= exemplar.time()) {
            *bucket = Some(exemplar);
        }
    }
    buckets
}

/// Writes ` # {trace_id="…",span_id="…"} 0.7 1700000000.123`.
///
/// First come the trace and the span, then tags, then what else is attached, each by its key; what
/// would be too much is left out.
///
/// A quote becomes `'` and a NUL a `\u{fffd}`, where a label has them: Prometheus 2 refuses the
/// whole page for a NUL in an exemplar, and Python's parser for a quote, escaped or not.
pub(super) fn write(page: &mut Vec<u8>, exemplar: &Exemplar) {
    page.extend_from_slice(b" # {");
    let mut names: Vec<String> = Vec::new();
    let mut characters = 0;
    let mut attachments: Vec<_> = exemplar.attachments().collect();
    attachments.sort_by_key(|(key, _)| rank(key));
    for (key, text) in attachments {
        let name = sanitise(key.strip_prefix("tag:").unwrap_or(key));
        let more = characters + name.chars().count() + text.chars().count();
        if more > CHARACTERS_MAX || names.contains(&name) {
            continue;
        }
        if !names.is_empty() {
            page.push(b',');
        }
        page.extend_from_slice(name.as_bytes());
        page.extend_from_slice(b"=\"");
        label::escape(page, &text.replace('"', "'").replace('\0', "\u{fffd}"), true);
        page.push(b'"');
        characters = more;
        names.push(name);
    }
    page.extend_from_slice(b"} ");
    number::finite(page, Number::F64(exemplar.value()));
    if let Ok(time) = exemplar.time().duration_since(UNIX_EPOCH) {
        page.push(b' ');
        number::seconds(page, time);
    }
}

fn rank(key: &str) -> u8 {
    match key {
        "trace_id" => 0,
        "span_id" => 1,
        key if key.starts_with("tag:") => 2,
        _ => 3,
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    const TRACE: &str = "0af7651916cd43dd8448eb211c80319c";
    const SPAN: &str = "b7ad6b7169203331";

    fn exemplar(value: f64) -> Exemplar {
        Exemplar::new(value, UNIX_EPOCH + Duration::from_millis(1_700_000_000_007))
    }

    fn written(exemplar: &Exemplar) -> String {
        let mut page = Vec::new();
        write(&mut page, exemplar);
        String::from_utf8(page).expect("UTF-8")
    }

    #[test]
    fn the_trace_comes_first_then_tags_then_the_rest() {
        let one = exemplar(0.25)
            .with("note", "a \"b\"\n\\\0")
            .with("tag:http.route", "/")
            .with("span_id", SPAN)
            .with("trace_id", TRACE);
        assert_eq!(
            written(&one),
            format!(
                " # {{trace_id=\"{TRACE}\",span_id=\"{SPAN}\",http_route=\"/\",\
                 note=\"a 'b'\\n\\\\\u{fffd}\"}} 0.25 1700000000.007"
            )
        );
        assert_eq!(written(&exemplar(3.0)), " # {} 3 1700000000.007");
        // Two names that are one: the first has it.
        let twice = exemplar(3.0).with("tag:a b", "1").with("tag:a-b", "2").with("a_b", "3");
        assert_eq!(written(&twice), " # {a_b=\"1\"} 3 1700000000.007");
    }

    #[test]
    fn what_is_more_than_the_limit_is_left_out_and_the_trace_never() {
        let trace = exemplar(1.0).with("trace_id", TRACE).with("span_id", SPAN);
        // 8 + 32 + 7 + 16 = 63, so that 65 are left.
        let exact = "\u{e4}".repeat(62);
        let fits = written(&trace.clone().with("tag:key", exact.clone()));
        assert!(fits.contains(&format!("key=\"{exact}\"")), "{fits}");
        let too_long = trace.clone().with("tag:key", format!("{exact}x")).with("zzz", "short");
        assert_eq!(
            written(&too_long),
            format!(
                " # {{trace_id=\"{TRACE}\",span_id=\"{SPAN}\",zzz=\"short\"}} 1 1700000000.007"
            )
        );
    }

    #[test]
    fn an_exemplar_stands_in_the_bucket_that_counts_it() {
        let mut data = Distribution {
            sum: 0.0.into(),
            sum_of_squared_deviation: 0.0,
            bucket_counts: vec![1, 2, 1],
            at_bound: vec![1, 0],
            exemplars: [0.5, 1.0, 1.5, 9.0].map(exemplar).to_vec(),
        };
        let values = |data: &Distribution| -> Vec<_> {
            let buckets = by_bucket(data, &[1.0, 2.0]);
            buckets.iter().map(|it| it.map(Exemplar::value)).collect()
        };
        assert_eq!(values(&data), [Some(1.0), Some(1.5), Some(9.0)]);
        // A function's times have no cell for what equals a bound.
        data.at_bound.clear();
        data.exemplars = [0.5, 1.0].map(exemplar).to_vec();
        assert_eq!(values(&data), [Some(0.5), Some(1.0), None]);
        data.exemplars.clear();
        assert_eq!(values(&data), [None, None, None]);
    }
}
