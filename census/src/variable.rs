//! A variable of the environment that is not understood, by its name.

use std::error::Error;
use std::fmt;

/// A variable of the environment that is not understood, by its name.
///
/// ```
/// use census::EnvError;
///
/// /// An environment that is not understood is no reason to stay away.
/// fn start() -> Result<census::Census, Box<dyn std::error::Error>> {
///     let builder = census::start().from_env();
///     let builder = builder.unwrap_or_else(|error: EnvError| {
///         eprintln!("{error}");
///         census::start()
///     });
///     Ok(builder.run()?)
/// }
/// # drop(start()?);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnvError(String);

impl EnvError {
    /// Of a variable and its value.
    pub(crate) fn new(name: &str, given: &str, why: impl fmt::Display) -> Self {
        EnvError(format!("`{name}` is `{given}`: {why}"))
    }

    /// Of a variable whose value may be a secret.
    pub(crate) fn of(name: &str, why: impl fmt::Display) -> Self {
        EnvError(format!("`{name}`: {why}"))
    }

    /// Of a variable that must be set.
    #[cfg_attr(not(feature = "pushgateway"), allow(dead_code))]
    pub(crate) fn missing(name: &str, why: impl fmt::Display) -> Self {
        EnvError(format!("`{name}` is not set: {why}"))
    }
}

impl fmt::Display for EnvError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Error for EnvError {}
