use census::measured;
use std::panic::Location;

#[measured(errors = "ui/a", latency = "ui/t")]
#[track_caller]
fn line(ok: bool) -> Option<u32> {
    assert!(ok != false);
    let line = Location::caller().line();
    if ok { Some(line) } else { None }
}

fn main() {
    assert_eq!(line(true), Some(line!()));
}
