use census::TagValue;

#[derive(TagValue)]
enum Status {
    Ok,
    Failed(u16),
    Moved { to: String },
}

fn main() {}
