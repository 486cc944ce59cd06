use census::measured;
use std::panic::Location;

#[measured(count = "ui/a", latency = "ui/t")]
#[track_caller]
fn line(ok: bool) -> Option<u32> {
    if !ok { return None; }
    Some(Location::caller().line())
}

fn main() {
    assert_eq!(line(true), Some(line!()));
}
