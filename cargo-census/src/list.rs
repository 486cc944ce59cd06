//! The objectives of a program, one a line.

use crate::objective::{Objective, Program};
use crate::table::table;

/// A table: id, goal, window, service, how many functions serve it, and where it is declared.
pub fn text(program: &Program) -> String {
    let header = ["OBJECTIVE", "GOAL", "WINDOW", "SERVICE", "FUNCTIONS", "DECLARED"];
    let mut rows = vec![header.map(str::to_owned)];
    rows.extend(program.objectives().map(row));
    table(&rows)
}

fn row(objective: Objective<'_>) -> [String; 6] {
    let slo = objective.slo;
    [
        objective.id(),
        objective.to_string(),
        slo.window.to_string(),
        slo.service.clone(),
        slo.sites.len().to_string(),
        format!("{} {}", slo.origin.package, slo.place),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::objective::fixture;

    #[test]
    fn an_objective_is_a_line() {
        assert_eq!(
            text(&fixture::program()),
            "\
OBJECTIVE              GOAL             WINDOW  SERVICE  FUNCTIONS  DECLARED
checkout-availability  99.9% good       28d     shop     2          shop src/slo.rs:7
checkout-latency       99% below 250ms  28d     shop     2          shop src/slo.rs:7
search-availability    99.5% good       month   shop     1          shop src/search.rs:3
"
        );
    }
}
