//! What only the compiler can see of an objective and of the function that serves it, since they
//! may stand in two crates: asserted by constants, in words that name the numbers.

use crate::model::slo::{Sli, SloSpec};

/// Bytes of a message.
const ROOM: usize = 512;

/// Bytes an id may have, so that `<id>-availability` is a name of 63 that Kubernetes takes.
const ID_BYTES_MAX: usize = 50;

/// How many times too large or too small bounds have to be to look like those of another unit.
const UNITS_APART: u64 = 100;

/// Asserts that a threshold is among the bounds of the histogram that people will look at, beside
/// the exact counts. For expansions only.
///
/// # Panics
///
/// If it is not, with the nearest bounds.
#[track_caller]
pub const fn assert_threshold(slo: &SloSpec<'_>, bounds: &[u64]) {
    let Some(latency) = slo.latency else { return };
    let threshold = latency.threshold;
    let mut above = 0;
    while above < bounds.len() && bounds[above] < threshold {
        above += 1;
    }
    if above < bounds.len() && bounds[above] == threshold {
        return;
    }
    let mut text = Text::new();
    text.push("the threshold `");
    text.duration(threshold);
    text.push("` of objective `");
    text.push(slo.id);
    text.push("-");
    text.push(Sli::Latency.as_str());
    text.push("` is no bound of this latency: ");
    if bounds.is_empty() {
        text.push("there are none");
    } else if bounds[0] / UNITS_APART >= threshold {
        text.push("they begin at `");
        text.duration(bounds[0]);
        text.push("`, which looks like another unit");
    } else if bounds[bounds.len() - 1] <= threshold / UNITS_APART {
        text.push("they end at `");
        text.duration(bounds[bounds.len() - 1]);
        text.push("`, which looks like another unit");
    } else if above == bounds.len() {
        text.push("the last is `");
        text.duration(bounds[above - 1]);
        text.push("`, and all slower calls would be one bucket");
    } else if above == 0 {
        text.push("the first is `");
        text.duration(bounds[0]);
        text.push("`");
    } else {
        text.push("the nearest are `");
        text.duration(bounds[above - 1]);
        text.push("` and `");
        text.duration(bounds[above]);
        text.push("`");
    }
    text.push("; put `");
    text.duration(threshold);
    text.push("` into `buckets`, write `buckets = auto`, or set the objective to one of them");
    panic!("{}", text.as_str());
}

/// Asserts that it is said what `None` is, of an objective that judges results of `any` type: of
/// others the types say it. For expansions only.
///
/// # Panics
///
/// If it is not.
#[track_caller]
pub const fn assert_none_is_said(slo: &SloSpec<'_>, any: bool) {
    if any && slo.classification.none.is_none() {
        let mut text = Text::new();
        text.push("what is `None` to objective `");
        text.push(slo.id);
        text.push("`? Say `none = good`, `none = bad` or `none = exclude` there");
        panic!("{}", text.as_str());
    }
}

/// The id of an objective that a function declares for itself: the function's path, with `-` for
/// `::` and `_`. `N` is its length, [`derived_len`]. For expansions only.
///
/// # Panics
///
/// If that is too long for the backends.
#[track_caller]
pub const fn derived<const N: usize>(path: &str) -> [u8; N] {
    let path = path.as_bytes();
    let mut id = [0; N];
    let (mut from, mut to) = (0, 0);
    while from < path.len() {
        if path[from] == b':' || path[from] == b'#' {
            from += 1;
            // Of `::` and of `r#` one is left, and none.
            if path[from - 1] == b'#' {
                to -= 1;
                continue;
            }
            from += 1;
            id[to] = b'-';
        } else {
            let byte = path[from];
            id[to] = if byte == b'_' { b'-' } else { byte.to_ascii_lowercase() };
            from += 1;
        }
        to += 1;
    }
    if N > ID_BYTES_MAX {
        panic!(
            "the path of this function is too long for the id of an objective, which has at most \
             50 bytes: say `id = \"…\"`"
        );
    }
    id
}

/// Bytes of an id that is derived from a path. For expansions only.
pub const fn derived_len(path: &str) -> usize {
    let path = path.as_bytes();
    let (mut at, mut len) = (0, path.len());
    while at < path.len() {
        match path[at] {
            b':' => {
                len -= 1;
                at += 1;
            }
            b'#' => len -= 2,
            _ => {}
        }
        at += 1;
    }
    len
}

/// The text of ASCII bytes. For expansions only.
///
/// # Panics
///
/// If they are no text.
#[track_caller]
pub const fn text(bytes: &[u8]) -> &str {
    match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(_) => panic!("the path of this function is not ASCII: say `id = \"…\"`"),
    }
}

/// A message that a constant writes: what does not fit is left out.
struct Text {
    bytes: [u8; ROOM],
    len: usize,
}

impl Text {
    const fn new() -> Self {
        Text { bytes: [0; ROOM], len: 0 }
    }

    const fn push(&mut self, text: &str) {
        let text = text.as_bytes();
        if self.len + text.len() > ROOM {
            return;
        }
        let mut at = 0;
        while at < text.len() {
            self.bytes[self.len] = text[at];
            self.len += 1;
            at += 1;
        }
    }

    /// A number of nanoseconds, in the largest unit that it is whole in, or else with its digits.
    const fn duration(&mut self, nanoseconds: u64) {
        const UNITS: [(&str, u64); 4] =
            [("s", 1_000_000_000), ("ms", 1_000_000), ("us", 1_000), ("ns", 1)];
        let mut at = 0;
        while at < UNITS.len() {
            let (unit, size) = UNITS[at];
            let tenths = nanoseconds % size;
            if nanoseconds >= size && (tenths.is_multiple_of(size / 10 + (size == 1) as u64)) {
                self.number(nanoseconds / size);
                if tenths > 0 {
                    self.push(".");
                    self.number(tenths / (size / 10));
                }
                self.push(unit);
                return;
            }
            at += 1;
        }
        self.push("0s");
    }

    const fn number(&mut self, number: u64) {
        let mut digits = [0; 20];
        let mut rest = number;
        let mut at = digits.len();
        loop {
            at -= 1;
            digits[at] = b'0' + (rest % 10) as u8;
            rest /= 10;
            if rest == 0 {
                break;
            }
        }
        let (_, digits) = digits.split_at(at);
        self.push(text(digits));
    }

    const fn as_str(&self) -> &str {
        text(self.bytes.split_at(self.len).0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(nanoseconds: u64) -> String {
        let mut text = Text::new();
        text.duration(nanoseconds);
        text.as_str().to_owned()
    }

    #[test]
    fn durations_are_shown_as_they_would_be_written() {
        assert_eq!(shown(250_000_000), "250ms");
        assert_eq!(shown(2_500_000_000), "2.5s");
        assert_eq!(shown(1_000_000_000), "1s");
        assert_eq!(shown(1_250_000_000), "1250ms");
        assert_eq!(shown(1), "1ns");
        assert_eq!(shown(0), "0s");
        assert_eq!(shown(u64::MAX), "18446744073709551615ns");
    }

    #[test]
    fn an_id_is_derived_from_a_path() {
        fn id<const N: usize>(path: &str) -> String {
            assert_eq!(derived_len(path), N);
            text(&derived::<N>(path)).to_owned()
        }
        assert_eq!(id::<16>("shop::pay::take_it"), "shop-pay-take-it");
        assert_eq!(id::<10>("a::Cart::r#try"), "a-cart-try");
    }
}
