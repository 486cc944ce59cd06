//! The place in a trace that a value comes from.

use std::error::Error;
use std::fmt;
use std::str::FromStr;

/// A span, as a trace's context says it from process to process: what an exemplar points at.
///
/// ```
/// use census::SpanContext;
///
/// // The header that a request came with.
/// let traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
/// let span: SpanContext = traceparent.parse()?;
/// assert!(span.sampled);
/// assert_eq!(span.to_string(), traceparent);
/// # Ok::<(), census::SpanContextError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SpanContext {
    /// The trace; without one, all zeros, there is nothing to point at.
    pub trace_id: [u8; 16],
    /// The span in it; all zeros where there is none.
    pub span_id: [u8; 8],
    /// Whether the trace is kept, so that it can be looked at.
    pub sampled: bool,
}

impl SpanContext {
    /// Whether it names a trace and a span.
    pub fn is_valid(&self) -> bool {
        self.trace_id != [0; 16] && self.span_id != [0; 8]
    }

    /// The current span of OpenTelemetry, and of `tracing` where its layer
    /// `tracing-opentelemetry` makes OpenTelemetry's of it; `None` outside of all.
    ///
    /// It is what [`census::exemplars`](crate::exemplars()) wants:
    ///
    /// ```
    /// census::exemplars(census::SpanContext::current);
    /// ```
    #[cfg(feature = "opentelemetry")]
    pub fn current() -> Option<Self> {
        use opentelemetry::trace::get_active_span;
        get_active_span(|span| {
            let context = span.span_context();
            context.is_valid().then(|| SpanContext {
                trace_id: context.trace_id().to_bytes(),
                span_id: context.span_id().to_bytes(),
                sampled: context.is_sampled(),
            })
        })
    }
}

/// As the header `traceparent` of the W3C has it.
impl fmt::Display for SpanContext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (trace, span) = (hexadecimal(&self.trace_id), hexadecimal(&self.span_id));
        write!(f, "00-{trace}-{span}-{:02x}", u8::from(self.sampled))
    }
}

/// Reads the header `traceparent` of the W3C, of its versions to come too.
impl FromStr for SpanContext {
    type Err = SpanContextError;

    fn from_str(header: &str) -> Result<Self, SpanContextError> {
        parse(header).filter(Self::is_valid).ok_or(SpanContextError(()))
    }
}

fn parse(header: &str) -> Option<SpanContext> {
    let mut parts = header.split('-');
    let [version] = bytes(parts.next()?)?;
    let (trace_id, span_id) = (bytes(parts.next()?)?, bytes(parts.next()?)?);
    let [flags] = bytes(parts.next()?)?;
    let is_known = version == 0 && parts.next().is_none() || (1..0xff).contains(&version);
    is_known.then_some(SpanContext { trace_id, span_id, sampled: flags & 1 == 1 })
}

/// What lower-case hexadecimal digits say, if they are so many.
fn bytes<const N: usize>(digits: &str) -> Option<[u8; N]> {
    let digits = digits.as_bytes();
    let mut bytes = [0; N];
    if digits.len() != 2 * N {
        return None;
    }
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
        for digit in pair {
            let digit = match digit {
                b'0'..=b'9' => digit - b'0',
                b'a'..=b'f' => digit - b'a' + 10,
                _ => return None,
            };
            *byte = *byte << 4 | digit;
        }
    }
    Some(bytes)
}

/// An id in lower-case hexadecimal digits.
pub(crate) fn hexadecimal(id: &[u8]) -> String {
    let digit = |nibble: u8| char::from_digit(nibble.into(), 16).unwrap_or('0');
    id.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// A text is no `traceparent`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SpanContextError(());

impl fmt::Display for SpanContextError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "this is no `traceparent`; write it as \
             `00-<32 digits of the trace>-<16 of the span>-<2 of flags>`",
        )
    }
}

impl Error for SpanContextError {}

#[cfg(test)]
mod tests {
    use super::*;

    const TRACE: &str = "0af7651916cd43dd8448eb211c80319c";
    const SPAN: &str = "b7ad6b7169203331";

    #[test]
    fn a_header_of_any_version_is_read_and_what_is_none_is_refused() {
        let read = |header: String| header.parse::<SpanContext>();
        let span = read(format!("00-{TRACE}-{SPAN}-00")).expect("a header");
        assert!(!span.sampled);
        assert_eq!(read(format!("cc-{TRACE}-{SPAN}-01-and-more")).map(|it| it.sampled), Ok(true));
        for none in [
            String::new(),
            "\u{e4}".repeat(55),
            format!("00-{TRACE}-{SPAN}"),
            format!("00-{TRACE}-{SPAN}-01-and-more"),
            format!("ff-{TRACE}-{SPAN}-01"),
            format!("00-{}-{SPAN}-01", TRACE.to_uppercase()),
            format!("00-{}-{SPAN}-01", "0".repeat(32)),
            format!("00-{TRACE}-{}-01", "0".repeat(16)),
        ] {
            assert_eq!(read(none.clone()), Err(SpanContextError(())), "{none}");
        }
    }
}
