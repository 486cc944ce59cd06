//! A page that a team can file: what is promised, what counts, and how much may go wrong.

use crate::burn::{Pace, Plan};
use crate::duration;
use crate::explain;
use crate::objective::{Objective, Program, Slo};

use super::File;

/// What is told beside the promises.
#[derive(Clone, Copy, Debug, Default)]
pub struct Settings {
    /// How often numbers come.
    pub pace: Pace,
    /// Whether doc comments are told: the page then changes with them.
    pub descriptions: bool,
    /// Whether places are told with their lines: these move with every edit above them.
    pub lines: bool,
}

/// The page.
pub fn file(program: &Program, settings: &Settings) -> File {
    let mut text = String::from(
        "# Service level objectives\n\n\
         Made by `cargo census export markdown`; make it again instead of editing it.\n\n\
         | Objective | Goal | Window | Service | Owner | Pages | Tickets |\n\
         |---|---|---|---|---|---|---|\n",
    );
    for objective in program.objectives() {
        let slo = objective.slo;
        let cells = [
            format!("[{}](#{})", objective.id(), slo.id),
            objective.to_string(),
            slo.window.to_string(),
            slo.service.clone(),
            slo.owner.clone().unwrap_or_default(),
            slo.page.clone().unwrap_or_default(),
            slo.ticket.clone().unwrap_or_default(),
        ];
        text += &row(&cells);
    }
    for slo in &program.slos {
        text += &section(slo, settings);
    }
    File::new("objectives.md", text)
}

fn section(slo: &Slo, settings: &Settings) -> String {
    let mut text = format!("\n## {}\n", slo.id);
    if settings.descriptions && !slo.description.is_empty() {
        text += &format!("\n{}\n", one_line(&slo.description));
    }
    let place = match settings.lines {
        true => slo.place.to_string(),
        false => slo.place.file.clone(),
    };
    text += &format!("\nDeclared in `{}`, module `{}`.", place, slo.origin.module);
    if let Some(runbook) = &slo.runbook {
        text += &format!(" [What to do](<{}>).", one_line(runbook));
    }
    text += "\n\nServed by:\n\n";
    for site in &slo.sites {
        let place = if settings.lines { site.place.to_string() } else { site.place.file.clone() };
        text += &format!("- `{}` in `{place}`\n", site.function);
    }
    if slo.sites.is_empty() {
        text += "- no function, so that nothing is counted\n";
    }
    for objective in slo.objectives() {
        text += &promise(objective, settings.pace);
    }
    text
}

fn promise(objective: Objective<'_>, pace: Pace) -> String {
    let slo = objective.slo;
    let plan = Plan::new(objective.goal, slo.window, pace);
    let mut text = format!("\n### {}\n", objective.id());
    text += &format!("\n{objective} over {}.\n\n", explain::window(slo.window));
    let sentences = explain::counts(objective).into_iter().chain(explain::tells(objective, &plan));
    for sentence in sentences {
        text += &format!("- {}\n", one_line(&sentence));
    }
    if plan.tiers.is_empty() {
        return text;
    }
    text += "\n| Alert | Burn rate above | Over | And over | Of the calls, bad | Budget gone |\n\
             |---|--:|--:|--:|--:|--:|\n";
    for tier in &plan.tiers {
        text += &row(&[
            tier.severity.to_string(),
            tier.factor.to_string(),
            duration::promql(tier.long_seconds),
            duration::promql(tier.short_seconds),
            format!("{} %", tier.threshold.percent()),
            format!("{} %", tier.budget.percent()),
        ]);
    }
    text
}

fn row(cells: &[String]) -> String {
    let cells: Vec<_> = cells.iter().map(|cell| one_line(cell).replace('|', "\\|")).collect();
    format!("| {} |\n", cells.join(" | "))
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::golden;
    use crate::objective::fixture;

    #[test]
    fn the_page_of_a_shop() {
        golden::same("markdown", &[file(&fixture::program(), &Settings::default())]);
    }

    #[test]
    fn comments_and_lines_are_told_where_that_is_asked_for() {
        let settings = Settings { descriptions: true, lines: true, ..Settings::default() };
        let page = file(&fixture::program(), &settings).text;
        assert!(page.contains("\nCustomers can pay.\n"), "{page}");
        assert!(page.contains("Declared in `src/slo.rs:7`"), "{page}");
        assert!(page.contains("- `shop::pay::checkout` in `src/pay.rs:21`"), "{page}");
    }

    #[test]
    fn no_text_leaves_its_cell() {
        let mut program = fixture::program();
        program.slos[0].owner = Some("a|b\nc".to_owned());
        let page = file(&program, &Settings::default()).text;
        assert!(page.contains(" | a\\|b c | "), "{page}");
    }
}
