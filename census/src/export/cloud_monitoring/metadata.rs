//! The server that tells a machine of Google's who it is.

use std::thread;
use std::time::{Duration, Instant};

use ureq::http::Request;

use super::Variable;
use super::credentials::{Secret, of_answer};
use crate::export::ExportError;
use crate::export::http::{Answer, Client};

/// Where it is: the address of `metadata.google.internal`, which need not be resolved.
const HOST: &str = "169.254.169.254";

/// It is on the same machine, but it has a lot to do when that has just started.
const TOKEN_TIME_MAX: Duration = Duration::from_secs(5);

/// Where there is none, nothing may answer at all.
const ASK_TIME_MAX: Duration = Duration::from_secs(1);

/// How often a question is put: an answer that is lost once would be missed for ever.
const ASK_TRIES: u32 = 3;

/// The pause before the second try.
const ASK_PAUSE: Duration = Duration::from_millis(100);

/// The metadata server, there or not.
#[derive(Clone, Debug)]
pub(crate) struct Metadata {
    base: String,
    client: Client,
}

impl Metadata {
    /// The one that `GCE_METADATA_HOST` names, or the usual one.
    pub(super) fn of(variable: Variable<'_>) -> Self {
        let host = variable("GCE_METADATA_HOST").filter(|host| !host.is_empty());
        Self::at(&format!("http://{}", host.as_deref().unwrap_or(HOST)))
    }

    /// The one at an address.
    pub(super) fn at(base: &str) -> Self {
        Metadata { base: base.trim_end_matches('/').to_owned(), client: Client::direct() }
    }

    /// What it knows under a path, if that is there.
    ///
    /// # Errors
    ///
    /// It did not say, however often it was asked.
    pub(super) fn ask(&self, path: &str, deadline: Instant) -> Result<Option<String>, ExportError> {
        let mut tries = 1;
        loop {
            match self.ask_once(path, deadline.min(Instant::now() + ASK_TIME_MAX)) {
                Err(_) if tries < ASK_TRIES && Instant::now() + ASK_PAUSE * tries < deadline => {
                    thread::sleep(ASK_PAUSE * tries);
                    tries += 1;
                }
                answer => return answer,
            }
        }
    }

    fn ask_once(&self, path: &str, deadline: Instant) -> Result<Option<String>, ExportError> {
        let answer = self.get(path, deadline)?;
        match answer.status.as_u16() {
            429 | 500..=599 => Err(ExportError::new(format!("the metadata server says {answer}"))
                .retry_after(answer.pause.unwrap_or_default())),
            _ => {
                let text = String::from_utf8_lossy(&answer.body).trim().to_owned();
                Ok(Some(text).filter(|text| answer.status.is_success() && !text.is_empty()))
            }
        }
    }

    /// A token of the machine's account, and how long it is good for.
    ///
    /// # Errors
    ///
    /// There is no such server, or it has none.
    pub(super) fn token(&self, deadline: Instant) -> Result<(Secret, Duration), ExportError> {
        const WAY_OUT: &str = "name a file in `GOOGLE_APPLICATION_CREDENTIALS`, or run `gcloud \
                               auth application-default login`";
        let deadline = deadline.min(Instant::now() + TOKEN_TIME_MAX);
        let answer = self.get("instance/service-accounts/default/token", deadline);
        let answer = answer.map_err(|error| {
            let message = format!("no credentials: there are no files, and {error}; {WAY_OUT}");
            ExportError::new(message).retry_after(Duration::ZERO)
        })?;
        of_answer(&answer).map_err(|why| {
            let status = answer.status.as_u16();
            let error = ExportError::new(format!(
                "no token from the metadata server: {status} {why}; {WAY_OUT}"
            ));
            match status {
                429 | 500..=599 => error.retry_after(answer.pause.unwrap_or_default()),
                _ => error,
            }
        })
    }

    fn get(&self, path: &str, deadline: Instant) -> Result<Answer, ExportError> {
        let uri = format!("{}/computeMetadata/v1/{path}", self.base);
        let request = Request::get(uri).header("Metadata-Flavor", "Google").body(());
        let request = request.map_err(|error| {
            ExportError::new(format!("`{}` is no address", self.base)).caused_by(error)
        })?;
        self.client.send(request, deadline)
    }
}
