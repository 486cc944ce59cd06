//! How often a series gets a point: the server refuses those that come too close.

use std::time::{Duration, Instant, SystemTime};

use crate::clock;
use crate::export::ExportError;

/// Time that is left to send what a wait was for.
const RESERVE: Duration = Duration::from_millis(500);

/// When the last points ended, and how far apart two have to be.
#[derive(Debug)]
pub(super) struct Pace {
    pub(super) period: Duration,
    last: Option<SystemTime>,
}

impl Pace {
    pub(super) fn new(period: Duration) -> Self {
        Pace { period, last: None }
    }

    /// When the points of a snapshot end, and how long to wait before they are sent.
    ///
    /// They end when it was taken; a period after the last ones, if that is later, and then that
    /// time is waited for. Where the deadline comes first, they are dated ahead rather than lost,
    /// by no more than a period: points too far ahead would be in the way of those of the next
    /// process.
    fn plan(
        &self,
        taken: SystemTime,
        now: SystemTime,
        left: Duration,
    ) -> Result<(SystemTime, Duration), ExportError> {
        let Some(last) = self.last else { return Ok((taken, Duration::ZERO)) };
        let end = taken.max(last + self.period);
        let early = end.duration_since(now).unwrap_or_default();
        let wait =
            if end > taken { early.min(left.saturating_sub(RESERVE)) } else { Duration::ZERO };
        if end > taken && early.saturating_sub(wait) > self.period {
            return Err(ExportError::new(format!(
                "a series takes a point every {:?}, and the last one is dated {:?} ahead of the \
                 clock",
                self.period,
                early.saturating_sub(self.period)
            )));
        }
        Ok((end, wait))
    }

    /// When points end that are sent now.
    ///
    /// # Errors
    ///
    /// It is too early, and how long to wait; or they would have to end too far ahead.
    pub(super) fn end(
        &self,
        taken: SystemTime,
        deadline: Instant,
    ) -> Result<SystemTime, ExportError> {
        let left = deadline.saturating_duration_since(Instant::now());
        // By the clock that dates snapshots: it does not step back when the system's does.
        let (end, wait) = self.plan(taken, clock::wall(), left)?;
        if wait.is_zero() {
            return Ok(end);
        }
        let error = ExportError::new(format!("a series takes a point every {:?}", self.period));
        Err(error.early(wait))
    }

    /// Points that end then may have been written.
    pub(super) fn sent(&mut self, end: SystemTime) {
        self.last = Some(end);
    }
}

#[cfg(test)]
mod tests {
    use std::time::UNIX_EPOCH;

    use super::*;

    /// A plan in milliseconds, of a pace of 5 s whose last points ended at 100 s.
    fn plan(taken: u64, now: u64, left: u64) -> Result<(u128, u128), String> {
        let at = |milliseconds| UNIX_EPOCH + Duration::from_millis(milliseconds);
        let pace = Pace { period: Duration::from_secs(5), last: Some(at(100_000)) };
        let plan = pace.plan(at(taken), at(now), Duration::from_millis(left));
        let since =
            |end: SystemTime| end.duration_since(UNIX_EPOCH).unwrap_or_default().as_millis();
        plan.map(|(end, wait)| (since(end), wait.as_millis())).map_err(|error| error.to_string())
    }

    #[test]
    fn points_come_no_closer_than_the_period() {
        assert_eq!(plan(160_000, 160_001, 60_000), Ok((160_000, 0)));
        assert_eq!(plan(105_000, 105_001, 60_000), Ok((105_000, 0)));
        assert_eq!(plan(101_000, 101_001, 60_000), Ok((105_000, 3_999)));
        assert_eq!(plan(104_999, 105_001, 60_000), Ok((105_000, 0)));
    }

    #[test]
    fn what_the_deadline_leaves_no_time_for_is_dated_ahead() {
        assert_eq!(plan(101_000, 101_000, 2_500), Ok((105_000, 2_000)));
        assert_eq!(plan(101_000, 101_000, 0), Ok((105_000, 0)));
        // The last points were dated ahead themselves: the next wait, or go with a later snapshot.
        assert_eq!(plan(97_000, 97_000, 60_000), Ok((105_000, 8_000)));
        let refused = plan(97_000, 97_000, 2_000).expect_err("too far ahead");
        assert_eq!(
            refused,
            "a series takes a point every 5s, and the last one is dated 3s ahead of the clock"
        );
    }

    #[test]
    fn the_first_points_wait_for_nothing() {
        let pace = Pace::new(Duration::from_secs(5));
        let plan = pace.plan(UNIX_EPOCH, UNIX_EPOCH, Duration::ZERO);
        assert_eq!(plan.map_err(|error| error.to_string()), Ok((UNIX_EPOCH, Duration::ZERO)));
    }
}
