use census::measured;

#[measured(cuont = "a")]
fn f() -> u8 {
    5
}

fn main() {
    let _: u8 = f();
}
