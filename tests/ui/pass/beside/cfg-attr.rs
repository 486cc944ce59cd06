use census::{measured, testing::scope};

#[cfg_attr(all(), measured(count = "ui/there"))]
#[cfg_attr(any(), measured(count = "ui/gone"))]
fn pay() {}

#[measured(count = "ui/gone")]
#[cfg(any())]
fn pay_later() {}

fn main() {
    let scope = scope();
    pay();
    assert_eq!(scope.snapshot().only("ui/").to_string(), "ui/there [1]\n  count=1\n");
}
