use census::declare_measure;

declare_measure! {
    static ITEMS: i64 = "items", unit = "1"
}

fn main() {}
