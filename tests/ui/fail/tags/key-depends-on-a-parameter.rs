use census::{TagKey, measured};

trait Keyed {
    const KEY: TagKey;
}

#[measured(count = "a", tags(T::key))]
fn f<T: Keyed>() {}

fn main() {}
