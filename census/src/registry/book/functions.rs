//! The measured functions that stand in the registry, and the series that they give.

use std::sync::atomic::Ordering::Relaxed;

use crate::clock;
use crate::model::function::{self, Function, Part};
use crate::model::function_tags::FunctionRows;
use crate::model::{AnyMeasure, View};
use crate::registry::book::{Book, links};
use crate::registry::{Conflict, Extent, Layout, Parts, Series, Sources};

impl Book {
    /// Enters a function and the series it asks for. One that conflicts is left out; the function
    /// counts all the same.
    pub(in crate::registry) fn add_function(&mut self, function: &'static Function) -> usize {
        if let Some(place) = function.place.index() {
            return place;
        }
        let place = match function.is_counted_only() {
            true => self.layout.push_counts(Extent::Function(function), function.cells()),
            false => self.layout.push(Extent::Function(function)),
        };
        let number = Layout::number(function, place);
        if let Some(slo) = function.slo() {
            self.add_slo(slo());
            self.layout.push_served(function);
        }
        if let Some(tagged) = function.tagged() {
            let rows = FunctionRows::of(tagged.of, function.cells(), clock::wall());
            let _ = tagged.rows.set(Box::leak(Box::new(rows)));
        }
        let known = Part::ALL.map(|part| self.add_part(function, part, number));
        // Its measures before its place, and that with the detour: who sees it may call at once.
        let has_more = self.settle_late() || self.exemplars || known.contains(&true);
        let is_aside = has_more && self.has_more(function, number) || self.is_excluded(function);
        function.place.settle(place, is_aside);
        place as usize
    }

    /// Enters a part of a function, if it asks for it; says whether its measure was known.
    fn add_part(&mut self, function: &'static Function, part: Part, number: u32) -> bool {
        let Some(declared) = function.asked.declare(part, function.location) else { return false };
        let name = declared.measure.name();
        let known = self.measures.get(name).copied();
        let measure = match known {
            Some(known) if known.same_as(&declared.measure) => known,
            Some(known) => {
                let conflict = Conflict::of_measures(known, &declared.measure);
                self.note(|_| Err(conflict));
                return false;
            }
            None => {
                let description = function.asked.describe(part).leak();
                let measure: &'static AnyMeasure =
                    Box::leak(Box::new(declared.measure.describe(description)));
                measure.registered.store(true, Relaxed);
                self.measures.insert(measure);
                measure
            }
        };
        let view = View::unchecked(name, measure, declared.aggregation, function.location)
            .columns(function.columns(part));
        match self.series.get_mut(name) {
            None => {
                let view: &'static View = Box::leak(Box::new(view));
                view.live.store(true, Relaxed);
                let start = self.began.unwrap_or_else(clock::wall);
                self.series.insert(Series::new(view, start, Sources::Part(part, number)));
            }
            Some(series) if series.view.same_as(&view) && series.sources.take(part) => {
                series.sources.push(part, number);
            }
            Some(series) => {
                let conflict = Conflict::of_views(series.view, &view);
                self.note(|_| Err(conflict));
            }
        }
        known.is_some()
    }

    /// Sends a function's calls by the slow path where there is more to do than to count them: for
    /// that way it is told its measures, of which nobody asks else.
    pub(super) fn route(&self, function: &Function) {
        let Some(place) = function.place.index() else { return };
        let has_more = self.has_more(function, Layout::number(function, place as u32));
        function.place.detour(has_more || self.is_excluded(function));
    }

    /// Whether its calls do not count for its objective now.
    fn is_excluded(&self, function: &Function) -> bool {
        self.slos_aside && function.slo().is_some()
    }

    /// Whether there is more to do than to count its calls; then it knows its measures.
    fn has_more(&self, function: &Function, number: u32) -> bool {
        let measures = self.measures_of(function, number);
        let has_views = |measure: &AnyMeasure| links(measure).any(|link| link.view.is_registered());
        let exemplars = self.exemplars && function.asked.latency.is_some();
        let has_more = exemplars || measures.all().any(has_views);
        if has_more && function.measures.get().is_none() {
            let _ = function.measures.set(Box::leak(Box::new(measures)));
        }
        has_more
    }

    /// The measures of a function that is entered: those that no conflict left out.
    fn measures_of(&self, function: &Function, number: u32) -> function::Measures {
        let of = |part: Part| {
            let series = self.series.get(function.asked.name(part)?)?;
            series.sources.has(part, number).then(|| series.view.measure())?
        };
        function::Measures {
            count: of(Part::Count),
            errors: of(Part::Errors),
            latency: of(Part::Latency),
        }
    }

    /// The functions that measure it.
    pub(super) fn functions_of(&self, measure: &AnyMeasure) -> Vec<&'static Function> {
        let series = self.series.get(measure.name());
        let is_its = |own: &AnyMeasure| std::ptr::eq(own, measure);
        let series = series.filter(|series| series.view.measure().is_some_and(is_its));
        let parts = series.map(|series| series.sources.parts()).unwrap_or_default();
        let function = |(_, number)| match self.layout.get(number)? {
            Extent::Function(function) => Some(function),
            _ => None,
        };
        parts.into_iter().filter_map(function).collect()
    }
}

impl Sources {
    /// Whether a part is of the same kind: calls and errors under one name would be neither.
    fn take(&self, part: Part) -> bool {
        match self {
            Sources::Part(first, _) => *first == part,
            Sources::Parts(parts) => parts.0.iter().all(|(first, _)| *first == part),
            Sources::Own(_) | Sources::Closed(..) | Sources::Rows(_) => false,
        }
    }

    /// Whether a function's part is among them.
    fn has(&self, part: Part, number: u32) -> bool {
        match self {
            Sources::Part(first, at) => (*first, *at) == (part, number),
            Sources::Parts(parts) => parts.0.contains(&(part, number)),
            Sources::Own(_) | Sources::Closed(..) | Sources::Rows(_) => false,
        }
    }

    /// All parts; none of a view with cells of its own.
    fn parts(&self) -> Vec<(Part, u32)> {
        match self {
            Sources::Part(part, number) => vec![(*part, *number)],
            Sources::Parts(parts) => parts.0.clone(),
            Sources::Own(_) | Sources::Closed(..) | Sources::Rows(_) => Vec::new(),
        }
    }

    fn push(&mut self, part: Part, number: u32) {
        match self {
            Sources::Parts(parts) => parts.0.push((part, number)),
            Sources::Part(first, at) => {
                let parts = Parts(vec![(*first, *at), (part, number)]);
                *self = Sources::Parts(Box::new(parts));
            }
            // It takes no part.
            Sources::Own(_) | Sources::Closed(..) | Sources::Rows(_) => {}
        }
    }
}
