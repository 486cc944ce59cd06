//! Single values of a distribution, with the trace they belong to.

use super::json;
use crate::snapshot::Exemplar;

/// Writes `,"exemplars":[…]`, if there are any: by their values, as the protocol wants.
///
/// It takes one attachment of each type of message. A trace and a span become a span's name;
/// everything else one text: as it stands where it is alone, as OpenCensus had it, and otherwise
/// `key=text, key=text`.
pub(super) fn write(out: &mut Vec<u8>, exemplars: &[Exemplar], project: &str) {
    for (at, exemplar) in exemplars.iter().enumerate() {
        out.extend_from_slice(if at == 0 { b",\"exemplars\":[" } else { b"," });
        out.extend_from_slice(b"{\"value\":");
        json::number(out, exemplar.value());
        out.extend_from_slice(b",\"timestamp\":");
        json::text(out, &json::time(exemplar.time()));
        attachments(out, exemplar, project);
        out.push(b'}');
    }
    if !exemplars.is_empty() {
        out.push(b']');
    }
}

fn attachments(out: &mut Vec<u8>, exemplar: &Exemplar, project: &str) {
    let span = span(exemplar, project);
    let is_said = |key: &str| span.is_some() && ["trace_id", "span_id"].contains(&key);
    let rest: Vec<_> = exemplar.attachments().filter(|(key, _)| !is_said(key)).collect();
    let text = match rest[..] {
        [] => None,
        [(_, text)] => Some(text.to_owned()),
        _ => Some(
            rest.iter().map(|(key, text)| format!("{key}={text}")).collect::<Vec<_>>().join(", "),
        ),
    };
    let messages = [
        span.map(|span| ("google.monitoring.v3.SpanContext", "spanName", span)),
        text.map(|text| ("google.protobuf.StringValue", "value", text)),
    ];
    for (at, (message, field, text)) in messages.into_iter().flatten().enumerate() {
        out.extend_from_slice(if at == 0 { b",\"attachments\":[" } else { b"," });
        out.extend_from_slice(b"{\"@type\":\"type.googleapis.com/");
        out.extend_from_slice(message.as_bytes());
        out.extend_from_slice(b"\",\"");
        out.extend_from_slice(field.as_bytes());
        out.extend_from_slice(b"\":");
        json::text(out, &text);
        out.push(b'}');
    }
    if exemplar.attachments().next().is_some() {
        out.push(b']');
    }
}

/// The full name of the span, if it has the form of one.
fn span(exemplar: &Exemplar, project: &str) -> Option<String> {
    let digits = |key, length| {
        let id = exemplar.get(key)?;
        (id.len() == length && id.bytes().all(|it| it.is_ascii_hexdigit())).then_some(id)
    };
    let (trace, span) = (digits("trace_id", 32)?, digits("span_id", 16)?);
    Some(format!("projects/{project}/traces/{trace}/spans/{span}"))
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, UNIX_EPOCH};

    use super::*;

    const TRACE: &str = "01020304050607080102040810204080";

    fn sent(exemplar: Exemplar) -> String {
        let mut out = Vec::new();
        write(&mut out, &[exemplar], "foo");
        let out = String::from_utf8(out).expect("UTF-8");
        let rest = out.strip_prefix(
            ",\"exemplars\":[{\"value\":1.5,\"timestamp\":\"1970-01-01T00:00:01.000000000Z\"",
        );
        rest.and_then(|rest| rest.strip_suffix("}]")).expect(&out).to_owned()
    }

    // OpenCensus' Go exporter, `TestMetricsToMonitoringMetrics_fromProtoPoint`: the span's name.
    #[test]
    fn a_span_has_a_name_and_all_else_is_one_text() {
        let exemplar = || Exemplar::new(1.5, UNIX_EPOCH + Duration::from_secs(1));
        assert_eq!(sent(exemplar()), "");
        assert_eq!(
            sent(exemplar().with("trace_id", TRACE).with("span_id", "0102040810204080")),
            ",\"attachments\":[{\"@type\":\"type.googleapis.com/google.monitoring.v3.SpanContext\",\
             \"spanName\":\"projects/foo/traces/01020304050607080102040810204080/spans/\
             0102040810204080\"}]"
        );
        assert_eq!(
            sent(exemplar().with("note", "a \"b\"")),
            ",\"attachments\":[{\"@type\":\"type.googleapis.com/google.protobuf.StringValue\",\
             \"value\":\"a \\\"b\\\"\"}]"
        );
        let more =
            exemplar().with("trace_id", TRACE).with("note", "a").with("span_id", "too short");
        assert!(sent(more).ends_with(
            "\"value\":\"note=a, span_id=too short, trace_id=01020304050607080102040810204080\"}]"
        ));
    }
}
