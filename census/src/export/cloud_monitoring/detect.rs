//! Where this program runs, if that is Google's: GKE, Cloud Run, Compute Engine.

use std::fs;
use std::time::Instant;

use super::Variable;
use super::metadata::Metadata;
use crate::export::{ExportError, Resource};

/// A file that a pod has, and what is in it.
const NAMESPACE: &str = "/var/run/secrets/kubernetes.io/serviceaccount/namespace";

/// Where Linux tells who made the machine.
const MAKER: &str = "/sys/class/dmi/id/product_name";

/// Whether there may be a metadata server: to ask where there is none takes a second.
pub(super) fn is_likely(variable: Variable<'_>) -> bool {
    let is_set = |name| variable(name).is_some_and(|value| !value.is_empty());
    let is_googles = || fs::read_to_string(MAKER).is_ok_and(|maker| maker.contains("Google"));
    ["GCE_METADATA_HOST", "KUBERNETES_SERVICE_HOST", "K_SERVICE", "CLOUD_RUN_JOB"]
        .into_iter()
        .any(is_set)
        || is_googles()
}

/// Asks the metadata server and looks into the environment; what is not known is not there.
///
/// # Errors
///
/// The metadata server does not answer.
pub(super) fn resource(
    variable: Variable<'_>,
    metadata: &Metadata,
    deadline: Instant,
) -> Result<Resource, ExportError> {
    let given = |name: &str| variable(name).filter(|value| !value.is_empty());
    let ask = |path: &str| metadata.ask(path, deadline);
    let last = |path: &str| {
        let found = ask(path)?;
        Ok::<_, ExportError>(found.and_then(|it| it.rsplit('/').next().map(str::to_owned)))
    };
    let mut found = Vec::new();
    let mut put = |key: &str, value: Option<String>| {
        found.extend(value.map(|value| (key.to_owned(), value)));
    };
    let mut kind = None;
    if given("KUBERNETES_SERVICE_HOST").is_some() {
        let cluster = ask("instance/attributes/cluster-name")?;
        if cluster.is_none() {
            return Ok(Resource::new()); // Kubernetes, but not Google's.
        }
        let container = given("CONTAINER_NAME");
        kind = Some(if container.is_some() { "container" } else { "k8s" });
        let namespace = || fs::read_to_string(NAMESPACE).ok().map(|name| name.trim().to_owned());
        put("k8s.cluster.name", cluster);
        put("cloud.zone", ask("instance/attributes/cluster-location")?);
        put("k8s.namespace.name", given("NAMESPACE").or_else(namespace));
        put("k8s.pod.name", given("POD_NAME").or_else(|| given("HOSTNAME")));
        put("container.name", container);
    } else if let Some(job) = given("K_SERVICE").or_else(|| given("CLOUD_RUN_JOB")) {
        kind = Some("task");
        put("service.name", Some(job));
        put("service.namespace", given("K_REVISION").or_else(|| given("CLOUD_RUN_EXECUTION")));
        put("service.instance.id", ask("instance/id")?);
        put("cloud.region", last("instance/region")?);
    } else if let Some(id) = ask("instance/id")? {
        kind = Some("host");
        put("host.id", Some(id));
        put("cloud.zone", last("instance/zone")?);
    }
    if kind.is_some() {
        put("cloud.provider", Some("gcp".into()));
    }
    let resource = kind.map_or_else(Resource::new, Resource::of);
    Ok(found.into_iter().fold(resource, |resource, (key, value)| resource.with(key, value)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_asked_where_nothing_hints_at_google() {
        let is = |name: &'static str, value: &'static str| {
            is_likely(&move |asked| (asked == name).then(|| value.to_owned()))
        };
        assert!(is("K_SERVICE", "shop") && is("KUBERNETES_SERVICE_HOST", "10.0.0.1"));
        let here = is_likely(&|_| None);
        assert_eq!(is("K_SERVICE", ""), here);
    }
}
