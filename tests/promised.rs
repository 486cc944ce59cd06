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
fn a_future_that_is_dropped_while_it_waits_has_ended() {
    let scope = scope();
    assert!(poll(guarded()).is_pending());
    assert_eq!(counts(&scope, "promised/guarded/requests"), 1);
}
