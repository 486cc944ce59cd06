//! The macros, where their documentation stands: what is written, and what becomes of it.

mod declared;
mod objectives;

pub use declared::{TagValue, declare_measure, declare_view, record};
pub use objectives::declare_slo;

/// Measures a function: how often it is called, how often it fails, how long it takes.
///
/// ```
/// use census::measured;
///
/// #[measured(
///     count   = "doc/checkout/requests",
///     errors  = "doc/checkout/failures",
///     latency = "doc/checkout/latency",
///     buckets = [5ms, 10ms, 25ms, 100ms, 1s],
/// )]
/// fn checkout(items: u32) -> Result<u32, String> {
///     if items == 0 {
///         return Err("the cart is empty".to_owned());
///     }
///     Ok(items * 100)
/// }
///
/// let scope = census::testing::scope();
/// let _ = checkout(3);
/// let _ = checkout(0);
/// let snapshot = scope.snapshot();
/// assert_eq!(snapshot.view("doc/checkout/requests").unwrap().count(), 2);
/// assert_eq!(snapshot.view("doc/checkout/failures").unwrap().count(), 1);
/// assert_eq!(snapshot.view("doc/checkout/latency").unwrap().count(), 2);
/// ```
///
/// It goes on functions and methods, sync and async, with any arguments and any return type. Every
/// view is there from [`start`](crate::start()) on, at zero before the first call.
///
/// # Keys
///
/// At least one of the first four, or `slo`.
///
/// | key | value | the view |
/// |---|---|---|
/// | `count` | a name | counts every call that has ended |
/// | `errors` | a name | counts the calls that ended in an error or a panic |
/// | `latency` | a name | the distribution of the time that calls took |
/// | `in_flight` | a name | how many calls have begun and not ended: a call that hangs shows here |
/// | `tags` | tags in parentheses | what these views are broken down by: [below](#tags) |
/// | `buckets` | durations in brackets, a path, `auto` | bounds of `latency`; else 5 ms to 10 s |
/// | `unit` | `"ns"`, `"us"`, `"ms"`, `"s"`, `"min"`, `"h"` | what `latency` is in; else `"s"` |
/// | `slo` | a path, or an objective in parentheses | none; the call serves that objective |
/// | `future`, `sync` | alone | what ends a call of a function that returns a future: see below |
/// | `skip` | alone | leaves a method of a measured `impl` block out |
/// | `crate` | a path | where census is, if not at `::census` |
///
/// A **name** is a string literal, or the path of a `const` of type `&str`. It begins with a letter
/// and is made of ASCII letters, digits, `_`, `.`, `-` and `/`. Functions may share a name: they
/// are one series then. The **path** of buckets is that of a `const` of type `&[Duration]`.
/// `buckets = auto` are those of 5 ms to 10 s, with the threshold of the function's objective.
///
/// ```
/// use std::time::Duration;
/// use census::measured;
///
/// mod names {
///     pub const PAID: &str = "doc/names/paid";
/// }
/// const LADDER: &[Duration] = &[Duration::from_millis(5), Duration::from_secs(1)];
///
/// #[measured(count = names::PAID, latency = "doc/names/latency", buckets = LADDER)]
/// fn pay() {}
///
/// #[measured(count = names::PAID)]
/// fn pay_later() {}
/// # let scope = census::testing::scope();
/// # (pay(), pay_later());
/// # assert_eq!(scope.snapshot().view(names::PAID).unwrap().count(), 2);
/// ```
///
/// With another meaning — as a count of failures, in another unit, with other buckets, or declared
/// by hand — a name is refused where it is given the second time:
///
/// ```text
/// error: view `shop/latency` is already declared with unit `ms` (src/pay.rs:3), and here with
///        unit `s`: give one of them another name
/// ```
///
/// What the compiler cannot see, a name that is a path or stands in another crate, is refused by
/// [`start`](crate::start()), and by [`check`](crate::check) in a test.
///
/// A **duration** has its unit behind its digits: `500us`, `5ms`, `2.5s`, `1h`. Where `unit` is
/// given, a bare number is in that unit:
///
/// ```
/// # use census::measured;
/// #[measured(latency = "doc/unit/latency", unit = "ms", buckets = [5, 10, 2.5s])]
/// fn serve() {}
/// # let scope = census::testing::scope();
/// # serve();
/// # assert!(scope.snapshot().only("doc/unit/").to_string().contains("|2500|"));
/// ```
///
/// # Whole `impl` blocks
///
/// On an `impl` block, of a type or of a trait, it measures every method. A name is a pattern then:
/// `{method}` stands for the name of the method, `{type}` for the last word of the type's path,
/// both in snake case. So that no two methods share a series, `{method}` has to be there, and
/// `{type}` too unless the type's own word stands in its place.
///
/// ```
/// use census::measured;
///
/// struct HttpCart;
///
/// #[measured(count = "doc/{type}/{method}/requests", errors = "doc/{type}/{method}/failures")]
/// impl HttpCart {
///     #[measured(skip)]
///     const fn new() -> Self {
///         HttpCart
///     }
///
///     fn pay(&self) -> Result<(), String> {
///         Err("no money".to_owned())
///     }
///
///     #[measured(count = "doc/looks")]
///     fn look(&self) {}
/// }
///
/// let scope = census::testing::scope();
/// let _ = HttpCart::new().pay();
/// HttpCart::new().look();
/// let snapshot = scope.snapshot();
/// assert_eq!(snapshot.view("doc/http_cart/pay/failures").unwrap().count(), 1);
/// assert_eq!(snapshot.view("doc/looks").unwrap().count(), 1);
/// assert!(snapshot.view("doc/http_cart/look/requests").is_none());
/// ```
///
/// What a method's own attribute asks for replaces all that the block's does, but for `crate`; one
/// that says `future` or `sync` alone keeps it. A `const fn` has to be skipped. Methods that a
/// macro in the block makes are not seen.
///
/// # Tags
///
/// `tags(…)` breaks the views of a function down: each combination of values is a row of its own. A
/// value comes from an expression over the arguments, from the [current tags](crate::tags) by the
/// key alone, or from the result by a closure.
///
/// ```
/// use census::{TagKey, TagMap, TagValue, measured};
///
/// #[derive(TagValue)]
/// enum Status {
///     Ok,
///     Failed,
/// }
/// const METHOD: TagKey = TagKey::new("method");
/// const REGION: TagKey = TagKey::new("region");
/// const STATUS: TagKey = TagKey::closed::<Status>("status");
///
/// #[measured(
///     count = "doc/tags/requests",
///     tags(
///         method = path.split(' ').next(),
///         region,
///         status = |result| if result.is_ok() { Status::Ok } else { Status::Failed },
///     ),
/// )]
/// fn serve(path: &str) -> Result<u32, std::num::ParseIntError> {
///     path.rsplit('/').next().unwrap_or_default().parse()
/// }
///
/// let tags = TagMap::new().edit().insert(REGION, "eu").build()?;
/// tags.scope(|| (serve("get /1"), serve("get /2"), serve("put /x")));
/// assert_eq!(
///     census::read("doc/tags/requests").unwrap().to_string(),
///     "doc/tags/requests [1]\n  method=get  region=eu  status=ok  count=2\n  \
///      method=put  region=eu  status=failed  count=1\n"
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// A **key** is the path of a [`TagKey`](crate::TagKey) in a `const` or a `static`, whose name may
/// be written in lower case: `method` is `METHOD`, and `keys::method` is `keys::METHOD`. A string
/// literal is a key of that name.
///
/// A **value** is what implements [`AsTag`](crate::tags::AsTag): a string, a whole number, a
/// `bool`, an enum that derives [`TagValue`](derive@crate::TagValue), an `Option` of them. It is
/// borrowed and evaluated once: when the call begins, of an `async fn` when it is first polled, and
/// of another function that returns a future when that is made. What is not printable ASCII becomes
/// `?`, and what is past 255 bytes is cut off.
///
/// A **closure** is called with a reference to the result when the call ends. Who panics and who is
/// cancelled has no result: the tag is missing then, as it is from `in_flight`.
///
/// Where all keys are [closed](crate::TagKey::closed), every row is there from the start, at zero;
/// more than 2,000 of them do not compile. Otherwise the first 2,000 combinations have rows, and
/// the rest share one. A [further view](declare_view#views-on-what-a-function-measures) on the
/// function's measure chooses the tags that it is broken down by. The tags of an `impl` block are
/// those of each method that asks for nothing else; a method with `tags` alone keeps the block's
/// names.
///
/// The row is a number, so that nothing of the arguments is borrowed while the body runs:
///
/// ```text
/// let site: &'static Function = …;
/// let row = row_at_start(site, &[tag(&path.split(' ').next()), CURRENT]);
/// let mut call = TaggedCall::<false, false, false, true>::start(site, row);
/// let result = call(move || -> Result<…> { … });
/// call.tell(&[tag(&of_result(&result, |result| …))]);
/// call.end(Outcome::Ok);
/// result
/// ```
///
/// # Objectives
///
/// `slo = CHECKOUT` says that calls serve an objective that [`declare_slo!`] declares. One that is
/// this function's alone can be said here, with the same keys but for `alert`:
///
/// ```
/// use census::measured;
///
/// #[measured(slo(availability = 99.9%, latency < 250ms for 99%, window = 28d))]
/// fn checkout() -> Result<(), String> {
///     Ok(())
/// }
/// # checkout().unwrap();
/// ```
///
/// Its id is made of the function's path, `shop-pay-checkout` of `shop::pay::checkout`, unless
/// `id = "…"` says another: who may want to rename the function says one, since the objective's
/// history goes by it.
///
/// [`declare_slo!`]: crate::declare_slo
///
/// # What counts as what
///
/// A call ends once, in one outcome.
///
/// | | `count` | `errors` | `latency` |
/// |---|---|---|---|
/// | it returned `Ok`, or anything whose type knows no failure | 1 | | 1 |
/// | it returned `Err`, or what its type's [`Outcomes`] calls an error | 1 | 1 | 1 |
/// | it panicked | 1 | 1 | 1 |
/// | its future was dropped before it was ready | 1 | | 1 |
/// | its future was never polled | | | |
/// | it never ended, or the process aborted in it | | | |
///
/// [`Outcomes`]: crate::Outcomes
///
/// The time runs from the first statement of the body until the body's own locals are dropped, and
/// with `errors` the arguments; that of a future from its first poll, and what it waits for is part
/// of it.
///
/// # What becomes of the function
///
/// Without `errors` the body stays where it is, behind a guard:
///
/// ```text
/// #[measured(count = "shop/requests", latency = "shop/latency")]
/// async fn serve(cart: Cart) -> Receipt {
///     pay(cart).await
/// }
///
/// async fn serve(cart: Cart) -> Receipt {
///     let site: &'static Function = { static SITE: Function = …; &SITE };
///     let _call = TimedCall::start(site);
///     pay(cart).await
/// }
/// ```
///
/// With `errors` what it returns is looked at. A body that leaves only at its end, without
/// `return`, `?` and macros that may hold one, still stays where it is:
///
/// ```text
/// #[measured(count = "shop/requests", errors = "shop/failures")]
/// fn checkout(cart: Cart) -> Result<Receipt, Error> {
///     pay(cart)
/// }
///
/// fn checkout(cart: Cart) -> Result<Receipt, Error> {
///     let site: &'static Function = { static SITE: Function = …; &SITE };
///     let call = JudgedCall::start(site);
///     let result: Result<Receipt, Error> = { let cart = cart; pay(cart) };
///     call.end(result.outcome());
///     result
/// }
/// ```
///
/// Any other, one that takes `self` by value, and one with tags or an objective, becomes a closure,
/// and that of an `async fn` a future of its own:
///
/// ```text
/// #[measured(count = "shop/requests", errors = "shop/failures")]
/// fn checkout(cart: Cart) -> Result<Receipt, Error> {
///     Ok(pay(cart)?)
/// }
///
/// fn checkout(cart: Cart) -> Result<Receipt, Error> {
///     let site: &'static Function = { static SITE: Function = …; &SITE };
///     let call = JudgedCall::start(site);
///     let result = (move || -> Result<Receipt, Error> { let cart = cart; Ok(pay(cart)?) })();
///     call.end(result.outcome());
///     result
/// }
/// ```
///
/// Arguments and locals drop in the order in which they did, a future is `Send` when it was, and
/// what was borrowed can be returned. A closure would hide its caller from a `#[track_caller]`
/// function, so with `errors` such a one leaves only at its end, or is refused.
///
/// # Functions that return a future
///
/// An `async fn` is measured from its first poll until it is ready. So is the future of a function
/// that ends in `async move { … }`, or in that within `Box::pin(…)`, and leaves nowhere else;
/// `#[async_trait]` writes such functions when it stands above. Any other that returns `impl
/// Future`, `Pin<Box<dyn Future>>` or `BoxFuture` has to say what ends a call:
///
/// ```
/// use census::measured;
///
/// #[measured(latency = "doc/answer/latency", future)]
/// fn answer(fast: bool) -> impl Future<Output = u8> + Send {
///     if fast { std::future::ready(1) } else { std::future::ready(2) }
/// }
///
/// #[measured(count = "doc/asked", sync)]
/// fn ask() -> std::future::Ready<u8> {
///     std::future::ready(1)
/// }
/// # let scope = census::testing::scope();
/// # drop((answer(true), ask()));
/// # assert_eq!(scope.snapshot().view("doc/answer/latency").unwrap().count(), 0);
/// # assert_eq!(scope.snapshot().view("doc/asked").unwrap().count(), 1);
/// ```
///
/// `future` puts the future into one that is measured, and boxed again where it was. It moves once
/// more when it is first polled, so an `impl Future` takes twice its room; an `async fn` does not.
/// What the function does before it returns is not part of the time, and a panic there is no call.
/// `sync` measures the call that makes the future. A function that returns `impl Stream` has `sync`
/// only.
///
/// # What it costs
///
/// `count`: one counter of the thread's own, and nothing that two threads write. `latency`: two
/// reads of the clock, and the bucket that the time falls in. `tags`: an index where all keys are
/// closed, else a hash and a comparison of the values. There is no allocation after a thread's
/// first call of the function, or its first in a row, no lock, and no thread before
/// [`start`](crate::start()). With census [switched off](crate#switched-off) it costs nothing: the
/// function is what was written.
pub use census_macros::measured;
