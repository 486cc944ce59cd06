use census::declare_view;

const NAME: &str = "shop/latency";

declare_view! {
    static A = "a" { measure: 5, aggregation: count }
    static B = "b" { measure: ["shop/latency"], aggregation: count }
    static C = "c" { measure: -1.5, aggregation: count }
    static D = "d" { measure: name(NAME), aggregation: count }
}

fn main() {}
