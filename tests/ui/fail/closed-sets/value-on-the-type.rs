use census::TagValue;

#[derive(TagValue)]
#[tag("status")]
enum Status {
    Ok,
}

fn main() {}
