//! What is written, before a reader that others have written.

use proptest::prelude::*;
use saphyr::{LoadableYamlNode, Scalar, Yaml as Read};

use super::Yaml;

/// What a reader makes of a document.
fn read(document: &str) -> Yaml {
    let read = Read::load_from_str(document).unwrap_or_else(|error| panic!("{error}: {document}"));
    assert_eq!(read.len(), 1, "one document: {document}");
    convert(&read[0])
}

fn convert(read: &Read<'_>) -> Yaml {
    match read {
        Read::Value(Scalar::String(text)) => Yaml::text(text.as_ref()),
        Read::Value(Scalar::Integer(number)) => Yaml::number(number),
        Read::Value(Scalar::FloatingPoint(number)) => Yaml::number(number),
        Read::Sequence(items) => Yaml::List(items.iter().map(convert).collect()),
        Read::Mapping(pairs) => Yaml::map(pairs.iter().map(|(key, value)| match convert(key) {
            Yaml::Text(key) => (key, convert(value)),
            other => panic!("{other:?} is no key"),
        })),
        other => panic!("{other:?} was never written"),
    }
}

#[test]
fn what_could_be_taken_for_something_else_is_quoted() {
    let table = [
        ("checkout", "checkout"),
        ("slo:sli_error:ratio_rate5m", "slo:sli_error:ratio_rate5m"),
        ("1h24m", "1h24m"),
        ("src/pay.rs:14", "src/pay.rs:14"),
        ("https://runbooks.example/a", "https://runbooks.example/a"),
        ("sum(rate(a{b=\"c\"}[5m])) > 0", "sum(rate(a{b=\"c\"}[5m])) > 0"),
        ("1e3", "\"1e3\""),
        ("0x1d", "\"0x1d\""),
        ("12:30", "\"12:30\""),
        ("No", "\"No\""),
        ("a: b", "\"a: b\""),
        ("a #b", "\"a #b\""),
        ("{{ $labels.slo }}", "\"{{ $labels.slo }}\""),
        ("", "\"\""),
        ("\u{85}\u{feff}", "\"\\u0085\\ufeff\""),
        ("- a", "\"- a\""),
        ("99.9%", "\"99.9%\""),
    ];
    for (text, written) in table {
        assert_eq!(Yaml::text(text).document(&[]), format!("{written}\n"));
    }
}

#[test]
fn a_word_that_means_something_else_stays_text() {
    for word in
        "y n yes no on off true false null ~ nan .nan inf .inf -.inf 1 1.5 0o7 1_0".split(' ')
    {
        for text in [word.to_owned(), word.to_uppercase()] {
            let document = Yaml::text(&text).document(&[]);
            assert!(document.starts_with('"'), "{document}");
            assert_eq!(read(&document), Yaml::text(text));
        }
    }
}

#[test]
fn an_expression_over_lines_stays_as_it_is() {
    let rule = Yaml::map([("expr", Yaml::text("a > 1\nand\nb > 1\n")), ("for", Yaml::text("5m"))]);
    let list = Yaml::List(vec![rule]);
    assert_eq!(
        list.document(&["one\ntwo", ""]),
        "# one\n# two\n- expr: |\n    a > 1\n    and\n    b > 1\n  for: 5m\n"
    );
    assert_eq!(read(&list.document(&["one\ntwo\u{0}"])), list);
}

fn nodes() -> impl Strategy<Value = Yaml> {
    let text = prop_oneof![
        "[ -~]{0,12}",
        "(?s).{0,12}",
        "[a-z:# \\-\n]{0,20}",
        "[a-z]+( [a-z>]+)*(\n[a-z]+( [a-z>]+)*){1,3}\n?",
        "[a-z]+[ -~]{0,20}",
        "[0-9.eExX:+_-]{1,6}",
        "(?i)(y|n|yes|no|true|false|null|~|on|off|\\.nan|\\.inf|0o7|1d|1_0)",
    ];
    let leaf = prop_oneof![
        text.prop_map(Yaml::Text),
        any::<i32>().prop_map(Yaml::number),
        (any::<i32>(), 1_u32..99)
            .prop_map(|(whole, part)| { Yaml::number(f64::from(whole) + f64::from(part) / 128.0) }),
    ];
    leaf.prop_recursive(4, 32, 5, |inner| {
        let pairs = proptest::collection::btree_map("[ -~\n\u{e9}]{0,9}", inner.clone(), 0..5);
        prop_oneof![
            proptest::collection::vec(inner, 0..5).prop_map(Yaml::List),
            pairs.prop_map(Yaml::map),
        ]
    })
}

proptest! {
    #[test]
    fn what_is_written_is_what_is_read(node in nodes()) {
        let document = node.document(&["What it is about: # this"]);
        prop_assert_eq!(read(&document), node, "{}", document);
    }
}
