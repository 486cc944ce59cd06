//! Records are written by constants: the bytes stand in the program as they are.

use crate::model::slo::{Class, Period, Site, SloSpec, Window};
use crate::slo::record::{HEAD, MAGIC, VERSION, kind, tag};

/// Bytes of a declaration's record.
pub const fn slo_len(slo: &SloSpec<'_>) -> usize {
    write_slo(Writer::<0>::new(), slo).at
}

/// A declaration's record; `N` is its [`slo_len`].
///
/// # Panics
///
/// If `N` is another number.
pub const fn slo<const N: usize>(slo: &SloSpec<'_>) -> [u8; N] {
    write_slo(Writer::<N>::new(), slo).finish()
}

/// Bytes of a site's record.
pub const fn site_len(site: &Site<'_>) -> usize {
    write_site(Writer::<0>::new(), site).at
}

/// A site's record; `N` is its [`site_len`].
///
/// # Panics
///
/// If `N` is another number.
pub const fn site<const N: usize>(site: &Site<'_>) -> [u8; N] {
    write_site(Writer::<N>::new(), site).finish()
}

const fn write_slo<const N: usize>(writer: Writer<N>, slo: &SloSpec<'_>) -> Writer<N> {
    let (window, days) = match slo.window {
        Window::Rolling { days } => (0, days),
        Window::Calendar(Period::Day) => (1, 0),
        Window::Calendar(Period::Week) => (2, 0),
        Window::Calendar(Period::Fortnight) => (3, 0),
        Window::Calendar(Period::Month) => (4, 0),
    };
    let days = days.to_le_bytes();
    let mut writer = writer
        .bytes(tag::KIND, &[kind::SLO])
        .text(tag::ID, slo.id)
        .text(tag::SERVICE, slo.service)
        .said(tag::DESCRIPTION, Some(slo.description))
        .bytes(tag::WINDOW, &[window, days[0], days[1]]);
    if let Some(goal) = slo.availability {
        writer = writer.bytes(tag::AVAILABILITY, &goal.0.to_le_bytes());
    }
    if let Some(latency) = slo.latency {
        let (threshold, goal) = (latency.threshold.to_le_bytes(), latency.goal.0.to_le_bytes());
        writer = writer.pair(tag::LATENCY, &threshold, &goal);
    }
    let classes = &slo.classification;
    writer = writer
        .said(tag::GOOD, classes.good)
        .said(tag::BAD, classes.bad)
        .said(tag::EXCLUDE, classes.exclude)
        .bytes(tag::CANCELLED, &[class(classes.cancelled)])
        .bytes(tag::PANICKED, &[class(classes.panicked)]);
    if let Some(none) = classes.none {
        writer = writer.bytes(tag::NONE, &[class(none)]);
    }
    if let Some(traffic) = slo.expect {
        let (count, seconds) = (traffic.count.to_le_bytes(), traffic.seconds.to_le_bytes());
        writer = writer.pair(tag::EXPECT, &count, &seconds);
    }
    if slo.panics_abort {
        writer = writer.bytes(tag::PANICS_ABORT, &[1]);
    }
    writer
        .said(tag::PAGE, slo.page)
        .said(tag::TICKET, slo.ticket)
        .said(tag::RUNBOOK, slo.runbook)
        .said(tag::OWNER, slo.owner)
        .text(tag::CRATE_NAME, slo.origin.crate_name)
        .text(tag::CRATE_VERSION, slo.origin.crate_version)
        .text(tag::MODULE, slo.origin.module)
        .text(tag::FILE, slo.origin.file)
        .bytes(tag::LINE, &slo.origin.line.to_le_bytes())
}

const fn write_site<const N: usize>(writer: Writer<N>, site: &Site<'_>) -> Writer<N> {
    let mut writer = writer
        .bytes(tag::KIND, &[kind::SITE])
        .text(tag::ID, site.slo)
        .text(tag::FUNCTION, site.function)
        .text(tag::FILE, site.file)
        .bytes(tag::LINE, &site.line.to_le_bytes())
        .said(tag::COUNT_VIEW, site.count)
        .said(tag::ERRORS_VIEW, site.errors)
        .said(tag::LATENCY_VIEW, site.latency);
    if let Some(unit) = site.unit {
        writer = writer.text(tag::UNIT, unit.code());
    }
    match &site.bounds {
        std::borrow::Cow::Borrowed(bounds) if !bounds.is_empty() => {
            let mut writer = writer.head(tag::BOUNDS, bounds.len() * 8);
            let mut at = 0;
            while at < bounds.len() {
                writer = writer.put(&bounds[at].to_le_bytes());
                at += 1;
            }
            writer
        }
        _ => writer,
    }
}

const fn class(class: Class) -> u8 {
    match class {
        Class::Good => 0,
        Class::Bad => 1,
        Class::Excluded => 2,
    }
}

/// A record that is being written. What is past its end is counted and not kept, so that one of no
/// bytes tells the length.
struct Writer<const N: usize> {
    bytes: [u8; N],
    at: usize,
}

impl<const N: usize> Writer<N> {
    const fn new() -> Self {
        // The length comes last, when it is known.
        Writer { bytes: [0; N], at: 0 }.put(&MAGIC).put(&[VERSION]).put(&[0; 4])
    }

    const fn put(mut self, bytes: &[u8]) -> Self {
        let mut from = 0;
        while from < bytes.len() {
            if self.at < N {
                self.bytes[self.at] = bytes[from];
            }
            self.at += 1;
            from += 1;
        }
        self
    }

    const fn head(self, tag: u8, len: usize) -> Self {
        self.put(&[tag]).put(&(len as u32).to_le_bytes())
    }

    const fn bytes(self, tag: u8, value: &[u8]) -> Self {
        self.head(tag, value.len()).put(value)
    }

    const fn pair(self, tag: u8, first: &[u8], second: &[u8]) -> Self {
        self.head(tag, first.len() + second.len()).put(first).put(second)
    }

    const fn text(self, tag: u8, text: &str) -> Self {
        self.bytes(tag, text.as_bytes())
    }

    /// What may be left out, or be empty.
    const fn said(self, tag: u8, text: Option<&str>) -> Self {
        match text {
            Some(text) if !text.is_empty() => self.text(tag, text),
            _ => self,
        }
    }

    const fn finish(mut self) -> [u8; N] {
        assert!(self.at == N, "a record has another length than it was given room for");
        let len = ((N - HEAD) as u32).to_le_bytes();
        let mut at = 0;
        while at < 4 {
            self.bytes[HEAD - 4 + at] = len[at];
            at += 1;
        }
        self.bytes
    }
}

/// A record at run time, without its length; for tests.
#[cfg(test)]
pub(super) fn unfinished_slo<const N: usize>(slo: &SloSpec<'_>) -> [u8; N] {
    write_slo(Writer::<N>::new(), slo).bytes
}

/// The same of a site.
#[cfg(test)]
pub(super) fn unfinished_site<const N: usize>(site: &Site<'_>) -> [u8; N] {
    write_site(Writer::<N>::new(), site).bytes
}
