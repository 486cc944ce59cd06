//! Examples of census: run one with `cargo run --release --example NAME`.
