enum E {
    Database,
}

census::declare_slo! {
    slo CHECKOUT = "checkout" {
        window = 28d;
        availability >= 99.9%;
        good = Ok(_);
        bad = Err(E::Database);
    }
}

fn main() {}
