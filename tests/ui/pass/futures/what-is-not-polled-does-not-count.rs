use census::{measured, testing::scope};

#[measured(count = "ui/a", latency = "ui/t", future)]
fn pay() -> impl Future<Output = ()> {
    std::future::ready(())
}

fn main() {
    let scope = scope();
    drop(pay());
    assert!(scope.snapshot().only("ui/").to_string().contains("ui/a [1]\n  count=0\n"));
}
