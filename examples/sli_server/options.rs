//! The words on the command line.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

const HELP: &str = "\
--listen ADDR        where to serve; 127.0.0.1:9464 if not said, any free port under a load
--interval SECONDS   how often the table gets a row; 1 if not said
--requests N         make a load of N requests, compare both sides' counts, and end
--idle               make no calls at all; without it and --requests, 50 a second
--broken             let every request fail, as in an outage
--hold               after the load serve on until standard input closes
--seed N             let the same requests fail as last time";

/// What was asked for.
pub struct Options {
    /// Where to serve.
    pub listen: SocketAddr,
    /// How often the table gets a row.
    pub interval: Duration,
    /// How many requests to make and to compare; `None` for as many as come until Ctrl-C.
    pub requests: Option<u64>,
    /// Whether to leave all calls to others.
    pub idle: bool,
    /// Whether every request fails.
    pub broken: bool,
    /// Whether to serve on after the load.
    pub hold: bool,
    /// Where the dice begin.
    pub seed: Option<u64>,
}

impl Options {
    /// Reads the words; what is wrong with them is the error.
    pub fn read(mut words: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut listen = None;
        let mut interval = Duration::from_secs(1);
        let (mut requests, mut seed) = (None, None);
        let (mut idle, mut broken, mut hold) = (false, false, false);
        while let Some(option) = words.next() {
            let mut value = || words.next().ok_or(format!("`{option}` wants a value after it"));
            let wrong = |value: &str| format!("`{option}` cannot be `{value}`\n{HELP}");
            match option.as_str() {
                "--idle" => idle = true,
                "--broken" => broken = true,
                "--hold" => hold = true,
                "--listen" => listen = Some(parse(value()?, wrong)?),
                "--requests" => requests = Some(parse(value()?, wrong)?),
                "--seed" => seed = Some(parse(value()?, wrong)?),
                "--interval" => {
                    let value = value()?;
                    let seconds = parse(value.clone(), wrong)?;
                    interval = Duration::try_from_secs_f64(seconds).map_err(|_| wrong(&value))?;
                }
                "--help" => return Err(HELP.to_owned()),
                _ => return Err(format!("there is no option `{option}`\n{HELP}")),
            }
        }
        let port = if requests.is_some() { 0 } else { 9464 };
        let listen = listen.unwrap_or(SocketAddr::from((Ipv4Addr::LOCALHOST, port)));
        Ok(Options { listen, interval, requests, idle, broken, hold, seed })
    }
}

fn parse<T: std::str::FromStr>(value: String, wrong: impl Fn(&str) -> String) -> Result<T, String> {
    value.parse().map_err(|_| wrong(&value))
}
