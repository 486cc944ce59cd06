use super::*;

/// What a builder has of these variables, or why it has none.
fn read(variables: &[(&str, &str)]) -> String {
    let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    let variables = Variables::of(variables.iter().map(own));
    match crate::start().with(&variables) {
        Ok(builder) => format!("{builder:?}"),
        Err(error) => error.to_string(),
    }
}

#[test]
fn nothing_is_asked_for_where_nothing_is_set() {
    assert_eq!(read(&[]), read(&[("CENSUS_EXPORTERS", " "), ("OTEL_SERVICE_NAME", "shop")]));
    assert_eq!(read(&[]), read(&[("CENSUS_EXPORTERS", "none"), ("CENSUS_DISABLED", "0")]));
    assert_eq!(read(&[]), "Builder { interval: 60s, exporters: [], .. }");
}

#[test]
fn exporters_and_the_interval_are_taken() {
    assert_eq!(
        read(&[("CENSUS_EXPORTERS", "table"), ("OTEL_METRIC_EXPORT_INTERVAL", "1500")]),
        "Builder { interval: 1.5s, exporters: [\"table\"], .. }"
    );
    // Ours before the standard's.
    assert!(
        read(&[("CENSUS_EXPORTERS", "none"), ("OTEL_METRICS_EXPORTER", "nonsense")])
            .contains("exporters: []")
    );
    assert!(read(&[("OTEL_METRICS_EXPORTER", "Console")]).contains("[\"table\"]"));
}

#[test]
fn off_is_off_whatever_else_is_asked_for() {
    for name in ["CENSUS_DISABLED", "OTEL_SDK_DISABLED"] {
        let off = read(&[(name, "True"), ("CENSUS_EXPORTERS", "table")]);
        assert_eq!(off, "Builder { disabled: true, .. }");
    }
}

#[test]
fn what_is_not_understood_is_said_by_its_name() {
    let said = [
        (("CENSUS_DISABLED", "yes"), "`CENSUS_DISABLED` is `yes`: write `true` or `false`"),
        (
            ("OTEL_METRIC_EXPORT_INTERVAL", "60s"),
            "`OTEL_METRIC_EXPORT_INTERVAL` is `60s`: write a whole number",
        ),
        (
            ("OTEL_METRIC_EXPORT_INTERVAL", "60"),
            "`OTEL_METRIC_EXPORT_INTERVAL` is `60`: it is in milliseconds; write `1000` or more",
        ),
        (
            ("CENSUS_EXPORTER", "table"),
            "`CENSUS_EXPORTER`: there is no such variable; did you mean \
             `CENSUS_EXPORTERS`?",
        ),
        (
            ("CENSUS_EXPORTERS", "table,table"),
            "`CENSUS_EXPORTERS` is `table,table`: `table` stands",
        ),
        (
            ("CENSUS_EXPORTERS", "promethues"),
            "`CENSUS_EXPORTERS` is `promethues`: unknown exporter `promethues`: did you mean \
             `prometheus`? (there are `",
        ),
    ];
    for (variable, why) in said {
        let error = read(&[variable]);
        assert!(error.starts_with(why), "{error}");
    }
    // Regression: the key of the Census Bureau, say, was printed.
    assert!(!read(&[("CENSUS_API_KEY", "secret")]).contains("secret"));
    assert!(read(&[("CENSUS_X", "1")]).contains("there are `CENSUS_DISABLED`, `CENSUS_EXPORTERS`"));
}

#[cfg(not(feature = "pushgateway"))]
#[test]
fn an_exporter_that_was_not_built_is_said_with_its_feature() {
    let error = read(&[("CENSUS_EXPORTERS", "pushgateway")]);
    assert!(error.ends_with("build census with its feature `pushgateway`"), "{error}");
}

#[cfg(feature = "pushgateway")]
#[test]
fn a_pushgateway_has_its_address() {
    let asked = ("CENSUS_EXPORTERS", "pushgateway");
    let error = read(&[asked]);
    assert!(error.starts_with("`CENSUS_PUSHGATEWAY_URL` is not set: `pushgateway`"), "{error}");
    let url = ("CENSUS_PUSHGATEWAY_URL", "http://127.0.0.1:9091");
    assert!(read(&[asked, url]).contains("[\"pushgateway\"]"));
    let error = read(&[asked, url, ("CENSUS_PROMETHEUS_NAMES", "opencencus")]);
    assert!(error.contains("did you mean `opencensus`?"), "{error}");
}

#[cfg(feature = "prometheus")]
#[test]
fn prometheus_listens_where_it_is_told() {
    let asked = [
        ("CENSUS_EXPORTERS", "prometheus"),
        ("OTEL_EXPORTER_PROMETHEUS_HOST", "127.0.0.1"),
        ("OTEL_EXPORTER_PROMETHEUS_PORT", "0"),
    ];
    assert!(read(&asked).contains("[\"prometheus\"]"));
    let error = read(&[asked[0], asked[1], ("OTEL_EXPORTER_PROMETHEUS_PORT", "99999")]);
    assert!(error.starts_with("`OTEL_EXPORTER_PROMETHEUS_PORT` is `99999`: write"), "{error}");

    let other = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = other.local_addr().expect("its address").port().to_string();
    let error = read(&[asked[0], asked[1], ("OTEL_EXPORTER_PROMETHEUS_PORT", &port)]);
    assert!(error.starts_with(&format!("`OTEL_EXPORTER_PROMETHEUS_PORT` is `{port}`")), "{error}");
}

#[cfg(feature = "json-lines")]
#[test]
fn lines_of_json_go_to_a_file_of_a_size() {
    let asked = [
        ("CENSUS_EXPORTERS", "json_lines"),
        ("CENSUS_JSON_LINES_FILE", "/tmp/metrics.jsonl"),
        ("CENSUS_JSON_LINES_FILES_MAX", "3"),
    ];
    assert!(read(&asked).contains("[\"json-lines\"]"));
    let error = read(&[asked[0], ("CENSUS_JSON_LINES_BYTES_MAX", "16MiB")]);
    assert!(error.ends_with("write a whole number"), "{error}");
}

#[cfg(feature = "otlp")]
#[test]
fn an_endpoint_asks_for_otlp_where_nobody_says_otherwise() {
    let endpoint = ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4318");
    assert!(read(&[endpoint]).contains("[\"otlp\"]"));
    assert!(read(&[endpoint, ("OTEL_METRICS_EXPORTER", "none")]).contains("exporters: []"));
    let error = read(&[endpoint, ("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc")]);
    assert!(error.starts_with("`OTEL_EXPORTER_OTLP_PROTOCOL` is `grpc`: "), "{error}");
}

#[cfg(feature = "cloud-monitoring")]
#[test]
fn cloud_monitoring_has_a_project() {
    let asked = ("CENSUS_EXPORTERS", "cloud_monitoring");
    let project = ("CENSUS_CLOUD_MONITORING_PROJECT", "shop");
    assert!(read(&[asked, project]).contains("[\"cloud-monitoring\"]"));
    let error = read(&[asked, ("CENSUS_CLOUD_MONITORING_PROJEKT", "shop")]);
    assert!(error.ends_with("did you mean `CENSUS_CLOUD_MONITORING_PROJECT`?"), "{error}");
}
