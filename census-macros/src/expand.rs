//! From meaning to tokens: no decision is made here and nothing can go wrong.
//!
//! Every token of ours has the span `Span::mixed_site()`, so that local names of ours and of the
//! user never meet, and lints know that the code is not theirs. A path, a literal or a type of the
//! user's keeps its own span, and a check that the compiler makes for us has the span of what it
//! checks.

#[macro_use]
mod ours;

mod block;
mod body;
pub(crate) mod closed;
mod entry;
mod krate;
pub(crate) mod measure;
pub(crate) mod measured;
pub(crate) mod off;
mod promised;
pub(crate) mod record;
mod served;
mod site;
pub(crate) mod slo;
mod tags;
mod text;
pub(crate) mod view;

pub(crate) use entry::entry;
pub(crate) use krate::Krate;
pub(crate) use served::Served;
