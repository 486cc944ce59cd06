//! What becomes of a function that is broken down by tags.

use crate::measured_tokens;
use crate::switch::Switch;

use super::{assert_tokens, short};

/// The expansion of a function, with `P` for the private module.
fn measured(arguments: &str, item: &str, switch: Switch) -> String {
    let (arguments, item) = (arguments.parse().expect("arguments"), item.parse().expect("an item"));
    short(&measured_tokens(arguments, item, switch).to_string())
}

const SITE: &str = r#"
    const __CENSUS_KEYS: &[P::TagKey] = &[k::METHOD, REGION, P::TagKey::new("status")];
    const __CENSUS_TAGS: &P::FunctionTags = &P::FunctionTags::new(__CENSUS_KEYS, 2);
    let site = {
        static __CENSUS_TAGGED: P::Besides = P::Besides::tags(__CENSUS_TAGS);
        P::site!(function "f" ["a", "", "b"] .besides(&__CENSUS_TAGGED))
    };
    #[allow(clippy::needless_borrow, clippy::needless_borrows_for_generic_args)]
    let row = P::row_at_start(site, __CENSUS_TAGS, &[P::tag(&(r.method())), P::TagRef::CURRENT]);
    let _in_flight = P::TaggedInFlight::start(site, row);
"#;

const ARGUMENTS: &str = r#"count = "a", in_flight = "b",
    tags(k::method = r.method(), "status" = |x| x.status(), region)"#;

#[test]
fn arguments_are_looked_at_before_the_body_and_the_result_behind_it() {
    assert_tokens(
        &measured(ARGUMENTS, "fn f((r, _n): (R, u8)) -> S { g(r)? }", Switch::On),
        &format!(
            "fn f((r, _n): (R, u8)) -> S {{
                {SITE}
                let mut call = P::TaggedCall::<false, false, true, true>::start(site, row);
                let result = P::call(move || -> S {{
                    #[allow(clippy::used_underscore_binding)]
                    let _ = &_n;
                    #[allow(clippy::used_underscore_binding)]
                    let _ = &r;
                    g(r)?
                }});
                #[allow(clippy::redundant_closure, clippy::redundant_closure_for_method_calls)]
                call.tell(__CENSUS_TAGS, &[P::tag(&P::of_result(&result, |x| x.status()))]);
                call.end(::census::Outcome::Ok);
                result
            }}"
        ),
    );
}

#[test]
fn a_future_that_is_returned_takes_its_row_along() {
    assert_tokens(
        &measured(
            ARGUMENTS,
            "fn f(r: R) -> impl Future<Output = S> { async { g().await } }",
            Switch::On,
        ),
        &format!(
            "fn f(r: R) -> impl Future<Output = S> {{
                {}
                async move {{
                    let _in_flight = P::TaggedInFlight::start(site, row);
                    let mut call =
                        P::TaggedCall::<false, false, true, true>::start_async(site, row);
                    let result = {{
                        let mut body = ::core::pin::pin!(async move {{
                            if false {{ return P::never_returned::<S>(); }}
                            g().await
                        }});
                        ::core::future::poll_fn(|context| call.poll(body.as_mut(), context)).await
                    }};
                    #[allow(clippy::redundant_closure, clippy::redundant_closure_for_method_calls)]
                    call.tell(__CENSUS_TAGS, &[P::tag(&P::of_result(&result, |x| x.status()))]);
                    call.end(::census::Outcome::Ok);
                    result
                }}
            }}",
            SITE.replace("let _in_flight = P::TaggedInFlight::start(site, row);", "")
        ),
    );
}

#[test]
fn switched_off_tags_are_checked_and_never_looked_at() {
    assert_tokens(
        &measured(ARGUMENTS, "fn f(r: R) -> S { g(r)? }", Switch::Off),
        r#"fn f(r: R) -> S {
            const _: () = {
                const __CENSUS_KEYS: &[P::TagKey] = &[k::METHOD, REGION, P::TagKey::new("status")];
                const __CENSUS_TAGS: &P::FunctionTags = &P::FunctionTags::new(__CENSUS_KEYS, 2);
                let _ = __CENSUS_TAGS;
            };
            #[allow(clippy::needless_borrow, clippy::needless_borrows_for_generic_args)]
            #[allow(clippy::redundant_closure, clippy::redundant_closure_for_method_calls)]
            let _ = || {
                let _ = P::tag(&(r.method()));
                let _ = P::TagRef::CURRENT;
                P::would_be_of_result::<S, _>(|x| x.status());
            };
            g(r)?
        }"#,
    );
}
