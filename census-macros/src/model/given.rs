//! The arguments by their keys: none unknown, none twice.

use proc_macro2::Ident;

use crate::faults::Faults;
use crate::parse::{Arg, Args, Value};
use crate::spelling;
use crate::syntax::Path;

/// The arguments that were given. No two have the same key.
pub(crate) struct Given {
    /// With their keys as text.
    args: Vec<(String, Arg<Value>)>,
    words: Vec<Ident>,
    /// Whether some key was not known: what seems to be missing may be what it stands for.
    pub(crate) unknown: bool,
}

impl Given {
    /// Keeps the first of each known key and word, and tells of all others.
    pub(crate) fn sort(args: Args, keys: &[&str], words: &[&str], faults: &mut Faults) -> Self {
        let mut given = Given { args: Vec::new(), words: Vec::new(), unknown: false };
        for word in args.words {
            let written = word.to_string();
            if keys.contains(&written.as_str()) {
                given.unknown = true;
                let message = match &*written {
                    "tags" if args.sign == "=" => "`tags` needs tags: `tags(region)`".to_owned(),
                    _ => format!("`{word}` needs a value: `{word} {} …`", args.sign),
                };
                faults.at(word, message);
            } else if !words.contains(&written.as_str()) {
                given.unknown(&word, &[keys, words].concat(), faults);
            } else if let Some(first) = given.words.iter().find(|first| **first == word) {
                faults.twice(first, &word, format!("`{word}` is given twice"));
            } else {
                given.words.push(word);
            }
        }
        for arg in args.args {
            let word = arg.key.to_string();
            let again = word == "slo" && matches!(arg.value, Value::Inside(_));
            if words.contains(&word.as_str()) {
                given.unknown = true;
                faults.at(arg.value, format!("`{word}` stands alone, without a value"));
            } else if !keys.contains(&word.as_str()) {
                given.unknown(&arg.key, keys, faults);
            } else if let Some((_, first)) =
                given.args.iter().find(|(first, _)| *first == word && !again)
            {
                faults.twice(&first.key, &arg.key, format!("`{word}` is given twice"));
            } else {
                given.args.push((word, arg));
            }
        }
        given
    }

    fn unknown(&mut self, word: &Ident, words: &[&str], faults: &mut Faults) {
        self.unknown = true;
        let written = word.to_string();
        let meant = spelling::nearest(&written, words);
        faults.at(word, spelling::unknown("key", &written, meant, words));
    }

    /// Takes a word that stands alone.
    pub(crate) fn take_word(&mut self, word: &str) -> Option<Ident> {
        let at = self.words.iter().position(|given| given == word)?;
        Some(self.words.swap_remove(at))
    }

    /// Whether anything is left.
    pub(crate) fn is_empty(&self) -> bool {
        self.args.is_empty() && self.words.is_empty()
    }

    /// Whether the key is there.
    pub(crate) fn has(&self, key: &str) -> bool {
        self.args.iter().any(|(word, _)| word == key)
    }

    /// Takes the argument of a key.
    pub(crate) fn take(&mut self, key: &str) -> Option<Arg<Value>> {
        let at = self.args.iter().position(|(word, _)| word == key)?;
        Some(self.args.swap_remove(at).1)
    }

    /// Takes all arguments of a key: of `slo(…)` there may be two.
    pub(crate) fn take_all(&mut self, key: &str) -> Vec<Arg<Value>> {
        let (taken, left): (Vec<_>, _) = self.args.drain(..).partition(|(word, _)| word == key);
        self.args = left;
        taken.into_iter().map(|(_, arg)| arg).collect()
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
