enum Answer {
    Done,
    Busy,
    Broken,
}

census::declare_slo! {
    slo CHECKOUT = "checkout" {
        window = 28d; availability >= 99.9%;
        good = Answer::Done; bad = Answer::Broken; classify = explicit;
    }
}

fn main() {
    let _ = Answer::Busy;
}
