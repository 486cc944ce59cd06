#![deny(warnings)]
use census::measured;

#[measured(errors = "ui/a")]
fn third(limit: u8) -> Option<u8> {
    let found = 'found: {
        for item in 0..limit {
            if item == 3 { break 'found item; }
        }
        return None;
    };
    Some(loop { break found; })
}

fn main() {
    assert_eq!((third(3), third(4)), (None, Some(3)));
}
