use census::{TagKey, TagValue, measured};

#[derive(TagValue)]
enum Ten { A, B, C, D, E, F, G, H, I, J }

const A: TagKey = TagKey::closed::<Ten>("a");
const B: TagKey = TagKey::closed::<Ten>("b");
const C: TagKey = TagKey::closed::<Ten>("c");
const D: TagKey = TagKey::closed::<Ten>("d");

#[measured(count = "a", tags(a, b, c, d))]
fn f() {}

fn main() {}
