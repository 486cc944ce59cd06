//! From tokens to syntax: what stands where, with its spans. No key and no rule is known here.

mod argument;
mod declared;
pub(crate) mod function;
pub(crate) mod measure;
pub(crate) mod measured;
pub(crate) mod record;
mod value;
pub(crate) mod view;

pub(crate) use argument::{Arg, Args};
pub(crate) use declared::{Declared, leading_crate};
pub(crate) use value::{Amount, List, Value};
