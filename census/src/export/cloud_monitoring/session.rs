//! What an exporter knows once it has begun to send; it lives on the exporter's thread.

use std::collections::{HashMap, HashSet};
use std::time::{Duration, Instant};

use super::api::{Api, Failure};
use super::batch::{Batch, Pending};
use super::clash::Taken;
use super::distribution::{self, Values};
use super::pace::Pace;
use super::series::Template;
use super::settings::Settings;
use super::stamp::Stamps;
use super::{describe, naming};
use crate::export::ExportError;
use crate::model::{Aggregation, View};
use crate::snapshot::{Data, Snapshot, ViewData};

/// A project, a resource, and what of the past the next request depends on.
#[derive(Debug)]
pub(super) struct Session {
    pub(super) api: Api,
    pub(super) project: String,
    /// The monitored resource's JSON.
    pub(super) resource: Vec<u8>,
    pub(super) pace: Pace,
    pub(super) taken: Taken,
    /// The views whose descriptors are there, by their names.
    pub(super) described: HashMap<&'static str, &'static View>,
    /// The views that have had a negative value.
    pub(super) signed: HashSet<&'static str>,
    /// What a try of the last snapshot has left.
    pub(super) pending: Option<Pending>,
}

/// What is to be done with a view's rows.
#[derive(Debug)]
pub(super) enum Fate {
    /// They are written as this type of metric.
    Written(String),
    /// They wait until the metric's descriptor is there.
    Withheld,
}

impl Session {
    pub(super) fn new(api: Api, project: String, resource: Vec<u8>, period: Duration) -> Self {
        Session {
            api,
            project,
            resource,
            pace: Pace::new(period),
            taken: Taken::default(),
            described: HashMap::new(),
            signed: HashSet::new(),
            pending: None,
        }
    }

    /// Sends what of a snapshot has not been written by an earlier try.
    pub(super) fn export(
        &mut self,
        settings: &Settings,
        snapshot: &Snapshot,
        deadline: Instant,
    ) -> Result<(), ExportError> {
        let again = self.pending.take().filter(|pending| pending.taken == snapshot.time());
        let is_again = again.is_some();
        let mut pending = match again {
            Some(mut pending) => {
                pending.begin_again();
                pending
            }
            None => Pending::new(snapshot.time(), snapshot.time()),
        };
        let fates = describe::all(self, settings, snapshot, &mut pending, deadline)?;
        if !is_again {
            pending.end = self.pace.end(snapshot.time(), deadline)?;
            pending.fill(snapshot, |at| match fates.get(at) {
                Some(Fate::Written(metric_type)) => Some(naming::is_services(metric_type)),
                _ => None,
            });
        }
        let templates = self.templates(settings, snapshot, &fates);
        let error = self.send(snapshot, &templates, &mut pending, deadline);
        match error {
            Some(error) => {
                if error.retry().is_some() {
                    self.pending = Some(pending);
                }
                Err(error)
            }
            None if pending.reasons.is_empty() => Ok(()),
            None => Err(ExportError::new(format!(
                "{} of {} series were not written: {}",
                pending.refused,
                pending.series + pending.withheld,
                pending.reasons.join("; ")
            ))),
        }
    }

    /// Sends requests as long as the backend takes them; why it does not, if it may yet.
    fn send(
        &mut self,
        snapshot: &Snapshot,
        templates: &[Option<Template>],
        pending: &mut Pending,
        deadline: Instant,
    ) -> Option<ExportError> {
        let mut body = Vec::new();
        let mut failed: Option<(ExportError, bool)> = None;
        for mut batch in std::mem::take(&mut pending.batches) {
            if matches!(failed, Some((_, true))) {
                pending.batches.push_back(batch);
                continue;
            }
            write(&mut body, snapshot, templates, &batch, pending);
            let path = if batch.services { "timeSeries:createService" } else { "timeSeries" };
            self.pace.sent(pending.end);
            match self.api.post(path, &body, deadline) {
                Ok(()) => {}
                Err(Failure::Unsent(error)) => {
                    failed = Some((longer(error, failed), true));
                    pending.batches.push_back(batch);
                }
                Err(Failure::Unanswered(error)) => {
                    failed = Some((longer(error, failed), true));
                    batch.in_doubt = true;
                    pending.batches.push_back(batch);
                }
                Err(Failure::Refused(refusal)) if refusal.is_passing() => {
                    let pause = refusal.pause.unwrap_or_default();
                    let error = ExportError::new(format!("Cloud Monitoring says {refusal}"));
                    let stays = remaining(&mut batch, &refusal);
                    let error = longer(error.retry_after(pause), failed);
                    failed = Some((error, refusal.is_of_all()));
                    if stays {
                        pending.batches.push_back(batch);
                    } else {
                        let lost = refusal.points.map_or(0, |it| it.all.saturating_sub(it.written));
                        pending.refuse(lost, refusal.to_string());
                    }
                }
                Err(Failure::Refused(refusal)) if refusal.is_of_all() => {
                    let error = ExportError::new(format!("Cloud Monitoring says {refusal}"));
                    failed = Some((error, true));
                    pending.batches.push_back(batch);
                }
                Err(Failure::Refused(refusal)) => {
                    if batch.in_doubt && refusal.is_of_order() {
                        continue; // The first try was written after all.
                    }
                    let lost = refusal.points.map_or(batch.rows.len(), |points| {
                        points.all.saturating_sub(points.written)
                    });
                    let first = refusal.failed().and_then(|failed| failed.first().copied());
                    let place = batch.rows.get(first.unwrap_or(0));
                    let view = place.and_then(|(view, _)| snapshot.views().get(*view));
                    let name = view.map_or("", |data| data.view().name());
                    pending.refuse(lost, format!("view `{name}` and others: {refusal}"));
                }
            }
        }
        // What was refused in part and cannot be sent again has been noted; the rest is to be.
        failed.map(|(error, _)| error).filter(|_| !pending.batches.is_empty())
    }

    fn templates(
        &mut self,
        settings: &Settings,
        snapshot: &Snapshot,
        fates: &[Fate],
    ) -> Vec<Option<Template>> {
        let template = |(data, fate): (&ViewData, &Fate)| {
            let Fate::Written(metric_type) = fate else { return None };
            let view = data.view();
            if let Aggregation::Distribution(bounds) = view.aggregation()
                && !self.signed.contains(view.name())
            {
                let bounds: Vec<f64> = bounds.iter().collect();
                let is_signed = data.rows().iter().any(|row| match &row.data {
                    Data::Distribution(data) => distribution::is_signed(data, &bounds),
                    _ => false,
                });
                if is_signed {
                    self.signed.insert(view.name());
                }
            }
            let values = match self.signed.contains(view.name()) {
                true => Values::Signed,
                false => Values::NotNegative,
            };
            let (labels, resource) = (&settings.labels, &self.resource);
            Some(Template::new(view, metric_type, labels, resource, values, &self.project))
        };
        snapshot.views().iter().zip(fates).map(template).collect()
    }
}

/// The later of two failures, which is told, with the longer of their pauses.
fn longer(later: ExportError, earlier: Option<(ExportError, bool)>) -> ExportError {
    match (later.retry(), earlier.and_then(|(earlier, _)| earlier.retry())) {
        (Some(pause), Some(earlier)) if earlier > pause => later.retry_after(earlier),
        _ => later,
    }
}

/// Keeps what is to be sent again of a batch that failed for now; whether that is known.
fn remaining(batch: &mut Batch, refusal: &super::refusal::Refusal) -> bool {
    match (refusal.points.filter(|points| points.written > 0), refusal.failed()) {
        (None, _) => {
            // An answer in between says nothing of what became of them.
            batch.in_doubt = true;
            true
        }
        (Some(_), Some(failed)) => {
            let rows = failed.iter().filter_map(|at| batch.rows.get(*at).copied()).collect();
            batch.rows = rows;
            true
        }
        (Some(_), None) => false,
    }
}

/// Writes the body of a request.
fn write(
    body: &mut Vec<u8>,
    snapshot: &Snapshot,
    templates: &[Option<Template>],
    batch: &Batch,
    pending: &Pending,
) {
    body.clear();
    body.extend_from_slice(b"{\"timeSeries\":[");
    let mut comma = false;
    let mut stamps = Stamps::new(pending.end);
    for (view, row) in &batch.rows {
        let data = snapshot.views().get(*view);
        let row = data.and_then(|data| data.rows().get(*row));
        if let (Some(Some(template)), Some(data), Some(row)) = (templates.get(*view), data, row) {
            if std::mem::replace(&mut comma, true) {
                body.push(b',');
            }
            template.write(body, data.view(), row, &mut stamps);
        }
    }
    body.extend_from_slice(b"]}");
}
