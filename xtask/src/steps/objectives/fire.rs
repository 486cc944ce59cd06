//! A real Prometheus with the rules that are made of `sli_server`, which it scrapes: they page for
//! an outage, and not where one request in ten fails as promised.

use std::fs;
use std::path::Path;

use crate::install;
use crate::steps::examples;
use crate::steps::scrape::{Prometheus, serve, word_after};
use crate::tally::Tally;
use crate::workshop::{Fault, Workshop};

const CONFIG: &str = "\
global: {scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 1s}
rule_files: ['RULES/*.rules.yaml']
scrape_configs: [{job_name: census, static_configs: [{targets: ['TARGET']}]}]
";

/// Calls after which a share is one: the service gets 50 a second.
const ENOUGH: &str = "count(slo:sli_total:increase5m{sloth_slo=\"checkout-availability\"} > 100)";

const PAGE: &str = "count(ALERTS{alertname=\"CheckoutAvailabilityErrorBudgetBurn\",\
                    alertstate=\"firing\",sloth_severity=\"page\"})";

pub fn run(workshop: &Workshop, tally: &mut Tally) -> Result<(), Fault> {
    if let Err(error) = install::program(workshop, "prometheus", "prometheus") {
        tally.lack(format!("no Prometheus evaluates rules: {error}"));
        return Ok(());
    }
    let mut build = workshop.cargo("build --release -p census-examples --example sli_server");
    let ended = workshop.run(&mut build, "objectives-build")?;
    if !ended.well() {
        tally.fail(ended.why());
        return Ok(());
    }
    let program = examples::program(workshop, "sli_server");
    let rules = workshop.bench.join("rules-of-sli_server");
    let _ = fs::remove_dir_all(&rules); // Those of an earlier run, if there was one.
    let mut export = workshop.cargo("run -p cargo-census -- export prometheus");
    export.args(["--scrape-interval", "1s"]).arg("--out").arg(&rules).arg(&program);
    workshop.check(tally, &mut export, "objectives-export")?;

    for (name, words, pages) in
        [("as-promised", &[][..], None), ("outage", &["--broken"], Some(1.0))]
    {
        let paged = page(workshop, name, &program, words, &rules, pages)?;
        let claim = format!("{name}: {paged:?} alerts page, and there should be {pages:?}");
        tally.expect(paged == pages, claim);
    }
    Ok(())
}

/// Lets the service run until there are enough calls, and counts the alerts that page.
fn page(
    workshop: &Workshop,
    name: &str,
    program: &Path,
    words: &[&str],
    rules: &Path,
    pages: Option<f64>,
) -> Result<Option<f64>, Fault> {
    let log = workshop.bench.join(format!("objectives-{name}.log"));
    let mut command = workshop.command(program);
    command.args(["--listen", "127.0.0.1:0"]).args(words);
    let _target = serve(&mut command, &log)?;
    let address = word_after(&log, "listening on http://")?;
    let config = CONFIG.replace("TARGET", &address).replace("RULES", &rules.to_string_lossy());
    let prometheus = Prometheus::start(workshop, &format!("prometheus-{name}"), &config)?;
    prometheus.wait_for(ENOUGH, 1.0)?;
    if let Some(pages) = pages {
        let _ = prometheus.wait_for(PAGE, pages); // What came of it is asked below.
    }
    // The latency is no matter here: on a busy machine it is not what is promised.
    prometheus.query(PAGE)
}
