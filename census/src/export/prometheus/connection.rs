//! One client: its request, and the one answer that it gets before the connection closes.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};
use std::time::{Duration, Instant};

use super::Answer;
use super::limits::Limits;
use super::request::{self, FIELDS_MAX, HEAD_BYTES_MAX, Method, Refusal, Request, is_passing};

/// Time for a client to take its answer: what Prometheus waits for it by default.
pub const ANSWER_TIME_MAX: Duration = Duration::from_secs(10);

/// Time for a client to close after its answer. Closing before it has sent all that it had would
/// reset the connection, and the answer could be lost on the way.
pub const LINGER_TIME_MAX: Duration = Duration::from_secs(1);

const LANDING_PAGE: &str = "<!doctype html>\n<title>census</title>\n\
    <p>The measures of this process are at <a href=\"/metrics\">/metrics</a>.\n";

/// What stands above the body, beside the length.
#[derive(Debug)]
struct Response {
    status: &'static str,
    content_type: &'static str,
    content_encoding: Option<&'static str>,
    body: Vec<u8>,
    /// Whether the body is told of and not sent.
    head_only: bool,
}

/// Serves a client from its first byte to its last.
pub(super) fn serve(
    stream: &TcpStream,
    limits: &Limits,
    answer: impl Fn(Option<&str>, Option<&str>) -> Answer,
) {
    let response = match request::read(stream, Instant::now() + limits.head_time_max) {
        Ok(request) => respond(&request, answer),
        Err(Refusal::Malformed) => Response::plain("400 Bad Request", "this is no HTTP/1 request"),
        Err(Refusal::TooLong) => Response::plain(
            "431 Request Header Fields Too Large",
            &format!("a request's head has at most {HEAD_BYTES_MAX} bytes and {FIELDS_MAX} fields"),
        ),
        Err(Refusal::Late) => Response::plain(
            "408 Request Timeout",
            &format!("a request's head has to arrive within {:?}", limits.head_time_max),
        ),
        Err(Refusal::Gone) => return,
    };
    let deadline = Instant::now() + limits.answer_time_max;
    let body: &[u8] = if response.head_only { b"" } else { &response.body };
    if write(stream, response.head().as_bytes(), deadline) && write(stream, body, deadline) {
        linger(stream, Instant::now() + limits.linger_time_max);
    }
}

fn respond(request: &Request, answer: impl Fn(Option<&str>, Option<&str>) -> Answer) -> Response {
    let mut response = match (request.path.as_str(), request.method) {
        ("/" | "/metrics", Method::Other) => {
            Response::plain("405 Method Not Allowed", "only GET and HEAD are served here")
        }
        ("/metrics", _) => {
            let fields = (request.accept.as_deref(), request.accept_encoding.as_deref());
            let answer = answer(fields.0, fields.1);
            Response {
                status: "200 OK",
                content_type: answer.content_type,
                content_encoding: answer.content_encoding,
                body: answer.body,
                head_only: false,
            }
        }
        ("/", _) => Response {
            content_type: "text/html; charset=utf-8",
            ..Response::plain("200 OK", LANDING_PAGE)
        },
        _ => Response::plain("404 Not Found", "there is `/metrics`, and nothing else"),
    };
    response.head_only = request.method == Method::Head;
    response
}

impl Response {
    fn plain(status: &'static str, text: &str) -> Self {
        Response {
            status,
            content_type: "text/plain; charset=utf-8",
            content_encoding: None,
            body: format!("{}\n", text.trim_end()).into_bytes(),
            head_only: false,
        }
    }

    fn head(&self) -> String {
        let Response { status, content_type, body, .. } = self;
        let mut head = format!(
            "HTTP/1.1 {status}\r\nContent-Type: {content_type}\r\nContent-Length: {}\r\n",
            body.len()
        );
        if let Some(coding) = self.content_encoding {
            head.push_str(&format!("Content-Encoding: {coding}\r\n"));
        }
        if status.starts_with("405") {
            head.push_str("Allow: GET, HEAD\r\n");
        }
        head.push_str("Vary: Accept, Accept-Encoding\r\nConnection: close\r\n\r\n");
        head
    }
}

/// Writes all bytes until the deadline; whether it did.
fn write(mut stream: &TcpStream, mut bytes: &[u8], deadline: Instant) -> bool {
    while !bytes.is_empty() {
        let left = deadline.saturating_duration_since(Instant::now());
        if left.is_zero() || stream.set_write_timeout(Some(left)).is_err() {
            return false;
        }
        match stream.write(bytes) {
            Ok(0) => return false,
            Ok(written) => bytes = &bytes[written..],
            Err(error) if is_passing(&error) => {}
            Err(_) => return false,
        }
    }
    true
}

/// Says that this was all, and lets the client do the same.
fn linger(mut stream: &TcpStream, deadline: Instant) {
    let mut unread = [0; 4096];
    if stream.shutdown(Shutdown::Write).is_err() {
        return;
    }
    loop {
        let left = deadline.saturating_duration_since(Instant::now());
        if left.is_zero() || stream.set_read_timeout(Some(left)).is_err() {
            return;
        }
        match stream.read(&mut unread) {
            Ok(0) => return,
            Ok(_) => {}
            Err(error) if is_passing(&error) => {}
            Err(_) => return,
        }
    }
}
