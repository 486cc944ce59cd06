//! A library with an objective of its own, which no program that uses it may declare again.

census::declare_slo! {
    /// Customers can pay.
    pub slo CHECKOUT = "checkout" { window = 28d; availability >= 99.9%; }
}

/// Takes the money.
#[census::measured(slo = CHECKOUT)]
pub fn pay() -> Result<(), ()> {
    Ok(())
}
