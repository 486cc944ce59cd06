//! Finds the sections that records stand in, whatever kind of file the linker wrote.

use object::read::archive::ArchiveFile;
use object::read::macho::{FatArch, MachOFatFile32, MachOFatFile64};
use object::{FileKind, Object, ObjectSection, ReadRef};

use super::Refusal;

/// The section's name in each kind of file. A header of PE has room for eight letters.
const NAMES: [&[u8]; 2] = [b"census_slo", b"census_s"];

/// The bytes of each section of records, in the file's order.
pub(super) fn sections<'data, R>(data: R) -> Result<Vec<&'data [u8]>, Refusal>
where
    R: ReadRef<'data>,
{
    let kind = FileKind::parse(data).map_err(|_| foreign(data))?;
    match kind {
        FileKind::Archive => of_archive(data),
        FileKind::MachOFat32 => {
            of_architectures(MachOFatFile32::parse(data).map_err(damaged)?.arches(), data)
        }
        FileKind::MachOFat64 => {
            of_architectures(MachOFatFile64::parse(data).map_err(damaged)?.arches(), data)
        }
        _ => of_object(data),
    }
}

fn of_object<'data, R>(data: R) -> Result<Vec<&'data [u8]>, Refusal>
where
    R: ReadRef<'data>,
{
    let file = object::File::parse(data).map_err(damaged)?;
    let mut sections = Vec::new();
    let mut any = false;
    for section in file.sections() {
        any = true;
        if section.name_bytes().is_ok_and(|name| NAMES.contains(&name)) {
            sections.push(section.data().map_err(damaged)?);
        }
    }
    if any { Ok(sections) } else { Err(Refusal::NoSections) }
}

/// A library of Rust or C: its members that are objects. Others, as a crate's metadata, say nothing
/// of objectives.
fn of_archive<'data, R>(data: R) -> Result<Vec<&'data [u8]>, Refusal>
where
    R: ReadRef<'data>,
{
    let archive = ArchiveFile::parse(data).map_err(damaged)?;
    if archive.is_thin() {
        return Err(Refusal::Foreign("an archive that only names its members"));
    }
    let mut sections = Vec::new();
    for member in archive.members() {
        let bytes = member.map_err(damaged)?.data(data).map_err(damaged)?;
        match of_member(bytes) {
            Ok(found) => sections.extend(found),
            Err(Refusal::Foreign(_) | Refusal::NoSections) => {}
            Err(refusal) => return Err(refusal),
        }
    }
    Ok(sections)
}

fn of_member(bytes: &[u8]) -> Result<Vec<&[u8]>, Refusal> {
    match FileKind::parse(bytes) {
        Ok(FileKind::Archive) | Err(_) => Err(Refusal::Foreign("a member that is no object")),
        Ok(_) => of_object(bytes),
    }
}

/// A universal binary has the program, or the library, once for each processor: what is declared
/// for one of them is declared.
fn of_architectures<'data, R, A>(arches: &[A], data: R) -> Result<Vec<&'data [u8]>, Refusal>
where
    R: ReadRef<'data>,
    A: FatArch,
{
    if arches.is_empty() {
        return Err(Refusal::NoSections);
    }
    let mut sections = Vec::new();
    for arch in arches {
        let bytes = arch.data(data).map_err(damaged)?;
        sections.extend(match FileKind::parse(bytes) {
            Ok(FileKind::Archive) => of_archive(bytes)?,
            Ok(_) => of_object(bytes)?,
            Err(error) => return Err(damaged(error)),
        });
    }
    Ok(sections)
}

fn damaged(error: object::Error) -> Refusal {
    Refusal::Damaged(error.to_string())
}

/// What a file is that no linker wrote, as far as its first bytes tell.
fn foreign<'data>(data: impl ReadRef<'data>) -> Refusal {
    /// Enough for any magic number, and to tell text.
    const HEAD: u64 = 512;
    let len = data.len().unwrap_or(0);
    let Ok(head) = data.read_bytes_at(0, len.min(HEAD)) else {
        return Refusal::Foreign("no program that is known");
    };
    Refusal::Foreign(match head {
        [] => return Refusal::Empty,
        [b'#', b'!', ..] => "a script",
        [0, b'a', b's', b'm', ..] => "WebAssembly, whose objectives cannot be read yet",
        [0x7f, b'E', b'L', b'F', ..] | [b'M', b'Z', ..] => "the first bytes of a program",
        [0x1f, 0x8b, ..] | [b'P', b'K', 3, 4, ..] | [0xfd, b'7', b'z', ..] => {
            "compressed; unpack it first"
        }
        head if is_text(head) => "text",
        _ => "no program that is known",
    })
}

/// Whether it is UTF-8 without control characters; the last letter may be cut.
fn is_text(head: &[u8]) -> bool {
    let text = match std::str::from_utf8(head) {
        Ok(text) => text,
        Err(error) if error.error_len().is_none() => {
            std::str::from_utf8(&head[..error.valid_up_to()]).unwrap_or_default()
        }
        Err(_) => return false,
    };
    !text.is_empty() && text.chars().all(|c| !c.is_control() || c.is_ascii_whitespace())
}
