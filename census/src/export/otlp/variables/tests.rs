//! Environments, and the exporters that they describe.

use super::*;

fn read_from(variables: &[(&str, &str)]) -> Result<Otlp, String> {
    let variable = |name: &str| {
        let (_, value) = variables.iter().find(|(known, _)| *known == name)?;
        Some((*value).to_owned())
    };
    read(&variable).map_err(|error| error.to_string())
}

fn address(variables: &[(&str, &str)]) -> String {
    match read_from(variables) {
        Ok(otlp) => otlp.endpoint.uri().map_or_else(|why| why, |uri| uri.to_string()),
        Err(why) => why,
    }
}

#[test]
fn the_endpoint_of_metrics_is_before_the_one_of_all_signals() {
    let all = ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://a:4318/x");
    let metrics = ("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "http://b:4318/x");
    assert_eq!(address(&[]), "http://localhost:4318/v1/metrics");
    assert_eq!(address(&[all]), "http://a:4318/x/v1/metrics");
    assert_eq!(address(&[all, metrics]), "http://b:4318/x");
    assert_eq!(address(&[all, ("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", " ")]), address(&[all]));
    assert_eq!(
        address(&[("OTEL_EXPORTER_OTLP_ENDPOINT", "a:4318")]),
        "`OTEL_EXPORTER_OTLP_ENDPOINT`: the endpoint `a:4318` does not begin with `http://` or \
         `https://`"
    );
}

#[test]
fn each_setting_of_metrics_is_before_the_one_of_all_signals() {
    let otlp = read_from(&[
        ("OTEL_EXPORTER_OTLP_HEADERS", "a=1,b=2"),
        ("OTEL_EXPORTER_OTLP_METRICS_HEADERS", "c=3%2C"),
        ("OTEL_EXPORTER_OTLP_TIMEOUT", "5000"),
        ("OTEL_EXPORTER_OTLP_METRICS_TIMEOUT", "250"),
        ("OTEL_EXPORTER_OTLP_COMPRESSION", "none"),
        ("OTEL_EXPORTER_OTLP_METRICS_COMPRESSION", "gzip"),
        ("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc"), // Of other signals, and no concern of census.
        ("OTEL_EXPORTER_OTLP_METRICS_PROTOCOL", "http/json"),
        ("OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE", "LowMemory"),
        ("OTEL_SERVICE_NAME", "shop"),
    ]);
    let otlp = otlp.expect("an exporter");
    assert_eq!(otlp.headers, Headers::parse("c=3%2C").expect("a list"));
    assert_eq!(otlp.timeout, Duration::from_millis(250));
    assert_eq!((otlp.gzip, otlp.encoding), (true, Encoding::Json));
    assert_eq!(otlp.temporality, Temporality::Delta);
    assert_eq!(otlp.resource.as_ref().and_then(|it| it.get("service.name")), Some("shop"));
}

#[test]
fn what_is_not_understood_is_refused_by_its_name() {
    for (name, value, says) in [
        ("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc", "is `grpc`: census sends over HTTP"),
        ("OTEL_EXPORTER_OTLP_PROTOCOL", "http", "is `http`: write `http/protobuf` or"),
        ("OTEL_EXPORTER_OTLP_TIMEOUT", "10s", "is `10s`: write a whole number of milliseconds"),
        ("OTEL_EXPORTER_OTLP_TIMEOUT", "-1", "is `-1`: write a whole number"),
        ("OTEL_EXPORTER_OTLP_METRICS_COMPRESSION", "zstd", "is `zstd`: write `gzip` or `none`"),
        ("OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE", "sum", "is `sum`: write"),
        ("OTEL_EXPORTER_OTLP_CERTIFICATE", "ca.pem", "is `ca.pem`: census trusts"),
        (
            "OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION",
            "base2_exponential_bucket_histogram",
            "views have bounds of their own",
        ),
        ("OTEL_RESOURCE_ATTRIBUTES", "a", "is `a`: write `key=value,key=value`"),
    ] {
        let said = read_from(&[(name, value)]).expect_err("a refusal");
        assert!(said.starts_with(&format!("`{name}`")) && said.contains(says), "{said}");
    }
}

#[test]
fn a_refused_header_is_not_repeated() {
    let said = read_from(&[("OTEL_EXPORTER_OTLP_HEADERS", "secret")]).expect_err("a refusal");
    assert_eq!(said, "`OTEL_EXPORTER_OTLP_HEADERS`: write `name=value,name=value`");
}
