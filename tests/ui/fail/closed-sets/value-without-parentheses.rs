use census::TagValue;

#[derive(TagValue)]
enum Status {
    #[tag = "404"]
    NotFound,
    #[tag]
    Gone,
    #[tag()]
    Lost,
}

fn main() {}
