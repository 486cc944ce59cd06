//! What is wrong with the objectives of a program, as the whole of it shows.
//!
//! Most of it the compiler says already. It is judged again here, because a program may have been
//! built with another version of census; what two crates have to agree on, and what a backend
//! takes, only the whole program can show.

mod backend;
mod code;
mod declaration;
#[cfg(test)]
mod tests;
mod whole;

use std::fmt;

use serde::Serialize;

use crate::objective::{Place, Program, Slo};

pub use backend::{BACKENDS, Backend};
pub use code::Code;

/// Something to act upon.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// What kind of thing it is.
    pub code: Code,
    /// What it is about: a declaration's id, or a function.
    pub about: String,
    /// What is wrong and the way out, in a sentence without a full stop.
    pub message: String,
    /// Where.
    pub place: Place,
}

impl Finding {
    fn of(code: Code, slo: &Slo, message: impl Into<String>) -> Self {
        Finding { code, about: slo.id.clone(), message: message.into(), place: slo.place.clone() }
    }
}

/// All findings, by place; those for a backend only where it is asked for.
pub fn findings(program: &Program, backends: &[Backend]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for slo in &program.slos {
        declaration::judge(slo, &mut findings);
        backends.iter().for_each(|backend| backend.judge(slo, &mut findings));
    }
    whole::judge(program, &mut findings);
    findings.sort_by(|one, next| {
        (&one.place, &one.about, one.code).cmp(&(&next.place, &next.about, next.code))
    });
    findings
}

/// The findings one behind the other, and their number; or that there are none.
pub fn text(findings: &[Finding], program: &Program) -> String {
    let mut text: String = findings.iter().map(ToString::to_string).collect();
    let objectives = match program.objectives().count() {
        1 => "1 objective".to_owned(),
        count => format!("{count} objectives"),
    };
    text += &match findings.len() {
        0 => format!("{objectives}, nothing found\n"),
        1 => format!("{objectives}, 1 finding\n"),
        found => format!("{objectives}, {found} findings\n"),
    };
    text
}

/// As the compiler says it, so that an editor finds the place.
impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Finding { code, about, message, place } = self;
        writeln!(f, "error[{code}]: `{about}`: {message}\n  --> {place}\n")
    }
}
