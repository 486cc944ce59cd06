enum E { Declined, Down }

census::declare_slo! {
    slo CHECKOUT = "checkout" {
        window = 28d;
        availability >= 99.9%;
        good = Ok(_) | Err(E::Declined);
        exclude = Err(E::Declined);
    }
}

fn main() {}
