use census::measured;

#[measured(latency = "shop/latency", buckets = [500us, 10ms])]
fn one() {}

#[measured(latency = "shop/latency", buckets = [500us, 2.5s])]
fn other() {}

#[measured(latency = "shop/latency")]
fn another() {}

fn main() {}
