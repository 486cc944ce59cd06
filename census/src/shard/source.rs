//! Where the current span is found: what the application says, once for all measurements.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use once_cell::race::OnceRef;

use crate::model::SpanContext;
use crate::registry::REGISTRY;
use crate::shard::here;
use crate::switch::OFF;

/// Whether there is a source: all that is asked where there is none.
static WANTED: AtomicBool = AtomicBool::new(false);

/// The sources, of which the last counts.
static FIRST: OnceRef<'static, Source> = OnceRef::new();

struct Source {
    span: Box<dyn Fn() -> Option<SpanContext> + Send + Sync>,
    next: OnceRef<'static, Source>,
}

/// Takes exemplars from now on: what `source` gives at the end of a measured call, or when a value
/// is recorded, is attached to it as the span it belongs to.
///
/// ```
/// use census::{Data, SpanContext, measured};
/// # use std::cell::Cell;
///
/// thread_local! {
///     static SPAN: Cell<Option<SpanContext>> = const { Cell::new(None) };
/// }
///
/// #[measured(latency = "doc/exemplars/latency", buckets = [10s])]
/// fn serve() {}
///
/// census::exemplars(|| SPAN.get());
/// SPAN.set(Some("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01".parse()?));
/// serve();
/// let data = census::read("doc/exemplars/latency").unwrap();
/// let Data::Distribution(data) = &data.rows()[0].data else { unreachable!() };
/// assert_eq!(data.exemplars[0].get("span_id"), Some("b7ad6b7169203331"));
/// # Ok::<(), census::SpanContextError>(())
/// ```
///
/// With the feature `opentelemetry` the source is at hand: `SpanContext::current`, of
/// OpenTelemetry's spans and of `tracing`'s. [`Builder::exemplars`](crate::Builder::exemplars) does
/// the same in passing.
///
/// A call's span is the one that it ends in: an attribute that opens one, such as
/// `#[tracing::instrument]`, stands below `#[measured]`: what is expanded first is innermost.
///
/// A bucket keeps the newest, together with the [current](crate::TagMap::current) tags that its row
/// does not tell; one of a trace that is not sampled does not replace a sampled one within the
/// interval of the exports. Each exporter gets those that came since its last export.
///
/// The source is called for every value of a distribution, on the thread that records it. What it
/// measures itself has no exemplars, and where it panics there is none. Another one takes its
/// place; none of them is ever freed.
pub fn exemplars(source: impl Fn() -> Option<SpanContext> + Send + Sync + 'static) {
    if OFF {
        return;
    }
    let source: &'static Source =
        Box::leak(Box::new(Source { span: Box::new(source), next: OnceRef::new() }));
    let mut end = &FIRST;
    while end.set(source).is_err() {
        let Some(taken) = end.get() else { break };
        end = &taken.next;
    }
    WANTED.store(true, Relaxed);
    here::quietly(|| REGISTRY.want_exemplars());
}

/// Whether there is a source.
#[inline]
pub(super) fn is_wanted() -> bool {
    // Relaxed: whoever sees it early finds no source, and whoever sees it late has no exemplar.
    WANTED.load(Relaxed)
}

/// The current span, if the source knows one.
pub(super) fn span() -> Option<SpanContext> {
    let mut source = FIRST.get()?;
    while let Some(next) = source.next.get() {
        source = next;
    }
    // OpenTelemetry's panics on a thread that ends, where a record may still be made.
    catch_unwind(AssertUnwindSafe(|| (source.span)())).ok()?.filter(SpanContext::is_valid)
}
