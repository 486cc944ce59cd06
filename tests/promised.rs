//! Functions that return a future are measured until the future ends, not until it is made.

use std::future::{Future, pending, ready};
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

use census::measured;
use census::testing::scope;

#[measured(count = "promised/opaque/requests", errors = "promised/opaque/failures")]
fn opaque(good: bool) -> impl Future<Output = Result<u8, String>> + Send {
    let text = "early".to_owned();
    async move {
        if !good {
            return Err(text);
        }
        ready(()).await;
        let five: u8 = "5".parse().map_err(|_| "no number")?;
        Ok(five)
    }
}

trait Pay {
    fn pay<'a>(&'a self, text: &'a str) -> Pin<Box<dyn Future<Output = Option<u8>> + Send + 'a>>;
}

impl Pay for u8 {
    // As `async_trait` writes it, when it stands above.
    #[measured(count = "promised/boxed/requests", errors = "promised/boxed/failures")]
    fn pay<'a>(&'a self, text: &'a str) -> Pin<Box<dyn Future<Output = Option<u8>> + Send + 'a>> {
        Box::pin(async move {
            let __self = self;
            ready(()).await;
            assert!(!text.is_empty(), "on purpose");
            Some(*__self)
        })
    }
}

#[measured(count = "promised/guarded/requests", in_flight = "promised/guarded/in_flight")]
fn guarded() -> impl Future {
    async move { pending::<u8>().await }
}

/// What the future of `said` is to do.
#[derive(Clone, Copy)]
enum End {
    Ok,
    Error,
    PanicInTheMaking,
    Panic,
    Never,
}

#[measured(
    count = "promised/said/requests",
    errors = "promised/said/failures",
    in_flight = "promised/said/in_flight",
    future
)]
fn said(end: End) -> Pin<Box<dyn Future<Output = Result<(), ()>> + Send>> {
    if let End::PanicInTheMaking = end {
        panic!("on purpose");
    }
    match end {
        End::Ok => Box::pin(ready(Ok(()))),
        End::Error => Box::pin(ready(Err(()))),
        End::Never => return Box::pin(pending()),
        _ => Box::pin(std::future::poll_fn(|_| panic!("on purpose"))),
    }
}

fn poll<T>(future: impl Future<Output = T>) -> Poll<T> {
    pin!(future).poll(&mut Context::from_waker(Waker::noop()))
}

fn counts(scope: &census::testing::Scope, view: &str) -> u64 {
    scope.snapshot().view(view).map_or(0, |data| data.count())
}

#[test]
fn a_future_counts_when_it_ends() {
    let scope = scope();
    drop(opaque(true));
    assert_eq!(counts(&scope, "promised/opaque/requests"), 0);
    assert_eq!(poll(opaque(true)), Poll::Ready(Ok(5)));
    assert!(matches!(poll(opaque(false)), Poll::Ready(Err(_))));
    assert_eq!(counts(&scope, "promised/opaque/requests"), 2);
    assert_eq!(counts(&scope, "promised/opaque/failures"), 1);
}

#[test]
fn a_boxed_future_counts_when_it_ends() {
    let scope = scope();
    assert_eq!(poll(5.pay("x")), Poll::Ready(Some(5)));
    let panicked = std::panic::catch_unwind(|| poll(5.pay("")));
    assert!(panicked.is_err());
    assert_eq!(counts(&scope, "promised/boxed/requests"), 2);
    assert_eq!(counts(&scope, "promised/boxed/failures"), 1);
}

#[test]
fn a_future_that_is_said_to_be_the_call_ends_it_in_one_outcome() {
    let run = |end| {
        let scope = scope();
        let _ = std::panic::catch_unwind(|| poll(said(end)));
        let in_flight = scope.snapshot().only("promised/said/in_flight").to_string();
        assert!(in_flight.ends_with("last=0\n"), "{in_flight}");
        ["requests", "failures"].map(|view| counts(&scope, &format!("promised/said/{view}")))
    };
    assert_eq!(run(End::Ok), [1, 0]);
    assert_eq!(run(End::Error), [1, 1]);
    assert_eq!(run(End::Panic), [1, 1]);
    assert_eq!(run(End::Never), [1, 0]);
    // No future was there yet.
    assert_eq!(run(End::PanicInTheMaking), [0, 0]);
}

#[test]
fn a_future_that_is_dropped_while_it_waits_has_ended() {
    let scope = scope();
    assert!(poll(guarded()).is_pending());
    assert_eq!(counts(&scope, "promised/guarded/requests"), 1);
}
