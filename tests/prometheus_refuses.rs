//! Two views that Prometheus could not tell apart are an error at `start()`, not a broken scrape.

use std::panic::Location;

use census::export::Prometheus;
use census::{Aggregation, Measure, View};

static PAID: Measure<i64> = Measure::new("refuses/paid", "1");
static SLASH: View = View::new("refuses/by/region", &PAID, Aggregation::Count);
static DASH: View = View::new("refuses/by-region", &PAID, Aggregation::Count);
/// Two lines below `DASH`.
const HERE: &Location<'_> = Location::caller();

#[test]
fn two_views_of_one_name_are_refused_at_start_with_the_places_of_both() {
    census::register(&SLASH).expect("a view of its own name");
    census::register(&DASH).expect("a view of its own name");
    let prometheus = Prometheus::listen("127.0.0.1:0").expect("a free port");
    let address = prometheus.local_addr();
    let error = census::start().export(prometheus).run().expect_err("two views of one name");
    let (file, line) = (HERE.file(), HERE.line());
    let expected = format!(
        "views `refuses/by-region` ({file}:{}) and `refuses/by/region` ({file}:{}) would both be \
         `refuses_by_region` in Prometheus; rename one",
        line - 2,
        line - 3,
    );
    assert!(error.to_string().contains(&expected), "{error}");
    // It is gone with its port: the next try may have it.
    drop(Prometheus::listen(address).expect("the port that was given back"));
}
