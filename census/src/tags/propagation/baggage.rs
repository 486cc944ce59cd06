//! The W3C's header for HTTP: `key=value` with commas in between, percent-encoded.

use std::error::Error;
use std::fmt;

use percent_encoding::utf8_percent_encode as encoded;
use percent_encoding::{AsciiSet, CONTROLS, NON_ALPHANUMERIC, percent_decode_str};

use super::error::{Fault, TagDecodeError, TagFormat};
use super::filter::TagFilter;
use crate::model::name;
use crate::tags::map::{Draft, TagMap};
use crate::tags::tag::{Tag, TagTtl};
use crate::tags::value;

/// Members that everybody passes on, according to the W3C.
pub const BAGGAGE_MEMBERS_MAX: usize = 64;

/// Bytes that everybody passes on, according to the W3C.
pub const BAGGAGE_BYTES_MAX: usize = 8192;

/// What may not stand in a key as it is: a key is a token of HTTP.
const NOT_IN_KEYS: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'!')
    .remove(b'#')
    .remove(b'$')
    .remove(b'&')
    .remove(b'\'')
    .remove(b'*')
    .remove(b'+')
    .remove(b'-')
    .remove(b'.')
    .remove(b'^')
    .remove(b'_')
    .remove(b'`')
    .remove(b'|')
    .remove(b'~');

/// What may not stand in a value as it is, and the percent sign.
const NOT_IN_VALUES: &AsciiSet =
    &CONTROLS.add(b' ').add(b'"').add(b'%').add(b',').add(b';').add(b'\\');

pub(super) fn encode<'a>(tags: impl Iterator<Item = Tag<'a>>) -> Result<String, BaggageError> {
    let mut header = String::new();
    let mut members = 0;
    for tag in tags {
        if members > 0 {
            header.push(',');
        }
        members += 1;
        header.extend(encoded(tag.key, NOT_IN_KEYS));
        header.push('=');
        header.extend(encoded(tag.value, NOT_IN_VALUES));
    }
    match header.len() {
        bytes if bytes > BAGGAGE_BYTES_MAX || members > BAGGAGE_MEMBERS_MAX => {
            Err(BaggageError { members, bytes })
        }
        _ => Ok(header),
    }
}

pub(super) fn decode(header: &str, filter: &TagFilter) -> Result<TagMap, TagDecodeError> {
    let refused = |fault| TagDecodeError { format: TagFormat::Baggage, fault };
    if header.len() > BAGGAGE_BYTES_MAX {
        return Err(refused(Fault::TooLarge));
    }
    let mut draft = Draft::default();
    let mut at = 0;
    for member in header.split(',') {
        let begin = at;
        at += member.len() + 1;
        let member = member.trim_matches(BLANKS);
        if member.is_empty() {
            continue; // As in every list of HTTP.
        }
        let pair = member.split(';').next().and_then(|pair| pair.split_once('='));
        let Some((key, value)) = pair else { return Err(refused(Fault::Member(begin))) };
        let (key, value) = (key.trim_matches(BLANKS), value.trim_matches(BLANKS));
        if key.is_empty() {
            return Err(refused(Fault::Member(begin)));
        }
        let decoded =
            (percent_decode_str(key).decode_utf8(), percent_decode_str(value).decode_utf8());
        let (Ok(key), Ok(value)) = decoded else { continue };
        let is_tag = name::check_tag_key(&key).is_ok() && value::check(&value).is_ok();
        if is_tag && filter.takes(&key) {
            draft.push(Tag { key: &key, value: &value, ttl: TagTtl::Unlimited });
        }
    }
    draft.build().map_err(|_| refused(Fault::TooLarge))
}

/// What may stand around keys and values.
const BLANKS: [char; 2] = [' ', '\t'];

/// Why tags do not fit in a baggage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BaggageError {
    members: usize,
    bytes: usize,
}

impl fmt::Display for BaggageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let BaggageError { members, bytes } = self;
        write!(
            f,
            "a baggage has at most {BAGGAGE_MEMBERS_MAX} members and {BAGGAGE_BYTES_MAX} bytes, \
             not {members} and {bytes}; let a filter hold some back"
        )
    }
}

impl Error for BaggageError {}

#[cfg(test)]
mod tests;
