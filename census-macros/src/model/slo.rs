//! What an objective says: every rule that its own words can break.

mod alert;
mod goal;
pub(crate) mod id;
mod pattern;
mod threshold;
mod traffic;
mod window;

use proc_macro2::{Ident, Span, TokenStream};
use quote::ToTokens;
use syn::{Error, LitStr, Result};

use crate::faults::Faults;
use crate::model::description::{conditions, description};
use crate::parse::{Entry, Says, Sign, slo as parsed};
use crate::spelling;
use crate::syntax::{Attribute, Path};

pub(crate) use alert::Alert;
pub(crate) use pattern::{Patterns, Shape, plain};
pub(crate) use threshold::Threshold;
pub(crate) use traffic::Traffic;
pub(crate) use window::Window;

/// Keys of an objective.
const KEYS: &[&str] = &[
    "service",
    "window",
    "availability",
    "latency",
    "good",
    "bad",
    "exclude",
    "classify",
    "returns",
    "cancel",
    "panic",
    "none",
    "expect",
    "owner",
    "alert",
];

/// The objectives of one macro.
pub(crate) struct Slos {
    pub(crate) krate: Option<Path>,
    pub(crate) slos: Vec<Slo>,
}

/// One of them.
pub(crate) struct Slo {
    pub(crate) attributes: Vec<Attribute>,
    /// The `cfg`s among the attributes.
    pub(crate) conditions: Vec<Attribute>,
    pub(crate) visibility: TokenStream,
    pub(crate) ident: Ident,
    pub(crate) id: LitStr,
    pub(crate) description: Option<String>,
    pub(crate) said: Said,
}

/// What stands in the braces, or in the parentheses of `slo(…)`.
#[derive(Clone)]
pub(crate) struct Said {
    pub(crate) service: Option<LitStr>,
    pub(crate) window: Window,
    /// In parts per million.
    pub(crate) availability: Option<u32>,
    pub(crate) latency: Option<Threshold>,
    pub(crate) patterns: Patterns,
    pub(crate) cancelled: Class,
    pub(crate) panicked: Class,
    /// Whether it was said what panics are.
    pub(crate) panic_said: bool,
    pub(crate) none: Option<Class>,
    pub(crate) expect: Option<Traffic>,
    pub(crate) owner: Option<LitStr>,
    pub(crate) alert: Alert,
}

/// What a call is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Class {
    Good,
    Bad,
    Excluded,
}

impl TryFrom<parsed::Input> for Slos {
    type Error = Error;

    fn try_from(input: parsed::Input) -> Result<Self> {
        let parsed::Input { krate, slos, mut faults } = input;
        if slos.is_empty() && !faults.any() {
            let message = "there is no objective here: write `slo CHECKOUT = \"checkout\" { … }`";
            faults.add(Error::new(Span::call_site(), message));
        }
        let slos: Vec<_> = slos.into_iter().map(|slo| Slo::of(slo, &mut faults)).collect();
        let slos = slos.into_iter().collect::<Option<Vec<_>>>();
        let slos = slos.map(|slos| Slos { krate, slos });
        if let (Some(slos), false) = (&slos, faults.any()) {
            slos.compare(&mut faults);
        }
        faults.or(slos)
    }
}

impl Slo {
    fn of(parsed: parsed::Slo, faults: &mut Faults) -> Option<Self> {
        let parsed::Slo { attributes, visibility, ident, id, entries } = parsed;
        let id = id::read(id, faults);
        let description = description(&attributes);
        alert::check_description(&attributes, description.as_deref(), faults);
        let said = Said::of(entries, &ident, faults);
        Some(Slo {
            conditions: conditions(&attributes),
            description,
            attributes,
            visibility,
            ident,
            id: id?,
            said: said?,
        })
    }
}

impl Said {
    /// Reads what is said; what is missing is told at `place`.
    pub(crate) fn of(
        entries: Vec<Entry>,
        place: &dyn ToTokens,
        faults: &mut Faults,
    ) -> Option<Self> {
        let mut wrong = Faults::default();
        let mut keys = Keys { seen: Vec::new(), unknown: false };
        let mut window = None;
        let (mut service, mut owner, mut availability, mut latency) = (None, None, None, None);
        let (mut cancelled, mut panicked, mut none) = (None, None, None);
        let (mut patterns, mut expect) = (pattern::Written::default(), None);
        let mut alert = Alert::default();
        for entry in entries {
            let Some(word) = keys.known(&entry, &mut wrong) else { continue };
            if word == "alert" {
                alert = Alert::of(entry, &mut wrong);
                continue;
            }
            let Says::Value(sign, value) = entry.says else {
                wrong.at(&entry.key, format!("`{word}` takes no braces: write `{word} = …;`"));
                continue;
            };
            let faults = &mut wrong;
            match word.as_str() {
                "availability" => availability = goal::availability(&sign, value, faults),
                "latency" => latency = threshold::latency(&sign, value, faults),
                "percentile" => {
                    latency = threshold::percentile(
                        &entry.key,
                        entry.fraction.as_ref(),
                        &sign,
                        value,
                        faults,
                    );
                }
                _ if !equals(&word, &sign, faults) => {}
                "service" => service = alert::label(&word, value, faults),
                "owner" => owner = alert::label(&word, value, faults),
                "window" => window = window::read(value, faults),
                "good" => patterns.good = pattern::read(value, faults),
                "bad" => patterns.bad = pattern::read(value, faults),
                "classify" => patterns.explicit = pattern::classify(value, faults),
                "exclude" => patterns.exclude = pattern::read(value, faults),
                "returns" => patterns.returns = pattern::returns(value, faults),
                "cancel" => cancelled = class(&word, value, &["bad", "exclude"], faults),
                "panic" => panicked = class(&word, value, &["bad", "exclude"], faults),
                "none" => {
                    none = class(&word, value, &["good", "bad", "exclude"], faults);
                    patterns.none = Some(entry.key.clone());
                }
                _ => expect = traffic::read(value, faults),
            }
        }
        if !wrong.any() && !keys.unknown {
            if availability.is_none() && latency.is_none() {
                wrong.at(
                    place,
                    "nothing is promised: write `availability >= 99.9%;`, or \
                     `latency < 250ms for 99%;`, or both",
                );
            }
            if window.is_none() {
                wrong.at(place, "over which time? Write `window = 28d;`");
            }
        }
        let patterns = patterns.checked(&mut wrong);
        if let (Some(window), Some(traffic), false) = (&window, &expect, wrong.any()) {
            let goals = [availability, latency.as_ref().map(|latency| latency.ppm)];
            traffic::check(traffic, window, goals.into_iter().flatten().max(), &mut wrong);
        }
        let any = wrong.any();
        faults.merge(wrong);
        if any {
            return None;
        }
        Some(Said {
            service,
            window: window?,
            availability,
            latency,
            patterns,
            cancelled: cancelled.unwrap_or(Class::Excluded),
            panicked: panicked.unwrap_or(Class::Bad),
            panic_said: panicked.is_some(),
            none,
            expect,
            owner,
            alert,
        })
    }
}

/// The keys that were given; none is twice.
struct Keys {
    seen: Vec<Ident>,
    unknown: bool,
}

impl Keys {
    /// The key of an entry, if it is one and was not given before.
    fn known(&mut self, entry: &Entry, faults: &mut Faults) -> Option<String> {
        let key = &entry.key;
        let mut word = key.to_string();
        if threshold::is_percentile(&word) {
            word = "percentile".to_owned();
        } else if !KEYS.contains(&word.as_str()) {
            self.unknown = true;
            faults.at(key, unknown(&word));
            return None;
        }
        let is_same = |other: &&Ident| {
            let other = other.to_string();
            let both = [&word, &other].map(|word| {
                let latency = word == "percentile" || threshold::is_percentile(word);
                if latency { "latency" } else { word.as_str() }
            });
            both[0] == both[1]
        };
        if let Some(first) = self.seen.iter().find(is_same) {
            faults.twice(first, key, format!("`{key}` is given twice"));
            return None;
        }
        self.seen.push(key.clone());
        Some(word)
    }
}

/// Says that there is no such key, and what is there instead.
fn unknown(word: &str) -> String {
    match word {
        "tags" | "by" | "labels" => {
            "an objective has no tags: each of its series is there at zero from the start, which \
             only `slo` and `outcome` allow; declare an objective for each"
                .to_owned()
        }
        "percentile" | "quantile" => {
            "a quantile of quantiles says nothing: write `p99 < 250ms`, or \
             `latency < 250ms for 99%`"
                .to_owned()
        }
        "goal" | "target" | "objective" | "success_rate" => {
            format!("unknown key `{word}`: write `availability >= 99.9%` for a share of calls")
        }
        _ => spelling::unknown("key", word, spelling::nearest(word, KEYS), KEYS),
    }
}

/// Whether the sign is `=`.
fn equals(word: &str, sign: &Sign, faults: &mut Faults) -> bool {
    let equals = sign.text == "=";
    if !equals {
        faults.at(sign, format!("expected `=` behind `{word}`"));
    }
    equals
}

/// The class that a word stands for.
fn class(of: &str, value: TokenStream, words: &[&str], faults: &mut Faults) -> Option<Class> {
    let word = value.to_string();
    let class = match word.as_str() {
        "good" => Class::Good,
        "bad" => Class::Bad,
        _ => Class::Excluded,
    };
    if words.contains(&word.as_str()) {
        return Some(class);
    }
    faults.at(value, format!("`{of}` is one of {}", spelling::list(words)));
    None
}

/// A text in quotes, and nothing behind it.
fn string(of: &str, value: TokenStream, faults: &mut Faults) -> Option<LitStr> {
    match syn::parse2::<LitStr>(value.clone()) {
        Ok(text) if text.suffix().is_empty() => Some(text),
        _ => {
            faults.at(value, format!("`{of}` takes one string literal, and `;` behind it"));
            None
        }
    }
}
