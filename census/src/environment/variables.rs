//! The variables of the environment, read once: by name, as switches, numbers and choices.

use std::collections::BTreeMap;

use crate::spelling;
use crate::variable::EnvError;

/// The variables that are set to something.
#[derive(Debug, Default)]
pub(super) struct Variables(BTreeMap<String, String>);

impl Variables {
    /// Those of this process that may concern us.
    pub(super) fn of_process() -> Result<Self, EnvError> {
        let mut variables = BTreeMap::new();
        for (name, value) in std::env::vars_os() {
            let Ok(name) = name.into_string() else { continue };
            let concerns = ["CENSUS_", "OTEL_", "OC_"];
            if concerns.iter().any(|prefix| name.starts_with(prefix)) {
                let value =
                    value.into_string().map_err(|_| EnvError::of(&name, "it must be UTF-8"))?;
                variables.insert(name, value);
            }
        }
        Ok(Variables::of(variables))
    }

    pub(super) fn of(variables: impl IntoIterator<Item = (String, String)>) -> Self {
        let set = variables.into_iter().map(|(name, value)| (name, value.trim().to_owned()));
        Variables(set.filter(|(_, value)| !value.is_empty()).collect())
    }

    /// The value of a variable that is set to something.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// Whether a variable switches something on.
    pub(super) fn switch(&self, name: &str) -> Result<bool, EnvError> {
        let Some(value) = self.get(name) else { return Ok(false) };
        match value.to_ascii_lowercase().as_str() {
            "1" | "true" => Ok(true),
            "0" | "false" => Ok(false),
            _ => Err(EnvError::new(name, value, "write `true` or `false`")),
        }
    }

    /// A whole number.
    pub(super) fn number<N: std::str::FromStr>(&self, name: &str) -> Result<Option<N>, EnvError> {
        let number = |value: &str| {
            value.parse().map_err(|_| EnvError::new(name, value, "write a whole number"))
        };
        self.get(name).map(number).transpose()
    }

    /// One of some words.
    #[cfg_attr(not(feature = "prometheus"), allow(dead_code))]
    pub(super) fn word<T: Copy>(
        &self,
        name: &str,
        words: &[(&str, T)],
    ) -> Result<Option<T>, EnvError> {
        let Some(value) = self.get(name) else { return Ok(None) };
        let known: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
        let chosen = words.iter().find(|(word, _)| word.eq_ignore_ascii_case(value));
        match chosen {
            Some((_, meaning)) => Ok(Some(*meaning)),
            None => {
                let meant = spelling::nearest(value, &known);
                Err(EnvError::new(name, value, spelling::unknown("word", value, meant, &known)))
            }
        }
    }

    /// Refuses variables that begin so and are none of those that there are.
    pub(super) fn no_others<'a>(
        &self,
        prefix: &str,
        known: impl Iterator<Item = &'a &'a str>,
    ) -> Result<(), EnvError> {
        let known: Vec<&str> = known.copied().collect();
        let mut ours = self.0.iter().filter(|(name, _)| name.starts_with(prefix));
        match ours.find(|(name, _)| !known.contains(&name.as_str())) {
            Some((name, _)) => {
                let lower: Vec<String> = known.iter().map(|it| it.to_lowercase()).collect();
                let lower: Vec<&str> = lower.iter().map(String::as_str).collect();
                let why = match spelling::nearest(&name.to_lowercase(), &lower) {
                    Some(meant) => format!("did you mean `{}`?", meant.to_uppercase()),
                    None => format!("there are {}", spelling::list(&known)),
                };
                // Without its value: nobody knows what it is, and it may be somebody's secret.
                Err(EnvError::of(name, format!("there is no such variable; {why}")))
            }
            None => Ok(()),
        }
    }
}
