use census::TagValue;

#[derive(TagValue)]
enum City {
    #[tag("Zürich")]
    Zurich,
    Köln,
}

fn main() {}
