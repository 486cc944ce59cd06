use census::declare_view;

const NAME: &str = "shop checkout";
const EMPTY: &str = "";

declare_view! {
    static A = "a" { measure: named(NAME), aggregation: count }
    static B = "b" { measure: named(EMPTY), aggregation: count }
}

fn main() {}
