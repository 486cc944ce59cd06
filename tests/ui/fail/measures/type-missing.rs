use census::declare_measure;

declare_measure! {
    static ITEMS = "items", unit = "1";
}

fn main() {}
