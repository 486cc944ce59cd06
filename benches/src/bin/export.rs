//! What one export of 10,000 rows costs the process: census, by OTLP in protobuf and to Cloud
//! Monitoring in JSON, beside `opentelemetry_sdk` and `opentelemetry-otlp`.
//!
//! The same rows, attributes and numbers, to the same backend, which is another process; the bodies
//! that came in are read and compared. The time is what all threads of this process were running.

use std::collections::BTreeMap;
use std::env;
use std::error::Error;
use std::process::ExitCode;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant, SystemTime};

use census::export::{CloudMonitoring, Credentials, Exporter, MonitoredResource, Otlp};
use census::{
    Aggregation, Bounds, Data, Distribution, Measure, Number, Row, Snapshot, TagKey, View, ViewData,
};
use census_benches::series::median;
use census_benches::sink::Sink;
use census_benches::work::BOUNDS;
use opentelemetry::KeyValue;
use opentelemetry::metrics::MeterProvider;
use opentelemetry_http::{Bytes, HttpClient, HttpError, Request, Response};
use opentelemetry_otlp::{MetricExporter, WithExportConfig, WithHttpConfig};
use opentelemetry_proto::tonic::collector::metrics::v1::ExportMetricsServiceRequest;
use opentelemetry_proto::tonic::metrics::v1::metric;
use opentelemetry_sdk::error::OTelSdkResult;
use opentelemetry_sdk::metrics::data::ResourceMetrics;
use opentelemetry_sdk::metrics::exporter::PushMetricExporter;
use opentelemetry_sdk::metrics::{
    Instrument, PeriodicReader, SdkMeterProvider, Stream, Temporality,
};
use prost::Message;
use rustix::time::{ClockId, clock_gettime};

const ROWS: usize = 10_000;

/// Exports by each, of which the median is taken.
const EXPORTS: usize = 41;

static LATENCY: Measure<f64> = Measure::new("shop/latency", "s").describe("Latency.");
static VIEW: View =
    View::new("shop/latency", &LATENCY, Aggregation::Distribution(Bounds::new(&BOUNDS)))
        .columns(&[TagKey::new("method"), TagKey::new("route")]);

fn main() -> ExitCode {
    let sink = Sink::start();
    let (snapshot, deadline) = (snapshot(), Instant::now() + Duration::from_secs(600));
    let mut census = Otlp::new(sink.url("take"));
    let mut cloud = CloudMonitoring::new("shop")
        .endpoint(sink.url("take"))
        .credentials(Credentials::none())
        .monitored_resource(MonitoredResource::new("global"))
        .sampling_period(Duration::ZERO);
    let blocking = Peer::new(&sink, None);
    let plain = Peer::new(&sink, Some(Plain(ureq::Agent::new_with_defaults())));

    let mut times: [Vec<f64>; 6] = Default::default();
    let mut bodies: [Vec<u8>; 3] = Default::default();
    for round in 0..=EXPORTS {
        let before = cpu();
        census.export(&snapshot, deadline).expect("the backend takes all");
        let own = cpu() - before;
        bodies[0] = sink.last();
        let before = cpu();
        cloud.export(&snapshot, deadline).expect("the backend takes all");
        let json = cpu() - before;
        let peers = [&blocking, &plain].map(|peer| (peer.export(), sink.last()));
        let [(one, first), (other, second)] = peers;
        (bodies[1], bodies[2]) = (first, second);
        if round > 0 {
            let all = [own, json, one.export, one.whole, other.export, other.whole];
            for (times, time) in times.iter_mut().zip(all) {
                times.push(time.as_secs_f64() * 1e3);
            }
        }
    }
    let [own, json, blocking, blocking_whole, plain, plain_whole] = times.map(median);
    println!("{ROWS} histograms of 11 bounds and 2 attributes, CPU time of the process:");
    println!("  census, its exporter            {own:6.1} ms, {} bytes", bodies[0].len());
    println!("  census, to Cloud Monitoring     {json:6.1} ms, in 50 requests of JSON");
    println!("  opentelemetry-otlp, blocking    {blocking:6.1} ms, {} bytes", bodies[1].len());
    println!("    and the SDK's collection      {blocking_whole:6.1} ms");
    println!("  opentelemetry-otlp, plain client{plain:6.1} ms");
    println!("    and the SDK's collection      {plain_whole:6.1} ms");
    let peer = blocking.min(plain);
    let whole = blocking_whole.min(plain_whole);
    println!("Cloud Monitoring by OpenTelemetry's collection and export: {:.2}", json / whole);
    let verdict = if own < peer { "met" } else { "MISSED" };
    println!("census by the cheaper exporter: {:.2} (must < 1): {verdict}", own / peer);
    let [ours, theirs, others] = bodies.map(|body| rows(&body));
    if ours != theirs || ours != others || ours.len() != ROWS {
        println!("THE BODIES DIFFER: {} and {} rows", ours.len(), theirs.len());
        return ExitCode::FAILURE;
    }
    match verdict == "MISSED" && env::args().any(|word| word == "--check") {
        true => ExitCode::FAILURE,
        false => ExitCode::SUCCESS,
    }
}

/// How long the threads of this process have run.
fn cpu() -> Duration {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    Duration::new(time.tv_sec as u64, time.tv_nsec as u32)
}

/// The numbers of one row: how many values fell into each bucket.
fn counts(row: usize) -> [u64; 12] {
    std::array::from_fn(|bucket| ((row * 7 + bucket * 13) % 5) as u64)
}

/// A value in the bucket.
fn value(bucket: usize) -> f64 {
    BOUNDS.get(bucket).map_or(12.5, |bound| bound / 1.25)
}

fn attributes(row: usize) -> [(&'static str, String); 2] {
    let method = if row.is_multiple_of(2) { "GET" } else { "POST" };
    [("method", method.to_owned()), ("route", format!("/shop/carts/{:05}", row / 2))]
}

fn snapshot() -> Snapshot {
    let now = SystemTime::now();
    let row = |row| {
        let bucket_counts = counts(row).to_vec();
        let sum = (0..12).map(|at| value(at) * bucket_counts[at] as f64).sum();
        let data = Data::Distribution(Distribution {
            sum: Number::F64(sum),
            sum_of_squared_deviation: 0.0,
            bucket_counts,
            at_bound: vec![0; BOUNDS.len()],
            exemplars: Vec::new(),
        });
        let tags = attributes(row).map(|(_, tag)| Some(Arc::from(tag))).to_vec();
        Row { tags, start: now, data }
    };
    Snapshot::new(now, vec![ViewData::new(&VIEW, (0..ROWS).map(row).collect())])
}

/// OpenTelemetry's SDK with the rows in it.
struct Peer {
    provider: SdkMeterProvider,
    exported: Arc<Mutex<Duration>>,
}

/// What an export cost: the exporter alone, and with the collection before it.
struct Cost {
    export: Duration,
    whole: Duration,
}

impl Peer {
    fn new(sink: &Sink, client: Option<Plain>) -> Self {
        let endpoint = format!("{}/v1/metrics", sink.url("take"));
        let builder = MetricExporter::builder().with_http().with_endpoint(endpoint);
        let builder = match client {
            Some(client) => builder.with_http_client(client),
            None => builder,
        };
        let exported = Arc::new(Mutex::new(Duration::ZERO));
        let inner = builder.build().expect("an exporter");
        let timed = Timed { inner, exported: Arc::clone(&exported) };
        let reader = PeriodicReader::builder(timed).with_interval(Duration::from_secs(3600));
        let all = |_: &Instrument| Stream::builder().with_cardinality_limit(ROWS + 1).build().ok();
        let provider =
            SdkMeterProvider::builder().with_reader(reader.build()).with_view(all).build();
        let meter = provider.meter("census-benches");
        let latency =
            meter.f64_histogram("shop/latency").with_unit("s").with_description("Latency.");
        let latency = latency.with_boundaries(BOUNDS.to_vec()).build();
        for row in 0..ROWS {
            let attributes = attributes(row).map(|(key, value)| KeyValue::new(key, value));
            for (bucket, count) in counts(row).into_iter().enumerate() {
                (0..count).for_each(|_| latency.record(value(bucket), &attributes));
            }
        }
        Peer { provider, exported }
    }

    fn export(&self) -> Cost {
        let before = cpu();
        self.provider.force_flush().expect("the backend takes all");
        let whole = cpu() - before;
        Cost { export: *self.exported.lock().expect("no panic"), whole }
    }
}

/// OpenTelemetry's exporter, and what it takes.
struct Timed {
    inner: MetricExporter,
    exported: Arc<Mutex<Duration>>,
}

impl PushMetricExporter for Timed {
    async fn export(&self, metrics: &ResourceMetrics) -> OTelSdkResult {
        let before = cpu();
        let result = self.inner.export(metrics).await;
        *self.exported.lock().expect("no panic") = cpu() - before;
        result
    }

    fn force_flush(&self) -> OTelSdkResult {
        self.inner.force_flush()
    }

    fn shutdown_with_timeout(&self, timeout: Duration) -> OTelSdkResult {
        self.inner.shutdown_with_timeout(timeout)
    }

    fn temporality(&self) -> Temporality {
        Temporality::Cumulative
    }
}

/// The client that census has, for OpenTelemetry: then the two differ in nothing but themselves.
#[derive(Debug)]
struct Plain(ureq::Agent);

#[async_trait::async_trait]
impl HttpClient for Plain {
    async fn send_bytes(&self, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        let (head, body) = request.into_parts();
        let answer = self.0.run(Request::from_parts(head, &body[..]));
        let (head, mut body) = answer.map_err(Box::<dyn Error + Send + Sync>::from)?.into_parts();
        Ok(Response::from_parts(head, body.read_to_vec()?.into()))
    }
}

/// Of each row of a body its attributes, and the numbers of its buckets.
fn rows(body: &[u8]) -> BTreeMap<String, Vec<u64>> {
    let request = ExportMetricsServiceRequest::decode(body).expect("a request");
    let metrics = request.resource_metrics.iter().flat_map(|it| &it.scope_metrics);
    let histograms = metrics.flat_map(|it| &it.metrics).filter_map(|it| match &it.data {
        Some(metric::Data::Histogram(histogram)) => Some(histogram),
        _ => None,
    });
    let rows = histograms.flat_map(|it| &it.data_points).map(|point| {
        let mut attributes: Vec<String> =
            point.attributes.iter().map(|it| format!("{} {:?}", it.key, it.value)).collect();
        attributes.sort_unstable();
        (attributes.join(" "), point.bucket_counts.clone())
    });
    rows.collect()
}
