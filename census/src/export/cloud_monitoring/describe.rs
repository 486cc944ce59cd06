//! Metrics are described before their first point: without, Cloud Monitoring would guess.

use std::time::Instant;

use super::api::Failure;
use super::batch::Pending;
use super::descriptor::{self, Difference};
use super::naming;
use super::refusal::Refusal;
use super::session::{Fate, Session};
use super::settings::Settings;
use crate::export::ExportError;
use crate::model::View;
use crate::snapshot::Snapshot;

/// Describes the metrics of all views that are not yet, those without rows too: objectives can be
/// set on them before their first call.
///
/// # Errors
///
/// The backend takes nothing now; another try may succeed. What it refuses is noted, and stops
/// nothing else.
pub(super) fn all(
    session: &mut Session,
    settings: &Settings,
    snapshot: &Snapshot,
    pending: &mut Pending,
    deadline: Instant,
) -> Result<Vec<Fate>, ExportError> {
    let mut fates = Vec::with_capacity(snapshot.views().len());
    for data in snapshot.views() {
        let view = data.view();
        let fate = match session.taken.take(view, &settings.naming, &settings.labels) {
            Ok(metric_type) => one(session, settings, view, &metric_type, deadline)?
                .map(|()| Fate::Written(metric_type)),
            Err(reason) => Err(reason),
        };
        fates.push(fate.unwrap_or_else(|reason| {
            pending.withhold(data.rows().len(), reason);
            Fate::Withheld
        }));
    }
    Ok(fates)
}

/// Describes one; the inner error is the reason why its rows wait.
fn one(
    session: &mut Session,
    settings: &Settings,
    view: &'static View,
    metric_type: &str,
    deadline: Instant,
) -> Result<Result<(), String>, ExportError> {
    let known = session.described.get(view.name()).is_some_and(|known| std::ptr::eq(*known, view));
    if known || !settings.descriptors || !naming::is_users(metric_type) {
        return Ok(Ok(()));
    }
    let display_name = settings.naming.display_name(view);
    let ours = descriptor::of(view, metric_type, &display_name, &settings.labels);
    let body = ours.to_string();
    let refusal = match session.api.post("metricDescriptors", body.as_bytes(), deadline) {
        Ok(()) => {
            session.described.insert(view.name(), view);
            return Ok(Ok(()));
        }
        Err(failure) => refused(failure)?,
    };
    if !matches!(refusal.status, 400 | 409) {
        return Ok(Err(format!("metric `{metric_type}` cannot be described: {refusal}")));
    }
    // There may be one that differs: whoever made it, points may still be written.
    let there = match session.api.get(&format!("metricDescriptors/{metric_type}"), deadline) {
        Ok(there) => serde_json::from_slice(&there).unwrap_or_default(),
        Err(failure) => {
            refused(failure)?;
            return Ok(Err(format!("metric `{metric_type}` cannot be described: {refusal}")));
        }
    };
    match descriptor::compare(&there, &ours) {
        Difference::Fatal(what) => {
            return Ok(Err(format!(
                "metric `{metric_type}` is there already, but {what}; delete it, or choose another \
                 prefix"
            )));
        }
        Difference::Slight(what) => (settings.on_warning)(&format!(
            "metric `{metric_type}` is there already, but {what}; its points are written anyway"
        )),
        Difference::None => {}
    }
    session.described.insert(view.name(), view);
    Ok(Ok(()))
}

/// The refusal, if it is one that is about this metric alone; all else ends the try.
fn refused(failure: Failure) -> Result<Refusal, ExportError> {
    match failure {
        Failure::Unsent(error) | Failure::Unanswered(error) => Err(error),
        Failure::Refused(refusal) if refusal.is_passing() => {
            let error = ExportError::new(format!("Cloud Monitoring says {refusal}"));
            Err(error.retry_after(refusal.pause.unwrap_or_default()))
        }
        Failure::Refused(refusal) if refusal.is_of_all() => {
            Err(ExportError::new(format!("Cloud Monitoring says {refusal}")))
        }
        Failure::Refused(refusal) => Ok(refusal),
    }
}
