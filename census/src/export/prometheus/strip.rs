//! Where a row's many lines are written: into room made once, so that no piece of them asks for it.

use super::number;

/// Bytes of the longest `Tail`: a bound of 24 digits and signs, and what is around it.
const TAIL_BYTES_MAX: usize = 32;

/// Bytes of the longest number and the end of its line.
const NUMBER_BYTES_MAX: usize = number::DIGITS_MAX + 1;

/// The lines of one row; the same bytes serve row after row.
#[derive(Debug, Default)]
pub(super) struct Strip {
    /// Longer than what is written: pieces are put as blocks of a fixed length, which is quicker,
    /// and what is too much of them is overwritten by the next.
    bytes: Vec<u8>,
    end: usize,
}

/// A short text that is put again and again, as a block of a fixed length.
#[derive(Debug)]
pub(super) struct Tail {
    bytes: [u8; TAIL_BYTES_MAX],
    length: usize,
}

impl Tail {
    /// `None` where the text is too long.
    pub(super) fn new(text: &str) -> Option<Self> {
        let mut bytes = [0; TAIL_BYTES_MAX];
        bytes.get_mut(..text.len())?.copy_from_slice(text.as_bytes());
        Some(Tail { bytes, length: text.len() })
    }
}

impl Strip {
    /// Writes a line for each tail and number, `stem tail number`, and gives them all.
    pub(super) fn lines<'a>(
        &mut self,
        stem: &[u8],
        tails: &'a [Tail],
        numbers: impl Iterator<Item = u64> + 'a,
    ) -> &[u8] {
        let line_bytes = stem.len() + TAIL_BYTES_MAX + NUMBER_BYTES_MAX;
        if self.bytes.len() < line_bytes * tails.len() {
            self.bytes.resize(line_bytes * tails.len(), 0);
        }
        self.end = 0;
        for (tail, number) in tails.iter().zip(numbers) {
            let line = &mut self.bytes[self.end..self.end + line_bytes];
            let (head, rest) = line.split_at_mut(stem.len());
            head.copy_from_slice(stem);
            rest[..TAIL_BYTES_MAX].copy_from_slice(&tail.bytes);
            let digits = number::digits(&mut rest[tail.length..], number);
            rest[tail.length + digits] = b'\n';
            self.end += stem.len() + tail.length + digits + 1;
        }
        &self.bytes[..self.end]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_written_again_and_again_into_the_same_room() {
        let tails: Vec<_> = ["a\"} ", "+Inf\"} "].iter().filter_map(|it| Tail::new(it)).collect();
        let mut strip = Strip::default();
        let long = strip.lines(b"longer{le=\"", &tails, [u64::MAX, 10].into_iter());
        assert_eq!(
            String::from_utf8_lossy(long),
            "longer{le=\"a\"} 18446744073709551615\nlonger{le=\"+Inf\"} 10\n"
        );
        let short = strip.lines(b"s{le=\"", &tails, [0, 1].into_iter());
        assert_eq!(String::from_utf8_lossy(short), "s{le=\"a\"} 0\ns{le=\"+Inf\"} 1\n");
    }

    #[test]
    fn the_longest_bound_fits_a_tail() {
        for bound in [-f64::MAX, f64::MAX, -5e-324, -1.2345678901234567e-300, 123_456.789] {
            let text = format!("{}\"}} ", number::bound(bound, true));
            assert!(Tail::new(&text).is_some(), "`{text}`");
        }
        assert!(Tail::new(&"x".repeat(TAIL_BYTES_MAX + 1)).is_none());
    }
}
