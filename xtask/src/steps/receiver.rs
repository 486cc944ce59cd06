//! The strict receivers in Python: started, sent bodies, and shown to refuse what they must.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::leash::Server;
use crate::steps::scrape::{serve, word_after};
use crate::tally::Tally;
use crate::workshop::{Fault, Workshop};

/// How long a receiver may take to answer.
const PATIENCE: Duration = Duration::from_secs(20);

/// A strict receiver, and the file of what it has taken.
pub struct Receiver {
    pub address: String,
    file: PathBuf,
    _server: Server,
}

impl Receiver {
    /// Starts `tests/python/SCRIPT.py`; what it takes stands in a file of this name.
    pub fn start(
        workshop: &Workshop,
        python: &Path,
        script: &str,
        name: &str,
    ) -> Result<Self, Fault> {
        let file = workshop.bench.join(format!("{name}.taken"));
        let log = workshop.bench.join(format!("{name}-receiver.log"));
        fs::write(&file, "")?;
        let mut command = workshop.command(python);
        command.arg(format!("tests/python/{script}.py")).arg(&file);
        command.env("PYTHONDONTWRITEBYTECODE", "1"); // What they share is imported.
        let server = serve(&mut command, &log)?;
        Ok(Receiver { address: word_after(&log, "listening on http://")?, file, _server: server })
    }

    /// What it has taken, in lines.
    pub fn taken(&self) -> Result<String, Fault> {
        Ok(fs::read_to_string(&self.file)?)
    }

    /// Begins its file anew.
    pub fn forget(&self) -> Result<(), Fault> {
        Ok(fs::write(&self.file, "")?)
    }

    /// Sends a body of JSON, with a token, and gives the whole answer.
    pub fn post(&self, path: &str, body: &str) -> Result<String, Fault> {
        let mut stream = TcpStream::connect(&self.address)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        write!(
            stream,
            "POST {path} HTTP/1.1\r\nContent-Type: application/json\r\n\
             Authorization: Bearer t\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        )?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        Ok(answer)
    }

    /// Expects that it refuses a body for this rule: one that takes everything proves nothing.
    pub fn refuses(
        &self,
        tally: &mut Tally,
        (path, body, rule): (&str, &str, &str),
    ) -> Result<(), Fault> {
        let said = self.post(path, body)?;
        let refused = said.contains(" 400 ") && said.contains(rule);
        tally.expect(refused, format!("the receiver takes {body}, so it proves nothing: {said}"));
        Ok(())
    }
}
