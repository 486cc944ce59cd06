//! A dashboard for Grafana, on what the rules for Prometheus record.

mod grid;
mod panels;

use census::export::prometheus::Names;
use serde_json::{Value, json};

use super::File;
use crate::objective::Program;
use grid::Grid;

/// What a program does not say of itself.
#[derive(Clone, Copy, Debug, Default)]
pub struct Settings {
    /// What its exporter calls views.
    pub names: Names,
    /// Whether functions are told with their lines.
    pub lines: bool,
}

/// The version of the dashboard's form, which Grafana takes further by itself.
const SCHEMA: u32 = 39;

/// The dashboard: one for all objectives of the program, which are chosen at its top.
///
/// # Errors
///
/// A view with a name that none can have, in a record that is damaged.
pub fn file(program: &Program, settings: Settings) -> Result<File, String> {
    let events = settings.names.of(census::slo::events());
    let mut grid = Grid::default();
    grid.row("What is promised, and what is left");
    grid.across(4, panels::stats(&events));
    grid.across(9, panels::budget());
    grid.row("How fast it burns, and what alerts wait for");
    grid.across(8, vec![panels::burn()]);
    grid.row("The calls");
    grid.across(8, vec![panels::outcomes(&events)]);
    for slo in &program.slos {
        for panel in panels::latency(slo, settings)? {
            grid.across(9, panel);
        }
    }
    grid.row("The functions");
    grid.across(9, vec![panels::functions(program, settings)?]);
    let dashboard = json!({
        "title": "Objectives",
        "uid": "census-objectives",
        "tags": ["census", "slo"],
        "description": "Made by `cargo census export grafana`.",
        "schemaVersion": SCHEMA,
        "editable": true,
        "refresh": "1m",
        "time": {"from": "now-7d", "to": "now"},
        "templating": {"list": variables()},
        "annotations": {"list": [restarts(&events)]},
        "panels": grid.panels(),
    });
    let text = serde_json::to_string_pretty(&dashboard).map_err(|error| error.to_string())?;
    Ok(File::new("census-objectives.json", text + "\n"))
}

/// What is chosen at the top.
fn variables() -> Value {
    let of = |name: &str, label: &str, query: &str, hide: u8| {
        json!({
            "name": name,
            "label": label,
            "type": "query",
            "datasource": panels::datasource(),
            "query": {"query": query, "refId": name},
            "refresh": 2,
            "sort": 1,
            "hide": hide,
        })
    };
    let mut window = of(
        "window",
        "Window",
        "label_values(slo:alert_burn_rate:ratio{sloth_service=\"$service\",sloth_slo=\"$slo\"}, \
         sloth_window)",
        2,
    );
    window["multi"] = json!(true);
    window["includeAll"] = json!(true);
    window["current"] = json!({"text": "All", "value": "$__all"});
    json!([
        {"name": "datasource", "label": "Data source", "type": "datasource", "query": "prometheus"},
        of("service", "Service", "label_values(sloth_slo_info, sloth_service)", 0),
        of(
            "slo",
            "Objective",
            "label_values(sloth_slo_info{sloth_service=\"$service\"}, sloth_slo)",
            0,
        ),
        window,
    ])
}

/// Marks where the program began anew: a deployment, or a crash.
fn restarts(events: &str) -> Value {
    json!({
        "name": "Restarts",
        "datasource": panels::datasource(),
        "enable": true,
        "iconColor": "blue",
        "expr": format!("sum(resets({events}{{slo=\"$slo\",outcome=\"good\"}}[2m])) > 0"),
        "titleFormat": "the program began anew",
    })
}

#[cfg(test)]
pub(super) mod tests;
