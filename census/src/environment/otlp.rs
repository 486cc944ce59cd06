//! What OpenTelemetry's variables say of its protocol.

use crate::environment::Variables;
use crate::export::{Exporter, Otlp};
use crate::variable::EnvError;

/// Who sets one of these wants to export there.
pub(super) const ENDPOINTS: [&str; 2] =
    ["OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT"];

pub(super) fn make(variables: &Variables) -> Result<Box<dyn Exporter>, EnvError> {
    let otlp = Otlp::from_variables(&|name| variables.get(name).map(str::to_owned));
    Ok(Box::new(otlp?))
}
