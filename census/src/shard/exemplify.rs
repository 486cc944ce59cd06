//! How a value that was counted becomes its bucket's exemplar: apart from the record, which knows
//! nothing of it and is not held up by it.

use std::cell::Cell;

use crate::clock;
use crate::model::function::Function;
use crate::model::rows::{Found, OVERFLOWED, Rows};
use crate::model::view::{Breakdown, Link};
use crate::model::{Aggregation, AnyMeasure, Number, SpanContext, TagKey};
use crate::shard::exemplars::{Kept, Spot};
use crate::shard::{aggregate, change, here, source, tagged};
use crate::tags;

thread_local! {
    /// Whether this thread is at it already: what is measured on the way has no exemplars.
    static BUSY: Cell<bool> = const { Cell::new(false) };
}

/// A value, and what is given with it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Given<'a> {
    pub(super) value: Number,
    pub(super) tags: &'a [(TagKey, &'a str)],
    /// Before the current one.
    pub(super) span: Option<SpanContext>,
    pub(super) texts: &'a [(&'a str, &'a str)],
}

impl AnyMeasure {
    /// Counts a value, and makes it an exemplar of the measure's distributions, if it belongs to a
    /// span or something is attached to it.
    #[cold]
    #[inline(never)]
    pub(super) fn take_given(&'static self, given: Given<'_>) {
        self.get_registered();
        self.count(given.value, given.tags);
        apart(|| {
            let Some(given) = given.in_span() else { return };
            let mut link = self.views.get();
            while let Some(linked) = link {
                linked.exemplify(given);
                link = linked.next.get();
            }
        });
    }
}

impl Function {
    /// The same of a call that took so many nanoseconds: in a row of an extent that has so many of
    /// them, and with these tags.
    #[cold]
    #[inline(never)]
    pub(super) fn exemplify(
        &'static self,
        nanoseconds: u64,
        place: (Option<usize>, usize, usize),
        tags: &[(TagKey, &str)],
    ) {
        apart(|| {
            let (Some(latency), (Some(extent), row, rows)) = (self.asked.latency, place) else {
                return;
            };
            let value = nanoseconds as f64 / latency.unit.nanoseconds() as f64;
            let Some(given) = Given::plain(Number::F64(value), tags).in_span() else { return };
            let buckets = latency.bounds.len() + 1;
            let bucket = change::bucket_of(nanoseconds, latency.bounds);
            let columns = self.tags().map(|tags| tags.keys).unwrap_or_default();
            let columns = if row == OVERFLOWED as usize { &[] } else { columns };
            given.keep(Spot { extent, row, rows, bucket, buckets }, columns);
            let measure = self.measures.get().and_then(|measures| measures.latency);
            let mut link = measure.and_then(|measure| measure.views.get());
            while let Some(linked) = link {
                linked.exemplify(given);
                link = linked.next.get();
            }
        });
    }
}

impl Link {
    fn exemplify(&'static self, given: Given<'_>) {
        let Aggregation::Distribution(bounds) = self.view.aggregation() else { return };
        let buckets = bounds.len() + 1;
        let (bucket, _) = aggregate::bucket(given.value, &bounds);
        match self.rows {
            _ if !self.view.is_registered() => {}
            None => {
                let Some(extent) = self.view.place.index() else { return };
                given.keep(Spot { extent, row: 0, rows: 1, bucket, buckets }, &[]);
            }
            Some(Breakdown::Closed(rows)) => {
                let Some(extent) = self.view.place.index() else { return };
                let row = tags::with_current(|current| {
                    rows.closed.row(|key| given.value_of(key).or_else(|| current.get(*key)))
                });
                let columns = if row == OVERFLOWED { &[] } else { self.view.tag_keys() };
                let (row, rows) = (row as usize, rows.closed.rows());
                given.keep(Spot { extent, row, rows, bucket, buckets }, columns);
            }
            Some(Breakdown::Open(rows)) => {
                let columns = self.view.tag_keys();
                // Before the row is looked for: should it go and its place be another's, this is
                // of a time before that began.
                let time = clock::wall_nanoseconds();
                let Some(row) = given.row(rows, columns) else { return };
                let (block, at) = rows.place(row);
                let Some(extent) = rows.extent(block) else { return };
                // The overflow row does not tell them.
                let columns = if row == OVERFLOWED { &[] } else { columns };
                let rows = rows.per_block();
                given.keep_of(time, Spot { extent, row: at, rows, bucket, buckets }, columns);
            }
        }
    }
}

impl<'a> Given<'a> {
    /// A value with tags and nothing more.
    #[inline]
    pub(super) fn plain(value: Number, tags: &'a [(TagKey, &'a str)]) -> Self {
        Given { value, tags, span: None, texts: &[] }
    }

    /// The same in the current span, if none is given; `None` where there is nothing to attach.
    fn in_span(mut self) -> Option<Self> {
        if matches!(self.value, Number::F64(value) if !value.is_finite()) {
            return None; // It was refused.
        }
        self.span = self.span.filter(SpanContext::is_valid);
        if self.span.is_none() && source::is_wanted() {
            self.span = source::span();
        }
        (self.span.is_some() || !self.texts.is_empty()).then_some(self)
    }

    /// The value that is given for a key.
    fn value_of(&self, key: &TagKey) -> Option<&'a str> {
        let mut given = self.tags.iter().filter(|(known, _)| known.is(key));
        given.next().map(|(_, value)| *value)
    }

    /// The row that it was counted in.
    fn row(&self, rows: &'static Rows, columns: &[TagKey]) -> Option<u32> {
        tagged::with_values(columns, self.tags, |values, _| {
            let values = values.iter().copied();
            if let Some(moving) = &rows.moving {
                return moving.find(rows.seed.hash(values.clone()), values).map(|row| row.number);
            }
            match rows.find(values) {
                Found::Row(row) => Some(row),
                Found::NoRoom => Some(OVERFLOWED),
                Found::Missing(_) => None,
            }
        })
    }

    /// Offers it to a bucket whose row tells these columns.
    fn keep(&self, spot: Spot, columns: &[TagKey]) {
        self.keep_of(clock::wall_nanoseconds(), spot, columns);
    }

    fn keep_of(&self, time: u64, spot: Spot, columns: &[TagKey]) {
        let sampled = self.span.is_some_and(|span| span.sampled);
        let mut tags = tags::with_current(tags::TagMap::clone);
        let fill = |kept: &mut Kept| {
            kept.value = self.value.as_f64();
            kept.span = self.span;
            std::mem::swap(&mut kept.tags, &mut tags); // What was there is dropped later.
            kept.texts.clear();
            let told = |key: &TagKey| columns.iter().any(|column| column.is(key));
            for (key, value) in self.tags.iter().filter(|(key, _)| !told(key)) {
                kept.texts.push(&["tag:", key.name()], value);
            }
            self.texts.iter().for_each(|(key, text)| kept.texts.push(&[key], text));
        };
        here::with_exemplars(|exemplars| exemplars.keep(spot, time, sampled, fill));
    }
}

/// Does it unless this thread is at it.
fn apart(act: impl FnOnce()) {
    /// Ends it, also where it panics.
    struct Busy;

    impl Drop for Busy {
        fn drop(&mut self) {
            BUSY.set(false);
        }
    }

    if !BUSY.replace(true) {
        let _busy = Busy;
        act();
    }
}
