use census::declare_measure;

const UNIT: &str = "per cent";

declare_measure! {
    static ITEMS: i64 = "items", unit = UNIT;
}

fn main() {}
