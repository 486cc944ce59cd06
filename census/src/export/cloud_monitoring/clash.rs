//! Views that Cloud Monitoring could not take: too much of something, or two that would be one.

use std::collections::HashMap;

use super::label;
use super::naming::Naming;
use crate::model::{Aggregation, View};

/// Labels that a metric of a user's may have.
const LABELS_MAX: usize = 30;

/// Buckets that a distribution of a user's may have, the two outer ones included.
pub(super) const BUCKETS_MAX: usize = 200;

/// The types that views have taken so far.
#[derive(Debug, Default)]
pub(super) struct Taken(HashMap<String, &'static View>);

impl Taken {
    /// Takes a view's type, or says why it cannot be exported.
    pub(super) fn take(
        &mut self,
        view: &'static View,
        naming: &Naming,
        defaults: &[(String, String)],
    ) -> Result<String, String> {
        let metric_type = naming.metric_type(view)?;
        check_labels(view, &metric_type, defaults)?;
        if let Aggregation::Distribution(bounds) = view.aggregation()
            && bounds.len() + 1 > BUCKETS_MAX
        {
            return Err(format!(
                "view {} has {} bounds, and Cloud Monitoring takes {} buckets; leave out {}",
                said(view),
                bounds.len(),
                BUCKETS_MAX,
                bounds.len() + 1 - BUCKETS_MAX
            ));
        }
        match self.0.get(&metric_type) {
            Some(other) if other.name() != view.name() => Err(format!(
                "views {} and {} would both be `{metric_type}` in Cloud Monitoring; rename one",
                said(other),
                said(view)
            )),
            _ => {
                self.0.insert(metric_type.clone(), view);
                Ok(metric_type)
            }
        }
    }
}

/// Checks that these views, no two of the same name, can be written together.
///
/// # Errors
///
/// All that is wrong, separated by `; `.
pub(super) fn check(
    views: &[&'static View],
    naming: &Naming,
    defaults: &[(String, String)],
) -> Result<(), String> {
    let mut taken = Taken::default();
    let faults = views.iter().filter_map(|view| taken.take(view, naming, defaults).err());
    let faults: Vec<_> = faults.collect();
    if faults.is_empty() { Ok(()) } else { Err(faults.join("; ")) }
}

fn check_labels(
    view: &View,
    metric_type: &str,
    defaults: &[(String, String)],
) -> Result<(), String> {
    let keys = view.tag_keys();
    let labels: Vec<String> = keys.iter().map(|key| label::key(key.name())).collect();
    for (at, label) in labels.iter().enumerate() {
        if let Some(before) = labels[..at].iter().position(|other| other == label) {
            return Err(format!(
                "tag keys `{}` and `{}` of view {} would both be the label `{label}` of \
                 `{metric_type}`; rename one",
                keys[before].name(),
                keys[at].name(),
                said(view)
            ));
        }
    }
    let more = defaults.iter().filter(|(key, _)| !labels.contains(key)).count();
    if labels.len() + more > LABELS_MAX {
        return Err(format!(
            "view {} has {} labels, {more} of them of all metrics, and Cloud Monitoring takes \
             {LABELS_MAX}",
            said(view),
            labels.len() + more
        ));
    }
    Ok(())
}

fn said(view: &View) -> String {
    format!("`{}` ({}:{})", view.name(), view.location.file(), view.location.line())
}

#[cfg(test)]
mod tests {
    use super::super::naming::{DOMAIN, PREFIX};
    use super::*;
    use crate::model::{Bounds, Measure, TagKey};

    static ITEMS: Measure<i64> = Measure::new("clash/items", "1");

    /// Checks, and puts the lines where the views stand as `#0`, `#1`.
    fn message(views: &[&'static View]) -> String {
        let naming = Naming { domain: DOMAIN.into(), prefix: PREFIX.into() };
        let defaults = [("opencensus_task".to_owned(), "rust-1@a".to_owned())];
        let mut message = check(views, &naming, &defaults).err().unwrap_or_default();
        for (at, view) in views.iter().enumerate() {
            let place = format!("{}:{}", view.location.file(), view.location.line());
            message = message.replace(&place, &format!("#{at}"));
        }
        message
    }

    #[test]
    fn two_views_that_would_be_one_metric_are_both_named() {
        static SHORT: View = View::new("paid", &ITEMS, Aggregation::Count);
        static LONG: View =
            View::new("custom.googleapis.com/opencensus/paid", &ITEMS, Aggregation::Count);
        assert_eq!(message(&[&SHORT]), "");
        assert_eq!(
            message(&[&SHORT, &LONG]),
            "views `paid` (#0) and `custom.googleapis.com/opencensus/paid` (#1) would both be \
             `custom.googleapis.com/opencensus/paid` in Cloud Monitoring; rename one"
        );
    }

    #[test]
    fn two_keys_that_would_be_one_label_are_both_named() {
        const KEYS: &[TagKey] = &[TagKey::new("a.b"), TagKey::new("c"), TagKey::new("a b")];
        static VIEW: View = View::new("shop/a", &ITEMS, Aggregation::Count).columns(KEYS);
        assert_eq!(
            message(&[&VIEW]),
            "tag keys `a.b` and `a b` of view `shop/a` (#0) would both be the label `a_b` of \
             `custom.googleapis.com/opencensus/shop/a`; rename one"
        );
    }

    #[test]
    fn a_tag_may_take_the_place_of_a_default_label() {
        const TASK: &[TagKey] = &[TagKey::new("opencensus_task")];
        static VIEW: View = View::new("shop/a", &ITEMS, Aggregation::Count).columns(TASK);
        assert_eq!(message(&[&VIEW]), "");
    }

    #[test]
    fn what_is_too_much_is_said() {
        const NAMES: [&str; 30] = [
            "a0", "a1", "a2", "a3", "a4", "a5", "a6", "a7", "a8", "a9", "b0", "b1", "b2", "b3",
            "b4", "b5", "b6", "b7", "b8", "b9", "c0", "c1", "c2", "c3", "c4", "c5", "c6", "c7",
            "c8", "c9",
        ];
        let keys: Vec<TagKey> = NAMES.iter().map(|name| TagKey::new(name)).collect();
        let labels = View::new("shop/a", &ITEMS, Aggregation::Count).columns(keys.leak());
        let labels = message(&[Box::leak(Box::new(labels))]);
        assert!(labels.contains("has 31 labels, 1 of them of all metrics"), "{labels}");

        let bounds: Vec<f64> = (0..200).map(f64::from).collect();
        let bounds = Aggregation::Distribution(Bounds::new(bounds.leak()));
        let bounds = message(&[Box::leak(Box::new(View::new("shop/b", &ITEMS, bounds)))]);
        assert!(
            bounds.ends_with("has 200 bounds, and Cloud Monitoring takes 200 buckets; leave out 1"),
            "{bounds}"
        );
    }
}
