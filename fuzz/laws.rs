//! What holds for any bytes that are read as tags. The fuzz targets and a test share it.

use census::tags::{Propagation, TAG_MAP_BYTES_MAX, TagValue};
use census::{TagMap, TagTtl};

/// Bytes in OpenCensus' binary format are read or refused; what was read arrives at the next.
#[allow(dead_code, reason = "each target has its own")]
pub(crate) fn grpc(bytes: &[u8]) {
    let propagation = Propagation::new();
    let Ok(tags) = propagation.from_grpc(bytes) else { return };
    legal(&tags);
    assert_eq!(propagation.from_grpc(&propagation.to_grpc(&tags)), Ok(tags));
}

/// The same of a W3C baggage.
#[allow(dead_code, reason = "each target has its own")]
pub(crate) fn baggage(bytes: &[u8]) {
    let propagation = Propagation::new();
    let Ok(header) = std::str::from_utf8(bytes) else { return };
    let Ok(tags) = propagation.from_baggage(header) else { return };
    legal(&tags);
    // The next takes fewer members than we do.
    let Ok(header) = propagation.to_baggage(&tags) else { return };
    assert!(header.bytes().all(|byte| matches!(byte, 0x21..=0x7e)), "`{header}`");
    assert_eq!(propagation.from_baggage(&header), Ok(tags));
}

fn legal(tags: &TagMap) {
    let mut bytes = 0;
    let mut last = "";
    for tag in tags.iter() {
        assert!(last < tag.key(), "`{last}` is before `{}`", tag.key());
        assert!(tag.key().len() <= 255 && tag.key().bytes().all(|byte| matches!(byte, 32..=126)));
        assert!(TagValue::try_from(tag.value()).is_ok(), "`{}`", tag.value());
        assert_eq!(tag.ttl(), TagTtl::Unlimited);
        bytes += tag.key().len() + tag.value().len();
        last = tag.key();
    }
    assert!(bytes <= TAG_MAP_BYTES_MAX, "{bytes} bytes");
}
