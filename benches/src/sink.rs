//! A backend in a process of its own, so that what it does is in nobody's time: it takes what it is
//! sent, or refuses it, never answers, or reads slowly, as the path says.

use std::env;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

/// Says to this program that it is the backend.
const SINK: &str = "--sink";

/// The backend's process, which ends when this drops.
#[derive(Debug)]
pub struct Sink {
    process: Child,
    address: String,
}

impl Sink {
    /// Starts it. Called first in `main`: in the process that it starts, it does not return.
    ///
    /// # Panics
    ///
    /// If there is no process or no port.
    pub fn start() -> Self {
        if env::args().nth(1).as_deref() == Some(SINK) {
            serve();
        }
        let program = env::current_exe().expect("this program's path");
        let mut process = Command::new(program)
            .arg(SINK)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("a process");
        let mut address = String::new();
        let said = process.stdout.take().expect("its output");
        BufReader::new(said).read_line(&mut address).expect("its address");
        Sink { process, address: address.trim().to_owned() }
    }

    /// An endpoint: of `take`, `fail`, `hang` or `slow`.
    pub fn url(&self, how: &str) -> String {
        format!("http://{}/{how}", self.address)
    }

    /// The body that it took last.
    ///
    /// # Panics
    ///
    /// If it does not say.
    pub fn last(&self) -> Vec<u8> {
        let mut connection = TcpStream::connect(&self.address).expect("a connection");
        connection.write_all(b"GET /last HTTP/1.1\r\n\r\n").expect("a request");
        let mut answer = BufReader::new(connection);
        let head = head(&mut answer).expect("an answer");
        let mut body = vec![0; head.length];
        answer.read_exact(&mut body).expect("a body");
        body
    }
}

impl Drop for Sink {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn serve() -> ! {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    println!("{}", listener.local_addr().expect("an address"));
    let last = Arc::new(Mutex::new(Vec::new()));
    thread::spawn(|| {
        // Whoever started us is gone when this ends, however it ended.
        let _ = io::stdin().read(&mut [0]);
        std::process::exit(0);
    });
    loop {
        if let Ok((connection, _)) = listener.accept() {
            let last = Arc::clone(&last);
            thread::spawn(move || drop(answer(&connection, &last)));
        }
    }
}

/// Answers the requests of a connection.
fn answer(mut connection: &TcpStream, last: &Mutex<Vec<u8>>) -> io::Result<()> {
    connection.set_nodelay(true)?;
    let mut from = BufReader::new(connection);
    loop {
        let head = head(&mut from)?;
        let slow = head.first.contains("/slow");
        let mut body = vec![0; head.length];
        for part in body.chunks_mut(if slow { 4 << 10 } else { 1 << 20 }) {
            from.read_exact(part)?;
            if slow {
                thread::sleep(Duration::from_millis(10));
            }
        }
        let last = || last.lock().unwrap_or_else(PoisonError::into_inner);
        let (status, said) = match head.first.split(' ').nth(1).unwrap_or_default() {
            path if path.starts_with("/last") => ("200 OK", last().clone()),
            path if path.starts_with("/hang") => loop {
                thread::park();
            },
            path if path.starts_with("/fail") => ("500 Internal Server Error", Vec::new()),
            _ => {
                *last() = body;
                ("200 OK", Vec::new())
            }
        };
        let head = format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\n\r\n", said.len());
        connection.write_all(&[head.as_bytes(), &said].concat())?;
    }
}

/// A request's or an answer's first line, and the length of its body.
struct Head {
    first: String,
    length: usize,
}

fn head(from: &mut impl BufRead) -> io::Result<Head> {
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        if from.read_line(&mut line)? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        if line.trim().is_empty() {
            break;
        }
        lines.push(line.to_ascii_lowercase());
    }
    let length = lines.iter().find_map(|line| line.strip_prefix("content-length:"));
    let length = length.and_then(|length| length.trim().parse().ok()).unwrap_or(0);
    Ok(Head { first: lines.swap_remove(0), length })
}
