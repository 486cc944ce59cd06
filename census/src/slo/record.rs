//! Objectives as bytes in the program, so that they can be read from it without running it.
//!
//! Each declaration, and each function that serves one, has a record in a section of its own:
//! `census_slo`, in Mach-O `__DATA,census_slo`. The section is the records one behind the other;
//! a linker may put zeros between them. Records hold no pointers: neither stripping nor an
//! optimiser nor the address that the program is loaded at changes one.
//!
//! # A record
//!
//! | bytes | what |
//! |---|---|
//! | 7 | `CENSUS\0` |
//! | 1 | the version of the format: 1 |
//! | 4 | the length of the fields behind it, in bytes: `u32`, little-endian as all numbers |
//! | … | the fields |
//!
//! # A field
//!
//! | bytes | what |
//! |---|---|
//! | 1 | its tag |
//! | 4 | the length of its value: `u32` |
//! | … | its value |
//!
//! Text is UTF-8, without a terminator. A field that is not said is not there. The tag `kind`
//! comes first; the others in any order, none twice. A reader passes over tags that it does not
//! know, and over records of a kind that it does not know: so that later versions of census can say
//! more without a new version of the format.
//!
//! | tag | field | in | value |
//! |---|---|---|---|
//! | 1 | kind | both | `u8`: 1 is a declaration, 2 a site |
//! | 2 | id | both | text: of the declaration, or of the one that is served |
//! | 3 | service | declaration | text |
//! | 4 | description | declaration | text, where there is one |
//! | 5 | window | declaration | `u8` and `u16`: 0 and days; or a period and 0 |
//! | 6 | availability | declaration | `u32`: parts per million, where it is promised |
//! | 7 | latency | declaration | `u64` nanoseconds and `u32` parts per million, where promised |
//! | 8 | good | declaration | text of the pattern, where given |
//! | 9 | exclude | declaration | text of the pattern, where given |
//! | 10 | cancelled | declaration | class |
//! | 11 | panicked | declaration | class |
//! | 12 | none | declaration | class, where given |
//! | 13 | expect | declaration | `u64` calls and `u64` seconds, where given |
//! | 14 | page | declaration | text, where given |
//! | 15 | ticket | declaration | text, where given |
//! | 16 | runbook | declaration | text, where given |
//! | 17 | owner | declaration | text, where given |
//! | 18 | crate name | declaration | text |
//! | 19 | crate version | declaration | text |
//! | 20 | module | declaration | text |
//! | 21 | file | both | text |
//! | 22 | line | both | `u32` |
//! | 23 | function | site | text |
//! | 24 | count | site | text: the name of the view, where there is one |
//! | 25 | errors | site | text: the name of the view, where there is one |
//! | 26 | latency | site | text: the name of the view, where there is one |
//! | 27 | bounds | site | as many `u64`: nanoseconds, strictly increasing; where there are any |
//! | 28 | panics abort | declaration | `u8`: 1, where a panic ends the process |
//! | 29 | bad | declaration | text of the pattern, where given |
//! | 30 | unit | site | text: the UCUM code that the latency is exported in, where there is one |
//!
//! A class is a `u8`: 0 good, 1 bad, 2 excluded. A period is: 1 day, 2 week, 3 fortnight, 4 month.

mod decode;
mod encode;

pub use decode::{DecodeError, Fault, Record, decode};
pub use encode::{site, site_len, slo, slo_len};

/// The section, in ELF and wherever a name of a section is one word.
pub const SECTION: &str = "census_slo";

/// The segment and the section, in Mach-O.
pub const SECTION_MACH_O: &str = "__DATA,census_slo";

/// What a record begins with, before the version.
pub const MAGIC: [u8; 7] = *b"CENSUS\0";

/// The version of the format that is written here, and read.
pub const VERSION: u8 = 1;

/// Bytes before the fields: the magic, the version and the length.
pub const HEAD: usize = MAGIC.len() + 1 + 4;

/// The tags of the fields.
mod tag {
    pub(super) const KIND: u8 = 1;
    pub(super) const ID: u8 = 2;
    pub(super) const SERVICE: u8 = 3;
    pub(super) const DESCRIPTION: u8 = 4;
    pub(super) const WINDOW: u8 = 5;
    pub(super) const AVAILABILITY: u8 = 6;
    pub(super) const LATENCY: u8 = 7;
    pub(super) const GOOD: u8 = 8;
    pub(super) const EXCLUDE: u8 = 9;
    pub(super) const CANCELLED: u8 = 10;
    pub(super) const PANICKED: u8 = 11;
    pub(super) const NONE: u8 = 12;
    pub(super) const EXPECT: u8 = 13;
    pub(super) const PAGE: u8 = 14;
    pub(super) const TICKET: u8 = 15;
    pub(super) const RUNBOOK: u8 = 16;
    pub(super) const OWNER: u8 = 17;
    pub(super) const CRATE_NAME: u8 = 18;
    pub(super) const CRATE_VERSION: u8 = 19;
    pub(super) const MODULE: u8 = 20;
    pub(super) const FILE: u8 = 21;
    pub(super) const LINE: u8 = 22;
    pub(super) const FUNCTION: u8 = 23;
    pub(super) const COUNT_VIEW: u8 = 24;
    pub(super) const ERRORS_VIEW: u8 = 25;
    pub(super) const LATENCY_VIEW: u8 = 26;
    pub(super) const BOUNDS: u8 = 27;
    pub(super) const PANICS_ABORT: u8 = 28;
    pub(super) const BAD: u8 = 29;
    pub(super) const UNIT: u8 = 30;
}

/// The kinds of records.
mod kind {
    pub(super) const SLO: u8 = 1;
    pub(super) const SITE: u8 = 2;
}

#[cfg(test)]
mod tests;
