use census::{TagKey, measured};

struct Shop;

impl Shop {
    const KEY: TagKey = TagKey::new("shop");

    #[measured(count = "a", tags(Self::key))]
    fn f() {}
}

fn main() {}
