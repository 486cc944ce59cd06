//! How soon the alerts tell, and what they do not tell.

use crate::burn::{Plan, Severity};
use crate::duration;
use crate::objective::{Kind, Objective, Traffic};
use crate::ratio::Ratio;

use super::promise::thousands;

/// The parts of the calls that people ask about, beside all of them.
const SHARES: [Ratio; 3] = [Ratio::new(1, 10), Ratio::new(1, 100), Ratio::new(1, 1_000)];

/// What bad calls are called.
struct Words {
    all: &'static str,
    some: &'static str,
    one: &'static str,
}

/// When somebody is told, from the worst to what nobody is told of.
pub(super) fn sentences(objective: Objective<'_>, plan: &Plan) -> Vec<String> {
    let words = match objective.kind {
        Kind::Availability => {
            Words { all: "A total outage", some: "errors", one: "a single failure" }
        }
        Kind::Latency { .. } => {
            Words { all: "A slowdown of all calls", some: "slow calls", one: "a single slow call" }
        }
    };
    let mut sentences = Vec::new();
    sentences.extend(pages(objective, plan, &words));
    sentences.extend(tickets(objective, plan, &words));
    sentences.extend(least(plan, &words));
    sentences.extend(single(objective, plan, &words));
    sentences.extend(plan.remarks.iter().map(|remark| format!("Note: {remark}.")));
    sentences
}

/// `A total outage pages after 48 s, plus scrape and evaluation delay; 10 % errors after 8 min.`
fn pages(objective: Objective<'_>, plan: &Plan, words: &Words) -> Option<String> {
    let after = duration::words(plan.detects(Severity::Page, Ratio::ONE)?);
    let whom = objective.slo.page.as_ref().map(|whom| format!(" {whom}")).unwrap_or_default();
    let mut text =
        format!("{} pages{whom} after {after}, plus scrape and evaluation delay", words.all);
    for share in SHARES {
        if let Some(after) = plan.detects(Severity::Page, share) {
            text += &format!("; {} after {}", some(share, words), duration::words(after));
        }
    }
    Some(text + ".")
}

/// The shares that page nobody and open a ticket.
fn tickets(objective: Objective<'_>, plan: &Plan, words: &Words) -> Option<String> {
    let shares = [Ratio::ONE].into_iter().chain(SHARES);
    let quiet = shares.filter(|share| plan.detects(Severity::Page, *share).is_none());
    let told: Vec<_> = quiet
        .filter_map(|share| {
            let after = duration::words(plan.detects(Severity::Ticket, share)?);
            Some((some(share, words), after))
        })
        .collect();
    let ((share, after), others) = told.split_first()?;
    let whose = objective.slo.ticket.as_ref().map(|whose| format!(" for {whose}"));
    let whose = whose.unwrap_or_default();
    let mut text = format!("{share} open a ticket{whose} after {after}");
    for (share, after) in others {
        text += &format!("; {share} after {after}");
    }
    Some(text + ".")
}

fn some(share: Ratio, words: &Words) -> String {
    format!("{} % {}", share.percent(), words.some)
}

/// Below which share of bad calls nobody hears anything, as the budget lasts.
fn least(plan: &Plan, words: &Words) -> Option<String> {
    let threshold = |severity| plan.of(severity).map(|tier| tier.threshold).min();
    let some = words.some;
    let quiet = "up to that the budget lasts, and nobody is told";
    match (threshold(Severity::Page), threshold(Severity::Ticket)) {
        (Some(page), Some(ticket)) => Some(format!(
            "Up to {} % {some} page nobody; more than {} % open a ticket, after {} at the latest; \
             {quiet}.",
            page.percent(),
            ticket.percent(),
            duration::words(Ratio::whole(plan.tiers.iter().map(|tier| tier.long_seconds).max()?)),
        )),
        (Some(page), None) => Some(format!(
            "Up to {} % {some} page nobody, and there is no alert that opens a ticket.",
            page.percent()
        )),
        (None, Some(ticket)) => Some(format!(
            "No alert pages; more than {} % {some} open a ticket; {quiet}.",
            ticket.percent()
        )),
        (None, None) => None,
    }
}

/// The traffic below which one bad call is more than an alert allows, and what is done about that.
fn single(objective: Objective<'_>, plan: &Plan, words: &Words) -> Vec<String> {
    let Some(tier) = plan.of(Severity::Page).next() else { return Vec::new() };
    let calls = thousands(tier.single_event_calls_max().saturating_add(1));
    let within = match tier.long_seconds {
        3_600 => "per hour".to_owned(),
        seconds => format!("in {}", duration::words(Ratio::whole(seconds))),
    };
    let events = tier.events_min(objective.slo.expect);
    let mut sentences = vec![format!(
        "Below {calls} calls {within} {} pages, unless the alert waits for more, as the rules for \
         Prometheus do: they wait for {events} bad calls.",
        words.one
    )];
    if let Some(after) = objective.slo.expect.and_then(|traffic| time_for(events, traffic))
        && plan.detects(Severity::Page, Ratio::ONE).is_some_and(|detects| detects < after)
    {
        sentences.push(format!(
            "At the traffic that is expected these take {} even when all calls are bad.",
            duration::words(after)
        ));
    }
    sentences
}

/// The seconds in which so many calls come.
fn time_for(calls: u64, traffic: Traffic) -> Option<Ratio> {
    let each = Ratio::whole(traffic.per_seconds).over(Ratio::whole(traffic.count))?;
    Some(Ratio::whole(calls).times(each))
}
