//! Things by their names, without a byte for the names beside what the things know themselves.

use crate::model::AnyMeasure;
use crate::registry::Series;

/// Something with a name of its own.
pub(super) trait Name {
    fn name(&self) -> &'static str;
}

impl Name for &'static AnyMeasure {
    fn name(&self) -> &'static str {
        AnyMeasure::name(self)
    }
}

impl Name for Series {
    fn name(&self) -> &'static str {
        self.view.name()
    }
}

/// Things sorted by name; no two have the same. To insert moves what comes after: microseconds for
/// ten thousand, once each.
#[derive(Debug)]
pub(super) struct Named<T>(Vec<T>);

impl<T> Default for Named<T> {
    fn default() -> Self {
        Named(Vec::new())
    }
}

impl<T: Name> Named<T> {
    fn find(&self, name: &str) -> Result<usize, usize> {
        self.0.binary_search_by(|thing| thing.name().cmp(name))
    }

    pub(super) fn get(&self, name: &str) -> Option<&T> {
        self.0.get(self.find(name).ok()?)
    }

    pub(super) fn get_mut(&mut self, name: &str) -> Option<&mut T> {
        let at = self.find(name).ok()?;
        self.0.get_mut(at)
    }

    /// Puts something in the place of what had its name.
    pub(super) fn insert(&mut self, thing: T) {
        match self.find(thing.name()) {
            Ok(at) => self.0[at] = thing,
            Err(at) => self.0.insert(at, thing),
        }
    }

    pub(super) fn remove(&mut self, name: &str) -> Option<T> {
        let at = self.find(name).ok()?;
        Some(self.0.remove(at))
    }

    /// In the order of their names.
    pub(super) fn iter(&self) -> impl Iterator<Item = &T> {
        self.0.iter()
    }
}
