//! What the series are of, as Cloud Monitoring has it: one of its types, with that type's labels.

use std::collections::BTreeMap;
use std::fmt;

use super::json;
use crate::export::Resource;

/// A monitored resource: a type of Cloud Monitoring's, and its labels.
///
/// ```
/// use census::export::MonitoredResource;
///
/// let task = MonitoredResource::new("generic_task")
///     .with("location", "europe-west1")
///     .with("namespace", "shop")
///     .with("job", "checkout")
///     .with("task_id", "7");
/// assert_eq!(task.get("job"), Some("checkout"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MonitoredResource {
    kind: String,
    labels: BTreeMap<String, String>,
}

impl MonitoredResource {
    /// One of a type: `generic_task`, `k8s_container`, `gce_instance`, `global`, …
    pub fn new(kind: impl Into<String>) -> Self {
        MonitoredResource { kind: kind.into(), labels: BTreeMap::new() }
    }

    /// The same with a label more. The project need not be said.
    pub fn with(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.labels.insert(key.into(), value.into());
        self
    }

    /// Its type.
    pub fn kind(&self) -> &str {
        &self.kind
    }

    /// The value of a label.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.labels.get(key).map(String::as_str)
    }

    /// The one that OpenCensus' conventions make of a resource, and `global` where something that
    /// its type must have is not known.
    pub fn of(resource: &Resource, project: &str) -> Self {
        let known = |key: &&str| resource.get(key).is_some_and(|value| !value.is_empty());
        let first =
            |keys: &[&str]| keys.iter().find(|key| known(key)).and_then(|key| resource.get(key));
        let zone: &[&str] = &["cloud.zone", "cloud.availability_zone"];
        let location: &[&str] = &["cloud.zone", "cloud.availability_zone", "cloud.region"];
        let host: &[&str] = &["host.id", "host.name"];
        let cluster = ("cluster_name", &["k8s.cluster.name"][..]);
        let namespace = ("namespace_name", &["k8s.namespace.name"][..]);
        let pod = ("pod_name", &["k8s.pod.name"][..]);
        let container: &[&str] = &["container.name", "k8s.container.name"];
        let (kind, wanted): (&str, Vec<(&str, &[&str])>) = match resource.kind() {
            Some("container") => (
                "k8s_container",
                vec![
                    ("location", location),
                    cluster,
                    namespace,
                    pod,
                    ("container_name", container),
                ],
            ),
            Some("k8s") => ("k8s_pod", vec![("location", location), cluster, namespace, pod]),
            Some("host") if known(&"k8s.cluster.name") => {
                ("k8s_node", vec![("location", location), cluster, ("node_name", &["host.name"])])
            }
            Some("gae_instance") => (
                "gae_instance",
                vec![
                    ("location", &["cloud.region"]),
                    ("module_id", &["appengine.service.id"]),
                    ("version_id", &["appengine.version.id"]),
                    ("instance_id", &["appengine.instance.id"]),
                ],
            ),
            kind => match (kind, resource.get("cloud.provider")) {
                (None | Some("host" | "cloud"), Some("gcp")) => {
                    ("gce_instance", vec![("instance_id", host), ("zone", zone)])
                }
                (None | Some("host" | "cloud"), Some("aws")) => (
                    "aws_ec2_instance",
                    vec![
                        ("instance_id", host),
                        ("region", &["cloud.region"]),
                        ("aws_account", &["cloud.account.id"]),
                    ],
                ),
                _ => (
                    "generic_task",
                    vec![
                        ("location", location),
                        ("namespace", &["service.namespace"]),
                        ("job", &["service.name"]),
                        ("task_id", &["service.instance.id"]),
                    ],
                ),
            },
        };
        let mut found = MonitoredResource::new(kind).with("project_id", project);
        for (label, keys) in wanted {
            let Some(value) = first(keys) else {
                return MonitoredResource::new("global").with("project_id", project);
            };
            let value = match label {
                "region" if kind == "aws_ec2_instance" => format!("aws:{value}"),
                _ => value.to_owned(),
            };
            found = found.with(label, value);
        }
        found
    }

    /// Its JSON, which stands in every series.
    pub(super) fn json(&self) -> Vec<u8> {
        let mut out = b"{\"type\":".to_vec();
        json::text(&mut out, &self.kind);
        out.extend_from_slice(b",\"labels\":{");
        for (at, (key, value)) in self.labels.iter().enumerate() {
            if at > 0 {
                out.push(b',');
            }
            json::text(&mut out, key);
            out.push(b':');
            json::text(&mut out, value);
        }
        out.extend_from_slice(b"}}");
        out
    }
}

impl fmt::Display for MonitoredResource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{{", self.kind)?;
        for (at, (key, value)) in self.labels.iter().enumerate() {
            let comma = if at > 0 { "," } else { "" };
            write!(f, "{comma}{key}={value:?}")?;
        }
        f.write_str("}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mapped(kind: &str, attributes: &[(&str, &str)]) -> String {
        let resource = if kind.is_empty() { Resource::new() } else { Resource::of(kind) };
        let resource = attributes.iter().fold(resource, |it, (key, value)| it.with(*key, *value));
        let mapped = MonitoredResource::of(&resource, "p").to_string();
        mapped.replace("project_id=\"p\"", "*").replace('"', "")
    }

    // OpenCensus' Go exporter, `TestDefaultMapResource`.
    #[test]
    fn resources_are_mapped_as_in_opencensus() {
        const POD: [(&str, &str); 4] = [
            ("k8s.cluster.name", "c"),
            ("k8s.namespace.name", "n"),
            ("k8s.pod.name", "pod"),
            ("cloud.zone", "z"),
        ];
        let container = [&POD[..], &[("container.name", "app"), ("extra", "x")]].concat();
        let gcp = [("cloud.provider", "gcp"), ("host.id", "i"), ("cloud.zone", "z")];
        let aws = [
            ("cloud.provider", "aws"),
            ("host.id", "i"),
            ("cloud.region", "r"),
            ("cloud.account.id", "7"),
        ];
        let service = [
            ("service.name", "shop"),
            ("service.namespace", "n"),
            ("service.instance.id", "7"),
            ("cloud.region", "r"),
        ];
        let node = [("k8s.cluster.name", "c"), ("cloud.zone", "z"), ("host.name", "h")];
        let gae = [
            ("cloud.region", "r"),
            ("appengine.service.id", "s"),
            ("appengine.version.id", "v"),
            ("appengine.instance.id", "i"),
        ];
        type Attributes<'a> = &'a [(&'a str, &'a str)];
        let table: [(&str, Attributes, &str); 13] = [
            (
                "container",
                &container,
                "k8s_container{cluster_name=c,container_name=app,location=z,namespace_name=n,\
                 pod_name=pod,*}",
            ),
            ("k8s", &POD, "k8s_pod{cluster_name=c,location=z,namespace_name=n,pod_name=pod,*}"),
            ("host", &node, "k8s_node{cluster_name=c,location=z,node_name=h,*}"),
            ("host", &[("cloud.zone", "z"), ("host.name", "h")], "global{*}"),
            (
                "gae_instance",
                &gae,
                "gae_instance{instance_id=i,location=r,module_id=s,*,version_id=v}",
            ),
            ("", &gcp, "gce_instance{instance_id=i,*,zone=z}"),
            ("host", &gcp, "gce_instance{instance_id=i,*,zone=z}"),
            ("", &aws, "aws_ec2_instance{aws_account=7,instance_id=i,*,region=aws:r}"),
            ("", &service, "generic_task{job=shop,location=r,namespace=n,*,task_id=7}"),
            ("", &[("service.name", "shop")], "global{*}"),
            ("k8s", &[], "global{*}"),
            ("container", &POD, "global{*}"),
            ("", &[], "global{*}"),
        ];
        for (kind, attributes, expected) in table {
            assert_eq!(mapped(kind, attributes), expected);
        }
    }

    #[test]
    fn a_label_that_is_empty_is_as_good_as_none() {
        let gcp = [("cloud.provider", "gcp"), ("host.id", "i"), ("cloud.zone", "")];
        assert_eq!(mapped("", &gcp), "global{*}");
    }

    #[test]
    fn it_is_written_as_json() {
        let resource = MonitoredResource::new("global").with("a", "\"");
        assert_eq!(resource.json(), br#"{"type":"global","labels":{"a":"\""}}"#);
    }
}
