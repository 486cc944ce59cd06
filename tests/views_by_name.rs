//! Views on measures that they give by name: those of measured functions, and of other modules.

use census::__private::{Asked, Call, Function};
use census::{Aggregation, MeasureName, TagKey, TagMap, TagValue, View, declare_view, testing};
use census_tests::{NOTHING, alone};

const METHOD: TagKey = TagKey::closed::<Method>("method");
const REGION: TagKey = TagKey::new("region");

#[derive(Clone, Copy, TagValue)]
enum Method {
    Get,
    Put,
}

/// What is measured here can be named by nobody else.
mod shop {
    use super::{METHOD, Method, REGION};

    #[census::measured(
        count = "by_name/requests",
        errors = "by_name/failures",
        latency = "by_name/latency",
        tags(method = method, region),
    )]
    pub(super) fn serve(method: Method, fails: bool) -> Result<(), ()> {
        if fails { Err(()) } else { Ok(()) }
    }

    census::declare_measure! {
        static ITEMS: f64 = "by_name/items", unit = "kg";
    }

    pub(super) fn pack(items: f64) {
        census::record!(ITEMS = items);
    }
}

mod names {
    pub(super) const FAILURES: &str = "by_name/failures";
}

declare_view! {
    /// Requests, by method.
    static BY_METHOD = "by_name/by_method" {
        measure: "by_name/requests", tags: [METHOD], aggregation: count,
    }
    static FAILURES = "by_name/by_region" {
        measure: named(names::FAILURES), tags: [REGION], aggregation: count,
    }
    static SLOW = "by_name/slow" { measure: "by_name/latency", aggregation: distribution[60] }
    static PACKED = "by_name/packed" { measure: "by_name/items", aggregation: sum }
}

fn shown(view: &View) -> String {
    census::read(view.name()).expect("the view").to_string()
}

#[test]
fn a_declared_view_chooses_the_tags_of_a_function() {
    alone(|| {
        // It is there from the start, with the rows that are known.
        assert_eq!(shown(&BY_METHOD).lines().count(), 1 + 2);
        let tags = TagMap::new().edit().insert(REGION, "eu").build().expect("a tag");
        tags.scope(|| {
            let _ = shop::serve(Method::Get, false);
            let _ = shop::serve(Method::Put, true);
        });
        let _ = shop::serve(Method::Get, true);
        assert_eq!(
            shown(&BY_METHOD),
            "by_name/by_method [1]\n  method=get  count=2\n  method=put  count=1\n"
        );
        assert_eq!(shown(&FAILURES), "by_name/by_region [1]\n  count=1\n  region=eu  count=1\n");
        assert_eq!(census::read(SLOW.name()).map(|data| data.count()), Some(3));
        census::check().expect("all measures are there");
    });
}

#[test]
fn a_view_takes_unit_type_and_description_of_what_it_names() {
    alone(|| {
        assert_eq!((PACKED.unit(), PACKED.measure_name()), ("1", "by_name/items"));
        assert!(PACKED.measure().is_none(), "nobody asked census for anything yet");
        shop::pack(0.5);
        shop::pack(0.25);
        assert_eq!(shown(&PACKED), "by_name/packed [kg]\n  sum=0.75\n");
        assert_eq!(PACKED.measure().map(|measure| measure.unit()), Some("kg"));
        assert_eq!((PACKED.unit(), SLOW.unit()), ("kg", "s"));
    });
}

#[test]
fn views_may_share_a_name_of_a_measure() {
    static ITEMS: MeasureName = MeasureName::new("by_name/items");
    static ONE: View = View::by_name("by_name/one", &ITEMS, Aggregation::Sum);
    static OTHER: View = View::by_name("by_name/other", &ITEMS, Aggregation::LastValue);
    alone(|| {
        [&ONE, &OTHER].into_iter().for_each(|view| census::register(view).expect("a free name"));
        shop::pack(0.5);
        assert_eq!(shown(&ONE), "by_name/one [kg]\n  sum=0.5\n");
        assert_eq!(shown(&OTHER), "by_name/other [kg]\n  last=0.5\n");
    });
}

#[test]
fn a_view_that_names_its_measure_equals_one_that_is_built_on_it() {
    alone(|| {
        let built = View::builder("by_name/packed", "by_name/items").sum().expect("an equal");
        assert!(std::ptr::eq(built, &PACKED));
        let refused = View::builder("by_name/packed", "by_name/latency").sum().unwrap_err();
        let said = refused.to_string();
        assert!(said.contains("of measure `by_name/items`, and here of `by_name/lat"), "{said}");
    });
}

#[test]
fn a_view_that_names_its_measure_goes_and_comes_back() {
    alone(|| {
        let scope = testing::scope();
        let _ = shop::serve(Method::Get, false);
        assert!(census::unregister(SLOW.name()).is_some_and(|view| std::ptr::eq(view, &SLOW)));
        let _ = shop::serve(Method::Get, false);
        census::register(&SLOW).expect("its measure is known");
        let _ = shop::serve(Method::Get, false);
        drop(scope);
        assert_eq!(census::read(SLOW.name()).expect("the view").count(), 0, "the scope's");
        let _ = shop::serve(Method::Get, false);
        assert_eq!(census::read(SLOW.name()).expect("the view").count(), 1);
    });
}

#[test]
fn a_view_is_refused_as_long_as_its_measure_is_not_known() {
    // As if the linker had lost the function.
    const ASKED: Asked = Asked { count: Some("by_name/lost"), ..NOTHING };
    static LOST: Function = Function::new(ASKED);
    static NAME: MeasureName = MeasureName::new("by_name/lost");
    static CALLS: View = View::by_name("by_name/calls", &NAME, Aggregation::Count);
    alone(|| {
        let refused = census::register(&CALLS).expect_err("no such measure yet").to_string();
        assert!(refused.contains("`by_name/lost`, which is not there (tests/views_by_name.rs:"));
        drop(Call::<false, false>::start(&LOST));
        census::register(&CALLS).expect("the measure is known now");
        drop(Call::<false, false>::start(&LOST));
        assert_eq!(census::read("by_name/calls").map(|data| data.count()), Some(1));
    });
}
