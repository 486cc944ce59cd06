//! The time over which a goal is to be met: whole days that roll, or a period of the calendar.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::LitInt;

use crate::faults::Faults;

/// Days that a rolling window may have: a quarter. Cloud Monitoring takes 30, which `cargo census`
/// tells where it is exported there.
const DAYS_MAX: u64 = 90;

const PERIODS: &[(&str, &str)] =
    &[("day", "Day"), ("week", "Week"), ("fortnight", "Fortnight"), ("month", "Month")];

/// A window.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Window {
    /// One to 90.
    Days(u16),
    /// The name in the runtime.
    Period(&'static str),
}

impl Window {
    pub(crate) fn days(self) -> u64 {
        match self {
            Window::Days(days) => u64::from(days),
            Window::Period("Day") => 1,
            Window::Period("Week") => 7,
            Window::Period("Fortnight") => 14,
            Window::Period(_) => 30,
        }
    }
}

/// Reads a window.
pub(super) fn read(value: TokenStream, faults: &mut Faults) -> Option<Window> {
    let text = value.to_token_stream().to_string();
    if let Some((_, period)) = PERIODS.iter().find(|(word, _)| *word == text) {
        return Some(Window::Period(period));
    }
    let number = syn::parse2::<LitInt>(value.clone());
    let Ok(number) = number else {
        faults.at(
            value,
            "a window is whole days or weeks, as in `28d` or `4w`, or a period of the calendar: \
             `day`, `week`, `fortnight` or `month`; and `;` behind it",
        );
        return None;
    };
    let days = match (number.suffix(), number.base10_parse::<u64>()) {
        ("d", Ok(days)) => days,
        ("w", Ok(weeks)) => weeks.saturating_mul(7),
        ("", _) => {
            let digits = number.base10_digits();
            faults.at(&number, format!("`{digits}` of what? Write `{digits}d`"));
            return None;
        }
        (unit, _) => {
            let hint = match unit {
                "h" | "m" | "min" | "s" | "ms" => {
                    "a window is whole days, as in `1d`: what is shorter is for alerts, which have \
                     windows of their own"
                }
                "M" | "mo" | "month" => "write `window = month`, or `30d`",
                "y" | "Y" => "a window has at most 90 days",
                _ => "a window is in `d` or `w`, as in `28d` or `4w`",
            };
            faults.at(&number, hint);
            return None;
        }
    };
    if !(1..=DAYS_MAX).contains(&days) {
        faults.at(&number, format!("a window has 1 to {DAYS_MAX} days, not {days}"));
        return None;
    }
    Some(Window::Days(days as u16))
}
