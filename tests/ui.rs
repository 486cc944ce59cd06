//! The compiler as reviewer: what is written right compiles, and what is not is told where it is.
//!
//! The messages are those of the toolchain that the repository is built with; `TRYBUILD=overwrite`
//! writes them anew.

use std::fs;

#[test]
fn what_is_written_right_compiles_and_every_mistake_has_its_message() {
    let cases = trybuild::TestCases::new();
    cases.pass("ui/pass/*/*.rs");
    cases.compile_fail("ui/fail/*/*.rs");
}

/// What has a place in the user's code is told there.
#[test]
fn no_message_of_ours_is_followed_by_one_about_macros() {
    // `record!()` holds nothing that a message could stand at.
    const NOWHERE: &str = "records/nothing.stderr";
    let mut faults = Vec::new();
    for topic in fs::read_dir("ui/fail").expect("the topics") {
        for case in fs::read_dir(topic.expect("a topic").path()).expect("its cases") {
            let path = case.expect("a case").path();
            let about = "this error originates in the";
            let told = path.extension().is_some_and(|extension| extension == "stderr")
                && fs::read_to_string(&path).expect("its messages").contains(about);
            if told && !path.ends_with(NOWHERE) {
                faults.push(path);
            }
        }
    }
    assert!(faults.is_empty(), "{faults:?}");
}
