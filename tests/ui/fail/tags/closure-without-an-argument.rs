use census::measured;

#[measured(count = "a", tags("status" = || "ok"))]
fn f() -> u8 {
    1
}

fn main() {}
