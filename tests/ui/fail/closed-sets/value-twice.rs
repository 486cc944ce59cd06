use census::TagValue;

#[derive(TagValue)]
enum Status {
    #[tag("404")]
    #[tag("not_found")]
    NotFound,
    #[tag("410", "gone")]
    Gone,
}

fn main() {}
