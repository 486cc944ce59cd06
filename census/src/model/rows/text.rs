//! The text of a row's values, as it is hashed and compared: by words and not byte by byte.

use std::hash::{BuildHasher, Hasher, RandomState};

/// Bytes that the ends of a text tell it by.
const TOLD: usize = 16;

/// The first bytes and the last; they overlap in a short text, and are all of one of 16 at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Ends(u64, u64);

impl Ends {
    /// Those of an empty text.
    pub(crate) const NONE: Self = Ends(0, 0);

    /// Those of a text of which they are all there is, beside its length; `None` of a longer one.
    #[inline(always)]
    pub(crate) fn of_short(text: &str) -> Option<Self> {
        let text = text.as_bytes();
        match (text.first_chunk(), text.last_chunk()) {
            (Some(first), Some(last)) if text.len() <= TOLD => Some(Self::of_words(first, last)),
            (Some(_), _) => None,
            _ => Some(Self::of_less(text)),
        }
    }

    #[inline(always)]
    fn of_bytes(text: &[u8]) -> Self {
        match (text.first_chunk(), text.last_chunk()) {
            (Some(first), Some(last)) => Self::of_words(first, last),
            _ => Self::of_less(text),
        }
    }

    #[inline(always)]
    fn of_words(first: &[u8; 8], last: &[u8; 8]) -> Self {
        Ends(u64::from_le_bytes(*first), u64::from_le_bytes(*last))
    }

    /// Of less than eight bytes.
    #[inline(always)]
    fn of_less(text: &[u8]) -> Self {
        match (text.first_chunk(), text.last_chunk()) {
            (Some(first), Some(last)) => {
                Ends(u32::from_le_bytes(*first).into(), u32::from_le_bytes(*last).into())
            }
            _ => match *text {
                [] => Ends::NONE,
                [only] => Ends(only.into(), 0),
                [first, .., last] => Ends(u64::from(first) | u64::from(text[1]) << 8, last.into()),
            },
        }
    }
}

impl Ends {
    /// A hash of these and of what was hashed before, for who does not mind that others know it.
    /// Its upper bits are the best.
    #[inline(always)]
    pub(crate) fn hash_after(&self, hash: u64) -> u64 {
        const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;
        hash.wrapping_add(self.0 ^ self.1.rotate_left(32)).wrapping_mul(GOLDEN)
    }
}

/// What texts are hashed with: of this view alone, so that nobody outside can find values whose
/// hashes are equal.
#[derive(Debug)]
pub(crate) struct Seed {
    start: u64,
    step: u64,
}

impl Default for Seed {
    fn default() -> Self {
        let random = || RandomState::new().build_hasher().finish();
        Seed { start: random(), step: random() }
    }
}

impl Seed {
    /// The hash of a view's values; of no meaning to anybody else. It is that of `wyhash` and its
    /// kin: a multiplication for every 16 bytes, whose halves are put together.
    #[inline]
    pub(crate) fn hash<'a>(&self, values: impl Iterator<Item = Option<&'a str>>) -> u64 {
        values.fold(self.start, |hash, value| match value.map(str::as_bytes) {
            Some(text) if text.len() <= TOLD => {
                self.mix(hash.rotate_left(text.len() as u32), Ends::of_bytes(text))
            }
            Some(text) => self.hash_long(hash, text),
            None => self.mix(!hash, Ends::NONE),
        })
    }

    fn hash_long(&self, hash: u64, text: &[u8]) -> u64 {
        let (chunks, _) = text.as_chunks::<TOLD>();
        let hash = chunks.iter().fold(hash.rotate_left(text.len() as u32), |hash, chunk| {
            self.mix(hash, Ends::of_bytes(chunk))
        });
        // And what the last of them left over, again with some of it.
        self.mix(hash, Ends::of_bytes(text.last_chunk::<TOLD>().map_or(text, |last| last)))
    }

    #[inline]
    fn mix(&self, hash: u64, Ends(first, last): Ends) -> u64 {
        let product = u128::from(first ^ self.step) * u128::from(last ^ hash);
        (product >> 64) as u64 ^ product as u64
    }
}
