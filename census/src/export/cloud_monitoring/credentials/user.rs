//! A user who has logged in with `gcloud auth application-default login`.

use std::time::Instant;

use serde_json::Value;

use super::Secret;
use super::file::field;
use super::grant::Grant;
use super::token::Token;
use crate::export::ExportError;
use crate::export::http::Client;

/// Where Google exchanges a refresh token for one to use.
const TOKEN_URI: &str = "https://oauth2.googleapis.com/token";

/// What `gcloud` keeps of a login.
#[derive(Debug)]
pub(crate) struct User {
    client_id: String,
    client_secret: Secret,
    refresh_token: Secret,
    token_uri: String,
    pub(super) quota_project: Option<String>,
}

impl User {
    pub(super) fn of(json: &Value) -> Result<Self, String> {
        Ok(User {
            client_id: field(json, "client_id")?,
            client_secret: Secret::new(field(json, "client_secret")?),
            refresh_token: Secret::new(field(json, "refresh_token")?),
            token_uri: field(json, "token_uri").unwrap_or_else(|_| TOKEN_URI.into()),
            quota_project: field(json, "quota_project_id").ok(),
        })
    }

    pub(super) fn token(&self, client: &Client, deadline: Instant) -> Result<Token, ExportError> {
        let grant = Grant {
            who: "the user of `gcloud`",
            uri: &self.token_uri,
            form: &[
                ("grant_type", "refresh_token", false),
                ("client_id", &self.client_id, false),
                ("client_secret", self.client_secret.reveal(), true),
                ("refresh_token", self.refresh_token.reveal(), true),
            ],
            way_out: "run `gcloud auth application-default login`",
        };
        grant.token(client, deadline)
    }
}
