//! The token of the moment, renewed before it ends.

use std::fmt;
use std::time::{Duration, Instant};

use super::service_account::ServiceAccount;
use super::user::User;
use super::{Custom, Secret};
use crate::export::ExportError;
use crate::export::cloud_monitoring::metadata::Metadata;
use crate::export::http::Client;

/// How long before its end a token is renewed: Google's metadata server keeps one until five
/// minutes before.
const MARGIN: Duration = Duration::from_secs(225);

/// A token, and until when it is good.
#[derive(Debug)]
pub(super) struct Token {
    pub(super) secret: Secret,
    lifetime: Duration,
    made: Instant,
}

/// Who makes tokens.
pub(crate) enum Source {
    None,
    ServiceAccount(Box<ServiceAccount>),
    User(User),
    Metadata(Metadata),
    Custom(Custom),
}

/// Keeps a token as long as it is good.
#[derive(Debug)]
pub(crate) struct Tokens {
    source: Source,
    token: Option<Token>,
}

impl Token {
    pub(super) fn new(secret: Secret, lifetime: Duration) -> Self {
        Token { secret, lifetime, made: Instant::now() }
    }

    /// Short-lived ones are used for half of their time.
    fn is_fresh(&self, now: Instant) -> bool {
        let margin = MARGIN.min(self.lifetime / 2);
        now.saturating_duration_since(self.made) + margin < self.lifetime
    }

    fn is_good(&self, now: Instant) -> bool {
        now.saturating_duration_since(self.made) < self.lifetime
    }
}

impl Source {
    fn token(&mut self, client: &Client, deadline: Instant) -> Result<Option<Token>, ExportError> {
        match self {
            Source::None => Ok(None),
            Source::ServiceAccount(account) => account.token(client, deadline).map(Some),
            Source::User(user) => user.token(client, deadline).map(Some),
            Source::Metadata(metadata) => {
                let (secret, lifetime) = metadata.token(deadline)?;
                Ok(Some(Token::new(secret, lifetime)))
            }
            Source::Custom(make) => {
                let (secret, lifetime) = make()?;
                Ok(Some(Token::new(Secret::new(secret), lifetime)))
            }
        }
    }

    /// The project that it belongs to, if it says.
    pub(crate) fn project(&self) -> Option<&str> {
        match self {
            Source::ServiceAccount(account) => account.project.as_deref(),
            Source::User(user) => user.quota_project.as_deref(),
            _ => None,
        }
    }

    /// The project whose quota is used, if it says.
    pub(crate) fn quota_project(&self) -> Option<&str> {
        match self {
            Source::User(user) => user.quota_project.as_deref(),
            _ => None,
        }
    }

    /// Whether it is the machine's own account: then there is a metadata server.
    pub(crate) fn is_of_machine(&self) -> bool {
        matches!(self, Source::Metadata(_))
    }
}

impl Tokens {
    pub(crate) fn of(source: Source) -> Self {
        Tokens { source, token: None }
    }

    /// A token that is good, unless none is needed; an old one as long as there is no other.
    ///
    /// # Errors
    ///
    /// There is none, and why.
    pub(crate) fn get(
        &mut self,
        client: &Client,
        deadline: Instant,
    ) -> Result<Option<Secret>, ExportError> {
        let now = Instant::now();
        if let Some(token) = self.token.as_ref().filter(|token| token.is_fresh(now)) {
            return Ok(Some(token.secret.clone()));
        }
        match (self.source.token(client, deadline), &self.token) {
            (Ok(token), _) => self.token = token,
            (Err(_), Some(old)) if old.is_good(now) => {}
            (Err(error), _) => return Err(error),
        }
        Ok(self.token.as_ref().map(|token| token.secret.clone()))
    }

    /// Forgets the token: it was refused.
    pub(crate) fn forget(&mut self) {
        self.token = None;
    }
}

impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Source::None => f.write_str("None"),
            Source::ServiceAccount(account) => account.fmt(f),
            Source::User(user) => user.fmt(f),
            Source::Metadata(metadata) => metadata.fmt(f),
            Source::Custom(_) => f.write_str("Custom"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One that fails from its third token on, each good for so long.
    fn tokens(lifetime: Duration) -> Tokens {
        let mut made = 0;
        Tokens::of(Source::Custom(Box::new(move || {
            made += 1;
            if made > 2 {
                Err(ExportError::new("no more"))
            } else {
                Ok((format!("t{made}"), lifetime))
            }
        })))
    }

    fn get(tokens: &mut Tokens) -> String {
        match tokens.get(&Client::new(), Instant::now() + Duration::from_secs(1)) {
            Ok(token) => token.map(|it| it.reveal().to_owned()).unwrap_or_default(),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn a_token_is_kept_while_it_is_good_and_forgotten_when_it_is_refused() {
        let mut tokens = tokens(Duration::from_secs(3600));
        assert_eq!([(); 2].map(|()| get(&mut tokens)), ["t1", "t1"]);
        tokens.forget();
        assert_eq!([(); 2].map(|()| get(&mut tokens)), ["t2", "t2"]);
        tokens.forget();
        assert_eq!(get(&mut tokens), "no more");
    }

    #[test]
    fn a_token_is_renewed_before_its_end() {
        let token = |lifetime| Token::new(Secret::new("t"), Duration::from_secs(lifetime));
        let (long, short) = (token(3600), token(60));
        let after = |token: &Token, seconds| {
            let then = token.made + Duration::from_secs(seconds);
            (token.is_fresh(then), token.is_good(then))
        };
        assert_eq!([after(&long, 3374), after(&long, 3375)], [(true, true), (false, true)]);
        assert_eq!([after(&long, 3599), after(&long, 3600)], [(false, true), (false, false)]);
        assert_eq!([after(&short, 29), after(&short, 30)], [(true, true), (false, true)]);
    }

    #[test]
    fn an_old_token_is_used_while_there_is_no_other() {
        let mut tokens = tokens(Duration::from_secs(3600));
        assert_eq!(get(&mut tokens), "t1");
        tokens.forget();
        assert_eq!(get(&mut tokens), "t2");
        let Some(past) = Instant::now().checked_sub(Duration::from_secs(3500)) else { return };
        tokens.token.as_mut().expect("a token").made = past;
        assert_eq!(get(&mut tokens), "t2");
    }
}
