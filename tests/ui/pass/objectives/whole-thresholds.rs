//! Whole thresholds and goals are what they say, in every unit.
#![forbid(unsafe_code)]
#![deny(warnings, missing_docs, non_camel_case_types)]

census::declare_slo! {
    /// In whole seconds.
    pub slo SECONDS = "seconds" { window = 30d; latency < 1s for 99%; }
    /// The same in milliseconds.
    pub slo MILLISECONDS = "milliseconds" { window = fortnight; p99 < 1_000ms; }
    /// With digits behind the dot.
    pub slo DIGITS = "digits" { window = 1w; latency < 0.5s for 99.5000%; }
}

#[census::measured(slo = SECONDS)]
fn pay() -> u32 {
    1
}

fn main() {
    let threshold = |slo: &'static census::Slo| slo.spec().latency.unwrap().threshold;
    assert_eq!(threshold(&SECONDS), 1_000_000_000);
    assert_eq!(threshold(&MILLISECONDS), 1_000_000_000);
    assert_eq!(threshold(&DIGITS), 500_000_000);
    assert_eq!(DIGITS.spec().latency.unwrap().goal, census::slo::Ppm(995_000));
    pay();
}
