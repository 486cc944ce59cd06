//! What Cloud Monitoring says when it does not do what it was asked for.

use std::fmt;
use std::time::Duration;

use serde_json::Value;

use crate::export::http::Answer;

/// Characters of a message that are passed on.
const MESSAGE_MAX: usize = 300;

/// An answer that is an error.
#[derive(Debug)]
pub(super) struct Refusal {
    pub(super) status: u16,
    /// `INVALID_ARGUMENT`; empty where the answer is not Google's.
    code: String,
    pub(super) message: String,
    /// How long it asks to be left alone.
    pub(super) pause: Option<Duration>,
    /// Of what was to be written: how much there was, and how much was.
    pub(super) points: Option<Points>,
}

/// What became of the points of a request, by its structured summary.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Points {
    pub(super) all: usize,
    pub(super) written: usize,
}

impl Refusal {
    /// Reads an answer whose status is none of success.
    pub(super) fn of(answer: &Answer) -> Self {
        let json: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
        let error = &json["error"];
        let message = match error["message"].as_str() {
            Some(message) => message.to_owned(),
            None => String::from_utf8_lossy(&answer.body).into_owned(),
        };
        // A server may repeat the token that it was sent.
        let hide = |said: &str| answer.secrets.hide_in(said);
        let code = hide(error["status"].as_str().unwrap_or_default());
        Refusal {
            status: answer.status.as_u16(),
            code: code.chars().take(MESSAGE_MAX).collect(),
            message: hide(&message),
            pause: answer.pause,
            points: error["details"].as_array().into_iter().flatten().find_map(points),
        }
    }

    /// Whether the same may well be taken later.
    pub(super) fn is_passing(&self) -> bool {
        matches!(self.status, 429 | 500 | 502 | 503 | 504)
    }

    /// Whether it asks to be left alone, rather than failing at this one request.
    pub(super) fn is_of_all(&self) -> bool {
        matches!(self.status, 401 | 429 | 502 | 503)
    }

    /// Whether what it refuses is there already: a point of that time or a later one.
    pub(super) fn is_of_order(&self) -> bool {
        ["must be written in order", "more frequently than"]
            .iter()
            .any(|known| self.message.contains(known))
    }

    /// Which series of the request failed, by the message's `timeSeries[0-16,25]`; nothing unless
    /// those are as many as the summary says.
    pub(super) fn failed(&self) -> Option<Vec<usize>> {
        let points = self.points?;
        let mut failed = Vec::new();
        for part in self.message.split("timeSeries[").skip(1) {
            let (list, _) = part.split_once(']')?;
            for range in list.split(',') {
                let (first, last) = range.split_once('-').unwrap_or((range, range));
                let (first, last): (usize, usize) =
                    (first.trim().parse().ok()?, last.trim().parse().ok()?);
                if last >= points.all || first > last {
                    return None;
                }
                failed.extend(first..=last);
            }
        }
        failed.sort_unstable();
        failed.dedup();
        (failed.len() == points.all.saturating_sub(points.written)).then_some(failed)
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.status)?;
        if !self.code.is_empty() {
            write!(f, " {}", self.code)?;
        }
        let message: Vec<&str> = self.message.split_whitespace().collect();
        let message: String = message.join(" ").chars().take(MESSAGE_MAX).collect();
        if !message.is_empty() {
            write!(f, ": {message}")?;
        }
        if self.status == 403 {
            f.write_str(" (who exports needs `roles/monitoring.metricWriter`)")?;
        }
        Ok(())
    }
}

fn points(detail: &Value) -> Option<Points> {
    let kind = detail["@type"].as_str()?;
    if !kind.ends_with("google.monitoring.v3.CreateTimeSeriesSummary") {
        return None;
    }
    let number = |name: &str| usize::try_from(detail[name].as_u64().unwrap_or(0)).ok();
    Some(Points { all: number("totalPointCount")?, written: number("successPointCount")? })
}

#[cfg(test)]
mod tests {
    use ureq::http::StatusCode;

    use super::*;
    use crate::export::http::Secrets;

    fn refusal(status: u16, body: &str) -> Refusal {
        let status = StatusCode::from_u16(status).expect("a status");
        let (body, secrets) = (body.as_bytes().to_vec(), Secrets::default());
        Refusal::of(&Answer { status, pause: None, body, secrets })
    }

    fn partial(message: &str) -> Refusal {
        let body = serde_json::json!({"error": {
            "code": 400,
            "status": "INVALID_ARGUMENT",
            "message": message,
            "details": [{"@type": "type.googleapis.com/google.rpc.Help"}, {
                "@type": "type.googleapis.com/google.monitoring.v3.CreateTimeSeriesSummary",
                "totalPointCount": 60,
                "successPointCount": 42,
                "errors": [{"status": {"code": 3}, "pointCount": 18}],
            }],
        }});
        refusal(400, &body.to_string())
    }

    #[test]
    fn a_summary_says_how_many_and_the_message_which() {
        let said = partial("Not all: a: timeSeries[0-15,25]; b: timeSeries[45]");
        assert_eq!(said.points, Some(Points { all: 60, written: 42 }));
        let failed = said.failed().expect("indices");
        assert_eq!((failed.len(), failed[15], failed[16], failed[17]), (18, 15, 25, 45));
        for message in
            ["a: timeSeries[0-15]", "timeSeries[0-17", "timeSeries[50-67]", "timeSeries[x]", ""]
        {
            assert_eq!(partial(message).failed(), None, "{message}");
        }
    }

    #[test]
    fn what_passes_is_tried_again_and_what_does_not_is_not() {
        let table = [
            (400, false, false),
            (401, false, true),
            (403, false, false),
            (404, false, false),
            (409, false, false),
            (429, true, true),
            (500, true, false),
            (502, true, true),
            (503, true, true),
            (504, true, false),
        ];
        for (status, passing, of_all) in table {
            let said = refusal(status, "");
            assert_eq!((said.is_passing(), said.is_of_all()), (passing, of_all), "{status}");
        }
    }

    #[test]
    fn any_answer_makes_one_short_line() {
        assert_eq!(partial("one\n two").to_string(), "400 INVALID_ARGUMENT: one two");
        assert_eq!(refusal(502, "<html>\n bad gateway").to_string(), "502: <html> bad gateway");
        assert_eq!(refusal(500, "").to_string(), "500");
        assert!(refusal(400, &"x".repeat(9999)).to_string().len() < 320);
        let code = format!(r#"{{"error":{{"status":"{}"}}}}"#, "x".repeat(9999));
        assert!(refusal(400, &code).to_string().len() < 620);
        assert!(refusal(403, "no").to_string().ends_with("`roles/monitoring.metricWriter`)"));
        assert_eq!(refusal(400, "[1,2").points, None);
    }
}
