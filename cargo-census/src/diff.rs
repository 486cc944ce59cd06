//! What changed from one program to another, and what it costs those who watch.

mod change;
mod compare;
#[cfg(test)]
mod tests;

pub use change::{Change, Cost};
pub use compare::changes;

/// The changes, each with its cost below; or that there are none.
pub fn text(changes: &[Change]) -> String {
    if changes.is_empty() {
        return "No change.\n".to_owned();
    }
    changes.iter().map(ToString::to_string).collect()
}
