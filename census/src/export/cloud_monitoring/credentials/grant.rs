//! A token in exchange for something: the one request that OAuth has for it.

use std::time::{Duration, Instant};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;
use ureq::http::Request;

use super::Secret;
use super::token::Token;
use crate::export::ExportError;
use crate::export::cloud_monitoring::secure;
use crate::export::http::{Answer, Client};

/// What a form must not have as it stands.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// How long a token is taken to be good where its maker does not say.
const LIFETIME: Duration = Duration::from_secs(300);

/// Characters of a server's words that are passed on.
const WORDS_MAX: usize = 300;

/// What is asked for, and of whom.
pub(super) struct Grant<'a> {
    /// Whose token it is, for messages.
    pub(super) who: &'a str,
    pub(super) uri: &'a str,
    /// Field, value, and whether it is a secret.
    pub(super) form: &'a [(&'a str, &'a str, bool)],
    /// What to do when it is refused.
    pub(super) way_out: &'a str,
}

impl Grant<'_> {
    /// Asks for the token.
    ///
    /// # Errors
    ///
    /// It was refused, or there is no answer.
    pub(super) fn token(&self, client: &Client, deadline: Instant) -> Result<Token, ExportError> {
        secure::check(self.uri)?;
        let pairs = self.form.iter().map(|(key, value, _)| format!("{key}={}", encoded(value)));
        let body = pairs.collect::<Vec<_>>().join("&");
        let request = Request::post(self.uri)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .body(body.as_bytes());
        let request = request.map_err(|error| {
            ExportError::new(format!("`{}` is no address for a token", self.uri)).caused_by(error)
        })?;
        let answer = client.send(request, deadline)?;
        match of_answer(&answer) {
            Ok((secret, lifetime)) => Ok(Token::new(secret, lifetime)),
            Err(why) => Err(self.refused(&answer, &why)),
        }
    }

    fn refused(&self, answer: &Answer, why: &str) -> ExportError {
        let mut why = why.to_owned();
        for (_, secret, is_secret) in self.form {
            if *is_secret {
                why = Secret::new(*secret).hide_in(&why);
                why = Secret::new(encoded(secret)).hide_in(&why);
            }
        }
        // Not before: a part of a secret would not be found.
        let words: Vec<&str> = why.split_whitespace().collect();
        let why: String = words.join(" ").chars().take(WORDS_MAX).collect();
        let status = answer.status.as_u16();
        let who = self.who;
        if matches!(status, 429 | 500 | 502 | 503 | 504) {
            let error = ExportError::new(format!("no token for {who} yet: {status} {why}"));
            return error.retry_after(answer.pause.unwrap_or_default());
        }
        ExportError::new(format!("no token for {who}: {status} {why}; {}", self.way_out))
    }
}

fn encoded(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

/// The token of an answer in OAuth's form, and how long it is good for; or why there is none.
pub(in crate::export::cloud_monitoring) fn of_answer(
    answer: &Answer,
) -> Result<(Secret, Duration), String> {
    let json: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
    if answer.status.is_success() {
        let token = json["access_token"].as_str().filter(|token| !token.is_empty());
        // An answer that is not in its form may hold a token, and is not printed.
        let token = token.ok_or("with an answer that has no `access_token`")?;
        let lifetime = json["expires_in"].as_u64().map_or(LIFETIME, Duration::from_secs);
        return Ok((Secret::new(token), lifetime));
    }
    let word = |name: &str| json[name].as_str().unwrap_or_default().to_owned();
    Err(match (word("error"), word("error_description")) {
        (error, about) if about.is_empty() => error,
        (error, about) => format!("{error}: {about}"),
    })
}
