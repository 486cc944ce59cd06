//! A string that nobody prints.

use std::fmt;

/// A key, a token.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Secret(String);

impl Secret {
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Secret(text.into())
    }

    /// The secret itself, for the request that it is made for.
    pub(crate) fn reveal(&self) -> &str {
        &self.0
    }

    /// A text without it: a server may well say in its error what it was sent.
    pub(crate) fn hide_in(&self, text: &str) -> String {
        if self.0.is_empty() { text.to_owned() } else { text.replace(&self.0, "…") }
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_not_printed() {
        let secret = Secret::new("ya29.abc");
        assert_eq!(format!("{secret:?} {:#?}", Some(&secret)), "… Some(\n    …,\n)");
        assert_eq!(secret.hide_in("not ya29.abc, ya29.abc!"), "not …, …!");
        assert_eq!(Secret::new("").hide_in("abc"), "abc");
    }
}
