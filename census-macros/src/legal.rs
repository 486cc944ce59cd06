//! The legal name that an illegal one was meant to be.

use crate::name;

/// A legal name like the illegal one, if there is one.
pub(crate) fn like(written: &str) -> Option<String> {
    let mut legal = String::new();
    for character in written.replace("::", "/").trim().chars() {
        match character {
            'a'..='z' | 'A'..='Z' => legal.push(character),
            _ if legal.is_empty() => {}
            '/' if legal.ends_with('/') => {}
            '0'..='9' | '.' | '-' | '/' => legal.push(character),
            _ if legal.ends_with('_') => {}
            _ => legal.push('_'),
        }
    }
    let legal = legal.trim_end_matches(['/', '_']).to_owned();
    (name::check(&legal).is_ok() && legal != written).then_some(legal)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_illegal_name_has_a_legal_like() {
        assert_eq!(like("http requests").as_deref(), Some("http_requests"));
        assert_eq!(like("2fast").as_deref(), Some("fast"));
        assert_eq!(like("shop::checkout").as_deref(), Some("shop/checkout"));
        assert_eq!(like("a//b/").as_deref(), Some("a/b"));
        assert_eq!(like("größe").as_deref(), Some("gr_e"));
        assert_eq!(like("42"), None);
        assert_eq!(like("census/x"), None);
    }
}
