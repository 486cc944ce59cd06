//! How the command ends: what it prints, where, and the code that scripts go by.

use std::io::{self, Write};
use std::process::ExitCode;

/// The meaning of an exit code; each is documented in the help and in the README.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// 0: done, and nothing to act upon.
    Fine,
    /// 1: `check` found something, or `diff` a change.
    Found,
    /// 2: the command line says nothing that can be done.
    Usage,
    /// 3: the file cannot be read as a program with objectives of this format.
    Unreadable,
    /// 4: the file is a program, and declares no objective.
    Nothing,
    /// 5: cargo did not build it, or built several programs.
    NotBuilt,
    /// 6: what was made cannot be written.
    NotWritten,
}

impl Ending {
    /// The exit code.
    pub const fn code(self) -> u8 {
        match self {
            Ending::Fine => 0,
            Ending::Found => 1,
            Ending::Usage => 2,
            Ending::Unreadable => 3,
            Ending::Nothing => 4,
            Ending::NotBuilt => 5,
            Ending::NotWritten => 6,
        }
    }
}

/// What the command has to say when it is done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// For the standard output.
    pub text: String,
    /// How it ended.
    pub ending: Ending,
}

/// Why the command could not do what it was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// One sentence, without a full stop; what the user is to do is in it.
    pub message: String,
    /// How it ended.
    pub ending: Ending,
}

impl Answer {
    /// Something was made, and there is nothing to act upon.
    pub fn fine(text: impl Into<String>) -> Self {
        Answer { text: text.into(), ending: Ending::Fine }
    }
}

impl Failure {
    /// It could not be done.
    pub fn new(ending: Ending, message: impl Into<String>) -> Self {
        Failure { message: message.into(), ending }
    }
}

/// Prints what came of a command, and gives its exit code.
///
/// A reader that has seen enough, as `head`, is no error.
pub fn print(result: Result<Answer, Failure>) -> ExitCode {
    let ending = match result {
        Ok(answer) => match write(io::stdout(), &answer.text) {
            Ok(()) => answer.ending,
            Err(error) => tell(&Failure::new(
                Ending::NotWritten,
                format!("the standard output cannot be written: {error}"),
            )),
        },
        Err(failure) => tell(&failure),
    };
    ExitCode::from(ending.code())
}

fn tell(failure: &Failure) -> Ending {
    // Where that cannot be written, nobody is left to tell.
    let _ = write(io::stderr(), &format!("error: {}\n", failure.message));
    failure.ending
}

fn write(mut stream: impl Write, text: &str) -> io::Result<()> {
    match stream.write_all(text.as_bytes()).and_then(|()| stream.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}
