#![deny(warnings)]
#![allow(unused_must_use)]
use census::measured;

/// Documented.
#[must_use]
#[inline(never)]
#[measured(errors = "ui/a")]
#[deprecated(note = "pay later")]
pub(crate) fn pay() -> Option<u8> { Some(1) }

#[allow(deprecated)]
fn main() {
    pay();
}
