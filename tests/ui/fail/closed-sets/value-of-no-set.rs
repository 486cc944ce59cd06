use census::TagKey;

enum Status {
    Ok,
}

const STATUS: TagKey = TagKey::closed::<Status>("status");

fn main() {}
