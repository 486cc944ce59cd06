//! What the exporter can be told, each with its default.

use std::time::Duration;

use super::delivered::Delivered;
use super::endpoint::Endpoint;
use super::headers::Headers;
use super::{Encoding, Otlp, Temporality, variables};
use crate::export::Resource;
use crate::variable::EnvError;

/// How long one request may take, unless another time is asked for: OpenTelemetry's default.
const TIMEOUT: Duration = Duration::from_secs(10);

impl Otlp {
    /// Sends to a receiver at this address, mostly `http://localhost:4318`; `/v1/metrics` is
    /// appended.
    ///
    /// ```
    /// use census::export::Otlp;
    ///
    /// let otlp = Otlp::new("http://collector:4318/shop?key=secret");
    /// assert!(format!("{otlp:?}").contains("http://collector:4318/shop"));
    /// assert!(!format!("{otlp:?}").contains("secret")); // As no message does.
    /// ```
    pub fn new(endpoint: impl Into<String>) -> Self {
        Otlp {
            endpoint: Endpoint::Base(endpoint.into()),
            headers: Headers::default(),
            timeout: TIMEOUT,
            gzip: false,
            encoding: Encoding::default(),
            temporality: Temporality::default(),
            resource: None,
            ready: None,
            delivered: Delivered::default(),
            warned: false,
        }
    }

    /// Sends where and how the environment says, in the variables of every OpenTelemetry program:
    ///
    /// | `OTEL_EXPORTER_OTLP_…`, or `…_METRICS_…` before it | |
    /// |---|---|
    /// | `ENDPOINT` | default `http://localhost:4318`; that of metrics is used as it is |
    /// | `HEADERS` | `name=value,name=value`, values percent-encoded |
    /// | `TIMEOUT` | of a request, in milliseconds; default 10000; 0 for none |
    /// | `COMPRESSION` | `gzip` or `none`, the default |
    /// | `PROTOCOL` | `http/protobuf`, the default, or `http/json` |
    /// | `METRICS_TEMPORALITY_PREFERENCE` | `cumulative`, the default, `delta` or `lowmemory` |
    ///
    /// and the resource from those of [`Resource::from_env`].
    ///
    /// ```
    /// use census::export::Otlp;
    ///
    /// let otlp = Otlp::from_env()?.gzip(true);
    /// assert!(format!("{otlp:?}").contains("http://localhost:4318"));
    /// # Ok::<(), census::EnvError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// A variable that is not understood, by its name: `grpc`, say, which census does not speak.
    pub fn from_env() -> Result<Self, EnvError> {
        Self::from_variables(&|name| std::env::var(name).ok())
    }

    pub(crate) fn from_variables(
        variable: &dyn Fn(&str) -> Option<String>,
    ) -> Result<Self, EnvError> {
        variables::read(variable)
    }

    /// Sends to exactly this address instead: nothing is appended.
    ///
    /// ```
    /// use census::export::Otlp;
    ///
    /// // Prometheus' own receiver.
    /// let otlp = Otlp::new("").metrics_endpoint("http://localhost:9090/api/v1/otlp/v1/metrics");
    /// ```
    pub fn metrics_endpoint(mut self, endpoint: impl Into<String>) -> Self {
        self.endpoint = Endpoint::Metrics(endpoint.into());
        self
    }

    /// Sends a header field with every request, a token for instance. Nothing prints its value.
    ///
    /// ```
    /// use census::export::Otlp;
    ///
    /// let otlp = Otlp::new("http://localhost:4318").header("authorization", "Bearer secret");
    /// assert!(!format!("{otlp:?}").contains("secret"));
    /// ```
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.insert(name.into(), value.into());
        self
    }

    /// Waits no longer for a request; by default 10 seconds, and never longer than the export may
    /// take. Zero leaves it at that.
    ///
    /// ```
    /// use census::export::Otlp;
    /// use std::time::Duration;
    ///
    /// let otlp = Otlp::new("http://localhost:4318").timeout(Duration::from_secs(2));
    /// ```
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Compresses requests, to about a tenth; by default it does not.
    ///
    /// ```
    /// use census::export::Otlp;
    ///
    /// let otlp = Otlp::new("http://collector.example:4318").gzip(true);
    /// ```
    pub fn gzip(mut self, gzip: bool) -> Self {
        self.gzip = gzip;
        self
    }

    /// Encodes requests so; by default in protobuf.
    ///
    /// ```
    /// use census::export::Otlp;
    /// use census::export::otlp::Encoding;
    ///
    /// let otlp = Otlp::new("http://localhost:4318").encoding(Encoding::Json);
    /// ```
    pub fn encoding(mut self, encoding: Encoding) -> Self {
        self.encoding = encoding;
        self
    }

    /// Sends what was counted since the series began, the default, or since the export before.
    ///
    /// A delta whose export failed is in the next one. Only where an answer is lost on its way, so
    /// that nobody knows whether the backend has the data, it may count them twice; what is
    /// cumulative cannot.
    ///
    /// ```
    /// use census::export::Otlp;
    /// use census::export::otlp::Temporality;
    ///
    /// let otlp = Otlp::new("http://localhost:4318").temporality(Temporality::Delta);
    /// ```
    pub fn temporality(mut self, temporality: Temporality) -> Self {
        self.temporality = temporality;
        self
    }

    /// Says what the data are of; by default [what the environment says](Resource::from_env).
    ///
    /// What it does not have is filled in: `service.name`, by the program's file;
    /// `service.instance.id`, by chance, since two processes would else write one series;
    /// `telemetry.sdk.*`.
    ///
    /// ```
    /// use census::export::{Otlp, Resource};
    ///
    /// let shop = Resource::new().with("service.name", "shop").with("service.version", "1.2");
    /// let otlp = Otlp::new("http://localhost:4318").resource(shop);
    /// ```
    pub fn resource(mut self, resource: Resource) -> Self {
        self.resource = Some(resource);
        self
    }
}
