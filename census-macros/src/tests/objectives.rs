//! What goes into labels and messages of backends that have limits, at these and beyond.

use crate::slo_tokens;
use crate::switch::Switch::On;

/// The messages about an objective with this in its braces, and such a comment.
fn faults(comment: &str, inside: &str) -> Vec<String> {
    let code = format!(
        "#[doc = {comment:?}] slo A = \"a\" {{ window = 28d; availability >= 99%; {inside} }}"
    );
    match slo_tokens(code.parse().expect("code"), On) {
        Ok(_) => Vec::new(),
        Err(error) => error.into_iter().map(|fault| fault.to_string()).collect(),
    }
}

#[test]
fn a_label_has_as_many_characters_as_cloud_monitoring_lets_it_have() {
    for key in ["service", "owner"] {
        let told = |len| faults("", &format!("{key} = \"{}\";", "a".repeat(len)));
        assert_eq!(told(63), [""; 0]);
        let message = format!("`{key}` becomes a label, which has at most 63 characters, not 64");
        assert_eq!(told(64), [message]);
    }
    for key in ["page", "ticket"] {
        let told = |label: &str| faults("", &format!("alert {{ {key} = \"{label}\"; }}"));
        assert_eq!(told("oncall_shop-2"), [""; 0]);
        let all = "small letters, digits, `-` and `_`, not";
        assert_eq!(
            told("on.call"),
            [format!("`{key}` becomes a label, which is made of {all} `.`")]
        );
        assert_eq!(
            told("2nd"),
            [format!("`{key}` becomes a label, which begins with a small letter")]
        );
    }
}

#[test]
fn texts_of_alerts_are_as_long_as_their_documentation_has_room() {
    let comment = |len| faults(&"ü".repeat(len), "");
    assert_eq!(comment(4_096), [""; 0]);
    assert_eq!(
        comment(4_097),
        ["the first paragraph describes alerts, and has at most 4096 characters, not 4097"]
    );
    let link = |len: usize| {
        faults("", &format!("alert {{ runbook = \"https://a/{}\"; }}", "x".repeat(len - 10)))
    };
    assert_eq!(link(2_048), [""; 0]);
    assert_eq!(link(2_049), ["a link has at most 2048 bytes, not 2049"]);
}
