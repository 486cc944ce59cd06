use census::declare_view;

declare_view! {
    static A = "a" { measure: "", aggregation: count }
    static B = "b" { measure: "shop checkout/latency", aggregation: count }
    static C = "c" { measure: "größe", aggregation: count }
    static D = "d" { measure: named("a//b"), aggregation: count }
}

fn main() {}
