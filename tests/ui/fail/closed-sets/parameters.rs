use census::TagValue;

#[derive(TagValue)]
enum Status<'a, T> {
    Ok,
}

fn main() {}
