use census::measured;

#[measured(count = "a", tags("path" = path.into_boxed_str()))]
fn f(path: String) -> usize {
    path.len()
}

fn main() {}
