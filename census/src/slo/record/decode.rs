//! Records are read from a program that may be anybody's: what is wrong is told with its place.

use std::borrow::Cow;
use std::error::Error;
use std::fmt;

use crate::model::TimeUnit;
use crate::model::slo::{Class, LatencyGoal, Origin, Period, Ppm, Site, SloSpec, Traffic, Window};
use crate::slo::record::{HEAD, MAGIC, VERSION, kind, tag};

/// A record, as it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Record<'a> {
    /// A declaration of objectives.
    Slo(SloSpec<'a>),
    /// A function that serves one.
    Site(Site<'a>),
}

/// What is wrong with a section, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DecodeError {
    /// Bytes from the beginning of the section.
    pub offset: usize,
    /// What is wrong there.
    pub fault: Fault,
}

/// What can be wrong with a section.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// It is no record, and no zeros between two.
    NotARecord,
    /// It is a record of another version of the format.
    Version(u8),
    /// The section, or the record, ends before it does.
    Truncated,
    /// The first field of a record is not its kind.
    KindMissing,
    /// A field that the record must have is not there.
    Missing(&'static str),
    /// A field stands in one record twice.
    Twice(&'static str),
    /// The value of a field is not of its form.
    Malformed(&'static str),
}

/// Reads all records of a section, in their order.
///
/// ```
/// use census::slo::record::{Fault, Record, decode, slo, slo_len};
/// use census::slo::{Origin, SloSpec};
///
/// const ORIGIN: Origin<'_> = Origin {
///     crate_name: "shop", crate_version: "1.0.0", module: "shop", file: "src/main.rs", line: 7,
/// };
/// const SLO: SloSpec<'_> = SloSpec::new("checkout", "shop", ORIGIN);
/// static BYTES: [u8; slo_len(&SLO)] = slo(&SLO);
///
/// assert_eq!(decode(&BYTES).unwrap(), [Record::Slo(SLO)]);
/// let error = decode(&BYTES[..20]).unwrap_err();
/// assert_eq!((error.offset, error.fault), (0, Fault::Truncated));
/// ```
///
/// # Errors
///
/// At the first byte that is not as it should be.
pub fn decode(section: &[u8]) -> Result<Vec<Record<'_>>, DecodeError> {
    let mut records = Vec::new();
    let mut at = 0;
    while at < section.len() {
        if section[at] == 0 {
            at += 1;
            continue;
        }
        let fail = |fault| Err(DecodeError { offset: at, fault });
        let rest = &section[at..];
        let magic = &rest[..MAGIC.len().min(rest.len())];
        if !MAGIC.starts_with(magic) {
            return fail(Fault::NotARecord);
        }
        match rest.get(MAGIC.len()) {
            None => return fail(Fault::Truncated),
            Some(&VERSION) => {}
            Some(&other) => return fail(Fault::Version(other)),
        }
        let length = rest.get(HEAD - 4..HEAD).and_then(number::<4>);
        let Some(length) = length else { return fail(Fault::Truncated) };
        let from = at + HEAD;
        let Some(to) = from.checked_add(length as usize) else { return fail(Fault::Truncated) };
        let Some(payload) = section.get(from..to) else { return fail(Fault::Truncated) };
        records.extend(record(payload, at, from)?);
        at = to;
    }
    Ok(records)
}

/// A record, by its fields; `None` where its kind is not known. `start` is its own offset, `from`
/// that of its fields.
fn record(payload: &[u8], start: usize, from: usize) -> Result<Option<Record<'_>>, DecodeError> {
    let fields = Fields::read(payload, start, from)?;
    let kind = match fields.first {
        Some((tag::KIND, [kind])) => *kind,
        _ => return Err(DecodeError { offset: from, fault: Fault::KindMissing }),
    };
    Ok(match kind {
        kind::SLO => Some(Record::Slo(fields.slo()?)),
        kind::SITE => Some(Record::Site(fields.site()?)),
        _ => None,
    })
}

/// How many tags are known.
const TAGS: usize = NAMES.len();

/// The names of the fields, by their tags; 0 is none.
const NAMES: [&str; 31] = [
    "",
    "kind",
    "id",
    "service",
    "description",
    "window",
    "availability",
    "latency",
    "good",
    "exclude",
    "cancelled",
    "panicked",
    "none",
    "expect",
    "page",
    "ticket",
    "runbook",
    "owner",
    "crate name",
    "crate version",
    "module",
    "file",
    "line",
    "function",
    "count view",
    "errors view",
    "latency view",
    "bounds",
    "panics abort",
    "bad",
    "unit",
];

/// The fields of a record by their tags, each with its offset in the section.
struct Fields<'a> {
    start: usize,
    first: Option<(u8, &'a [u8])>,
    values: [Option<(usize, &'a [u8])>; TAGS],
}

impl<'a> Fields<'a> {
    fn read(payload: &'a [u8], start: usize, from: usize) -> Result<Self, DecodeError> {
        let mut fields = Fields { start, first: None, values: [None; TAGS] };
        let mut rest = payload;
        while let [tag, after @ ..] = rest {
            let offset = from + payload.len() - rest.len();
            let truncated = DecodeError { offset, fault: Fault::Truncated };
            let (length, after) = after.split_at_checked(4).ok_or(truncated)?;
            let length = number::<4>(length).ok_or(truncated)? as usize;
            let (value, after) = after.split_at_checked(length).ok_or(truncated)?;
            fields.first.get_or_insert((*tag, value));
            if let Some(place) = fields.values.get_mut(usize::from(*tag)) {
                if place.is_some() {
                    let fault = Fault::Twice(name(*tag));
                    return Err(DecodeError { offset, fault });
                }
                *place = Some((offset, value));
            }
            rest = after;
        }
        Ok(fields)
    }

    /// A field that may be missing, of some form.
    fn get<T>(
        &self,
        tag: u8,
        form: impl FnOnce(&'a [u8]) -> Option<T>,
    ) -> Result<Option<T>, DecodeError> {
        let Some((offset, value)) = self.values.get(usize::from(tag)).copied().flatten() else {
            return Ok(None);
        };
        let malformed = DecodeError { offset, fault: Fault::Malformed(name(tag)) };
        form(value).ok_or(malformed).map(Some)
    }

    /// A field that must be there.
    fn must<T>(&self, tag: u8, form: impl FnOnce(&'a [u8]) -> Option<T>) -> Result<T, DecodeError> {
        let missing = DecodeError { offset: self.start, fault: Fault::Missing(name(tag)) };
        self.get(tag, form)?.ok_or(missing)
    }

    fn slo(&self) -> Result<SloSpec<'a>, DecodeError> {
        let origin = Origin {
            crate_name: self.must(tag::CRATE_NAME, text)?,
            crate_version: self.must(tag::CRATE_VERSION, text)?,
            module: self.must(tag::MODULE, text)?,
            file: self.must(tag::FILE, text)?,
            line: self.must(tag::LINE, line)?,
        };
        let mut slo =
            SloSpec::new(self.must(tag::ID, text)?, self.must(tag::SERVICE, text)?, origin);
        slo.description = self.get(tag::DESCRIPTION, text)?.unwrap_or_default();
        slo.window = self.must(tag::WINDOW, window)?;
        slo.availability = self.get(tag::AVAILABILITY, ppm)?;
        slo.latency = self.get(tag::LATENCY, |value| {
            let (threshold, goal) = value.split_at_checked(8)?;
            Some(LatencyGoal { threshold: number::<8>(threshold)?, goal: ppm(goal)? })
        })?;
        slo.classification.good = self.get(tag::GOOD, text)?;
        slo.classification.bad = self.get(tag::BAD, text)?;
        slo.classification.exclude = self.get(tag::EXCLUDE, text)?;
        slo.classification.cancelled = self.must(tag::CANCELLED, class)?;
        slo.classification.panicked = self.must(tag::PANICKED, class)?;
        slo.classification.none = self.get(tag::NONE, class)?;
        slo.expect = self.get(tag::EXPECT, |value| {
            let (count, seconds) = value.split_at_checked(8)?;
            Some(Traffic { count: number::<8>(count)?, seconds: number::<8>(seconds)? })
        })?;
        slo.page = self.get(tag::PAGE, text)?;
        slo.ticket = self.get(tag::TICKET, text)?;
        slo.runbook = self.get(tag::RUNBOOK, text)?;
        slo.owner = self.get(tag::OWNER, text)?;
        let abort = self.get(tag::PANICS_ABORT, |value| (value == [1]).then_some(true))?;
        slo.panics_abort = abort.unwrap_or(false);
        Ok(slo)
    }

    fn site(&self) -> Result<Site<'a>, DecodeError> {
        let bounds = self.get(tag::BOUNDS, |value| {
            let (numbers, rest) = value.as_chunks::<8>();
            let bounds: Vec<u64> = numbers.iter().map(|bytes| u64::from_le_bytes(*bytes)).collect();
            let increasing = bounds.is_sorted_by(|one, next| one < next);
            (rest.is_empty() && increasing).then_some(bounds)
        })?;
        Ok(Site {
            slo: self.must(tag::ID, text)?,
            function: self.must(tag::FUNCTION, text)?,
            file: self.must(tag::FILE, text)?,
            line: self.must(tag::LINE, line)?,
            count: self.get(tag::COUNT_VIEW, text)?,
            errors: self.get(tag::ERRORS_VIEW, text)?,
            latency: self.get(tag::LATENCY_VIEW, text)?,
            unit: self.get(tag::UNIT, unit)?,
            bounds: Cow::Owned(bounds.unwrap_or_default()),
        })
    }
}

fn name(tag: u8) -> &'static str {
    NAMES.get(usize::from(tag)).copied().unwrap_or_default()
}

/// A number of exactly so many bytes, eight at most.
fn number<const BYTES: usize>(value: &[u8]) -> Option<u64> {
    let value: &[u8; BYTES] = value.try_into().ok()?;
    Some(value.iter().rev().fold(0, |number, byte| (number << 8) | u64::from(*byte)))
}

fn text(value: &[u8]) -> Option<&str> {
    std::str::from_utf8(value).ok()
}

fn line(value: &[u8]) -> Option<u32> {
    number::<4>(value)?.try_into().ok()
}

fn ppm(value: &[u8]) -> Option<Ppm> {
    let ppm = Ppm(number::<4>(value)?.try_into().ok()?);
    (ppm <= Ppm::ALL).then_some(ppm)
}

fn class(value: &[u8]) -> Option<Class> {
    match value {
        [at] => Class::ALL.get(usize::from(*at)).copied(),
        _ => None,
    }
}

fn unit(value: &[u8]) -> Option<TimeUnit> {
    TimeUnit::ALL.into_iter().find(|unit| unit.code().as_bytes() == value)
}

fn window(value: &[u8]) -> Option<Window> {
    let (kind, days) = value.split_first()?;
    match (kind, number::<2>(days)? as u16) {
        (0, 0) => None,
        (0, days) => Some(Window::Rolling { days }),
        (period, 0) => {
            Period::ALL.get(usize::from(period - 1)).map(|period| Window::Calendar(*period))
        }
        _ => None,
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let DecodeError { offset, fault } = self;
        write!(f, "the records of objectives cannot be read: at byte {offset}, {fault}")
    }
}

/// As a sentence that says where it is before: `a record is cut short`.
impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::NotARecord => f.write_str("there is no record"),
            Fault::Version(version) => write!(
                f,
                "there is a record of version {version} and not of {VERSION}: use the `cargo \
                 census` of the census that the program was built with"
            ),
            Fault::Truncated => f.write_str("a record is cut short"),
            Fault::KindMissing => f.write_str("a record does not begin with its kind"),
            Fault::Missing(field) => write!(f, "a record has no `{field}`"),
            Fault::Twice(field) => write!(f, "a record has `{field}` twice"),
            Fault::Malformed(field) => write!(f, "the value of `{field}` is not of its form"),
        }
    }
}

impl Error for DecodeError {}
