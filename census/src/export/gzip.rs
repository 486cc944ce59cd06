//! Compression of what goes over the network.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;

/// Compresses at the fastest level: what an export costs is time, and text shrinks ten times at
/// any level. `None` where it cannot, which a `Vec` gives no reason for.
pub(super) fn gzip(body: &[u8]) -> Option<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::with_capacity(body.len() / 8), Compression::fast());
    encoder.write_all(body).ok()?;
    encoder.finish().ok()
}
