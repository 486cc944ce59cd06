//! Tags from process to process: what is sent, what is taken, and what nobody is believed.

#[cfg(feature = "baggage")]
mod baggage;
mod binary;
mod error;
mod filter;

#[cfg(feature = "baggage")]
pub use baggage::{BAGGAGE_BYTES_MAX, BAGGAGE_MEMBERS_MAX, BaggageError};
pub use error::{TagDecodeError, TagFormat};
pub use filter::{KeyMatch, TagFilter};

use super::map::TagMap;

/// Which tags go out and come in, in OpenCensus' binary format and in the W3C's header.
///
/// ```
/// use census::tags::{KeyMatch, Propagation, TagFilter};
/// use census::{TagKey, TagMap, TagTtl};
///
/// const CALLER: TagKey = TagKey::new("caller");
/// const USER: TagKey = TagKey::new("user");
///
/// let inside = Propagation::new();
/// let outside = Propagation::new().send(TagFilter::new().exclude(KeyMatch::any())).untrusted();
///
/// let tags = TagMap::new().edit().upsert(CALLER, "checkout");
/// let tags = tags.upsert_with(USER, 42, TagTtl::NoPropagation).build()?;
/// let bytes = inside.to_grpc(&tags); // The metadata entry `grpc-tags-bin`.
/// assert_eq!(bytes, b"\0\0\x06caller\x08checkout");
/// assert_eq!(inside.from_grpc(&bytes)?.to_string(), "{caller=checkout}");
///
/// assert_eq!(outside.to_grpc(&tags), [0]);
/// assert!(outside.from_grpc(&bytes)?.is_empty());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// A tag with a TTL of 0 is never sent, and one that was received goes on to whom is called. What
/// cannot be read gives an error and no tag at all; the call itself should go on without.
#[derive(Clone, Debug, Default)]
pub struct Propagation {
    send: TagFilter,
    receive: TagFilter,
    is_untrusted: bool,
}

/// The key of the metadata entry that gRPC carries tags in.
pub const GRPC_TAGS_KEY: &str = "grpc-tags-bin";

/// The header field that HTTP carries tags in.
#[cfg(feature = "baggage")]
pub const BAGGAGE_HEADER: &str = "baggage";

impl Propagation {
    /// All tags, but for those with a TTL of 0, to and from all peers.
    pub const fn new() -> Self {
        Propagation { send: TagFilter::new(), receive: TagFilter::new(), is_untrusted: false }
    }

    /// Sends only what passes a filter.
    pub fn send(mut self, filter: TagFilter) -> Self {
        self.send = filter;
        self
    }

    /// Takes only what passes a filter.
    pub fn receive(mut self, filter: TagFilter) -> Self {
        self.receive = filter;
        self
    }

    /// Takes nothing, and does not read it either: whoever may call a public endpoint could else
    /// choose the rows of its views.
    pub fn untrusted(mut self) -> Self {
        self.is_untrusted = true;
        self
    }

    /// The tags in OpenCensus' binary format, the value of [`GRPC_TAGS_KEY`]; one zero byte if
    /// there are none to send.
    pub fn to_grpc(&self, tags: &TagMap) -> Vec<u8> {
        binary::encode(tags.iter().filter(|tag| self.send.sends(tag)))
    }

    /// Reads OpenCensus' binary format.
    ///
    /// Of several tags with one key the last holds. A field that is not known ends the reading, and
    /// what stood before it is taken: a later version may have more to say.
    ///
    /// # Errors
    ///
    /// If it has a version above 0, ends within a tag, has a key or a value that is none, or more
    /// than 8,192 bytes of them. Then nothing is taken of it.
    pub fn from_grpc(&self, bytes: &[u8]) -> Result<TagMap, TagDecodeError> {
        if self.is_untrusted {
            return Ok(TagMap::new());
        }
        binary::decode(bytes, &self.receive)
    }

    /// The tags as a W3C baggage, the value of [`BAGGAGE_HEADER`]; empty if there are none to send.
    ///
    /// ```
    /// use census::tags::Propagation;
    /// use census::{TagKey, TagMap};
    ///
    /// const PATH: TagKey = TagKey::new("path");
    /// let tags = TagMap::new().edit().upsert(PATH, "/cart, paid").build()?;
    /// let header = Propagation::new().to_baggage(&tags)?;
    /// assert_eq!(header, "path=/cart%2C%20paid");
    /// assert_eq!(Propagation::new().from_baggage(&header)?, tags);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// What the format forbids is percent-encoded, in keys too, where the W3C says nothing of it.
    ///
    /// # Errors
    ///
    /// If it would have more than 64 members or 8,192 bytes: past that a peer may drop what it
    /// likes.
    #[cfg(feature = "baggage")]
    pub fn to_baggage(&self, tags: &TagMap) -> Result<String, BaggageError> {
        baggage::encode(tags.iter().filter(|tag| self.send.sends(tag)))
    }

    /// Reads a W3C baggage; where a request has several of these fields, joined with commas.
    ///
    /// The properties of members are left out, and so are members that are no tags, as a value that
    /// is not ASCII is none: a baggage is there for others too. Of several members with one key the
    /// last holds.
    ///
    /// # Errors
    ///
    /// If a member has no `=` or no key, or there are more than 8,192 bytes. Then nothing is taken
    /// of it.
    #[cfg(feature = "baggage")]
    pub fn from_baggage(&self, header: &str) -> Result<TagMap, TagDecodeError> {
        if self.is_untrusted {
            return Ok(TagMap::new());
        }
        baggage::decode(header, &self.receive)
    }
}

#[cfg(test)]
mod tests;
