//! `buckets = auto` has the threshold among its bounds, whatever it is and however it is named.
#![forbid(unsafe_code)]
#![deny(warnings, missing_docs)]

mod slo {
    census::declare_slo! {
        /// Between two of the default bounds.
        pub slo BETWEEN = "between" { window = 28d; latency < 300ms for 99%; }
        /// Above the last.
        pub slo ABOVE = "above" { window = 28d; latency < 30s for 99%; }
        /// Without any.
        pub slo NONE = "none" { window = 28d; availability >= 99%; }
    }
}

#[census::measured(latency = "auto/between", unit = "ms", buckets = auto, slo = slo::BETWEEN)]
fn between() {}

#[census::measured(latency = "auto/above", buckets = auto, slo = slo::ABOVE)]
async fn above<T>(_: T) {}

#[census::measured(latency = "auto/none", buckets = auto, slo = slo::NONE)]
fn none() -> Result<(), ()> {
    Ok(())
}

struct Cart;

#[census::measured(latency = "auto/{type}/{method}", buckets = auto, slo = slo::BETWEEN)]
impl Cart {
    fn pay(&self) {}

    #[census::measured(latency = "auto/own", buckets = auto, slo(p99 < 2ms, window = 7d))]
    fn clear(&self) {}
}

fn main() {
    between();
    drop(above(1));
    none().unwrap();
    (Cart.pay(), Cart.clear());
    let told = census::snapshot().to_string();
    for bound in ["|300|", "|0.002|"] {
        assert!(told.contains(bound), "{told}");
    }
}
