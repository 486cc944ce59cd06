//! Sets of values: their spellings, their keys, and another crate's path.
#![no_implicit_prelude]
#![deny(warnings)]

extern crate census as elsewhere;
extern crate std;

use elsewhere::tags::ClosedTag;
use elsewhere::{TagKey, TagValue};
use std::convert::From;

#[derive(TagValue, std::clone::Clone, std::marker::Copy, std::fmt::Debug)]
#[tag(crate = elsewhere)]
pub enum Status {
    Ok,
    NotFound,
    HTTPError,
    r#False,
    #[tag("5xx, all of them")]
    Failed = 7,
    #[tag("")]
    Empty,
}

/// One value is a set too.
#[derive(TagValue)]
#[tag(crate = ::census)]
enum Alone {
    One,
}

mod inner {
    #[derive(::census::TagValue)]
    pub(super) enum Private {
        Inside,
    }
}

const STATUS: TagKey = TagKey::closed::<Status>("status");
static ALONE: TagKey = TagKey::closed::<Alone>("alone");

fn main() {
    std::assert_eq!(
        Status::VALUES,
        ["ok", "not_found", "http_error", "false", "5xx, all of them", ""]
    );
    std::assert_eq!(Status::Failed.index(), 4);
    std::assert_eq!(STATUS.values(), std::option::Option::Some(Status::VALUES));
    std::assert_eq!(ALONE.name(), "alone");
    std::assert_eq!(Alone::One.as_str(), inner::Private::Inside.as_str().replace("inside", "one"));
    std::assert_eq!(TagValue::from(Status::Empty).as_str(), "");
    let _unused = (Status::Ok, Status::NotFound, Status::HTTPError, Status::False);
}
