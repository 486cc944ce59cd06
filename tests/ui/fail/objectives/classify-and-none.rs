census::declare_slo! {
    slo FOUND = "found" {
        window = 28d;
        availability >= 99.9%;
        good = Some(_);
        none = bad;
        classify = explicit;
    }
}

fn main() {}
