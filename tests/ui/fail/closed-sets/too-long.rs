use census::TagValue;

#[derive(TagValue)]
enum City {
    #[tag(
        "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch \
        Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch \
        Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch \
        Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch \
        Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch"
    )]
    Llanfairpwll,
}

fn main() {}
