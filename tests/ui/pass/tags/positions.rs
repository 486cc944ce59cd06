//! Tags wherever a function can stand.
#![forbid(unsafe_code)]
#![deny(warnings)]

use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

use census::{TagKey, TagValue, measured};

#[derive(Clone, Copy, TagValue)]
pub enum Method {
    Get,
}

const METHOD: TagKey = TagKey::closed::<Method>("method");
static REGION: TagKey = TagKey::new("region");

mod keys {
    use census::TagKey;

    pub const SIZE: TagKey = TagKey::new("size");
    pub static TYPE: TagKey = TagKey::new("type");
}

#[measured(
    count = "p/free",
    tags(METHOD = Method::Get, region, keys::size = 1, keys::r#type = "t"),
)]
pub fn free() {}

#[measured(latency = "p/generic", tags("items" = items.len(), "n" = N))]
pub fn generic<'a, T: Clone, const N: usize>(items: &'a [T], _: impl Sized) -> Option<&'a T>
where
    T: 'a,
{
    items.first()
}

#[measured(
    count = "p/patterns",
    errors = "p/patterns/errors",
    tags("a" = a, "c" = c, "rest" = rest.len(), "ok" = |result| result.is_ok())
)]
pub fn patterns((a, mut b): (u8, u8), _: String, &c: &u8, rest: Vec<u8>) -> Result<u8, ()> {
    b += a;
    b.checked_add(rest.into_iter().sum()).map(|sum| sum + c).ok_or(())
}

#[measured(count = "p/impl", tags("some" = |result| result.is_some()))]
pub fn anonymous(name: &str) -> Option<impl Iterator<Item = char>> {
    (!name.is_empty()).then(|| name.chars())
}

#[measured(errors = "p/never", in_flight = "p/never/in_flight", tags(region = "eu"))]
pub fn never() -> ! {
    panic!("on purpose")
}

#[measured(errors = "p/caller", tags("good" = |result| result.is_some()))]
#[track_caller]
pub fn caller(list: &[u8]) -> Option<u8> {
    list.first().copied()
}

pub struct Shop {
    region: String,
    pub sold: Rc<u8>,
}

#[measured(
    count = "p/{type}/{method}",
    errors = "p/{type}/{method}/errors",
    in_flight = "p/{type}/{method}/in_flight",
    tags(region = self.region)
)]
impl Shop {
    pub fn by_reference(&self) -> &str {
        &self.region
    }

    pub fn by_mutable_reference(&mut self) -> Option<&mut String> {
        Some(&mut self.region)
    }

    pub fn by_value(self) -> Result<String, ()> {
        Ok(self.region)
    }

    pub fn boxed(self: Box<Self>) -> Rc<u8> {
        self.sold
    }

    #[measured(tags(region = self.region, "sold" = |result| **result))]
    pub async fn later(self: Rc<Self>) -> Rc<u8> {
        std::future::ready(()).await;
        Rc::clone(&self.sold)
    }

    #[measured(count = "p/shop/plain")]
    pub fn plain() {}
}

pub trait Sell {
    #[measured(count = "p/provided", tags("price" = price))]
    fn provided(&self, price: u8) -> u8 {
        price
    }

    fn later(&self) -> impl Future<Output = u8>;
}

impl Sell for u8 {
    #[measured(count = "p/trait", tags("me" = self))]
    async fn later(&self) -> u8 {
        *self
    }
}

#[measured(count = "p/inside", tags("text" = text))]
pub fn inside(text: &str) -> impl Future<Output = usize> + use<> {
    let text = text.to_owned();
    async move { text.len() }
}

#[measured(count = "p/pinned", errors = "p/pinned/errors", tags("n" = n, "m" = |m| *m))]
pub fn pinned(n: u8) -> Pin<Box<dyn Future<Output = u8> + Send>> {
    Box::pin(async move { n })
}

#[measured(count = "p/around", future, tags("a" = a, "b" = b))]
pub fn around((a, b): (u8, u8)) -> impl Future<Output = u8> {
    std::future::ready(a + b)
}

macro_rules! made {
    ($name:ident, $value:expr) => {
        #[measured(count = "p/made", tags("value" = $value, "argument" = argument))]
        pub fn $name(argument: u8) -> u8 {
            argument
        }
    };
}

made!(one, 1 + 1);
made!(other, "x");

fn main() {
    free();
    generic::<u8, 3>(&[1], ());
    let _ = patterns((1, 2), String::new(), &3, vec![4]);
    assert_eq!(one(1) + other(2), 3);
    assert_eq!(caller(&[]), None);
    assert!(anonymous("").is_none());
    Shop::plain();
    assert_eq!(Shop { region: "eu".to_owned(), sold: Rc::new(1) }.by_value(), Ok("eu".to_owned()));
    let rows = |name: &str| census::read(name).expect("a view").rows().len();
    assert_eq!([rows("p/free"), rows("p/made"), rows("p/shop/by_value")], [1, 2, 1]);
    assert_eq!(
        census::read("p/patterns").expect("the view").to_string(),
        "p/patterns [1]\n  a=1  c=3  rest=1  ok=true  count=1\n"
    );
}
