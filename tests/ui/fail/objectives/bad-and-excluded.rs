enum E {
    Declined,
}

census::declare_slo! {
    slo CHECKOUT = "checkout" {
        window = 28d;
        availability >= 99.9%;
        bad = Err(E::Declined);
        exclude = Err(E::Declined);
    }
}

fn main() {}
