use census::TimeUnit;

use super::*;
use crate::objective::{Class, Goal, Latency, Span, Stray, Traffic, Unit, Window, fixture};

/// The codes of what is found when something is edited.
fn found(edit: impl FnOnce(&mut Program)) -> Vec<Code> {
    let mut program = fixture::program();
    edit(&mut program);
    findings(&program, &[]).iter().map(|finding| finding.code).collect()
}

fn found_in(edit: impl FnOnce(&mut Slo)) -> Vec<Code> {
    found(|program| edit(&mut program.slos[0]))
}

fn found_for(backend: Backend, edit: impl FnOnce(&mut Slo)) -> Vec<String> {
    let mut program = fixture::program();
    edit(&mut program.slos[0]);
    let findings = findings(&program, &[backend]);
    findings.iter().map(|finding| format!("{} {}", finding.code, finding.about)).collect()
}

#[test]
fn a_sound_program_has_no_findings() {
    let program = fixture::program();
    for (word, backend) in BACKENDS {
        assert_eq!(findings(&program, &[*backend]), [], "{word}");
    }
    assert_eq!(text(&[], &program), "3 objectives, nothing found\n");
}

#[test]
fn a_finding_has_a_code_a_way_out_and_a_place() {
    let mut program = fixture::program();
    program.slos[1].sites.clear();
    assert_eq!(
        text(&findings(&program, &[]), &program),
        "\
error[dead-slo]: `search`: no function serves it, so its series stay at zero and its alerts are \
silent for ever: name it in `#[measured(slo = …)]`, or delete it
  --> src/search.rs:3

3 objectives, 1 finding
"
    );
}

#[test]
fn what_two_crates_disagree_on_is_found() {
    let twice = |edit: fn(&mut Slo)| {
        found(|program| {
            let mut twin = program.slos[0].clone();
            edit(&mut twin);
            program.slos.insert(1, twin);
        })
    };
    assert_eq!(twice(|twin| twin.origin.package = "other".to_owned()), [Code::DuplicateId]);
    assert_eq!(twice(|twin| twin.origin.version = Some("2.0.0".to_owned())), [Code::DuplicateId]);
    let stray = Stray { slo: "gone".to_owned(), site: fixture::site("f", 9) };
    assert_eq!(found(|program| program.strays.push(stray)), [Code::UnknownSlo]);
    let same = |slo: &mut Slo| slo.sites[1].latency = slo.sites[0].latency.clone();
    assert_eq!(found_in(same), []);
    let other = |slo: &mut Slo| {
        same(slo);
        slo.sites[1].bounds.pop();
    };
    assert_eq!(found_in(other), [Code::ConflictingViews]);
    let unit = |slo: &mut Slo| {
        same(slo);
        slo.sites[1].unit = Some(Unit(TimeUnit::Milliseconds));
    };
    assert_eq!(found_in(unit), [Code::ConflictingViews]);
    let kind = |slo: &mut Slo| slo.sites[1].count = slo.sites[0].errors.clone();
    assert_eq!(found_in(kind), [Code::ConflictingViews]);
    let colliding = |slo: &mut Slo| slo.sites[1].count = Some("shop.checkout/requests".to_owned());
    assert_eq!(found_in(colliding), [Code::CollidingNames]);
}

// Each is apart in census, and one name in Prometheus.
#[test]
fn names_that_a_suffix_makes_the_same_collide() {
    let site = |count: &str, latency: Option<&str>| {
        let mut site = fixture::site("f", 9);
        (site.count, site.errors) = (Some(count.to_owned()), None);
        site.latency = latency.map(str::to_owned);
        site
    };
    let collide = |count: &str, latency: Option<&str>, other: &str| {
        found_in(|slo| slo.sites = vec![site(count, latency), site(other, None)])
    };
    assert_eq!(collide("names/a.b", None, "names/a_b"), [Code::CollidingNames]);
    assert_eq!(collide("names/calls", None, "names/calls_total"), [Code::CollidingNames]);
    assert_eq!(collide("names/calls", Some("names/took"), "names/took_seconds_count"), []);
    assert_eq!(collide("names/one", Some("names/took"), "names/other"), []);
}

#[test]
fn a_histogram_with_nothing_on_one_side_of_the_threshold_is_told() {
    let bounds = |bounds: &[u64]| {
        let spans: Vec<Span> = bounds.iter().copied().map(Span::from_ms).collect();
        found_in(|slo| slo.sites.iter_mut().for_each(|site| site.bounds.clone_from(&spans)))
    };
    assert_eq!(bounds(&[250]), [Code::NarrowBuckets, Code::NarrowBuckets]);
    assert_eq!(bounds(&[250, 500]), [Code::NarrowBuckets, Code::NarrowBuckets]);
    assert_eq!(bounds(&[100, 250]), [Code::NarrowBuckets, Code::NarrowBuckets]);
    assert_eq!(bounds(&[100, 250, 500]), []);
}

#[test]
fn what_the_macros_refuse_is_refused_of_a_foreign_program_too() {
    for id in ["Checkout", "9lives", "a_b", "a-", "", &"a".repeat(51)] {
        assert_eq!(found_in(|slo| slo.id = id.to_owned()), [Code::Id], "{id}");
    }
    let goals = |ppm| found_in(|slo| slo.availability = Some(Goal { ppm }));
    assert_eq!([0, 1_000_000].map(goals), [[Code::Goal], [Code::Goal]]);
    assert_eq!(goals(50_000), [Code::NoPage]);
    let neither = |slo: &mut Slo| {
        slo.availability = None;
        slo.latency = None;
    };
    assert_eq!(found_in(neither), [Code::NoGoal]);
    let days = |days| found_in(|slo| slo.window = Window::Rolling { days });
    assert_eq!(days(91), [Code::Window]);
    assert!(days(0).contains(&Code::Window));
    let threshold = |ns| {
        let latency = Latency { threshold: Span { ns }, goal: Goal { ppm: 990_000 } };
        found_in(|slo| slo.latency = Some(latency))
    };
    assert_eq!(threshold(300_000_000), [Code::ThresholdBound, Code::ThresholdBound]);
    assert!(threshold(999).contains(&Code::Threshold));
    let expect =
        |count, per_seconds| found_in(|slo| slo.expect = Some(Traffic { count, per_seconds }));
    assert_eq!(expect(1, 3_600), [Code::LowTraffic, Code::LowTraffic]);
    assert_eq!(expect(1, 0), [Code::LowTraffic, Code::LowTraffic]);
    assert_eq!(expect(u64::MAX, 1), []);
    assert_eq!(found_in(|slo| slo.panics_abort = true), [Code::PanicAbort]);
    let excluded = |slo: &mut Slo| {
        slo.panics_abort = true;
        slo.classes.panicked = Class::Excluded;
    };
    assert_eq!(found_in(excluded), []);
    assert_eq!(found_in(|slo| slo.page = Some("On Call".to_owned())), [Code::Text]);
    assert_eq!(found_in(|slo| slo.runbook = Some("the wiki".to_owned())), [Code::Text]);
}

#[test]
fn a_message_names_what_is_near() {
    let mut program = fixture::program();
    program.slos[0].latency.as_mut().unwrap().threshold = Span::from_ms(300);
    let findings = findings(&program, &[]);
    assert!(
        findings[0].message.contains("whose nearest is `250ms` and `1s`"),
        "{}",
        findings[0].message
    );
}

#[test]
fn a_backend_is_judged_for_where_it_is_asked_for() {
    let strict = |slo: &mut Slo| {
        slo.availability = Some(Goal { ppm: 999_999 });
        slo.expect = None;
    };
    assert_eq!(found_in(strict), []);
    assert_eq!(found_for(Backend::CloudMonitoring, strict), ["backend-goal checkout-availability"]);
    let quarter = |slo: &mut Slo| slo.window = Window::Rolling { days: 90 };
    assert_eq!(found_in(quarter), []);
    assert_eq!(found_for(Backend::CloudMonitoring, quarter), ["backend-window checkout"]);
    assert_eq!(found_for(Backend::Sloth, quarter), ["backend-window checkout"]);
    assert_eq!(found_for(Backend::Prometheus, quarter), [""; 0]);
    let week = |slo: &mut Slo| slo.window = Window::Rolling { days: 1 };
    assert!(
        found_for(Backend::Prometheus, week)
            .contains(&"backend-alert checkout-availability".to_owned())
    );
    let named = |slo: &mut Slo| slo.service = "The Shop".to_owned();
    assert_eq!(found_for(Backend::OpenSlo, named), ["backend-name checkout"]);
    assert_eq!(found_for(Backend::CloudMonitoring, named), ["backend-name checkout"]);
    let talkative = |slo: &mut Slo| slo.description = "x".repeat(5_000);
    assert_eq!(found_for(Backend::OpenSlo, talkative), ["backend-text checkout"]);
    assert_eq!(found_for(Backend::CloudMonitoring, talkative), ["backend-text checkout"]);
}

#[test]
fn every_code_has_a_word_of_its_own_and_a_line() {
    let mut words: Vec<_> = Code::ALL.iter().map(|code| code.word()).collect();
    words.sort_unstable();
    words.dedup();
    assert_eq!(words.len(), Code::ALL.len());
    assert!(Code::ALL.iter().all(|code| !code.about().is_empty() && code.about().len() < 75));
}
