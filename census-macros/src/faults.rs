//! What is wrong, gathered, so that one build tells all of it.

use std::fmt::Display;

use quote::ToTokens;

/// The mistakes found so far.
#[derive(Default)]
pub(crate) struct Faults(Option<syn::Error>);

impl Faults {
    /// Adds a mistake, at the tokens that it lies in.
    pub(crate) fn at(&mut self, tokens: impl ToTokens, message: impl Display) {
        self.add(syn::Error::new_spanned(tokens, message));
    }

    /// Adds a mistake that two places share: the message at the second, a pointer at the first.
    pub(crate) fn twice(&mut self, first: impl ToTokens, second: impl ToTokens, message: String) {
        self.at(second, message);
        self.at(first, "it was first given here");
    }

    /// Adds a mistake that has its place already.
    pub(crate) fn add(&mut self, error: syn::Error) {
        match &mut self.0 {
            Some(errors) => errors.combine(error),
            none => *none = Some(error),
        }
    }

    /// Adds all of another's.
    pub(crate) fn merge(&mut self, other: Faults) {
        other.0.into_iter().for_each(|error| self.add(error));
    }

    /// Whether there are any.
    pub(crate) fn any(&self) -> bool {
        self.0.is_some()
    }

    /// Gives the value if nothing was wrong.
    pub(crate) fn or<T>(self, value: Option<T>) -> syn::Result<T> {
        match (self.0, value) {
            (None, Some(value)) => Ok(value),
            (Some(errors), _) => Err(errors),
            (None, None) => Err(syn::Error::new(
                proc_macro2::Span::call_site(),
                "census-macros gave up without a reason: please report this",
            )),
        }
    }
}
