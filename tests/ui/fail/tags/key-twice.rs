use census::{TagKey, measured};

const REGION: TagKey = TagKey::new("region");

#[measured(count = "a", tags(region = "eu", REGION))]
fn f() {}

fn main() {}
