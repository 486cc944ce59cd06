use census::declare_measure;

declare_measure! {
    static ITEMS: i64 = "cart items", unit = "1";
}

fn main() {}
