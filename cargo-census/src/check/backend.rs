//! What one backend does not take, though others do.

use crate::burn::{Pace, Plan, Remark};
use crate::objective::{Goal, Slo, Window};

use super::{Code, Finding};

/// A backend that objectives are exported for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Backend {
    /// Google Cloud Monitoring, by requests or by Terraform.
    CloudMonitoring,
    /// OpenSLO, version 1.
    OpenSlo,
    /// Prometheus, by census' rules.
    Prometheus,
    /// Sloth, which makes rules of its own.
    Sloth,
}

/// The words for them.
pub const BACKENDS: &[(&str, Backend)] = &[
    ("cloud-monitoring", Backend::CloudMonitoring),
    ("openslo", Backend::OpenSlo),
    ("prometheus", Backend::Prometheus),
    ("sloth", Backend::Sloth),
];

/// The highest goal that Cloud Monitoring takes: 99.99 %.
const CLOUD_GOAL_PPM_MAX: u32 = 999_900;

/// The longest rolling period of Cloud Monitoring.
const CLOUD_DAYS_MAX: u32 = 30;

/// Characters of an alert's documentation in Cloud Monitoring, less what census writes itself.
const CLOUD_TEXT_CHARS_MAX: usize = 4_096;

/// Characters of a description in OpenSLO.
const OPENSLO_TEXT_CHARS_MAX: usize = 1_050;

/// Bytes of a name in OpenSLO, which is one of RFC 1123.
const OPENSLO_NAME_BYTES_MAX: usize = 63;

/// The windows that Sloth has alerts for.
const SLOTH_DAYS: [u32; 2] = [28, 30];

impl Backend {
    /// Judges a declaration.
    pub(super) fn judge(self, slo: &Slo, findings: &mut Vec<Finding>) {
        match self {
            Backend::CloudMonitoring => cloud_monitoring(slo, findings),
            Backend::OpenSlo => openslo(slo, findings),
            Backend::Prometheus => prometheus(slo, findings),
            Backend::Sloth => sloth(slo, findings),
        }
    }
}

fn cloud_monitoring(slo: &Slo, findings: &mut Vec<Finding>) {
    for objective in slo.objectives() {
        if objective.goal.is_sound() && objective.goal.ppm > CLOUD_GOAL_PPM_MAX {
            let most = Goal { ppm: CLOUD_GOAL_PPM_MAX };
            let message = format!(
                "Cloud Monitoring takes goals up to {most}, not {}: promise that, or watch it \
                 elsewhere",
                objective.goal
            );
            let finding = Finding::of(Code::BackendGoal, slo, message);
            findings.push(Finding { about: objective.id(), ..finding });
        }
    }
    if let Window::Rolling { days } = slo.window
        && days > CLOUD_DAYS_MAX
    {
        let message = format!(
            "Cloud Monitoring takes rolling periods up to {CLOUD_DAYS_MAX} days, not {days}: \
             write `28d`, or `month`"
        );
        findings.push(Finding::of(Code::BackendWindow, slo, message));
    }
    if !is_name(&slo.service) {
        let message = format!(
            "the id of a service in Cloud Monitoring is made of small letters, digits and `-`, and \
             `{}` is not",
            slo.service
        );
        findings.push(Finding::of(Code::BackendName, slo, message));
    }
    let chars = slo.description.chars().count();
    if chars > CLOUD_TEXT_CHARS_MAX {
        let message = format!(
            "its description has {chars} characters, and the documentation of an alert has room \
             for {CLOUD_TEXT_CHARS_MAX} of them: put the rest behind an empty line of the comment"
        );
        findings.push(Finding::of(Code::BackendText, slo, message));
    }
    alerts("Cloud Monitoring", slo, findings);
}

fn prometheus(slo: &Slo, findings: &mut Vec<Finding>) {
    alerts("Prometheus", slo, findings);
}

/// Alerts that a backend cannot have because its numbers come too seldom.
fn alerts(backend: &str, slo: &Slo, findings: &mut Vec<Finding>) {
    for objective in slo.objectives() {
        let plan = Plan::new(objective.goal, slo.window, Pace::default());
        for remark in &plan.remarks {
            if let Remark::TooShort { .. } = remark {
                let message = format!(
                    "{backend}: {remark}; take a window of 14 days or more, or let numbers come \
                     more often than once a minute"
                );
                let finding = Finding::of(Code::BackendAlert, slo, message);
                findings.push(Finding { about: objective.id(), ..finding });
            }
        }
    }
}

fn openslo(slo: &Slo, findings: &mut Vec<Finding>) {
    for name in [&slo.service, &slo.id] {
        if !is_name(name) || name.len() > OPENSLO_NAME_BYTES_MAX {
            let message = format!(
                "a name in OpenSLO is made of small letters, digits and `-`, has at most \
                 {OPENSLO_NAME_BYTES_MAX} bytes, and neither begins nor ends with `-`; `{name}` is \
                 none"
            );
            findings.push(Finding::of(Code::BackendName, slo, message));
        }
    }
    let chars = slo.description.chars().count();
    if chars > OPENSLO_TEXT_CHARS_MAX {
        let message = format!(
            "its description has {chars} characters, and OpenSLO has room for \
             {OPENSLO_TEXT_CHARS_MAX}: put the rest behind an empty line of the comment"
        );
        findings.push(Finding::of(Code::BackendText, slo, message));
    }
}

fn sloth(slo: &Slo, findings: &mut Vec<Finding>) {
    if !SLOTH_DAYS.contains(&slo.window.days()) {
        let message = format!(
            "Sloth has alerts for 28 and 30 days, and a window of {} needs a file of your own for \
             its `--slo-period-windows-path`: write `28d`, or take census' own rules",
            slo.window
        );
        findings.push(Finding::of(Code::BackendWindow, slo, message));
    }
}

/// As RFC 1123 has labels of names.
fn is_name(name: &str) -> bool {
    let legal = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    name.starts_with(legal) && name.ends_with(legal) && name.chars().all(|c| legal(c) || c == '-')
}
