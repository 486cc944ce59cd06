//! The feature `off`, which compiles every measurement out.

/// Whether it is on: then the macros leave things as they were, nothing is registered, and nothing
/// that is recorded by hand finds a view.
pub(crate) const OFF: bool = cfg!(feature = "off");

#[cfg(all(test, feature = "off"))]
compile_error!(
    "with the feature `off` nothing is measured, so there is nothing to test: run `cargo test \
     --workspace` without `--all-features`, or `cargo xtask test`, which knows what needs which"
);
