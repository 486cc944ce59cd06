//! `500/h`: how many calls are expected, and whether that is enough to tell a failure from a fire.

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Lit, LitInt};

use crate::faults::Faults;
use crate::model::slo::Window;

const UNITS: &[(&str, u64)] =
    &[("s", 1), ("m", 60), ("min", 60), ("h", 3_600), ("d", 86_400), ("day", 86_400)];

/// Failed calls that a budget has to hold: an alert fires when a fiftieth of it is gone in an hour,
/// so that of a smaller one a single call would be too much.
const BUDGET_MIN: u128 = 50;

/// Expected calls.
#[derive(Clone)]
pub(crate) struct Traffic {
    pub(crate) count: u64,
    pub(crate) seconds: u64,
    /// As it was written.
    value: TokenStream,
}

/// Reads `500/h`.
pub(super) fn read(value: TokenStream, faults: &mut Faults) -> Option<Traffic> {
    const TAKES: &str = "`expect` takes calls and the time they come in, as in `500/h` or `20/s`";
    let tokens: Vec<TokenTree> = value.clone().into_iter().collect();
    let [TokenTree::Literal(number), TokenTree::Punct(slash), TokenTree::Ident(unit)] = &tokens[..]
    else {
        faults.at(value, TAKES);
        return None;
    };
    let count = match Lit::new(number.clone()) {
        Lit::Int(number) if number.suffix().is_empty() => LitInt::base10_parse(&number).ok(),
        _ => None,
    };
    let seconds = UNITS.iter().find(|(word, _)| unit == word).map(|(_, seconds)| *seconds);
    match (count, seconds) {
        (Some(0), _) => faults.at(value, "an objective for no calls is none: leave `expect` out"),
        (Some(count), Some(seconds)) if slash.as_char() == '/' => {
            return Some(Traffic { count, seconds, value });
        }
        (Some(_), None) => {
            faults.at(unit, "calls come per `s`, `min`, `h` or `d`, as in `500/h`");
        }
        _ => faults.at(value, TAKES),
    }
    None
}

/// Checks that a single failure is not an alert already.
pub(super) fn check(traffic: &Traffic, window: &Window, ppm: Option<u32>, faults: &mut Faults) {
    const MILLION: u128 = 1_000_000;
    let Some(ppm) = ppm else { return };
    let (count, seconds) = (u128::from(traffic.count), u128::from(traffic.seconds));
    let time = u128::from(window.days()) * 86_400;
    let budget = MILLION - u128::from(ppm);
    if count * time * budget >= BUDGET_MIN * MILLION * seconds {
        return;
    }
    let failures = count * time * budget / MILLION / seconds;
    let enough = (BUDGET_MIN * MILLION * seconds).div_ceil(time * budget);
    let calls = if failures == 1 { "call" } else { "calls" };
    let written = traffic.value.to_token_stream().to_string().replace(" ", "");
    let unit = written.split_once('/').map_or("h", |(_, unit)| unit);
    faults.at(
        &traffic.value,
        format!(
            "at `{written}` the budget of {} days is {failures} failed {calls}, so that a single \
             one would page: with this goal it takes `{enough}/{unit}`; promise less, or over a \
             longer window",
            window.days()
        ),
    );
}
