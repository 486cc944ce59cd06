//! What a row or a view says of itself, as text.

use super::number;
use crate::model::Aggregation;
use crate::snapshot::{Data, Distribution, Row, ViewData};

/// What only grows of a datum: what its rate is a rate of.
pub(super) fn total(data: &Data) -> f64 {
    match data {
        Data::Count(count) => *count as f64,
        Data::Sum(value) | Data::LastValue(value) => value.as_f64(),
        Data::Distribution(distribution) => distribution.count() as f64,
    }
}

/// Count, value, p50 and p99 of a row.
pub(super) fn of_row(data: &ViewData, row: &Row) -> [String; 4] {
    let unit = data.view().unit();
    match &row.data {
        Data::Count(count) => [number::whole(*count), String::new(), String::new(), String::new()],
        Data::Sum(value) | Data::LastValue(value) => {
            [String::new(), number::with_unit(*value, unit), String::new(), String::new()]
        }
        Data::Distribution(distribution) => {
            let count = distribution.count();
            let mean = match count {
                0 => "-".to_owned(),
                _ => number::with_unit(distribution.mean().into(), unit),
            };
            let [p50, p99] = quantiles(data, distribution);
            [number::whole(count), mean, p50, p99]
        }
    }
}

/// The view's name, and the row's tags where it has some.
pub(super) fn said(data: &ViewData, row: &Row) -> String {
    let mut text = data.view().name().to_owned();
    for (key, value) in data.view().tag_keys().iter().zip(&row.tags) {
        if let Some(value) = value {
            // A value is anybody's: it must not steer the terminal.
            text.push_str(&format!(" {}={}", key.name(), value.escape_debug()));
        }
    }
    text
}

/// The quantiles of all rows of a view together.
pub(super) fn quantiles_of_all(data: &ViewData) -> [String; 2] {
    let mut all: Option<Distribution> = None;
    for row in data.rows() {
        let Data::Distribution(more) = &row.data else { return [String::new(), String::new()] };
        match &mut all {
            None => all = Some(more.clone()),
            Some(all) => {
                for (count, more) in all.bucket_counts.iter_mut().zip(&more.bucket_counts) {
                    *count += more;
                }
            }
        }
    }
    all.map_or_else(Default::default, |all| quantiles(data, &all))
}

fn quantiles(data: &ViewData, distribution: &Distribution) -> [String; 2] {
    let Aggregation::Distribution(bounds) = data.view().aggregation() else {
        return Default::default();
    };
    let bounds: Vec<f64> = bounds.iter().collect();
    let last = distribution.bucket_counts.last().copied().unwrap_or(0);
    let count = distribution.count();
    [0.5, 0.99].map(|share| match distribution.quantile(share, &bounds) {
        None => "-".to_owned(),
        Some(value) => {
            let beyond = share * count as f64 > (count - last) as f64;
            let text = number::with_unit(value.into(), data.view().unit());
            if beyond { format!("> {text}") } else { text }
        }
    })
}
