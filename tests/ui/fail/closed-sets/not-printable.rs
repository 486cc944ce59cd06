use census::TagValue;

#[derive(TagValue)]
enum City {
    #[tag("a\nb")]
    Rome,
}

fn main() {}
