//! Exemplars of the spans that OpenTelemetry and `tracing` are in.

use std::thread;

use census::{Data, SpanContext, measured, testing};
use census_tests::{alone, count};
use opentelemetry::trace::{TraceContextExt, Tracer, TracerProvider, get_active_span};
use opentelemetry_sdk::trace::{Sampler, SdkTracerProvider};
use tracing_opentelemetry::OpenTelemetrySpanExt;
use tracing_subscriber::layer::SubscriberExt;

const LATENCY: &str = "spans/call/latency";

#[measured(latency = LATENCY, buckets = [1h])]
fn call() {}

fn provider(sampler: Sampler) -> SdkTracerProvider {
    SdkTracerProvider::builder().with_sampler(sampler).build()
}

/// Trace and span of the one exemplar, if there is one.
fn shown(scope: &testing::Scope, view: &str) -> Option<(String, String)> {
    let snapshot = scope.snapshot();
    let Data::Distribution(data) = &snapshot.view(view)?.rows().first()?.data else { return None };
    let [exemplar] = &data.exemplars[..] else { return None };
    Some((exemplar.get("trace_id")?.to_owned(), exemplar.get("span_id")?.to_owned()))
}

#[test]
fn a_call_shows_the_span_of_opentelemetry_that_it_ends_in() {
    let scope = testing::scope();
    census::exemplars(SpanContext::current);
    call();
    assert_eq!(shown(&scope, LATENCY), None);
    let ids = |sampler| {
        provider(sampler).tracer("spans").in_span("a span", |context| {
            call();
            let span = context.span().span_context().clone();
            assert_eq!(SpanContext::current().map(|it| it.sampled), Some(span.is_sampled()));
            (span.trace_id().to_string(), span.span_id().to_string())
        })
    };
    let not_kept = ids(Sampler::AlwaysOff);
    assert_eq!(shown(&scope, LATENCY), Some(not_kept));
    let kept = ids(Sampler::AlwaysOn);
    assert_eq!(shown(&scope, LATENCY), Some(kept.clone()));
    ids(Sampler::AlwaysOff);
    assert_eq!(shown(&scope, LATENCY), Some(kept));
    assert_eq!(count(&scope.snapshot(), LATENCY), 4);
}

#[measured(latency = "spans/instrumented/latency", buckets = [1h])]
#[tracing::instrument]
async fn instrumented() -> (String, String) {
    tokio::task::yield_now().await;
    let context = tracing::Span::current().context();
    let span = context.span().span_context().clone();
    (span.trace_id().to_string(), span.span_id().to_string())
}

#[tokio::test]
async fn a_call_shows_the_span_of_tracing_that_it_ends_in() {
    let scope = testing::scope();
    census::exemplars(SpanContext::current);
    let layer =
        tracing_opentelemetry::layer().with_tracer(provider(Sampler::AlwaysOn).tracer("spans"));
    let _subscriber = tracing::subscriber::set_default(tracing_subscriber::registry().with(layer));
    let span = instrumented().await;
    assert_eq!(shown(&scope, "spans/instrumented/latency"), Some(span));
}

/// Calls once more when its thread's storage is torn down.
struct Late;

impl Drop for Late {
    fn drop(&mut self) {
        call();
    }
}

#[test]
fn a_thread_that_ends_has_no_span_and_is_counted() {
    thread_local! {
        static BEFORE: Late = const { Late };
        static AFTER: Late = const { Late };
    }
    alone(|| {
        census::exemplars(SpanContext::current);
        let ends = || {
            BEFORE.with(|_| ());
            get_active_span(|_| ());
            call();
            AFTER.with(|_| ());
        };
        thread::spawn(ends).join().expect("no panic");
        assert_eq!(count(&census::snapshot(), LATENCY), 3);
    });
}
