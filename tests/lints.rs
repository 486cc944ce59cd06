//! What clippy says of code that is measured: nothing that it would not say of the plain code.
//!
//! `editions/` builds it for those of before, which other crates have, and `cargo xtask test off`
//! with census switched off.
#![forbid(unsafe_code)]
#![warn(clippy::pedantic, clippy::nursery)]
#![warn(missing_docs, unused_qualifications, unreachable_pub, single_use_lifetimes)]
#![warn(rust_2024_compatibility, let_underscore_drop, unused_lifetimes, trivial_casts)]

use std::future::Future;
use std::time::Duration;

use census::{TagKey, TagValue, declare_measure, declare_view, measured, record};

const REQUESTS: &str = "lints/requests";
const BUCKETS: &[Duration] = &[Duration::from_millis(5), Duration::from_secs(1)];
const REGION: TagKey = TagKey::new("region");
const ITEMS: &[f64] = &[1.0, 2.0];

declare_measure! {
    /// Items in a cart.
    pub static CART_ITEMS: i64 = "lints/cart/items", unit = "1";
    static CART_VALUE: f64 = "lints/cart/value", unit = "EUR";
}

declare_view! {
    /// Items by region.
    pub static BY_REGION = "lints/cart/by_region" {
        measure: CART_ITEMS,
        tags: [REGION],
        aggregation: distribution[-1, 2.5, 1_000],
    }
    static BY_CONST = "lints/cart/by_const" {
        measure: CART_ITEMS,
        aggregation: distribution(ITEMS),
    }
    static VALUE = "lints/cart/value_sum" { measure: CART_VALUE, aggregation: sum }
}

struct Cart<T> {
    items: Vec<T>,
}

impl<T: Clone + Send + Sync> Cart<T> {
    #[measured(
        count = REQUESTS,
        errors = "lints/first",
        latency = "lints/latency",
        buckets = BUCKETS,
    )]
    fn first(&mut self, mut bytes: Vec<u8>, _: String, (x, _): (u8, u8)) -> Result<&mut T, String> {
        use std::fmt::Write as _;
        const LIMIT: usize = 3;
        bytes.push(x);
        let mut text = String::new();
        write!(text, "{}", bytes.len()).map_err(|error| error.to_string())?;
        if bytes.len() > LIMIT {
            return Err(text);
        }
        self.items.first_mut().ok_or_else(String::new)
    }

    #[measured(count = "lints/into", errors = "lints/into_errors", in_flight = "lints/into_flight")]
    fn into_first(self, _unused: &str) -> Option<T> {
        self.items.into_iter().next()
    }

    #[measured(errors = "lints/async_errors", latency = "lints/async_latency")]
    async fn later(
        &self,
        mut bytes: Vec<u8>,
        _unused: String,
        _: Box<u8>,
    ) -> Result<T, Box<dyn std::error::Error>> {
        use std::fmt::Write as _;
        bytes.push(1);
        let mut text = String::new();
        write!(text, "{}", bytes.len())?;
        std::future::ready(()).await;
        self.items.first().cloned().ok_or_else(|| "empty".into())
    }

    #[measured(latency = "lints/guard", unit = "ms", buckets = [5, 7.5])]
    async fn guard(&self, bytes: Vec<u8>) -> usize {
        use std::mem::size_of;
        const LIMIT: usize = size_of::<u8>();
        std::future::ready(()).await;
        bytes.len().min(LIMIT)
    }
}

#[measured(count = "lints/later", errors = "lints/later_errors")]
fn later() -> Result<u32, String> {
    panic!("not yet")
}

fn give_up() -> ! {
    panic!("not yet")
}

#[measured(count = "lints/given_up", errors = "lints/given_up_errors")]
fn given_up(bytes: Vec<u8>) -> Result<u32, Vec<u8>> {
    drop(bytes);
    give_up()
}

#[measured(errors = "lints/given_up_at_last")]
fn given_up_at_last() -> Result<u32, String> {
    give_up()
}

#[measured(count = "lints/sum", in_flight = "lints/sum_flight")]
fn sum(bytes: &[u8]) -> u64 {
    use std::iter::Sum;
    Sum::sum(bytes.iter().copied().map(u64::from))
}

#[measured(count = "lints/nothing", errors = "lints/nothing_errors")]
fn nothing(really: bool) {
    const TEXT: &str = "no";
    if really {
        return;
    }
    println!("{TEXT}");
}

#[measured(count = "lints/nothing_async", errors = "lints/nothing_async_errors")]
async fn nothing_async(really: bool, _text: String) {
    if really {
        return;
    }
    std::future::ready(()).await;
}

#[measured(count = "lints/iterator", errors = "lints/iterator_errors")]
fn iterator(bytes: &[u8]) -> Result<impl Iterator<Item = u8> + '_, String> {
    if bytes.is_empty() {
        return Err("empty".to_owned());
    }
    Ok(bytes.iter().copied())
}

#[measured(count = "lints/never", errors = "lints/never_errors")]
fn never(text: &str) -> ! {
    std::panic::panic_any(text.to_owned())
}

#[measured(count = "lints/forever", errors = "lints/forever_errors")]
async fn forever(text: &str) -> ! {
    std::future::ready(()).await;
    std::panic::panic_any(text.to_owned())
}

#[measured(errors = "lints/generic")]
fn generic<T: Into<u64>, const N: usize>(value: [T; N]) -> Option<u64> {
    IntoIterator::into_iter(value).map(Into::into).next()
}

#[measured(errors = "lints/pattern")]
async fn pattern((x, y): (String, String), Duration { .. }: Duration) -> Result<usize, ()> {
    Ok(std::future::ready(x.len() + y.len()).await)
}

#[measured(errors = "lints/left")]
async fn left((x, _): (String, String)) -> Result<usize, ()> {
    Ok(std::future::ready(x.len()).await)
}

#[measured(errors = "lints/promised", latency = "lints/promised_latency", future)]
fn promised(text: &str) -> impl Future<Output = Result<usize, ()>> + Send + '_ {
    const LIMIT: usize = 3;
    std::future::ready(if text.len() > LIMIT { Err(()) } else { Ok(text.len()) })
}

#[measured(count = "lints/boxed", errors = "lints/boxed_errors")]
fn boxed(text: &str) -> std::pin::Pin<Box<dyn Future<Output = ()> + Send + '_>> {
    Box::pin(async move {
        std::future::ready(()).await;
        println!("{text}");
    })
}

#[measured(count = "lints/called", errors = "lints/called_errors")]
#[track_caller]
fn called(really: bool) {
    assert!(really, "{}", std::panic::Location::caller());
}

trait Shop {
    async fn open(&self, hour: u8) -> Result<u8, String>;

    #[measured(count = "lints/shut", errors = "lints/shut_errors", in_flight = "lints/shut_flight")]
    fn shut(&self, hour: u8) -> Option<u8> {
        #[measured(count = "lints/inner", errors = "lints/inner_errors")]
        fn inner(hour: u8) -> Option<u8> {
            (1..hour).last()
        }
        Some(inner(hour)?.min(20))
    }
}

#[measured(count = "lints/{type}/{method}", errors = "lints/{type}/{method}/errors")]
impl Shop for &str {
    async fn open(&self, hour: u8) -> Result<u8, String> {
        let parsed = std::future::ready(self.parse::<u8>()).await;
        parsed.map(|own| own + hour).map_err(|error| error.to_string())
    }
}

#[measured(errors = "lints/arguments", latency = "lints/arguments_latency")]
#[must_use]
fn arguments(mut next: impl FnMut() -> u8, texts: &[impl AsRef<str>]) -> Option<usize> {
    texts.get(usize::from(next())).map(|text| text.as_ref().len())
}

#[measured(errors = "lints/extern")]
extern "C" fn callback(_: u8) -> i32 {
    i32::from("x".repeat(2) == "xx")
}

#[derive(Clone, Copy, TagValue)]
enum Method {
    Get,
    #[tag("PUT")]
    Put,
}

const METHOD: TagKey = TagKey::closed::<Method>("method");

#[measured(
    count = "lints/tags",
    errors = "lints/tags_errors",
    latency = "lints/tags_latency",
    in_flight = "lints/tags_flight",
    tags(method, region = region, "size" = bytes.len(), "ok" = |result| result.is_ok())
)]
fn tags(
    method: Method,
    region: String,
    mut bytes: Vec<u8>,
    _unused: &str,
    (x, _): (u8, String),
) -> Result<String, usize> {
    use std::fmt::Write as _;
    bytes.push(x);
    let mut text = region;
    write!(text, "{}", bytes.len()).map_err(|_| 0_usize)?;
    if matches!(method, Method::Put) {
        return Err(bytes.len());
    }
    Ok(text)
}

#[measured(count = "lints/tags_guard", tags(method = method, "text" = text))]
fn tags_guard(method: Method, text: &str) -> usize {
    text.len() + method as usize
}

#[measured(
    count = "lints/tags_async",
    tags(
        METHOD = Method::Get,
        "sum" = numbers.iter().sum::<u8>(),
        "some" = |result| result.is_some(),
    )
)]
async fn tags_async(numbers: &[u8], more: Vec<u8>) -> Option<u8> {
    std::future::ready(()).await;
    let first = numbers.first().copied()?;
    more.first().map(|more| first + more)
}

#[measured(errors = "lints/tags_boxed", tags(region = text))]
fn tags_boxed(text: &str) -> std::pin::Pin<Box<dyn Future<Output = ()> + Send + '_>> {
    Box::pin(async move {
        std::future::ready(()).await;
        println!("{text}");
    })
}

#[measured(count = "lints/cart/tags/{method}", tags("items" = self.items.len()))]
impl<T> Cart<T> {
    fn first_of_all(&self) -> Option<&T> {
        self.items.first()
    }
}

struct Counter(u8);

#[measured(count = "lints/{type}/{method}", errors = "lints/{type}/{method}/errors")]
impl Counter {
    #[measured(skip)]
    const fn new() -> Self {
        Self(0)
    }

    fn up(&mut self) -> Option<u8> {
        const STEP: u8 = 1;
        self.0 = self.0.checked_add(STEP)?;
        Some(self.0)
    }
}

#[measured(latency = "lints/{type}/iterator/{method}")]
impl Iterator for Counter {
    type Item = u8;

    fn next(&mut self) -> Option<Self::Item> {
        self.up()
    }
}

#[test]
fn all_of_it_runs() {
    drop((promised(""), boxed(""), "1".open(2)));
    assert_eq!(("".shut(0), "".shut(9)), (None, Some(8)));
    assert_eq!((arguments(|| 1, &["a", "ab"]), callback(1)), (Some(2), 1));
    called(true);
    assert_eq!(Counter::new().next(), Some(1));
    let mut cart = Cart { items: vec![1_u8] };
    assert!(cart.first(vec![], String::new(), (1, 2)).is_ok());
    assert!(cart.first(vec![1; 9], String::new(), (1, 2)).is_err());
    drop(cart.later(vec![], String::new(), Box::new(1)));
    drop(cart.guard(vec![]));
    drop((nothing_async(true, String::new()), forever("")));
    drop((pattern((String::new(), String::new()), Duration::ZERO), left(Default::default())));
    assert_eq!(cart.into_first(""), Some(1));
    assert!(std::panic::catch_unwind(later).is_err());
    assert!(std::panic::catch_unwind(|| given_up(vec![])).is_err());
    assert!(std::panic::catch_unwind(given_up_at_last).is_err());
    assert_eq!(sum(&[1, 2]), 3);
    nothing(true);
    nothing(false);
    assert_eq!(iterator(&[1]).map(Iterator::count), Ok(1));
    assert!(std::panic::catch_unwind(|| never("on purpose")).is_err());
    assert_eq!(generic([1_u8]), Some(1));
    record!(CART_ITEMS = 3, CART_VALUE = 41.5);
    assert_eq!(VALUE.name(), "lints/cart/value_sum");
    assert_eq!(BY_CONST.name(), "lints/cart/by_const");
    let made = || (String::new(), vec![1]);
    assert!(tags(Method::Get, made().0, made().1, "", (1, String::new())).is_ok());
    assert!(tags(Method::Put, made().0, made().1, "", (1, String::new())).is_err());
    assert_eq!(tags_guard(Method::Get, "two"), 3);
    drop((tags_async(&[1], vec![]), tags_boxed("")));
    assert_eq!(Cart { items: vec![7] }.first_of_all(), Some(&7));
}
