//! Tags before OpenCensus' own codec in Python: it reads what is written here, and what it writes
//! is read here.
//!
//! With `CENSUS_PYTHON` set, it runs in that Python, which has `opencensus`. `cargo xtask test
//! tags` does that.
#![allow(clippy::unwrap_used)] // What is unwrapped is of this repository.

use std::fs;
use std::path::Path;
use std::process::Command;

use census::tags::Propagation;
use census::{TagKey, TagMap};
use census_tests::finish;

type Pairs = Vec<(String, String)>;

/// From this length on a text has two bytes in front, which it writes and cannot read.
const TOO_LONG: usize = 128;

/// Asks the codec, line by line; `None` where it refuses.
fn ask(name: &str, lines: &[String]) -> Vec<Option<String>> {
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::write(&file, lines.join("\n")).unwrap();
    let python = std::env::var_os("CENSUS_PYTHON").expect("`cargo xtask test tags` says it");
    let mut command = Command::new(python);
    command.arg(concat!(env!("CARGO_MANIFEST_DIR"), "/python/tags.py")).arg(file);
    let (status, said) = finish(&mut command);
    assert!(status.is_some_and(|status| status.success()), "{status:?}\n{said}");
    let answers = said.lines().filter(|line| line.starts_with(['=', '!']));
    let answers: Vec<_> = answers.map(|line| line.strip_prefix("= ").map(str::to_owned)).collect();
    assert_eq!(answers.len(), lines.len(), "{said}");
    answers
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn bytes(hexadecimal: &str) -> Vec<u8> {
    let digits = hexadecimal.as_bytes().chunks(2).map(|two| std::str::from_utf8(two).unwrap());
    digits.map(|two| u8::from_str_radix(two, 16).unwrap()).collect()
}

fn map(pairs: &Pairs) -> TagMap {
    let edit = pairs.iter().fold(TagMap::new().edit(), |edit, (key, value)| {
        edit.upsert(TagKey::new(key.clone().leak()), value.as_str())
    });
    edit.build().unwrap()
}

fn pairs(tags: &TagMap) -> Pairs {
    tags.iter().map(|tag| (tag.key().to_owned(), tag.value().to_owned())).collect()
}

/// No tag, tags of all lengths up to `length`, of all characters, and many.
fn cases(length: usize) -> Vec<Pairs> {
    let text = |from: usize, length: usize| -> String {
        (from..from + length).map(|at| char::from(b' ' + (at % 95) as u8)).collect()
    };
    let mut cases = vec![
        vec![],
        vec![("caller".into(), "checkout".into()), ("region".into(), String::new())],
        (0..95).map(|at| (text(at, 1), text(at + 1, 2))).collect(),
    ];
    cases.extend((1..=length).map(|length| {
        let short = text(length, length % 7 + 1);
        vec![(text(0, length), short.clone()), (format!("{short}!"), text(length, length))]
    }));
    cases
}

#[test]
fn opencensus_reads_what_is_written() {
    let cases: Vec<TagMap> = cases(TOO_LONG - 1).iter().map(map).collect();
    let decode = |tags| format!("decode {}", hexadecimal(&Propagation::new().to_grpc(tags)));
    let lines: Vec<String> = cases.iter().map(decode).collect();
    for (tags, read) in cases.iter().zip(ask("tags_decoded", &lines)) {
        let mut read: Pairs = serde_json::from_str(&read.expect("it reads them")).unwrap();
        read.sort();
        assert_eq!(read, pairs(tags));
    }
}

#[test]
fn what_opencensus_writes_is_read() {
    let cases = cases(255);
    let encode = |pairs| format!("encode {}", serde_json::to_string(pairs).unwrap());
    let lines: Vec<String> = cases.iter().map(encode).collect();
    for (pairs, written) in cases.iter().zip(ask("tags_encoded", &lines)) {
        let written = bytes(&written.expect("it writes them"));
        assert_eq!(Propagation::new().from_grpc(&written).unwrap(), map(pairs));
    }
}

#[test]
fn the_corpus_has_what_opencensus_wrote_and_what_it_reads() {
    let corpus = |name| fs::read(format!("../fuzz/corpus/grpc/{name}")).unwrap();
    let pairs: Pairs = [("caller", "checkout"), ("region", ""), ("k <>.,?/'\";", &"x".repeat(127))]
        .map(|(key, value)| (key.to_owned(), value.to_owned()))
        .into();
    let lines = [
        format!("encode {}", serde_json::to_string(&pairs).unwrap()),
        format!("decode {}", hexadecimal(&corpus("python_reads"))),
    ];
    let [written, read] = ask("tags_corpus", &lines).try_into().unwrap();
    assert_eq!(written, Some(hexadecimal(&corpus("python"))));
    let read: Pairs = serde_json::from_str(&read.unwrap()).unwrap();
    assert_eq!(map(&read), map(&pairs));
}

#[test]
fn opencensus_itself_does_not_read_a_long_text() {
    // Should it learn to, `TOO_LONG` is to go.
    let long = map(&vec![("k".into(), "v".repeat(TOO_LONG))]);
    let line = format!("decode {}", hexadecimal(&Propagation::new().to_grpc(&long)));
    let read = ask("tags_long", &[line]).remove(0);
    let read = read.map(|read| serde_json::from_str::<Pairs>(&read).unwrap());
    assert_ne!(read, Some(pairs(&long)));
}
