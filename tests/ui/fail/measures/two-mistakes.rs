use census::declare_measure;

declare_measure! {
    static ITEMS: u8 = "items", unit = "1";
    static VALUE: f64 = "cart value", unit = "EUR";
}

fn main() {}
