//! A table, for a terminal or for a README.

use std::fmt;

/// Rows of cells under a header; the first column is text, the others are numbers.
///
/// ```
/// use census_benches::table::Table;
///
/// let mut table = Table::new(["", "ns"]);
/// table.row(["bare".into(), "1.7".into()]);
/// assert_eq!(table.to_string(), "       ns\nbare  1.7\n");
/// assert_eq!(table.markdown(), "| | ns |\n|---|--:|\n| bare | 1.7 |\n");
/// ```
#[derive(Clone, Debug)]
pub struct Table {
    rows: Vec<Vec<String>>,
}

impl Table {
    /// Begins a table with its header.
    pub fn new<const N: usize>(header: [&str; N]) -> Self {
        Table { rows: vec![header.map(str::to_owned).to_vec()] }
    }

    /// Adds a row.
    pub fn row<const N: usize>(&mut self, cells: [String; N]) {
        self.rows.push(cells.to_vec());
    }

    /// The table as GitHub reads it.
    pub fn markdown(&self) -> String {
        let mut text = String::new();
        for (at, row) in self.rows.iter().enumerate() {
            text += "|";
            for cell in row {
                text += if cell.is_empty() { "" } else { " " };
                text += cell;
                text += " |";
            }
            text += "\n";
            if at == 0 {
                text += "|---|";
                text += &"--:|".repeat(row.len() - 1);
                text += "\n";
            }
        }
        text
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let width = |column: usize| {
            self.rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0)
        };
        for row in &self.rows {
            write!(f, "{:<1$}", row[0], width(0))?;
            for (column, cell) in row.iter().enumerate().skip(1) {
                write!(f, "  {:>1$}", cell, width(column))?;
            }
            writeln!(f)?;
        }
        Ok(())
    }
}
