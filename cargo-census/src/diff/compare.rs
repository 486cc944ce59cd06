//! Finds the changes: declarations by their ids, then what each says.

use crate::objective::{Classes, Kind, Objective, Program, Site, Slo};
use crate::ratio::Ratio;

use super::{Change, Cost};

/// All changes, in the order of the new program, then what went.
pub fn changes(old: &Program, new: &Program) -> Vec<Change> {
    let mut changes = Vec::new();
    for slo in &new.slos {
        match find(old, &slo.id) {
            Some(before) => changed(before, slo, &mut changes),
            None => match renamed(old, new, slo) {
                Some(before) => {
                    changes.push(rename(before, slo));
                    changed(before, slo, &mut changes);
                }
                None => changes.extend(slo.objectives().map(came)),
            },
        }
    }
    for slo in old.slos.iter().filter(|slo| find(new, &slo.id).is_none()) {
        if !new.slos.iter().any(|now| renamed(old, new, now).is_some_and(|was| was.id == slo.id)) {
            changes.extend(slo.objectives().map(went));
        }
    }
    changes
}

fn find<'a>(program: &'a Program, id: &str) -> Option<&'a Slo> {
    program.slos.iter().find(|slo| slo.id == id)
}

/// What a new declaration was called, if it promises what one promised that is gone, and stands in
/// the same file or is served by the same function.
fn renamed<'a>(old: &'a Program, new: &Program, now: &Slo) -> Option<&'a Slo> {
    if find(old, &now.id).is_some() {
        return None;
    }
    let functions =
        |slo: &Slo| -> Vec<String> { slo.sites.iter().map(|site| site.function.clone()).collect() };
    let served = functions(now);
    let mut gone = old.slos.iter().filter(|was| find(new, &was.id).is_none()).filter(|was| {
        let same = was.availability == now.availability && was.latency == now.latency;
        let near = was.place.file == now.place.file
            || functions(was).iter().any(|function| served.contains(function));
        same && near && was.window == now.window
    });
    // Of several that it may have been none is told to be it.
    gone.next().filter(|_| gone.next().is_none())
}

fn rename(was: &Slo, now: &Slo) -> Change {
    change(
        now,
        format!("id `{}` → `{}`", was.id, now.id),
        Cost::History,
        format!(
            "every backend takes it for another objective: its history and its spent budget are \
             gone, Cloud Monitoring deletes the old one with what it knows, and rules, alerts and \
             dashboards that name `{}` find nothing; keep the id unless all that may be",
            was.id
        ),
    )
}

fn came(objective: Objective<'_>) -> Change {
    let consequence = "its series begin at zero with the deploy and its budget is whole; export \
                       the rules, policies and dashboards";
    all_of('+', objective, Cost::Export, consequence)
}

fn went(objective: Objective<'_>) -> Change {
    let consequence = "its series end with the deploy, so that the alert on their absence fires; \
                       withdraw what was exported for it first";
    all_of('-', objective, Cost::History, consequence)
}

/// An objective that came, or went, as a whole.
fn all_of(sign: char, objective: Objective<'_>, cost: Cost, consequence: &str) -> Change {
    let what = format!("{objective} over {}", objective.slo.window);
    Change { sign, id: objective.id(), ..change(objective.slo, what, cost, consequence) }
}

/// What one declaration says otherwise than before.
fn changed(was: &Slo, now: &Slo, changes: &mut Vec<Change>) {
    if was.service != now.service {
        changes.push(change(
            now,
            format!("service `{}` → `{}`", was.service, now.service),
            Cost::History,
            "in Cloud Monitoring an objective belongs to its service, so it is deleted and another \
             made; the label `sloth_id` changes, and what names it finds nothing",
        ));
    }
    if was.window != now.window {
        changes.push(change(
            now,
            format!("window {} → {}", was.window, now.window),
            Cost::Mixed,
            format!(
                "the budget is at once that of the other window and the factors of the alerts \
                 change; the rule `slo:sli_error:ratio_rate{}d` ends, and dashboards that name it \
                 find nothing",
                was.window.days()
            ),
        ));
    }
    objectives(was, now, changes);
    classes(was, now, changes);
    sites(was, now, changes);
    people(was, now, changes);
}

fn objectives(was: &Slo, now: &Slo, changes: &mut Vec<Change>) {
    for objective in now.objectives() {
        let same = |before: &Objective<'_>| before.kind.word() == objective.kind.word();
        let Some(before) = was.objectives().find(same) else {
            changes.push(came(objective));
            continue;
        };
        if before.goal != objective.goal {
            changes.push(Change {
                id: objective.id(),
                ..change(
                    now,
                    format!("goal {} → {}", before.goal, objective.goal),
                    Cost::Mixed,
                    format!(
                        "what was spent is measured by the new goal at once: {}; the thresholds of \
                         the alerts change, so export them again",
                        budget(before, objective)
                    ),
                )
            });
        }
        if let (Kind::Latency { threshold: before }, Kind::Latency { threshold }) =
            (before.kind, objective.kind)
            && before != threshold
        {
            changes.push(Change {
                id: objective.id(),
                ..change(now, format!("threshold {before} → {threshold}"), Cost::Mixed, mixed(now))
            });
        }
    }
    let kept = |before: &Objective<'_>| {
        now.objectives().any(|objective| objective.kind.word() == before.kind.word())
    };
    changes.extend(was.objectives().filter(|before| !kept(before)).map(went));
}

/// How the budget changed: `the budget is 5 times what it was`.
fn budget(was: Objective<'_>, now: Objective<'_>) -> String {
    let budget = |objective: Objective<'_>| Ratio::whole(objective.goal.budget_ppm().into());
    match budget(now).over(budget(was)) {
        Some(times) if times > Ratio::ONE => format!("the budget is {times} times what it was"),
        Some(times) => format!(
            "the budget is {} % of what it was, and may be overspent with the deploy",
            times.percent()
        ),
        None => "there was no budget before".to_owned(),
    }
}

fn mixed(slo: &Slo) -> String {
    format!(
        "the counters go on and mean something else from the deploy on: for {} days what they say \
         is of both",
        slo.window.days()
    )
}

fn classes(was: &Slo, now: &Slo, changes: &mut Vec<Change>) {
    let pattern = |of: &Option<String>| of.as_ref().map(|text| format!("`{text}`"));
    let told = |classes: &Classes| {
        [
            ("good", pattern(&classes.good)),
            ("bad", pattern(&classes.bad)),
            ("exclude", pattern(&classes.exclude)),
            ("none", classes.none.map(|class| class.word().to_owned())),
            ("cancelled", Some(classes.cancelled.word().to_owned())),
            ("panicked", Some(classes.panicked.word().to_owned())),
        ]
    };
    for ((name, before), (_, after)) in told(&was.classes).into_iter().zip(told(&now.classes)) {
        if before != after {
            changes.push(change(now, from_to(name, before, after), Cost::Mixed, mixed(now)));
        }
    }
}

fn sites(was: &Slo, now: &Slo, changes: &mut Vec<Change>) {
    let serves = |slo: &Slo, site: &Site| slo.sites.iter().any(|of| of.function == site.function);
    let one = |sign, site: &Site, consequence: &str| Change {
        sign,
        place: site.place.to_string(),
        ..change(now, format!("function `{}`", site.function), Cost::Mixed, consequence)
    };
    for site in now.sites.iter().filter(|site| !serves(was, site)) {
        changes.push(one('+', site, "its calls count from the deploy on"));
    }
    for site in was.sites.iter().filter(|site| !serves(now, site)) {
        changes.push(one('-', site, "its calls no longer count from the deploy on"));
    }
}

fn people(was: &Slo, now: &Slo, changes: &mut Vec<Change>) {
    let told = |slo: &Slo| {
        [
            ("expect", slo.expect.map(|traffic| traffic.to_string())),
            ("page", slo.page.clone()),
            ("ticket", slo.ticket.clone()),
            ("runbook", slo.runbook.clone()),
            ("owner", slo.owner.clone()),
        ]
    };
    for ((name, before), (_, after)) in told(was).into_iter().zip(told(now)) {
        if before != after {
            let consequence = "what was exported says the old; export it again";
            changes.push(change(now, from_to(name, before, after), Cost::Export, consequence));
        }
    }
}

fn from_to(name: &str, before: Option<String>, after: Option<String>) -> String {
    let told = |one: Option<String>| one.unwrap_or_else(|| "nothing".to_owned());
    format!("{name} {} → {}", told(before), told(after))
}

fn change(slo: &Slo, what: String, cost: Cost, consequence: impl Into<String>) -> Change {
    Change {
        sign: '~',
        id: slo.id.clone(),
        what,
        cost,
        consequence: consequence.into(),
        place: slo.place.to_string(),
    }
}
