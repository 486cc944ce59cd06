//! One value of a bucket that can be looked up elsewhere: in a trace, in a log.

use std::borrow::Cow;
use std::time::SystemTime;

/// One value of a bucket, when it was recorded, and what was attached to it.
///
/// ```
/// use census::Exemplar;
/// use std::time::SystemTime;
///
/// let exemplar = Exemplar::new(0.7, SystemTime::now())
///     .with("trace_id", "0af7651916cd43dd8448eb211c80319c")
///     .with("span_id", "b7ad6b7169203331");
/// assert_eq!(exemplar.get("span_id"), Some("b7ad6b7169203331"));
/// ```
#[derive(Clone, Debug)]
pub struct Exemplar {
    value: f64,
    time: SystemTime,
    /// Sorted by key; no two are equal.
    attachments: Vec<(Cow<'static, str>, String)>,
    /// The number of the first snapshot that has it; 0 where none is known. Times do not tell
    /// which came first: two may be equal.
    shown: u64,
}

impl Exemplar {
    /// A value that was recorded at a time.
    pub fn new(value: f64, time: SystemTime) -> Self {
        Exemplar { value, time, attachments: Vec::new(), shown: 0 }
    }

    /// The same with something attached: `trace_id` and `span_id` in lower-case hexadecimal digits,
    /// `tag:KEY`, or one's own. Of two of one key the later counts.
    pub fn with(mut self, key: impl Into<Cow<'static, str>>, text: impl Into<String>) -> Self {
        let (key, text) = (key.into(), text.into());
        match self.attachments.binary_search_by(|(known, _)| known.cmp(&key)) {
            Ok(at) => self.attachments[at].1 = text,
            Err(at) => self.attachments.insert(at, (key, text)),
        }
        self
    }

    /// The same, of which the first snapshot is known that has it.
    pub(super) fn shown_by(mut self, number: u64) -> Self {
        self.shown = number;
        self
    }

    /// Whether the snapshot of this number, or one before, has it.
    pub(super) fn is_shown_by(&self, number: u64) -> bool {
        (1..=number).contains(&self.shown)
    }

    /// The value.
    pub fn value(&self) -> f64 {
        self.value
    }

    /// When it was recorded.
    pub fn time(&self) -> SystemTime {
        self.time
    }

    /// What is attached under a key.
    pub fn get(&self, key: &str) -> Option<&str> {
        let at = self.attachments.binary_search_by(|(known, _)| (**known).cmp(key)).ok()?;
        self.attachments.get(at).map(|(_, text)| text.as_str())
    }

    /// All that is attached, by key.
    pub fn attachments(&self) -> impl Iterator<Item = (&str, &str)> {
        self.attachments.iter().map(|(key, text)| (&**key, text.as_str()))
    }
}

/// Equal are those that say the same.
impl PartialEq for Exemplar {
    fn eq(&self, other: &Self) -> bool {
        let said = |it: &Self| (it.value, it.time);
        said(self) == said(other) && self.attachments == other.attachments
    }
}
