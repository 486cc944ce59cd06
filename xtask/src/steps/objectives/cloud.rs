//! The bodies for Cloud Monitoring: Google's own classes read them, a strict receiver keeps the
//! documented rules, and the script that sends them can be run again.

use std::fs;

use crate::install;
use crate::steps::receiver::Receiver;
use crate::tally::Tally;
use crate::workshop::{Fault, Workshop};

/// Where the receiver judges an objective and does not keep it.
const CHECK: &str = "/check/objective";

/// Objectives that no strict receiver may take, and the rule that each breaks.
const BROKEN: &[(&str, &str)] = &[
    (r#"{"display_name":"a"}"#, "display_name is in lowerCamelCase"),
    (r#"{"displayName":"a","goal":0.999,"rollingPeriod":"28d"}"#, "Duration must end"),
    (r#"{"displayName":"a","goal":0.99999}"#, "a goal is above 0 and at most 0.9999"),
    (r#"{"displayName":"a","goal":0.9,"rollingPeriod":"7776000s"}"#, "a period is of 1 to 30 days"),
    (
        r#"{"displayName":"a","goal":0.9,"calendarPeriod":"MONTH","serviceLevelIndicator":
            {"requestBased":{"goodTotalRatio":{"goodServiceFilter":"metric.type=\"a/b\"",
            "badServiceFilter":"metric.type=\"a/b\""}}}}"#,
        "a filter says a type of resource",
    ),
    (
        r#"{"displayName":"a","goal":0.9,"calendarPeriod":"MONTH","serviceLevelIndicator":
            {"requestBased":{"distributionCut":{"distributionFilter":
            "metric.type=\"a/b\" AND resource.type=\"global\"","range":{"min":1440}}}}}"#,
        "the minimum of the range must be less than its maximum",
    ),
];

pub fn run(workshop: &Workshop, tally: &mut Tally) -> Result<(), Fault> {
    let python = match install::python(workshop) {
        Ok(python) => python,
        Err(error) => {
            tally.lack(format!("nobody reads what Cloud Monitoring is sent: {error}"));
            return Ok(());
        }
    };
    if let Err(error) = install::program(workshop, "curl", "curl") {
        tally.lack(format!("nobody sends what Cloud Monitoring is sent: {error}"));
        return Ok(());
    }
    let receiver = Receiver::start(workshop, &python, "objectives", "objectives")?;
    for (body, rule) in BROKEN {
        receiver.refuses(tally, (CHECK, body, rule))?;
    }
    let golden = workshop.root.join("cargo-census/golden");
    let cut = golden.join("cloud-monitoring-cut/objectives/checkout-latency.json");
    let said = receiver.post(CHECK, &fs::read_to_string(cut)?)?;
    tally.expect(said.contains(" 200 "), format!("a cut is refused: {said}"));

    let script = golden.join("cloud-monitoring/apply.sh");
    let bodies = ["services", "objectives", "policies"];
    let bodies = bodies.map(|folder| fs::read_dir(golden.join("cloud-monitoring").join(folder)));
    let mut count = 1; // The descriptor.
    for folder in bodies {
        count += folder?.count();
    }
    for (round, made) in [("first", "POST"), ("second", "PATCH")] {
        receiver.forget()?;
        let mut apply = workshop.command("bash");
        apply
            .arg(&script)
            .env("TOKEN", "t")
            .env("ENDPOINT", format!("http://{}", receiver.address));
        workshop.check(tally, &mut apply, &format!("objectives-{round}"))?;
        let requests = receiver.taken()?;
        let taken = |line: &&str| line.contains(" 200") && !line.starts_with("GET ");
        let taken: Vec<&str> = requests.lines().filter(taken).collect();
        tally.expect(
            taken.len() == count && taken[1..].iter().all(|line| line.starts_with(made)),
            format!("of {count} bodies, the {round} time, these were taken by {made}: {taken:#?}"),
        );
    }
    Ok(())
}
