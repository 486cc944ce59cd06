//! The positions: one function each, which ends as its argument says.
#![allow(clippy::manual_async_fn, clippy::let_and_return)] // Each is a position of its own.

use std::future::{Future, pending, poll_fn, ready};
use std::pin::Pin;
use std::task::Poll;

use async_trait::async_trait;
use census::measured;

pub(crate) type Answer = Result<u8, &'static str>;
pub(crate) type Promise = Pin<Box<dyn Future<Output = Answer> + Send>>;

/// The name that its views begin with, and how to call it.
pub(crate) type Position<T> = (&'static str, fn(End) -> T);

/// How a call is to end.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum End {
    Well,
    Error,
    EarlyOk,
    EarlyError,
    QuestionMark,
    Panic,
    /// A local that drops panics, when all else went well.
    PanicInDestructor,
    /// Is ready when it is polled again.
    Later,
    /// Waits for ever.
    Waiting,
}

use End::*;

/// Panics when it is dropped, if that is the end.
struct Local(End);

impl Drop for Local {
    fn drop(&mut self) {
        assert_ne!(self.0, PanicInDestructor, "on purpose");
    }
}

fn asked(end: End) -> Answer {
    if end == QuestionMark { Err("asked") } else { Ok(1) }
}

async fn waited(end: End) {
    let mut polled = false;
    match end {
        Waiting => pending().await,
        Later => {
            poll_fn(|_| match std::mem::replace(&mut polled, true) {
                true => Poll::Ready(()),
                false => Poll::Pending,
            })
            .await;
        }
        _ => ready(()).await,
    }
}

/// The body of all of them.
macro_rules! ends {
    ($end:ident $($wait:tt)*) => {{
        let _local = Local($end);
        $($wait)*
        match $end {
            EarlyOk => return Ok(2),
            EarlyError => return Err("early"),
            Panic => panic!("on purpose"),
            _ => {}
        }
        let value = asked($end)?;
        if $end == Error { Err("tail") } else { Ok(value) }
    }};
}

#[measured(count = "free/n", errors = "free/bad", latency = "free/time", in_flight = "free/now")]
fn free(end: End) -> Answer {
    ends!(end)
}

#[measured(count = "generic/n", errors = "generic/bad", in_flight = "generic/now")]
fn generic<T: Copy + Into<End>>(end: T) -> Answer {
    let end = end.into();
    ends!(end)
}

#[measured(count = "guarded/n", in_flight = "guarded/now")]
fn guarded(end: End) -> Answer {
    ends!(end)
}

#[measured(
    count = "async_fn/n",
    errors = "async_fn/bad",
    latency = "async_fn/time",
    in_flight = "async_fn/now"
)]
async fn async_fn(end: End) -> Answer {
    ends!(end waited(end).await;)
}

#[measured(
    count = "async_guarded/n",
    latency = "async_guarded/time",
    in_flight = "async_guarded/now"
)]
async fn async_guarded(end: End) -> Answer {
    ends!(end waited(end).await;)
}

#[measured(count = "async_block/n", errors = "async_block/bad", in_flight = "async_block/now")]
fn async_block(end: End) -> impl Future<Output = Answer> + Send {
    async move { ends!(end waited(end).await;) }
}

#[measured(count = "promised/n", errors = "promised/bad", in_flight = "promised/now", future)]
fn promised(end: End) -> impl Future<Output = Answer> + Send {
    let future = async move { ends!(end waited(end).await;) };
    future
}

#[measured(
    count = "promised_boxed/n",
    errors = "promised_boxed/bad",
    in_flight = "promised_boxed/now",
    future
)]
fn promised_boxed(end: End) -> Pin<Box<dyn Future<Output = Answer> + Send>> {
    match end {
        Waiting => Box::pin(pending()),
        _ => Box::pin(async move { ends!(end waited(end).await;) }),
    }
}

static CART: Cart = Cart;

struct Cart;

impl Cart {
    #[measured(count = "method/n", errors = "method/bad", in_flight = "method/now")]
    fn method(&self, end: End) -> Answer {
        ends!(end)
    }

    #[measured(
        count = "async_method/n",
        errors = "async_method/bad",
        in_flight = "async_method/now"
    )]
    async fn async_method(&self, end: End) -> Answer {
        ends!(end waited(end).await;)
    }
}

struct Block;

#[measured(
    count = "{type}/{method}/n",
    errors = "{type}/{method}/bad",
    latency = "{type}/{method}/time",
    in_flight = "{type}/{method}/now"
)]
impl Block {
    fn method(end: End) -> Answer {
        ends!(end)
    }

    async fn later(end: End) -> Answer {
        ends!(end waited(end).await;)
    }

    #[measured(future)]
    fn promised(end: End) -> Pin<Box<dyn Future<Output = Answer> + Send>> {
        let future = async move { ends!(end waited(end).await;) };
        Box::pin(future)
    }
}

trait Pay {
    fn pay(&self, end: End) -> Answer;
    async fn pay_later(&self, end: End) -> Answer;

    #[measured(count = "default/n", errors = "default/bad", in_flight = "default/now")]
    fn default(&self, end: End) -> Answer {
        ends!(end)
    }

    #[measured(
        count = "async_default/n",
        errors = "async_default/bad",
        in_flight = "async_default/now"
    )]
    async fn async_default(&self, end: End) -> Answer {
        ends!(end waited(end).await;)
    }
}

impl Pay for Cart {
    #[measured(count = "trait_impl/n", errors = "trait_impl/bad", in_flight = "trait_impl/now")]
    fn pay(&self, end: End) -> Answer {
        ends!(end)
    }

    #[measured(
        count = "async_in_trait/n",
        errors = "async_in_trait/bad",
        in_flight = "async_in_trait/now"
    )]
    async fn pay_later(&self, end: End) -> Answer {
        ends!(end waited(end).await;)
    }
}

struct Whole;

#[measured(
    count = "whole/{method}/n",
    errors = "whole/{method}/bad",
    latency = "whole/{method}/time",
    in_flight = "whole/{method}/now"
)]
impl Pay for Whole {
    fn pay(&self, end: End) -> Answer {
        ends!(end)
    }

    async fn pay_later(&self, end: End) -> Answer {
        ends!(end waited(end).await;)
    }
}

#[async_trait]
trait Boxed {
    async fn boxed(&self, end: End) -> Answer;

    #[measured(count = "boxed_default/n", errors = "boxed_default/bad")]
    async fn boxed_default(&self, end: End) -> Answer {
        ends!(end waited(end).await;)
    }
}

#[async_trait]
impl Boxed for Cart {
    #[measured(count = "boxed/n", errors = "boxed/bad", in_flight = "boxed/now")]
    async fn boxed(&self, end: End) -> Answer {
        ends!(end waited(end).await;)
    }
}

#[measured(count = "whole/{method}/n", errors = "whole/{method}/bad")]
#[async_trait]
impl Boxed for Whole {
    async fn boxed(&self, end: End) -> Answer {
        ends!(end waited(end).await;)
    }
}

pub(crate) const SYNC: &[Position<Answer>] = &[
    ("free", free),
    ("generic", generic::<End>),
    ("guarded", guarded),
    ("method", |end| CART.method(end)),
    ("block/method", Block::method),
    ("default", |end| CART.default(end)),
    ("trait_impl", |end| CART.pay(end)),
    ("whole/pay", |end| Whole.pay(end)),
];

pub(crate) const ASYNC: &[Position<Promise>] = &[
    ("async_fn", |end| Box::pin(async_fn(end))),
    ("async_guarded", |end| Box::pin(async_guarded(end))),
    ("async_block", |end| Box::pin(async_block(end))),
    ("boxed", |end| CART.boxed(end)),
    ("boxed_default", |end| CART.boxed_default(end)),
    ("whole/boxed", |end| Whole.boxed(end)),
    ("promised", |end| Box::pin(promised(end))),
    ("promised_boxed", promised_boxed),
    ("async_method", |end| Box::pin(CART.async_method(end))),
    ("block/later", |end| Box::pin(Block::later(end))),
    ("block/promised", Block::promised),
    ("async_default", |end| Box::pin(CART.async_default(end))),
    ("async_in_trait", |end| Box::pin(CART.pay_later(end))),
    ("whole/pay_later", |end| Box::pin(Whole.pay_later(end))),
];
