//! A tag of any text has no limit of its own: a view keeps so many rows, and the rest share one.
#![deny(warnings)]

use std::borrow::Cow;
use std::sync::Arc;

use census::{TagValue, measured};

#[measured(
    count = "any-text",
    tags(
        "borrowed" = borrowed,
        "owned" = owned,
        "shared" = shared,
        "cow" = cow,
        "value" = value,
        "boxed" = boxed,
        "maybe" = owned.get(1..),
        "number" = owned.len(),
        "good" = owned.is_empty(),
    )
)]
fn all(
    borrowed: &str,
    owned: String,
    shared: Arc<str>,
    cow: Cow<'_, str>,
    value: TagValue<'_>,
    boxed: Box<String>,
) -> String {
    drop((shared, cow, value, boxed));
    owned + borrowed
}

fn main() {
    let (value, boxed) = (TagValue::new("v"), Box::new("b".to_owned()));
    assert_eq!(all("!", "o".to_owned(), "s".into(), "c".into(), value, boxed), "o!");
    assert_eq!(
        census::read("any-text").expect("the view").to_string(),
        "any-text [1]\n  borrowed=!  owned=o  shared=s  cow=c  value=v  boxed=b  maybe=  \
         number=1  good=false  count=1\n"
    );
}
