const DECLINED: u32 = 402;

census::declare_slo! {
    slo CHECKOUT = "checkout" {
        window = 28d;
        availability >= 99.9%;
        exclude = Err(DECLINED);
    }
}

fn main() {}
