//! A program's objectives as a file beside the sources, which a release is compared with.

use serde::{Deserialize, Serialize};

use crate::objective::{Program, Slo, Stray};

/// The version of the file's form.
const VERSION: u32 = 1;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    version: u32,
    slos: Vec<Slo>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    strays: Vec<Stray>,
}

/// All that is known of a program, as JSON.
pub fn full(program: &Program) -> String {
    write(program.clone())
}

/// The same without what an edit of a comment or a new release changes: descriptions, lines,
/// versions.
pub fn lock(program: &Program) -> String {
    let mut program = program.clone();
    for slo in &mut program.slos {
        slo.description.clear();
        slo.origin.version = None;
        slo.panics_abort = false; // It is the profile's, and one lock is for all profiles.
        slo.place.line = None;
        slo.sites.iter_mut().for_each(|site| site.place.line = None);
        slo.sites.sort_by(|one, next| {
            (&one.function, &one.place).cmp(&(&next.function, &next.place)) // By no line.
        });
    }
    program.strays.iter_mut().for_each(|stray| stray.site.place.line = None);
    write(program)
}

fn write(program: Program) -> String {
    let Program { slos, strays } = program;
    let document = Document { version: VERSION, slos, strays };
    // It is made of texts, numbers and lists, of which each can be written.
    serde_json::to_string_pretty(&document).map(|text| text + "\n").unwrap_or_default()
}

/// Whether a file may be one, by its first letter.
pub fn is_lock(text: &[u8]) -> bool {
    text.trim_ascii_start().first() == Some(&b'{')
}

/// Reads either.
///
/// # Errors
///
/// What is wrong with it, and where.
pub fn read(text: &[u8]) -> Result<Program, String> {
    #[derive(Deserialize)]
    struct Version {
        version: u32,
    }
    let version = serde_json::from_slice::<Version>(text).map_err(|error| error.to_string())?;
    if version.version != VERSION {
        let Version { version } = version;
        return Err(format!("it is of version {version}, and this is a reader of {VERSION}"));
    }
    let document: Document = serde_json::from_slice(text).map_err(|error| error.to_string())?;
    Ok(Program { slos: document.slos, strays: document.strays })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::objective::fixture;

    #[test]
    fn what_is_written_is_read_again() {
        let program = fixture::program();
        assert_eq!(read(full(&program).as_bytes()), Ok(program.clone()));
        let lock = lock(&program);
        let read = read(lock.as_bytes()).unwrap();
        assert_eq!(super::lock(&read), lock);
    }

    #[test]
    fn an_edit_of_a_comment_changes_no_lock() {
        let program = fixture::program();
        let mut edited = program.clone();
        for slo in &mut edited.slos {
            slo.description += " And more of it,\nin two lines.";
            slo.origin.version = Some("9.9.9".to_owned());
            slo.place.line = slo.place.line.map(|line| line + 2);
            for site in &mut slo.sites {
                site.place.line = site.place.line.map(|line| line + 2);
            }
        }
        assert_eq!(lock(&edited), lock(&program));
        assert_ne!(full(&edited), full(&program));
    }

    #[test]
    fn what_is_no_lock_is_told() {
        let told = |text: &str| read(text.as_bytes()).unwrap_err();
        assert_eq!(told("{}"), "missing field `version` at line 1 column 2");
        assert_eq!(told("{\"version\": 2}"), "it is of version 2, and this is a reader of 1");
        let unknown = told("{\"version\": 1, \"slos\": [], \"sols\": []}");
        assert!(unknown.starts_with("unknown field `sols`"), "{unknown}");
    }
}
