//! To which project, and what its metrics are called; credentials and resource it finds itself.

use crate::environment::Variables;
use crate::export::{CloudMonitoring, Exporter};
use crate::variable::EnvError;

pub(super) fn make(variables: &Variables) -> Result<Box<dyn Exporter>, EnvError> {
    let mut exporter = match variables.get("CENSUS_CLOUD_MONITORING_PROJECT") {
        Some(project) => CloudMonitoring::new(project),
        None => CloudMonitoring::from_env(),
    };
    if let Some(domain) = variables.get("CENSUS_CLOUD_MONITORING_DOMAIN") {
        exporter = exporter.domain(domain);
    }
    if let Some(prefix) = variables.get("CENSUS_CLOUD_MONITORING_PREFIX") {
        exporter = exporter.prefix(prefix);
    }
    Ok(Box::new(exporter))
}
