use census::declare_measure;

declare_measure! {
    static ITEMS: i64 = "shop/items", unit = "1";
}

mod cart {
    census::declare_measure! {
        static WEIGHT: i64 = "shop/items", unit = "g";
    }
    census::declare_measure! {
        static VALUE: f64 = "shop/items", unit = "1";
    }
}

fn main() {}
