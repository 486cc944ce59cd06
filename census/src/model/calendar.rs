//! Where a period of the calendar began: in UTC, weeks on Monday, as Cloud Monitoring has them. A
//! plain computation without a clock: time is an argument.

use crate::model::slo::{Period, Window};

const DAY_SECONDS: u64 = 86_400;

const WEEK_DAYS: u64 = 7;

/// The first of January 1970 was a Thursday.
const EPOCH_WEEKDAY: u64 = 3;

/// Days of four centuries of the Gregorian calendar, after which it repeats.
const ERA_DAYS: u64 = 146_097;

/// Days from the first of March to the first of January behind it.
const MARCH_TO_JANUARY_DAYS: u64 = 306;

/// Days from the first of March of the year 0 to that of January 1970.
const EPOCH_DAYS: u64 = 719_468;

impl Period {
    /// Seconds since the period began that a time is in, which is in seconds since 1970.
    pub(crate) const fn elapsed(self, unix_seconds: u64) -> u64 {
        let days = unix_seconds / DAY_SECONDS;
        let weekday = (days + EPOCH_WEEKDAY) % WEEK_DAYS;
        let days_before = match self {
            Period::Day => 0,
            Period::Week => weekday,
            // The first fortnight of a year begins with its first week, as ISO 8601 counts them;
            // in a year of 53 weeks the last one is a single week.
            Period::Fortnight => (week_of_year(days, weekday) - 1) % 2 * WEEK_DAYS + weekday,
            Period::Month => day_of_month(days) - 1,
        };
        days_before * DAY_SECONDS + unix_seconds % DAY_SECONDS
    }
}

impl Window {
    /// Days of the longest such window: a month has up to 31.
    pub(crate) const fn days_max(self) -> u16 {
        match self {
            Window::Calendar(Period::Month) => 31,
            window => window.days(),
        }
    }
}

/// The week that a day is in, from 1, of the year that its Thursday is in.
const fn week_of_year(days: u64, weekday: u64) -> u64 {
    // Before 1970 there is nothing: the first days of 1970 are in its first week.
    let thursday = days + 3 - weekday;
    day_of_year(thursday) / WEEK_DAYS + 1
}

/// Days since the last first of January.
const fn day_of_year(days: u64) -> u64 {
    match day_from_march(days) {
        (_, day) if day >= MARCH_TO_JANUARY_DAYS => day - MARCH_TO_JANUARY_DAYS,
        (year, day) => day + 31 + 28 + is_leap(year) as u64,
    }
}

/// A year and a day of it, of a calendar whose years begin in March, so that the day that some have
/// more is their last. The year is one of four centuries.
const fn day_from_march(days: u64) -> (u64, u64) {
    let days = (days + EPOCH_DAYS) % ERA_DAYS;
    let year = (days - days / 1_460 + days / 36_524 - days / 146_096) / 365;
    (year, days - (365 * year + year / 4 - year / 100))
}

const fn is_leap(year: u64) -> bool {
    year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
}

/// From 1.
const fn day_of_month(days: u64) -> u64 {
    let (_, day) = day_from_march(days);
    day - (153 * ((5 * day + 2) / 153) + 2) / 5 + 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::history::{Calls, History, Reading};

    /// Days of each month, of a year.
    fn months(year: u64) -> [u64; 12] {
        let leap = is_leap(year);
        [31, if leap { 29 } else { 28 }, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    }

    #[test]
    fn every_day_of_four_centuries_is_in_the_periods_that_a_walk_through_them_says() {
        let (mut day, mut weekday) = (0, EPOCH_WEEKDAY);
        // The first of January 1970 is in the first week of that year, which began on Monday.
        let mut fortnight = weekday;
        for year in 1970..2370 {
            for (month, days) in months(year).into_iter().enumerate() {
                for of_month in 1..=days {
                    // The first week has the fourth of January in it.
                    let first = month == 11 && of_month >= 29 || month == 0 && of_month <= 4;
                    if weekday == 0 && (first || fortnight == 14) {
                        fortnight = 0;
                    }
                    let told = |period: Period| period.elapsed(day * DAY_SECONDS + 7);
                    let expected = [0, weekday, fortnight, of_month - 1];
                    for (period, days) in Period::ALL.into_iter().zip(expected) {
                        let seconds = days * DAY_SECONDS + 7;
                        assert_eq!(told(period), seconds, "{period:?} {year} {month} {of_month}");
                    }
                    (day, weekday) = (day + 1, (weekday + 1) % WEEK_DAYS);
                    fortnight += 1;
                }
            }
        }
        assert_eq!(day, ERA_DAYS);
    }

    #[test]
    fn what_was_called_before_the_period_began_is_not_in_its_budget() {
        let reading = |good, bad| Reading { calls: [Calls { good, bad }; 2] };
        let mut history = History::new(Window::Calendar(Period::Month).days_max());
        // A process that began on the 20th of October 2026, whose calls fail until its end.
        let (began, november) = (1_792_454_400, 1_793_491_200);
        for step in 1..12_000_u64 {
            let (seconds, before) = (step * 300, (november - began) / 300);
            let now = reading(step.saturating_sub(before), step.min(before));
            history.put(seconds, now);
            let elapsed = Period::Month.elapsed(began + seconds);
            let Calls { good, bad } = history.since(seconds, elapsed, now).calls[0];
            if began + seconds < november {
                assert_eq!((good, bad), (0, step), "{seconds}");
            } else {
                // A reading of the coarsest ring is of an hour before.
                assert!(good >= step - before && bad <= 13, "{good} {bad} {elapsed}");
            }
        }
    }

    #[test]
    fn days_that_a_calendar_shows_are_what_it_shows() {
        // Sunday, the 22nd of November 2026, 05:46:40 UTC: the 47th week.
        let seconds = 1_795_326_400;
        let days = |period: Period| period.elapsed(seconds) / DAY_SECONDS;
        assert_eq!(Period::ALL.map(days), [0, 6, 6, 21]);
        assert_eq!(Period::Day.elapsed(seconds), (5 * 60 + 46) * 60 + 40);
    }
}
