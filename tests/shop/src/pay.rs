//! Paying.

use census::measured;

/// Why nobody paid.
#[derive(Debug)]
pub(crate) enum CheckoutError {
    /// The bank says no, which is no fault of the shop.
    CardDeclined,
}

census::declare_slo! {
    /// Customers can pay.
    pub(crate) slo CHECKOUT = "checkout" {
        service = "shop";
        window = 28d;
        availability >= 99.9%;
        latency < 250ms for 99%;
        exclude = Err(CheckoutError::CardDeclined);
        cancel = exclude;
        expect = 5000/h;
        owner = "team-shop";
        alert { page = "oncall-shop"; ticket = "backlog"; runbook = "https://run.example/pay"; }
    }
}

/// Takes the money.
#[measured(slo = CHECKOUT, count = "shop/checkout/requests",
           latency = "shop/checkout/latency", buckets = [25ms, 250ms, 1s])]
pub(crate) fn checkout(cart: &[u32]) -> Result<u32, CheckoutError> {
    if cart.is_empty() { Err(CheckoutError::CardDeclined) } else { Ok(cart.iter().sum()) }
}

/// Takes it as it used to be taken; of a generic function that nobody calls there is a record too.
#[measured(slo = CHECKOUT)]
#[allow(dead_code)]
pub(crate) fn checkout_legacy<T: Into<u32>>(sum: T) -> Result<u32, CheckoutError> {
    Ok(sum.into())
}
