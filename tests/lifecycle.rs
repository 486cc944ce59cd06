//! From `start()` to the last export: what was recorded arrives, whoever asks for it and when.
//! There is one pipeline in a process, so each test has a process of its own.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use census::__private::{Asked, Call, Function};
use census::export::{ExportError, Exporter, Memory};
use census::{Aggregation, Measure, Snapshot, StartError, View};
use census_tests::{NOTHING, alone, count};

/// Longer than any test takes: what waits for it has failed.
const LONG: Duration = Duration::from_secs(60);

static SERVE: Function = Function::new(Asked { count: Some("lifecycle/calls"), ..NOTHING });

fn serve() {
    drop(Call::<false, false>::start(&SERVE));
}

fn arrived(memory: &Memory) -> u64 {
    count(&memory.last(), "lifecycle/calls")
}

#[test]
fn to_start_twice_is_an_error_until_the_first_has_ended() {
    alone(|| {
        let census = census::start().run().expect("the first");
        let error = census::start().run().expect_err("the second");
        assert!(matches!(error, StartError::Running));
        assert!(error.to_string().contains("shut it down first"), "{error}");
        drop(census);
        census::start().run().expect("the second, after the first").shutdown(LONG);
    });
}

#[test]
fn an_interval_under_a_second_is_an_error_and_leaves_nothing_behind() {
    alone(|| {
        let error = census::start().interval(Duration::from_millis(999)).run().expect_err("short");
        assert!(error.to_string().contains("`999ms` is under a second"), "{error}");
        census::start().interval(Duration::MAX).run().expect("a long one").shutdown(LONG);
    });
}

#[test]
fn what_is_recorded_before_the_start_and_after_the_end_is_kept() {
    alone(|| {
        let memory = Memory::new();
        serve();
        let census = census::start().export(memory.clone()).run().expect("a start");
        assert!(census.flush(LONG).is_ok());
        assert_eq!(arrived(&memory), 1);
        serve();
        assert_eq!(census.shutdown(LONG).to_string(), "`memory` done");
        assert_eq!(arrived(&memory), 2);
        serve();
        serve();
        let census = census::start().export(memory.clone()).run().expect("another start");
        serve();
        drop(census);
        assert_eq!(arrived(&memory), 5);
        assert_eq!(count(&census::snapshot(), "lifecycle/calls"), 5);
    });
}

#[test]
fn every_record_before_a_flush_is_in_it() {
    alone(|| {
        let memory = Memory::new();
        let census = census::start().export(memory.clone()).run().expect("a start");
        for round in 1..=100 {
            let threads = [(); 3].map(|()| thread::spawn(serve));
            threads.into_iter().for_each(|thread| thread.join().expect("a thread"));
            assert!(census.flush(LONG).is_ok());
            assert_eq!(arrived(&memory), 3 * round);
        }
    });
}

#[test]
fn a_flush_that_says_done_has_sent_its_records_also_where_views_come_and_go() {
    // Regression: a young view put the snapshot's time a millisecond ahead; the next, without
    // that view, seemed older, and was not sent.
    static ITEMS: Measure<i64> = Measure::new("lifecycle/items", "1");
    static VIEW: View = View::new("lifecycle/young", &ITEMS, Aggregation::Count);
    alone(|| {
        let memory = Memory::new();
        let census = census::start().export(memory.clone()).run().expect("a start");
        for round in 1..=50 {
            census::register(&VIEW).expect("a free name");
            assert!(census.flush(LONG).is_ok());
            census::unregister("lifecycle/young").expect("a registered view");
            serve();
            assert!(census.flush(LONG).is_ok());
            assert_eq!(arrived(&memory), round);
        }
    });
}

/// Sees to it that what it is given never goes back.
struct Forward {
    time: SystemTime,
    calls: u64,
}

impl Exporter for Forward {
    fn name(&self) -> &str {
        "forward"
    }

    fn export(&mut self, snapshot: &Snapshot, _: Instant) -> Result<(), ExportError> {
        let (time, calls) = (snapshot.time(), count(snapshot, "lifecycle/calls"));
        if time <= self.time || calls < self.calls {
            return Err(ExportError::new(format!("{calls} after {}", self.calls)));
        }
        (self.time, self.calls) = (time, calls);
        Ok(())
    }
}

#[test]
fn flushes_at_once_never_send_an_older_snapshot_after_a_newer() {
    // Regression: a snapshot's time was read after its counts, by whoever came first.
    alone(|| {
        static STOP: AtomicBool = AtomicBool::new(false);
        serve();
        let forward = Forward { time: SystemTime::UNIX_EPOCH, calls: 0 };
        let census = census::start().export(forward).run().expect("a start");
        thread::scope(|scope| {
            scope.spawn(|| {
                while !STOP.load(Relaxed) {
                    serve();
                }
            });
            let flush = || {
                for _ in 0..300 {
                    let report = census.flush(LONG);
                    assert!(report.is_ok(), "{report}");
                }
            };
            let flushes = [(); 3].map(|()| scope.spawn(flush));
            let flushes = flushes.map(thread::ScopedJoinHandle::join);
            STOP.store(true, Relaxed);
            assert!(flushes.iter().all(Result::is_ok));
        });
    });
}

/// Says on a channel what it was asked to export.
struct Tell(mpsc::Sender<u64>);

impl Exporter for Tell {
    fn name(&self) -> &str {
        "tell"
    }

    fn export(&mut self, snapshot: &Snapshot, _: Instant) -> Result<(), ExportError> {
        let _ = self.0.send(count(snapshot, "lifecycle/calls"));
        Ok(())
    }
}

#[test]
fn every_interval_exports_without_being_asked() {
    alone(|| {
        let (tell, told) = mpsc::channel();
        serve();
        let census = census::start().interval(Duration::from_secs(1)).export(Tell(tell));
        let census = census.run().expect("a start");
        assert_eq!(told.recv_timeout(LONG), Ok(1));
        serve();
        assert_eq!(told.recv_timeout(LONG), Ok(2));
        drop(census);
    });
}

#[test]
fn patience_without_end_is_patience() {
    // Regression: now and `Duration::MAX` is no `Instant`; the sum panicked.
    alone(|| {
        let memory = Memory::new();
        serve();
        let census = census::start().export(memory.clone()).run().expect("a start");
        assert!(census.flush(Duration::MAX).is_ok());
        assert!(census.shutdown(Duration::MAX).is_ok());
        assert_eq!(arrived(&memory), 1);
    });
}

/// An exporter that calls measured functions.
struct Measured;

impl Exporter for Measured {
    fn name(&self) -> &str {
        "measured"
    }

    fn export(&mut self, _: &Snapshot, _: Instant) -> Result<(), ExportError> {
        serve();
        OWN.record(1);
        EXPORTS.fetch_add(1, Relaxed);
        Ok(())
    }

    fn shutdown(&mut self, _: Instant) {
        serve();
    }
}

static OWN: Measure<i64> = Measure::new("lifecycle/own", "1");
static EXPORTS: AtomicU64 = AtomicU64::new(0);

#[test]
fn what_exporters_record_themselves_is_not_recorded() {
    static VIEW: View = View::new("lifecycle/own", &OWN, Aggregation::Count);
    alone(|| {
        census::register(&VIEW).expect("a free name");
        let census = census::start().export(Measured).run().expect("a start");
        serve();
        (0..5).for_each(|_| drop(census.flush(LONG)));
        drop(census);
        assert_eq!(EXPORTS.load(Relaxed), 6);
        assert_eq!(
            census::snapshot().only("lifecycle/").to_string(),
            "lifecycle/calls [1]\n  count=1\nlifecycle/own [1]\n  count=0\n"
        );
    });
}
