//! What the macros expand into, as text.

mod corpus;
mod objectives;
mod off;
mod tags;

use proc_macro2::TokenStream;

use crate::switch::Switch;
use crate::{measure_tokens, measured_tokens, record_tokens, view_tokens};

/// The tokens of some code, as they are printed.
fn tokens(code: &str) -> String {
    code.parse::<TokenStream>().expect("code").to_string()
}

/// Where blanks stand says how the tokens came about, and nothing else.
fn without_blanks(tokens: &str) -> String {
    tokens.replace([' ', '\n'], "")
}

/// The expansion of a function, with `P` for the private module and the site left out.
fn measured(arguments: &str, item: &str) -> String {
    let arguments = arguments.parse().expect("arguments");
    let text = measured_tokens(arguments, item.parse().expect("an item"), Switch::On).to_string();
    let text = short(&text);
    match text.split_once("let site = P :: site !") {
        Some((before, site)) => {
            let after = site.split_once(" ;").expect("the site's end").1;
            format!("{before}SITE{after}")
        }
        None => text,
    }
}

fn short(text: &str) -> String {
    text.replace(":: census :: __private", "P")
}

#[track_caller]
fn assert_tokens(one: &str, other: &str) {
    assert_eq!(without_blanks(one), without_blanks(&tokens(other)));
}

#[test]
fn without_errors_the_body_stays_where_it_is() {
    assert_tokens(
        &measured(
            r#"count = "a", latency = "b""#,
            "#[inline] pub async fn f(mut a: A) -> R { a.b().await }",
        ),
        "#[inline] pub async fn f(mut a: A) -> R {
            SITE
            let _call = P::TimedCall::start(site);
            a.b().await
        }",
    );
}

#[test]
fn a_gauge_alone_counts_no_calls() {
    assert_tokens(
        &measured(r#"in_flight = "a""#, "fn f() { #![allow(x)] use y; b() }"),
        "fn f() {
            #![allow(x)]
            SITE
            let _in_flight = P::InFlight::start(site);
            const _: () = ();
            use y; b()
        }",
    );
}

#[test]
fn with_errors_a_body_is_a_closure_that_binds_its_arguments_in_their_order() {
    assert_tokens(
        &measured(
            r#"errors = "a""#,
            "fn f(self, mut a: A, (b, _): B, _: C, d: &D) -> Result<impl I, E> { g()? }",
        ),
        "fn f(self, a: A, __argument2: B, __argument3: C, d: &D) -> Result<impl I, E> {
            SITE
            let ran = P::run(site, move || -> Result<_, E> {
                #[allow(clippy::used_underscore_binding)]
            let _ = &self;
                let mut a = a;
                let __argument2 = __argument2;
                let (b, _) = __argument2;
                let __argument3 = __argument3;
                g()?
            });
            ran.judge();
            ran.result
        }",
    );
}

#[test]
fn a_body_that_leaves_only_at_its_end_stays_where_it_is() {
    assert_tokens(
        &measured(
            r#"errors = "a", latency = "b""#,
            "fn f(&self, mut a: A, (b, _): B, n: u64, c: &C) -> R { if a { b } else { c } }",
        ),
        "fn f(&self, a: A, __argument2: B, n: u64, c: &C) -> R {
            SITE
            let call = P::TimedJudgedCall::start(site);
            let result = {
                let mut a = a;
                let __argument2 = __argument2;
                let (b, _) = __argument2;
                let result: R = '_census_body: {
                    if false { break '_census_body P::never_returned::<R>(); }
                    if a { b } else { c }
                };
                result
            };
            P::Returned(&result).end(call);
            result
        }",
    );
    let taken = measured(r#"errors = "a""#, "fn f(self) -> R { self.0 }");
    assert!(taken.contains("P :: run (site , move || -> R"), "{taken}");
}

#[test]
fn with_errors_a_future_catches_its_arguments_the_last_first() {
    assert_tokens(
        &measured(
            r#"errors = "a", latency = "b""#,
            "async fn f(&self, a: A, (b, c): B, _: C, unused: D) -> R { g(a, b, c).await }",
        ),
        "async fn f(&self, a: A, (b, c): B, __argument3: C, unused: D) -> R {
            SITE
            let mut call = P::TimedJudgedCall::start_async(site);
            let result = {
                let mut body = ::core::pin::pin!(async move {
                    if false { return P::never_returned::<R>(); }
                    #[allow(clippy::used_underscore_binding)]
            let _ = &__argument3;
                    #[allow(clippy::used_underscore_binding)]
            let _ = &c;
                    #[allow(clippy::used_underscore_binding)]
            let _ = &b;
                    #[allow(clippy::used_underscore_binding)]
            let _ = &a;
                    g(a, b, c).await
                });
                ::core::future::poll_fn(|context| call.poll(body.as_mut(), context)).await
            };
            P::Returned(&result).end(call);
            result
        }",
    );
}

#[test]
fn a_function_that_never_returns_needs_a_guard_only() {
    assert_tokens(
        &measured(r#"errors = "a""#, "fn f() -> ! { loop {} }"),
        "fn f() -> ! { SITE let _call = P::JudgedCall::start(site); loop {} }",
    );
}

#[test]
fn of_a_function_that_returns_a_future_the_future_is_measured() {
    assert_tokens(
        &measured(
            r#"count = "a""#,
            "fn f(a: A) -> Pin<Box<dyn Future<Output = R>>> { b(); Box::pin(async move { a }) }",
        ),
        "fn f(a: A) -> Pin<Box<dyn Future<Output = R>>> {
            b();
            Box::pin(async move {
                SITE
                let _call = P::CountedCall::start(site);
                a
            })
        }",
    );
}

#[test]
fn a_future_that_is_said_to_be_the_call_is_put_into_one_that_is_measured() {
    assert_tokens(
        &measured(r#"count = "a", future"#, "fn f(a: A) -> impl Future<Output = R> { g(a)? }"),
        "fn f(a: A) -> impl Future<Output = R> {
            let future = P::call(move || -> _ { let a = a; g(a)? });
            async move {
                SITE
                let _call = P::CountedCall::start(site);
                future.await
            }
        }",
    );
}

#[test]
fn a_method_of_a_block_has_names_of_its_own_and_one_that_is_skipped_is_as_it_was() {
    let text = measured_tokens(
        r#"count = "shop/{type}/{method}""#.parse().expect("arguments"),
        "impl<T> a::HttpCart<T> { const A: u8 = 1; #[measured(skip)] fn f() { g() } fn h() {} }"
            .parse()
            .expect("an item"),
        Switch::On,
    );
    let text = without_blanks(&text.to_string());
    let plain = "impl<T>a::HttpCart<T>{constA:u8=1;fnf(){g()}fnh(){letsite=";
    assert!(text.starts_with(plain), "{text}");
    assert!(text.contains(r#""shop/http_cart/h","",""])"#), "{text}");
    assert!(text.contains(r#""HttpCart::h""#), "{text}");
}

#[test]
fn the_site_says_what_was_asked_for() {
    let text = measured_tokens(
        r#"count = "a", latency = B, buckets = [5ms, 1s], unit = "ms", crate = my::census"#
            .parse()
            .expect("arguments"),
        "fn r#type() {}".parse().expect("an item"),
        Switch::On,
    );
    let text = text.to_string().replace("my :: census :: __private", "P");
    let site = &text[text.find('{').expect("a body")..];
    assert_tokens(
        site,
        r#"{
            let site = {
                const __CENSUS_LATENCY: &str = {
                    const __CENSUS_LATENCY: &str = B;
                    P::assert_name(__CENSUS_LATENCY);
                    __CENSUS_LATENCY
                };
                P::site!(timed "type" [
                    "a", "", "",
                    __CENSUS_LATENCY,
                    P::TimeUnit::Milliseconds,
                    &(&[5000000u64, 1000000000u64] as &[_])
                ])
            };
            let _call = P::TimedCall::start(site);
        }"#,
    );
}

#[test]
fn on_a_mistake_the_item_stays_as_it_was() {
    let item = "#[doc = \"d\"] fn f() -> u8 { this does not parse at all }";
    let text = measured(r#"cuont = "a""#, item);
    assert!(text.starts_with(":: core :: compile_error !"), "{text}");
    assert!(text.ends_with(&tokens(item)), "{text}");
}

/// An editor completes behind the dot: it looks for that in the expansion.
#[test]
fn a_body_that_does_not_parse_is_passed_on_with_the_call_around_it() {
    for (arguments, item, call, body) in [
        (
            r#"count = "a""#,
            "fn f() { cart. }",
            "let _call = P::CountedCall::start(site);",
            "cart. }",
        ),
        (
            r#"errors = "a""#,
            "fn f() -> R { let items = cart. }",
            "break '_census_body P::never_returned::<R>(); }",
            "let items = cart. };",
        ),
        (
            r#"errors = "a""#,
            "async fn f() -> R { cart.pay(now. ).await }",
            "return P::never_returned::<R>(); }",
            "cart.pay(now. ).await }",
        ),
        (
            r#"errors = "a""#,
            "fn f() -> BoxFuture<R> { Box::pin(async move { cart. }) }",
            "return P::never_returned::<R>(); }",
            "cart. })",
        ),
        (
            r#"errors = "a", future"#,
            "fn f() -> BoxFuture<R> { match cart. }",
            "let future = P::call(move || -> BoxFuture<R>",
            "{ match cart. });",
        ),
    ] {
        let text = without_blanks(&measured(arguments, item));
        assert!(text.contains(&without_blanks(&format!("{call}{body}"))), "{text}");
    }
}

#[test]
fn a_measure_is_a_static_and_an_entry() {
    let input = r#"
        /// Items
        /// in a cart.
        #[cfg(unix)]
        pub static ITEMS: i64 = "items", unit = "1";
    "#;
    let text =
        measure_tokens(input.parse().expect("input"), Switch::On).expect("tokens").to_string();
    assert_tokens(
        &short(&text),
        r#"
            #[doc = " Items"]
            #[doc = " in a cart."]
            #[cfg(unix)]
            pub static ITEMS: ::census::Measure<i64> = {
                ::census::Measure::new("items", "1").describe("Items in a cart.")
            };
            #[cfg(unix)]
            const _: () = {
                P::ITEMS! {
                    #![linkme_macro = P::ITEMS]
                    static __CENSUS_ITEM: P::Item = P::Item::Measure(ITEMS.any());
                }
            };
        "#,
    );
}

#[test]
fn a_view_is_a_static_and_an_entry() {
    let input = r#"static V = "v" { tags: [K], measure: M, aggregation: distribution[-1, 2.5] }"#;
    let text = view_tokens(input.parse().expect("input"), Switch::On).expect("tokens").to_string();
    assert_tokens(
        &short(&text),
        r#"
            static V: ::census::View = {
                ::census::View::new("v", &M, ::census::Aggregation::Distribution(
                    ::census::Bounds::new(&[-1f64, 2.5f64])
                )).columns(&[K])
            };
            const _: () = {
                P::ITEMS! {
                    #![linkme_macro = P::ITEMS]
                    static __CENSUS_ITEM: P::Item = P::Item::View(&V);
                }
            };
        "#,
    );
}

#[test]
fn a_record_is_a_call_for_each() {
    let input = "crate = c, A = 3, b::B = f(x, y)?,";
    let text =
        record_tokens(input.parse().expect("input"), Switch::On).expect("tokens").to_string();
    assert_tokens(&text, "{ c::__private::record(&A, 3); c::__private::record(&b::B, f(x, y)?); }");
}
