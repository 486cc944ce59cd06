//! Tags that travel with a request: across functions, threads, tasks and processes.
//!
//! ```
//! use census::{TagKey, TagMap};
//!
//! const CALLER: TagKey = TagKey::new("caller");
//!
//! let tags = TagMap::current().edit().insert(CALLER, "checkout").build()?;
//! let _scope = tags.enter();
//! assert_eq!(TagMap::current().get(CALLER), Some("checkout"));
//! # Ok::<(), census::tags::TagMapError>(())
//! ```
//!
//! - A [`TagMap`] is made by [`edit`](TagMap::edit) of another, all changes or none.
//! - It is current in a block by [`enter`](TagMap::enter), in a closure by
//!   [`scope`](TagMap::scope), and wherever a future is polled by [`in_tags`](InTags::in_tags).
//!   The innermost scope's map is current, and the one before it again when that ends.

mod context;
mod edit;
mod future;
mod id;
mod map;
mod tag;
mod value;

pub use context::{TagScope, with_current};
pub use edit::Edit;
pub use future::{InTags, Tagged};
pub use map::{TAG_MAP_BYTES_MAX, TagMap, TagMapError};
pub use tag::{Tag, TagTtl};
pub use value::{TAG_VALUE_BYTES_MAX, TagValue, TagValueError};

pub(crate) use context::current_id;
