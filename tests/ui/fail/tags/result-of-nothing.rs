use census::measured;

#[measured(count = "a", tags("status" = |result| "ok"))]
fn f() {}

#[measured(count = "b", tags("status" = |result| "ok"))]
async fn g() {}

fn main() {}
