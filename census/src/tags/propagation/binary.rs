//! OpenCensus' binary format: a version, then for each tag a field id and two texts with their
//! lengths in front.

use super::error::{Fault, TagDecodeError, TagFormat};
use super::filter::TagFilter;
use crate::model::name;
use crate::tags::map::{Draft, TAG_MAP_BYTES_MAX, TagMap};
use crate::tags::tag::{Tag, TagTtl};
use crate::tags::value;

/// The version that is written, and the last that is read.
const VERSION: u8 = 0;

/// The field that is a tag; there is no other yet.
const TAG_FIELD: u8 = 0;

pub(super) fn encode<'a>(tags: impl Iterator<Item = Tag<'a>>) -> Vec<u8> {
    let mut bytes = vec![VERSION];
    for tag in tags {
        bytes.push(TAG_FIELD);
        put(&mut bytes, tag.key);
        put(&mut bytes, tag.value);
    }
    bytes
}

fn put(bytes: &mut Vec<u8>, text: &str) {
    let mut length = text.len();
    while length >= 0x80 {
        bytes.push(length as u8 | 0x80);
        length >>= 7;
    }
    bytes.push(length as u8);
    bytes.extend_from_slice(text.as_bytes());
}

pub(super) fn decode(bytes: &[u8], filter: &TagFilter) -> Result<TagMap, TagDecodeError> {
    let refused = |fault| TagDecodeError { format: TagFormat::Grpc, fault };
    let mut rest = match bytes {
        [] => return Ok(TagMap::new()), // As in OpenCensus.
        [VERSION, rest @ ..] => rest,
        [version, ..] => return Err(refused(Fault::Version(*version))),
    };
    let mut draft = Draft::default();
    let mut room = TAG_MAP_BYTES_MAX;
    while let [TAG_FIELD, tag @ ..] = rest {
        let at = bytes.len() - rest.len();
        let (key, tag) = take(tag).ok_or_else(|| refused(Fault::CutOff(at)))?;
        let (value, tag) = take(tag).ok_or_else(|| refused(Fault::CutOff(at)))?;
        let used = key.len() + value.len(); // Of equal keys too, or a flood of them has no end.
        room = room.checked_sub(used).ok_or_else(|| refused(Fault::TooLarge))?;
        let key = std::str::from_utf8(key).ok().filter(|key| name::check_tag_key(key).is_ok());
        let value = std::str::from_utf8(value).ok().filter(|value| value::check(value).is_ok());
        let key = key.ok_or_else(|| refused(Fault::Key(at)))?;
        let value = value.ok_or_else(|| refused(Fault::Value(at)))?;
        if filter.takes(key) {
            draft.push(Tag { key, value, ttl: TagTtl::Unlimited });
        }
        rest = tag;
    }
    draft.build().map_err(|_| refused(Fault::TooLarge))
}

/// A text and what stands behind it; `None` where the bytes end before it does.
fn take(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let mut length = 0_u64;
    for (at, byte) in bytes.iter().enumerate() {
        let bits = u64::from(byte & 0x7f);
        let shifted = bits.checked_shl(7 * at as u32).filter(|shifted| shifted >> (7 * at) == bits);
        length |= shifted?; // No text is so long.
        if byte & 0x80 == 0 {
            return bytes.get(at + 1..)?.split_at_checked(usize::try_from(length).ok()?);
        }
    }
    None
}

#[cfg(test)]
mod tests;
