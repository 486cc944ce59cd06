use census::declare_view;

const NAME: &str = "shop/latency";
const NUMBER: u32 = 5;

declare_view! {
    static A = "a" { measure: NAME, aggregation: count }
    static B = "b" { measure: named(NUMBER), aggregation: count }
}

fn main() {}
