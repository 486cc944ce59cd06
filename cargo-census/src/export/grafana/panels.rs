//! The panels, and what each asks.

use census::TimeUnit;
use serde_json::{Value, json};

use super::Settings;
use crate::export::prometheus::quoted;
use crate::export::views;
use crate::objective::{Place, Program, Site, Slo, Unit};
use crate::ratio::Ratio;

/// What all recordings of the chosen objective have.
const CHOSEN: &str = "sloth_service=\"$service\",sloth_slo=\"$slo\"";

/// How far the month has gone.
const ELAPSED: &str = "((day_of_month() - 1 + hour() / 24) / days_in_month())";

pub(super) fn datasource() -> Value {
    json!({"type": "prometheus", "uid": "${datasource}"})
}

fn target(at: usize, expression: &str, legend: &str) -> Value {
    let letter = char::from(b'A' + (at % 26) as u8);
    json!({
        "refId": letter.to_string(),
        "datasource": datasource(),
        "expr": expression,
        "legendFormat": legend,
    })
}

/// A panel that asks these queries, each with its legend; values have this unit.
fn panel(kind: &str, title: &str, unit: &str, queries: &[(&str, &str)]) -> Value {
    let targets = queries.iter().enumerate();
    let targets: Vec<Value> =
        targets.map(|(at, (expression, legend))| target(at, expression, legend)).collect();
    json!({
        "type": kind,
        "title": title,
        "datasource": datasource(),
        "targets": targets,
        "fieldConfig": {"defaults": {"unit": unit}, "overrides": []},
        "options": {},
    })
}

/// Colours from a value on; the first has none.
fn thresholds(panel: &mut Value, steps: &[(Option<f64>, &str)], shown: bool) {
    let steps: Vec<Value> =
        steps.iter().map(|(from, colour)| json!({"value": from, "color": colour})).collect();
    let defaults = &mut panel["fieldConfig"]["defaults"];
    defaults["thresholds"] = json!({"mode": "absolute", "steps": steps});
    if shown {
        defaults["custom"]["thresholdsStyle"] = json!({"mode": "line"});
    }
}

/// The row of numbers.
pub(super) fn stats(events: &str) -> Vec<Value> {
    let of = |name: &str| format!("max({name}{{{CHOSEN}}})");
    let stat = |title: &str, unit: &str, expression: String| {
        let mut panel = panel("stat", title, unit, &[(&expression, "")]);
        for target in panel["targets"].as_array_mut().into_iter().flatten() {
            target["instant"] = json!(true);
        }
        panel["options"] = json!({"reduceOptions": {"calcs": ["lastNotNull"]}});
        panel
    };
    let (burn, budget) = (of("slo:period_burn_rate:ratio"), of("slo:error_budget:ratio"));
    let remaining = of("slo:period_error_budget_remaining:ratio");
    let mut left = stat("Budget left", "percentunit", remaining);
    thresholds(&mut left, &[(None, "red"), (Some(0.0), "orange"), (Some(0.25), "green")], false);
    let mut rate = stat("Burn rate now", "none", of("slo:current_burn_rate:ratio"));
    thresholds(&mut rate, &[(None, "green"), (Some(1.0), "orange")], false);
    let alerts = format!("count(ALERTS{{{CHOSEN},alertstate=\"firing\"}}) or vector(0)");
    let mut alerts = stat("Alerts", "none", alerts);
    thresholds(&mut alerts, &[(None, "green"), (Some(1.0), "red")], false);
    let bad = format!("sum(increase({events}{{slo=\"$slo\",outcome=\"bad\"}}[1d]))");
    vec![
        stat("Promised", "percentunit", of("slo:objective:ratio")),
        stat("Kept, over its window", "percentunit", format!("1 - {burn} * {budget}")),
        left,
        rate,
        stat("Bad calls in a day", "none", bad),
        alerts,
    ]
}

/// What is left of the budget: over its window, and of this month's, with the line of one that is
/// spent evenly.
pub(super) fn budget() -> Vec<Value> {
    let remaining = format!("max(slo:period_error_budget_remaining:ratio{{{CHOSEN}}})");
    let mut window = panel("timeseries", "Budget left", "percentunit", &[(&remaining, "left")]);
    thresholds(&mut window, &[(None, "red"), (Some(0.0), "transparent")], true);
    let month = |name: &str| {
        format!(
            "sum(sum_over_time(({name}{{{CHOSEN}}} * on () group_left () (month() == bool \
             vector(${{__to:date:M}})))[31d:5m]))"
        )
    };
    let (bad, total) = (month("slo:sli_bad:increase5m"), month("slo:sli_total:increase5m"));
    let spent = format!(
        "1 - {bad} / ({total} > 0) / max(slo:error_budget:ratio{{{CHOSEN}}}) * on () {ELAPSED}"
    );
    let ideal = format!("1 - {ELAPSED}");
    let queries =
        [(spent.as_str(), "left"), (ideal.as_str(), "spent evenly"), ("vector(0)", "none")];
    let mut down = panel("timeseries", "Burn-down of this month", "percentunit", &queries);
    thresholds(&mut down, &[(None, "red"), (Some(0.0), "transparent")], true);
    vec![window, down]
}

/// The burn rate over each window of an alert, and the rate that it waits for.
pub(super) fn burn() -> Value {
    let burn = format!(
        "{{__name__=~\"slo:sli_error:ratio_rate.+\",{CHOSEN},sloth_window=\"$window\"}} / on \
         (sloth_id) group_left slo:error_budget:ratio{{{CHOSEN}}}"
    );
    let wait = format!("slo:alert_burn_rate:ratio{{{CHOSEN},sloth_window=\"$window\"}}");
    let queries = [(burn.as_str(), "burn rate"), (wait.as_str(), "{{sloth_severity}} above")];
    let mut panel = panel("timeseries", "Over $window", "none", &queries);
    panel["repeat"] = json!("window");
    panel["repeatDirection"] = json!("h");
    panel["maxPerRow"] = json!(4);
    panel["fieldConfig"]["overrides"] = json!([{
        "matcher": {"id": "byRegexp", "options": "/above/"},
        "properties": [
            {"id": "color", "value": {"mode": "fixed", "fixedColor": "red"}},
            {"id": "custom.lineStyle", "value": {"fill": "dash", "dash": [10, 10]}},
        ],
    }]);
    panel
}

/// Calls by what they were.
pub(super) fn outcomes(events: &str) -> Value {
    let rates = format!("sum by (outcome) (rate({events}{{slo=\"$slo\"}}[$__rate_interval]))");
    let mut panel = panel("timeseries", "Calls a second", "reqps", &[(&rates, "{{outcome}}")]);
    let colours = [("good", "green"), ("bad", "red"), ("excluded", "gray")];
    let colours = colours.map(|(outcome, colour)| {
        json!({
            "matcher": {"id": "byName", "options": outcome},
            "properties": [{"id": "color", "value": {"mode": "fixed", "fixedColor": colour}}],
        })
    });
    panel["fieldConfig"]["overrides"] = json!(colours);
    panel
}

/// For each latency view of a declaration that promises one: all calls by how long they took, and
/// beside it what most of them took, with the line that they must stay below.
pub(super) fn latency(slo: &Slo, settings: Settings) -> Result<Vec<Vec<Value>>, String> {
    let Some(promise) = slo.latency else { return Ok(Vec::new()) };
    let latency = |site: &Site| Some((site.latency.clone()?, site.unit.unwrap_or_default()));
    let mut views: Vec<(String, Unit)> = slo.sites.iter().filter_map(latency).collect();
    views.sort_unstable_by(|(one, _), (next, _)| one.cmp(next));
    views.dedup_by(|(next, _), (one, _)| one == next);
    let rows = views.into_iter().map(|(name, unit)| {
        let called = settings.names.of(views::latency(&name, unit)?);
        let rates = format!("sum by (le) (rate({called}_bucket[$__rate_interval]))");
        let title = format!("{name}: {} below {}", promise.goal, promise.threshold);
        let grafana = of_grafana(unit);
        let mut heat = panel("heatmap", &title, grafana, &[(&rates, "{{le}}")]);
        heat["targets"][0]["format"] = json!("heatmap");
        heat["options"] = json!({"calculate": false, "yAxis": {"unit": grafana}});
        let quantile = |part: &str| format!("histogram_quantile({part}, {rates})");
        let (half, goal) = (quantile("0.5"), quantile(&promise.goal.fraction()));
        let at = Ratio::new(promise.threshold.ns, unit.0.nanoseconds()).decimal();
        let line = format!("vector({at})");
        let below = promise.goal.to_string();
        let queries =
            [(half.as_str(), "50%"), (goal.as_str(), below.as_str()), (line.as_str(), "promised")];
        let mut lines = panel("timeseries", &format!("{name}: what most take"), grafana, &queries);
        let at = at.parse::<f64>().unwrap_or_default();
        thresholds(&mut lines, &[(None, "transparent"), (Some(at), "red")], true);
        Ok(vec![heat, lines])
    });
    rows.collect()
}

/// What Grafana calls a unit.
fn of_grafana(unit: Unit) -> &'static str {
    match unit.0 {
        TimeUnit::Nanoseconds => "ns",
        TimeUnit::Microseconds => "µs",
        TimeUnit::Milliseconds => "ms",
        TimeUnit::Seconds => "s",
        TimeUnit::Minutes => "m",
        TimeUnit::Hours => "h",
    }
}

/// A line for each function: what it serves, where it stands, its calls and failures.
pub(super) fn functions(program: &Program, settings: Settings) -> Result<Value, String> {
    let place = |place: &Place| match settings.lines {
        true => place.to_string(),
        false => place.file.clone(),
    };
    let (mut calls, mut failures) = (Vec::new(), Vec::new());
    for (slo, site) in program.slos.iter().flat_map(|slo| slo.sites.iter().map(move |at| (slo, at)))
    {
        let told = |name: &str| -> Result<String, String> {
            let called = settings.names.of(views::calls(name)?);
            let labels = [
                ("serves", &slo.id),
                ("function", &site.function),
                ("source", &place(&site.place)),
            ];
            let query = format!("sum(increase({called}[$__range]))");
            Ok(labels.iter().fold(query, |query, (key, value)| {
                format!("label_replace({query}, \"{key}\", {}, \"\", \"\")", quoted(value))
            }))
        };
        calls.extend(site.count.as_deref().map(told).transpose()?);
        failures.extend(site.errors.as_deref().map(told).transpose()?);
    }
    let either = |queries: Vec<String>| match queries.is_empty() {
        true => "vector(0) > 0".to_owned(), // Nobody is counted.
        false => queries.join(" or "),
    };
    let (calls, failures) = (either(calls), either(failures));
    let mut panel = panel("table", "Functions", "none", &[(&calls, ""), (&failures, "")]);
    for target in panel["targets"].as_array_mut().into_iter().flatten() {
        target["instant"] = json!(true);
        target["format"] = json!("table");
    }
    panel["transformations"] = json!([
        {"id": "merge", "options": {}},
        {"id": "organize", "options": {
            "excludeByName": {"Time": true},
            "renameByName": {"Value #A": "calls", "Value #B": "failures"},
        }},
    ]);
    Ok(panel)
}
