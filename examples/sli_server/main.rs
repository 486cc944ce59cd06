//! An HTTP service with the two SLIs of OpenCensus' guide: availability and latency.
//!
//! ```text
//! cargo run --release --example sli_server                      serves until Ctrl-C or SIGTERM
//! cargo run --release --example sli_server -- --requests 2000   makes its own load, and compares
//! ```
//!
//! While it runs, `http://127.0.0.1:9464/checkout` is the service and `/metrics` what Prometheus
//! scrapes. In PromQL its availability is
//! `1 - rate(shop_checkout_failures_total[5m]) / rate(shop_checkout_requests_total[5m])`. In
//! OpenMetrics a bucket of the latency shows the trace of its latest request. Its objectives are
//! read from it with `cargo census list target/release/examples/sli_server`.

mod dice;
mod end;
mod load;
mod options;
mod sli;
mod trace;

use std::error::Error;
use std::io;
use std::process::ExitCode;
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::header::{ACCEPT, ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_TYPE, HeaderName};
use axum::http::{HeaderMap, StatusCode};
use axum::middleware;
use axum::response::{AppendHeaders, IntoResponse};
use axum::routing::get;
use census::export::prometheus::{self, Names};
use census::{declare_slo, measured};
use tokio::net::TcpListener;

use dice::Dice;
use options::Options;
use sli::{HEAD, Live, Sli};

/// What the service works with.
#[derive(Clone)]
struct Service {
    dice: Dice,
    /// Whether nobody can pay at all.
    broken: bool,
}

declare_slo! {
    /// Customers can pay, and soon. One time in ten they cannot.
    slo CHECKOUT = "checkout" {
        service = "shop";
        window = 28d;
        availability >= 85%;
        latency < 50ms for 99%;
        alert { page = "oncall-shop"; ticket = "shop-backlog"; }
    }
}

/// Takes the money. One time in ten it does not.
#[measured(
    slo = CHECKOUT,
    count = "shop/checkout/requests",
    errors = "shop/checkout/failures",
    latency = "shop/checkout/latency",
    buckets = [1ms, 2ms, 3ms, 5ms, 10ms, 20ms, 50ms, 100ms, 200ms, 500ms, 1s],
)]
async fn checkout(
    State(Service { dice, broken }): State<Service>,
) -> Result<&'static str, StatusCode> {
    let throw = dice.throw();
    tokio::time::sleep(throw.pause()).await;
    if broken || throw.fails() { Err(StatusCode::INTERNAL_SERVER_ERROR) } else { Ok("paid\n") }
}

/// Answers a scrape from within our own router, in the format and the coding that it asks for.
async fn metrics(headers: HeaderMap) -> impl IntoResponse {
    let field = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    let (accept, coding) = (field(ACCEPT), field(ACCEPT_ENCODING));
    let answer = prometheus::answer(&census::snapshot(), Names::Convention, accept, coding);
    let coding = answer.content_encoding.map(|coding| (CONTENT_ENCODING, coding));
    ([(CONTENT_TYPE, answer.content_type)], AppendHeaders(coding), answer.body)
}

#[tokio::main]
async fn main() -> ExitCode {
    run().await.unwrap_or_else(|error| {
        eprintln!("{error}");
        ExitCode::from(2)
    })
}

async fn run() -> Result<ExitCode, Box<dyn Error>> {
    let options = Options::read(std::env::args().skip(1))?;
    // Before anybody knows that it runs. A load has an end of its own, and Ctrl-C breaks it off.
    let end = options.requests.is_none().then(end::asked).transpose()?;
    let listener = TcpListener::bind(options.listen)
        .await
        .map_err(|error| format!("cannot listen on `{}`: {error}", options.listen))?;
    let address = listener.local_addr()?;
    println!("listening on http://{address} with /checkout and /metrics");

    let exports = census::start()
        .interval(options.interval)
        .exemplars(trace::current)
        .export(Live::new())
        .run()?;
    prometheus::check(&census::snapshot(), Names::Convention)?;
    let service = Router::new()
        .route("/checkout", get(checkout))
        .route("/metrics", get(metrics))
        .layer(middleware::from_fn(trace::in_span))
        .with_state(Service { dice: Dice::new(options.seed), broken: options.broken });
    tokio::spawn(axum::serve(listener, service).into_future());

    if let Some(end) = end {
        if !options.idle {
            tokio::spawn(load::trickle(address));
        }
        end.await;
        return Ok(ExitCode::SUCCESS); // `exports` drops here: one export more.
    }
    let seen = load::make(address, options.requests.unwrap_or_default()).await?;
    exports.shutdown(Duration::from_secs(1));
    let code = compare(&seen, &Sli::read(&census::snapshot()));
    if options.hold {
        tokio::task::spawn_blocking(|| io::copy(&mut io::stdin(), &mut io::sink())).await??;
    }
    Ok(code)
}

/// Prints both sides' counts, and succeeds if they are equal to the call.
fn compare(seen: &Sli, counted: &Sli) -> ExitCode {
    println!("\n                {HEAD}\nload generator  {seen}\ncensus          {counted}");
    if counted.calls_equal(seen) {
        println!("equal to the call");
        ExitCode::SUCCESS
    } else {
        println!("not equal to the call");
        ExitCode::FAILURE
    }
}
