//! Where requests go, by the path rules of the OTLP exporter's specification.

use std::fmt;

use ureq::http::Uri;

use crate::export::http::shown;

/// The path of metrics below a base endpoint.
const METRICS_PATH: &str = "v1/metrics";

/// An address as it was given.
#[derive(Clone, PartialEq, Eq)]
pub(super) enum Endpoint {
    /// Of a backend for all signals: `/v1/metrics` is appended.
    Base(String),
    /// Of metrics: used as it is.
    Metrics(String),
}

impl Endpoint {
    /// The address to send to.
    ///
    /// # Errors
    ///
    /// What is wrong with it, and the way out.
    pub(super) fn uri(&self) -> Result<Uri, String> {
        let given = match self {
            Endpoint::Base(given) | Endpoint::Metrics(given) => given.trim(),
        };
        let wrong = |why: &str| format!("the endpoint `{}` {why}", shown(given));
        let uri: Uri = given.parse().map_err(|_| wrong("is no URL; write `http://host:4318`"))?;
        let tls = match uri.scheme_str() {
            Some("http") => false,
            Some("https") => true,
            _ => return Err(wrong("does not begin with `http://` or `https://`")),
        };
        let authority = uri.authority().map(|authority| authority.as_str()).unwrap_or_default();
        if authority.contains('@') {
            return Err(wrong("has a password in it; send it as a header: `.header(…)`"));
        }
        if tls && !cfg!(feature = "tls") {
            return Err(wrong(
                "needs TLS; enable the feature `tls` of census, or send to a collector \
                 on this machine over `http://`",
            ));
        }
        if let Endpoint::Metrics(_) = self {
            return Ok(uri);
        }
        let (address, query) = match given.split_once('?') {
            Some((address, query)) => (address, format!("?{query}")),
            None => (given, String::new()),
        };
        let slash = if address.ends_with('/') { "" } else { "/" };
        let appended = format!("{address}{slash}{METRICS_PATH}{query}");
        appended.parse().map_err(|_| wrong("is no URL; write `http://host:4318`"))
    }
}

impl fmt::Debug for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Endpoint::Base(given) => f.debug_tuple("Base").field(&shown(given)).finish(),
            Endpoint::Metrics(given) => f.debug_tuple("Metrics").field(&shown(given)).finish(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn base(given: &str) -> String {
        Endpoint::Base(given.into()).uri().map_or_else(|why| why, |uri| uri.to_string())
    }

    fn metrics(given: &str) -> String {
        Endpoint::Metrics(given.into()).uri().map_or_else(|why| why, |uri| uri.to_string())
    }

    #[test]
    fn a_base_endpoint_gets_the_path_of_metrics() {
        assert_eq!(base("http://h:4318"), "http://h:4318/v1/metrics");
        assert_eq!(base("http://h:4318/"), "http://h:4318/v1/metrics");
        assert_eq!(base(" http://h/my/collector "), "http://h/my/collector/v1/metrics");
        assert_eq!(base("http://h/my/?key=a/b"), "http://h/my/v1/metrics?key=a/b");
    }

    #[test]
    fn an_endpoint_of_metrics_is_used_as_it_is() {
        assert_eq!(metrics("http://h:4318"), "http://h:4318/");
        assert_eq!(metrics("http://h/in/?key=a"), "http://h/in/?key=a");
    }

    #[test]
    fn what_is_no_endpoint_is_refused_with_the_way_out() {
        assert_eq!(
            base("localhost:4318"),
            "the endpoint `localhost:4318` does not begin with `http://` or `https://`"
        );
        assert!(base("ftp://h").contains("does not begin with"), "{}", base("ftp://h"));
        assert!(base("http://").contains("is no URL; write"), "{}", base("http://"));
        assert!(metrics("").contains("is no URL; write"), "{}", metrics(""));
        let said = base("http://user:secret@h?token=secret");
        assert!(said.contains("`http://…@h`") && !said.contains("secret"), "{said}");
    }

    #[test]
    fn https_without_tls_says_which_feature_is_missing() {
        let said = base("https://h");
        let expected = if cfg!(feature = "tls") { "https://h/v1/metrics" } else { "feature `tls`" };
        assert!(said.contains(expected), "{said}");
    }
}
