use census::{TagKey, measured};

const REGION: TagKey = TagKey::new("region");

#[measured(count = "a", tags(region, "region" = "eu"))]
fn f() {}

fn main() {}
