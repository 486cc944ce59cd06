//! The answer to a scrape: a snapshot in the format and the coding that the client wants.

use super::negotiate::takes_gzip;
use super::{Format, Names, render};
use crate::export::gzip::gzip;
use crate::snapshot::Snapshot;

/// The answer to a scrape, for any HTTP server to send with status 200.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Answer {
    /// The value of the header field `Content-Type`.
    pub content_type: &'static str,
    /// The value of the header field `Content-Encoding`, where it is to be there.
    pub content_encoding: Option<&'static str>,
    /// The bytes of the body.
    pub body: Vec<u8>,
}

/// Answers a scrape in one's own server: takes the request's header fields `Accept` and
/// `Accept-Encoding`, where they are there.
///
/// ```
/// use census::Snapshot;
/// use census::export::prometheus::{Names, answer};
/// use std::time::SystemTime;
///
/// let snapshot = Snapshot::new(SystemTime::now(), vec![]);
/// let accept = Some("application/openmetrics-text");
/// let answer = answer(&snapshot, Names::Convention, accept, None);
/// assert_eq!(answer.content_type, "application/openmetrics-text; version=1.0.0; charset=utf-8");
/// assert_eq!(answer.content_encoding, None);
/// assert_eq!(answer.body, b"# EOF\n");
/// ```
pub fn answer(
    snapshot: &Snapshot,
    names: Names,
    accept: Option<&str>,
    accept_encoding: Option<&str>,
) -> Answer {
    let format = Format::negotiate(accept, names);
    let body = render(snapshot, format, names);
    let zipped = if takes_gzip(accept_encoding) { gzip(&body) } else { None };
    Answer {
        content_type: format.content_type(),
        content_encoding: zipped.is_some().then_some("gzip"),
        body: zipped.unwrap_or(body),
    }
}
