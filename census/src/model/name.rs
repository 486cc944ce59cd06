//! What a legal name is. The macros compile this very file too, so that there is one rule.

/// Bytes a measure's or a view's name may have.
///
/// Cloud Monitoring takes 200 for a metric type, and puts `custom.googleapis.com/opencensus/`
/// (33 bytes) in front.
pub(crate) const NAME_BYTES_MAX: usize = 167;

/// Bytes a tag key may have, as in OpenCensus.
pub(crate) const TAG_KEY_BYTES_MAX: usize = 255;

/// Bytes a unit may have, as in OpenTelemetry.
pub(crate) const UNIT_BYTES_MAX: usize = 63;

/// What is wrong with a name, and at which byte of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// There is nothing.
    Empty,
    /// There is more than the backends take.
    TooLong,
    /// The first character is not a letter.
    Start,
    /// The byte at this index is none of the legal ones.
    Character(usize),
    /// A `/` at this index has nothing after it, or another `/`.
    Segment(usize),
    /// The prefix `census/` belongs to the library's own measures.
    Reserved,
}

impl Fault {
    /// Says it in one line, without the name: a constant cannot be formatted into a panic.
    pub(crate) const fn message(self) -> &'static str {
        match self {
            Fault::Empty => "a name must not be empty",
            Fault::TooLong => "a name has at most 167 bytes",
            Fault::Start => "a name must start with a letter",
            Fault::Character(_) => "a name is made of ASCII letters, digits, `_`, `.`, `-` and `/`",
            Fault::Segment(_) => "a name must not have an empty segment between its `/`",
            Fault::Reserved => "names under `census/` belong to the library's own measures",
        }
    }
}

/// Checks the name of a measure or of a view.
///
/// OpenCensus asks for printable ASCII only; these are the characters that every backend keeps
/// apart or maps to `_`.
pub(crate) const fn check(name: &str) -> Result<(), Fault> {
    let bytes = name.as_bytes();
    if bytes.is_empty() {
        return Err(Fault::Empty);
    }
    if !bytes[0].is_ascii_alphabetic() {
        return Err(Fault::Start);
    }
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'/' if at + 1 == bytes.len() || bytes[at + 1] == b'/' => {
                return Err(Fault::Segment(at));
            }
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' | b'.' | b'-' | b'/' => at += 1,
            _ => return Err(Fault::Character(at)),
        }
    }
    if bytes.len() > NAME_BYTES_MAX {
        return Err(Fault::TooLong);
    }
    if starts_with(bytes, b"census/") {
        return Err(Fault::Reserved);
    }
    Ok(())
}

/// Checks a tag key: printable ASCII, 1 to 255 bytes, as in OpenCensus.
pub(crate) const fn check_tag_key(key: &str) -> Result<(), Fault> {
    let bytes = key.as_bytes();
    if bytes.is_empty() {
        return Err(Fault::Empty);
    }
    if bytes.len() > TAG_KEY_BYTES_MAX {
        return Err(Fault::TooLong);
    }
    let printable = printable_bytes(bytes);
    if printable == bytes.len() { Ok(()) } else { Err(Fault::Character(printable)) }
}

/// How many bytes stand in front of the first that is not printable ASCII.
pub(crate) const fn printable_bytes(bytes: &[u8]) -> usize {
    let mut at = 0;
    while at < bytes.len() && bytes[at] >= 0x20 && bytes[at] <= 0x7e {
        at += 1;
    }
    at
}

/// Checks a unit: printable ASCII without blanks, 1 to 63 bytes, as UCUM's case-sensitive codes.
pub(crate) const fn check_unit(unit: &str) -> Result<(), Fault> {
    let bytes = unit.as_bytes();
    if bytes.is_empty() {
        return Err(Fault::Empty);
    }
    if bytes.len() > UNIT_BYTES_MAX {
        return Err(Fault::TooLong);
    }
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] <= 0x20 || bytes[at] > 0x7e {
            return Err(Fault::Character(at));
        }
        at += 1;
    }
    Ok(())
}

const fn starts_with(bytes: &[u8], prefix: &[u8]) -> bool {
    if bytes.len() < prefix.len() {
        return false;
    }
    let mut at = 0;
    while at < prefix.len() {
        if bytes[at] != prefix[at] {
            return false;
        }
        at += 1;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_says_what_is_wrong_and_where() {
        assert_eq!(check("shop/checkout/requests"), Ok(()));
        assert_eq!(check("rpc.server-2_total"), Ok(()));
        assert_eq!(check(""), Err(Fault::Empty));
        assert_eq!(check("2fast"), Err(Fault::Start));
        assert_eq!(check("/a"), Err(Fault::Start));
        assert_eq!(check("http requests"), Err(Fault::Character(4)));
        assert_eq!(check("zäh"), Err(Fault::Character(1)));
        assert_eq!(check("a//b"), Err(Fault::Segment(1)));
        assert_eq!(check("a/"), Err(Fault::Segment(1)));
        assert_eq!(check("census/exports"), Err(Fault::Reserved));
        assert_eq!(check(&"a".repeat(167)), Ok(()));
        assert_eq!(check(&"a".repeat(168)), Err(Fault::TooLong));
    }

    #[test]
    fn a_tag_key_is_printable_ascii_of_1_to_255_bytes() {
        assert_eq!(check_tag_key(" k "), Ok(()));
        assert_eq!(check_tag_key("k\x7f"), Err(Fault::Character(1)));
        assert_eq!(check_tag_key(&"a".repeat(255)), Ok(()));
        assert_eq!(check_tag_key(&"a".repeat(256)), Err(Fault::TooLong));
    }

    #[test]
    fn a_unit_has_no_blanks() {
        assert_eq!(check_unit("By/s"), Ok(()));
        assert_eq!(check_unit("m s"), Err(Fault::Character(1)));
        assert_eq!(check_unit(""), Err(Fault::Empty));
    }
}
