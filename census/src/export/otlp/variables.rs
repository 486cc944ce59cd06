//! The exporter that the environment describes, by OpenTelemetry's variables.

use std::error::Error;
use std::fmt;
use std::time::Duration;

use super::endpoint::Endpoint;
use super::headers::Headers;
use super::{Encoding, Otlp, Temporality};
use crate::export::Resource;

/// A variable of the environment that is not understood, by its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VariableError(String);

impl fmt::Display for VariableError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Error for VariableError {}

/// What is set, and not empty: OpenTelemetry takes an empty variable for one that is not set.
struct Variables<'a>(&'a dyn Fn(&str) -> Option<String>);

impl Variables<'_> {
    fn get(&self, name: &str) -> Option<String> {
        (self.0)(name).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty())
    }

    /// A setting of metrics, or the one of all signals: the name that it has, and its value.
    fn setting(&self, name: &str) -> Option<(String, String)> {
        let names = ["METRICS_", ""].map(|of| format!("OTEL_EXPORTER_OTLP_{of}{name}"));
        names.into_iter().find_map(|name| self.get(&name).map(|value| (name, value)))
    }
}

fn refused(name: &str, value: &str, why: &str) -> VariableError {
    VariableError(format!("`{name}` is `{value}`: {why}"))
}

pub(super) fn read(variable: &dyn Fn(&str) -> Option<String>) -> Result<Otlp, VariableError> {
    let variables = Variables(variable);
    let resource = Resource::from_variables(variable);
    let resource = resource.map_err(|error| VariableError(error.to_string()))?;
    let mut otlp = Otlp::new("http://localhost:4318").resource(resource);

    let endpoint = ("OTEL_EXPORTER_OTLP_ENDPOINT", Endpoint::Base as fn(String) -> Endpoint);
    let metrics = ("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", Endpoint::Metrics as fn(_) -> _);
    for (name, make) in [endpoint, metrics] {
        let Some(value) = variables.get(name) else { continue };
        otlp.endpoint = make(value);
        otlp.endpoint.uri().map_err(|why| VariableError(format!("`{name}`: {why}")))?;
    }
    if let Some((name, value)) = variables.setting("HEADERS") {
        let headers = Headers::parse(&value);
        otlp.headers = headers.map_err(|why| VariableError(format!("`{name}`: {why}")))?;
    }
    if let Some((name, value)) = variables.setting("TIMEOUT") {
        otlp = otlp.timeout(milliseconds(&name, &value)?);
    }
    if let Some((name, value)) = variables.setting("COMPRESSION") {
        otlp = otlp.gzip(match value.as_str() {
            "gzip" => true,
            "none" => false,
            _ => return Err(refused(&name, &value, "write `gzip` or `none`")),
        });
    }
    if let Some((name, value)) = variables.setting("PROTOCOL") {
        otlp = otlp.encoding(match value.as_str() {
            "http/protobuf" => Encoding::Protobuf,
            "http/json" => Encoding::Json,
            "grpc" => {
                let why = "census sends over HTTP; write `http/protobuf`, whose port is mostly \
                           4318 where that of gRPC is 4317";
                return Err(refused(&name, &value, why));
            }
            _ => return Err(refused(&name, &value, "write `http/protobuf` or `http/json`")),
        });
    }
    let name = "OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE";
    if let Some(value) = variables.get(name) {
        otlp = otlp.temporality(match value.to_ascii_lowercase().as_str() {
            "cumulative" => Temporality::Cumulative,
            // They differ in instruments that are asked for their value, which census has none of.
            "delta" | "lowmemory" => Temporality::Delta,
            _ => {
                let why = "write `cumulative`, `delta` or `lowmemory`";
                return Err(refused(name, &value, why));
            }
        });
    }
    for name in ["CERTIFICATE", "CLIENT_CERTIFICATE", "CLIENT_KEY"] {
        if let Some((name, value)) = variables.setting(name) {
            let why = "census trusts Mozilla's roots and has no certificate of its own; unset it, \
                       and send through a collector on this machine";
            return Err(refused(&name, &value, why));
        }
    }
    let name = "OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION";
    match variables.get(name) {
        Some(value) if value != "explicit_bucket_histogram" => {
            let why = "views have bounds of their own; write `explicit_bucket_histogram`";
            Err(refused(name, &value, why))
        }
        _ => Ok(otlp),
    }
}

/// The interval that `OTEL_METRIC_EXPORT_INTERVAL` asks for, in milliseconds; `None` where it is
/// not set.
///
/// ```
/// assert_eq!(census::export::otlp::interval_from_env()?, None); // Nobody has set it.
/// # Ok::<(), census::export::otlp::VariableError>(())
/// ```
///
/// # Errors
///
/// It is no whole number of milliseconds, or 0.
pub fn interval_from_env() -> Result<Option<Duration>, VariableError> {
    interval(&|name| std::env::var(name).ok())
}

fn interval(variable: &dyn Fn(&str) -> Option<String>) -> Result<Option<Duration>, VariableError> {
    let name = "OTEL_METRIC_EXPORT_INTERVAL";
    let Some(value) = Variables(variable).get(name) else { return Ok(None) };
    match milliseconds(name, &value)? {
        Duration::ZERO => Err(refused(name, &value, "write how many milliseconds, `60000` say")),
        interval => Ok(Some(interval)),
    }
}

fn milliseconds(name: &str, value: &str) -> Result<Duration, VariableError> {
    let why = "write a whole number of milliseconds";
    value.parse().map(Duration::from_millis).map_err(|_| refused(name, value, why))
}

#[cfg(test)]
mod tests;
