//! `classify = explicit`: each result stands in a pattern; and `bad` alone, for what is no failure.
#![forbid(unsafe_code)]
#![deny(warnings, missing_docs)]

#[derive(Clone, Copy)]
enum E {
    Declined,
    Database(u32),
    Timeout { after: u32 },
}

struct Response(u16);

census::declare_slo! {
    /// All are named.
    pub slo CHECKOUT = "checkout" {
        window = 28d;
        availability >= 99.9%;
        good = Ok(_);
        bad = Err(E::Database(_) | E::Timeout { .. });
        exclude = Err(E::Declined);
        classify = explicit;
    }
    /// `None` too.
    pub slo FOUND = "found" {
        window = 28d;
        availability >= 99.9%;
        good = Some(_);
        bad = None;
        classify = explicit;
    }
    /// The rest is as it ever is: failures are bad.
    pub slo SERVED = "served" {
        window = 28d;
        availability >= 99.9%;
        bad = Ok(Response(500..));
    }
}

#[census::measured(slo = CHECKOUT)]
fn pay(result: Result<(), E>) -> Result<(), E> {
    result
}

#[census::measured(slo = FOUND)]
fn find(found: bool) -> Option<u8> {
    found.then_some(1)
}

#[census::measured(slo = SERVED)]
fn serve(result: Result<Response, String>) -> Result<Response, String> {
    result
}

fn main() {
    let scope = census::testing::scope();
    for result in [Ok(()), Err(E::Declined), Err(E::Database(1)), Err(E::Timeout { after: 1 })] {
        let _ = pay(result);
    }
    (find(true), find(false), find(true));
    let _ = (serve(Ok(Response(200))), serve(Ok(Response(503))), serve(Err(String::new())));
    let told = scope.snapshot().only("census/slo_events").to_string();
    for (id, outcomes) in [("checkout", [1, 2, 1]), ("found", [2, 1, 0]), ("served", [1, 2, 0])] {
        for (outcome, count) in ["good", "bad", "excluded"].into_iter().zip(outcomes) {
            let row = format!("slo={id}-availability  outcome={outcome}  count={count}\n");
            assert!(told.contains(&row), "{row}{told}");
        }
    }
}
