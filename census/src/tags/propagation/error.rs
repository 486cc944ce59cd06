//! Why received tags are not taken. Nothing of what was received stands in the message: it would
//! let a stranger write into the log.

use std::error::Error;
use std::fmt;

use crate::tags::map::TAG_MAP_BYTES_MAX;

/// A way to write tags down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TagFormat {
    /// OpenCensus' binary format.
    Grpc,
    /// The W3C's header.
    Baggage,
}

/// Why received tags cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TagDecodeError {
    pub(super) format: TagFormat,
    pub(super) fault: Fault,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// A later one than we know.
    Version(u8),
    /// In the tag that begins at this byte.
    CutOff(usize),
    /// Of the tag that begins at this byte.
    Key(usize),
    /// Of the tag that begins at this byte.
    Value(usize),
    /// The member that begins at this byte.
    #[cfg_attr(not(feature = "baggage"), allow(dead_code, reason = "of that format alone"))]
    Member(usize),
    /// More bytes than tags may have.
    TooLarge,
}

impl TagDecodeError {
    /// Which format it was read as.
    pub const fn format(&self) -> TagFormat {
        self.format
    }
}

impl fmt::Display for TagDecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = match self.format {
            TagFormat::Grpc => "`grpc-tags-bin`",
            TagFormat::Baggage => "`baggage`",
        };
        write!(f, "{name} cannot be read: ")?;
        match self.fault {
            Fault::Version(version) => write!(f, "it has version {version}, and 0 is known"),
            Fault::CutOff(at) => write!(f, "it ends within the tag at byte {at}"),
            Fault::Key(at) => {
                write!(f, "the key of the tag at byte {at} is not 1 to 255 bytes of ASCII")
            }
            Fault::Value(at) => {
                write!(f, "the value of the tag at byte {at} is not 0 to 255 bytes of ASCII")
            }
            Fault::Member(at) => write!(f, "the member at byte {at} is not `key=value`"),
            Fault::TooLarge => write!(f, "it has more than {TAG_MAP_BYTES_MAX} bytes"),
        }
    }
}

impl Error for TagDecodeError {}
