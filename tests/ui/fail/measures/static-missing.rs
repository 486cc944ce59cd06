use census::declare_measure;

declare_measure! {
    pub ITEMS: i64 = "items", unit = "1";
}

fn main() {}
