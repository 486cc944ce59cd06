//! Which tags pass, by their keys.

use std::borrow::Cow;

use crate::tags::tag::{Tag, TagTtl};

/// Rules for keys of tags, of which the first that matches decides.
///
/// ```
/// use census::tags::{KeyMatch, Propagation, TagFilter};
///
/// let filter = TagFilter::new()
///     .exclude(KeyMatch::equal("shop.user"))
///     .include(KeyMatch::has_prefix("shop.")); // And nothing else.
/// let to_partners = Propagation::new().send(filter);
/// ```
///
/// Without a rule every tag passes; with one, what matches none does not.
#[derive(Clone, Debug, Default)]
pub struct TagFilter {
    rules: Vec<(KeyMatch, Action)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Action {
    Include,
    Exclude,
}

impl TagFilter {
    /// Every tag passes.
    pub const fn new() -> Self {
        TagFilter { rules: Vec::new() }
    }

    /// Lets the tags with these keys pass, if no earlier rule matches.
    pub fn include(mut self, keys: KeyMatch) -> Self {
        self.rules.push((keys, Action::Include));
        self
    }

    /// Holds the tags with these keys back, if no earlier rule matches.
    pub fn exclude(mut self, keys: KeyMatch) -> Self {
        self.rules.push((keys, Action::Exclude));
        self
    }

    pub(super) fn takes(&self, key: &str) -> bool {
        match self.rules.iter().find(|(keys, _)| keys.matches(key)) {
            Some((_, action)) => *action == Action::Include,
            None => self.rules.is_empty(),
        }
    }

    /// What is to stay does so, whatever the rules say.
    pub(super) fn sends(&self, tag: &Tag<'_>) -> bool {
        tag.ttl != TagTtl::NoPropagation && self.takes(tag.key)
    }
}

/// Keys of tags that a rule is for.
#[derive(Clone, Debug)]
pub struct KeyMatch(Kind);

#[derive(Clone, Debug)]
enum Kind {
    Equal(Cow<'static, str>),
    NotEqual(Cow<'static, str>),
    HasPrefix(Cow<'static, str>),
}

impl KeyMatch {
    /// This key.
    pub fn equal(key: impl Into<Cow<'static, str>>) -> Self {
        KeyMatch(Kind::Equal(key.into()))
    }

    /// Every key but this.
    pub fn not_equal(key: impl Into<Cow<'static, str>>) -> Self {
        KeyMatch(Kind::NotEqual(key.into()))
    }

    /// Every key that begins so.
    pub fn has_prefix(prefix: impl Into<Cow<'static, str>>) -> Self {
        KeyMatch(Kind::HasPrefix(prefix.into()))
    }

    /// Every key.
    pub const fn any() -> Self {
        KeyMatch(Kind::HasPrefix(Cow::Borrowed("")))
    }

    fn matches(&self, key: &str) -> bool {
        match &self.0 {
            Kind::Equal(equal) => key == equal,
            Kind::NotEqual(other) => key != other,
            Kind::HasPrefix(prefix) => key.starts_with(&**prefix),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passing(filter: &TagFilter) -> String {
        let keys = ["a", "shop.cart", "shop.user", "user"];
        keys.into_iter().filter(|key| filter.takes(key)).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn the_first_rule_that_matches_decides() {
        let shop = || KeyMatch::has_prefix("shop.");
        let user = || KeyMatch::equal("shop.user");
        let filter = TagFilter::new;
        assert_eq!(passing(&filter()), "a shop.cart shop.user user");
        assert_eq!(passing(&filter().exclude(user()).include(shop())), "shop.cart");
        assert_eq!(passing(&filter().include(shop()).exclude(user())), "shop.cart shop.user");
        assert_eq!(
            passing(&filter().include(KeyMatch::not_equal("a"))),
            "shop.cart shop.user user"
        );
        assert_eq!(passing(&filter().exclude(shop()).include(KeyMatch::any())), "a user");
    }

    #[test]
    fn what_matches_no_rule_does_not_pass() {
        assert_eq!(passing(&TagFilter::new().exclude(KeyMatch::equal("a"))), "");
        assert_eq!(passing(&TagFilter::new().include(KeyMatch::equal("user"))), "user");
    }

    #[test]
    fn what_is_to_stay_is_not_sent_though_a_rule_includes_it() {
        let stays = Tag { key: "a", value: "", ttl: TagTtl::NoPropagation };
        assert!(!TagFilter::new().sends(&stays));
        assert!(!TagFilter::new().include(KeyMatch::any()).sends(&stays));
        assert!(TagFilter::new().sends(&Tag { ttl: TagTtl::Unlimited, ..stays }));
    }
}
