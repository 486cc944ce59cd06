use census::{measured, testing::scope};

#[measured(count = "ui/a", sync)]
fn pay() -> impl Future<Output = ()> + Unpin {
    std::future::ready(())
}

fn main() {
    let scope = scope();
    drop(pay());
    assert_eq!(scope.snapshot().only("ui/").to_string(), "ui/a [1]\n  count=1\n");
}
