//! Objectives stand in the program, and are read from it without running what declares them.
#![forbid(unsafe_code)] // The sections that the macros name are none of it.

use census::slo::record::{Record, SECTION, decode};
use census::slo::{Site, SloSpec};
use census::{declare_slo, measured};
use object::{Object, ObjectSection};

mod names {
    use std::time::Duration;

    pub(super) const COUNT: &str = "records/count";
    pub(super) const LADDER: &[Duration] = &[Duration::from_millis(1), Duration::from_millis(300)];
}

declare_slo! {
    /// Nobody calls what serves it.
    slo UNUSED = "records-unused" {
        service = "shop"; window = 28d; availability >= 99.95%; latency < 300ms for 99%;
    }

    /// Nothing serves it.
    #[allow(dead_code)]
    slo DEAD = "records-dead" { window = 28d; availability >= 99%; }

    /// It is not there.
    #[cfg(any())]
    slo GONE = "records-gone" { window = 28d; availability >= 99%; }
}

#[allow(dead_code)]
#[measured(
    count = names::COUNT, latency = "records/latency", buckets = names::LADDER, slo = UNUSED,
)]
async fn never_called() -> Result<(), ()> {
    Ok(())
}

#[allow(dead_code)]
struct Holder<T>(T);

#[allow(dead_code)]
impl<T: Clone> Holder<T> {
    #[measured(slo(availability = 99%, window = 7d))]
    fn never_instantiated<U: Default>(&self) -> Result<(T, U), ()> {
        Ok((self.0.clone(), U::default()))
    }
}

/// The section of records of this very program.
fn section() -> Vec<u8> {
    let program = std::fs::read(std::env::current_exe().expect("a program")).expect("its bytes");
    let program = object::File::parse(&*program).expect("its sections");
    let section = program.section_by_name(SECTION).expect("the section");
    section.data().expect("its bytes").to_vec()
}

#[test]
fn what_is_never_called_and_never_instantiated_is_in_the_program() {
    let section = section();
    let records = decode(&section).expect("records");
    let slo = |id: &str| -> Option<SloSpec<'_>> {
        records.iter().find_map(|record| match record {
            Record::Slo(slo) if slo.id == id => Some(*slo),
            _ => None,
        })
    };
    let sites = |id: &str| -> Vec<Site<'_>> {
        let sites = records.iter().filter_map(|record| match record {
            Record::Site(site) if site.slo == id => Some(site.clone()),
            _ => None,
        });
        sites.collect()
    };
    assert_eq!(slo("records-unused"), Some(*UNUSED.spec()));
    assert_eq!(slo("records-dead").expect("it is there").description, "Nothing serves it.");
    assert_eq!((slo("records-gone"), sites("records-dead")), (None, vec![]));
    let [site] = &sites("records-unused")[..] else { panic!("one serves it") };
    assert_eq!(site.function, "objective_records::never_called");
    assert_eq!((site.count, site.errors), (Some("records/count"), None));
    assert_eq!(site.latency, Some("records/latency"));
    assert_eq!(*site.bounds, [1_000_000, 300_000_000]);
    let line = include_str!("objective_records.rs").lines().nth(site.line as usize - 1);
    assert!(line.is_some_and(|line| line.contains("fn never_called")), "{line:?}");
    let id = "objective-records-never-instantiated";
    assert_eq!(slo(id).expect("it is there").service, "census-tests");
    assert_eq!(sites(id).len(), 1);
}
