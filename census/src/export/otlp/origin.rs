//! What the data are of, and by whom they were made: the resource and the scope of a request.

use std::hash::{BuildHasher, RandomState};
use std::process;
use std::sync::LazyLock;

use opentelemetry_proto::tonic::common::v1::any_value::Value;
use opentelemetry_proto::tonic::common::v1::{AnyValue, InstrumentationScope, KeyValue};
use opentelemetry_proto::tonic::resource::v1;

use crate::export::Resource;

/// Tells this process from all others; all exporters of the process have the same.
static INSTANCE: LazyLock<String> = LazyLock::new(|| {
    let random = || RandomState::new().hash_one(process::id());
    uuid(random(), random())
});

/// A resource's attributes, and where it has none: `service.name`, by the program;
/// `service.instance.id`, since the series of two processes would else be one; and which library
/// this is.
pub(super) fn resource(given: Resource) -> v1::Resource {
    let program = std::env::current_exe().ok();
    let program = program.as_deref().and_then(|path| path.file_name()?.to_str());
    let known = Resource::new()
        .with("service.name", format!("unknown_service:{}", program.unwrap_or("rust")))
        .with("service.instance.id", INSTANCE.as_str())
        .with("telemetry.sdk.name", "census")
        .with("telemetry.sdk.language", "rust")
        .with("telemetry.sdk.version", env!("CARGO_PKG_VERSION"));
    // By this name the OpenTelemetry collector knows the type of an OpenCensus resource.
    let kind = given.kind().map(|kind| attribute("opencensus.resourcetype", kind));
    let resource = given.clone().or(known);
    let attributes = resource.iter().map(|(key, value)| attribute(key, value));
    v1::Resource { attributes: attributes.chain(kind).collect(), ..v1::Resource::default() }
}

/// The scope of all views: this library.
pub(super) fn scope() -> InstrumentationScope {
    InstrumentationScope {
        name: "census".into(),
        version: env!("CARGO_PKG_VERSION").into(),
        ..InstrumentationScope::default()
    }
}

/// An attribute of text.
pub(super) fn attribute(key: &str, value: &str) -> KeyValue {
    let value = Some(AnyValue { value: Some(Value::StringValue(value.to_owned())) });
    KeyValue { key: key.to_owned(), value, ..KeyValue::default() }
}

/// The text of a random UUID, of version 4.
fn uuid(high: u64, low: u64) -> String {
    let (first, second, third) = (high >> 32, (high >> 16) & 0xffff, (high & 0x0fff) | 0x4000);
    let (fourth, fifth) = (((low >> 48) & 0x3fff) | 0x8000, low & 0xffff_ffff_ffff);
    format!("{first:08x}-{second:04x}-{third:04x}-{fourth:04x}-{fifth:012x}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(resource: &v1::Resource, key: &str) -> Option<String> {
        let mut of_key = resource.attributes.iter().filter(|attribute| attribute.key == key);
        match of_key.next()?.value.as_ref()?.value.as_ref()? {
            Value::StringValue(text) => Some(text.clone()),
            _ => None,
        }
    }

    #[test]
    fn what_is_given_stands_and_the_rest_is_filled_in() {
        let given = Resource::of("container").with("service.name", "shop").with("host.name", "a");
        let resource = resource(given);
        assert_eq!(value(&resource, "service.name").as_deref(), Some("shop"));
        assert_eq!(value(&resource, "host.name").as_deref(), Some("a"));
        assert_eq!(value(&resource, "telemetry.sdk.name").as_deref(), Some("census"));
        assert_eq!(value(&resource, "opencensus.resourcetype").as_deref(), Some("container"));
    }

    #[test]
    fn a_service_without_a_name_has_the_programs() {
        let one = resource(Resource::new());
        let name = value(&one, "service.name").unwrap_or_default();
        assert!(name.starts_with("unknown_service:census"), "{name}");
        let instance = value(&one, "service.instance.id");
        assert_eq!(instance, value(&resource(Resource::new()), "service.instance.id"));
        assert_eq!(instance.map(|id| id.len()), Some(36));
    }

    #[test]
    fn a_uuid_says_its_version_and_variant() {
        assert_eq!(uuid(u64::MAX, u64::MAX), "ffffffff-ffff-4fff-bfff-ffffffffffff");
        assert_eq!(uuid(0, 0), "00000000-0000-4000-8000-000000000000");
    }
}
