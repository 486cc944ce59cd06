//! What tag keys and values are as labels.

/// Bytes of a label's key that Cloud Monitoring takes.
const KEY_MAX: usize = 100;

/// Bytes of a label's value that it takes.
const VALUE_MAX: usize = 1024;

/// Spells a tag key as a label: ASCII letters, digits and `_`, a letter first, at most 100 bytes.
///
/// As OpenCensus did, but for what it got wrong: the prefix counts among the 100, and a letter that
/// is not ASCII is none.
pub(super) fn key(tag: &str) -> String {
    let letters = tag.chars().map(|it| if it.is_ascii_alphanumeric() { it } else { '_' });
    let mut label: String = match tag.chars().next() {
        Some('0'..='9') => "key_".chars().chain(letters).collect(),
        Some(first) if !first.is_ascii_alphabetic() => "key".chars().chain(letters).collect(),
        _ => letters.collect(),
    };
    label.truncate(KEY_MAX); // It is ASCII.
    label
}

/// The most of a value that is taken.
pub(super) fn value(text: &str) -> &str {
    let mut end = text.len().min(VALUE_MAX);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    // OpenCensus' Go exporter, `TestSanitize`; its Python exporter, `sanitize_label`.
    #[test]
    fn keys_are_spelt_as_in_opencensus() {
        let table = [
            ("abc", "abc"),
            ("test/key-1", "test_key_1"),
            ("a.b/c", "a_b_c"),
            ("0123456789", "key_0123456789"),
            ("_0123456789", "key_0123456789"),
            ("/0123456789", "key_0123456789"),
            ("_abc", "key_abc"),
            ("k-e y", "k_e_y"),
            ("my.org/keys/frontend", "my_org_keys_frontend"),
        ];
        for (tag, label) in table {
            assert_eq!(key(tag), label);
        }
        assert_eq!(key(&"a".repeat(101)), "a".repeat(100));
        let digits = "0123456789".repeat(10);
        assert_eq!(key(&digits), format!("key_{}", &digits[..96]));
    }

    #[test]
    fn a_value_is_cut_between_characters() {
        assert_eq!(value("short"), "short");
        assert_eq!(value(&"a".repeat(2000)).len(), 1024);
        assert_eq!(value(&"\u{20ac}".repeat(2000)).len(), 1023);
    }
}
