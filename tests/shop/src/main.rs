//! A shop, which promises something: in a module, in its root, and of a function alone.

mod pay;

use census::measured;

census::declare_slo! {
    /// Visitors find what there is.
    slo SEARCH = "search" {
        service = "shop";
        window = month;
        availability >= 99.5%;
        panic = exclude;
    }
}

#[measured(slo = SEARCH)]
fn search(word: &str) -> Result<usize, ()> {
    if word.is_empty() { Err(()) } else { Ok(word.len()) }
}

/// An objective of its own, which the linker must not take for dead though nobody calls this.
#[measured(slo(id = "refund", availability = 99%, window = 7d))]
#[allow(dead_code)]
fn refund(sum: u32) -> Result<u32, ()> {
    sum.checked_sub(1).ok_or(())
}

fn main() {
    let done = pay::checkout(&[20, 22]).map(|sum| sum as usize);
    std::process::exit(i32::from(search("tea").is_err() || done.is_err()));
}
