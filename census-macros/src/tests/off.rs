//! What the macros leave of what was written, when census is switched off.

use crate::switch::Switch::Off;
use crate::{measure_tokens, measured_tokens, record_tokens, view_tokens};

use super::{assert_tokens, short, tokens};

/// The expansion of a function, with `P` for the private module.
fn measured(arguments: &str, item: &str) -> String {
    let (arguments, item) = (arguments.parse().expect("arguments"), item.parse().expect("an item"));
    short(&measured_tokens(arguments, item, Off).to_string())
}

#[test]
fn a_function_is_as_it_was_written() {
    for item in [
        "#[inline] pub async fn f(mut a: A) -> R { a.b().await? }",
        "fn f(self, (b, _): B, _: C) -> Result<impl I, E> { #![allow(x)] use y; g()? }",
        "fn f(a: A) -> BoxFuture<R> { cart.; Box::pin(async move { a. }) }",
    ] {
        assert_eq!(measured(r#"errors = "a", latency = "b""#, item), tokens(item));
    }
}

#[test]
fn a_block_loses_the_attributes_of_its_methods() {
    assert_tokens(
        &measured(
            r#"count = "a/{type}/{method}""#,
            "impl<T> A<T> {
                #![allow(x)]
                const B: u8 = 1;
                #[measured(skip)] const fn f() {}
                #[inline] #[measured(errors = \"e\")] fn g() -> R { h()? }
                fn i() {}
            }",
        ),
        "impl<T> A<T> {
            #![allow(x)]
            const B: u8 = 1;
            const fn f() {}
            #[inline] fn g() -> R { h()? }
            fn i() {}
        }",
    );
}

#[test]
fn what_is_wrong_is_told_all_the_same() {
    let text = measured(r#"cuont = "a""#, "fn f() {}");
    assert!(text.contains("did you mean `count`?") && text.ends_with("fn f () { }"), "{text}");
}

#[test]
fn paths_are_still_checked_and_used() {
    assert_tokens(
        &measured(
            "count = A, latency = \"l\", buckets = B, crate = c",
            "fn f() { #![allow(x)] g() }",
        ),
        "fn f() {
            #![allow(x)]
            const _: fn(&str) = c::__private::assert_name;
            const _: () = {
                const __CENSUS_NAME: &str = {
                    const __CENSUS_NAME: &str = A;
                    c::__private::assert_name(__CENSUS_NAME);
                    __CENSUS_NAME
                };
                let _ = __CENSUS_NAME;
            };
            const _: () = {
                const __CENSUS_BOUNDS: &[u64] = {
                    const __CENSUS_BOUNDS: &[::core::time::Duration] = B;
                    &c::__private::nanoseconds::<{ __CENSUS_BOUNDS.len() }>(__CENSUS_BOUNDS)
                };
                let _ = __CENSUS_BOUNDS;
            };
            g()
        }",
    );
}

#[test]
fn what_is_declared_is_a_static_and_no_entry() {
    let measure = r#"static M: i64 = "m", unit = "1";"#.parse().expect("input");
    assert_tokens(
        &short(&measure_tokens(measure, Off).expect("tokens").to_string()),
        r#"static M: ::census::Measure<i64> = { ::census::Measure::new("m", "1") };
           const _: () = { let _ = P::Item::Measure(M.any()); };"#,
    );
    let view = r#"static V = "v" { measure: M, aggregation: sum }"#.parse().expect("input");
    assert_tokens(
        &short(&view_tokens(view, Off).expect("tokens").to_string()),
        r#"static V: ::census::View = {
               ::census::View::new("v", &M, ::census::Aggregation::Sum)
           };
           const _: () = { let _ = P::Item::View(&V); };"#,
    );
}

#[test]
fn a_value_is_checked_and_not_evaluated() {
    let record = "A = f(x)?".parse().expect("input");
    assert_tokens(
        &short(&record_tokens(record, Off).expect("tokens").to_string()),
        "{ if false { P::record(&A, f(x)?); } }",
    );
}
