//! Makes a program's objectives out of its records.

use std::collections::BTreeSet;

use census::slo::record::{DecodeError, Fault, MAGIC, Record, VERSION, decode};
use census::slo::{self, SloSpec};

use super::Refusal;
use crate::objective::{
    Class, Classes, Goal, Latency, Origin, Place, Program, Site, Slo, Span, Stray, Traffic, Unit,
    Window,
};

/// What the records of all sections say together.
pub(super) fn program(sections: &[&[u8]]) -> Result<Program, Refusal> {
    let mut slos = Vec::new();
    let mut sites = Vec::new();
    for section in sections {
        for record in decode(section).map_err(|error| refusal(error, sections))? {
            match record {
                Record::Slo(spec) => slos.push(declaration(&spec)),
                Record::Site(of) => sites.push(Stray { slo: of.slo.to_owned(), site: site(&of) }),
            }
        }
    }
    if slos.is_empty() && sites.is_empty() {
        return Err(Refusal::NoRecords);
    }
    Ok(joined(slos, sites))
}

/// Gives each declaration its functions, all in an order that no linker decides.
fn joined(mut slos: Vec<Slo>, mut sites: Vec<Stray>) -> Program {
    slos.sort_by(|one, next| key(one).cmp(&key(next)));
    slos.dedup(); // An object may have been handed to the linker twice.
    sites.sort_by(|one, next| {
        (&one.site.place, &one.site.function).cmp(&(&next.site.place, &next.site.function))
    });
    sites.dedup();
    for slo in &mut slos {
        let of_it = sites.iter().filter(|stray| stray.slo == slo.id);
        slo.sites = of_it.map(|stray| stray.site.clone()).collect();
    }
    sites.retain(|stray| slos.iter().all(|slo| slo.id != stray.slo));
    Program { slos, strays: sites }
}

fn key(slo: &Slo) -> (&str, &Origin, &Place) {
    (&slo.id, &slo.origin, &slo.place)
}

fn refusal(error: DecodeError, sections: &[&[u8]]) -> Refusal {
    match error.fault {
        Fault::Version(found) => {
            Refusal::Version { found, mixed: versions(sections).contains(&VERSION) }
        }
        fault => Refusal::Record(format!("{fault}, at byte {} of them", error.offset)),
    }
}

/// All that stands behind a record's magic, be it in records that cannot be read.
fn versions(sections: &[&[u8]]) -> BTreeSet<u8> {
    let heads = sections.iter().flat_map(|section| section.windows(MAGIC.len() + 1));
    heads.filter_map(|head| head.strip_prefix(&MAGIC)?.first().copied()).collect()
}

fn declaration(spec: &SloSpec<'_>) -> Slo {
    let classes = &spec.classification;
    Slo {
        id: spec.id.to_owned(),
        service: spec.service.to_owned(),
        description: spec.description.to_owned(),
        window: window(spec.window),
        availability: spec.availability.map(goal),
        latency: spec.latency.map(|latency| Latency {
            threshold: Span { ns: latency.threshold },
            goal: goal(latency.goal),
        }),
        classes: Classes {
            good: classes.good.map(str::to_owned),
            bad: classes.bad.map(str::to_owned),
            exclude: classes.exclude.map(str::to_owned),
            cancelled: class(classes.cancelled),
            panicked: class(classes.panicked),
            none: classes.none.map(class),
        },
        expect: spec
            .expect
            .map(|traffic| Traffic { count: traffic.count, per_seconds: traffic.seconds }),
        page: spec.page.map(str::to_owned),
        ticket: spec.ticket.map(str::to_owned),
        runbook: spec.runbook.map(str::to_owned),
        owner: spec.owner.map(str::to_owned),
        panics_abort: spec.panics_abort,
        origin: Origin {
            package: spec.origin.crate_name.to_owned(),
            version: Some(spec.origin.crate_version.to_owned()),
            module: spec.origin.module.to_owned(),
        },
        place: Place { file: spec.origin.file.to_owned(), line: Some(spec.origin.line) },
        sites: Vec::new(),
    }
}

fn site(site: &slo::Site<'_>) -> Site {
    Site {
        function: site.function.to_owned(),
        place: Place { file: site.file.to_owned(), line: Some(site.line) },
        count: site.count.map(str::to_owned),
        errors: site.errors.map(str::to_owned),
        latency: site.latency.map(str::to_owned),
        unit: site.unit.map(Unit),
        bounds: site.bounds.iter().map(|ns| Span { ns: *ns }).collect(),
    }
}

fn goal(ppm: slo::Ppm) -> Goal {
    Goal { ppm: ppm.0 }
}

fn class(class: slo::Class) -> Class {
    match class {
        slo::Class::Good => Class::Good,
        slo::Class::Bad => Class::Bad,
        slo::Class::Excluded => Class::Excluded,
    }
}

fn window(window: slo::Window) -> Window {
    match window {
        slo::Window::Rolling { days } => Window::Rolling { days: days.into() },
        slo::Window::Calendar(slo::Period::Day) => Window::Day,
        slo::Window::Calendar(slo::Period::Week) => Window::Week,
        slo::Window::Calendar(slo::Period::Fortnight) => Window::Fortnight,
        slo::Window::Calendar(slo::Period::Month) => Window::Month,
    }
}
