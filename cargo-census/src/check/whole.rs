//! What declarations and functions have to agree on, in whatever crates they stand.

use std::collections::BTreeMap;

use census::export::prometheus::Names;

use crate::arguments::list;
use crate::export::views;
use crate::objective::{Program, Site, Slo, Span};

use super::{Code, Finding};

/// Judges a program.
pub(super) fn judge(program: &Program, findings: &mut Vec<Finding>) {
    duplicates(program, findings);
    for slo in &program.slos {
        if slo.sites.is_empty() {
            let message = "no function serves it, so its series stay at zero and its alerts are \
                           silent for ever: name it in `#[measured(slo = …)]`, or delete it";
            findings.push(Finding::of(Code::DeadSlo, slo, message));
        }
        for site in &slo.sites {
            threshold(slo, site, findings);
            narrow(slo, site, findings);
        }
    }
    for stray in &program.strays {
        let message = format!(
            "it serves `{}`, which no crate in the program declares: was the program put together \
             from builds of two days? Build it again",
            stray.slo
        );
        findings.push(of_site(Code::UnknownSlo, &stray.site, message));
    }
    let sites: Vec<&Site> = program
        .slos
        .iter()
        .flat_map(|slo| &slo.sites)
        .chain(program.strays.iter().map(|stray| &stray.site))
        .collect();
    bounds(&sites, findings);
    kinds(&sites, findings);
    names(&sites, findings);
}

fn of_site(code: Code, site: &Site, message: impl Into<String>) -> Finding {
    let about = site.function.clone();
    Finding { code, about, message: message.into(), place: site.place.clone() }
}

fn duplicates(program: &Program, findings: &mut Vec<Finding>) {
    for pair in program.slos.windows(2) {
        let [one, next] = pair else { continue };
        if one.id == next.id {
            let why = match one.origin.package == next.origin.package {
                true => "two versions of one package declare it: let the program have one of them",
                false => "rename one, the one without a history",
            };
            let message = format!(
                "`{}` declares it too ({}), and both count in one series: {why}",
                one.origin, one.place
            );
            findings.push(Finding::of(Code::DuplicateId, next, message));
        }
    }
}

fn threshold(slo: &Slo, site: &Site, findings: &mut Vec<Finding>) {
    let Some(latency) = slo.latency else { return };
    if site.bounds.is_empty() || site.bounds.contains(&latency.threshold) {
        return;
    }
    let below = site.bounds.iter().rev().find(|bound| **bound < latency.threshold);
    let above = site.bounds.iter().find(|bound| **bound > latency.threshold);
    let near: Vec<String> = below.into_iter().chain(above).map(Span::to_string).collect();
    let message = format!(
        "the threshold `{}` of `{}` is no bound of its latency, whose nearest is {}: put it into \
         `buckets`, so that the histogram shows what is counted",
        latency.threshold,
        slo.id,
        list(near.iter().map(String::as_str))
    );
    findings.push(of_site(Code::ThresholdBound, site, message));
}

/// One view of several functions has one histogram, in one unit.
fn bounds(sites: &[&Site], findings: &mut Vec<Finding>) {
    let mut seen: BTreeMap<&str, &Site> = BTreeMap::new();
    for site in sites {
        let Some(view) = &site.latency else { continue };
        let first = *seen.entry(view).or_insert(site);
        if first.bounds != site.bounds {
            let message = format!(
                "its view `{view}` has other bounds than that of `{}` ({}): give both the same \
                 `buckets`, or a view of its own",
                first.function, first.place
            );
            findings.push(of_site(Code::ConflictingViews, site, message));
        }
        if let (Some(other), Some(unit)) = (first.unit, site.unit)
            && other != unit
        {
            let message = format!(
                "its view `{view}` is in `{unit}`, and that of `{}` in `{other}` ({}): give both \
                 the same `unit`, or a view of its own",
                first.function, first.place
            );
            findings.push(of_site(Code::ConflictingViews, site, message));
        }
    }
}

/// One view counts one thing.
fn kinds(sites: &[&Site], findings: &mut Vec<Finding>) {
    let mut seen: BTreeMap<&str, (&str, &Site)> = BTreeMap::new();
    for site in sites {
        let kinds = [
            ("calls", &site.count),
            ("failures", &site.errors),
            ("the time that calls take", &site.latency),
        ];
        for (kind, view) in kinds {
            let Some(view) = view else { continue };
            let (first, of) = *seen.entry(view).or_insert((kind, site));
            if first != kind {
                let message = format!(
                    "its view `{view}` is of {kind}, and of {first} in `{}` ({}): give one of \
                     them another name",
                    of.function, of.place
                );
                findings.push(of_site(Code::ConflictingViews, site, message));
            }
        }
    }
}

/// Views that Prometheus could not tell apart, by what its exporter makes of their names.
fn names(sites: &[&Site], findings: &mut Vec<Finding>) {
    let mut seen: BTreeMap<String, &str> = BTreeMap::new();
    for site in sites {
        for (view, samples) in samples(site) {
            for sample in samples {
                let first = *seen.entry(sample.clone()).or_insert(view);
                if first == view {
                    continue;
                }
                let message = format!(
                    "its view `{view}` and the view `{first}` are both `{sample}` in Prometheus: \
                     rename one"
                );
                let finding = of_site(Code::CollidingNames, site, message);
                if !findings.contains(&finding) {
                    findings.push(finding);
                }
                break;
            }
        }
    }
}

/// The views of a function, each with what its samples are called. One whose name no view can have,
/// or which is two things, is told elsewhere.
fn samples(site: &Site) -> Vec<(&str, Vec<String>)> {
    let mut views = Vec::new();
    for view in [&site.count, &site.errors].into_iter().flatten() {
        let name = views::calls(view).map(|view| Names::Convention.of(view));
        views.extend(name.map(|name| (view.as_str(), vec![name])));
    }
    if let Some(view) = &site.latency {
        let name = views::latency(view, site.unit.unwrap_or_default());
        let name = name.map(|view| Names::Convention.of(view));
        let samples = |name: String| {
            ["", "_bucket", "_count", "_sum"].map(|suffix| format!("{name}{suffix}")).to_vec()
        };
        views.extend(name.map(|name| (view.as_str(), samples(name))));
    }
    views
}

/// A histogram that shows nothing of what is on one side of the threshold.
fn narrow(slo: &Slo, site: &Site, findings: &mut Vec<Finding>) {
    let (Some(latency), Some(first), Some(last)) =
        (slo.latency, site.bounds.first(), site.bounds.last())
    else {
        return;
    };
    let calls = match latency.threshold {
        at if at == *first => "fast",
        at if at == *last => "slow",
        _ => return,
    };
    let message = format!(
        "all calls that are {calls} to `{}` are one bucket of its latency, as the threshold `{}` \
         is its {} bound: add some beyond it, or write `buckets = auto`",
        slo.id,
        latency.threshold,
        if calls == "fast" { "first" } else { "last" }
    );
    findings.push(of_site(Code::NarrowBuckets, site, message));
}
