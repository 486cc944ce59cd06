//! `#[measured]` beside the attributes of others: each of them, above and below.

use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use async_trait::async_trait;
use census::measured;
use census::testing::{Scope, scope};
use tracing::instrument;

type Answer = Result<u8, String>;
type Page = Result<String, String>;

#[async_trait]
trait Pay {
    async fn above(&self, good: bool) -> Answer;
    async fn below(&self, good: bool) -> Answer;
    #[measured(count = "beside/default/requests", errors = "beside/default/failures")]
    async fn default(&self, good: bool) -> Answer {
        self.above(good).await
    }
}

struct Cart;

// Each of its methods is `Box::pin(async move { … })` when the inner attribute sees it.
#[async_trait]
impl Pay for Cart {
    #[measured(count = "beside/above/requests", errors = "beside/above/failures")]
    async fn above(&self, good: bool) -> Answer {
        answer(good).await
    }

    async fn below(&self, good: bool) -> Answer {
        answer(good).await
    }
}

struct Block;

#[async_trait]
#[measured(count = "beside/{type}/{method}/requests", errors = "beside/{type}/{method}/failures")]
impl Pay for Block {
    async fn above(&self, good: bool) -> Answer {
        answer(good).await
    }

    #[measured(skip)]
    async fn below(&self, good: bool) -> Answer {
        answer(good).await
    }
}

struct BlockAbove;

#[measured(count = "beside/{type}/{method}/requests", errors = "beside/{type}/{method}/failures")]
#[async_trait]
impl Pay for BlockAbove {
    async fn above(&self, good: bool) -> Answer {
        answer(good).await
    }

    async fn below(&self, good: bool) -> Answer {
        let text = if good { "1" } else { "x" };
        text.parse().map_err(|_| "no number".to_owned())
    }
}

async fn answer(good: bool) -> Answer {
    std::future::ready(()).await;
    if good { Ok(1) } else { Err("bad".to_owned()) }
}

#[instrument]
#[measured(count = "beside/traced/requests", errors = "beside/traced/failures")]
fn traced(good: bool) -> Answer {
    if !good {
        return Err("bad".to_owned());
    }
    Ok(1)
}

#[measured(count = "beside/tracing/requests", errors = "beside/tracing/failures")]
#[instrument(err)]
fn tracing_below(good: bool) -> Answer {
    if good { Ok(1) } else { Err("bad".to_owned()) }
}

#[instrument(ret)]
#[measured(count = "beside/async_traced/requests", errors = "beside/async_traced/failures")]
async fn async_traced(good: bool) -> Answer {
    answer(good).await
}

#[measured(count = "beside/async_tracing/requests", errors = "beside/async_tracing/failures")]
#[instrument(skip_all)]
async fn async_tracing_below(good: bool) -> Answer {
    answer(good).await
}

#[axum::debug_handler]
#[measured(count = "beside/handled/requests", errors = "beside/handled/failures")]
async fn handled(body: String) -> Page {
    body.parse().map(|number: u8| number.to_string()).map_err(|_| "no number".to_owned())
}

#[measured(count = "beside/handling/requests", errors = "beside/handling/failures")]
#[axum::debug_handler]
async fn handling_below(body: String) -> Page {
    body.parse().map(|number: u8| number.to_string()).map_err(|_| "no number".to_owned())
}

fn now<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("it does not wait for anything"),
    }
}

/// How many calls and how many failures a function had.
fn counts(scope: &Scope, function: &str) -> [Option<u64>; 2] {
    let snapshot = scope.snapshot();
    ["requests", "failures"]
        .map(|view| Some(snapshot.view(&format!("beside/{function}/{view}"))?.count()))
}

const ONE_OF_TWO_FAILED: [Option<u64>; 2] = [Some(2), Some(1)];

#[test]
fn async_trait_above_and_below_is_measured_until_it_is_ready() {
    let scope = scope();
    drop((Cart.above(true), Block.above(true), BlockAbove.below(true)));
    for good in [true, false] {
        assert_eq!(now(Cart.above(good)).is_ok(), good);
        assert_eq!(now(Block.above(good)).is_ok(), good);
        assert_eq!(now(Block.below(good)).is_ok(), good);
        assert_eq!(now(BlockAbove.below(good)).is_ok(), good);
    }
    assert_eq!(counts(&scope, "above"), ONE_OF_TWO_FAILED);
    assert_eq!(counts(&scope, "block/above"), ONE_OF_TWO_FAILED);
    assert_eq!(counts(&scope, "block/below"), [None, None]);
    assert_eq!(counts(&scope, "block_above/below"), ONE_OF_TWO_FAILED);
}

#[test]
fn a_default_method_below_async_trait_is_measured_until_it_is_ready() {
    let scope = scope();
    for good in [true, false] {
        assert_eq!(now(Cart.default(good)).is_ok(), good);
    }
    assert_eq!(counts(&scope, "default"), ONE_OF_TWO_FAILED);
}

#[test]
fn tracing_above_and_below_changes_no_count() {
    let scope = scope();
    for good in [true, false] {
        assert_eq!(traced(good).is_ok(), good);
        assert_eq!(tracing_below(good).is_ok(), good);
        assert_eq!(now(async_traced(good)).is_ok(), good);
        assert_eq!(now(async_tracing_below(good)).is_ok(), good);
    }
    for function in ["traced", "tracing", "async_traced", "async_tracing"] {
        assert_eq!(counts(&scope, function), ONE_OF_TWO_FAILED, "{function}");
    }
}

#[test]
fn a_debugged_handler_above_and_below_changes_no_count() {
    let scope = scope();
    for body in ["5", "x"] {
        let _ = now(handled(body.to_owned()));
        let _ = now(handling_below(body.to_owned()));
    }
    assert_eq!(counts(&scope, "handled"), ONE_OF_TWO_FAILED);
    assert_eq!(counts(&scope, "handling"), ONE_OF_TWO_FAILED);
}

#[tokio::test]
#[measured(count = "beside/test/requests")]
async fn the_attribute_goes_below_that_of_a_test() {
    let scope = scope();
    assert_eq!(answer(true).await, Ok(1));
    assert_eq!(counts(&scope, "test")[0], Some(0));
}

#[measured(count = "beside/test_below/requests")]
#[tokio::test]
async fn the_attribute_goes_above_that_of_an_async_test() {
    assert_eq!(answer(true).await, Ok(1));
}

#[measured(count = "beside/plain_test/requests", errors = "beside/plain_test/failures")]
#[test]
fn the_attribute_goes_above_that_of_a_plain_test() -> Result<(), String> {
    now(answer(true)).map(drop)
}

#[tokio::main(flavor = "current_thread")]
#[measured(count = "beside/main/requests", errors = "beside/main/failures")]
async fn main_of_tokio() -> Answer {
    answer(false).await
}

#[measured(count = "beside/main_below/requests", errors = "beside/main_below/failures")]
#[tokio::main(flavor = "current_thread")]
async fn main_of_tokio_below() -> Answer {
    answer(false).await
}

#[test]
fn a_main_of_tokio_is_measured_above_and_below() {
    let scope = scope();
    assert!(main_of_tokio().is_err() && main_of_tokio_below().is_err());
    assert_eq!(counts(&scope, "main"), [Some(1), Some(1)]);
    assert_eq!(counts(&scope, "main_below"), [Some(1), Some(1)]);
}
