//! The floors of our crates, and who looks down: read from the paths that a file writes.

use std::path::{Path, PathBuf};

use super::{files, none, text};

/// A crate whose rooms stand on floors.
struct House {
    sources: &'static str,
    /// The rooms and their floors. A file imports from its own floor and those above it, where its
    /// datum came from; a room without a floor sees all, and none of these sees it.
    floors: &'static [(&'static str, u8)],
}

const HOUSES: [House; 3] = [
    House {
        sources: "census/src",
        floors: &[
            ("switch", 8),   // The feature `off`.
            ("spelling", 8), // What a misspelt word was meant to be.
            ("variable", 8), // A variable that is not understood.
            ("sync", 8),     // The atomics and locks: std's, or loom's.
            ("own", 7),      // What census counts of itself.
            ("clock", 6),
            ("model", 5),
            ("tags", 5), // What travels with a request, and what a thread works under.
            ("slo", 5),  // Objectives as bytes.
            ("registry", 5),
            ("shard", 4),
            ("collector", 3),
            ("snapshot", 2),
            ("budget", 2), // How objectives stand.
            ("export", 1),
        ],
    },
    House {
        sources: "census-macros/src",
        floors: &[
            ("name", 5),     // The library's own rule.
            ("ladder", 5),   // The library's own bounds.
            ("spelling", 5), // The library's own, too.
            ("switch", 5),   // The feature `off`.
            ("faults", 5),
            ("syntax", 4), // Rust's own, as far as it is looked at.
            ("legal", 4),  // What HTTP and Prometheus make of a name.
            ("parse", 3),
            ("model", 2),
            ("expand", 1),
        ],
    },
    House {
        sources: "cargo-census/src",
        floors: &[
            ("ratio", 9),
            ("yaml", 9),
            ("table", 9),
            ("ending", 9), // The exit codes.
            ("duration", 8),
            ("arguments", 8),
            ("objective", 7),
            ("burn", 6),
            ("lock", 6),
            ("read", 6), // A program's section.
            ("source", 5),
            ("list", 4),
            ("explain", 4),
            ("diff", 4),
            ("export", 3),
            ("check", 2),
            ("help", 1),
            ("command", 0),
        ],
    },
];

#[test]
fn imports_run_one_way_down_the_floors() {
    let mut faults = Vec::new();
    for House { sources, floors } in &HOUSES {
        let sources = Path::new(sources);
        let files = files(sources, "rs");
        let tests: Vec<PathBuf> = files.iter().flat_map(|file| tests_of(file)).collect();
        for file in files.iter().filter(|file| !tests.iter().any(|test| file.starts_with(test))) {
            let module = module_of(file.strip_prefix(sources).unwrap());
            let floor_of = |room: &str| floors.iter().find(|(name, _)| *name == room);
            let Some((room, floor)) = module.first().and_then(|room| floor_of(room)) else {
                continue;
            };
            for seen in rooms_named_in(&code_of(&text(file)), &module) {
                match floor_of(&seen) {
                    Some((_, above)) if above >= floor => {}
                    Some((_, below)) => faults.push(format!(
                        "{}: `{room}` is on floor {floor} and looks down to `{seen}` on {below}",
                        file.display()
                    )),
                    None => faults.push(format!(
                        "{}: `{room}` is on floor {floor}; `{seen}`, which it names, is on none",
                        file.display()
                    )),
                }
            }
        }
    }
    none(&faults);
}

#[test]
fn every_floor_has_its_room() {
    let mut faults = Vec::new();
    for House { sources, floors } in &HOUSES {
        let root = text(&Path::new(sources).join("lib.rs"));
        let lost = floors.iter().filter(|(room, _)| !root.contains(&format!("mod {room};")));
        faults.extend(lost.map(|(room, _)| format!("{sources}: there is no room `{room}`")));
    }
    none(&faults);
}

/// The modules around a file's code, the outermost first: `["export", "otlp"]`.
fn module_of(file: &Path) -> Vec<String> {
    let file = file.with_extension("");
    let names = file.iter().map(|name| name.to_str().unwrap().to_owned());
    names.filter(|name| name != "lib" && name != "main").collect()
}

/// The modules at the crate's root that a file names, by `crate::` or `super::`, alone or first in
/// the paths of a group.
fn rooms_named_in(code: &str, module: &[String]) -> Vec<String> {
    let mut rooms = Vec::new();
    for (at, start) in starts(code) {
        let around = match start {
            "crate::" => 0,
            _ => module.len() + modules_around(code, at),
        };
        let supers = code[at..].split("super::").take_while(|between| between.is_empty()).count();
        let rest = &code[at + if around == 0 { start.len() } else { supers * start.len() }..];
        // Of a way that does not lead out of the room the name is no other room's.
        match (around, around.checked_sub(supers)) {
            (0, _) | (_, Some(0)) => rooms.extend(first_words(rest)),
            _ => rooms.extend(module.first().cloned()),
        }
    }
    rooms
}

/// Where paths begin that say where from.
fn starts(code: &str) -> Vec<(usize, &'static str)> {
    let mut starts = Vec::new();
    for start in ["crate::", "super::"] {
        for (at, _) in code.match_indices(start) {
            // Not `$crate::`, which is another crate's, nor the second of `super::super::`.
            if !code[..at].ends_with(|c: char| c.is_alphanumeric() || "_$:".contains(c)) {
                starts.push((at, start));
            }
        }
    }
    starts.sort_unstable();
    starts
}

/// How many inline modules a place of a file is in, as rustfmt leaves them.
fn modules_around(code: &str, at: usize) -> usize {
    let mut open: Vec<String> = Vec::new();
    for line in code[..at].lines() {
        let words: Vec<_> = line.split_whitespace().collect();
        let indent = &line[..line.len() - line.trim_start().len()];
        if words.ends_with(&["{"]) && words.iter().rev().nth(2) == Some(&"mod") {
            open.push(format!("{indent}}}"));
        }
        open.retain(|end| end != line);
    }
    open.len()
}

/// The modules that paths begin with, behind `crate::`.
fn first_words(rest: &str) -> Vec<String> {
    let paths = match rest.strip_prefix('{') {
        Some(group) => paths_in(group),
        None => vec![rest],
    };
    let mut words = Vec::new();
    for path in paths {
        let is_letter = |c: &char| c.is_ascii_alphanumeric() || *c == '_';
        let word: String = path.chars().take_while(is_letter).collect();
        // What begins with a capital or is called is an item of the root, not a room.
        let called = path[word.len()..].starts_with(['(', '!']);
        if word.starts_with(|c: char| c.is_ascii_lowercase()) && !called {
            words.push(word);
        }
    }
    words
}

/// The paths of a `{group}` that has just been opened, without what is nested in them.
fn paths_in(group: &str) -> Vec<&str> {
    let mut depth = 0;
    let mut from = 0;
    let mut paths = Vec::new();
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth > 0 => depth -= 1,
            ',' | '}' if depth == 0 => {
                paths.push(group[from..at].trim());
                from = at + 1;
            }
            _ => {}
        }
        if c == '}' && from == at + 1 {
            break;
        }
    }
    paths
}

/// The code of a file: no comments, and nothing that is there for tests, which may see all.
fn code_of(text: &str) -> String {
    let mut code = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let line = line.split("//").next().unwrap();
        if !is_for_tests(line) {
            code.push(line);
            continue;
        }
        // What comes after it ends in its line, or with a brace below its first letter.
        let end = format!("{}}}", &line[..line.len() - line.trim_start().len()]);
        let mut item = lines.by_ref().skip_while(|line| line.trim_start().starts_with('#'));
        if item.next().is_some_and(|line| !line.ends_with(';')) {
            item.find(|line| line.starts_with(&end));
        }
    }
    code.join("\n")
}

fn is_for_tests(line: &str) -> bool {
    ["#[cfg(test)]", "#[cfg(all(test,"].iter().any(|it| line.trim_start().starts_with(it))
}

/// The modules that a file has for tests only, by their paths without `.rs`.
fn tests_of(file: &Path) -> Vec<PathBuf> {
    let text = text(file);
    let lines: Vec<&str> = text.lines().collect();
    let folder = match file.file_stem().unwrap().to_str().unwrap() {
        "lib" | "main" => file.parent().unwrap().to_owned(),
        _ => file.with_extension(""),
    };
    let mut tests = Vec::new();
    for pair in lines.windows(2).filter(|pair| is_for_tests(pair[0])) {
        let name = pair[1].split_once("mod ").and_then(|(_, name)| name.strip_suffix(';'));
        tests.extend(
            name.into_iter()
                .flat_map(|name| [folder.join(name), folder.join(name).with_extension("rs")]),
        );
    }
    tests
}

#[test]
fn rooms_are_found_in_groups_too() {
    let code = "use crate::{shard::{Cell, Lease}, Snapshot, model::View};\n\
                crate::export::send(crate::snapshot()); use crate::{clock, own}; $crate::budget::x";
    assert_eq!(rooms_named_in(code, &[]), ["shard", "model", "export", "clock", "own"]);
}

#[test]
fn rooms_are_found_on_the_way_up() {
    let [one, two] = [vec!["shard".to_owned()], vec!["shard".to_owned(), "cell".to_owned()]];
    let code = "use super::{export, Snapshot}; super::run();";
    assert_eq!(rooms_named_in(code, &one), ["export"]);
    assert_eq!(rooms_named_in(code, &two), ["shard", "shard"]);
    assert_eq!(rooms_named_in("super::super::export::x", &two), ["export"]);
    let code =
        "mod sealed {\n    use super::cell;\n    use super::super::export;\n}\nuse super::model;";
    assert_eq!(rooms_named_in(code, &one), ["shard", "export", "model"]);
}

#[test]
fn code_is_what_is_no_test_and_no_comment() {
    let text = "use a; // use b;\n#[cfg(test)]\nmod c;\nuse d;\n#[cfg(test)]\n#[rustfmt::skip]\n\
                mod e {\n    use f;\n}\nuse g;";
    assert_eq!(code_of(text), "use a; \nuse d;\nuse g;");
}
