//! Whatever calls do and however they are nested: good, bad and excluded ones are all calls.

use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::task::{Context, Waker};

use census::{declare_slo, measured};
use census_tests::objectives::{events, yield_now};
use proptest::prelude::*;

enum Fault {
    Excluded,
    Bad,
}

declare_slo! {
    slo MIX = "mix" {
        window = 28d;
        availability >= 99%;
        latency < 1h for 99%;
        exclude = Err(Fault::Excluded);
        cancel = bad;
    }
}

/// How a call ends.
#[derive(Clone, Copy, Debug, PartialEq)]
enum End {
    Good,
    Bad,
    Excluded,
    Panic,
    /// Its future is dropped at its first pause; one that does not pause is good.
    Cancelled,
}

/// A call, and those that it makes itself.
#[derive(Clone, Debug)]
struct Call {
    end: End,
    future: bool,
    inner: Vec<Call>,
}

impl Call {
    fn result(&self) -> Result<(), Fault> {
        match self.end {
            End::Good | End::Cancelled => Ok(()),
            End::Bad => Err(Fault::Bad),
            End::Excluded => Err(Fault::Excluded),
            End::Panic => std::panic::resume_unwind(Box::new(())), // It prints nothing.
        }
    }

    fn run(&self) {
        let _ = catch_unwind(AssertUnwindSafe(|| match self.future {
            true => {
                let mut future = Box::pin(later(self));
                let context = &mut Context::from_waker(Waker::noop());
                let pending = future.as_mut().poll(context).is_pending();
                if pending && self.end != End::Cancelled {
                    while future.as_mut().poll(context).is_pending() {}
                }
            }
            false => drop(now(self)),
        }));
    }

    /// The class of the call: good, bad or excluded.
    fn class(&self) -> usize {
        match (self.end, self.future) {
            (End::Good, _) | (End::Cancelled, false) => 0,
            (End::Bad | End::Panic, _) | (End::Cancelled, true) => 1,
            (End::Excluded, _) => 2,
        }
    }
}

#[measured(slo = MIX)]
fn now(call: &Call) -> Result<(), Fault> {
    call.inner.iter().for_each(Call::run);
    call.result()
}

#[measured(slo = MIX)]
fn later(call: &Call) -> Pin<Box<dyn Future<Output = Result<(), Fault>> + '_>> {
    Box::pin(async move {
        call.inner.iter().for_each(Call::run);
        yield_now().await;
        call.inner.iter().for_each(Call::run);
        call.result()
    })
}

fn any_call() -> impl Strategy<Value = Call> {
    let end =
        prop::sample::select(&[End::Good, End::Bad, End::Excluded, End::Panic, End::Cancelled][..]);
    let leaf = (end.clone(), any::<bool>());
    let leaf = leaf.prop_map(|(end, future)| Call { end, future, inner: Vec::new() });
    leaf.prop_recursive(3, 12, 3, move |inner| {
        (end.clone(), any::<bool>(), prop::collection::vec(inner, 0..3))
            .prop_map(|(end, future, inner)| Call { end, future, inner })
    })
}

proptest! {
    #[test]
    fn good_and_bad_and_excluded_are_all_outermost_calls(
        calls in prop::collection::vec(any_call(), 0..8),
    ) {
        let scope = census::testing::scope();
        calls.iter().for_each(Call::run);
        let mut expected = [0; 3];
        calls.iter().for_each(|call| expected[call.class()] += 1);
        let snapshot = scope.snapshot();
        prop_assert_eq!(events(&snapshot, "mix-availability"), expected);
        let latency = events(&snapshot, "mix-latency");
        prop_assert_eq!(latency.iter().sum::<u64>(), calls.len() as u64);
        prop_assert_eq!(latency[0], expected[0]);
    }
}
