//! The arguments by their keys: none unknown, none twice.

use syn::Path;

use crate::faults::Faults;
use crate::parse::{Arg, Args, Value};
use crate::spelling;

/// The arguments that were given. No two have the same key.
pub(crate) struct Given {
    args: Vec<Arg<Value>>,
    /// Whether some key was not known: what seems to be missing may be what it stands for.
    pub(crate) unknown: bool,
}

impl Given {
    /// Keeps the first of each known key, and tells of all others.
    pub(crate) fn sort(args: Args, keys: &[&str], faults: &mut Faults) -> Self {
        let mut given = Given { args: Vec::new(), unknown: false };
        for arg in args.0 {
            let word = arg.key.to_string();
            if !keys.contains(&word.as_str()) {
                given.unknown = true;
                let meant = spelling::nearest(&word, keys);
                faults.at(&arg.key, spelling::unknown("key", &word, meant, keys));
            } else if let Some(first) = given.args.iter().find(|first| first.key == arg.key) {
                faults.twice(&first.key, &arg.key, format!("`{word}` is given twice"));
            } else {
                given.args.push(arg);
            }
        }
        given
    }

    /// Whether the key is there.
    pub(crate) fn has(&self, key: &str) -> bool {
        self.args.iter().any(|arg| arg.key == key)
    }

    /// Takes the argument of a key.
    pub(crate) fn take(&mut self, key: &str) -> Option<Arg<Value>> {
        let at = self.args.iter().position(|arg| arg.key == key)?;
        Some(self.args.swap_remove(at))
    }

    /// Takes the path in `crate = path`.
    pub(crate) fn take_crate(&mut self, faults: &mut Faults) -> Option<Path> {
        match self.take("crate")?.value {
            Value::Path(path) => Some(path),
            other => {
                faults.at(other, "`crate` takes the path to census, as in `crate = my::census`");
                None
            }
        }
    }
}
