use census::record;

static ITEMS: census::Measure<i64> = census::Measure::new("items", "1");

fn main() {
    record!(ITEMZ = 3);
}
