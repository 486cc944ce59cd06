census::declare_slo! {
    /// Customers can pay.
}

fn main() {}
