use census::measured;

#[measured(count = "a", tags("path" = |result| if *result > 0 { path.as_str() } else { "" }))]
fn f(path: String) -> usize {
    drop(path);
    1
}

fn main() {}
