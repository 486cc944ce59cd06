//! How a measurement finds its cells: `Measure::record`.

use std::sync::atomic::Ordering::Acquire;

use crate::model::{AnyMeasure, Kind, Measure, Number, TagKey, Value};
use crate::own;
use crate::registry::REGISTRY;
use crate::shard::exemplify::Given;
use crate::shard::{here, known};
use crate::switch::OFF;
use crate::tags::GivenTags;

impl<T: Value> Measure<T> {
    /// Records a value: changes every view that is registered on the measure.
    ///
    /// It never blocks, panics or fails. A value that is NaN or infinite is refused, and so is a
    /// negative one by a `sum` view; `census/refused_records` counts them. Before `start()` it
    /// works as after. In views that are broken down by tags it goes into the row of the
    /// [current](crate::TagMap::current) ones.
    ///
    /// It is not for signal handlers: one that interrupts a record of its own thread would write
    /// the same cells.
    ///
    /// ```
    /// use census::{Aggregation, Measure, View};
    ///
    /// static BYTES: Measure<i64> = Measure::new("doc/record/bytes", "By");
    /// static BYTES_SENT: View = View::new("doc/record/bytes_sent", &BYTES, Aggregation::Sum);
    ///
    /// census::register(&BYTES_SENT)?;
    /// BYTES.record(512);
    /// BYTES.record(8);
    /// let data = census::read("doc/record/bytes_sent").unwrap();
    /// assert_eq!(data.to_string(), "doc/record/bytes_sent [By]\n  sum=520\n");
    /// # Ok::<(), census::Conflict>(())
    /// ```
    #[inline]
    pub fn record(&'static self, value: T) {
        if !OFF {
            self.any().take(value.number());
        }
    }

    /// Records a value with tags, by key, beside the current ones and before them: it goes into the
    /// rows that they tell apart, in views that are broken down by such keys. Other views take the
    /// value as without them.
    ///
    /// ```
    /// use census::{TagKey, declare_measure, declare_view};
    ///
    /// const REGION: TagKey = TagKey::new("region");
    ///
    /// declare_measure! {
    ///     static ITEMS: i64 = "doc/record_with/items", unit = "1";
    /// }
    /// declare_view! {
    ///     static BY_REGION = "doc/record_with/by_region" {
    ///         measure: ITEMS, tags: [REGION], aggregation: sum,
    ///     }
    /// }
    ///
    /// ITEMS.record_with(3, (REGION, "eu"));
    /// ITEMS.record_with(4, &[(REGION, "us")]);
    /// ITEMS.record_with(5, &[(REGION, "eu")]);
    /// assert_eq!(
    ///     census::read("doc/record_with/by_region").unwrap().to_string(),
    ///     "doc/record_with/by_region [1]\n  region=eu  sum=8\n  region=us  sum=4\n"
    /// );
    /// ```
    ///
    /// The values may be of any type that [`AsTag`](crate::tags::AsTag) is for, and of several in
    /// [a tuple](GivenTags). An [`Option`] that is `None` gives no tag: the current one counts. No
    /// value is cloned, and from the second record of a row on nothing is allocated.
    #[inline]
    pub fn record_with(&'static self, value: T, tags: impl GivenTags) {
        if !OFF {
            tags.with_texts(
                |given| self.any().take_with(value.number(), given),
                |made| self.any().take_with_made(value.number(), made),
            );
        }
    }
}

impl AnyMeasure {
    /// Records a value of the measure's kind. One of the other kind is refused, and so is any on
    /// the measure of a function, which its calls alone record; `census/refused_records` counts
    /// them.
    pub fn record(&'static self, value: impl Into<Number>) {
        let value = value.into();
        match (self.kind(), value) {
            _ if OFF => {}
            _ if self.of_function => own::REFUSED_RECORDS.add(1),
            (Kind::I64, Number::I64(_)) | (Kind::F64, Number::F64(_)) => self.take(value),
            _ => own::REFUSED_RECORDS.add(1),
        }
    }

    #[inline(always)]
    fn take(&'static self, value: Number) {
        match value.is_finite() {
            true => self.take_bits(value.bits()),
            false => own::REFUSED_RECORDS.add(1),
        }
    }

    #[inline(always)]
    fn take_with(&'static self, value: Number, tags: &[(TagKey, &str)]) {
        match value.is_finite() {
            true => self.take_bits_with(value.bits(), tags),
            false => own::REFUSED_RECORDS.add(1),
        }
    }

    /// The same out of line: where the texts are made, the way is long anyhow.
    #[inline(never)]
    fn take_with_made(&'static self, value: Number, tags: &[(TagKey, &str)]) {
        self.take_with(value, tags);
    }

    /// Takes a finite value of the measure's kind.
    ///
    /// Counts whose cells are known are changed in place. Whatever else there is to do is done out
    /// of line and last, so that nothing has to be kept for after it.
    #[inline]
    fn take_bits(&'static self, bits: u64) {
        // Acquire: the views that were declared on it hang on it.
        if !self.plain.load(Acquire) {
            return self.take_off_path(bits, &[]);
        }
        let mut link = self.views.get();
        while let Some(linked) = link {
            if !linked.counts() {
                return linked.take_from_here(bits);
            }
            link = linked.next.get();
        }
    }

    /// The same with tags. It stands for itself, so that a record without them is as short as it
    /// was.
    #[inline]
    fn take_bits_with(&'static self, bits: u64, tags: &[(TagKey, &str)]) {
        known::with(|shard, known| {
            if !self.plain.load(Acquire) {
                return self.take_off_path(bits, tags);
            }
            let mut link = self.views.get();
            while let Some(linked) = link {
                if !linked.counts_with((shard, known), tags) {
                    return linked.take_from_here_with(bits, tags);
                }
                link = linked.next.get();
            }
        });
    }

    /// The first value, and every one while there are exemplars to be taken.
    #[cold]
    #[inline(never)]
    fn take_off_path(&'static self, bits: u64, tags: &[(TagKey, &str)]) {
        self.take_given(Given::plain(Number::of_bits(self.kind(), bits), tags));
    }

    /// Lets the registry know it, and with it the views that were declared on it.
    pub(super) fn get_registered(&'static self) {
        if !self.registered.load(Acquire) {
            here::slowly(|| REGISTRY.add_measure(self));
        }
    }

    /// Puts a value into all views.
    pub(super) fn count(&'static self, value: Number, tags: &[(TagKey, &str)]) {
        match (value.is_finite(), self.views.get()) {
            (true, Some(link)) => link.take_from_here_with(value.bits(), tags),
            (true, None) => {}
            (false, _) => own::REFUSED_RECORDS.add(1),
        }
    }
}
