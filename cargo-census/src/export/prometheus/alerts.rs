//! The alerts: on burn rates, on counters that are gone, and on numbers that cannot be.

use super::guarded::{BASE, Guarded};
use super::promql::{literal, plain};
use crate::burn::{Severity, Tier};
use crate::duration;
use crate::objective::{Class, Place, Slo};
use crate::ratio::Ratio;
use crate::yaml::Yaml;

/// How long something must be missing or wrong: longer than a restart takes.
pub(super) const WRONG_SECONDS: u64 = 600;

/// What the value of an alert is in its text, until it fires.
const VALUE: &str = "{{ $value | humanizePercentage }}";

/// An alert, before it is written.
#[derive(Debug)]
pub(super) struct Alert {
    pub(super) name: String,
    expression: String,
    /// Seconds for which the expression must hold; none where it says that itself.
    wait_seconds: Option<u64>,
    /// Those that the expression does not have.
    pub(super) labels: Vec<(&'static str, String)>,
    pub(super) annotations: Vec<(&'static str, String)>,
}

/// All alerts of an objective.
pub(super) fn group(guarded: &Guarded<'_>) -> Yaml {
    let burns = Severity::ALL.into_iter().filter_map(|severity| burn(guarded, severity));
    let alerts = burns.chain([absent(guarded), insane(guarded)]);
    guarded.group("alerts", alerts.map(|alert| alert.rule()).collect())
}

impl Alert {
    fn rule(&self) -> Yaml {
        let texts = |pairs: &[(&str, String)]| {
            Yaml::map(pairs.iter().map(|(key, value)| (*key, Yaml::text(value))))
        };
        let mut rule =
            vec![("alert", Yaml::text(&self.name)), ("expr", Yaml::text(&self.expression))];
        if let Some(seconds) = self.wait_seconds {
            rule.push(("for", Yaml::text(duration::promql(seconds))));
        }
        rule.push(("labels", texts(&self.labels)));
        rule.push(("annotations", texts(&self.annotations)));
        Yaml::map(rule)
    }

    /// The annotations of one that has fired, at this value.
    pub(super) fn told(&self, value: &str) -> impl Iterator<Item = (&'static str, String)> {
        self.annotations.iter().map(|(key, text)| (*key, plain(&text.replace(VALUE, value))))
    }
}

/// Fires while a tier's share of bad calls is above its threshold, over both windows, and there are
/// enough of them. There is none for a severity without a tier.
pub(super) fn burn(guarded: &Guarded<'_>, severity: Severity) -> Option<Alert> {
    let tiers: Vec<&Tier> = guarded.plan.of(severity).collect();
    if tiers.is_empty() {
        return None;
    }
    let slo = guarded.objective.slo;
    let conditions: Vec<String> = tiers.iter().map(|tier| condition(guarded, tier)).collect();
    let rates: Vec<String> = tiers.iter().map(|tier| rate(tier)).collect();
    let summary = format!(
        "{} of {}, {} over {}: {VALUE} of the calls are bad",
        guarded.objective.id(),
        literal(&slo.service),
        guarded.objective,
        slo.window,
    );
    let mut annotations = vec![
        ("summary", summary),
        ("description", format!("The budget burns faster than {}.", rates.join(", or "))),
        ("detection", detection(guarded, severity)),
    ];
    annotations.extend(common(guarded));
    let mut labels = whose(slo, severity);
    labels.extend(slo.owner.as_deref().map(|owner| ("owner", literal(owner))));
    Some(Alert {
        name: guarded.camel_case() + "ErrorBudgetBurn",
        expression: conditions.join("or\n"),
        wait_seconds: None,
        labels,
        annotations,
    })
}

fn condition(guarded: &Guarded<'_>, tier: &Tier) -> String {
    let above = |seconds| {
        let (share, threshold) = (guarded.bad_ratio(seconds), tier.threshold.decimal());
        format!("  max({share} > {threshold}) without (sloth_window)\n")
    };
    let (long, short) = (above(tier.long_seconds), above(tier.short_seconds));
    let bad = guarded.calls.bad(tier.long_seconds);
    let events_min = guarded.events_min(tier);
    format!("(\n{long}  and\n{short}  and on ()\n  {bad} >= {events_min}\n)\n")
}

/// `13.44× over 1h and 5m`
fn rate(tier: &Tier) -> String {
    let (long, short) = (duration::promql(tier.long_seconds), duration::promql(tier.short_seconds));
    format!("{}× over {long} and {short}", tier.factor)
}

/// `All calls bad: after 48 s; 10% of them: after 8 min; …`
fn detection(guarded: &Guarded<'_>, severity: Severity) -> String {
    let shares = [(100, "All calls bad"), (10, "10% of them"), (1, "1% of them")];
    let told = shares.map(|(percent, name)| {
        match guarded.plan.detects(severity, Ratio::new(percent, 100)) {
            Some(seconds) => format!("{name}: after {}", duration::words(seconds)),
            None => format!("{name}: never"),
        }
    });
    format!("{}. Scraping and evaluating come on top.", told.join("; "))
}

/// Fires when the counters are gone, with which all other alerts would be silent.
pub(super) fn absent(guarded: &Guarded<'_>) -> Alert {
    let expression = format!("absent({})", guarded.calls.of_class(Class::Bad));
    wrong(guarded, "SliAbsent", expression, "nothing is counted, so no other alert can fire")
}

/// Fires where there are not all outcomes, or more bad calls than calls: the counters of the
/// program are not what the rules take them for.
pub(super) fn insane(guarded: &Guarded<'_>) -> Alert {
    let expression = format!(
        "count(count by (outcome) ({})) != 3\nor\nmax({}) > 1\n",
        guarded.calls.of_any_class(),
        guarded.bad_ratio(BASE)
    );
    wrong(guarded, "SliInsane", expression, "an outcome is missing, or more are bad than there are")
}

fn wrong(guarded: &Guarded<'_>, name: &str, expression: String, what: &str) -> Alert {
    let slo = guarded.objective.slo;
    let id = guarded.objective.id();
    let mut labels = vec![
        ("sloth_id", literal(&guarded.sloth_id)),
        ("sloth_service", literal(&slo.service)),
        ("sloth_slo", literal(&id)),
    ];
    labels.extend(whose(slo, Severity::Ticket));
    let mut annotations = vec![("summary", format!("{id} of {}: {what}", literal(&slo.service)))];
    annotations.extend(common(guarded));
    Alert {
        name: guarded.camel_case() + name,
        expression,
        wait_seconds: Some(WRONG_SECONDS),
        labels,
        annotations,
    }
}

/// How urgent it is, and for whom.
fn whose(slo: &Slo, severity: Severity) -> Vec<(&'static str, String)> {
    let notified = match severity {
        Severity::Page => slo.page.as_deref(),
        Severity::Ticket => slo.ticket.as_deref(),
    };
    let mut labels = vec![("sloth_severity", severity.word().to_owned())];
    labels.extend(notified.map(|who| ("notify", literal(who))));
    labels
}

/// What all alerts of an objective tell: what to do, and where in the sources the calls are.
fn common(guarded: &Guarded<'_>) -> impl Iterator<Item = (&'static str, String)> {
    let slo = guarded.objective.slo;
    let place = |place: &Place| match guarded.settings.lines {
        true => place.to_string(),
        false => place.file.clone(),
    };
    let sites = slo.sites.iter().map(|site| format!("{} ({})", site.function, place(&site.place)));
    let sites: Vec<String> = sites.collect();
    let source = match sites.is_empty() {
        true => place(&slo.place),
        false => sites.join(", "),
    };
    let runbook = slo.runbook.as_deref().map(|url| ("runbook_url", literal(url)));
    runbook.into_iter().chain([("source", literal(&source))])
}
