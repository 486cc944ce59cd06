//! The exporter that the environment describes, by OpenTelemetry's variables.

use std::time::Duration;

use super::endpoint::Endpoint;
use super::headers::Headers;
use super::{Encoding, Otlp, Temporality};
use crate::export::Resource;
use crate::variable::EnvError;

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

pub(super) fn read(variable: &dyn Fn(&str) -> Option<String>) -> Result<Otlp, EnvError> {
    let variables = Variables(variable);
    let resource = Resource::from_variables(variable)?;
    let mut otlp = Otlp::new("http://localhost:4318").resource(resource);

    let endpoint = ("OTEL_EXPORTER_OTLP_ENDPOINT", Endpoint::Base as fn(String) -> Endpoint);
    let metrics = ("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", Endpoint::Metrics as fn(_) -> _);
    for (name, make) in [endpoint, metrics] {
        let Some(value) = variables.get(name) else { continue };
        otlp.endpoint = make(value);
        otlp.endpoint.uri().map_err(|why| EnvError::of(name, why))?;
    }
    if let Some((name, value)) = variables.setting("HEADERS") {
        let headers = Headers::parse(&value);
        otlp.headers = headers.map_err(|why| EnvError::of(&name, why))?;
    }
    if let Some((name, value)) = variables.setting("TIMEOUT") {
        otlp = otlp.timeout(milliseconds(&name, &value)?);
    }
    if let Some((name, value)) = variables.setting("COMPRESSION") {
        otlp = otlp.gzip(match value.as_str() {
            "gzip" => true,
            "none" => false,
            _ => return Err(EnvError::new(&name, &value, "write `gzip` or `none`")),
        });
    }
    if let Some((name, value)) = variables.setting("PROTOCOL") {
        otlp = otlp.encoding(match value.as_str() {
            "http/protobuf" => Encoding::Protobuf,
            "http/json" => Encoding::Json,
            "grpc" => {
                let why = "census sends over HTTP; write `http/protobuf`, whose port is mostly \
                           4318 where that of gRPC is 4317";
                return Err(EnvError::new(&name, &value, why));
            }
            _ => return Err(EnvError::new(&name, &value, "write `http/protobuf` or `http/json`")),
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
                return Err(EnvError::new(name, &value, why));
            }
        });
    }
    for name in ["CERTIFICATE", "CLIENT_CERTIFICATE", "CLIENT_KEY"] {
        if let Some((name, value)) = variables.setting(name) {
            let why = "census trusts Mozilla's roots and has no certificate of its own; unset it, \
                       and send through a collector on this machine";
            return Err(EnvError::new(&name, &value, why));
        }
    }
    let name = "OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION";
    match variables.get(name) {
        Some(value) if value != "explicit_bucket_histogram" => {
            let why = "views have bounds of their own; write `explicit_bucket_histogram`";
            Err(EnvError::new(name, &value, why))
        }
        _ => Ok(otlp),
    }
}

fn milliseconds(name: &str, value: &str) -> Result<Duration, EnvError> {
    let why = "write a whole number of milliseconds";
    value.parse().map(Duration::from_millis).map_err(|_| EnvError::new(name, value, why))
}

#[cfg(test)]
mod tests;
