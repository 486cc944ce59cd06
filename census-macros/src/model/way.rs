//! How a function's calls are followed, so that what ends them is seen and nothing else changes.

use proc_macro2::TokenStream;

use crate::faults::Faults;
use crate::model::asked::Asked;
use crate::model::choice::Choice;
use crate::model::leaving::leaves_only_at_its_end;
use crate::model::promised::{Made, Promise, Promised, Wrap};
use crate::model::{Moves, Returned, Tags};
use crate::parse::function::Function;
use crate::syntax::Attribute;

/// How a function's calls are followed.
pub(crate) enum Way {
    /// No outcome is asked for: a guard says that the call ended, however it did.
    Guard,
    /// A function that never returns can only panic.
    Never,
    /// The body leaves only at its end, so that what it returns can be looked at there.
    Straight(Returned, Moves),
    /// The body is a closure, so that what it returns can be looked at.
    Closure(Returned, Moves),
    /// The body is a future, so that what it returns can be looked at.
    Future(Returned, Moves),
    /// The function returns a future, and the call ends with that.
    Promised(Box<Promised>),
}

/// Who looks at what a call returned, and at its arguments.
pub(crate) struct Looked {
    /// `errors`
    errors: bool,
    /// `slo`
    slo: bool,
    /// A tag of the result.
    result: bool,
    /// What is written of tags, if there are any.
    tags: Option<TokenStream>,
}

impl Looked {
    pub(crate) fn of(asked: &Asked, tags: Option<&Tags>) -> Self {
        Looked {
            errors: asked.errors.is_some(),
            slo: asked.slo.is_some(),
            result: tags.is_some_and(|tags| !tags.at_end.is_empty()),
            tags: tags.map(Tags::tokens),
        }
    }

    /// Whether somebody looks at what a call returned.
    pub(crate) fn any(&self) -> bool {
        self.errors || self.slo || self.result
    }

    /// How the arguments come into a closure. Tags are looked at before: what a pattern binds has
    /// to be there, if they name it.
    pub(crate) fn moves(&self, function: &mut Function) -> Moves {
        let mut signature = function.signature.clone();
        let mut moves = Moves::bind(&mut signature);
        if let Some(tags) = &self.tags {
            if moves.are_named_in(tags) {
                return self.mentions(function);
            }
            moves.use_those_in(tags);
        }
        *function.change() = signature;
        moves
    }

    /// How they come into a future.
    fn mentions(&self, function: &mut Function) -> Moves {
        let mut named = function.body.clone();
        named.extend(self.tags.clone());
        Moves::mention(function.change(), &named)
    }
}

impl Way {
    /// What a call returned, where somebody looks at it.
    pub(crate) fn returned(&self) -> Option<&Returned> {
        match self {
            Way::Guard => None,
            Way::Never => Some(&Returned::Never),
            Way::Straight(returned, _) | Way::Closure(returned, _) | Way::Future(returned, _) => {
                Some(returned)
            }
            Way::Promised(promised) => promised.judged.as_ref(),
        }
    }

    /// How the arguments come into a body that is wrapped.
    pub(crate) fn moves(&self) -> Option<&Moves> {
        match self {
            Way::Straight(_, moves) | Way::Closure(_, moves) | Way::Future(_, moves) => Some(moves),
            Way::Promised(promised) => match &promised.made {
                Made::Around { moves, .. } => Some(moves),
                Made::Inside { .. } => None,
            },
            Way::Guard | Way::Never => None,
        }
    }

    pub(crate) fn of(
        function: &mut Function,
        looked: &Looked,
        choice: Option<Choice>,
        faults: &mut Faults,
    ) -> Self {
        if function.signature.is_async {
            if let Some(Choice::Future(word) | Choice::Sync(word)) = choice {
                faults.at(
                    &word,
                    format!(
                        "an `async fn` is measured until it is ready, without a word: leave \
                         `{word}` out"
                    ),
                );
            }
            if !looked.any() {
                return Way::Guard;
            }
            let returned = Returned::of(function.signature.output.as_ref());
            let moves = looked.mentions(function);
            return Way::Future(returned, moves);
        }
        match function.signature.output.as_ref().and_then(Promise::of) {
            Some(promise) => promised(promise, function, looked, choice, faults),
            None => {
                if let Some(Choice::Future(word)) = choice {
                    faults.at(
                        word,
                        "`future` is for functions that return `impl Future`, \
                         `Pin<Box<dyn Future>>` or `BoxFuture`, by these names",
                    );
                }
                sync(function, looked, faults)
            }
        }
    }
}

/// A function that returns a future or a stream.
fn promised(
    promise: Promise,
    function: &mut Function,
    looked: &Looked,
    choice: Option<Choice>,
    faults: &mut Faults,
) -> Way {
    let Some(ty) = function.signature.output.clone() else { return Way::Guard };
    match (promise, choice) {
        (_, Some(Choice::Sync(_))) => return sync(function, looked, faults),
        // It has been told what is wrong with what they say.
        (_, Some(Choice::Unclear)) => {}
        (Promise::Stream, Some(Choice::Future(word))) => {
            faults.at(word, "a stream is no future: say `sync` to measure the call that makes it")
        }
        (Promise::Stream, None) => faults.at(
            ty,
            "what ends a call of this function? Say `sync` to measure the call that makes the \
             stream; to its last item it cannot be measured",
        ),
        (Promise::Future { wrap: Wrap::Not(bound), .. }, Some(Choice::Future(_))) => faults.at(
            bound,
            "the future that measures this one cannot promise that: say `sync` to measure the \
             call that makes it",
        ),
        (Promise::Future { wrap, output }, choice) => {
            match Promised::of(wrap, output.as_ref(), function, looked, choice.is_some()) {
                Some(promised) => return Way::Promised(Box::new(promised)),
                None => faults.at(
                    ty,
                    "what ends a call of this function? Say `future` to measure until the future \
                     is ready, or `sync` to measure the call that makes it",
                ),
            }
        }
    }
    Way::Guard
}

fn sync(function: &mut Function, looked: &Looked, faults: &mut Faults) -> Way {
    if !looked.any() {
        return Way::Guard;
    }
    let returned = Returned::of(function.signature.output.as_ref());
    if let Returned::Never = returned {
        return Way::Never;
    }
    if let Some(attribute) = function.attributes.iter().find(|other| is_track_caller(other)) {
        if leaves_only_at_its_end(function.body.clone()) {
            return Way::Straight(returned, Moves(Vec::new()));
        }
        let who = match looked {
            Looked { errors: true, .. } => "`errors`",
            Looked { slo: true, .. } => "`slo`",
            _ => "a tag of the result",
        };
        faults.at(
            attribute,
            format!(
                "{who} would hide the caller from this body: let it leave only at its end, \
                 without `return`, `?` and macros of your own, or put the rest into a function \
                 that it calls"
            ),
        );
    }
    // A closure would be two functions more for the compiler.
    let plain = !looked.slo && looked.tags.is_none();
    if plain
        && leaves_only_at_its_end(function.body.clone())
        && let Some(moves) = Moves::bind_in_place(function)
    {
        return Way::Straight(returned, moves);
    }
    Way::Closure(returned, looked.moves(function))
}

fn is_track_caller(attribute: &Attribute) -> bool {
    attribute.is("track_caller") || attribute.is_conditional("track_caller")
}
