//! What a view is called in Cloud Monitoring: a domain, a prefix, its name.

use crate::model::View;

/// The domain of OpenCensus' metrics.
pub(super) const DOMAIN: &str = "custom.googleapis.com";

/// What OpenCensus put between the domain and a view's name.
pub(super) const PREFIX: &str = "opencensus";

/// Bytes of a metric's type that Cloud Monitoring takes.
const TYPE_MAX: usize = 200;

/// Domains whose metrics users define, descriptors and all; those of others exist already.
const USERS: [&str; 3] =
    ["custom.googleapis.com", "external.googleapis.com", "workload.googleapis.com"];

/// Domains that a view's name may begin with itself; so may what stands before them and a dot.
const KNOWN: [&str; 4] = ["googleapis.com", "kubernetes.io", "istio.io", "knative.dev"];

/// How the names of views become types of metrics.
#[derive(Clone, Debug)]
pub(super) struct Naming {
    pub(super) domain: String,
    /// Without a `/` at either end; may be empty.
    pub(super) prefix: String,
}

impl Naming {
    /// Checks the two, which the user wrote.
    ///
    /// # Errors
    ///
    /// What is wrong with one of them.
    pub(super) fn check(&self) -> Result<(), String> {
        let Naming { domain, prefix } = self;
        let legal = |it: char| it.is_ascii_alphanumeric() || "._-".contains(it);
        if !domain.contains('.') || !domain.chars().all(legal) {
            return Err(format!(
                "`{domain}` is no domain of metrics: write `custom.googleapis.com`, or \
                 `workload.googleapis.com`; what stands behind the domain is the prefix"
            ));
        }
        if !prefix.chars().all(|it| legal(it) || it == '/') || prefix.contains("//") {
            return Err(format!(
                "the prefix `{prefix}` is made of something else than ASCII letters, digits, `_`, \
                 `.`, `-` and `/`, or has an empty segment"
            ));
        }
        Ok(())
    }

    /// The type of a view's metric; a name that has a domain of its own is a type as it stands.
    ///
    /// # Errors
    ///
    /// One that is too long, with its way out.
    pub(super) fn metric_type(&self, view: &View) -> Result<String, String> {
        let name = view.name();
        let whole = match (has_domain(name), self.prefix.as_str()) {
            (true, _) => name.to_owned(),
            (false, "") => format!("{}/{name}", self.domain),
            (false, prefix) => format!("{}/{prefix}/{name}", self.domain),
        };
        if whole.len() <= TYPE_MAX {
            return Ok(whole);
        }
        Err(format!(
            "view `{name}` would be the metric `{whole}` of {} bytes, and {TYPE_MAX} are the most; \
             shorten the name or the prefix",
            whole.len()
        ))
    }

    /// What people read in Cloud Monitoring's menus.
    pub(super) fn display_name(&self, view: &View) -> String {
        let name = view.name();
        if has_domain(name) || self.prefix.is_empty() {
            return name.to_owned();
        }
        match self.prefix.strip_prefix(PREFIX) {
            Some("") => format!("OpenCensus/{name}"),
            Some(rest) if rest.starts_with('/') => format!("OpenCensus{rest}/{name}"),
            _ => format!("{}/{name}", self.prefix),
        }
    }
}

/// Whether users define metrics of this type: only those have a descriptor that is ours to make.
pub(super) fn is_users(metric_type: &str) -> bool {
    USERS.contains(&domain_of(metric_type))
}

/// Whether metrics of this type are written as a service's.
pub(super) fn is_services(metric_type: &str) -> bool {
    domain_of(metric_type) == "kubernetes.io"
}

/// OpenCensus looked for a domain anywhere in a name; here it is what stands before the first `/`.
fn has_domain(name: &str) -> bool {
    let domain = domain_of(name);
    name.contains('/')
        && KNOWN.iter().any(|known| {
            domain.strip_suffix(known).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
        })
}

fn domain_of(metric_type: &str) -> &str {
    metric_type.split_once('/').map_or(metric_type, |(domain, _)| domain)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Aggregation, Measure};

    static ITEMS: Measure<i64> = Measure::new("naming/items", "1");

    fn named(domain: &str, prefix: &str, name: &'static str) -> String {
        let naming = Naming { domain: domain.into(), prefix: prefix.into() };
        let view = View::new(name, &ITEMS, Aggregation::Count);
        let metric_type = naming.metric_type(&view).unwrap_or_else(|error| error);
        format!("{metric_type} {}", naming.display_name(&view))
    }

    // OpenCensus' Go exporter: `TestMetricPrefix`, `TestProtoToMonitoringMetricDescriptor`,
    // `TestMetricDescriptorToMonitoringMetricDescriptor`.
    #[test]
    fn a_type_is_the_domain_the_prefix_and_the_name() {
        const WORKLOAD: &str = "workload.googleapis.com";
        const FOREIGN: &str = "mycompany.com/googleapis.com-calls";
        const KUBERNETES: &str = "kubernetes.io/container/memory";
        const OWN: &str = "external.googleapis.com/user/a";
        let table = [
            (DOMAIN, PREFIX, "shop/paid", "*/opencensus/shop/paid OpenCensus/shop/paid"),
            (DOMAIN, "opencensus/demo", "paid", "*/opencensus/demo/paid OpenCensus/demo/paid"),
            (DOMAIN, "opencensusx", "paid", "*/opencensusx/paid opencensusx/paid"),
            (WORKLOAD, "", "paid", "workload.googleapis.com/paid paid"),
            (WORKLOAD, "a/b", "paid", "workload.googleapis.com/a/b/paid a/b/paid"),
            (DOMAIN, PREFIX, KUBERNETES, &[KUBERNETES, KUBERNETES].join(" ")),
            (DOMAIN, PREFIX, OWN, &[OWN, OWN].join(" ")),
            (DOMAIN, PREFIX, FOREIGN, &format!("*/opencensus/{FOREIGN} OpenCensus/{FOREIGN}")),
            (
                DOMAIN,
                PREFIX,
                "notistio.io/a",
                "*/opencensus/notistio.io/a OpenCensus/notistio.io/a",
            ),
            (DOMAIN, PREFIX, "istio.io", "*/opencensus/istio.io OpenCensus/istio.io"),
        ];
        for (domain, prefix, name, expected) in table {
            assert_eq!(named(domain, prefix, name).replace(DOMAIN, "*"), expected);
        }
    }

    #[test]
    fn who_defines_a_metric_and_who_writes_it_is_in_its_domain() {
        let table = [
            ("custom.googleapis.com/a", true, false),
            ("workload.googleapis.com/a", true, false),
            ("external.googleapis.com/a", true, false),
            ("kubernetes.io/container/a", false, true),
            ("istio.io/a", false, false),
            ("custom.googleapis.community/a", false, false),
        ];
        for (metric_type, users, services) in table {
            assert_eq!((is_users(metric_type), is_services(metric_type)), (users, services));
        }
    }

    #[test]
    fn what_cannot_be_a_type_is_said() {
        let long = named(DOMAIN, &"p".repeat(170), "shop/paid");
        assert!(
            long.starts_with("view `shop/paid` would be the metric `custom.googleapis.com/ppp")
        );
        assert!(long.contains("of 202 bytes, and 200 are the most"), "{long}");
        for (domain, prefix) in [("custom", "a"), ("a.b/c", ""), (DOMAIN, "a b"), (DOMAIN, "a//b")]
        {
            let naming = Naming { domain: domain.into(), prefix: prefix.into() };
            assert!(naming.check().is_err(), "{domain} {prefix}");
        }
        assert!(Naming { domain: DOMAIN.into(), prefix: PREFIX.into() }.check().is_ok());
    }
}
