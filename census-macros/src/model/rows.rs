//! How many rows a view keeps, and for how long.

use proc_macro2::Span;
use quote::ToTokens;
use syn::{Lit, LitInt};

use crate::faults::Faults;
use crate::model::Given;
use crate::model::duration::{TimeUnit, unknown};
use crate::parse::{Amount, Value};
use crate::syntax::Path;

/// The least time after which rows go, but for none at all.
const SECOND: u64 = 1_000_000_000;

/// What is said of a view's rows.
#[derive(Default)]
pub(crate) struct Rows {
    pub(crate) max: Option<Max>,
    /// With its place: what the compiler says of the tag keys is said there.
    pub(crate) expire_after: Option<(Span, Time)>,
}

/// A number of rows.
pub(crate) enum Max {
    Number(LitInt),
    Path(Path),
}

/// How long a row stays that nobody touches.
pub(crate) enum Time {
    Nanoseconds(u64),
    Path(Path),
}

impl Rows {
    pub(crate) fn of(given: &mut Given, faults: &mut Faults) -> Option<Self> {
        let max = given.take("rows_max").map(|arg| Max::of(arg.value, faults));
        let time = given.take("rows_expire_after").map(|arg| {
            let key = arg.key;
            let time = Time::of(arg.value, faults).map(|time| (key.span(), time));
            if time.is_some() && !given.has("tags") {
                faults.at(
                    key,
                    "a view without tags has no rows that could expire: leave it out, or break \
                     the view down with `tags: [KEY]`",
                );
            }
            time
        });
        let max = if let Some(max) = max { Some(max?) } else { None };
        let expire_after = if let Some(time) = time { Some(time?) } else { None };
        Some(Rows { max, expire_after })
    }
}

impl Max {
    fn of(value: Value, faults: &mut Faults) -> Option<Self> {
        match value {
            Value::Path(path) => Some(Max::Path(path)),
            Value::Literal(Amount { minus: None, literal: Lit::Int(number) })
                if number.suffix().is_empty()
                    && number.base10_parse::<u16>().is_ok_and(|rows| rows > 0) =>
            {
                Some(Max::Number(number))
            }
            other => {
                faults.at(other, "`rows_max` takes a number of rows from 1 to 65535, as in `500`");
                None
            }
        }
    }
}

impl Time {
    fn of(value: Value, faults: &mut Faults) -> Option<Self> {
        const TAKES: &str = "`rows_expire_after` takes whole seconds, minutes or hours, as in \
                             `10min`, or the path to a `Duration`";
        let number = match value {
            Value::Path(path) => return Some(Time::Path(path)),
            Value::Literal(Amount { minus: None, literal: Lit::Int(number) }) => number,
            other => {
                faults.at(other, TAKES);
                return None;
            }
        };
        let (digits, unit) = (number.base10_digits(), number.suffix());
        let Some(known) = TimeUnit::of(unit) else {
            let message = match unit {
                "" => format!("`{digits}` of what? Write `{digits}s` or `{digits}min`"),
                _ => {
                    let meant = TimeUnit::meant(unit).map(|code| format!("{digits}{code}"));
                    unknown(unit, meant.as_deref())
                }
            };
            faults.at(&number, message);
            return None;
        };
        let time = number.base10_parse::<u64>().ok();
        let time = time.and_then(|time| time.checked_mul(known.nanoseconds()));
        if time.is_none() {
            let written = number.to_token_stream();
            faults.at(&number, format!("`{written}` is longer than any program runs"));
        }
        if matches!(time, Some(1..SECOND)) {
            let written = number.to_token_stream();
            faults.at(
                &number,
                format!(
                    "rows are looked at when they are exported, seconds apart: `{written}` is too \
                     short; write `1s` or more, or `0s` for rows that go as soon as they are \
                     delivered"
                ),
            );
            return None;
        }
        time.map(Time::Nanoseconds)
    }
}
