//! What is asked for of a function: its views, each by its name.

use crate::faults::Faults;
use crate::model::{Given, Latency, LatencyBounds, Names, Serving, Text};
use crate::parse::Value;
use crate::spelling;

/// The keys that ask for a view; one of them at least is given.
const VIEWS: &[&str] = &["count", "errors", "latency", "in_flight"];

/// All keys that have a value.
pub(crate) const KEYS: &[&str] =
    &["count", "errors", "latency", "buckets", "unit", "in_flight", "slo", "tags", "crate"];

/// The views of a function.
#[derive(Clone)]
pub(crate) struct Asked {
    pub(crate) count: Option<Text>,
    pub(crate) errors: Option<Text>,
    pub(crate) latency: Option<Latency>,
    pub(crate) in_flight: Option<Text>,
    /// The objective that it serves.
    pub(crate) slo: Option<Serving>,
}

/// How a name is read: as one, or as the pattern of many.
pub(crate) type ReadName = fn(&str, Value, &mut Faults) -> Option<Text>;

impl Asked {
    /// Whether a view is asked for.
    pub(crate) fn is_in(given: &Given) -> bool {
        VIEWS.iter().chain(&["slo"]).any(|key| given.has(key))
    }

    /// Takes the views from what was given. No two of them have the same name.
    pub(crate) fn of(given: &mut Given, name: ReadName, faults: &mut Faults) -> Self {
        let [count, errors, in_flight] = ["count", "errors", "in_flight"]
            .map(|key| given.take(key).and_then(|arg| name(key, arg.value, faults)));
        let latency = Latency::of(given, name, faults);
        let slo_given = given.has("slo");
        let slo = Serving::of(given, faults);
        if let Some(Latency { bounds: LatencyBounds::Auto(auto), .. }) = &latency
            && !given.unknown
            && !has_threshold(slo.as_ref(), slo_given)
        {
            faults.add(syn::Error::new(
                *auto,
                "`auto` puts the threshold of an objective among the default bounds, and none is \
                 served here that has one: name it, `slo = CHECKOUT`, or write the bounds, \
                 `[5ms, 10ms, 2.5s]`",
            ));
        }
        let asked = Asked { count, errors, latency, in_flight, slo };
        let mut names = Names::default();
        for (key, text) in asked.texts() {
            names.add(key, Some(text), faults);
        }
        asked
    }

    /// Whether calls are counted, and not only those in flight.
    pub(crate) fn is_called(&self) -> bool {
        self.count.is_some() || self.errors.is_some() || self.latency.is_some()
    }

    /// Whether any view of calls is asked for; then the function has cells of its own.
    pub(crate) fn has_views(&self) -> bool {
        self.texts().next().is_some()
    }

    /// The names, by their keys.
    pub(crate) fn texts(&self) -> impl Iterator<Item = (&'static str, &Text)> {
        [
            ("count", self.count.as_ref()),
            ("errors", self.errors.as_ref()),
            ("latency", self.latency.as_ref().map(|latency| &latency.name)),
            ("in_flight", self.in_flight.as_ref()),
        ]
        .into_iter()
        .filter_map(|(key, text)| Some((key, text?)))
    }

    /// The same views under other names.
    pub(crate) fn renamed(&self, mut name: impl FnMut(&Text) -> Text) -> Self {
        let mut asked = self.clone();
        let latency = asked.latency.as_mut().map(|latency| &mut latency.name);
        let texts =
            [asked.count.as_mut(), asked.errors.as_mut(), latency, asked.in_flight.as_mut()];
        for text in texts.into_iter().flatten() {
            *text = name(text);
        }
        asked
    }
}

/// Whether an objective may have a threshold: of one that is declared elsewhere nothing is known,
/// and of one that is wrong something else is told.
fn has_threshold(slo: Option<&Serving>, given: bool) -> bool {
    match slo {
        Some(Serving::Own(own)) => own.said.latency.is_some(),
        Some(Serving::Path(_)) => true,
        None => given,
    }
}

/// Says that no view is asked for.
pub(crate) fn nothing_asked() -> String {
    format!(
        "nothing is asked for: give one of {} at least, as in \
         `#[measured(count = \"shop/checkout/requests\")]`",
        spelling::list(VIEWS)
    )
}
