//! What became of an export, by exporter.

use std::fmt;
use std::sync::Arc;

use crate::export::ExportError;

/// What became of an export, by exporter.
#[derive(Debug)]
pub struct Report(pub(super) Vec<(String, Delivery)>);

/// What became of an export to one exporter.
#[derive(Debug)]
#[non_exhaustive]
pub enum Delivery {
    /// It arrived.
    Done,
    /// It failed, and why. The next export carries its counts.
    Failed(Arc<ExportError>),
    /// The deadline passed before it was known.
    Late,
}

impl Report {
    /// Whether every export arrived.
    pub fn is_ok(&self) -> bool {
        self.0.iter().all(|(_, delivery)| matches!(delivery, Delivery::Done))
    }

    /// Each exporter's name, and what became of its export.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Delivery)> {
        self.0.iter().map(|(name, delivery)| (name.as_str(), delivery))
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, (name, delivery)) in self.iter().enumerate() {
            f.write_str(if at > 0 { ", " } else { "" })?;
            match delivery {
                Delivery::Done => write!(f, "`{name}` done")?,
                Delivery::Failed(error) => write!(f, "`{name}` failed: {error}")?,
                Delivery::Late => write!(f, "`{name}` not done by the deadline")?,
            }
        }
        Ok(())
    }
}
