use census::TagValue;

#[derive(TagValue)]
#[tag(crate = ::nowhere)]
enum Status {
    Ok,
}

fn main() {}
