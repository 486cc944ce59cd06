//! Which Pushgateway, and in which group.

use crate::environment::{Variables, prometheus};
use crate::export::{Exporter, Pushgateway};
use crate::variable::EnvError;

pub(super) fn make(variables: &Variables) -> Result<Box<dyn Exporter>, EnvError> {
    const URL: &str = "CENSUS_PUSHGATEWAY_URL";
    let missing = || EnvError::missing(URL, "`pushgateway` needs it; write `http://host:9091`");
    let url = variables.get(URL).ok_or_else(missing)?;
    let job = ["CENSUS_PUSHGATEWAY_JOB", "OTEL_SERVICE_NAME"];
    let job = job.into_iter().find_map(|name| variables.get(name)).map(str::to_owned);
    let mut gateway = Pushgateway::new(url, job.unwrap_or_else(program));
    if let Some(instance) = variables.get("CENSUS_PUSHGATEWAY_INSTANCE") {
        gateway = gateway.group("instance", instance);
    }
    Ok(Box::new(gateway.names(prometheus::names(variables)?)))
}

/// The name of the program's file.
fn program() -> String {
    let path = std::env::current_exe().unwrap_or_default();
    path.file_stem().map_or_else(|| "census".into(), |name| name.to_string_lossy().into_owned())
}
