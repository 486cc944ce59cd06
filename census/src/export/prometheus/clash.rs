//! Finds views that are apart in census and one in Prometheus, before a scrape can break on them.

use std::collections::HashMap;

use super::names::{Family, Names, Shape};
use crate::model::View;

/// The names that are taken, each with the view that took it.
#[derive(Debug, Default)]
pub(super) struct Taken(HashMap<String, &'static View>);

impl Taken {
    /// Takes all names of a view's family, or none of them.
    ///
    /// No family may have a name that another's samples could have: a histogram `a` keeps
    /// `a_count` from everyone.
    ///
    /// # Errors
    ///
    /// What collides, where each of it stands, and what to do.
    pub(super) fn take(&mut self, view: &'static View, family: &Family) -> Result<(), String> {
        check_labels(view, family)?;
        let names = || family.suffixes().iter().map(|suffix| format!("{}{suffix}", family.name));
        for name in names() {
            if let Some(first) = self.0.get(&name) {
                let (first, second) = (said(first), said(view));
                return Err(format!(
                    "views {first} and {second} would both be `{name}` in Prometheus; rename one"
                ));
            }
        }
        self.0.extend(names().map(|name| (name, view)));
        Ok(())
    }
}

/// Checks that these views, no two of the same name, can be served together.
///
/// # Errors
///
/// All that collides, separated by `; `.
pub(super) fn check(views: &[&'static View], names: Names) -> Result<(), String> {
    let mut taken = Taken::default();
    let take = |view: &&'static View| taken.take(view, &Family::of(view, names)).err();
    let clashes: Vec<_> = views.iter().filter_map(take).collect();
    if clashes.is_empty() { Ok(()) } else { Err(clashes.join("; ")) }
}

fn check_labels(view: &View, family: &Family) -> Result<(), String> {
    for (at, label) in family.label_keys.iter().enumerate() {
        let key = view.tag_keys()[at].name();
        if label == "le" && family.shape == Shape::Histogram {
            return Err(format!(
                "tag key `{key}` of view {} is the label `le`, which Prometheus keeps for the \
                 bounds of a distribution; rename it",
                said(view)
            ));
        }
        if let Some(before) = family.label_keys[..at].iter().position(|other| other == label) {
            return Err(format!(
                "tag keys `{}` and `{key}` of view {} would both be the label `{label}` in \
                 Prometheus; rename one",
                view.tag_keys()[before].name(),
                said(view)
            ));
        }
    }
    Ok(())
}

fn said(view: &View) -> String {
    format!("`{}` ({}:{})", view.name(), view.location.file(), view.location.line())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Aggregation, Bounds, Measure, TagKey};

    static ITEMS: Measure<i64> = Measure::new("clash/items", "1");
    const BOUNDS: Aggregation = Aggregation::Distribution(Bounds::new(&[1.0]));

    /// Checks, and puts the numbers of the lines where the views stand as `#0`, `#1`.
    fn message(views: &[&'static View], names: Names) -> Option<String> {
        let mut message = check(views, names).err()?;
        for (at, view) in views.iter().enumerate() {
            let place = format!("{}:{}", view.location.file(), view.location.line());
            assert!(place.starts_with("census/src/export/prometheus/clash.rs:"));
            message = message.replace(&place, &format!("#{at}"));
        }
        Some(message)
    }

    #[test]
    fn two_views_that_would_be_one_are_both_named() {
        static SLASH: View = View::new("shop/a/b", &ITEMS, Aggregation::Count);
        static DASH: View = View::new("shop/a-b", &ITEMS, Aggregation::Count);
        static OTHER: View = View::new("shop/a/c", &ITEMS, Aggregation::Count);
        assert_eq!(message(&[&SLASH, &OTHER], Names::Convention), None);
        assert_eq!(
            message(&[&SLASH, &OTHER, &DASH], Names::Convention).as_deref(),
            Some(
                "views `shop/a/b` (#0) and `shop/a-b` (#2) would both be `shop_a_b` in \
                 Prometheus; rename one"
            )
        );
        assert!(message(&[&SLASH, &DASH], Names::OpenCensus).is_some());
    }

    #[test]
    fn suffixes_can_make_a_clash_and_mend_one() {
        static TOTAL: View = View::new("shop/paid_total", &ITEMS, Aggregation::Sum);
        static PLAIN: View = View::new("shop/paid", &ITEMS, Aggregation::Count);
        static LATENCY: View = View::new("shop/size", &ITEMS, BOUNDS);
        static COUNT: View = View::new("shop/size_count", &ITEMS, Aggregation::LastValue);
        assert!(message(&[&TOTAL, &PLAIN], Names::Convention).is_some());
        assert_eq!(message(&[&TOTAL, &PLAIN], Names::OpenCensus), None);
        for names in [Names::Convention, Names::OpenCensus] {
            for views in [[&LATENCY, &COUNT], [&COUNT, &LATENCY]] {
                let message = message(&views, names);
                assert!(message.is_some_and(|it| it.contains("would both be `shop_size_count`")));
            }
        }
    }

    #[test]
    fn names_that_opencensus_cuts_to_the_same_collide() {
        macro_rules! hundred {
            ($end:literal) => {
                concat!(
                    "shop/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
                    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
                    $end
                )
            };
        }
        static ONE: View = View::new(hundred!("/b"), &ITEMS, Aggregation::Count);
        static TWO: View = View::new(hundred!("/c"), &ITEMS, Aggregation::Count);
        assert_eq!(message(&[&ONE, &TWO], Names::Convention), None);
        assert!(message(&[&ONE, &TWO], Names::OpenCensus).is_some());
    }

    #[test]
    fn labels_that_collide_or_are_reserved_are_named() {
        const TWICE: &[TagKey] = &[TagKey::new("a.b"), TagKey::new("a b")];
        const LE: &[TagKey] = &[TagKey::new("le")];
        static LABELS: View = View::new("shop/a", &ITEMS, Aggregation::Count).columns(TWICE);
        static BOUND: View = View::new("shop/b", &ITEMS, BOUNDS).columns(LE);
        static HARMLESS: View = View::new("shop/c", &ITEMS, Aggregation::Count).columns(LE);
        assert_eq!(
            message(&[&LABELS, &BOUND, &HARMLESS], Names::Convention).as_deref(),
            Some(
                "tag keys `a.b` and `a b` of view `shop/a` (#0) would both be the label `a_b` in \
                 Prometheus; rename one; tag key `le` of view `shop/b` (#1) is the label `le`, \
                 which Prometheus keeps for the bounds of a distribution; rename it"
            )
        );
    }
}
