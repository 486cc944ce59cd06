//! The labels of a row, and text that must not end where it stands.

use crate::snapshot::Row;

/// Writes `key="value",…`, every key of the view; an absent value is an empty one.
pub(super) fn write(labels: &mut Vec<u8>, keys: &[String], row: &Row) {
    for (at, (key, value)) in keys.iter().zip(&row.tags).enumerate() {
        if at > 0 {
            labels.push(b',');
        }
        labels.extend_from_slice(key.as_bytes());
        labels.extend_from_slice(b"=\"");
        escape(labels, value.as_deref().unwrap_or(""), true);
        labels.push(b'"');
    }
}

/// Writes text that must stay on its line, and where it stands in quotes, between them.
pub(super) fn escape(page: &mut Vec<u8>, text: &str, quotes: bool) {
    let is_special = |byte: &u8| matches!(byte, b'\\' | b'\n') || (quotes && *byte == b'"');
    // Hardly any text has such: looking at all of it, without a way out, is quicker than a search.
    if !text.as_bytes().iter().fold(false, |any, byte| any | is_special(byte)) {
        page.extend_from_slice(text.as_bytes());
        return;
    }
    for byte in text.as_bytes() {
        if is_special(byte) {
            page.push(b'\\');
        }
        page.push(if *byte == b'\n' { b'n' } else { *byte });
    }
}

#[cfg(test)]
mod tests {
    use std::time::UNIX_EPOCH;

    use super::*;
    use crate::snapshot::Data;

    #[test]
    fn every_key_has_its_value_and_an_absent_one_is_empty() {
        let keys = ["a", "b", "c"].map(str::to_owned);
        let tags = vec![None, Some("\"x\"\n".into()), Some("\\".into())];
        let row = Row { tags, start: UNIX_EPOCH, data: Data::Count(1) };
        let mut labels = Vec::new();
        write(&mut labels, &keys, &row);
        assert_eq!(String::from_utf8_lossy(&labels), r#"a="",b="\"x\"\n",c="\\""#);
    }

    #[test]
    fn quotes_stay_where_nothing_is_quoted() {
        let mut page = Vec::new();
        escape(&mut page, "say \"no\"\\\n", false);
        assert_eq!(String::from_utf8_lossy(&page), r#"say "no"\\\n"#);
    }
}
