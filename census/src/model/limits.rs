//! What may be asked for of a view's rows: how many, and for how long they stay.

use std::time::Duration;

/// The least time after which rows go, but for none at all: they are looked at when they are
/// exported, which is seconds apart.
const EXPIRY_MIN: Duration = Duration::from_secs(1);

/// Of rows that stay: more nanoseconds than any program runs.
pub(crate) const FOR_EVER: u64 = u64::MAX;

/// Why rows of closed keys cannot go.
pub(crate) const CLOSED: &str = "the rows of closed tag keys are known, and stay: leave \
                                 `rows_expire_after` out, or make a key with `TagKey::new`";

/// Why what has no columns has no rows that go.
pub(crate) const ROWLESS: &str = "a view without columns has no rows that could expire: leave \
                                  `rows_expire_after` out, or give it columns";

/// The longest: 584 years.
pub(crate) const EXPIRY_MAX: Duration = Duration::from_nanos(FOR_EVER - 1);

/// How many rows there may be.
pub(crate) const fn rows(max: u16) -> Result<u16, &'static str> {
    if max == 0 { Err("a view keeps at least one row") } else { Ok(max) }
}

/// For how many nanoseconds a row may stay that nobody touches.
pub(crate) const fn expiry(time: Duration) -> Result<u64, &'static str> {
    let nanoseconds = time.as_nanos();
    if nanoseconds > 0 && nanoseconds < EXPIRY_MIN.as_nanos() {
        return Err("rows stay for a second at least, or not at all: write `0s` for rows that go \
                    as soon as they are delivered");
    }
    let longest = EXPIRY_MAX.as_nanos();
    Ok(if nanoseconds < longest { nanoseconds } else { longest } as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_stay_for_a_second_for_ever_or_not_at_all() {
        assert_eq!(expiry(Duration::ZERO), Ok(0));
        assert_eq!(expiry(Duration::from_secs(1)), Ok(1_000_000_000));
        // Such a row goes when it is removed, where one that stays for ever cannot be.
        assert_eq!(expiry(Duration::MAX), Ok(FOR_EVER - 1));
        assert!(expiry(Duration::from_nanos(1)).is_err());
        assert!(expiry(Duration::from_nanos(999_999_999)).is_err());
        assert_eq!((rows(0).is_err(), rows(1), rows(u16::MAX)), (true, Ok(1), Ok(u16::MAX)));
    }
}
