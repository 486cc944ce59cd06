use census::slo::record;
use census::slo::{LatencyGoal, Origin, Ppm, Site, SloSpec};
use object::pe::{
    DllFlags, IMAGE_FILE_EXECUTABLE_IMAGE, IMAGE_FILE_MACHINE_AMD64,
    IMAGE_SCN_CNT_INITIALIZED_DATA, IMAGE_SCN_MEM_READ, IMAGE_SUBSYSTEM_WINDOWS_CUI,
};
use object::write::{Object, StandardSegment, pe};
use object::{Architecture, BinaryFormat, Endianness, SectionKind};

use super::*;

const ORIGIN: Origin<'_> = Origin {
    crate_name: "shop",
    crate_version: "1.2.3",
    module: "shop::pay",
    file: "src/pay.rs",
    line: 12,
};

const SLO: SloSpec<'_> = {
    let mut slo = SloSpec::new("checkout", "shop", ORIGIN);
    slo.availability = Some(Ppm(999_000));
    slo.latency = Some(LatencyGoal { threshold: 250_000_000, goal: Ppm(990_000) });
    slo
};
static DECLARATION: [u8; record::slo_len(&SLO)] = record::slo(&SLO);

static SITE: Site<'_> = site("checkout", 20);
static SERVES: [u8; record::site_len(&SITE)] = record::site(&SITE);

static STRAY: Site<'_> = site("gone", 30);
static STRAYS: [u8; record::site_len(&STRAY)] = record::site(&STRAY);

const fn site(slo: &'static str, line: u32) -> Site<'static> {
    Site {
        slo,
        function: "shop::pay::checkout",
        file: "src/pay.rs",
        line,
        count: Some("shop/requests"),
        errors: None,
        latency: None,
        unit: None,
        bounds: std::borrow::Cow::Borrowed(&[]),
    }
}

/// An object with a section of records, as a compiler writes it.
fn object(format: BinaryFormat, section: &[u8]) -> Vec<u8> {
    let mut object = Object::new(format, Architecture::X86_64, Endianness::Little);
    let segment = object.segment_name(StandardSegment::Data).to_vec();
    let text = object.add_section(segment.clone(), b"other".to_vec(), SectionKind::Data);
    object.append_section_data(text, b"nothing of ours", 1);
    let id = object.add_section(segment, record::SECTION.into(), SectionKind::Data);
    object.append_section_data(id, section, 1);
    object.write().expect("an object")
}

fn elf(section: &[u8]) -> Vec<u8> {
    object(BinaryFormat::Elf, section)
}

/// An archive of these members, as `ar` writes it.
fn archive(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut bytes = b"!<arch>\n".to_vec();
    for (name, member) in members {
        let (name, len) = (format!("{name}/"), member.len());
        bytes.extend(format!("{name:<16}{:<12}{:<6}{:<6}{:<8}{len:<10}`\n", 0, 0, 0, 644).bytes());
        bytes.extend(*member);
        bytes.resize(bytes.len().next_multiple_of(2), b'\n');
    }
    bytes
}

/// A universal binary of these programs, as `lipo` writes it; where they are large, with numbers of
/// 64 bits.
fn universal(programs: &[&[u8]], large: bool) -> Vec<u8> {
    let magic = if large { 0xcafe_babf } else { 0xcafe_babe };
    let mut bytes = [magic, programs.len() as u32].map(u32::to_be_bytes).concat();
    let mut offset = 4_096;
    for program in programs {
        let len = program.len() as u32;
        bytes.extend(match large {
            true => [0x0100_0007, 3, 0, offset, 0, len, 12, 0].map(u32::to_be_bytes).concat(),
            false => [0x0100_0007, 3, offset, len, 12].map(u32::to_be_bytes).concat(),
        });
        offset = (offset + len).next_multiple_of(4_096);
    }
    for program in programs {
        bytes.resize(bytes.len().next_multiple_of(4_096), 0);
        bytes.extend(*program);
    }
    bytes
}

/// A program of Windows, as its linker writes it: names of sections are cut to eight letters.
fn windows(section: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut writer = pe::Writer::new(true, 0x1000, 0x200, &mut bytes);
    writer.reserve_dos_header_and_stub();
    writer.reserve_nt_headers(16);
    writer.reserve_section_headers(2);
    let text = [0xc3; 16];
    let text_at = writer.reserve_text_section(text.len() as u32);
    let flags = IMAGE_SCN_CNT_INITIALIZED_DATA | IMAGE_SCN_MEM_READ;
    let len = section.len() as u32;
    let at = writer.reserve_section(*b"census_s", flags, len, len);
    writer.write_dos_header_and_stub().expect("a header");
    writer.write_nt_headers(pe::NtHeaders {
        machine: IMAGE_FILE_MACHINE_AMD64,
        time_date_stamp: 0,
        characteristics: IMAGE_FILE_EXECUTABLE_IMAGE,
        major_linker_version: 14,
        minor_linker_version: 0,
        address_of_entry_point: text_at.virtual_address,
        image_base: 0x1_4000_0000,
        major_operating_system_version: 6,
        minor_operating_system_version: 0,
        major_image_version: 0,
        minor_image_version: 0,
        major_subsystem_version: 6,
        minor_subsystem_version: 0,
        subsystem: IMAGE_SUBSYSTEM_WINDOWS_CUI,
        dll_characteristics: DllFlags(0),
        size_of_stack_reserve: 0,
        size_of_stack_commit: 0,
        size_of_heap_reserve: 0,
        size_of_heap_commit: 0,
    });
    writer.write_section_headers();
    writer.write_section(text_at.file_offset, &text);
    writer.write_section(at.file_offset, section);
    bytes
}

/// What is read, in a line for each thing.
fn told(file: &[u8]) -> String {
    let program = match bytes(file) {
        Ok(program) => program,
        Err(refusal) => return format!("it {refusal}"),
    };
    let objectives = program.objectives().map(|one| format!("{} {one}\n", one.id()));
    let strays = program.strays.iter().map(|stray| format!("stray {}\n", stray.slo));
    objectives.chain(strays).collect()
}

const TOLD: &str = "checkout-availability 99.9% good\ncheckout-latency 99% below 250ms\n";

#[test]
fn the_records_are_found_in_every_kind_of_object() {
    for format in [BinaryFormat::Elf, BinaryFormat::MachO, BinaryFormat::Coff] {
        assert_eq!(told(&object(format, &DECLARATION)), TOLD, "{format:?}");
    }
}

#[test]
fn a_function_stands_with_what_it_serves() {
    let section = [&SERVES[..], &[0; 4], &STRAYS, &DECLARATION].concat();
    let program = bytes(&elf(&section)).expect("a program");
    let [slo] = &program.slos[..] else { panic!("{program:?}") };
    let [site] = &slo.sites[..] else { panic!("{slo:?}") };
    assert_eq!(format!("{} {}", site.function, site.place), "shop::pay::checkout src/pay.rs:20");
    assert_eq!(slo.origin.to_string(), "shop 1.2.3");
    let [stray] = &program.strays[..] else { panic!("{program:?}") };
    assert_eq!((stray.slo.as_str(), stray.site.place.line), ("gone", Some(30)));
}

#[test]
fn a_library_is_read_member_by_member() {
    let (one, other) = (elf(&DECLARATION), elf(&STRAYS));
    let members: [(&str, &[u8]); 4] =
        [("lib.rmeta", b"rust\0\0\0\x09 metadata"), ("a.o", &one), ("b.o", &other), ("empty", b"")];
    assert_eq!(told(&archive(&members)), format!("{TOLD}stray gone\n"));
}

#[test]
fn an_object_that_is_there_twice_declares_once() {
    let object = elf(&DECLARATION);
    assert_eq!(told(&archive(&[("a.o", &object), ("b.o", &object)])), TOLD);
}

#[test]
fn a_program_of_windows_is_read() {
    let section = [&DECLARATION[..], &[0; 9], &SERVES].concat();
    let program = bytes(&windows(&section)).expect("a program");
    assert_eq!(program.slos[0].sites.len(), 1);
    let message = told(&windows(&[]));
    assert!(message.starts_with("it declares no objective"), "{message}");
}

#[test]
fn a_universal_binary_has_its_objectives_once() {
    let program = object(BinaryFormat::MachO, &DECLARATION);
    for large in [false, true] {
        assert_eq!(told(&universal(&[&program, &program], large)), TOLD);
    }
}

// Regression: only the first of them was read, and what stands there for one processor was lost.
#[test]
fn what_a_universal_binary_has_for_one_processor_is_read() {
    let [with, without, other] =
        [&DECLARATION[..], &[], &STRAYS].map(|section| object(BinaryFormat::MachO, section));
    assert_eq!(told(&universal(&[&without, &with], false)), TOLD);
    assert_eq!(told(&universal(&[&with, &other], false)), format!("{TOLD}stray gone\n"));
    let library = archive(&[("a.o", &with)]);
    assert_eq!(told(&universal(&[&library, &library], false)), TOLD);
    let message = told(&universal(&[&with, b"no program, but some text"], false));
    assert!(message.starts_with("it is damaged or cut off"), "{message}");
}

#[test]
fn the_order_is_no_linkers() {
    let forth = elf(&[&DECLARATION[..], &SERVES, &STRAYS].concat());
    let back = elf(&[&STRAYS[..], &SERVES, &DECLARATION].concat());
    assert_eq!(bytes(&forth).expect("a program"), bytes(&back).expect("a program"));
}

#[test]
fn another_version_of_the_format_is_told_with_the_way_out() {
    let mut later = DECLARATION;
    later[record::MAGIC.len()] = record::VERSION + 1;
    let message = told(&elf(&later));
    assert!(message.contains("has its records in version 2 of the format"), "{message}");
    assert!(message.ends_with("install the `cargo census` of the program's census"), "{message}");
    let mut earlier = DECLARATION;
    earlier[record::MAGIC.len()] = 0;
    let message = told(&elf(&earlier));
    assert!(message.ends_with("build the program with a census of today"), "{message}");
}

#[test]
fn two_versions_in_one_file_are_told_apart_from_one() {
    let mut later = DECLARATION;
    later[record::MAGIC.len()] = record::VERSION + 1;
    for section in [[&later[..], &SERVES[..]].concat(), [&SERVES[..], &later[..]].concat()] {
        let message = told(&elf(&section));
        assert!(message.contains("has some of its records in version 2"), "{message}");
        assert!(message.contains("`cargo tree -i census` shows"), "{message}");
    }
}

#[test]
fn what_is_no_program_is_named() {
    let files: [(&[u8], &str); 8] = [
        (b"", "it is empty"),
        (b"#!/bin/sh\nexit 0\n", "it is a script"),
        ("für alle Fälle ein Text".as_bytes(), "it is text"),
        (b"\0asm\x01\0\0\0", "it is WebAssembly"),
        (b"\x1f\x8b\x08\0\0\0\0\0\0\0\0\0\0\0\0\0\0", "it is compressed"),
        (b"\x7fELF\x02\x01\x01", "it is the first bytes of a program"),
        (b"MZ\x90\0 and no more than that is here", "it is the first bytes of a program"),
        (&[0x90; 100], "it is no program that is known"),
    ];
    for (file, beginning) in files {
        let message = told(file);
        assert!(message.starts_with(beginning), "{message}");
    }
}

#[test]
fn a_sound_program_without_records_is_no_damaged_one() {
    let message = told(&elf(&[]));
    assert!(message.starts_with("it declares no objective"), "{message}");
}

#[test]
fn a_program_without_a_table_of_sections_is_told() {
    let mut program = elf(&DECLARATION);
    program[40..48].fill(0); // Where it says that its table is.
    program[60..64].fill(0); // How many there are, and which has their names.
    let message = told(&program);
    assert!(message.starts_with("it has no table of sections"), "{message}");
}

#[test]
fn however_a_file_is_cut_off_it_is_read_or_refused() {
    let files = [
        elf(&DECLARATION),
        object(BinaryFormat::MachO, &DECLARATION),
        object(BinaryFormat::Coff, &DECLARATION),
        archive(&[("a.o", &elf(&DECLARATION))]),
        windows(&DECLARATION),
    ];
    for file in files {
        assert_eq!(told(&file), TOLD);
        for len in 0..file.len() {
            let message = told(&file[..len]);
            // What is cut off its end may be symbols, which nobody needs.
            assert!(message == TOLD || message.starts_with("it "), "{len}: {message}");
        }
    }
}

#[test]
fn damaged_records_are_told_with_their_place() {
    let cut = &DECLARATION[..DECLARATION.len() - 1];
    let message = told(&elf(cut));
    let told = "it has records that are damaged (a record is cut short, at byte 0 of them)";
    assert!(message.starts_with(told), "{message}");
}

/// What the fuzzer begins with, and the test `corpus` replays.
#[test]
fn the_corpus_has_every_kind_of_file() {
    let mut later = DECLARATION;
    later[record::MAGIC.len()] = record::VERSION + 1;
    let all = [&DECLARATION[..], &SERVES, &[0; 4], &STRAYS].concat();
    let macho = object(BinaryFormat::MachO, &all);
    let files: [(&str, Vec<u8>); 13] = [
        ("elf", elf(&all)),
        ("macho", macho.clone()),
        ("coff", object(BinaryFormat::Coff, &all)),
        ("archive", archive(&[("lib.rmeta", b"rust"), ("a.o", &elf(&all))])),
        ("universal", universal(&[&macho, &macho], false)),
        ("pe", windows(&all)),
        ("later", elf(&later)),
        ("two-versions", elf(&[&all[..], &later[..]].concat())),
        ("without-records", elf(&[])),
        ("damaged-record", elf(&all[..all.len() - 9])),
        ("cut-off", elf(&all)[..300].to_vec()),
        ("text", b"checkout = 99.9%\n".to_vec()),
        ("lock", crate::lock::lock(&bytes(&elf(&all)).expect("a program")).into_bytes()),
    ];
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/corpus/objectives");
    for (name, file) in files {
        let path = corpus.join(name);
        if std::env::var_os("CENSUS_GOLDEN").is_some_and(|value| value == "overwrite") {
            std::fs::create_dir_all(&corpus).unwrap();
            std::fs::write(&path, &file).unwrap();
        }
        let there = std::fs::read(&path).unwrap_or_default();
        assert!(there == file, "`{name}` is other: `CENSUS_GOLDEN=overwrite` writes it anew");
    }
}
