//! What an answer means: the rules of OTLP over HTTP.

use opentelemetry_proto::tonic::collector::metrics::v1::ExportMetricsServiceResponse;
use prost::Message;
use serde_json::Value;

use super::Encoding;
use crate::export::ExportError;
use crate::export::http::{Begun, Secrets};

/// Characters of a backend's words that go into a message.
const WORDS_MAX: usize = 300;

/// What the backend made of a request that it took.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Taken {
    Whole,
    /// All of it, and something to tell people.
    Warning(String),
    /// Not all of it; what was rejected must not be sent again.
    Partly(String),
}

/// Why the backend has none of a request.
#[derive(Debug)]
pub(super) struct Refusal {
    pub(super) error: ExportError,
    /// Whether it is of what is in the request, so that it may take a part of it.
    pub(super) is_of_content: bool,
}

/// Nobody said anything of the content.
impl From<ExportError> for Refusal {
    fn from(error: ExportError) -> Self {
        Refusal { error, is_of_content: false }
    }
}

/// Says what became of a request.
///
/// The status decides. A backend that has said 200 has the data, whatever becomes of the rest of
/// its answer: to send them again would count a delta twice.
///
/// # Errors
///
/// The backend refused it. 429, 502, 503 and 504 may be tried again, when `Retry-After` says.
pub(super) fn judge(begun: Begun, encoding: Encoding) -> Result<Taken, Refusal> {
    let (status, pause, to) = (begun.status, begun.pause, begun.to.clone());
    let secrets = begun.secrets.clone();
    let answer = begun.read();
    if status.is_success() {
        return Ok(match answer {
            Ok(answer) => taken(&answer.body, encoding, &secrets),
            Err(error) => {
                Taken::Warning(format!("{status}, but then its answer broke off: {error}"))
            }
        });
    }
    let body = answer.map(|answer| answer.body).unwrap_or_default();
    let words = words(&body, encoding, &secrets);
    let colon = if words.is_empty() { "" } else { ": " };
    let error = ExportError::new(format!("{to}: {status}{colon}{words}"));
    Err(match status.as_u16() {
        429 | 502 | 503 | 504 => error.retry_after(pause.unwrap_or_default()).into(),
        // What is wrong with it, or too much; others are of who asks, and where.
        400 | 413 | 422 => Refusal { error, is_of_content: true },
        _ => error.into(),
    })
}

/// Reads an `ExportMetricsServiceResponse`; a backend that answers anything else has taken all.
fn taken(body: &[u8], encoding: Encoding, secrets: &Secrets) -> Taken {
    let partial = match encoding {
        Encoding::Protobuf => {
            let response = ExportMetricsServiceResponse::decode(body).unwrap_or_default();
            let partial = response.partial_success.unwrap_or_default();
            (partial.rejected_data_points, partial.error_message)
        }
        Encoding::Json => {
            let response: Value = serde_json::from_slice(body).unwrap_or_default();
            let partial = &response["partialSuccess"];
            let rejected = &partial["rejectedDataPoints"];
            let written = rejected.as_str().and_then(|number| number.parse().ok());
            let message = partial["errorMessage"].as_str().unwrap_or_default();
            (rejected.as_i64().or(written).unwrap_or(0), message.to_owned())
        }
    };
    match partial {
        (0, message) if message.is_empty() => Taken::Whole,
        (0, message) => Taken::Warning(plain(&message, secrets)),
        (rejected, message) => Taken::Partly(format!(
            "the backend rejected {rejected} points: {}",
            plain(&message, secrets)
        )),
    }
}

/// `google.rpc.Status`, which a refusal is written in, as far as people read it.
#[derive(Clone, PartialEq, Message)]
struct Status {
    #[prost(string, tag = "2")]
    message: String,
}

/// The words of a refusal: a status' message, or the text itself.
fn words(body: &[u8], encoding: Encoding, secrets: &Secrets) -> String {
    let message = match encoding {
        Encoding::Protobuf => Status::decode(body).ok().map(|status| status.message),
        Encoding::Json => {
            let status: Option<Value> = serde_json::from_slice(body).ok();
            status.and_then(|status| Some(status["message"].as_str()?.to_owned()))
        }
    };
    match message {
        Some(message) if !message.is_empty() => plain(&message, secrets),
        _ => plain(std::str::from_utf8(body).unwrap_or_default(), secrets),
    }
}

/// A backend's words in one line, not too many, and none that it was told in secret.
fn plain(words: &str, secrets: &Secrets) -> String {
    let words = secrets.hide_in(words);
    let character = |c: char| if c.is_control() { ' ' } else { c };
    let line: String = words.trim().chars().map(character).take(WORDS_MAX).collect();
    let cut = words.trim().chars().nth(WORDS_MAX).is_some();
    if cut { line + "…" } else { line }
}

#[cfg(test)]
mod tests {
    use opentelemetry_proto::tonic::collector::metrics::v1::ExportMetricsPartialSuccess;

    use super::*;

    fn taken(body: &[u8], encoding: Encoding) -> Taken {
        super::taken(body, encoding, &Secrets::default())
    }

    fn words(body: &[u8], encoding: Encoding) -> String {
        super::words(body, encoding, &Secrets::default())
    }

    fn response(rejected_data_points: i64, error_message: &str) -> Vec<u8> {
        let error_message = error_message.into();
        let partial = ExportMetricsPartialSuccess { rejected_data_points, error_message };
        ExportMetricsServiceResponse { partial_success: Some(partial) }.encode_to_vec()
    }

    #[test]
    fn a_partial_success_is_read_in_both_encodings() {
        let partly = Taken::Partly("the backend rejected 3 points: too old".into());
        assert_eq!(taken(&response(3, "too old"), Encoding::Protobuf), partly);
        for rejected in ["3", "\"3\""] {
            let said = r#"{"partialSuccess":{"rejectedDataPoints":N,"errorMessage":"too old"}}"#;
            let said = said.replace('N', rejected);
            assert_eq!(taken(said.as_bytes(), Encoding::Json), partly);
        }
        assert_eq!(taken(&response(0, "soon"), Encoding::Protobuf), Taken::Warning("soon".into()));
    }

    #[test]
    fn an_answer_that_is_none_of_otlp_has_taken_all() {
        for body in ["", "{}", "ok", "<html>", r#"{"partialSuccess":{}}"#, "\0\0"] {
            assert_eq!(taken(body.as_bytes(), Encoding::Protobuf), Taken::Whole, "{body}");
            assert_eq!(taken(body.as_bytes(), Encoding::Json), Taken::Whole, "{body}");
        }
    }

    #[test]
    fn a_refusals_words_are_one_line_and_not_long() {
        let status = Status { message: "bad\npoint".into() }.encode_to_vec();
        assert_eq!(words(&status, Encoding::Protobuf), "bad point");
        assert_eq!(words(br#"{"code":3,"message":"bad"}"#, Encoding::Json), "bad");
        assert_eq!(words(b"404 page not found", Encoding::Protobuf), "404 page not found");
        assert_eq!(words(b"nginx\r\n", Encoding::Json), "nginx");
        assert_eq!(words("a".repeat(1000).as_bytes(), Encoding::Json).chars().count(), 301);
        assert_eq!(words(&[0xff, 0xfe], Encoding::Protobuf), "");
    }
}
