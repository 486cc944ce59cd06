use census::record;

static PRICE: i64 = 5;

fn main() {
    record!(PRICE = 3);
}
