//! What `#[measured]` means on the function that it stands on.

use proc_macro2::Span;
use syn::{Error, Path, Result};

use crate::faults::Faults;
use crate::model::{Around, Given, Latency, Moves, Names, Returned, Text};
use crate::parse::function::{Function, Item};
use crate::parse::measured::Input;
use crate::spelling;

const KEYS: &[&str] = &["count", "errors", "latency", "buckets", "unit", "in_flight", "crate"];

/// A measured function.
pub(crate) struct Measured {
    pub(crate) krate: Option<Path>,
    pub(crate) count: Option<Text>,
    pub(crate) errors: Option<Text>,
    pub(crate) latency: Option<Latency>,
    pub(crate) in_flight: Option<Text>,
    pub(crate) function: Function,
    /// Where the function returns a future, and the body is the future's.
    pub(crate) around: Option<Around>,
    pub(crate) way: Way,
}

/// How its calls are followed.
pub(crate) enum Way {
    /// No outcome is asked for: a guard says that the call ended, however it did.
    Guard,
    /// A function that never returns can only panic.
    Never,
    /// The body is a closure, so that what it returns can be looked at.
    Closure(Returned, Moves),
    /// The body is a future, so that what it returns can be looked at.
    Future(Returned, Moves),
}

impl TryFrom<Input> for Measured {
    type Error = Error;

    fn try_from(input: Input) -> Result<Self> {
        let Input { args, item, mut faults } = input;
        let unread = faults.any();
        let mut given = Given::sort(args, KEYS, &mut faults);
        let krate = given.take_crate(&mut faults);
        let [count, errors, in_flight] = ["count", "errors", "in_flight"].map(|key| {
            let arg = given.take(key)?;
            Some(Text::name(key, arg.value, &mut faults))
        });
        let timed = given.has("latency");
        let latency = Latency::of(&mut given, &mut faults);
        let mut names = Names::default();
        names.add("count", count.as_ref().and_then(Option::as_ref), &mut faults);
        names.add("errors", errors.as_ref().and_then(Option::as_ref), &mut faults);
        names.add("latency", latency.as_ref().map(|latency| &latency.name), &mut faults);
        names.add("in_flight", in_flight.as_ref().and_then(Option::as_ref), &mut faults);
        let asked = count.is_some() || errors.is_some() || in_flight.is_some() || timed;
        let function = function(item, &mut faults);
        if !asked && !unread && !given.unknown {
            let place = function.as_ref().map(|function| function.signature.ident.span());
            faults.add(nothing_asked(place));
        }
        let way_and_function = function.map(|mut function| {
            let mut around = Around::take(&mut function, &mut faults);
            let way = match &mut around {
                Some(around) => way_of_future(around, errors.is_some()),
                None => way(&mut function, errors.is_some()),
            };
            (function, around, way)
        });
        let measured = way_and_function.map(|(function, around, way)| Measured {
            krate,
            count: count.flatten(),
            errors: errors.flatten(),
            latency,
            in_flight: in_flight.flatten(),
            function,
            around,
            way,
        });
        faults.or(measured)
    }
}

/// Told at the attribute, as if the user's own token stood there: a message with the attribute's
/// span would be followed by one about macros.
fn nothing_asked(user: Option<Span>) -> Error {
    let attribute = Span::call_site();
    let place = user.map_or(attribute, |user| attribute.resolved_at(user));
    let message = format!(
        "nothing is asked for: give one of {} at least, as in \
         `#[measured(count = \"shop/checkout/requests\")]`",
        spelling::list(&["count", "errors", "latency", "in_flight"])
    );
    Error::new(place, message)
}

fn way(function: &mut Function, judged: bool) -> Way {
    if !judged {
        return Way::Guard;
    }
    let signature = &mut function.signature;
    let returned = Returned::of(&signature.output);
    if signature.asyncness.is_some() {
        let moves = Moves::mention(signature, &function.body);
        return Way::Future(returned, moves);
    }
    match returned {
        Returned::Never => Way::Never,
        returned => Way::Closure(returned, Moves::bind(signature)),
    }
}

fn way_of_future(around: &mut Around, judged: bool) -> Way {
    if !judged {
        return Way::Guard;
    }
    let returned = std::mem::replace(&mut around.returned, Returned::Nothing);
    // What the future holds it has caught already; nothing is left to move.
    Way::Future(returned, Moves(Vec::new()))
}

/// The function, if it is one that can be measured.
fn function(item: Item, faults: &mut Faults) -> Option<Function> {
    let function = match item {
        Item::Function(function) => *function,
        Item::Bodiless(semicolon) => {
            faults.at(
                semicolon,
                "there is no body to measure: put `#[measured]` on the functions that implement \
                 this one",
            );
            return None;
        }
        Item::Other(word) => {
            let hint = match word.to_string().as_str() {
                "impl" | "trait" => ": put it on each method that is to be measured",
                _ => "",
            };
            let message = format!("`#[measured]` goes on a function, not on `{word}`{hint}");
            faults.at(word, message);
            return None;
        }
    };
    if let Some(constness) = &function.signature.constness {
        faults.at(
            constness,
            "a `const fn` cannot be measured: nothing can be counted while compiling",
        );
    }
    for attribute in &function.attributes {
        if attribute.path().segments.last().is_some_and(|last| last.ident == "measured") {
            faults.at(
                attribute,
                "`#[measured]` stands on this function twice: one attribute takes all keys",
            );
        }
    }
    Some(function)
}
