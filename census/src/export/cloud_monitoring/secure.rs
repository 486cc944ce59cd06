//! Tokens and keys go over TLS, or to this very machine.

use std::net::IpAddr;

use ureq::http::Uri;

use crate::export::ExportError;
use crate::export::http::shown;

/// Checks an address that a token or a key will be sent to.
///
/// # Errors
///
/// It is none, or whoever listens on the way could read along.
pub(super) fn check(address: &str) -> Result<(), ExportError> {
    let uri: Uri = address.parse().map_err(|error: ureq::http::uri::InvalidUri| {
        ExportError::new(format!("`{}` is no address", shown(address))).caused_by(error)
    })?;
    match (uri.scheme_str(), uri.host()) {
        (Some("https"), Some(_)) => Ok(()),
        (Some("http"), Some(host)) if is_here(host) => Ok(()),
        (Some("http"), Some(_)) => Err(ExportError::new(format!(
            "`{}` would get a token without TLS; write `https://`, or, if it needs none, \
             `Credentials::none()`",
            shown(address)
        ))),
        _ => {
            Err(ExportError::new(format!("`{}` is no address: write `https://…`", shown(address))))
        }
    }
}

fn is_here(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    host == "localhost" || address.is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_tls_only_this_machine_gets_a_token() {
        let table = [
            ("https://monitoring.googleapis.com", true),
            ("http://127.0.0.1:80", true),
            ("http://127.9.9.9", true),
            ("http://[::1]:80", true),
            ("http://localhost:8080", true),
            ("http://localhost.example.com", false),
            ("http://10.0.0.1", false),
            ("http://127.0.0.1.example.com", false),
            ("monitoring.googleapis.com", false),
            ("ftp://127.0.0.1", false),
            ("", false),
        ];
        for (address, taken) in table {
            assert_eq!(check(address).is_ok(), taken, "{address}");
        }
    }
}
