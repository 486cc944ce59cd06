#![deny(unreachable_code, unused_variables)]

#[census::measured(errors = "ui/not_reached")]
fn not_reached(basket: Vec<u8>) -> Result<u8, String> {
    let unused = basket.len();
    panic!("{basket:?}");
    Ok(1)
}

fn main() {}
