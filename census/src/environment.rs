//! What the environment says of the exports: which there are, how often, to where.
//!
//! Every variable is in the table of [`Builder::from_env`]; [`exporters`] builds what they ask for.

#[cfg(feature = "cloud-monitoring")]
mod cloud_monitoring;
mod exporters;
#[cfg(feature = "json-lines")]
mod json_lines;
#[cfg(feature = "otlp")]
mod otlp;
#[cfg(feature = "prometheus")]
mod prometheus;
#[cfg(feature = "pushgateway")]
mod pushgateway;
mod variables;

use std::time::Duration;

use crate::pipeline::{Builder, INTERVAL_MIN};
use crate::variable::EnvError;
use variables::Variables;

/// Variables that are ours, but for those of one exporter; others that begin so are misspelt.
const OURS: [&str; 2] = ["CENSUS_DISABLED", "CENSUS_EXPORTERS"];

/// How often to export.
const INTERVAL: &str = "OTEL_METRIC_EXPORT_INTERVAL";

impl Builder {
    /// Adds what the environment asks for: exporters, the interval, and off with it all.
    ///
    /// ```
    /// let census = census::start().from_env()?.run()?;
    /// # drop(census);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// - `CENSUS_DISABLED`, `OTEL_SDK_DISABLED`: `1` or `true`, and there is no exporter, no thread
    ///   and no port; what was set up in the code is off too. Calls are still counted, for
    ///   `census::snapshot()`; the feature `off` compiles that out.
    /// - `CENSUS_EXPORTERS`, else `OTEL_METRICS_EXPORTER`: names with commas between, of
    ///   `prometheus`, `otlp`, `cloud-monitoring`, `pushgateway`, `json-lines`, `table` (also
    ///   `console`), or `none`.
    ///   Where neither is set it is `otlp`, if that has an endpoint.
    /// - `OTEL_METRIC_EXPORT_INTERVAL`: milliseconds between exports; 60000.
    /// - `OTEL_EXPORTER_PROMETHEUS_HOST` and `…_PORT`: where `prometheus` listens; `localhost`,
    ///   9464. `CENSUS_PROMETHEUS_NAMES`: `convention`, or `opencensus` for its names without
    ///   suffixes.
    /// - `OTEL_EXPORTER_OTLP_…`: see `Otlp::from_env`. `OTEL_SERVICE_NAME`,
    ///   `OTEL_RESOURCE_ATTRIBUTES`, `OC_RESOURCE_TYPE`, `OC_RESOURCE_LABELS`: see
    ///   `Resource::from_env`.
    /// - `CENSUS_CLOUD_MONITORING_PROJECT`: the project of `cloud-monitoring`, else
    ///   `GOOGLE_CLOUD_PROJECT`, that of the credentials, or the machine's. `…_DOMAIN` and
    ///   `…_PREFIX`: what stands before a view's name; `custom.googleapis.com` and `opencensus`.
    /// - `CENSUS_PUSHGATEWAY_URL`: where `pushgateway` pushes. `…_JOB`: the job of its group; by
    ///   default the service's name, `OTEL_SERVICE_NAME`, else the program's. `…_INSTANCE`: the
    ///   group's label `instance`.
    /// - `CENSUS_JSON_LINES_FILE`: the file of `json-lines`; by default the standard output.
    ///   `…_BYTES_MAX` and `…_FILES_MAX`: how it is rotated.
    ///
    /// A variable that is empty is one that is not set, as OpenTelemetry has it.
    ///
    /// # Errors
    ///
    /// A variable that is not understood, by its name: a value that means nothing, a `CENSUS_…`
    /// that there is not, an exporter that this program was built without.
    pub fn from_env(self) -> Result<Self, EnvError> {
        self.with(&Variables::of_process()?)
    }

    fn with(mut self, variables: &Variables) -> Result<Self, EnvError> {
        variables.no_others("CENSUS_", OURS.iter().chain(exporters::OURS))?;
        for name in ["CENSUS_DISABLED", "OTEL_SDK_DISABLED"] {
            if variables.switch(name)? {
                return Ok(self.off());
            }
        }
        if let Some(milliseconds) = variables.number(INTERVAL)? {
            let interval = Duration::from_millis(milliseconds);
            if interval < INTERVAL_MIN {
                let why = "it is in milliseconds; write `1000` or more";
                return Err(EnvError::new(INTERVAL, &milliseconds.to_string(), why));
            }
            self = self.interval(interval);
        }
        exporters::add(self, variables)
    }
}

#[cfg(test)]
mod tests;
