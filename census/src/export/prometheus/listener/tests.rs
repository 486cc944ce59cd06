//! The limits over real sockets: bad clients leave when their time is over, and others are served.

use std::io::{Read, Write};
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::mpsc;

use super::*;

/// Far more than a socket's buffers take from a writer whose reader does not read.
const BODY_BYTES: usize = 16 << 20;

/// What a test gives to a client that is to be left soon.
const SHORT: Duration = Duration::from_millis(200);

/// What a test gives where waiting for the end of it would be the defect.
const FOR_EVER: Duration = Duration::from_secs(3600);

/// How long should happen at once what a test waits for, on however busy a machine.
const PATIENCE: Duration = Duration::from_secs(if cfg!(census_sanitizer) { 120 } else { 20 });

/// Limits that no test reaches, but for those it sets.
const WIDE: Limits = Limits {
    connections_max: CONNECTIONS_MAX,
    accept_pause: FOR_EVER,
    head_time_max: FOR_EVER,
    answer_time_max: FOR_EVER,
    linger_time_max: FOR_EVER,
};

/// The client chooses: a long answer for `Accept: long`.
fn answer(accept: Option<&str>, _: Option<&str>) -> Answer {
    let body = if accept == Some("long") { vec![0; BODY_BYTES] } else { b"short".to_vec() };
    Answer { content_type: "text/plain", content_encoding: None, body }
}

fn serve(limits: Limits) -> Listener {
    serve_with(limits, answer)
}

fn serve_with(
    limits: Limits,
    answer: impl Fn(Option<&str>, Option<&str>) -> Answer + Send + Sync + 'static,
) -> Listener {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("its address");
    let next = move || listener.accept().map(|(stream, _)| stream);
    Listener::begin_with(next, address, limits, answer).expect("a thread")
}

/// A client that has asked, and has not read.
fn ask(listener: &Listener, what: &str) -> TcpStream {
    let mut stream = TcpStream::connect(listener.address).expect("a listener");
    stream.set_read_timeout(Some(PATIENCE)).expect("a timeout");
    stream.set_write_timeout(Some(PATIENCE)).expect("a timeout");
    write!(stream, "GET /metrics HTTP/1.1\r\nAccept: {what}\r\n\r\n").expect("a request");
    stream
}

/// How many bytes of the body come until the listener closes, or resets.
fn body_bytes(mut stream: &TcpStream) -> usize {
    let mut bytes = Vec::new();
    let _ = stream.read_to_end(&mut bytes); // What came before an error is kept.
    let head = bytes.windows(4).position(|it| it == b"\r\n\r\n").expect("a head");
    assert!(bytes.starts_with(b"HTTP/1.1 200 OK\r\n"));
    bytes.len() - head - 4
}

/// Waits until as many as this are in.
#[track_caller]
fn wait_for(listener: &Listener, guests: usize) {
    let began = Instant::now();
    while listener.hall.guests().streams.len() != guests {
        assert!(began.elapsed() < PATIENCE, "{:?}", listener.hall.guests());
        thread::sleep(Duration::from_millis(2));
    }
}

#[test]
fn a_client_that_never_reads_is_left_when_its_time_is_over() {
    let listener = serve(Limits { answer_time_max: SHORT, ..WIDE });
    let began = Instant::now();
    let deaf = ask(&listener, "long");
    assert_eq!(deaf.peek(&mut [0]).expect("an answer"), 1); // So it is in.
    wait_for(&listener, 0);
    assert!(began.elapsed() >= SHORT);
    assert!(body_bytes(&deaf) < BODY_BYTES);
}

#[test]
fn a_client_that_reads_a_little_now_and_then_gains_no_time_by_it() {
    let listener = serve(Limits { answer_time_max: SHORT, ..WIDE });
    let mut slow = ask(&listener, "long");
    let mut taken = 0;
    let mut piece = vec![0; BODY_BYTES / 64];
    while let Ok(bytes @ 1..) = slow.read(&mut piece) {
        taken += bytes;
        thread::sleep(SHORT / 8); // In all of its time it could take an eighth.
    }
    assert!(taken < BODY_BYTES, "{taken}");
    wait_for(&listener, 0);
}

#[test]
fn deaf_clients_keep_nobody_waiting_while_there_is_room() {
    let listener = serve(WIDE);
    let deaf: Vec<_> = (1..CONNECTIONS_MAX).map(|_| ask(&listener, "long")).collect();
    wait_for(&listener, CONNECTIONS_MAX - 1);
    for _ in 0..3 {
        assert_eq!(body_bytes(&ask(&listener, "long")), BODY_BYTES);
    }
    drop(deaf);
    wait_for(&listener, 0);
}

#[test]
fn a_hall_full_of_deaf_clients_is_free_again_when_their_time_is_over() {
    let listener = serve(Limits { answer_time_max: SHORT, ..WIDE });
    let deaf: Vec<_> = (0..CONNECTIONS_MAX).map(|_| ask(&listener, "long")).collect();
    for _ in 0..CONNECTIONS_MAX {
        assert_eq!(body_bytes(&ask(&listener, "short")), b"short".len());
    }
    wait_for(&listener, 0);
    assert!(deaf.iter().all(|deaf| body_bytes(deaf) < BODY_BYTES));
}

#[test]
fn a_client_that_does_not_close_is_left_when_its_time_is_over() {
    let listener = serve(Limits { linger_time_max: SHORT, ..WIDE });
    let began = Instant::now();
    let stays = ask(&listener, "short");
    assert_eq!(body_bytes(&stays), b"short".len());
    wait_for(&listener, 0);
    assert!(began.elapsed() >= SHORT);
    drop(stays);
}

#[test]
fn a_client_that_sends_on_and_on_is_left_when_its_time_is_over() {
    let listener = serve(Limits { linger_time_max: SHORT, ..WIDE });
    let mut talks = ask(&listener, "short");
    assert_eq!(body_bytes(&talks), b"short".len());
    let began = Instant::now();
    while talks.write_all(&[b'x'; 1024]).is_ok() {
        assert!(began.elapsed() < PATIENCE, "it is listened to for ever");
    }
    wait_for(&listener, 0);
}

#[test]
fn a_client_that_closes_is_left_at_once() {
    let listener = serve(WIDE);
    let good = ask(&listener, "short");
    assert_eq!(body_bytes(&good), b"short".len());
    wait_for(&listener, 1);
    drop(good);
    wait_for(&listener, 0);
}

#[test]
fn no_more_clients_are_served_at_once_than_there_is_room_for() {
    let (inside, most) = (AtomicUsize::new(0), Arc::new(AtomicUsize::new(0)));
    let seen = Arc::clone(&most);
    let listener = serve_with(Limits { connections_max: 2, ..WIDE }, move |accept, _| {
        seen.fetch_max(inside.fetch_add(1, SeqCst) + 1, SeqCst);
        thread::sleep(SHORT / 4); // A third would come in by now.
        inside.fetch_sub(1, SeqCst);
        answer(accept, None)
    });
    let clients: Vec<_> = (0..6).map(|_| ask(&listener, "short")).collect();
    for client in clients {
        assert_eq!(body_bytes(&client), b"short".len());
    }
    assert_eq!(most.load(SeqCst), 2);
}

#[test]
fn where_no_client_can_be_accepted_there_is_a_pause_before_the_next_try() {
    const TRIES: u32 = 4;
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("its address");
    let (tried, tries) = mpsc::channel();
    let mut left = TRIES;
    let next = move || {
        tried.send(Instant::now()).expect("the test");
        match left {
            0 => listener.accept().map(|(stream, _)| stream),
            _ => {
                left -= 1;
                Err(io::Error::other("out of file descriptors"))
            }
        }
    };
    let limits = Limits { accept_pause: SHORT / 8, ..WIDE };
    let listener = Listener::begin_with(next, address, limits, answer).expect("a thread");
    assert_eq!(body_bytes(&ask(&listener, "short")), b"short".len());
    let tries: Vec<Instant> = tries.try_iter().take(TRIES as usize + 1).collect();
    assert_eq!(tries.len(), TRIES as usize + 1);
    assert!(tries[TRIES as usize] - tries[0] >= limits.accept_pause * TRIES, "{tries:?}");
}

#[test]
fn the_end_waits_for_no_pause() {
    let address = ([127, 0, 0, 1], 9).into(); // Nobody has to be there.
    let (tried, tries) = mpsc::channel();
    let next = move || {
        tried.send(()).expect("the test");
        Err(io::Error::other("out of file descriptors"))
    };
    let listener = Listener::begin_with(next, address, WIDE, answer).expect("a thread");
    tries.recv_timeout(PATIENCE).expect("a try");
    let hall = Arc::clone(&listener.hall);
    listener.end(Instant::now() + PATIENCE);
    assert!(hall.guests().closed);
    assert!(tries.try_recv().is_err(), "the pause was none");
}
