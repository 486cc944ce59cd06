use census::measured;

#[measured(skip)]
fn pay() {}

fn main() {}
