//! One request and its answer, back by a deadline: what all exporters that send over HTTP share.
//!
//! A backend may be slow, endless, absent or lying; whatever it does, the exporter has its answer
//! or an error in time, and no more memory is spent on it than [`BODY_MAX`].

mod secrets;

use std::fmt;
use std::time::{Duration, Instant, SystemTime};

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use ureq::config::ConfigBuilder;
use ureq::http::header::RETRY_AFTER;
use ureq::http::{HeaderMap, HeaderValue, Request, StatusCode, Uri};
use ureq::typestate::AgentScope;
use ureq::{Agent, AsSendBody, Body, Error};

use crate::export::ExportError;
pub(super) use secrets::Secrets;

/// Bytes of an answer that are read: an error in JSON with a line for each of 200 series has a
/// tenth of it.
const BODY_MAX: u64 = 1 << 20;

/// The longest pause that an answer can ask for and be obeyed.
const PAUSE_MAX: Duration = Duration::from_secs(60 * 60);

/// Characters of an answer's body that stand in a message.
const SAID_MAX: usize = 300;

/// Sends requests; keeps connections open between them.
#[derive(Clone, Debug)]
pub(super) struct Client {
    agent: Agent,
}

/// What came back, whatever its status.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: StatusCode,
    /// How long the backend asks to be left alone.
    pub(super) pause: Option<Duration>,
    pub(super) body: Vec<u8>,
    /// What of the request its words may repeat, and no message may.
    pub(super) secrets: Secrets,
}

/// An answer that has begun: what the backend made of the request is known.
#[derive(Debug)]
pub(super) struct Begun {
    pub(super) status: StatusCode,
    pub(super) pause: Option<Duration>,
    body: Body,
    /// What was sent where.
    pub(super) to: String,
    /// What of it no message may say.
    pub(super) secrets: Secrets,
    /// How long there was for it.
    left: Duration,
}

impl Client {
    /// A client that says who it is, follows no redirection (a request carries a token), and
    /// takes the proxy of the environment's `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY`.
    pub(super) fn new() -> Self {
        Client { agent: config().build().into() }
    }

    /// One that takes no proxy: what it asks is on this machine.
    pub(super) fn direct() -> Self {
        Client { agent: config().proxy(None).build().into() }
    }

    /// Sends one request and reads the answer.
    ///
    /// # Errors
    ///
    /// There is none by the deadline, or none that is HTTP: another try may succeed. Only where
    /// the request itself cannot be sent, for its address say, it would not help.
    pub(super) fn send(
        &self,
        request: Request<impl AsSendBody>,
        deadline: Instant,
    ) -> Result<Answer, ExportError> {
        self.begin(request, deadline)?.read()
    }

    /// Sends one request and reads the answer's status, for those who need not know the rest.
    ///
    /// # Errors
    ///
    /// As [`send`](Self::send).
    pub(super) fn begin(
        &self,
        request: Request<impl AsSendBody>,
        deadline: Instant,
    ) -> Result<Begun, ExportError> {
        let left = deadline.saturating_duration_since(Instant::now());
        let to = format!("{} {}", request.method(), shown(&request.uri().to_string()));
        if left.is_zero() {
            let late = ExportError::new(format!("{to}: not sent, the deadline has passed"));
            return Err(late.retry_after(Duration::ZERO));
        }
        let secrets = Secrets::of(request.headers(), request.uri());
        let configured = self.agent.configure_request(request).timeout_global(Some(left)).build();
        let answer =
            self.agent.run(configured).map_err(|error| failed(&to, left, &error, &secrets))?;
        let (status, pause) = (answer.status(), pause(answer.headers(), SystemTime::now()));
        Ok(Begun { status, pause, body: answer.into_body(), to, secrets, left })
    }
}

fn config() -> ConfigBuilder<AgentScope> {
    Agent::config_builder()
        .user_agent(concat!("census-rust/", env!("CARGO_PKG_VERSION")))
        .http_status_as_error(false)
        .max_redirects(0)
}

impl Begun {
    /// Reads the rest.
    ///
    /// # Errors
    ///
    /// It is not there by the deadline, breaks off, or has no end.
    pub(super) fn read(mut self) -> Result<Answer, ExportError> {
        let body = self.body.with_config().limit(BODY_MAX).read_to_vec();
        let body = body.map_err(|error| failed(&self.to, self.left, &error, &self.secrets))?;
        Ok(Answer { status: self.status, pause: self.pause, body, secrets: self.secrets })
    }
}

/// Why there is no answer, or not all of it.
fn failed(to: &str, left: Duration, error: &Error, secrets: &Secrets) -> ExportError {
    let message = match error {
        Error::Timeout(_) => format!("{to}: no answer within {left:.1?}"),
        other => format!("{to}: {}", secrets.hide_in(&other.to_string())),
    };
    let failure = ExportError::new(message);
    if is_lasting(error) { failure } else { failure.retry_after(Duration::ZERO) }
}

/// `503 Service Unavailable: what it said`, in a line.
impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.status)?;
        let said = self.secrets.hide_in(&String::from_utf8_lossy(&self.body));
        let words: Vec<&str> = said.split_whitespace().collect();
        let said: String = words.join(" ").chars().take(SAID_MAX).collect();
        if said.is_empty() { Ok(()) } else { write!(f, ": {said}") }
    }
}

/// The address of a path at a base that the user gave.
///
/// # Errors
///
/// It is none that could be asked, and what to write.
pub(super) fn address(base: &str, path: &str) -> Result<Uri, ExportError> {
    let refused = |why: &str| Err(ExportError::new(format!("`{}` {why}", shown(base))));
    let Ok(uri) = format!("{}{path}", base.trim().trim_end_matches('/')).parse::<Uri>() else {
        return refused("is no address; write `http://host:port`");
    };
    match (uri.scheme_str(), uri.host()) {
        (Some("https"), Some(_)) if cfg!(not(feature = "tls")) => {
            refused("is https; build census with its feature `tls`, or write `http://`")
        }
        (Some("http" | "https"), Some(host)) if !host.is_empty() => Ok(uri),
        _ => refused("is no address; write `http://host:port`"),
    }
}

/// What `Authorization` says of a user and a password; it is shown in no message.
pub(super) fn basic_auth(user: &str, password: &str) -> HeaderValue {
    let said = format!("Basic {}", BASE64_STANDARD.encode(format!("{user}:{password}")));
    // It has letters of base64 only.
    let mut said = HeaderValue::try_from(said).unwrap_or(HeaderValue::from_static(""));
    said.set_sensitive(true);
    said
}

/// An address as a message may show it: a password before the host and a query, which may have a
/// token in it, do not belong into a log.
pub(super) fn shown(address: &str) -> String {
    let address = address.split_once('?').map_or(address, |(address, _)| address);
    match (address.split_once("://"), address.rsplit_once('@')) {
        (Some((scheme, _)), Some((_, host))) => format!("{scheme}://…@{host}"),
        (None, Some((_, host))) => format!("…@{host}"),
        _ => address.to_owned(),
    }
}

/// Whether the next try would fail as well.
fn is_lasting(error: &Error) -> bool {
    matches!(
        error,
        Error::BadUri(_)
            | Error::Http(_)
            | Error::RequireHttpsOnly(_)
            | Error::InvalidProxyUrl
            | Error::TlsRequired
            | Error::BodyExceedsLimit(_)
    )
}

/// The pause of a `Retry-After`: seconds, or a date.
fn pause(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let said = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    let pause = match said.parse() {
        Ok(seconds) => Duration::from_secs(seconds),
        Err(_) => httpdate::parse_http_date(said).ok()?.duration_since(now).unwrap_or_default(),
    };
    Some(pause.min(PAUSE_MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_one_that_can_be_asked() {
        let said = |base| match address(base, "/x/y") {
            Ok(uri) => uri.to_string(),
            Err(error) => error.to_string(),
        };
        assert_eq!(said("http://[::1]:9091/"), "http://[::1]:9091/x/y");
        assert_eq!(said("http://shop/push "), "http://shop/push/x/y");
        for wrong in ["", "shop:9091", "shop", "ftp://shop", "http://", "http://a b"] {
            assert!(said(wrong).ends_with("write `http://host:port`"), "{}", said(wrong));
        }
        let https = said("https://shop");
        assert_eq!(https == "https://shop/x/y", cfg!(feature = "tls"), "{https}");
    }

    #[test]
    fn an_answer_is_said_in_a_line() {
        let body = format!("{{\n  \"error\": {}}}", "x".repeat(1000)).into_bytes();
        let (status, secrets) = (StatusCode::NOT_FOUND, Secrets::default());
        let answer = Answer { status, pause: None, body, secrets };
        let said = answer.to_string();
        assert!(said.starts_with("404 Not Found: { \"error\": xxx"), "{said}");
        assert!(said.len() < 400 && !said.contains('\n'), "{said}");
    }

    #[test]
    fn an_address_is_shown_without_its_secrets() {
        let table = [
            ("http://user:secret@h:9091/x", "http://…@h:9091/x"),
            ("http://h/x?key=secret@", "http://h/x"),
            ("user:secret@h", "…@h"),
            ("http://h/x", "http://h/x"),
            ("", ""),
        ];
        for (address, said) in table {
            assert_eq!(shown(address), said);
        }
        let wrong = address("user:secret@h", "/x").expect_err("no address").to_string();
        assert!(!wrong.contains("secret"), "{wrong}");
        // Nobody listens there.
        let request = Request::get("http://user:secret@127.0.0.1:1/x?key=secret").body(());
        let deadline = Instant::now() + Duration::from_secs(30);
        let failed = Client::direct().send(request.expect("a request"), deadline);
        let failed = failed.expect_err("nobody there").to_string();
        assert!(failed.contains("GET http://…@127.0.0.1:1/x") && !failed.contains("secret"));
    }

    #[test]
    fn a_password_is_in_no_message() {
        let said = basic_auth("Aladdin", "open sesame");
        assert_eq!(said, "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="); // RFC 7617's own.
        assert_eq!(format!("{said:?}"), "Sensitive");
    }

    #[test]
    fn a_pause_is_in_seconds_or_until_a_date() {
        let pause = |said: &'static str| {
            let headers = HeaderMap::from_iter([(RETRY_AFTER, said.parse().expect("a value"))]);
            pause(&headers, SystemTime::UNIX_EPOCH + Duration::from_secs(784_111_770))
        };
        assert_eq!(pause("7"), Some(Duration::from_secs(7)));
        assert_eq!(pause("Sun, 06 Nov 1994 08:49:37 GMT"), Some(Duration::from_secs(7)));
        assert_eq!(pause("Sat, 06 Nov 1993 08:49:37 GMT"), Some(Duration::ZERO));
        assert_eq!(pause("18446744073709551615"), Some(PAUSE_MAX));
        assert_eq!(pause("soon"), None);
    }
}
