use census::measured;

#[measured(count = "pay/calls", errors = "pay/calls")]
fn pay() {}

fn main() {}
