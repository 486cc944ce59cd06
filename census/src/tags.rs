//! Tags that travel with a request: across functions, threads, tasks and processes.
//!
//! ```
//! use census::tags::Propagation;
//! use census::{TagKey, TagMap};
//!
//! const CALLER: TagKey = TagKey::new("caller");
//!
//! // A client sends the tags that it works under beside its request …
//! let propagation = Propagation::new();
//! let tags = TagMap::new().edit().insert(CALLER, "checkout").build()?;
//! let bytes = tags.scope(|| propagation.to_grpc(&TagMap::current()));
//!
//! // … and the server works under what it received.
//! let received = propagation.from_grpc(&bytes)?;
//! let _scope = received.enter();
//! assert_eq!(TagMap::current().get(CALLER), Some("checkout"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! - A [`TagMap`] is made by [`edit`](TagMap::edit) of another, all changes or none.
//! - It is current in a block by [`enter`](TagMap::enter), in a closure by
//!   [`scope`](TagMap::scope), and wherever a future is polled by [`in_tags`](InTags::in_tags).
//!   The innermost scope's map is current, and the one before it again when that ends.
//! - [`Propagation`] carries it between processes: in OpenCensus' binary format for gRPC, and with
//!   the feature `baggage` in the W3C's header for HTTP.
//!
//! With the feature `off` maps travel all the same: the next process may measure.

mod context;
mod edit;
mod future;
mod given;
mod id;
mod map;
mod pairs;
mod propagation;
mod tag;
mod value;

pub use context::{TagScope, current_id, with_current};
pub use edit::Edit;
pub use future::{InTags, Tagged};
pub use given::{AsTag, ClosedTag, TagRef};
pub use map::{TAG_MAP_BYTES_MAX, TagMap, TagMapError};
pub use pairs::GivenTags;
#[cfg(feature = "baggage")]
pub use propagation::{BAGGAGE_BYTES_MAX, BAGGAGE_HEADER, BAGGAGE_MEMBERS_MAX, BaggageError};
pub use propagation::{GRPC_TAGS_KEY, KeyMatch, Propagation, TagDecodeError, TagFilter, TagFormat};
pub use tag::{Tag, TagTtl};
pub use value::{TAG_VALUE_BYTES_MAX, TagValue, TagValueError};
