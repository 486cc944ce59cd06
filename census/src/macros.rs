//! The macros, where their documentation stands: what is written, and what becomes of it.

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
/// At least one of the first four.
///
/// | key | value | the view |
/// |---|---|---|
/// | `count` | a name | counts every call that has ended |
/// | `errors` | a name | counts the calls that ended in an error or a panic |
/// | `latency` | a name | the distribution of the time that calls took |
/// | `in_flight` | a name | how many calls have begun and not ended: a call that hangs shows here |
/// | `buckets` | durations in brackets, or a path | the bounds of `latency`; else 5 ms to 10 s |
/// | `unit` | `"ns"`, `"us"`, `"ms"`, `"s"`, `"min"`, `"h"` | what `latency` is in; else `"s"` |
/// | `future`, `sync` | alone | what ends a call of a function that returns a future: see below |
/// | `skip` | alone | leaves a method of a measured `impl` block out |
/// | `crate` | a path | where census is, if not at `::census` |
///
/// A **name** is a string literal, or the path of a `const` of type `&str`. It begins with a letter
/// and is made of ASCII letters, digits, `_`, `.`, `-` and `/`. Functions may share a name: they
/// are one series then. The **path** of buckets is that of a `const` of type `&[Duration]`.
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
///     let _call = Call::<true, false>::start(site);
///     pay(cart).await
/// }
/// ```
///
/// With `errors` it becomes a closure or a future of its own, so that what it returns can be looked
/// at, early `return` and `?` included:
///
/// ```text
/// #[measured(count = "shop/requests", errors = "shop/failures")]
/// fn checkout(cart: Cart) -> Result<Receipt, Error> {
///     Ok(pay(cart)?)
/// }
///
/// fn checkout(cart: Cart) -> Result<Receipt, Error> {
///     let site: &'static Function = { static SITE: Function = …; &SITE };
///     let call = Call::<false, true>::start(site);
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
/// reads of the clock, and the bucket that the time falls in. There is no allocation after a
/// thread's first call of the function, no lock, and no thread before
/// [`start`](crate::start()). With census [switched off](crate#switched-off) it costs nothing: the
/// function is what was written.
pub use census_macros::measured;

/// Declares measures: what can be measured, beside functions.
///
/// ```
/// use census::{declare_measure, declare_view, record};
///
/// declare_measure! {
///     /// Items in a cart when it is paid.
///     pub static CART_ITEMS: i64 = "doc/cart/items", unit = "1";
///     /// What is in it is worth.
///     pub static CART_VALUE: f64 = "doc/cart/value", unit = "EUR";
/// }
///
/// assert_eq!(CART_ITEMS.name(), "doc/cart/items");
/// record!(CART_ITEMS = 3, CART_VALUE = 41.5);
/// ```
///
/// Each becomes a [`Measure`](crate::Measure) and an entry in the list that
/// [`start`](crate::start()) goes through. The first paragraph of its documentation is its
/// description on dashboards:
///
/// ```text
/// /// Items in a cart when it is paid.
/// pub static CART_ITEMS: Measure<i64> =
///     Measure::new("doc/cart/items", "1").describe("Items in a cart when it is paid.");
/// ```
///
/// The values are of type `i64` or `f64`. Name and unit are string literals, or paths of `const`s
/// of type `&str`. `crate = path;` before the first says where census is, if not at `::census`.
///
/// A measure costs nothing until a view on it is registered.
pub use census_macros::declare_measure;

/// Declares views: what is made of a measure's measurements, under which name.
///
/// ```
/// use census::{TagKey, declare_measure, declare_view, record};
///
/// const REGION: TagKey = TagKey::new("region");
///
/// declare_measure! {
///     static ITEMS: i64 = "doc/view/items", unit = "1";
/// }
/// declare_view! {
///     /// Items in a cart, by region.
///     pub static ITEMS_BY_REGION = "doc/view/items_by_region" {
///         measure: ITEMS,
///         tags: [REGION],
///         aggregation: distribution[1, 2, 5, 10],
///     }
///     pub static ITEMS_SOLD = "doc/view/items_sold" { measure: ITEMS, aggregation: sum }
/// }
///
/// let scope = census::testing::scope();
/// record!(ITEMS = 3);
/// record!(ITEMS = 4);
/// assert_eq!(
///     scope.snapshot().view("doc/view/items_sold").unwrap().to_string(),
///     "doc/view/items_sold [1]\n  sum=7\n"
/// );
/// ```
///
/// Each becomes a [`View`](crate::View) and an entry in the list that [`start`](crate::start())
/// goes through.
///
/// | key | value |
/// |---|---|
/// | `measure` | the path of a [`Measure`](crate::Measure) |
/// | `aggregation` | `count`, `sum`, `last_value`, `distribution[1, 2.5]`, `distribution(PATH)` |
/// | `tags` | the paths of [`TagKey`](crate::TagKey)s that tell its rows apart; else none |
///
/// A path of bounds is that of a `const` of type `&[f64]`. Bounds are in the unit of the measure,
/// finite and strictly increasing, at most 200. `crate = path;` before the first view says where
/// census is, if not at `::census`.
pub use census_macros::declare_view;

/// Records values of one measure or of several.
///
/// ```
/// use census::{declare_measure, declare_view, record};
///
/// declare_measure! {
///     static ITEMS: i64 = "doc/record/items", unit = "1";
///     static VALUE: f64 = "doc/record/value", unit = "EUR";
/// }
/// declare_view! {
///     static SOLD = "doc/record/sold" { measure: ITEMS, aggregation: sum }
///     static EARNED = "doc/record/earned" { measure: VALUE, aggregation: sum }
/// }
///
/// let scope = census::testing::scope();
/// record!(ITEMS = 3, VALUE = 41.5);
/// assert_eq!(
///     scope.snapshot().only("doc/record/").to_string(),
///     "doc/record/earned [EUR]\n  sum=41.5\ndoc/record/sold [1]\n  sum=3\n"
/// );
/// ```
///
/// It is one call of [`Measure::record`](crate::Measure::record) for each, from the left to the
/// right, and has the type `()`. It returns nothing, never blocks and never panics. With census
/// [switched off](crate#switched-off) the values are not evaluated.
pub use census_macros::record;
