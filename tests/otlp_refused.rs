//! A backend that wants some rows and not others: none waits for one that is refused, and of that
//! nothing is lost either.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use census::export::otlp::Temporality;
use census::export::{ExportError, Exporter, Otlp};
use census::{Aggregation, Measure, TagKey, View};
use census_tests::backend::{Backend, Reply, Request};
use census_tests::otlp::{metrics, total};
use opentelemetry_proto::tonic::common::v1::any_value;
use opentelemetry_proto::tonic::metrics::v1::metric::Data;
use opentelemetry_proto::tonic::metrics::v1::number_data_point::Value;

/// Longer than any test takes.
const LONG: Duration = Duration::from_secs(60);

/// Views of each test.
const VIEWS: usize = 100;

/// Requests of one export, whatever is refused: 32 that are, and what is left of their halves.
const REQUESTS_MAX: usize = 50;

/// A hundred counts of one measure.
struct Views(&'static Measure<i64>);

impl Views {
    fn of(measure: &'static Measure<i64>) -> Self {
        measure.record(1); // Known from then on.
        let views = Views(measure);
        for number in 0..VIEWS {
            let view = View::builder(views.name(number), measure.any().name());
            let view = view.count().expect("a view");
            census::register(view).expect("a name of its own");
        }
        views
    }

    fn name(&self, number: usize) -> String {
        format!("{}/v{number:02}", self.0.any().name())
    }

    fn names(&self) -> impl Iterator<Item = String> {
        (0..VIEWS).map(|number| self.name(number))
    }

    fn record(&self, times: usize) {
        (0..times).for_each(|_| self.0.record(1));
    }

    /// Exports what there is now; the error, and how many requests it took.
    fn export(&self, otlp: &mut Otlp, backend: &Backend) -> (Result<(), ExportError>, usize) {
        let before = backend.requests().len();
        let snapshot = census::snapshot().only(&format!("{}/", self.0.any().name()));
        let done = otlp.export(&snapshot, Instant::now() + LONG);
        (done, backend.requests().len() - before)
    }
}

/// What a backend has taken, by view: all that came, or the latest.
#[derive(Clone, Default)]
struct Taken(Arc<Mutex<BTreeMap<String, Vec<i64>>>>);

impl Taken {
    /// A script that refuses what has a view that `refuses` names, with this status.
    fn unless(
        &self,
        status: u16,
        refuses: impl Fn(&Request, &[String]) -> bool + Send + 'static,
    ) -> impl FnMut(&Request) -> Reply + Send + 'static {
        let taken = self.clone();
        move |request| {
            let names: Vec<String> = metrics(request).into_iter().map(|it| it.name).collect();
            if refuses(request, &names) {
                return Reply::of(status).body("I do not like it");
            }
            let mut taken = taken.0.lock().expect("no panic");
            for name in names {
                let value = total(request, &name);
                taken.entry(name).or_default().push(value);
            }
            Reply::of(200)
        }
    }

    fn of(&self, view: &str) -> Vec<i64> {
        self.0.lock().expect("no panic").get(view).cloned().unwrap_or_default()
    }

    fn sum(&self, view: &str) -> i64 {
        self.of(view).iter().sum()
    }
}

/// The three that a backend does not want.
fn is_bad(name: &str) -> bool {
    ["v07", "v50", "v51"].iter().any(|bad| name.ends_with(bad))
}

fn any_is_bad(_: &Request, names: &[String]) -> bool {
    names.iter().any(|name| is_bad(name))
}

#[test]
fn deltas_of_other_views_arrive_and_those_of_a_refused_one_once_it_is_wanted() {
    static CALLS: Measure<i64> = Measure::new("refused/delta", "1");
    let (views, taken) = (Views::of(&CALLS), Taken::default());
    let backend = Backend::start(taken.unless(400, any_is_bad));
    let mut otlp = Otlp::new(backend.url()).temporality(Temporality::Delta);

    views.record(3);
    let (done, requests) = views.export(&mut otlp, &backend);
    let said = done.expect_err("a refusal").to_string();
    let names = [7, 50, 51].map(|number| format!("a row of `{}`", views.name(number))).join(", ");
    let words = format!(": 400 Bad Request: I do not like it; refused alone: {names}");
    assert!(said.ends_with(&words), "{said}");
    assert!(requests <= REQUESTS_MAX, "{requests}");
    views.record(2);
    let (done, requests) = views.export(&mut otlp, &backend);
    assert!(done.is_err());
    assert!(requests <= 1 + 5, "one for all that are well, and those that find the others");
    for view in views.names() {
        let expected = if is_bad(&view) { vec![] } else { vec![3, 2] };
        assert_eq!(taken.of(&view), expected, "{view}");
    }

    // It changes its mind.
    backend.then(taken.unless(400, |_, _| false));
    views.record(1);
    assert!(views.export(&mut otlp, &backend).0.is_ok());
    let all = views.names().map(|view| taken.sum(&view));
    assert_eq!(all.collect::<Vec<_>>(), [6; VIEWS]);
    views.record(1);
    let (done, requests) = views.export(&mut otlp, &backend);
    assert!(done.is_ok());
    assert_eq!(requests, 1, "all together again");
}

#[test]
fn totals_of_other_views_arrive_too() {
    static CALLS: Measure<i64> = Measure::new("refused/cumulative", "1");
    let (views, taken) = (Views::of(&CALLS), Taken::default());
    let backend = Backend::start(taken.unless(422, any_is_bad));
    let mut otlp = Otlp::new(backend.url());
    views.record(3);
    assert!(views.export(&mut otlp, &backend).0.is_err());
    views.record(2);
    let (done, requests) = views.export(&mut otlp, &backend);
    assert!(done.is_err());
    assert!(requests <= 1 + 5, "{requests}");
    for view in views.names() {
        let expected = if is_bad(&view) { vec![] } else { vec![3, 5] };
        assert_eq!(taken.of(&view), expected, "{view}");
    }
}

#[test]
fn of_a_view_the_rows_that_are_not_refused_arrive() {
    const WHO: TagKey = TagKey::new("who");
    static CALLS: Measure<i64> = Measure::new("refused/rows", "1");
    static BY_WHO: View =
        View::new("refused/rows/by_who", &CALLS, Aggregation::Count).columns(&[WHO]);
    census::register(&BY_WHO).expect("a name of its own");
    let views = Views::of(&CALLS);
    let call = |who: usize| CALLS.record_with(1, &[(WHO, &format!("user-{who:02}"))]);

    // What arrived of each row: when it began, and how much.
    let taken = Arc::new(Mutex::new(BTreeMap::<String, Vec<(u64, u64, i64)>>::new()));
    let script = |refused: &'static [&'static str]| {
        let taken = Arc::clone(&taken);
        move |request: &Request| {
            let rows = rows(request, "refused/rows/by_who");
            if rows.iter().any(|(who, _)| refused.contains(&who.as_str())) {
                return Reply::of(400);
            }
            let mut taken = taken.lock().expect("no panic");
            rows.into_iter().for_each(|(who, it)| taken.entry(who).or_default().push(it));
            Reply::of(200)
        }
    };
    let counts = |who: &str| -> Vec<i64> {
        let taken = taken.lock().expect("no panic");
        taken.get(who).into_iter().flatten().map(|(_, _, count)| *count).collect()
    };
    let backend = Backend::start(script(&["user-03", "user-11"]));
    let mut otlp = Otlp::new(backend.url()).temporality(Temporality::Delta);
    for round in 1..=3 {
        (0..20).for_each(call);
        let (done, requests) = views.export(&mut otlp, &backend);
        let said = done.expect_err("a refusal").to_string();
        assert!(said.ends_with("refused alone: 2 rows of `refused/rows/by_who`"), "{said}");
        assert!(requests <= if round == 1 { REQUESTS_MAX } else { 1 + 3 }, "{requests}");
        assert_eq!((counts("user-03"), counts("user-11")), (vec![], vec![]));
        for who in (0..20).filter(|who| ![3, 11].contains(who)) {
            assert_eq!(counts(&format!("user-{who:02}")), vec![1; round], "user-{who:02}");
        }
    }

    // One of them is mended, then the other.
    backend.then(script(&["user-11"]));
    (0..20).for_each(call);
    assert!(views.export(&mut otlp, &backend).0.is_err());
    assert_eq!((counts("user-03"), counts("user-11")), (vec![4], vec![]));
    backend.then(script(&[]));
    (0..20).for_each(call);
    assert!(views.export(&mut otlp, &backend).0.is_ok());
    (0..20).for_each(call);
    assert_eq!(views.export(&mut otlp, &backend).1, 1, "all together again");
    assert_eq!((counts("user-03"), counts("user-11")), (vec![4, 1, 1], vec![5, 1]));

    // The intervals of each row follow each other without a gap.
    for (who, rows) in taken.lock().expect("no panic").iter() {
        assert!(rows.iter().all(|(start, end, _)| start < end), "{who}: {rows:?}");
        assert!(rows.windows(2).all(|pair| pair[0].1 == pair[1].0), "{who}: {rows:?}");
        assert_eq!(rows.iter().map(|(_, _, count)| count).sum::<i64>(), 6, "{who}");
    }
}

/// The rows of a count by one tag: its value, and from when to when how many.
fn rows(request: &Request, view: &str) -> Vec<(String, (u64, u64, i64))> {
    let mut rows = Vec::new();
    for metric in metrics(request).into_iter().filter(|metric| metric.name == view) {
        let Some(Data::Sum(sum)) = metric.data else { panic!("a sum") };
        for point in sum.data_points {
            let [attribute] = &point.attributes[..] else { continue };
            let Some(any_value::Value::StringValue(who)) =
                attribute.value.as_ref().and_then(|it| it.value.clone())
            else {
                panic!("a string")
            };
            let Some(Value::AsInt(count)) = point.value else { panic!("a whole number") };
            rows.push((who, (point.start_time_unix_nano, point.time_unix_nano, count)));
        }
    }
    rows
}

#[test]
fn what_is_too_much_arrives_in_parts() {
    static CALLS: Measure<i64> = Measure::new("refused/large", "1");
    let (views, taken) = (Views::of(&CALLS), Taken::default());
    let most = Arc::new(Mutex::new(usize::MAX));
    let limit = Arc::clone(&most);
    let is_large =
        move |request: &Request, _: &[String]| request.body.len() > *limit.lock().expect("a limit");
    let backend = Backend::start(taken.unless(413, is_large));
    let mut otlp = Otlp::new(backend.url()).temporality(Temporality::Delta);
    views.record(1);
    assert!(views.export(&mut otlp, &backend).0.is_ok());
    *most.lock().expect("a limit") = backend.requests()[0].body.len() / 6;
    views.record(2);
    let (done, requests) = views.export(&mut otlp, &backend);
    assert!(done.is_ok(), "nothing was refused for good: {done:?}");
    assert_eq!(requests, 1 + 2 + 4 + 8);
    let mut all = views.names().map(|view| taken.of(&view));
    assert!(all.all(|values| values == [1, 2]));
}

#[test]
fn who_refuses_everything_is_not_asked_without_end_and_gets_it_all_at_last() {
    static CALLS: Measure<i64> = Measure::new("refused/all", "1");
    let (views, taken) = (Views::of(&CALLS), Taken::default());
    let backend = Backend::start(taken.unless(400, |_, _| true));
    let mut otlp = Otlp::new(backend.url()).temporality(Temporality::Delta);
    for _ in 0..8 {
        views.record(1);
        let (done, requests) = views.export(&mut otlp, &backend);
        assert!(done.is_err());
        assert!(requests <= REQUESTS_MAX, "{requests}");
    }
    backend.then(taken.unless(400, |_, _| false));
    assert!(views.export(&mut otlp, &backend).0.is_ok());
    let mut all = views.names().map(|view| taken.of(&view));
    assert!(all.all(|values| values == [8]));
}

#[test]
fn a_refusal_that_is_of_no_view_is_divided_by_none() {
    static CALLS: Measure<i64> = Measure::new("refused/who", "1");
    let (views, taken) = (Views::of(&CALLS), Taken::default());
    let backend = Backend::start(taken.unless(401, |_, _| true));
    let mut otlp = Otlp::new(backend.url()).temporality(Temporality::Delta);
    views.record(1);
    let (done, requests) = views.export(&mut otlp, &backend);
    let said = done.expect_err("a refusal").to_string();
    assert!(said.ends_with(": 401 Unauthorized: I do not like it"), "{said}");
    assert_eq!(requests, 1);
    backend.then(taken.unless(401, |_, _| false));
    assert_eq!(views.export(&mut otlp, &backend).1, 1);
    assert_eq!(taken.of(&views.name(0)), [1]);
}
