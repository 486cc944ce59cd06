//! The head of a client's request: what of it matters, read within limits.

use std::io::{self, ErrorKind, Read};
use std::net::TcpStream;
use std::time::{Duration, Instant};

/// Bytes of a request's head: what common servers take, and thirty times what Prometheus sends.
pub const HEAD_BYTES_MAX: usize = 8 * 1024;

/// Time for a request's head to arrive, in however small pieces: half of what Prometheus waits for
/// its answer by default.
pub const HEAD_TIME_MAX: Duration = Duration::from_secs(5);

/// Header fields of a request: four times what a browser sends.
pub(super) const FIELDS_MAX: usize = 64;

/// What a client asks for.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Request {
    pub(super) method: Method,
    /// Without the query.
    pub(super) path: String,
    /// Several fields of the name are one list.
    pub(super) accept: Option<String>,
    pub(super) accept_encoding: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Method {
    Get,
    Head,
    Other,
}

/// Why there is no request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// It is no HTTP.
    Malformed,
    /// It is longer than the limit.
    TooLong,
    /// It began, and did not end in time.
    Late,
    /// The client is gone or said nothing; nobody waits for an answer.
    Gone,
}

/// Reads a request's head, until the deadline.
pub(super) fn read(mut stream: &TcpStream, deadline: Instant) -> Result<Request, Refusal> {
    let mut head = [0; HEAD_BYTES_MAX];
    let mut length = 0;
    while length < head.len() {
        let left = deadline.saturating_duration_since(Instant::now());
        if left.is_zero() || stream.set_read_timeout(Some(left)).is_err() {
            return Err(if length > 0 { Refusal::Late } else { Refusal::Gone });
        }
        match stream.read(&mut head[length..]) {
            Ok(0) => return Err(Refusal::Gone),
            Ok(read) => length += read,
            Err(error) if is_passing(&error) => continue,
            Err(_) => return Err(Refusal::Gone),
        }
        if let Some(request) = parse(&head[..length])? {
            return Ok(request);
        }
    }
    Err(Refusal::TooLong)
}

/// Whether a deadline, and not the error, says what to do next.
pub(super) fn is_passing(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::Interrupted | ErrorKind::WouldBlock | ErrorKind::TimedOut)
}

/// Reads what has arrived; `None` where more must come.
fn parse(head: &[u8]) -> Result<Option<Request>, Refusal> {
    let mut fields = [httparse::EMPTY_HEADER; FIELDS_MAX];
    let mut request = httparse::Request::new(&mut fields);
    match request.parse(head) {
        Ok(httparse::Status::Complete(_)) => {}
        Ok(httparse::Status::Partial) => return Ok(None),
        Err(httparse::Error::TooManyHeaders) => return Err(Refusal::TooLong),
        Err(_) => return Err(Refusal::Malformed),
    }
    let method = match request.method {
        Some("GET") => Method::Get,
        Some("HEAD") => Method::Head,
        _ => Method::Other,
    };
    Ok(Some(Request {
        method,
        path: path(request.path.unwrap_or("/")).to_owned(),
        accept: field(request.headers, "accept"),
        accept_encoding: field(request.headers, "accept-encoding"),
    }))
}

/// The path of a target such as `/metrics?x=1` or, as to a proxy, `http://host/metrics`.
fn path(target: &str) -> &str {
    let local = match target.split_once("://") {
        Some((_, rest)) if !target.starts_with('/') => {
            rest.find('/').map_or("/", |slash| &rest[slash..])
        }
        _ => target,
    };
    local.split(['?', '#']).next().unwrap_or(local)
}

fn field(fields: &[httparse::Header<'_>], name: &str) -> Option<String> {
    let named = fields.iter().filter(|field| field.name.eq_ignore_ascii_case(name));
    let values: Vec<_> = named.filter_map(|field| std::str::from_utf8(field.value).ok()).collect();
    (!values.is_empty()).then(|| values.join(","))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_matters_of_a_request_is_read() {
        let head = b"GET /metrics?debug=1 HTTP/1.1\r\nHost: a\r\nACCEPT: text/plain\r\n\
                     Accept-Encoding: gzip\r\naccept: */*\r\n\r\nGET /next";
        let request = Request {
            method: Method::Get,
            path: "/metrics".to_owned(),
            accept: Some("text/plain,*/*".to_owned()),
            accept_encoding: Some("gzip".to_owned()),
        };
        assert_eq!(parse(head), Ok(Some(request)));
        for end in 1..head.len() - "\r\nGET /next".len() {
            assert_eq!(parse(&head[..end]), Ok(None), "of its first {end} bytes");
        }
    }

    #[test]
    fn a_target_may_be_absolute() {
        assert_eq!(path("http://host:9464/metrics?x"), "/metrics");
        assert_eq!(path("http://host"), "/");
        assert_eq!(path("/a?u=http://b/metrics"), "/a");
        assert_eq!(path("*"), "*");
    }

    #[test]
    fn garbage_is_refused() {
        assert_eq!(parse(b"\x16\x03\x01\x02\x00\x01"), Err(Refusal::Malformed)); // TLS.
        assert_eq!(parse(b"GET /metrics HTTP/2.0\r\n\r\n"), Err(Refusal::Malformed));
        assert_eq!(parse(b"GET /metrics HTTP/1.1\r\nno colon\r\n\r\n"), Err(Refusal::Malformed));
        let fields = "A: b\r\n".repeat(FIELDS_MAX + 1);
        let head = format!("GET / HTTP/1.1\r\n{fields}\r\n");
        assert_eq!(parse(head.as_bytes()), Err(Refusal::TooLong));
    }
}
