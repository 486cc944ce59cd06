//! Exporters that hang, panic, fail, recover and dawdle: none costs another, and none costs a
//! count. There is one pipeline in a process, so each test has a process of its own.

use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use census::__private::{Asked, Call, Function};
use census::export::{ExportError, Exporter, Memory};
use census::{Delivery, Report, Snapshot};
use census_tests::{NOTHING, alone, count};

/// Longer than any test takes: what waits for it has failed.
const LONG: Duration = Duration::from_secs(60);

/// As long as an exporter is waited for that will never be done.
const SHORT: Duration = Duration::from_millis(200);

/// How late a busy machine may be.
const SLACK: Duration = Duration::from_secs(2);

static SERVE: Function = Function::new(Asked { count: Some("exporters/calls"), ..NOTHING });

fn serve() {
    drop(Call::<false, false>::start(&SERVE));
}

fn arrived(memory: &Memory) -> u64 {
    count(&memory.last(), "exporters/calls")
}

/// An exporter that does what a function says.
struct Does<F>(&'static str, F);

impl<F> Exporter for Does<F>
where
    F: FnMut(&Snapshot, Instant) -> Result<(), ExportError> + Send + 'static,
{
    fn name(&self) -> &str {
        self.0
    }

    fn export(&mut self, snapshot: &Snapshot, deadline: Instant) -> Result<(), ExportError> {
        (self.1)(snapshot, deadline)
    }
}

/// One that never comes back.
fn hangs() -> impl Exporter {
    Does("hangs", |_: &Snapshot, _| {
        loop {
            thread::park();
        }
    })
}

fn delivery<'a>(report: &'a Report, exporter: &str) -> &'a Delivery {
    let mut of = report.iter().filter(|(name, _)| *name == exporter);
    of.next().map(|(_, delivery)| delivery).expect("an exporter of this name")
}

#[test]
fn a_flush_says_what_became_of_each_export() {
    alone(|| {
        let census = census::start()
            .export(Memory::new())
            .export(Does("fails", |_: &Snapshot, _| Err(ExportError::new("no such backend"))))
            .export(Does("panics", |_: &Snapshot, _| panic!("at the worst moment")))
            .export(hangs())
            .on_error(|_, _| {});
        let census = census.run().expect("a start");
        let expected = "`memory` done, `fails` failed: no such backend, \
                        `panics` failed: the exporter panicked: at the worst moment, \
                        `hangs` not done by the deadline";
        for _ in 0..3 {
            let report = census.flush(SHORT);
            assert!(!report.is_ok());
            assert_eq!(report.to_string(), expected);
        }
        drop(census.shutdown(SHORT));
        let exports = census::snapshot().only("census/exports").to_string();
        assert!(exports.contains("exporter=fails  result=error  count=4\n"), "{exports}");
        assert!(exports.contains("exporter=panics  result=panic  count=4\n"), "{exports}");
        assert!(exports.contains("exporter=memory  result=ok  count=4\n"), "{exports}");
    });
}

#[test]
fn an_exporter_that_hangs_holds_up_no_other() {
    // Regression: with a job in its hands and one in its queue, a flush waited for its place
    // until the deadline, and only then came to the next exporter.
    alone(|| {
        let memory = Memory::new();
        let census = census::start().export(hangs()).export(memory.clone()).run();
        let census = census.expect("a start");
        for round in 1..=5 {
            serve();
            let report = census.flush(SHORT);
            assert!(matches!(delivery(&report, "hangs"), Delivery::Late));
            assert!(matches!(delivery(&report, "memory"), Delivery::Done), "{round}: {report}");
            assert_eq!(arrived(&memory), round);
        }
        drop(census.shutdown(SHORT));
    });
}

#[test]
fn a_shutdown_keeps_its_deadline_and_ends_the_exporters_that_do_not_hang() {
    // Regression: an exporter that hung used up the time in which the others should have ended.
    struct Ends(Arc<Mutex<Vec<&'static str>>>);
    impl Exporter for Ends {
        fn name(&self) -> &str {
            "ends"
        }
        fn export(&mut self, _: &Snapshot, _: Instant) -> Result<(), ExportError> {
            self.0.lock().expect("no panic").push("export");
            Ok(())
        }
        fn shutdown(&mut self, deadline: Instant) {
            let in_time = Instant::now() < deadline;
            self.0.lock().expect("no panic").push(if in_time { "end" } else { "late end" });
        }
    }
    alone(|| {
        let said = Arc::default();
        let census = census::start().export(hangs()).export(Ends(Arc::clone(&said)));
        let census = census.run().expect("a start");
        (0..2).for_each(|_| drop(census.flush(SHORT)));
        let before = Instant::now();
        let report = census.shutdown(SHORT);
        assert!(before.elapsed() < SHORT + SLACK, "{:?}", before.elapsed());
        assert_eq!(report.to_string(), "`hangs` not done by the deadline, `ends` done");
        assert_eq!(*said.lock().expect("no panic"), ["export", "export", "export", "end"]);
    });
}

#[test]
fn an_exporter_that_fails_and_recovers_has_every_count_in_the_end() {
    alone(|| {
        let memory = Memory::new();
        let mut inner = memory.clone();
        let mut down = 2;
        let census = census::start().export(Does("flaky", move |snapshot: &Snapshot, deadline| {
            if down > 0 {
                down -= 1;
                return Err(ExportError::new("down"));
            }
            inner.export(snapshot, deadline)
        }));
        let census = census.on_error(|_, _| {}).run().expect("a start");
        for failed in [true, true, false] {
            serve();
            assert_eq!(census.flush(LONG).is_ok(), !failed);
        }
        assert_eq!(arrived(&memory), 3);
    });
}

#[test]
fn an_export_that_may_succeed_is_tried_again_until_the_deadline() {
    alone(|| {
        let memory = Memory::new();
        let mut inner = memory.clone();
        let mut tries = 0;
        let census = census::start().export(Does("flaky", move |snapshot: &Snapshot, deadline| {
            tries += 1;
            match tries {
                1 | 2 => Err(ExportError::new("busy").retry_after(Duration::ZERO)),
                _ => inner.export(snapshot, deadline),
            }
        }));
        let census = census.on_error(|_, _| {}).run().expect("a start");
        serve();
        assert_eq!(census.flush(LONG).to_string(), "`flaky` done");
        assert_eq!(arrived(&memory), 1);
    });
}

#[test]
fn the_last_export_is_tried_again_as_every_other() {
    alone(|| {
        let memory = Memory::new();
        let mut inner = memory.clone();
        let mut down = true;
        let census = census::start().export(Does("flaky", move |snapshot: &Snapshot, deadline| {
            match std::mem::take(&mut down) {
                true => Err(ExportError::new("busy").retry_after(Duration::ZERO)),
                false => inner.export(snapshot, deadline),
            }
        }));
        let census = census.on_error(|_, _| {}).run().expect("a start");
        serve();
        assert_eq!(census.shutdown(LONG).to_string(), "`flaky` done");
        assert_eq!(arrived(&memory), 1);
    });
}

#[test]
fn retries_end_with_the_deadline() {
    alone(|| {
        let busy = |_: &Snapshot, _| Err(ExportError::new("busy").retry_after(Duration::ZERO));
        let census = census::start().export(Does("busy", busy)).on_error(|_, _| {});
        let census = census.run().expect("a start");
        let before = Instant::now();
        let report = census.flush(SHORT);
        assert_eq!(report.to_string(), "`busy` failed: busy");
        assert!(before.elapsed() < SHORT + SLACK, "{:?}", before.elapsed());
        drop(census.shutdown(SHORT));
    });
}

#[test]
fn a_failure_is_said_once_until_a_success() {
    alone(|| {
        let (tell, told) = mpsc::channel();
        let mut results = [false, false, true, false, false].into_iter();
        let census = census::start()
            .export(Does("flaky", move |_: &Snapshot, _| match results.next() {
                Some(false) => Err(ExportError::new("down")),
                _ => Ok(()),
            }))
            .on_error(move |name, error| {
                let _ = tell.send(format!("{name}: {error}"));
            });
        let census = census.run().expect("a start");
        (0..5).for_each(|_| drop(census.flush(LONG)));
        drop(census);
        assert_eq!(told.iter().collect::<Vec<_>>(), ["flaky: down", "flaky: down"]);
    });
}

#[test]
fn a_slow_exporter_has_the_newest_counts_in_the_end() {
    alone(|| {
        let (start, started): (Sender<()>, Receiver<()>) = mpsc::channel();
        let memory = Memory::new();
        let mut inner = memory.clone();
        let slow = Does("slow", move |snapshot: &Snapshot, deadline| {
            let _ = started.recv(); // As slow as the test wants.
            inner.export(snapshot, deadline)
        });
        let census = census::start().export(slow).run().expect("a start");
        for _ in 0..4 {
            serve();
            assert!(!census.flush(Duration::from_millis(10)).is_ok());
        }
        drop(start);
        assert!(census.flush(LONG).is_ok());
        assert_eq!(arrived(&memory), 4);
    });
}

#[test]
fn an_exporter_that_cannot_begin_is_named_and_leaves_nothing_behind() {
    struct Taken;
    impl Exporter for Taken {
        fn name(&self) -> &str {
            "taken"
        }
        fn begin(&mut self) -> Result<(), ExportError> {
            Err(ExportError::new("cannot listen").caused_by("address in use"))
        }
        fn export(&mut self, _: &Snapshot, _: Instant) -> Result<(), ExportError> {
            Ok(())
        }
    }
    alone(|| {
        let error = census::start().export(Memory::new()).export(Taken).run().expect_err("taken");
        assert_eq!(
            error.to_string(),
            "exporter `taken` cannot start: cannot listen: address in use"
        );
        assert!(census::start().export(Memory::new()).run().is_ok());
    });
}
