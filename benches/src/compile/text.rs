//! The machine code of each function of a program: by the symbols that bear its name.

use std::fs;
use std::path::Path;

use object::{Object, ObjectSection, ObjectSymbol, SectionKind};

use crate::compile::program::{FUNCTIONS, function};

/// Bytes of machine code of each function: of itself, of closures in it, and of generic functions
/// that were made for those. What aligns them is not counted, nor are tables for unwinding.
///
/// # Errors
///
/// If the program cannot be read, or lacks a function.
pub fn of_functions(program: &Path) -> Result<Vec<f64>, String> {
    let failed = |error: &dyn std::fmt::Display| format!("{}: {error}", program.display());
    let bytes = fs::read(program).map_err(|error| failed(&error))?;
    let file = object::File::parse(&*bytes).map_err(|error| failed(&error))?;
    let is_text = |symbol: &object::Symbol<'_, '_>| {
        let section = symbol.section_index().and_then(|at| file.section_by_index(at).ok());
        section.is_some_and(|section| section.kind() == SectionKind::Text)
    };
    let symbols = file.symbols().filter(is_text);
    let symbols = symbols.filter_map(|symbol| Some((symbol.name().ok()?, symbol.size())));
    let symbols: Vec<(&str, u64)> = symbols.filter(|(name, _)| name.contains("work_")).collect();
    let of = |number| {
        let name = function(number);
        let sizes = symbols.iter().filter(|(symbol, _)| symbol.contains(&name));
        match sizes.map(|(_, size)| *size as f64).sum::<f64>() {
            size if size > 0.0 => Ok(size),
            _ => Err(failed(&format!("there is no `{name}`"))),
        }
    };
    (0..FUNCTIONS).map(of).collect()
}
