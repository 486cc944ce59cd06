//! What the data are of: a service, an instance of it, the machine it runs on.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fmt;

use percent_encoding::percent_decode_str;

use crate::variable::EnvError;

/// Bytes of a label's key or value, OpenCensus' limit; OpenTelemetry has none.
const LABEL_MAX: usize = 256;

/// What the data are of, as OpenCensus and OpenTelemetry have it: a type and attributes.
///
/// ```
/// use census::export::Resource;
///
/// let given = Resource::new().with("service.name", "shop");
/// let found = Resource::of("host").with("host.name", "a").with("service.name", "unknown");
/// let resource = given.or(found); // The one that is asked wins.
/// assert_eq!(resource.to_string(), r#"host{host.name="a",service.name="shop"}"#);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Resource {
    kind: Option<String>,
    attributes: BTreeMap<String, String>,
}

impl Resource {
    /// One of which nothing is known.
    pub fn new() -> Self {
        Self::default()
    }

    /// One of a type: `container`, `k8s`, `host` and others, by OpenCensus' conventions.
    pub fn of(kind: impl Into<String>) -> Self {
        Resource { kind: Some(kind.into()), attributes: BTreeMap::new() }
    }

    /// The same with an attribute more; of two of one key, the later counts.
    pub fn with(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.attributes.insert(key.into(), value.into());
        self
    }

    /// The same, and what another knows where this one does not: an attribute that is empty is as
    /// good as none, as in OpenCensus.
    pub fn or(mut self, other: Resource) -> Self {
        if self.kind.as_deref().unwrap_or_default().is_empty() {
            self.kind = other.kind;
        }
        for (key, value) in other.attributes {
            match self.attributes.entry(key) {
                Entry::Occupied(mut own) if own.get().is_empty() => drop(own.insert(value)),
                Entry::Occupied(_) => {}
                Entry::Vacant(none) => drop(none.insert(value)),
            }
        }
        self
    }

    /// Its type.
    pub fn kind(&self) -> Option<&str> {
        self.kind.as_deref()
    }

    /// The value of an attribute.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.attributes.get(key).map(String::as_str)
    }

    /// Its attributes, by key.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.attributes.iter().map(|(key, value)| (key.as_str(), value.as_str()))
    }

    /// The one that the environment says: `OTEL_SERVICE_NAME` before `OTEL_RESOURCE_ATTRIBUTES`
    /// (`key=value,…`, percent-encoded) before `OC_RESOURCE_TYPE` and `OC_RESOURCE_LABELS`
    /// (`key="value",…`).
    ///
    /// # Errors
    ///
    /// A variable that is not in its form, by its name: half of its attributes would be worse than
    /// none.
    pub fn from_env() -> Result<Self, EnvError> {
        Self::from_variables(&|name| std::env::var(name).ok())
    }

    /// The same, of variables that stand somewhere else: in the file that a service's manager
    /// reads them from, say.
    ///
    /// # Errors
    ///
    /// As of [`from_env`](Self::from_env).
    pub fn from_variables(variable: &dyn Fn(&str) -> Option<String>) -> Result<Self, EnvError> {
        let attributes = |name, parse: fn(&str) -> Result<_, &'static str>| {
            let given = variable(name).unwrap_or_default();
            let attributes = parse(&given).map_err(|why| EnvError::new(name, &given, why))?;
            Ok(Resource { kind: None, attributes })
        };
        let mut resource = Resource::new();
        if let Some(name) = variable("OTEL_SERVICE_NAME").filter(|name| !name.is_empty()) {
            resource = resource.with("service.name", name);
        }
        let labels = attributes("OC_RESOURCE_LABELS", quoted)?;
        let kind = variable("OC_RESOURCE_TYPE").map(|kind| kind.trim().to_owned());
        resource = resource.or(attributes("OTEL_RESOURCE_ATTRIBUTES", encoded)?).or(labels);
        resource.kind = kind.filter(|kind| !kind.is_empty());
        Ok(resource)
    }
}

impl fmt::Display for Resource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{{", self.kind.as_deref().unwrap_or_default())?;
        for (at, (key, value)) in self.attributes.iter().enumerate() {
            let comma = if at > 0 { "," } else { "" };
            write!(f, "{comma}{key}={value:?}")?;
        }
        f.write_str("}")
    }
}

/// `key=value,key=value`, percent-encoded, as OpenTelemetry writes them.
fn encoded(text: &str) -> Result<BTreeMap<String, String>, &'static str> {
    let decoded = |text: &str| match percent_decode_str(text.trim()).decode_utf8() {
        Ok(text) => Ok(text.into_owned()),
        Err(_) => Err("what is percent-encoded must be UTF-8"),
    };
    let pairs = text.split(',').map(str::trim).filter(|pair| !pair.is_empty());
    let pairs = pairs.map(|pair| {
        let (key, value) = pair.split_once('=').ok_or("write `key=value,key=value`")?;
        checked(decoded(key)?, decoded(value)?, usize::MAX)
    });
    pairs.collect()
}

/// `key="value",key="value"`, with `\"` for a quote, as OpenCensus writes them.
fn quoted(text: &str) -> Result<BTreeMap<String, String>, &'static str> {
    const FORM: &str = r#"write `key="value",key="value"`, and `\"` for a quote"#;
    let mut attributes = BTreeMap::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let (key, after) = rest.split_once('=').ok_or(FORM)?;
        let after = after.trim_start().strip_prefix('"').ok_or(FORM)?;
        let mut value = String::new();
        let mut characters = after.char_indices();
        let end = loop {
            match characters.next().ok_or(FORM)? {
                (at, '"') => break at + 1,
                (_, '\\') if characters.as_str().starts_with('"') => {
                    characters.next();
                    value.push('"');
                }
                (_, character) => value.push(character),
            }
        };
        let (key, value) = checked(key.trim().to_owned(), value, LABEL_MAX)?;
        if attributes.insert(key, value).is_some() {
            return Err("each key once");
        }
        rest = after.get(end..).unwrap_or_default().trim_start();
        rest = match rest.strip_prefix(',') {
            Some(more) => more.trim_start(),
            None if rest.is_empty() => rest,
            None => return Err(FORM),
        };
    }
    Ok(attributes)
}

fn checked(key: String, value: String, bytes_max: usize) -> Result<(String, String), &'static str> {
    if key.is_empty() {
        return Err("a key must not be empty");
    }
    if key.len().max(value.len()) > bytes_max {
        return Err("a key and a value have at most 256 bytes each");
    }
    if key.chars().chain(value.chars()).any(char::is_control) {
        return Err("a key and a value have no control characters");
    }
    Ok((key, value))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(variables: &[(&str, &str)]) -> String {
        let variable = |name: &str| {
            let (_, value) = variables.iter().find(|(key, _)| *key == name)?;
            Some((*value).to_owned())
        };
        match Resource::from_variables(&variable) {
            Ok(resource) => resource.to_string(),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn the_environments_attributes_are_put_together() {
        assert_eq!(read(&[]), "{}");
        assert_eq!(
            read(&[
                ("OC_RESOURCE_TYPE", "container"),
                ("OC_RESOURCE_LABELS", r#" k8s.pod.name = "a\"b, c" ,host.name="h","#),
                ("OTEL_RESOURCE_ATTRIBUTES", "host.name=i%2Cj, service.name = x"),
                ("OTEL_SERVICE_NAME", "shop"),
            ]),
            r#"container{host.name="i,j",k8s.pod.name="a\"b, c",service.name="shop"}"#
        );
    }

    #[test]
    fn what_is_not_in_its_form_is_said_by_its_name() {
        for labels in ["a", "a=", "a=b", r#"a="b"#, r#"a="b"c="d""#, r#"a="b"x"#] {
            let said = read(&[("OC_RESOURCE_LABELS", labels)]);
            let why = format!("`OC_RESOURCE_LABELS` is `{labels}`: write `key=");
            assert!(said.starts_with(&why), "{said}");
        }
        assert!(read(&[("OC_RESOURCE_LABELS", r#"a="1",a="2""#)]).ends_with("each key once"));
        assert!(read(&[("OTEL_RESOURCE_ATTRIBUTES", "a")]).ends_with("`key=value,key=value`"));
        assert!(read(&[("OTEL_RESOURCE_ATTRIBUTES", "a=%ff")]).ends_with("must be UTF-8"));
        assert!(read(&[("OTEL_RESOURCE_ATTRIBUTES", "=b")]).ends_with("must not be empty"));
        let long = format!("a=\"{}\"", "b".repeat(300));
        assert!(read(&[("OC_RESOURCE_LABELS", &long)]).contains("at most 256 bytes"));
    }
}
