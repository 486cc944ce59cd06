use census::TagValue;

#[derive(TagValue)]
enum Status {
    #[tag(404)]
    NotFound,
    #[tag(GONE)]
    Gone,
}

fn main() {}
