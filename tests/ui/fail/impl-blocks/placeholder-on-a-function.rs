use census::measured;

#[measured(count = "shop/{method}/requests")]
fn pay() {}

fn main() {}
