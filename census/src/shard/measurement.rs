//! One value of a measure, with all that can be said of it.

use crate::model::{AnyMeasure, Measure, SpanContext, TagKey, Value};
use crate::shard::exemplify::Given;
use crate::switch::OFF;

impl<T: Value> Measure<T> {
    /// Begins a measurement of which more is said than the value: the tags it has beside the
    /// current ones, and what it is an exemplar of.
    ///
    /// ```
    /// use census::{Data, SpanContext, TagKey, declare_measure, declare_view};
    ///
    /// const REGION: TagKey = TagKey::new("region");
    ///
    /// declare_measure! {
    ///     static ITEMS: i64 = "doc/measurement/items", unit = "1";
    /// }
    /// declare_view! {
    ///     static BY_REGION = "doc/measurement/by_region" {
    ///         measure: ITEMS, tags: [REGION], aggregation: distribution[1, 10],
    ///     }
    /// }
    ///
    /// let span: SpanContext = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01".parse()?;
    /// ITEMS.measurement(3).tags(&[(REGION, "eu")]).span(span).record();
    ///
    /// let data = census::read("doc/measurement/by_region").unwrap();
    /// let Data::Distribution(data) = &data.rows()[0].data else { unreachable!() };
    /// assert_eq!(data.exemplars[0].value(), 3.0);
    /// assert_eq!(data.exemplars[0].get("trace_id"), Some("0af7651916cd43dd8448eb211c80319c"));
    /// # Ok::<(), census::SpanContextError>(())
    /// ```
    pub fn measurement(&'static self, value: T) -> Measurement<'static> {
        Measurement { measure: self.any(), given: Given::plain(value.number(), &[]) }
    }
}

/// One value of a measure that is not recorded yet; see [`Measure::measurement`].
///
/// With a span or something else attached, the value is the new exemplar of the bucket that it is
/// in, in every distribution of the measure; views of other aggregations only count it.
#[derive(Clone, Copy, Debug)]
#[must_use = "nothing is measured before `record()`"]
pub struct Measurement<'a> {
    measure: &'static AnyMeasure,
    given: Given<'a>,
}

impl<'a> Measurement<'a> {
    /// The value's tags, by key, beside the current ones and before them.
    pub fn tags(mut self, tags: &'a [(TagKey, &'a str)]) -> Self {
        self.given.tags = tags;
        self
    }

    /// The span that the value belongs to, in the place of the current one.
    pub fn span(mut self, span: SpanContext) -> Self {
        self.given.span = Some(span);
        self
    }

    /// What else there is to know about this value, by key; texts, of which exporters show as much
    /// as their protocols take.
    pub fn attach(mut self, texts: &'a [(&'a str, &'a str)]) -> Self {
        self.given.texts = texts;
        self
    }

    /// Records it, as [`Measure::record`] does.
    pub fn record(self) {
        if !OFF {
            self.measure.take_given(self.given);
        }
    }
}
