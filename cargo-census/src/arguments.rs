//! The command line: a verb, what it is given, and nothing that it does not know.

mod verb;

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::PathBuf;

use lexopt::{Arg, Parser};

use crate::ending::{Ending, Failure};

pub use verb::{BUILD, Opt, VERBS, Verb};

/// A command line that can be understood.
#[derive(Debug)]
pub enum Request {
    /// Do it.
    Act(Given),
    /// Tell of a verb, or of all.
    Help(Option<&'static Verb>),
    /// Tell the version.
    Version,
}

/// A verb and what it was given.
#[derive(Debug)]
pub struct Given {
    /// What to do.
    pub verb: &'static Verb,
    /// The words that belong to no option, in their order.
    words: std::vec::IntoIter<OsString>,
    /// The values of options by their names; of a switch, nothing at each mention.
    options: BTreeMap<&'static str, Vec<String>>,
    /// What stood behind `--`.
    pub for_cargo: Vec<OsString>,
}

/// Understands a command line; `arguments` begins behind the program's name.
///
/// # Errors
///
/// What cannot be understood, and what could be.
pub fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Request, Failure> {
    let mut arguments: Vec<OsString> = arguments.into_iter().collect();
    if arguments.first().is_some_and(|first| first == "census") {
        arguments.remove(0); // As `cargo census …`, cargo repeats the word.
    }
    let for_cargo = match arguments.iter().position(|word| word == "--") {
        Some(at) => arguments.drain(at..).skip(1).collect(),
        None => Vec::new(),
    };
    let mut parser = Parser::from_args(arguments);
    let verb = match next(&mut parser)? {
        None | Some(Arg::Short('h') | Arg::Long("help")) => return Ok(Request::Help(None)),
        Some(Arg::Short('V') | Arg::Long("version")) => return Ok(Request::Version),
        Some(Arg::Value(word)) if word == "help" => return help(&mut parser),
        Some(Arg::Value(word)) => find(&word)?,
        Some(option) => {
            return Err(usage(None, format!("`{}` stands before a command", told(&option))));
        }
    };
    let mut words = Vec::new();
    let mut options: BTreeMap<_, Vec<_>> = BTreeMap::new();
    while let Some(argument) = next(&mut parser)? {
        let known = match &argument {
            Arg::Short('h') | Arg::Long("help") => return Ok(Request::Help(Some(verb))),
            Arg::Value(word) => {
                words.push(word.clone());
                continue;
            }
            Arg::Short(letter) => verb.options().find(|option| option.short == Some(*letter)),
            Arg::Long(name) => verb.options().find(|option| option.long == *name),
        };
        let Some(option) = known else {
            let told = told(&argument);
            return Err(usage(Some(verb), format!("`{}` knows no `{told}`", verb.name)));
        };
        let mut value = String::new();
        if let Some(name) = option.value {
            let given = parser.value().ok().and_then(|value| value.into_string().ok());
            value = given.ok_or_else(|| {
                usage(Some(verb), format!("`--{}` wants a value: {name}", option.long))
            })?;
        }
        let values = options.entry(option.long).or_default();
        if !values.is_empty() && !option.many {
            return Err(usage(Some(verb), format!("`--{}` is given twice", option.long)));
        }
        values.push(value);
    }
    if words.len() > verb.words.len() {
        let word = words[verb.words.len()].to_string_lossy().into_owned();
        return Err(usage(Some(verb), format!("`{word}` is one word too many")));
    }
    Ok(Request::Act(Given { verb, words: words.into_iter(), options, for_cargo }))
}

impl Given {
    /// The next word.
    pub fn word(&mut self) -> Option<OsString> {
        self.words.next()
    }

    /// The next word, which there must be.
    ///
    /// # Errors
    ///
    /// That it is missing.
    pub fn must(&mut self, what: &str) -> Result<OsString, Failure> {
        self.word().ok_or_else(|| usage(Some(self.verb), format!("{what} is missing")))
    }

    /// The value of an option that may be given once.
    pub fn one(&self, option: &str) -> Option<&str> {
        self.all(option).first().map(String::as_str)
    }

    /// The same, of a file.
    pub fn path(&self, option: &str) -> Option<PathBuf> {
        self.one(option).map(PathBuf::from)
    }

    /// The values of an option that may be given often.
    pub fn all(&self, option: &str) -> &[String] {
        debug_assert!(self.verb.options().any(|one| one.long == option), "`{option}` is unknown");
        self.options.get(option).map(Vec::as_slice).unwrap_or_default()
    }

    /// Whether a switch is given.
    pub fn has(&self, option: &str) -> bool {
        !self.all(option).is_empty()
    }

    /// The value of an option that is one of some words.
    ///
    /// # Errors
    ///
    /// That it is none of them.
    pub fn choice<T: Copy>(&self, option: &str, words: &[(&str, T)]) -> Result<Option<T>, Failure> {
        let Some(value) = self.one(option) else { return Ok(None) };
        match words.iter().find(|(word, _)| *word == value) {
            Some((_, meaning)) => Ok(Some(*meaning)),
            None => {
                let there = words.iter().map(|(word, _)| *word);
                Err(self.refuse(format!("`--{option} {value}`: there is {}", list(there))))
            }
        }
    }

    /// That this cannot be done, and where to read what can.
    pub fn refuse(&self, message: impl Into<String>) -> Failure {
        usage(Some(self.verb), message)
    }
}

fn help(parser: &mut Parser) -> Result<Request, Failure> {
    match next(parser)? {
        Some(Arg::Value(word)) => Ok(Request::Help(Some(find(&word)?))),
        _ => Ok(Request::Help(None)),
    }
}

fn find(word: &OsString) -> Result<&'static Verb, Failure> {
    VERBS.iter().find(|verb| *word == *verb.name).ok_or_else(|| {
        let verbs = list(VERBS.iter().map(|verb| verb.name));
        usage(None, format!("no command is called `{}`: there is {verbs}", word.to_string_lossy()))
    })
}

fn next(parser: &mut Parser) -> Result<Option<Arg<'_>>, Failure> {
    parser.next().map_err(|error| usage(None, error.to_string()))
}

fn told(argument: &Arg<'_>) -> String {
    match argument {
        Arg::Short(letter) => format!("-{letter}"),
        Arg::Long(name) => format!("--{name}"),
        Arg::Value(word) => word.to_string_lossy().into_owned(),
    }
}

fn usage(verb: Option<&Verb>, message: impl Into<String>) -> Failure {
    let (line, more) = match verb {
        Some(verb) => (verb.usage(), format!("cargo census {} --help", verb.name)),
        None => ("cargo census COMMAND".to_owned(), "cargo census --help".to_owned()),
    };
    let message = message.into();
    Failure::new(Ending::Usage, format!("{message}\n\nUsage: {line}\n`{more}` says more"))
}

/// Words in backticks, with commas between them.
pub(crate) fn list<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    let words: Vec<_> = words.into_iter().map(|word| format!("`{word}`")).collect();
    match words.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} and {last}", others.join(", ")),
        None => "none".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(line: &str) -> Result<Request, Failure> {
        parse(line.split_whitespace().map(OsString::from))
    }

    fn refused(line: &str) -> String {
        let failure = given(line).expect_err("it is refused");
        assert_eq!(failure.ending, Ending::Usage);
        failure.message.lines().next().unwrap_or_default().to_owned()
    }

    #[test]
    fn words_and_options_come_in_any_order() {
        for line in [
            "diff one other --format json -p shop",
            "census diff --package shop one --format=json other",
        ] {
            let Ok(Request::Act(mut given)) = given(line) else { panic!("`{line}` is refused") };
            assert_eq!(given.verb.name, "diff");
            assert_eq!((given.word(), given.word()), (Some("one".into()), Some("other".into())));
            assert_eq!((given.one("package"), given.one("format")), (Some("shop"), Some("json")));
            assert!(!given.has("release"));
        }
    }

    #[test]
    fn what_stands_behind_two_dashes_is_for_cargo() {
        let Ok(Request::Act(given)) = given("list --release -- --offline -Z x") else {
            panic!("it is refused")
        };
        assert_eq!(given.for_cargo, ["--offline", "-Z", "x"]);
        assert!(given.has("release"));
    }

    #[test]
    fn what_is_not_understood_is_told() {
        let there = "there is `list`, `check`, `explain`, `diff` and `export`";
        assert_eq!(refused("lst"), format!("no command is called `lst`: {there}"));
        assert_eq!(refused("--release list"), "`--release` stands before a command");
        assert_eq!(refused("list --nope"), "`list` knows no `--nope`");
        assert_eq!(refused("list -x"), "`list` knows no `-x`");
        assert_eq!(refused("list --bin"), "`--bin` wants a value: NAME");
        assert_eq!(refused("list --bin a --bin b"), "`--bin` is given twice");
        assert_eq!(refused("list a b"), "`b` is one word too many");
    }

    #[test]
    fn help_is_had_everywhere() {
        for line in ["", "help", "-h", "--help", "census", "census --help"] {
            assert!(matches!(given(line), Ok(Request::Help(None))), "{line}");
        }
        for line in ["help diff", "diff --help", "diff a -h"] {
            let Ok(Request::Help(Some(verb))) = given(line) else { panic!("{line}") };
            assert_eq!(verb.name, "diff");
        }
        assert!(matches!(given("--version"), Ok(Request::Version)));
    }
}
