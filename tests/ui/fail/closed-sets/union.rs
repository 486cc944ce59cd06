use census::TagValue;

#[derive(TagValue)]
union Region {
    number: u8,
}

fn main() {}
