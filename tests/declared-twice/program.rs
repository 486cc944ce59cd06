//! A program that uses the library; with the feature `twice` it declares the library's objective
//! again, and with `another` one of another id.

#[cfg(any(feature = "twice", feature = "another"))]
census::declare_slo! {
    #[cfg(feature = "twice")]
    slo PAID = "checkout" { window = 28d; availability >= 99.9%; }

    #[cfg(feature = "another")]
    slo PAID = "checkout-of-the-program" { window = 28d; availability >= 99.9%; }
}

#[cfg(any(feature = "twice", feature = "another"))]
#[census::measured(slo = PAID)]
fn paid() -> Result<(), ()> {
    library::pay()
}

#[cfg(not(any(feature = "twice", feature = "another")))]
use library::pay as paid;

fn main() {
    paid().expect("it is paid");
    let told = census::snapshot().to_string();
    assert!(told.contains("slo=checkout-availability  outcome=good  count=1"), "{told}");
}
