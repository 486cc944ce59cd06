//! A backend that answers as a script says: late, refusing, cut short, for ever, or not at all.
//!
//! ```
//! use census_tests::backend::{Backend, Reply};
//!
//! let mut replies = vec![Reply::of(200), Reply::of(503).header("Retry-After", "1")];
//! let backend = Backend::start(move |_| replies.pop().unwrap_or_else(|| Reply::of(200)));
//! println!("{}", backend.url()); // `http://127.0.0.1:…`
//! assert!(backend.requests().is_empty());
//! ```

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// Bytes of a request that are read: more than any exporter may send at once.
const REQUEST_MAX: u64 = 64 << 20;

/// A backend on a port of its own. When it drops, the port is closed and what it still writes ends.
#[derive(Debug)]
pub struct Backend {
    address: SocketAddr,
    shared: Arc<Shared>,
}

/// What came in, by the script's eyes.
#[derive(Clone, Debug)]
pub struct Request {
    /// `POST`
    pub method: String,
    /// With its query: `/v1/metrics?a=b`
    pub path: String,
    /// In their order; names in lower case.
    pub headers: Vec<(String, String)>,
    /// As it came: compressed, if it was.
    pub body: Vec<u8>,
    /// When the last of it came.
    pub at: Instant,
}

/// What goes back.
#[derive(Clone, Debug)]
#[must_use]
pub struct Reply {
    status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
    delay: Duration,
    end: End,
}

/// How a reply goes out.
#[derive(Clone, Debug)]
enum End {
    Whole,
    /// The connection is closed without a byte.
    Dropped,
    /// So many bytes of the body, then the connection is closed.
    Truncated(usize),
    /// A byte, a pause, a byte, …
    Slow(Duration),
    /// The body again and again, as long as somebody reads.
    Endless,
}

type Script = Box<dyn FnMut(&Request) -> Reply + Send>;

struct Shared {
    script: Mutex<Script>,
    requests: Mutex<Vec<Request>>,
    over: AtomicBool,
}

impl std::fmt::Debug for Shared {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Shared")
    }
}

impl Request {
    /// A header's value, by its name in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut of = self.headers.iter().filter(|(key, _)| key == name);
        of.next().map(|(_, value)| value.as_str())
    }

    /// The body, if it is text.
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap_or("(not UTF-8)")
    }
}

impl Reply {
    /// A status, with an empty body.
    pub fn of(status: u16) -> Self {
        let (headers, body) = (Vec::new(), Vec::new());
        Reply { status, headers, body, delay: Duration::ZERO, end: End::Whole }
    }

    /// A status and a body of JSON.
    pub fn json(status: u16, body: impl Into<String>) -> Self {
        Self::of(status).header("Content-Type", "application/json").body(body.into())
    }

    /// The connection is closed without a byte.
    pub fn dropped() -> Self {
        Reply { end: End::Dropped, ..Self::of(200) }
    }

    /// The same with a header more.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The same with a body.
    pub fn body(self, body: impl Into<Vec<u8>>) -> Self {
        Reply { body: body.into(), ..self }
    }

    /// The same, after a time.
    pub fn after(self, delay: Duration) -> Self {
        Reply { delay, ..self }
    }

    /// The same, closed after so many bytes of the body, whose full length was announced.
    pub fn truncated(self, bytes: usize) -> Self {
        Reply { end: End::Truncated(bytes), ..self }
    }

    /// The same, a byte at a time.
    pub fn slowly(self, pause: Duration) -> Self {
        Reply { end: End::Slow(pause), ..self }
    }

    /// The same, its body again and again.
    pub fn endless(self) -> Self {
        Reply { end: End::Endless, ..self }
    }
}

impl Backend {
    /// Listens, and answers each request as the script says. The script sees one at a time.
    ///
    /// # Panics
    ///
    /// If there is no port.
    pub fn start(script: impl FnMut(&Request) -> Reply + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address");
        let shared = Arc::new(Shared {
            script: Mutex::new(Box::new(script)),
            requests: Mutex::default(),
            over: AtomicBool::new(false),
        });
        let accepting = Arc::clone(&shared);
        thread::spawn(move || {
            for connection in listener.incoming() {
                if accepting.over.load(Relaxed) {
                    return;
                }
                let (Ok(connection), shared) = (connection, Arc::clone(&accepting)) else {
                    continue;
                };
                thread::spawn(move || shared.serve(&connection));
            }
        });
        Backend { address, shared }
    }

    /// Answers from now on as another script says.
    pub fn then(&self, script: impl FnMut(&Request) -> Reply + Send + 'static) {
        *lock(&self.shared.script) = Box::new(script);
    }

    /// Where it listens: `http://127.0.0.1:PORT`.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What came in so far, each before it was answered.
    pub fn requests(&self) -> Vec<Request> {
        lock(&self.shared.requests).clone()
    }

    /// The address of a port that nobody listens at.
    ///
    /// # Panics
    ///
    /// If there is no port.
    pub fn absent() -> String {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        format!("http://{}", listener.local_addr().expect("an address"))
    }
}

impl Drop for Backend {
    fn drop(&mut self) {
        self.shared.over.store(true, Relaxed);
        drop(TcpStream::connect(self.address)); // Wakes the one who accepts.
    }
}

impl Shared {
    /// Requests of one connection, until one of the two has enough.
    fn serve(&self, connection: &TcpStream) {
        let _ = connection.set_nodelay(true);
        let mut from = BufReader::new(connection);
        while !self.over.load(Relaxed) {
            let Ok(Some(request)) = read(&mut from) else { return };
            lock(&self.requests).push(request.clone());
            let reply = lock(&self.script)(&request);
            self.sleep(reply.delay);
            if !matches!(self.write(&reply, connection), Ok(true)) {
                return;
            }
        }
    }

    /// Sleeps in short naps, so that a backend that is over lets its threads go.
    fn sleep(&self, time: Duration) {
        let until = Instant::now() + time;
        while Instant::now() < until && !self.over.load(Relaxed) {
            let left = until.saturating_duration_since(Instant::now());
            thread::sleep(left.min(Duration::from_millis(20)));
        }
    }

    /// Writes a reply; whether the connection stays open.
    fn write(&self, reply: &Reply, mut to: &TcpStream) -> io::Result<bool> {
        if matches!(reply.end, End::Dropped) {
            return Ok(false);
        }
        let mut head = format!("HTTP/1.1 {} Scripted\r\n", reply.status);
        for (name, value) in &reply.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        match reply.end {
            End::Endless => head.push_str("Transfer-Encoding: chunked\r\n\r\n"),
            _ => head.push_str(&format!("Content-Length: {}\r\n\r\n", reply.body.len())),
        }
        to.write_all(head.as_bytes())?;
        match reply.end {
            End::Whole | End::Dropped => to.write_all(&reply.body)?,
            End::Truncated(bytes) => {
                to.write_all(&reply.body[..bytes.min(reply.body.len())])?;
                return Ok(false);
            }
            End::Slow(pause) => {
                for byte in reply.body.chunks(1) {
                    if self.over.load(Relaxed) {
                        return Ok(false);
                    }
                    to.write_all(byte)?;
                    self.sleep(pause);
                }
            }
            End::Endless => {
                let chunk = format!("{:x}\r\n", reply.body.len().max(1));
                let body: &[u8] = if reply.body.is_empty() { b" " } else { &reply.body };
                while !self.over.load(Relaxed) {
                    to.write_all(&[chunk.as_bytes(), body, b"\r\n"].concat())?;
                }
            }
        }
        Ok(true)
    }
}

/// Reads a request; none where the other has closed the connection.
fn read(from: &mut impl BufRead) -> io::Result<Option<Request>> {
    let mut from = from.take(REQUEST_MAX);
    let first = line(&mut from)?;
    let mut words = first.split(' ').map(str::to_owned);
    let (Some(method), Some(path)) = (words.next(), words.next()) else { return Ok(None) };
    let mut headers = Vec::new();
    loop {
        let line = line(&mut from)?;
        let Some((name, value)) = line.split_once(':') else { break };
        headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
    let mut request = Request { method, path, headers, body: Vec::new(), at: Instant::now() };
    if request.header("transfer-encoding").is_some() {
        loop {
            let size = usize::from_str_radix(&line(&mut from)?, 16).map_err(io::Error::other)?;
            let mut chunk = vec![0; size.min(REQUEST_MAX as usize)];
            from.read_exact(&mut chunk)?;
            line(&mut from)?;
            request.body.extend(&chunk);
            if size == 0 {
                break;
            }
        }
    } else {
        let length = request.header("content-length").and_then(|it| it.parse().ok()).unwrap_or(0);
        (&mut from).take(length).read_to_end(&mut request.body)?;
    }
    request.at = Instant::now();
    Ok(Some(request))
}

fn line(from: &mut impl BufRead) -> io::Result<String> {
    let mut line = String::new();
    from.read_line(&mut line)?;
    line.truncate(line.trim_end().len());
    Ok(line)
}

/// A script that panicked has failed its test already.
fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
