//! A load over real sockets, and what a client sees of the service.

use std::io::{Error, ErrorKind, Result};
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

use crate::sli::Sli;

/// How many clients call at a time, each on one connection that it keeps.
const CLIENTS: u64 = 16;

/// Makes so many requests in all, and gives the SLIs as the clients saw them.
pub async fn make(address: SocketAddr, requests: u64) -> Result<Sli> {
    let mut clients = JoinSet::new();
    for client in 0..CLIENTS {
        let share = (requests + client) / CLIENTS;
        clients.spawn(call(address, client, share));
    }
    let mut answers = Vec::new();
    while let Some(client) = clients.join_next().await {
        answers.extend(client??);
    }
    answers.sort_by_key(|answer| answer.latency);
    Ok(Sli {
        calls: answers.len() as u64,
        failures: answers.iter().filter(|answer| answer.status >= 500).count() as u64,
        latencies: answers.len() as u64,
        p50: quantile(&answers, 0.50),
        p99: quantile(&answers, 0.99),
    })
}

/// Calls at a gentle pace for as long as it runs, so that there is something to see.
pub async fn trickle(address: SocketAddr) -> Result<()> {
    let mut wire = connect(address).await?;
    let mut pace = tokio::time::interval(Duration::from_millis(20));
    for number in 1.. {
        pace.tick().await;
        ask(&mut wire, number).await?;
    }
    Ok(())
}

struct Answer {
    status: u16,
    latency: Duration,
}

/// Calls so many times on one connection.
async fn call(address: SocketAddr, client: u64, calls: u64) -> Result<Vec<Answer>> {
    let mut wire = connect(address).await?;
    let mut answers = Vec::new();
    for call in 0..calls {
        let begun = Instant::now();
        let status = ask(&mut wire, call * CLIENTS + client + 1).await?;
        answers.push(Answer { status, latency: begun.elapsed() });
    }
    Ok(answers)
}

async fn connect(address: SocketAddr) -> Result<BufReader<TcpStream>> {
    let wire = BufReader::new(TcpStream::connect(address).await?);
    wire.get_ref().set_nodelay(true)?;
    Ok(wire)
}

/// Makes one request, which begins a trace of this number, and gives its answer's status.
async fn ask(wire: &mut BufReader<TcpStream>, number: u64) -> Result<u16> {
    let traceparent = format!("00-c0ffee{number:026x}-{number:016x}-01");
    let request =
        format!("GET /checkout HTTP/1.1\r\nhost: shop\r\ntraceparent: {traceparent}\r\n\r\n");
    wire.write_all(request.as_bytes()).await?;
    answer(wire).await
}

/// Reads one answer to its end, and gives its status.
async fn answer(wire: &mut BufReader<TcpStream>) -> Result<u16> {
    let garbled = |line: &str| Error::new(ErrorKind::InvalidData, format!("answered `{line}`"));
    let mut line = String::new();
    wire.read_line(&mut line).await?;
    let status = line.split(' ').nth(1).and_then(|status| status.parse().ok());
    let status = status.ok_or_else(|| garbled(&line))?;

    let mut length = 0;
    while !line.trim_end().is_empty() {
        line.clear();
        wire.read_line(&mut line).await?;
        if let Some(value) = line.strip_prefix("content-length:") {
            length = value.trim().parse().map_err(|_| garbled(&line))?;
        }
    }
    wire.read_exact(&mut vec![0; length]).await?;
    Ok(status)
}

fn quantile(sorted: &[Answer], share: f64) -> Option<f64> {
    let last = sorted.len().checked_sub(1)?;
    Some(sorted[(last as f64 * share).round() as usize].latency.as_secs_f64())
}
