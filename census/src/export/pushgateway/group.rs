//! The group of a push: what the gateway keeps it under, and what the next push replaces.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// All but RFC 3986's unreserved characters.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Labels and their values; the first is the job.
#[derive(Clone, Debug)]
pub(super) struct Group(Vec<(String, String)>);

impl Group {
    pub(super) fn of_job(job: String) -> Self {
        Group(vec![("job".into(), job)])
    }

    pub(super) fn push(&mut self, label: String, value: String) {
        self.0.push((label, value));
    }

    pub(super) fn has(&self, label: &str) -> bool {
        self.0.iter().any(|(known, _)| known == label)
    }

    /// `/metrics/job/nightly/instance/a`; a value that is empty or has a slash goes in base64, as
    /// the gateway's documentation has it.
    pub(super) fn path(&self) -> Result<String, String> {
        let mut path = String::from("/metrics");
        for (at, (label, value)) in self.0.iter().enumerate() {
            if !is_label(label) {
                return Err(format!(
                    "`{label}` is no label of a group; write letters, digits, `_`"
                ));
            }
            if self.0[..at].iter().any(|(before, _)| before == label) {
                return Err(format!("a group has the label `{label}` once; `job` is given first"));
            }
            let part = match value.as_str() {
                "" if at == 0 => return Err("a group has a job whose name is not empty".into()),
                "" => format!("/{label}@base64/="),
                value if value.contains('/') => {
                    format!("/{label}@base64/{}", BASE64_URL_SAFE_NO_PAD.encode(value))
                }
                value => format!("/{label}/{}", utf8_percent_encode(value, RESERVED)),
            };
            path.push_str(&part);
        }
        Ok(path)
    }
}

/// Whether Prometheus takes it for a label's name, and does not keep it for itself.
fn is_label(text: &str) -> bool {
    let mut letters = text.bytes();
    letters.next().is_some_and(|first| first.is_ascii_alphabetic() || first == b'_')
        && letters.all(|letter| letter.is_ascii_alphanumeric() || letter == b'_')
        && !text.starts_with("__")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(job: &str, more: &[(&str, &str)]) -> String {
        let mut group = Group::of_job(job.into());
        more.iter().for_each(|(label, value)| group.push((*label).into(), (*value).into()));
        group.path().unwrap_or_else(|why| why)
    }

    #[test]
    fn a_group_is_a_path() {
        assert_eq!(path("nightly", &[]), "/metrics/job/nightly");
        assert_eq!(
            path("a b", &[("instance", "x:1"), ("zone", "")]),
            "/metrics/job/a%20b/instance/x%3A1/zone@base64/="
        );
        // The gateway's own example.
        assert_eq!(
            path("directory_cleaner", &[("path", "/var/tmp")]),
            "/metrics/job/directory_cleaner/path@base64/L3Zhci90bXA"
        );
        assert_eq!(path("Τ", &[]), "/metrics/job/%CE%A4");
    }

    #[test]
    fn a_group_that_no_gateway_takes_is_said() {
        assert!(path("", &[]).contains("not empty"));
        assert!(path("a", &[("job", "b")]).contains("the label `job` once"));
        assert!(path("a", &[("in-stance", "b")]).contains("`in-stance` is no label"));
        assert!(path("a", &[("__x", "b")]).contains("`__x` is no label"));
    }
}
