use census::declare_view;

declare_view! {
    static A = "a" {
        measure: "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\
                  bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb\
                  cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc",
        aggregation: count,
    }
}

fn main() {}
