//! The listener over real sockets: good clients, bad clients, and its end.

use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use census::export::prometheus::{CONNECTIONS_MAX, HEAD_BYTES_MAX, HEAD_TIME_MAX, Names};
use census::export::{Exporter, Prometheus};
use census::{Aggregation, Data, Measure, Row, Snapshot, TagKey, View, ViewData};

static PAID: Measure<i64> = Measure::new("shop/paid", "1").describe("Carts that were paid.");
static VIEW: View = View::new("shop/paid", &PAID, Aggregation::Count);
const PAGE: &str = "# HELP shop_paid_total Carts that were paid.\n\
                    # TYPE shop_paid_total counter\n\
                    shop_paid_total 3\n";

/// The time that a test waits for what should happen at once, on however busy a machine. Under a
/// sanitizer a page of 30 MB alone takes some seconds.
const PATIENCE: Duration = Duration::from_secs(if cfg!(census_sanitizer) { 120 } else { 20 });

fn snapshot() -> Snapshot {
    let now = SystemTime::now();
    let row = Row { tags: vec![], start: now, data: Data::Count(3) };
    Snapshot::new(now, vec![ViewData::new(&VIEW, vec![row])])
}

/// A page of some 30 MB, more than a socket's buffers take.
fn long_snapshot() -> Snapshot {
    const TAG: &[TagKey] = &[TagKey::new("tag")];
    static LONG: View = View::new("shop/long", &PAID, Aggregation::Count).columns(TAG);
    let now = SystemTime::now();
    let tag = |number| Some(Arc::from(format!("{number:01000}")));
    let row = |number| Row { tags: vec![tag(number)], start: now, data: Data::Count(number) };
    Snapshot::new(now, vec![ViewData::new(&LONG, (0..30_000).map(row).collect())])
}

fn serve(snapshot: fn() -> Snapshot) -> Prometheus {
    let mut prometheus = Prometheus::listen_with("127.0.0.1:0", snapshot).expect("a free port");
    prometheus.begin().expect("a thread");
    prometheus
}

fn connect(address: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect(address).expect("a listener");
    stream.set_read_timeout(Some(PATIENCE)).expect("a timeout");
    stream
}

/// Everything until the listener closes.
fn read_all(mut stream: &TcpStream) -> Vec<u8> {
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).expect("an answer and its end");
    bytes
}

fn ask(address: SocketAddr, request: &[u8]) -> (String, Vec<u8>) {
    let mut stream = connect(address);
    stream.write_all(request).expect("a listener that reads");
    split(&read_all(&stream))
}

/// The head of an answer and its body.
fn split(answer: &[u8]) -> (String, Vec<u8>) {
    let end = answer.windows(4).position(|it| it == b"\r\n\r\n").expect("a head");
    let head = String::from_utf8(answer[..end].to_vec()).expect("a head of text");
    (head, answer[end + 4..].to_vec())
}

fn status(address: SocketAddr, request: &[u8]) -> String {
    let (head, _) = ask(address, request);
    head.lines().next().unwrap_or_default().to_owned()
}

fn get(address: SocketAddr) -> String {
    let (head, body) = ask(address, b"GET /metrics HTTP/1.1\r\nHost: census\r\n\r\n");
    assert!(head.starts_with("HTTP/1.1 200 OK\r\n"), "{head}");
    String::from_utf8(body).expect("a page of text")
}

#[test]
fn a_scrape_is_answered_in_text() {
    let prometheus = serve(snapshot);
    let request = b"GET /metrics HTTP/1.1\r\nHost: census\r\n\r\n";
    let (head, body) = ask(prometheus.local_addr(), request);
    assert_eq!(
        head,
        format!(
            "HTTP/1.1 200 OK\r\n\
             Content-Type: text/plain; version=0.0.4; charset=utf-8\r\n\
             Content-Length: {}\r\n\
             Vary: Accept, Accept-Encoding\r\n\
             Connection: close",
            PAGE.len()
        )
    );
    assert_eq!(String::from_utf8_lossy(&body), PAGE);
}

#[test]
fn openmetrics_and_gzip_come_when_asked_for() {
    let prometheus = serve(snapshot);
    let request = b"GET /metrics HTTP/1.1\r\nHost: census\r\nAccept-Encoding: gzip\r\n\
                    Accept: application/openmetrics-text;version=1.0.0,text/plain;q=0.5\r\n\r\n";
    let (head, body) = ask(prometheus.local_addr(), request);
    assert!(head.contains("\r\nContent-Encoding: gzip\r\n"), "{head}");
    assert!(head.contains("\r\nContent-Type: application/openmetrics-text; version=1.0.0;"));
    assert!(head.contains(&format!("\r\nContent-Length: {}\r\n", body.len())));
    let mut text = String::new();
    flate2::read::GzDecoder::new(&*body).read_to_string(&mut text).expect("gzip");
    assert!(text.starts_with("# HELP shop_paid Carts that were paid.\n"), "{text}");
    assert!(text.ends_with("\n# EOF\n"), "{text}");
}

#[test]
fn names_are_as_chosen() {
    let prometheus = Prometheus::listen_with("127.0.0.1:0", snapshot).expect("a free port");
    let mut prometheus = prometheus.names(Names::OpenCensus);
    prometheus.begin().expect("a thread");
    assert!(get(prometheus.local_addr()).ends_with("\nshop_paid 3\n"));
}

#[test]
fn head_tells_the_length_and_sends_nothing() {
    let prometheus = serve(snapshot);
    let (head, body) = ask(prometheus.local_addr(), b"HEAD /metrics HTTP/1.0\r\n\r\n");
    assert!(head.starts_with("HTTP/1.1 200 OK\r\n"), "{head}");
    assert!(head.contains(&format!("\r\nContent-Length: {}\r\n", PAGE.len())), "{head}");
    assert!(body.is_empty());
}

#[test]
fn what_is_not_served_gets_a_status_that_says_so() {
    let prometheus = serve(snapshot);
    let table: [(&[u8], &str); 7] = [
        (b"GET / HTTP/1.1\r\n\r\n", "200 OK"),
        (b"GET /metrics?name=x HTTP/1.1\r\n\r\n", "200 OK"),
        (b"GET /metric HTTP/1.1\r\n\r\n", "404 Not Found"),
        (b"GET /metrics/ HTTP/1.1\r\n\r\n", "404 Not Found"),
        (b"POST /metrics HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc", "405 Method Not Allowed"),
        (b"GET /metrics\r\n\r\n", "400 Bad Request"),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", "400 Bad Request"),
    ];
    for (request, expected) in table {
        let request_text = String::from_utf8_lossy(request);
        let got = status(prometheus.local_addr(), request);
        assert_eq!(got, format!("HTTP/1.1 {expected}"), "for {request_text:?}");
    }
    let (head, _) = ask(prometheus.local_addr(), b"DELETE / HTTP/1.1\r\n\r\n");
    assert!(head.contains("\r\nAllow: GET, HEAD\r\n"), "{head}");
    let (head, body) = ask(prometheus.local_addr(), b"GET / HTTP/1.1\r\n\r\n");
    assert!(head.contains("\r\nContent-Type: text/html; charset=utf-8\r\n"), "{head}");
    assert!(String::from_utf8_lossy(&body).contains("<a href=\"/metrics\">"));
}

#[test]
fn a_request_in_single_bytes_is_a_request() {
    let prometheus = serve(snapshot);
    let mut stream = connect(prometheus.local_addr());
    stream.set_nodelay(true).expect("an option");
    for byte in b"GET /metrics HTTP/1.1\r\nHost: census\r\n\r\n" {
        stream.write_all(&[*byte]).expect("a listener that reads");
    }
    assert!(read_all(&stream).ends_with(PAGE.as_bytes()));
}

#[test]
fn of_pipelined_requests_the_first_is_answered() {
    let prometheus = serve(snapshot);
    let request = b"GET /metrics HTTP/1.1\r\n\r\n".repeat(3);
    let (head, body) = ask(prometheus.local_addr(), &request);
    assert!(head.ends_with("\r\nConnection: close"), "{head}");
    assert_eq!(String::from_utf8_lossy(&body), PAGE);
}

#[test]
fn a_megabyte_of_head_gets_431_and_is_not_kept() {
    let prometheus = serve(snapshot);
    let mut stream = connect(prometheus.local_addr());
    let mut writer = stream.try_clone().expect("a handle");
    let writes = thread::spawn(move || {
        // The listener closes when it has had enough.
        let _ = writer.write_all(b"GET /metrics HTTP/1.1\r\nX: ");
        let _ = writer.write_all(&[b'x'; 1 << 20]);
    });
    let mut head = [0; 48];
    stream.read_exact(&mut head).expect("an answer");
    assert!(head.starts_with(b"HTTP/1.1 431 Request Header Fields Too Large\r\n"));
    writes.join().expect("a writer that ends");

    let fits = format!("GET /metrics HTTP/1.1\r\nX: {}\r\n\r\n", "x".repeat(HEAD_BYTES_MAX - 30));
    assert!(fits.len() <= HEAD_BYTES_MAX);
    assert_eq!(status(prometheus.local_addr(), fits.as_bytes()), "HTTP/1.1 200 OK");
    let many = format!("GET /metrics HTTP/1.1\r\n{}\r\n", "A: b\r\n".repeat(65));
    assert!(status(prometheus.local_addr(), many.as_bytes()).starts_with("HTTP/1.1 431 "));
    assert_eq!(get(prometheus.local_addr()), PAGE);
}

#[test]
fn half_a_request_is_answered_when_its_time_is_over() {
    let prometheus = serve(snapshot);
    let began = Instant::now();
    let mut half = connect(prometheus.local_addr());
    half.write_all(b"GET /metrics HTTP/1.1\r\nHo").expect("a listener that reads");
    assert_eq!(get(prometheus.local_addr()), PAGE); // Nobody waits for it.
    assert!(read_all(&half).starts_with(b"HTTP/1.1 408 Request Timeout\r\n"));
    assert!(began.elapsed() >= HEAD_TIME_MAX);
}

#[test]
fn clients_that_say_nothing_delay_the_others_no_longer_than_their_time() {
    let prometheus = serve(snapshot);
    let silent: Vec<_> =
        (0..CONNECTIONS_MAX + 4).map(|_| connect(prometheus.local_addr())).collect();
    let began = Instant::now();
    assert_eq!(get(prometheus.local_addr()), PAGE);
    assert!(began.elapsed() < PATIENCE);
    drop(silent);
}

#[test]
fn many_clients_at_once_are_all_served() {
    let prometheus = serve(snapshot);
    let address = prometheus.local_addr();
    thread::scope(|scope| {
        let clients = CONNECTIONS_MAX * 4;
        let pages: Vec<_> = (0..clients).map(|_| scope.spawn(move || get(address))).collect();
        for page in pages {
            assert_eq!(page.join().expect("a page"), PAGE);
        }
    });
}

#[test]
fn clients_that_come_and_go_leave_no_trace() {
    let prometheus = serve(snapshot);
    for _ in 0..CONNECTIONS_MAX * 4 {
        drop(connect(prometheus.local_addr()));
        let mut stream = connect(prometheus.local_addr());
        stream.write_all(b"GET /metrics HTTP/1.1\r\n\r\n").expect("a listener that reads");
    }
    assert_eq!(get(prometheus.local_addr()), PAGE);
}

#[test]
fn a_source_that_panics_costs_its_scrape_only() {
    fn panics() -> Snapshot {
        panic!("the source of this test always does")
    }
    let prometheus = serve(panics);
    for _ in 0..CONNECTIONS_MAX * 2 {
        let mut stream = connect(prometheus.local_addr());
        stream.write_all(b"GET /metrics HTTP/1.1\r\n\r\n").expect("a listener that reads");
        let mut bytes = Vec::new();
        let _ = stream.read_to_end(&mut bytes);
        assert!(bytes.is_empty());
    }
    assert_eq!(status(prometheus.local_addr(), b"GET / HTTP/1.1\r\n\r\n"), "HTTP/1.1 200 OK");
}

#[test]
fn a_client_that_never_reads_holds_up_neither_scrapes_nor_the_end() {
    let mut prometheus = serve(long_snapshot);
    let mut deaf = connect(prometheus.local_addr());
    deaf.write_all(b"GET /metrics HTTP/1.1\r\n\r\n").expect("a listener that reads");
    let mut first = [0; 15];
    deaf.read_exact(&mut first).expect("the begin of an answer");
    assert_eq!(&first, b"HTTP/1.1 200 OK");
    assert!(get(prometheus.local_addr()).len() > 30_000_000);
    let began = Instant::now();
    prometheus.shutdown(began + PATIENCE);
    // It waits a second for those who read; there is no hurry in a test.
    assert!(began.elapsed() < PATIENCE / 2, "{:?}", began.elapsed());
}

#[test]
fn its_end_frees_the_port_at_once_and_sends_silent_clients_away() {
    let mut prometheus = serve(snapshot);
    let address = prometheus.local_addr();
    let mut silent: Vec<_> = (0..CONNECTIONS_MAX + 4).map(|_| connect(address)).collect();
    assert_eq!(get_while_full(&mut silent, address), PAGE);
    let began = Instant::now();
    prometheus.shutdown(began + PATIENCE);
    assert!(began.elapsed() < HEAD_TIME_MAX, "{:?}", began.elapsed());
    TcpListener::bind(address).expect("the port is free");
    // A further end does nothing.
    prometheus.shutdown(Instant::now() + PATIENCE);
}

/// Makes room for one among silent clients, to be sure that those who were let in are in.
fn get_while_full(silent: &mut Vec<TcpStream>, address: SocketAddr) -> String {
    for stream in silent.drain(..5) {
        stream.shutdown(Shutdown::Both).expect("an open stream");
    }
    get(address)
}

#[test]
fn dropping_it_frees_the_port_too() {
    let prometheus = serve(snapshot);
    let address = prometheus.local_addr();
    drop(prometheus);
    TcpListener::bind(address).expect("the port is free");
    let prometheus = Prometheus::listen_with(address, snapshot).expect("a free port");
    drop(prometheus);
    TcpListener::bind(address).expect("the port is free though it never began");
}

#[test]
fn a_listener_on_every_interface_ends_as_well() {
    for address in ["0.0.0.0:0", "[::]:0"] {
        let Ok(mut prometheus) = Prometheus::listen_with(address, snapshot) else { continue };
        prometheus.begin().expect("a thread");
        let began = Instant::now();
        prometheus.shutdown(began + PATIENCE);
        assert!(began.elapsed() < PATIENCE / 2);
    }
}

#[test]
fn an_address_that_cannot_be_had_is_named() {
    let taken = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = taken.local_addr().expect("its address");
    let error = Prometheus::listen_with(address, snapshot).expect_err("a taken port");
    assert_eq!(error.kind(), ErrorKind::AddrInUse);
    let text = error.to_string();
    assert!(text.starts_with(&format!("cannot listen on `{address}`: ")), "{text}");
    assert!(text.ends_with("; stop who has it, or take port 0 for any that is free"), "{text}");

    let error = Prometheus::listen_with("9464", snapshot).expect_err("no address");
    let text = error.to_string();
    assert!(text.starts_with("cannot listen on `9464`: "), "{text}");
    assert!(text.ends_with("; write it as `127.0.0.1:9464`"), "{text}");
}

#[test]
fn connections_wait_until_it_begins_and_it_begins_once() {
    let mut prometheus = Prometheus::listen_with("127.0.0.1:0", snapshot).expect("a free port");
    let mut early = connect(prometheus.local_addr());
    early.write_all(b"GET /metrics HTTP/1.1\r\n\r\n").expect("a queue");
    prometheus.begin().expect("a thread");
    assert!(read_all(&early).ends_with(PAGE.as_bytes()));
    let again = prometheus.begin().expect_err("a listener that has begun");
    assert_eq!(again.to_string(), format!("`{}` is served already", prometheus.local_addr()));
}
