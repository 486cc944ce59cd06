use census::declare_measure;

declare_measure! {
    static ITEMS: u32 = "items", unit = "1";
}

fn main() {}
