use census::TagValue;

#[derive(TagValue)]
enum Nothing {}

fn main() {}
