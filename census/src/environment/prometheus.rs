//! Where Prometheus listens, and what it calls views.

use std::io::ErrorKind;

use crate::environment::Variables;
use crate::export::prometheus::Names;
use crate::export::{Exporter, Prometheus};
use crate::variable::EnvError;

/// The port that OpenTelemetry's exporter listens on.
const PORT_DEFAULT: u16 = 9464;

pub(super) fn make(variables: &Variables) -> Result<Box<dyn Exporter>, EnvError> {
    const HOST: &str = "OTEL_EXPORTER_PROMETHEUS_HOST";
    const PORT: &str = "OTEL_EXPORTER_PROMETHEUS_PORT";
    let host = variables.get(HOST).unwrap_or("localhost");
    let port = variables.number(PORT)?.unwrap_or(PORT_DEFAULT);
    let exporter = Prometheus::listen((host, port)).map_err(|error| match error.kind() {
        ErrorKind::AddrInUse | ErrorKind::PermissionDenied => {
            EnvError::new(PORT, &port.to_string(), error.to_string())
        }
        _ => EnvError::new(HOST, host, error.to_string()),
    })?;
    Ok(Box::new(exporter.names(names(variables)?)))
}

/// The names of views in the pages of Prometheus and its gateway.
pub(super) fn names(variables: &Variables) -> Result<Names, EnvError> {
    let words = [("convention", Names::Convention), ("opencensus", Names::OpenCensus)];
    Ok(variables.word("CENSUS_PROMETHEUS_NAMES", &words)?.unwrap_or_default())
}
