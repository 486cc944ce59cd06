use census::declare_measure;

const NAME: &str = "cart items";

declare_measure! {
    static ITEMS: i64 = NAME, unit = "1";
}

fn main() {}
