//! A real Prometheus with the rules, before a program that burns one budget and keeps another: the
//! one alert fires, and nothing else does.
//!
//! The window is a day, so that the alerts' windows are minutes, of which a part is enough.

use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::thread;

use crate::install;
use crate::steps::scrape::Prometheus;
use crate::tally::Tally;
use crate::workshop::{Fault, Workshop};

/// Where the step `rules` has put the rules of the two objectives.
const RULES: &str = "rules/live";

const CONFIG: &str = "\
global: {scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 1s}
rule_files: ['RULES/*.rules.yaml']
scrape_configs: [{job_name: census, static_configs: [{targets: ['TARGET']}]}]
";

/// Calls between two scrapes.
const CALLS: u64 = 100;

/// Of which so many are bad, while it burns.
const BAD_CALLS: u64 = 50;

pub fn run(workshop: &Workshop, tally: &mut Tally) -> Result<(), Fault> {
    if let Err(error) = install::program(workshop, "prometheus", "prometheus") {
        tally.lack(format!("no Prometheus evaluates rules: {error}"));
        return Ok(());
    }
    let bad_calls = Arc::new(AtomicU64::new(0));
    let address = target(Arc::clone(&bad_calls))?;
    let rules = workshop.bench.join(RULES);
    let config = CONFIG.replace("TARGET", &address).replace("RULES", &rules.to_string_lossy());
    let prometheus = Prometheus::start(workshop, "prometheus-with-rules", &config)?;
    let share =
        |id: &str| format!("slo:sli_error:ratio_rate10s{{sloth_slo=\"{id}-availability\"}}");
    let burns = |id: &str| {
        format!("count(ALERTS{{alertname=~\".*Burn\",sloth_slo=\"{id}-availability\"}})")
    };

    // Good times: all is recorded, and nothing fires.
    prometheus.wait_for(&share("live"), 0.0)?;
    prometheus.wait_for(&share("calm"), 0.0)?;
    let fired = prometheus.query("count(ALERTS)")?;
    tally.expect(fired.is_none(), format!("{fired:?} alerts are there, and no call was bad"));

    bad_calls.store(BAD_CALLS, Relaxed);
    let page = "count(ALERTS{alertname=\"LiveAvailabilityErrorBudgetBurn\",\
                alertstate=\"firing\",sloth_severity=\"page\"})";
    let fires = prometheus.wait_for(page, 1.0);
    tally.expect(fires.is_ok(), "half of the calls are bad, and nobody is paged");

    let calm = prometheus.query(&burns("calm"))?;
    tally.expect(calm.is_none(), format!("{calm:?} alerts on a budget that nobody spends"));
    let wrong = prometheus.query("count(ALERTS{alertname=~\".*(Absent|Insane)\"})")?;
    tally.expect(wrong.is_none(), format!("{wrong:?} alerts that counters are gone or wrong"));
    Ok(())
}

/// Serves the counters of both objectives; they rise at each scrape, and of `live` so many calls
/// are bad.
fn target(bad_calls: Arc<AtomicU64>) -> Result<String, Fault> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = listener.local_addr()?.to_string();
    thread::spawn(move || {
        let (mut bad, mut all) = (0, 0);
        for stream in listener.incoming().flatten() {
            let mut page = String::from("# TYPE census_slo_events_total counter\n");
            for (id, bad) in [("live", bad), ("calm", 0)] {
                for (outcome, calls) in [("good", all - bad), ("bad", bad), ("excluded", all)] {
                    let labels = format!("slo=\"{id}-availability\",outcome=\"{outcome}\"");
                    // A text takes everything.
                    let _ = writeln!(page, "census_slo_events_total{{{labels}}} {calls}");
                }
            }
            if answer(stream, &page).is_ok() {
                bad += bad_calls.load(Relaxed);
                all += CALLS;
            }
        }
    });
    Ok(address)
}

fn answer(stream: TcpStream, page: &str) -> std::io::Result<()> {
    let mut lines = BufReader::new(&stream).lines();
    while lines.next().transpose()?.is_some_and(|line| !line.is_empty()) {}
    write!(
        &stream,
        "HTTP/1.1 200 OK\r\nContent-Type: text/plain; version=0.0.4\r\nConnection: close\r\n\
         Content-Length: {}\r\n\r\n{page}",
        page.len()
    )
}
