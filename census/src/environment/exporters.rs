//! The exporters that the environment asks for, each as its variables say.

use crate::environment::Variables;
#[cfg(feature = "cloud-monitoring")]
use crate::environment::cloud_monitoring;
#[cfg(feature = "json-lines")]
use crate::environment::json_lines;
#[cfg(feature = "otlp")]
use crate::environment::otlp;
#[cfg(feature = "prometheus")]
use crate::environment::prometheus;
#[cfg(feature = "pushgateway")]
use crate::environment::pushgateway;
use crate::export::{Exporter, Table};
use crate::pipeline::Builder;
use crate::spelling;
use crate::variable::EnvError;

/// The variables of single exporters that are ours.
pub(super) const OURS: &[&str] = &[
    "CENSUS_CLOUD_MONITORING_PROJECT",
    "CENSUS_CLOUD_MONITORING_DOMAIN",
    "CENSUS_CLOUD_MONITORING_PREFIX",
    "CENSUS_PROMETHEUS_NAMES",
    "CENSUS_PUSHGATEWAY_URL",
    "CENSUS_PUSHGATEWAY_JOB",
    "CENSUS_PUSHGATEWAY_INSTANCE",
    "CENSUS_JSON_LINES_FILE",
    "CENSUS_JSON_LINES_BYTES_MAX",
    "CENSUS_JSON_LINES_FILES_MAX",
];

/// Makes an exporter of what the variables say.
type Make = fn(&Variables) -> Result<Box<dyn Exporter>, EnvError>;

/// How an exporter is made; `None` where this program was built without.
struct Known {
    name: &'static str,
    make: Option<Make>,
}

/// All that there are, in the order in which messages list them.
const KNOWN: &[Known] = &[
    #[cfg(feature = "prometheus")]
    Known { name: "prometheus", make: Some(prometheus::make) },
    #[cfg(not(feature = "prometheus"))]
    Known { name: "prometheus", make: None },
    #[cfg(feature = "cloud-monitoring")]
    Known { name: "cloud-monitoring", make: Some(cloud_monitoring::make) },
    #[cfg(not(feature = "cloud-monitoring"))]
    Known { name: "cloud-monitoring", make: None },
    #[cfg(feature = "otlp")]
    Known { name: "otlp", make: Some(otlp::make) },
    #[cfg(not(feature = "otlp"))]
    Known { name: "otlp", make: None },
    #[cfg(feature = "pushgateway")]
    Known { name: "pushgateway", make: Some(pushgateway::make) },
    #[cfg(not(feature = "pushgateway"))]
    Known { name: "pushgateway", make: None },
    #[cfg(feature = "json-lines")]
    Known { name: "json-lines", make: Some(json_lines::make) },
    #[cfg(not(feature = "json-lines"))]
    Known { name: "json-lines", make: None },
    Known { name: "table", make: Some(table) },
];

/// Adds the exporters that are asked for.
pub(super) fn add(mut builder: Builder, variables: &Variables) -> Result<Builder, EnvError> {
    let asked = ["CENSUS_EXPORTERS", "OTEL_METRICS_EXPORTER"];
    let asked = asked.into_iter().find_map(|name| Some((name, variables.get(name)?)));
    let Some((variable, given)) = asked else {
        #[cfg(feature = "otlp")]
        if otlp::ENDPOINTS.iter().any(|name| variables.get(name).is_some()) {
            return Ok(builder.export(otlp::make(variables)?));
        }
        return Ok(builder);
    };
    let mut added: Vec<&str> = Vec::new();
    for name in given.split(',').map(|name| name.trim().to_lowercase().replace('_', "-")) {
        let name = if name == "console" { "table" } else { name.as_str() };
        if name == "none" {
            continue;
        }
        let refused = |why: String| EnvError::new(variable, given, why);
        let Some(known) = KNOWN.iter().find(|known| known.name == name) else {
            let mut names: Vec<&str> = KNOWN.iter().map(|known| known.name).collect();
            names.push("none");
            let meant = spelling::nearest(name, &names);
            return Err(refused(spelling::unknown("exporter", name, meant, &names)));
        };
        let Some(make) = known.make else {
            return Err(refused(format!(
                "this program was built without `{name}`; build census with its feature `{name}`"
            )));
        };
        if added.contains(&known.name) {
            return Err(refused(format!("`{name}` stands there twice")));
        }
        added.push(known.name);
        builder = builder.export(make(variables)?);
    }
    Ok(builder)
}

fn table(_: &Variables) -> Result<Box<dyn Exporter>, EnvError> {
    Ok(Box::new(Table::stdout()))
}
