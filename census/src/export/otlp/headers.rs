//! Header fields that every request carries: often a secret, which nothing prints.

use std::fmt;

use percent_encoding::percent_decode_str;
use ureq::http::{HeaderMap, HeaderName, HeaderValue};

/// Names and values, as they were given.
#[derive(Clone, Default, PartialEq, Eq)]
pub(super) struct Headers(Vec<(String, String)>);

impl Headers {
    /// Adds one; of two of one name, the later counts.
    pub(super) fn insert(&mut self, name: String, value: String) {
        self.0.retain(|(known, _)| !known.eq_ignore_ascii_case(&name));
        self.0.push((name, value));
    }

    /// Reads `name=value,name=value`, the values percent-encoded, as the environment has them.
    ///
    /// # Errors
    ///
    /// What is wrong, without the text: it may be a secret.
    pub(super) fn parse(text: &str) -> Result<Self, &'static str> {
        let mut headers = Headers::default();
        for pair in text.split(',').map(str::trim).filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').ok_or("write `name=value,name=value`")?;
            let value = percent_decode_str(value.trim()).decode_utf8();
            let value = value.map_err(|_| "what is percent-encoded must be UTF-8")?;
            headers.insert(name.trim().to_owned(), value.into_owned());
        }
        headers.fields().map_err(|_| "a header has a name of letters, and no line breaks")?;
        Ok(headers)
    }

    /// As they are sent, marked as secret.
    ///
    /// # Errors
    ///
    /// The name of one that HTTP does not allow.
    pub(super) fn fields(&self) -> Result<HeaderMap, String> {
        let mut fields = HeaderMap::with_capacity(self.0.len());
        for (name, value) in &self.0 {
            let field = HeaderName::try_from(name);
            let field = field.map_err(|_| format!("`{name}` is no name of a header"))?;
            let value = HeaderValue::try_from(value);
            let mut value =
                value.map_err(|_| format!("the header `{name}` has an illegal value"))?;
            value.set_sensitive(true);
            fields.insert(field, value);
        }
        Ok(fields)
    }
}

impl fmt::Debug for Headers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.0.iter().map(|(name, _)| (name, "…"))).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_read_and_the_later_of_two_counts() {
        let headers = Headers::parse(" api-key = a%20b%2Cc ,Api-Key=d%3D,, x=y=z").expect("a list");
        let fields = headers.fields().expect("legal fields");
        let field = |name: &str| fields.get(name).and_then(|value| value.to_str().ok());
        assert_eq!((field("api-key"), field("x")), (Some("d="), Some("y=z")));
        assert_eq!(fields.len(), 2);
    }

    #[test]
    fn what_is_no_list_is_refused_and_nothing_prints_a_value() {
        assert!(Headers::parse("secret").is_err_and(|why| !why.contains("secret")));
        assert!(Headers::parse("a b=secret").is_err());
        assert!(Headers::parse("a=%0Asecret").is_err());
        assert!(Headers::parse("a=%ff").is_err());
        let headers = Headers::parse("authorization=Bearer%20secret").expect("a list");
        assert_eq!(format!("{headers:?}"), r#"{"authorization": "…"}"#);
        assert!(!format!("{:?}", headers.fields()).contains("secret"));
    }
}
