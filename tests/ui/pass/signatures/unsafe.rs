#![deny(warnings)]
use census::measured;

/// # Safety
///
/// The pointer is valid.
#[measured(errors = "ui/a")]
unsafe fn read(pointer: *const u8) -> Option<u8> {
    Some(unsafe { *pointer })
}

fn main() {
    assert_eq!(unsafe { read(&5) }, Some(5));
}
