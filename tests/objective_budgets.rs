//! How objectives stand in this process is told: when it is asked for, and when it changes.

use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use census::slo::Sli;
use census::{Burn, declare_slo, measured};
use census_tests::alone;

/// Longer than any test takes: what waits for it has failed.
const LONG: Duration = Duration::from_secs(60);

const HOUR: Duration = Duration::from_secs(3_600);

declare_slo! {
    slo WATCHED = "watched" { window = 28d; availability >= 99%; }
    slo MONTHLY = "monthly" { window = month; availability >= 90%; latency < 1h for 50%; }
}

#[measured(slo = WATCHED)]
fn work(good: bool) -> Result<(), ()> {
    good.then_some(()).ok_or(())
}

#[measured(slo = MONTHLY)]
fn bill(good: bool) -> Result<(), ()> {
    good.then_some(()).ok_or(())
}

fn calls(good: bool, count: usize) {
    for _ in 0..count {
        let _ = work(good);
    }
}

/// Says the changes to the one who waits for them.
fn watch(factor: f64) -> Receiver<Burn> {
    let (sender, told) = channel();
    WATCHED.on_change(HOUR, factor, move |burn| {
        let _ = sender.send(burn);
    });
    told
}

/// A pipeline that begins looks at once, before it waits for the next time.
fn look() {
    census::start().run().expect("a start").shutdown(LONG);
}

#[test]
fn who_watches_is_told_of_each_change_once() {
    alone(|| {
        let (low, high) = (watch(10.0), watch(60.0));
        look();
        assert!(low.try_recv().is_err(), "nothing was called, and nothing burns");
        calls(false, 1);
        calls(true, 1);
        look();
        let burn = low.recv_timeout(LONG).expect("it is told");
        assert!(burn.above && (burn.rate - 50.0).abs() < 1e-9, "{burn:?}");
        assert!(high.try_recv().is_err(), "it is not above 60");
        look();
        assert!(low.try_recv().is_err(), "it is told already");
        calls(true, 98);
        look();
        let burn = low.recv_timeout(LONG).expect("it is told");
        assert!(!burn.above && (burn.rate - 1.0).abs() < 1e-9, "{burn:?}");
        calls(false, 900);
        look();
        assert!(low.recv_timeout(LONG).expect("it is told").above);
        assert!(high.recv_timeout(LONG).expect("it is told").above);
    });
}

#[test]
fn one_that_panics_is_told_again_and_keeps_nobody_from_being_told() {
    alone(|| {
        let (sender, panicked) = channel();
        WATCHED.on_change(HOUR, 10.0, move |burn| {
            let _ = sender.send(burn.above);
            std::panic::resume_unwind(Box::new(())); // It prints nothing.
        });
        let told = watch(10.0);
        calls(false, 1);
        look();
        assert_eq!(panicked.recv_timeout(LONG), Ok(true));
        assert!(told.recv_timeout(LONG).expect("it is told").above);
        calls(true, 99);
        look();
        assert_eq!(panicked.recv_timeout(LONG), Ok(false));
        assert!(!told.recv_timeout(LONG).expect("it is told").above);
    });
}

#[test]
fn one_that_watches_may_ask_for_another() {
    alone(|| {
        let (sender, told) = channel();
        WATCHED.on_change(HOUR, 10.0, move |_| {
            let sender = sender.clone();
            WATCHED.on_change(HOUR, 20.0, move |burn| {
                let _ = sender.send(burn);
            });
        });
        calls(false, 1);
        look();
        look();
        assert!(told.recv_timeout(LONG).expect("it is told").above);
    });
}

#[test]
fn a_budget_is_of_the_period_and_of_the_goal_with_less_left() {
    alone(|| {
        assert_eq!(MONTHLY.budget_remaining(), 1.0);
        look();
        (0..19).for_each(|_| bill(true).expect("it is good"));
        bill(false).expect_err("it is bad");
        let left = |sli| MONTHLY.budget_remaining_of(sli).expect("it is promised");
        assert!((left(Sli::Availability) - 0.5).abs() < 1e-9);
        assert_eq!(left(Sli::Latency), 1.0);
        assert_eq!(MONTHLY.budget_remaining(), left(Sli::Availability));
        assert_eq!(WATCHED.budget_remaining_of(Sli::Latency), None);
    });
}
