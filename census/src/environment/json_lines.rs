//! To which file the lines of JSON go, and how it is rotated.

use crate::environment::Variables;
use crate::export::{Exporter, JsonLines};
use crate::variable::EnvError;

pub(super) fn make(variables: &Variables) -> Result<Box<dyn Exporter>, EnvError> {
    let mut lines = match variables.get("CENSUS_JSON_LINES_FILE") {
        Some(path) => JsonLines::file(path),
        None => JsonLines::stdout(),
    };
    if let Some(bytes) = variables.number("CENSUS_JSON_LINES_BYTES_MAX")? {
        lines = lines.bytes_max(bytes);
    }
    if let Some(files) = variables.number("CENSUS_JSON_LINES_FILES_MAX")? {
        lines = lines.files_max(files);
    }
    Ok(Box::new(lines))
}
