//! Exact fractions, and the decimals that they are written as: no binary float is in between.

use std::cmp::Ordering;
use std::fmt;

/// Digits behind the point of a decimal that does not end, from its first that is not zero.
const DIGITS: usize = 6;

/// A fraction that is not negative, in lowest terms.
///
/// ```text
/// Ratio::new(2, 100) × Ratio::new(672, 1)   13.44
/// Ratio::new(28, 30)                        0.933333…
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Ratio {
    top: u128,
    /// Not zero.
    bottom: u128,
}

impl Ratio {
    /// The whole of something.
    pub const ONE: Ratio = Ratio { top: 1, bottom: 1 };

    /// `top / bottom`.
    ///
    /// # Panics
    ///
    /// If `bottom` is zero.
    pub const fn new(top: u64, bottom: u64) -> Self {
        assert!(bottom != 0, "nothing is divided by zero");
        Ratio::reduced(top as u128, bottom as u128)
    }

    /// A whole number.
    pub const fn whole(number: u64) -> Self {
        Ratio::new(number, 1)
    }

    const fn reduced(top: u128, bottom: u128) -> Self {
        let by = common(top, bottom);
        Ratio { top: top / by, bottom: bottom / by }
    }

    /// The product.
    pub fn times(self, other: Ratio) -> Ratio {
        // Crosswise first, so that the products stay as small as they can be.
        let (one, two) = (common(self.top, other.bottom), common(other.top, self.bottom));
        Ratio {
            top: (self.top / one) * (other.top / two),
            bottom: (self.bottom / two) * (other.bottom / one),
        }
    }

    /// How often `other` goes into it; `None` where that is zero.
    pub fn over(self, other: Ratio) -> Option<Ratio> {
        let inverse = Ratio { top: other.bottom, bottom: other.top };
        (other.top != 0).then(|| self.times(inverse))
    }

    /// What is left of one; zero where it is more.
    pub fn rest(self) -> Ratio {
        Ratio::reduced(self.bottom.saturating_sub(self.top), self.bottom)
    }

    /// The whole number below it, or itself.
    pub fn floor(self) -> u64 {
        u64::try_from(self.top / self.bottom).unwrap_or(u64::MAX)
    }

    /// The whole number above it, or itself.
    pub fn ceil(self) -> u64 {
        u64::try_from(self.top.div_ceil(self.bottom)).unwrap_or(u64::MAX)
    }

    /// The whole number next to it; of two the higher one.
    pub fn round(self) -> u64 {
        Ratio::reduced(self.top * 2 + self.bottom, self.bottom * 2).floor()
    }

    /// What stands above and below the line, in lowest terms.
    pub fn parts(self) -> (u64, u64) {
        let part = |part: u128| u64::try_from(part).unwrap_or(u64::MAX);
        (part(self.top), part(self.bottom))
    }

    /// As many hundredths.
    pub fn percent(self) -> Ratio {
        self.times(Ratio::whole(100))
    }

    /// The decimal: all of it where it ends, else its first digits, rounded. What reads numbers
    /// reads this.
    pub fn decimal(self) -> String {
        let places = self.places().unwrap_or_else(|| {
            let mut before = 0; // Zeros behind the point, before the first digit.
            let mut top = self.top;
            while top != 0 && top < self.bottom {
                top *= 10;
                before += 1;
            }
            if before == 0 { DIGITS } else { before + DIGITS - 1 }
        });
        let scale = 10_u128.pow(places as u32);
        let scaled = (self.top * scale * 2 + self.bottom) / (self.bottom * 2);
        let (whole, part) = (scaled / scale, scaled % scale);
        match places {
            0 => whole.to_string(),
            _ => format!("{whole}.{part:0places$}")
                .trim_end_matches('0')
                .trim_end_matches('.')
                .to_owned(),
        }
    }

    /// Digits behind the point; `None` where they do not end.
    fn places(self) -> Option<usize> {
        let mut rest = self.bottom;
        let mut count = |prime: u128| {
            let mut times = 0;
            while rest.is_multiple_of(prime) {
                rest /= prime;
                times += 1;
            }
            times
        };
        let places = count(2).max(count(5));
        (rest == 1).then_some(places)
    }
}

/// The decimal, for people: one that does not end says so.
impl fmt::Display for Ratio {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let end = if self.places().is_some() { "" } else { "…" };
        write!(f, "{}{end}", self.decimal())
    }
}

impl Ord for Ratio {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.top * other.bottom).cmp(&(other.top * self.bottom))
    }
}

impl PartialOrd for Ratio {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

const fn common(mut one: u128, mut other: u128) -> u128 {
    while other != 0 {
        (one, other) = (other, one % other);
    }
    if one == 0 { 1 } else { one }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_ends_is_written_whole_and_what_does_not_says_so() {
        let table = [
            (Ratio::new(1344, 100), "13.44"),
            (Ratio::new(999_000, 1_000_000), "0.999"),
            (Ratio::new(28, 30), "0.933333…"),
            (Ratio::new(2, 3), "0.666667…"),
            (Ratio::new(1, 3000), "0.000333333…"),
            (Ratio::new(1000, 3), "333.333333…"),
            (Ratio::new(29_999_999, 30_000_000), "1…"),
            (Ratio::new(0, 5), "0"),
            (Ratio::whole(30), "30"),
            (Ratio::new(1, 1_000_000), "0.000001"),
        ];
        for (ratio, text) in table {
            assert_eq!(ratio.to_string(), text);
        }
    }

    #[test]
    fn numbers_are_rounded_to_the_side_that_is_asked_for() {
        let half = Ratio::new(5, 2);
        assert_eq!((half.floor(), half.round(), half.ceil()), (2, 3, 3));
        assert_eq!(Ratio::new(243, 100).round(), 2);
        assert_eq!(Ratio::new(3, 4).rest(), Ratio::new(1, 4));
        assert_eq!(Ratio::new(5, 4).rest(), Ratio::whole(0));
    }

    #[test]
    fn nothing_is_divided_by_nothing() {
        assert_eq!(Ratio::ONE.over(Ratio::whole(0)), None);
        assert_eq!(Ratio::new(1, 2).over(Ratio::new(1, 4)), Some(Ratio::whole(2)));
    }
}
