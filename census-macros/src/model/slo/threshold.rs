//! `latency < 250ms for 99%`, and `p99 < 250ms`, which says the same.

use proc_macro2::{Ident, TokenStream, TokenTree};
use syn::Lit;

use crate::faults::Faults;
use crate::model::duration::Bound;
use crate::model::slo::goal;
use crate::parse::{Amount, Sign, Value};

/// The least threshold. A call is timed to some tens of nanoseconds: at less than a microsecond its
/// error would decide.
const NANOSECONDS_MIN: u64 = 1_000;

/// A goal for the time of calls.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Threshold {
    pub(crate) nanoseconds: u64,
    pub(crate) ppm: u32,
}

/// Whether a key is `p99`, or one like it.
pub(super) fn is_percentile(word: &str) -> bool {
    word.strip_prefix('p').is_some_and(|digits| {
        !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit())
    })
}

/// `< 250ms for 99%`
pub(super) fn latency(sign: &Sign, value: TokenStream, faults: &mut Faults) -> Option<Threshold> {
    if !is_less("latency", sign, faults) {
        return None;
    }
    let mut tokens = value.clone().into_iter();
    let first = tokens.next();
    let word = tokens.next();
    let share: TokenStream = tokens.collect();
    match &word {
        Some(TokenTree::Ident(word)) if word == "for" && !share.is_empty() => {}
        Some(TokenTree::Ident(word)) if word == "for" => {
            faults.at(word, "for which share of calls? Write `for 99%`");
            return None;
        }
        Some(TokenTree::Ident(unit)) => {
            let digits = first.map(|first| first.to_string()).unwrap_or_default();
            faults.at(unit, format!("expected `for 99%`, or `{digits}{unit}` without a blank"));
            return None;
        }
        Some(other) => {
            faults.at(other, "expected `for 99%` behind the threshold");
            return None;
        }
        None => {
            let message = format!("for which share of calls? Write `latency < {value} for 99%`");
            faults.at(value, message);
            return None;
        }
    }
    let nanoseconds = threshold(first?, faults);
    let ppm = goal::goal("for", share, faults);
    Some(Threshold { nanoseconds: nanoseconds?, ppm: ppm? })
}

/// `p99 < 250ms`
pub(super) fn percentile(
    key: &Ident,
    fraction: Option<&TokenTree>,
    sign: &Sign,
    value: TokenStream,
    faults: &mut Faults,
) -> Option<Threshold> {
    let word = key.to_string();
    if !is_less(&word, sign, faults) {
        return None;
    }
    let digits = word.trim_start_matches('p');
    if digits.len() > 2 {
        let (whole, rest) = digits.split_at(2);
        faults.at(key, format!("write `p{whole}.{rest}`, or `latency < … for {whole}.{rest}%`"));
        return None;
    }
    let share: TokenStream = match fraction {
        Some(fraction) => format!("{digits}.{fraction}%"),
        None => format!("{digits}%"),
    }
    .parse()
    .ok()?;
    let mut wrong = Faults::default();
    let ppm = goal::goal("latency", share, &mut wrong);
    if wrong.any() {
        faults.at(key, format!("`{word}` is no share of calls that an objective can promise"));
    }
    let mut tokens = value.into_iter();
    let first = tokens.next()?;
    if let Some(other) = tokens.next() {
        faults.at(other, format!("expected `;`: `{word}` says the share of calls already"));
        return None;
    }
    Some(Threshold { nanoseconds: threshold(first, faults)?, ppm: ppm? })
}

/// Whether the sign is `<`.
fn is_less(key: &str, sign: &Sign, faults: &mut Faults) -> bool {
    match sign.text.as_str() {
        "<" => return true,
        "<=" => faults.at(
            sign,
            "a call is good if it takes less than the threshold, which is where a bucket ends: \
             write `<`",
        ),
        _ => faults.at(sign, format!("a latency has an upper bound: write `{key} < 250ms …`")),
    }
    false
}

fn threshold(token: TokenTree, faults: &mut Faults) -> Option<u64> {
    let TokenTree::Literal(literal) = token else {
        faults.at(token, "expected a duration, as in `250ms` or `2.5s`");
        return None;
    };
    let literal = Lit::new(literal);
    let bare = match &literal {
        Lit::Int(number) => number.suffix().is_empty().then(|| number.base10_digits()),
        Lit::Float(number) => number.suffix().is_empty().then(|| number.base10_digits()),
        _ => None,
    };
    if let Some(digits) = bare {
        let message = format!("`{digits}` of what? Write `{digits}ms` or `{digits}s`");
        faults.at(&literal, message);
        return None;
    }
    let value = Value::Literal(Amount { minus: None, literal });
    let Bound { literal, nanoseconds } = Bound::of(value, None, faults)?;
    if nanoseconds < NANOSECONDS_MIN {
        faults.at(
            literal,
            "a call is timed to some tens of nanoseconds: a threshold is `1us` at least",
        );
        return None;
    }
    Some(nanoseconds)
}
