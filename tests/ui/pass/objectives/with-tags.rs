//! A function with tags, its own ones or those of its result, may serve an objective.
#![forbid(unsafe_code)]
#![deny(warnings, clippy::pedantic, clippy::nursery)]

use std::future::Future;

use census::{TagKey, measured};

const METHOD: TagKey = TagKey::new("method");
const STATUS: TagKey = TagKey::new("status");

census::declare_slo! {
    slo ORDERS = "orders" { window = 28d; availability >= 99.9%; latency < 1s for 99%; }
}

struct Shop;

impl Shop {
    #[measured(
        count = "orders", errors = "failures", latency = "latency", buckets = [10ms, 1s],
        in_flight = "in_flight", tags(method, status = |result| result.is_ok()), slo = ORDERS,
    )]
    fn order<T: ToString>(&mut self, method: &str, what: &T) -> Result<usize, String> {
        if method.is_empty() {
            return Err(what.to_string());
        }
        Ok(what.to_string().len())
    }

    #[measured(count = "orders_later", tags(method), slo(availability = 99%, window = 28d))]
    async fn order_later(&self, method: &str) -> Result<usize, String> {
        let length = std::future::ready(method.len()).await;
        (length > 0).then_some(length).ok_or_else(String::new)
    }

    #[measured(future, count = "orders_promised", tags(method), slo = ORDERS)]
    fn promised(&self, method: &str) -> impl Future<Output = Result<usize, String>> + use<> {
        let length = method.len();
        async move { Ok(length) }
    }
}

fn main() {
    let mut shop = Shop;
    let _ = shop.order("GET", &1);
    drop(shop.order_later("GET"));
    drop(shop.promised("GET"));
}
