//! The trace that a request belongs to, from its header: where exemplars get their spans.
//!
//! A program with OpenTelemetry needs none of this: with the feature `opentelemetry` the source is
//! `census::SpanContext::current`.

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use census::SpanContext;

tokio::task_local! {
    static SPAN: Option<SpanContext>;
}

/// Serves a request in the span that it came with.
pub async fn in_span(request: Request, next: Next) -> Response {
    let header = request.headers().get("traceparent").and_then(|value| value.to_str().ok());
    let span = header.and_then(|value| value.parse().ok());
    SPAN.scope(span, next.run(request)).await
}

/// The span of the request that is being served.
pub fn current() -> Option<SpanContext> {
    SPAN.try_with(|span| *span).ok().flatten()
}
