//! Cells in columns: the first flush left, the others flush right.

use std::fmt;

/// Rows of cells under a head. It prints nothing where it has no rows.
#[derive(Debug)]
pub(super) struct Grid {
    /// No row is longer than the first, the head.
    rows: Vec<Vec<String>>,
}

/// What stands between two columns.
const GAP: &str = "  ";

impl Grid {
    pub(super) fn new<const N: usize>(head: [&str; N]) -> Self {
        Grid { rows: vec![head.map(str::to_owned).into()] }
    }

    /// Adds a row; cells that it has not are empty.
    pub(super) fn push<const N: usize>(&mut self, cells: [String; N]) {
        self.rows.push(cells.into());
    }

    /// The columns that have anything below their head.
    fn columns(&self) -> Vec<(usize, usize)> {
        let columns = 0..self.rows.first().map_or(0, Vec::len);
        let is_used = |at: &usize| self.rows.iter().skip(1).any(|row| !cell(row, *at).is_empty());
        // A single cell may run on into the columns beside it.
        let cells = |at| self.rows.iter().filter(|row| row.len() > 1).map(move |row| cell(row, at));
        let width = |at| cells(at).map(|cell| cell.chars().count()).max().unwrap_or(0);
        columns.filter(is_used).map(|at| (at, width(at))).collect()
    }
}

fn cell(row: &[String], at: usize) -> &str {
    row.get(at).map_or("", String::as_str)
}

impl fmt::Display for Grid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let columns = self.columns();
        if columns.is_empty() {
            return Ok(());
        }
        for row in &self.rows {
            let mut line = String::new();
            for &(at, width) in &columns {
                let cell = cell(row, at);
                line.push_str(&match at {
                    0 => format!("{cell:<width$}"),
                    _ => format!("{GAP}{cell:>width$}"),
                });
            }
            writeln!(f, "{}", line.trim_end())?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_aligned_and_empty_ones_left_out() {
        let mut grid = Grid::new(["name", "n", "never", "p"]);
        assert_eq!(grid.to_string(), "");
        grid.push(["ä".into(), "1,000".into(), String::new(), "2 s".into()]);
        grid.push(["longer".into(), "1".into(), String::new(), "> 10 s".into()]);
        grid.push(["it runs on and on".into()]);
        assert_eq!(
            grid.to_string(),
            "name        n       p\n\
             ä       1,000     2 s\n\
             longer      1  > 10 s\n\
             it runs on and on\n"
        );
    }
}
