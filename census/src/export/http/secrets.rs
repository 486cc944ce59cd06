//! What of a request no message may say, whoever repeats it: a backend's error may well hold the
//! header fields that it was sent.

use std::fmt;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use percent_encoding::percent_decode_str;
use ureq::http::{HeaderMap, Uri};

/// Bytes from which on a secret is found wherever it stands, and its beginning too, where the
/// backend cuts it. A shorter one is found as a word of its own: it may be `1`.
const LONG: usize = 8;

/// The secrets of one request.
#[derive(Clone, Default)]
pub(in crate::export) struct Secrets {
    /// The longest first, so that of one within another nothing is left.
    texts: Vec<String>,
}

impl Secrets {
    /// Values of fields that are marked as sensitive, and what an address has of a user.
    pub(super) fn of(headers: &HeaderMap, uri: &Uri) -> Self {
        let mut secrets = Secrets::default();
        for value in headers.values().filter(|value| value.is_sensitive()) {
            secrets.add_value(&String::from_utf8_lossy(value.as_bytes()));
        }
        let user = uri.authority().and_then(|it| it.as_str().rsplit_once('@'));
        if let Some((user, _)) = user {
            secrets.add_user(user);
            // As they are sent.
            let user = if user.contains(':') { user } else { &format!("{user}:") };
            secrets.add(&BASE64_STANDARD.encode(user));
        }
        secrets.add(uri.query().unwrap_or_default());
        secrets.texts.sort_by(|one, other| other.len().cmp(&one.len()).then(one.cmp(other)));
        secrets.texts.dedup();
        secrets
    }

    /// A field's value; of `Bearer x` also `x`, of `Basic x` also what is encoded in it.
    fn add_value(&mut self, value: &str) {
        self.add(value);
        let Some((scheme, rest)) = value.split_once(' ') else { return };
        self.add(rest.trim());
        if scheme.eq_ignore_ascii_case("basic")
            && let Ok(user) = BASE64_STANDARD.decode(rest.trim())
        {
            self.add_user(&String::from_utf8_lossy(&user));
        }
    }

    /// `user:password`, also percent-encoded: of that the password, and both as they stand.
    fn add_user(&mut self, user: &str) {
        for user in [user, &percent_decode_str(user).decode_utf8_lossy()] {
            self.add(user);
            self.add(user.split_once(':').map_or("", |(_, password)| password));
        }
    }

    /// A text, and the same in a string of JSON.
    fn add(&mut self, text: &str) {
        if !text.is_empty() {
            self.texts.push(text.to_owned());
        }
        if text.contains(['"', '\\']) {
            self.texts.push(text.replace('\\', r"\\").replace('"', "\\\""));
        }
    }

    /// A text with `…` in the places of the secrets. To be asked before the text is cut: of a part
    /// of a secret not all can be found.
    pub(in crate::export) fn hide_in(&self, text: &str) -> String {
        let mut hidden = text.to_owned();
        for secret in &self.texts {
            hidden = without(&hidden, secret);
        }
        hidden
    }
}

/// The same with `…` for a secret.
fn without(text: &str, secret: &str) -> String {
    let mut left = text;
    let mut hidden = String::with_capacity(text.len());
    // A text's first characters that are at least so many bytes.
    let begin = secret.char_indices().map(|(at, c)| at + c.len_utf8()).find(|end| *end >= LONG);
    let begin = &secret[..begin.unwrap_or(secret.len())];
    while let Some(at) = left.find(begin) {
        let (before, rest) = left.split_at(at);
        let is_letter = |c: char| c.is_alphanumeric();
        let alone = !before.ends_with(is_letter) && !rest[begin.len()..].starts_with(is_letter);
        let found = if secret.len() >= LONG || alone { common(rest, secret) } else { 0 };
        hidden.push_str(before);
        hidden.push_str(if found > 0 { "…" } else { begin });
        left = &rest[found.max(begin.len())..];
    }
    hidden + left
}

/// Bytes of a secret that a text begins with.
fn common(text: &str, secret: &str) -> usize {
    let pairs = text.chars().zip(secret.chars());
    pairs.take_while(|(one, other)| one == other).map(|(one, _)| one.len_utf8()).sum()
}

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}

#[cfg(test)]
mod tests {
    use ureq::http::HeaderValue;
    use ureq::http::header::{AUTHORIZATION, HeaderName};

    use super::*;

    /// Of a request with these fields, all of them secret, to this address.
    fn secrets(fields: &[(&'static str, &str)], uri: &str) -> Secrets {
        let mut headers = HeaderMap::new();
        for (name, value) in fields {
            let mut value = HeaderValue::try_from(*value).expect("a value");
            value.set_sensitive(true);
            headers.insert(HeaderName::from_static(name), value);
        }
        Secrets::of(&headers, &uri.parse().expect("an address"))
    }

    #[test]
    fn a_value_is_hidden_with_and_without_its_scheme() {
        let bearer = secrets(&[("authorization", "Bearer abcdefghij")], "http://h/");
        let said = "no `Bearer abcdefghij`, no abcdefghij, not abcdefgh... nor abcdefg";
        assert_eq!(bearer.hide_in(said), "no `…`, no …, not …... nor abcdefg");
        let key = secrets(&[("api-key", "k y\"\\z")], "http://h/");
        assert_eq!(key.hide_in(r#"{"api-key":"k y\"\\z"} k y"\z"#), r#"{"api-key":"…"} …"#);
    }

    #[test]
    fn a_password_is_hidden_as_it_is_sent_and_as_it_is() {
        let said = "QWxhZGRpbjpvcGVuIHNlc2FtZQ== is Aladdin:open sesame; open sesame?";
        let basic = secrets(&[("authorization", "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==")], "http://h");
        assert_eq!(basic.hide_in(said), "… is …; …?");
        let address = secrets(&[], "http://Aladdin:open%20sesame@h/x?key=1234");
        let sent = BASE64_STANDARD.encode("Aladdin:open%20sesame");
        assert_eq!(address.hide_in(&format!("{sent} open sesame /x?key=1234")), "… … /x?…");
        let token = secrets(&[], "http://a-token-alone@h/");
        let sent = BASE64_STANDARD.encode("a-token-alone:");
        assert_eq!(token.hide_in(&format!("Basic {sent}")), "Basic …");
    }

    #[test]
    fn a_short_value_is_a_word_and_no_part_of_one() {
        let tenant = secrets(&[("x-scope-orgid", "1")], "http://h/");
        assert_eq!(tenant.hide_in("id: 1, 10 of 21 points, (1)"), "id: …, 10 of 21 points, (…)");
        assert_eq!(secrets(&[("x", "")], "http://h/").hide_in("as it is"), "as it is");
        let wide = secrets(&[("x", "schlüssel")], "http://h/");
        assert_eq!(wide.hide_in("schlüss, schlüssel, schlü"), "…, …, schlü");
    }

    #[test]
    fn what_is_not_marked_is_not_hidden_and_nothing_prints_a_secret() {
        let mut headers = HeaderMap::new();
        headers.insert(AUTHORIZATION, HeaderValue::from_static("not marked"));
        let secrets = Secrets::of(&headers, &Uri::from_static("http://h/"));
        assert_eq!(secrets.hide_in("not marked"), "not marked");
        let basic = self::secrets(&[("authorization", "Basic secret")], "http://h/");
        assert_eq!(format!("{basic:?}"), "…");
    }
}
