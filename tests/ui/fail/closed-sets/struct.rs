use census::TagValue;

#[derive(TagValue)]
struct Region(String);

fn main() {}
