use std::borrow::Cow;

use proptest::prelude::*;

use super::*;
use crate::model::TimeUnit;
use crate::model::slo::{
    Class, Classification, LatencyGoal, Origin, Period, Ppm, Site, SloSpec, Traffic, Window,
};

const ORIGIN: Origin<'_> = Origin {
    crate_name: "shop",
    crate_version: "1.2.3",
    module: "shop::pay",
    file: "src/pay.rs",
    line: 12,
};

const SLO: SloSpec<'_> = {
    let mut slo = SloSpec::new("checkout", "shop", ORIGIN);
    slo.window = Window::Rolling { days: 28 };
    slo.availability = Some(Ppm(999_000));
    slo
};
static SLO_BYTES: [u8; slo_len(&SLO)] = slo(&SLO);

const SITE: Site<'_> = Site {
    slo: "checkout",
    function: "shop::pay::checkout",
    file: "src/pay.rs",
    line: 20,
    count: Some("shop/requests"),
    errors: None,
    latency: Some("shop/latency"),
    unit: Some(TimeUnit::Milliseconds),
    bounds: Cow::Borrowed(&[5_000_000, 250_000_000]),
};
static SITE_BYTES: [u8; site_len(&SITE)] = site(&SITE);

/// Bytes that are written at run time, as constants write them.
fn written(record: &Record<'_>) -> Vec<u8> {
    const ROOM: usize = 4096;
    let (bytes, len) = match record {
        Record::Slo(spec) => (encode::unfinished_slo::<ROOM>(spec), slo_len(spec)),
        Record::Site(spec) => (encode::unfinished_site::<ROOM>(spec), site_len(spec)),
    };
    let mut bytes = bytes[..len].to_vec();
    bytes[HEAD - 4..HEAD].copy_from_slice(&((len - HEAD) as u32).to_le_bytes());
    bytes
}

fn fault(section: &[u8]) -> (usize, Fault) {
    let error = decode(section).expect_err("it is refused");
    (error.offset, error.fault)
}

#[test]
fn a_record_is_these_bytes() {
    let text = String::from_utf8_lossy(&SLO_BYTES);
    assert!(text.starts_with("CENSUS\0\u{1}"), "{text:?}");
    assert_eq!(SLO_BYTES[8..12], ((SLO_BYTES.len() - 12) as u32).to_le_bytes());
    assert_eq!(SLO_BYTES[12..18], [1, 1, 0, 0, 0, 1]);
    assert_eq!(SLO_BYTES[18..31], *b"\x02\x08\0\0\0checkout");
}

#[test]
fn records_stand_one_behind_the_other_with_zeros_between() {
    let section = [&[0; 3], &SLO_BYTES[..], &[0; 5], &SITE_BYTES[..], &[0; 9]].concat();
    let records = decode(&section).expect("two records");
    assert_eq!(records, [Record::Slo(SLO), Record::Site(SITE)]);
    assert_eq!(decode(&[]), Ok(vec![]));
}

#[test]
fn what_is_not_known_is_passed_over() {
    let mut later = SLO_BYTES.to_vec();
    later.extend([200, 2, 0, 0, 0, 7, 7]);
    let len = (later.len() - HEAD) as u32;
    later[8..12].copy_from_slice(&len.to_le_bytes());
    assert_eq!(decode(&later), Ok(vec![Record::Slo(SLO)]));
    let mut other_kind = SLO_BYTES;
    other_kind[17] = 9;
    assert_eq!(decode(&other_kind), Ok(vec![]));
}

#[test]
fn what_is_wrong_is_told_with_its_place() {
    let behind = [&SLO_BYTES[..], b"CENSOR"].concat();
    assert_eq!(fault(&behind), (SLO_BYTES.len(), Fault::NotARecord));
    let mut version = SLO_BYTES;
    version[7] = 2;
    assert_eq!(fault(&version), (0, Fault::Version(2)));
    for len in 1..SLO_BYTES.len() {
        assert_eq!(fault(&SLO_BYTES[..len]), (0, Fault::Truncated), "{len}");
    }
    let mut without_kind = SLO_BYTES;
    without_kind[12] = 99;
    assert_eq!(fault(&without_kind), (12, Fault::KindMissing));
    let mut without_id = SLO_BYTES;
    without_id[18] = 99;
    assert_eq!(fault(&without_id), (0, Fault::Missing("id")));
    let mut twice = SLO_BYTES;
    twice[18] = 1;
    assert_eq!(fault(&twice), (18, Fault::Twice("kind")));
    let mut not_text = SLO_BYTES;
    not_text[23] = 0xff;
    assert_eq!(fault(&not_text), (18, Fault::Malformed("id")));
    let message = decode(&version).expect_err("another version").to_string();
    assert!(message.contains("at byte 0, there is a record of version 2"), "{message}");
}

fn any_class() -> impl Strategy<Value = Class> {
    prop::sample::select(&Class::ALL[..])
}

fn any_said() -> impl Strategy<Value = Option<&'static str>> {
    prop::sample::select(&[None, Some("x"), Some("Err(A | B)"), Some("für \u{1F980}")][..])
}

prop_compose! {
    fn any_slo()(
        id in any_said(), service in any_said(), description in any_said(),
        days in 0..400u16, period in 0..4usize,
        availability in prop::option::of(0..=1_000_000u32),
        latency in prop::option::of((any::<u64>(), 0..=1_000_000u32)),
        good in any_said(), bad in any_said(), exclude in any_said(),
        cancelled in any_class(), panicked in any_class(), none in prop::option::of(any_class()),
        expect in prop::option::of((any::<u64>(), any::<u64>())),
        people in [any_said(), any_said(), any_said(), any_said()],
        line in any::<u32>(),
        panics_abort in any::<bool>(),
    ) -> SloSpec<'static> {
        let [page, ticket, runbook, owner] = people;
        SloSpec {
            id: id.unwrap_or_default(),
            service: service.unwrap_or_default(),
            description: description.unwrap_or_default(),
            window: match days {
                0 => Window::Calendar(Period::ALL[period]),
                days => Window::Rolling { days },
            },
            availability: availability.map(Ppm),
            latency: latency.map(|(threshold, goal)| LatencyGoal { threshold, goal: Ppm(goal) }),
            classification: Classification { good, bad, exclude, cancelled, panicked, none },
            expect: expect.map(|(count, seconds)| Traffic { count, seconds }),
            page, ticket, runbook, owner,
            origin: Origin { line, ..ORIGIN },
            panics_abort,
        }
    }
}

prop_compose! {
    fn any_site()(
        names in [any_said(), any_said(), any_said(), any_said(), any_said(), any_said()],
        line in any::<u32>(),
        unit in prop::option::of(prop::sample::select(&TimeUnit::ALL[..])),
        bounds in prop::collection::btree_set(any::<u64>(), 0..20),
    ) -> Site<'static> {
        let [slo, function, file, count, errors, latency] = names;
        let bounds: Vec<u64> = bounds.into_iter().collect();
        Site {
            slo: slo.unwrap_or_default(),
            function: function.unwrap_or_default(),
            file: file.unwrap_or_default(),
            line, count, errors, latency, unit,
            bounds: Cow::Borrowed(bounds.leak()),
        }
    }
}

fn any_record() -> impl Strategy<Value = Record<'static>> {
    prop_oneof![any_slo().prop_map(Record::Slo), any_site().prop_map(Record::Site)]
}

proptest! {
    #[test]
    fn what_is_written_is_read(
        records in prop::collection::vec((any_record(), 0..20usize), 0..5),
    ) {
        let mut section = Vec::new();
        for (record, zeros) in &records {
            section.resize(section.len() + zeros, 0);
            section.extend(written(record));
        }
        let records: Vec<_> = records.into_iter().map(|(record, _)| record).collect();
        prop_assert_eq!(decode(&section), Ok(records));
    }

    #[test]
    fn whatever_is_read_is_read_or_refused(
        record in any_record(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..6),
        end in any::<prop::sample::Index>(),
    ) {
        let mut section = written(&record);
        for (at, byte) in changes {
            let at = at.index(section.len());
            section[at] = byte;
        }
        let _ = decode(&section);
        let end = end.index(section.len());
        if let Err(error) = decode(&section[..end]) {
            prop_assert!(error.offset <= end);
        }
    }
}
