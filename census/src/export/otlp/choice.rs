//! How the data are sent: the encoding, its compression, and since when they count.

use std::fmt;

/// How a request is encoded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Encoding {
    /// `http/protobuf`: half as long as JSON, and less work.
    #[default]
    Protobuf,
    /// `http/json`: for a reader's eyes, and for backends that take nothing else.
    Json,
}

impl Encoding {
    /// The value of the header field `Content-Type`.
    pub(super) fn content_type(self) -> &'static str {
        match self {
            Encoding::Protobuf => "application/x-protobuf",
            Encoding::Json => "application/json",
        }
    }
}

impl fmt::Display for Encoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Encoding::Protobuf => "http/protobuf",
            Encoding::Json => "http/json",
        })
    }
}

/// Since when a point counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Temporality {
    /// Since the series began: what is lost on the way is in the next export.
    #[default]
    Cumulative,
    /// Since the export before. A failed export's delta is carried by the next one, and a series
    /// in which nothing happened is not sent.
    Delta,
}
