//! The exporter for OpenTelemetry's protocol, which every collector and most backends take.
//!
//! ```
//! use census::export::Otlp;
//!
//! let otlp = Otlp::new("http://localhost:4318"); // `/v1/metrics` is appended.
//! let _census = census::start().export(otlp).run()?;
//! # Ok::<(), census::StartError>(())
//! ```
//!
//! A view is a metric of its own name, unit and description: a count and a sum are monotonic sums,
//! a last value is a gauge, a distribution a histogram, whose buckets are exact. Tags are
//! attributes; one that is absent is left out. The least and the greatest value are not known, and
//! left out; so is the sum where values below zero are expected, as the protocol wants it.
//!
//! A row that the backend refuses for what is in it is said by its view's name, and keeps no other
//! back: it is sent by itself from then on, at each interval, and loses nothing meanwhile.

mod answer;
mod choice;
mod delivered;
mod endpoint;
mod failures;
mod headers;
mod json;
mod metric;
mod origin;
mod point;
mod protobuf;
mod request;
mod settings;
mod variables;

use std::fmt;
use std::time::{Duration, Instant};

use opentelemetry_proto::tonic::common::v1::InstrumentationScope;
use opentelemetry_proto::tonic::resource::v1;
use ureq::http::header::{CONTENT_ENCODING, CONTENT_TYPE};
use ureq::http::{HeaderMap, HeaderValue, Method, Request, Uri};

pub use choice::{Encoding, Temporality};

use crate::export::http::Client;
use crate::export::{ExportError, Exporter, Resource};
use crate::snapshot::Snapshot;
use answer::{Refusal, Taken, judge};
use delivered::Delivered;
use endpoint::Endpoint;
use failures::Failures;
use headers::Headers;
use request::{Body, Requests};

/// An exporter that sends to an OTLP receiver over HTTP.
///
/// What it is told wrongly is an error of `run()`: an endpoint that is none, or one of `https`
/// without the feature `tls`.
pub struct Otlp {
    endpoint: Endpoint,
    headers: Headers,
    timeout: Duration,
    gzip: bool,
    encoding: Encoding,
    temporality: Temporality,
    resource: Option<Resource>,
    ready: Option<Ready>,
    delivered: Delivered,
    /// Whether the backend's warning was printed, and not taken back since.
    warned: bool,
}

/// What is the same in all requests.
struct Ready {
    client: Client,
    uri: Uri,
    fields: HeaderMap,
    resource: v1::Resource,
    scope: InstrumentationScope,
}

impl Otlp {
    /// What is the same in all requests, made once.
    fn ready(&mut self) -> Result<&Ready, ExportError> {
        let ready = match self.ready.take() {
            Some(ready) => ready,
            None => Ready {
                client: Client::new(),
                uri: self.endpoint.uri().map_err(ExportError::new)?,
                fields: self.headers.fields().map_err(ExportError::new)?,
                resource: origin::resource(match &self.resource {
                    Some(resource) => resource.clone(),
                    None => {
                        Resource::from_env().map_err(|error| ExportError::new(error.to_string()))?
                    }
                }),
                scope: origin::scope(),
            },
        };
        Ok(self.ready.insert(ready))
    }

    /// Sends what the backend does not have yet of a snapshot.
    ///
    /// A request that is refused for what is in it is sent in halves, so that one row that the
    /// backend does not want keeps no other back; it goes alone from then on, with all that it has.
    fn send(&mut self, snapshot: &Snapshot, deadline: Instant) -> Result<(), ExportError> {
        self.ready()?;
        let Some(ready) = &self.ready else { return Ok(()) };
        let (encoding, temporality) = (self.encoding, self.temporality);
        let mut requests =
            Requests::of(snapshot, &self.delivered, encoding, temporality, self.gzip);
        let (mut failures, mut warning) = (Failures::default(), None);
        while let Some(part) = requests.next(&self.delivered, &ready.resource, &ready.scope) {
            let taken = match &part.body {
                Some(body) => ready.send(body, encoding, self.by(deadline)),
                None => Ok(Taken::Whole),
            };
            match taken {
                Ok(Taken::Whole) => {}
                Ok(Taken::Warning(said)) => warning = Some(said),
                Ok(Taken::Partly(why)) => failures.add(ExportError::new(why)),
                // A backend that is not there is not there for the rest either.
                Err(Refusal { error, .. }) if error.retry().is_some() => return Err(error),
                Err(Refusal { error, is_of_content }) => {
                    let whole = if is_of_content { requests.divide(part) } else { Some(part) };
                    match whole.as_ref().map(|part| part.row()) {
                        Some(Some(data)) if is_of_content => {
                            self.delivered.shun(data);
                            failures.add_of(data.view().name(), error);
                        }
                        Some(_) => failures.add(error),
                        None => {}
                    }
                    continue;
                }
            }
            let deltas = temporality == Temporality::Delta;
            part.pieces.iter().for_each(|data| self.delivered.put(data, snapshot, deltas));
        }
        self.delivered.complete(snapshot);
        self.warn(warning);
        failures.into_result()
    }

    /// When a request that begins now has to be over.
    fn by(&self, deadline: Instant) -> Instant {
        match Instant::now().checked_add(self.timeout) {
            Some(by) if !self.timeout.is_zero() => by.min(deadline),
            _ => deadline,
        }
    }

    /// Prints what the backend has to say of data that it took, once until it is content.
    fn warn(&mut self, warning: Option<String>) {
        if let (Some(warning), false) = (&warning, self.warned) {
            eprintln!("census: the backend of `otlp` took the data, and says: {warning}");
        }
        self.warned = warning.is_some();
    }
}

impl Ready {
    fn send(&self, body: &Body, encoding: Encoding, by: Instant) -> Result<Taken, Refusal> {
        let mut request = Request::new(body.bytes.as_slice());
        *request.method_mut() = Method::POST;
        *request.uri_mut() = self.uri.clone();
        *request.headers_mut() = self.fields.clone();
        let fields = request.headers_mut();
        fields.insert(CONTENT_TYPE, HeaderValue::from_static(encoding.content_type()));
        if body.gzipped {
            fields.insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        }
        judge(self.client.begin(request, by)?, encoding)
    }
}

impl Exporter for Otlp {
    fn name(&self) -> &str {
        "otlp"
    }

    /// Checks what it was told; sends nothing.
    fn begin(&mut self) -> Result<(), ExportError> {
        self.ready().map(drop)
    }

    fn export(&mut self, snapshot: &Snapshot, deadline: Instant) -> Result<(), ExportError> {
        self.send(snapshot, deadline)
    }
}

impl fmt::Debug for Otlp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Otlp")
            .field("endpoint", &self.endpoint)
            .field("headers", &self.headers)
            .field("timeout", &self.timeout)
            .field("gzip", &self.gzip)
            .field("encoding", &self.encoding)
            .field("temporality", &self.temporality)
            .field("resource", &self.resource)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
