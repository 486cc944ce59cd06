//! The exporter that is asked: serves snapshots to Prometheus, as it wants them.
//!
//! ```
//! use census::export::Prometheus;
//!
//! let prometheus = Prometheus::listen("127.0.0.1:0")?; // Any free port; usually 9464.
//! println!("metrics at http://{}/metrics", prometheus.local_addr());
//! let _census = census::start().export(prometheus).run()?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! To serve from a server of one's own, [`answer`] a request's header fields, or [`render`].

mod answer;
mod clash;
mod connection;
mod exemplar;
mod label;
mod limits;
mod listener;
mod names;
mod negotiate;
mod number;
mod request;
mod rows;
mod strip;
mod text;
mod unit;

use std::fmt;
use std::io;
use std::net::{SocketAddr, TcpListener, ToSocketAddrs};
use std::sync::Arc;
use std::time::{Duration, Instant};

pub use answer::{Answer, answer};
pub use connection::{ANSWER_TIME_MAX, LINGER_TIME_MAX};
pub use listener::CONNECTIONS_MAX;
pub use names::Names;
pub use negotiate::Format;
pub use request::{HEAD_BYTES_MAX, HEAD_TIME_MAX};
pub use text::render;

use crate::export::{ExportError, Exporter};
use crate::model::View;
use crate::snapshot::Snapshot;
use listener::Listener;

/// Waiting for scrapes under way when it ends: a client that still reads gets its answer, one that
/// does not must not hold up the end of the process.
const SHUTDOWN_TIME_MAX: Duration = Duration::from_secs(1);

/// An exporter that listens for scrapes at `/metrics`, each answered with what there is then.
///
/// Text or OpenMetrics, gzip, `HEAD`. The port is taken at once, so that a taken one is an error
/// where the program starts; connections are answered from `run()` on.
pub struct Prometheus {
    address: SocketAddr,
    names: Names,
    source: Source,
    state: State,
}

/// Where an answer's snapshot comes from.
type Source = Arc<dyn Fn() -> Snapshot + Send + Sync>;

enum State {
    Bound(TcpListener),
    Serving(Listener),
    Over,
}

impl Prometheus {
    /// Takes an address, `127.0.0.1:9464` or with port 0 any free one, to serve
    /// [`census::snapshot()`](crate::snapshot()) at.
    ///
    /// # Errors
    ///
    /// If the address cannot be had, which it names.
    pub fn listen(address: impl ToSocketAddrs + fmt::Debug) -> io::Result<Self> {
        Prometheus::listen_with(address, crate::snapshot)
    }

    /// Takes an address to serve other snapshots at: a part of all, or a test's.
    ///
    /// # Errors
    ///
    /// If the address cannot be had, which it names.
    pub fn listen_with(
        address: impl ToSocketAddrs + fmt::Debug,
        snapshot: impl Fn() -> Snapshot + Send + Sync + 'static,
    ) -> io::Result<Self> {
        let listener = TcpListener::bind(&address).map_err(|error| refused(&address, &error))?;
        Ok(Prometheus {
            address: listener.local_addr()?,
            names: Names::default(),
            source: Arc::new(snapshot),
            state: State::Bound(listener),
        })
    }

    /// Calls views by these names.
    pub fn names(mut self, names: Names) -> Self {
        self.names = names;
        self
    }

    /// The address that it listens on, with the port that it was given for 0.
    pub fn local_addr(&self) -> SocketAddr {
        self.address
    }
}

fn refused(address: &impl fmt::Debug, error: &io::Error) -> io::Error {
    let address = format!("{address:?}");
    let address = address.trim_matches('"');
    let way_out = match error.kind() {
        io::ErrorKind::AddrInUse => "; stop who has it, or take port 0 for any that is free",
        io::ErrorKind::PermissionDenied => "; take a port from 1024 on",
        io::ErrorKind::InvalidInput => "; write it as `127.0.0.1:9464`",
        _ => "",
    };
    io::Error::new(error.kind(), format!("cannot listen on `{address}`: {error}{way_out}"))
}

/// Says whether all views of a snapshot have names of their own in Prometheus' spelling too: what
/// [`Prometheus::listen`] finds at `start()`. For a server of one's own, where it starts; a page
/// leaves out the later of two that collide.
///
/// ```
/// use census::export::prometheus::{Names, check};
///
/// check(&census::snapshot(), Names::Convention)?;
/// # Ok::<(), census::export::ExportError>(())
/// ```
///
/// # Errors
///
/// Views or tag keys that collide, with where they are declared.
pub fn check(snapshot: &Snapshot, names: Names) -> Result<(), ExportError> {
    let views: Vec<&'static View> = snapshot.views().iter().map(|data| data.view()).collect();
    accept(&views, names)
}

/// The same of views: what every exporter of pages asks at `start()`.
pub(super) fn accept(views: &[&'static View], names: Names) -> Result<(), ExportError> {
    clash::check(views, names).map_err(ExportError::new)
}

/// What the tag keys of a view are called as labels, in their order.
#[cfg(feature = "pushgateway")]
pub(super) fn labels(view: &View, names: Names) -> Vec<String> {
    names::Family::of(view, names).label_keys
}

impl Exporter for Prometheus {
    fn name(&self) -> &str {
        "prometheus"
    }

    fn accept(&self, views: &[&'static View]) -> Result<(), ExportError> {
        accept(views, self.names)
    }

    fn begin(&mut self) -> Result<(), ExportError> {
        match std::mem::replace(&mut self.state, State::Over) {
            State::Bound(listener) => {
                let (names, source) = (self.names, Arc::clone(&self.source));
                let serve = move |accept: Option<&str>, encoding: Option<&str>| {
                    answer(&source(), names, accept, encoding)
                };
                let listener = Listener::begin(listener, self.address, serve).map_err(|error| {
                    let message = format!("no thread to serve `{}` with", self.address);
                    ExportError::new(message).caused_by(error)
                })?;
                self.state = State::Serving(listener);
                Ok(())
            }
            other => {
                self.state = other;
                Err(ExportError::new(format!("`{}` is served already", self.address)))
            }
        }
    }

    /// Does nothing: each scrape takes a snapshot of its own.
    fn export(&mut self, _snapshot: &Snapshot, _deadline: Instant) -> Result<(), ExportError> {
        Ok(())
    }

    fn shutdown(&mut self, deadline: Instant) {
        if let State::Serving(listener) = std::mem::replace(&mut self.state, State::Over) {
            listener.end(deadline.min(Instant::now() + SHUTDOWN_TIME_MAX));
        }
    }
}

impl Drop for Prometheus {
    fn drop(&mut self) {
        self.shutdown(Instant::now() + SHUTDOWN_TIME_MAX);
    }
}

impl fmt::Debug for Prometheus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Prometheus")
            .field("address", &self.address)
            .field("names", &self.names)
            .finish_non_exhaustive()
    }
}
