use census::TagValue;

#[derive(TagValue)]
enum Method {
    Get,
    #[tag("get")]
    Fetch,
}

fn main() {}
