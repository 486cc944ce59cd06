//! The feature `off`, which compiles every measurement out.

/// Whether it is on: then the macros leave things as they were, nothing is registered, and nothing
/// that is recorded by hand finds a view.
pub(crate) const OFF: bool = cfg!(feature = "off");
