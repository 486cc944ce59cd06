use census::measured;

#[measured(errors = "a")]
async fn f(a: u8) -> Result<u8, String> {
    if a > 1 {
        return "x";
    }
    "5".parse::<u8>()?;
    Ok(a)
}

fn main() {}
