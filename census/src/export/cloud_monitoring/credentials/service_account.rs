//! A service account's key: signs for itself, and gets a token for the signature.

use std::fmt;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::rand::SystemRandom;
use ring::signature::{RSA_PKCS1_SHA256, RsaKeyPair};
use rustls_pki_types::PrivatePkcs8KeyDer;
use rustls_pki_types::pem::PemObject;
use serde_json::{Value, json};

use super::SCOPE;
use super::file::field;
use super::grant::Grant;
use super::token::Token;
use crate::export::ExportError;
use crate::export::http::Client;

/// Where Google exchanges a signature for a token.
const TOKEN_URI: &str = "https://oauth2.googleapis.com/token";

/// What is exchanged, by RFC 7523.
const GRANT_TYPE: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";

/// Seconds that a signature is good for: the most that Google takes.
const LIFETIME: u64 = 3600;

/// An account and its key.
pub(crate) struct ServiceAccount {
    email: String,
    key_id: Option<String>,
    key: RsaKeyPair,
    token_uri: String,
    pub(super) project: Option<String>,
}

impl ServiceAccount {
    pub(super) fn of(json: &Value) -> Result<Self, String> {
        const NO_KEY: &str = "their `private_key` is no RSA key in PKCS#8 and PEM";
        let email = field(json, "client_email")?;
        let pem = field(json, "private_key")?;
        let der = PrivatePkcs8KeyDer::from_pem_slice(pem.as_bytes()).map_err(|_| NO_KEY)?;
        Ok(ServiceAccount {
            email,
            key_id: field(json, "private_key_id").ok(),
            key: RsaKeyPair::from_pkcs8(der.secret_pkcs8_der()).map_err(|_| NO_KEY)?,
            token_uri: field(json, "token_uri").unwrap_or_else(|_| TOKEN_URI.into()),
            project: field(json, "project_id").ok(),
        })
    }

    pub(super) fn token(&self, client: &Client, deadline: Instant) -> Result<Token, ExportError> {
        let assertion = self.assertion(SystemTime::now())?;
        let grant = Grant {
            who: &format!("`{}`", self.email),
            uri: &self.token_uri,
            form: &[("grant_type", GRANT_TYPE, false), ("assertion", &assertion, true)],
            way_out: "make a new key for the account, and see that the clock is right",
        };
        grant.token(client, deadline)
    }

    /// What the account says of itself, signed: a JSON Web Token, RS256.
    fn assertion(&self, now: SystemTime) -> Result<String, ExportError> {
        let now = now.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
        let mut header = json!({"alg": "RS256", "typ": "JWT"});
        if let Some(id) = &self.key_id {
            header["kid"] = id.as_str().into();
        }
        let claims = json!({
            "iss": self.email,
            "scope": SCOPE,
            "aud": self.token_uri,
            "iat": now,
            "exp": now + LIFETIME,
        });
        let part = |json: Value| URL_SAFE_NO_PAD.encode(json.to_string());
        let message = format!("{}.{}", part(header), part(claims));
        let mut signature = vec![0; self.key.public().modulus_len()];
        let random = SystemRandom::new();
        let signed = self.key.sign(&RSA_PKCS1_SHA256, &random, message.as_bytes(), &mut signature);
        signed.map_err(|_| ExportError::new(format!("the key of `{}` cannot sign", self.email)))?;
        Ok(format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature)))
    }
}

impl fmt::Debug for ServiceAccount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ServiceAccount")
            .field("email", &self.email)
            .field("project", &self.project)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use ring::signature::{RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey};

    use super::*;

    /// An account that was made for these tests, and that Google does not know.
    const FILE: &str =
        include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/golden/service_account.json"));

    fn decoded(part: &str) -> Vec<u8> {
        URL_SAFE_NO_PAD.decode(part).expect("base64")
    }

    #[test]
    fn what_an_account_says_of_itself_is_signed_with_its_key() {
        let json: Value = serde_json::from_str(FILE).expect("JSON");
        let account = ServiceAccount::of(&json).expect("an account");
        let assertion = account.assertion(UNIX_EPOCH + Duration::from_secs(1000)).expect("signed");
        let parts: Vec<&str> = assertion.split('.').collect();
        let [header, claims, signature] = parts[..] else { panic!("{} parts", parts.len()) };
        assert_eq!(
            serde_json::from_slice::<Value>(&decoded(header)).expect("JSON"),
            json!({"alg": "RS256", "typ": "JWT", "kid": "made-for-these-tests"})
        );
        assert_eq!(
            serde_json::from_slice::<Value>(&decoded(claims)).expect("JSON"),
            json!({
                "iss": "tests@demo-project.iam.gserviceaccount.com",
                "scope": "https://www.googleapis.com/auth/monitoring.write",
                "aud": "https://oauth2.googleapis.com/token",
                "iat": 1000,
                "exp": 4600,
            })
        );
        let key = UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, account.key.public());
        let message = format!("{header}.{claims}");
        assert!(key.verify(message.as_bytes(), &decoded(signature)).is_ok());
    }

    #[test]
    fn an_account_is_not_shown_with_its_key() {
        let json: Value = serde_json::from_str(FILE).expect("JSON");
        let account = ServiceAccount::of(&json).expect("an account");
        let key = json["private_key"].as_str().unwrap_or_default();
        let shown = format!("{account:?} {account:#?}");
        assert!(shown.contains("tests@demo-project") && !shown.contains("PRIVATE"), "{shown}");
        assert!(key.lines().all(|line| !shown.contains(line)), "{shown}");
    }
}
