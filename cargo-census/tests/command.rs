//! The command as scripts see it: what it prints, where, and its exit code.
#![allow(clippy::unwrap_used)] // What is unwrapped is a file of this repository or of this test.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What a command line came to.
#[derive(Debug, PartialEq, Eq)]
struct Ended {
    code: Option<i32>,
    out: String,
    err: String,
}

/// Runs the command in the folder of the fuzzer's corpus, whose files it may name.
fn census(line: &str) -> Ended {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/corpus/objectives");
    let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-census"));
    let ended = command.args(line.split_whitespace()).current_dir(corpus).output().unwrap();
    Ended {
        code: ended.status.code(),
        out: String::from_utf8(ended.stdout).unwrap(),
        err: String::from_utf8(ended.stderr).unwrap(),
    }
}

/// A file of a test's own.
fn file(name: &str, bytes: &[u8]) -> PathBuf {
    let name = format!("cargo-census-command-{}-{name}", std::process::id());
    let path = std::env::temp_dir().join(name);
    fs::write(&path, bytes).unwrap();
    path
}

#[test]
fn a_program_is_listed() {
    let table = "\
OBJECTIVE              GOAL             WINDOW  SERVICE  FUNCTIONS  DECLARED
checkout-availability  99.9% good       month   shop     1          shop src/pay.rs:12
checkout-latency       99% below 250ms  month   shop     1          shop src/pay.rs:12
";
    for line in ["list elf", "census list macho", "list coff", "list archive", "list universal"] {
        let ended = census(line);
        assert_eq!((ended.code, ended.out.as_str(), ended.err.as_str()), (Some(0), table, ""));
    }
    let json = census("list elf --format json");
    assert!(json.out.starts_with("{\n  \"version\": 1,\n  \"slos\": ["), "{}", json.out);
}

#[test]
fn each_file_that_cannot_be_read_is_told_with_the_way_out_and_a_code() {
    let empty = file("empty", b"");
    let cases = [
        ("list nothing", 3, "`nothing` cannot be read: No such file or directory"),
        ("list .", 3, "`.` is a directory: name the program's file"),
        ("list /dev/null", 3, "`/dev/null` is no regular file: name the program's file"),
        (&format!("list {}", empty.display()), 3, "is empty: was its build broken off?"),
        ("list text", 3, "`text` is text: name what the linker wrote"),
        ("list cut-off", 3, "`cut-off` is damaged or cut off ("),
        ("list damaged-record", 3, "`damaged-record` has records that are damaged ("),
        ("list later", 3, "`later` has its records in version 2 of the format"),
        ("list two-versions", 3, "`two-versions` has some of its records in version 2"),
        ("list without-records", 4, "`without-records` declares no objective: "),
    ];
    for (line, code, message) in cases {
        let ended = census(line);
        assert_eq!((ended.code, ended.out.as_str()), (Some(code), ""), "{line}: {ended:?}");
        assert!(ended.err.starts_with("error: "), "{line}: {ended:?}");
        assert!(ended.err.contains(message), "{line}: {ended:?}");
        assert_eq!(ended.err.lines().count(), 1, "{line}: {ended:?}");
    }
    fs::remove_file(empty).unwrap();
}

#[test]
fn what_was_found_is_a_code_for_scripts() {
    let found = census("check elf");
    assert_eq!(found.code, Some(1));
    assert!(found.out.starts_with("error[unknown-slo]: `shop::pay::checkout`: "), "{found:?}");
    assert!(found.out.contains("\n  --> src/pay.rs:30\n"), "{found:?}");
    assert_eq!(census("check elf --allow unknown-slo").code, Some(0));
    assert_eq!(census("check elf --allow unknown").code, Some(2));
    assert_eq!(census("check elf --format json --allow unknown-slo").out, "[]\n");
}

#[test]
fn a_lock_file_stands_for_the_program_it_was_made_of() {
    let lock = census("export lock elf");
    assert_eq!(lock.out, census("export lock macho").out);
    assert_eq!(lock.out, census("export lock lock").out);
    assert_eq!(
        census("diff lock elf"),
        Ended { code: Some(0), out: "No change.\n".into(), err: String::new() }
    );
    let other = file(
        "other",
        lock.out.replace("\"availability\": 999000", "\"availability\": 995000").as_bytes(),
    );
    let changed = census(&format!("diff {} elf", other.display()));
    assert_eq!(changed.code, Some(1));
    assert!(changed.out.starts_with("~ checkout-availability: goal 99.5% → 99.9%"), "{changed:?}");
    let broken = file("broken", b"{\"version\": 1, \"slos\": 7}");
    let refused = census(&format!("diff {} elf", broken.display()));
    assert_eq!(refused.code, Some(3));
    assert!(refused.err.contains("cannot be read: invalid type: integer `7`"), "{refused:?}");
    [other, broken].iter().for_each(|path| fs::remove_file(path).unwrap());
}

#[test]
fn an_objective_is_explained_by_its_id() {
    let explained = census("explain checkout-latency elf");
    assert_eq!(explained.code, Some(0));
    assert!(explained.out.starts_with("checkout-latency: 99% below 250ms over "), "{explained:?}");
    let often = census("explain checkout-latency elf --scrape-interval 15s");
    assert_eq!(often, explained, "over a month no window is shorter than at a minute");
    let wrong = census("explain checkout elf --scrape-interval often");
    assert_eq!(wrong.code, Some(2), "{wrong:?}");
    let unknown = census("explain chekout elf");
    assert_eq!(unknown.code, Some(2));
    assert!(unknown.err.starts_with("error: no objective is called `chekout`"), "{unknown:?}");
}

#[test]
fn a_program_that_cargo_cannot_build_is_told() {
    let ended = census("list --manifest-path nothing/Cargo.toml");
    assert_eq!(ended.code, Some(5), "{ended:?}");
    assert!(ended.err.ends_with("what it says stands above\n"), "{ended:?}");
}

#[test]
fn the_help_is_these_words() {
    for (line, name) in [
        ("--help", "census"),
        ("check --help", "check"),
        ("help diff", "diff"),
        ("list -h", "list"),
        ("explain -h", "explain"),
    ] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("golden/help/{name}.txt"));
        let help = census(line);
        if std::env::var_os("CENSUS_GOLDEN").is_some_and(|value| value == "overwrite") {
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, &help.out).unwrap();
        }
        assert_eq!(fs::read_to_string(&path).unwrap_or_default(), help.out, "{line}");
        assert!(help.out.lines().all(|line| line.chars().count() <= 100), "{}", help.out);
    }
}
