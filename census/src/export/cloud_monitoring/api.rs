//! Requests to Cloud Monitoring, with a token.

use std::time::{Duration, Instant};

use ureq::http::header::AUTHORIZATION;
use ureq::http::{HeaderValue, Method, Request};

use super::credentials::Tokens;
use super::refusal::Refusal;
use crate::export::ExportError;
use crate::export::http::{Answer, Begun, Client, shown};

/// The longest that one request may take: a server that hangs must not use up the interval.
const REQUEST_TIME_MAX: Duration = Duration::from_secs(15);

/// Where Cloud Monitoring is.
pub(super) const ENDPOINT: &str = "https://monitoring.googleapis.com";

/// A project's part of Cloud Monitoring.
#[derive(Debug)]
pub(super) struct Api {
    pub(super) client: Client,
    pub(super) tokens: Tokens,
    /// `https://…/v3/projects/PROJECT`
    pub(super) base: String,
    /// Whose quota is used, if that is said.
    pub(super) quota_project: Option<String>,
}

/// Why something was not done, or is not known to be done.
#[derive(Debug)]
pub(super) enum Failure {
    /// It was not sent: there is no token.
    Unsent(ExportError),
    /// It was sent, perhaps, and there is no answer.
    Unanswered(ExportError),
    Refused(Refusal),
}

impl Api {
    /// Sends JSON.
    pub(super) fn post(
        &mut self,
        path: &str,
        body: &[u8],
        deadline: Instant,
    ) -> Result<(), Failure> {
        self.call(Method::POST, path, Some(body), deadline).map(drop)
    }

    /// Asks for JSON.
    pub(super) fn get(&mut self, path: &str, deadline: Instant) -> Result<Vec<u8>, Failure> {
        self.call(Method::GET, path, None, deadline)
    }

    fn call(
        &mut self,
        method: Method,
        path: &str,
        body: Option<&[u8]>,
        deadline: Instant,
    ) -> Result<Vec<u8>, Failure> {
        let deadline = deadline.min(Instant::now() + REQUEST_TIME_MAX);
        let mut is_second = false;
        loop {
            let begun = self.send(&method, path, body, deadline)?;
            if begun.status.is_success() && method == Method::POST {
                drop(begun.read()); // It is done, whatever else is said, or not to its end.
                return Ok(Vec::new());
            }
            let (status, pause, secrets) = (begun.status, begun.pause, begun.secrets.clone());
            let answer = match begun.read() {
                Ok(answer) => answer,
                // The rest of it would have told why.
                Err(_) if !status.is_success() => {
                    Answer { status, pause, body: b"(no more was said)".to_vec(), secrets }
                }
                Err(error) => return Err(Failure::Unanswered(error)),
            };
            if status.is_success() {
                return Ok(answer.body);
            }
            if answer.status != 401 || std::mem::replace(&mut is_second, true) {
                return Err(Failure::Refused(Refusal::of(&answer)));
            }
            self.tokens.forget(); // It was revoked, or has ended by the server's clock.
        }
    }

    fn send(
        &mut self,
        method: &Method,
        path: &str,
        body: Option<&[u8]>,
        deadline: Instant,
    ) -> Result<Begun, Failure> {
        let token = self.tokens.get(&self.client, deadline).map_err(Failure::Unsent)?;
        let uri = format!("{}/{path}", self.base);
        let mut request = Request::builder().method(method).uri(&uri);
        if let Some(token) = token {
            let bearer = HeaderValue::try_from(format!("Bearer {}", token.reveal()));
            let mut bearer = bearer.map_err(|_| {
                Failure::Unsent(ExportError::new("the token has characters that no token has"))
            })?;
            bearer.set_sensitive(true);
            request = request.header(AUTHORIZATION, bearer);
        }
        if let Some(project) = &self.quota_project {
            request = request.header("X-Goog-User-Project", project);
        }
        let unmade = |error: ureq::http::Error| {
            Failure::Unsent(
                ExportError::new(format!("{} cannot be asked", shown(&uri))).caused_by(error),
            )
        };
        let sent = match body {
            Some(body) => {
                let request = request.header("Content-Type", "application/json").body(body);
                self.client.begin(request.map_err(unmade)?, deadline)
            }
            None => self.client.begin(request.body(()).map_err(unmade)?, deadline),
        };
        sent.map_err(Failure::Unanswered)
    }
}
