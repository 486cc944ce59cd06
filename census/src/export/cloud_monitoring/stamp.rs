//! Times as they are written, each once: most rows of a snapshot began together, and all end so.

use std::time::{Duration, SystemTime};

use super::json;

/// The shortest interval of a cumulative point.
const INTERVAL_MIN: Duration = Duration::from_millis(1);

/// The ends of a snapshot's points, and the start of the row before.
#[derive(Debug)]
pub(super) struct Stamps {
    end: Stamp,
    start: Stamp,
}

#[derive(Debug)]
struct Stamp {
    time: SystemTime,
    text: String,
}

impl Stamp {
    fn of(time: SystemTime) -> Self {
        Stamp { time, text: json::time(time) }
    }
}

impl Stamps {
    /// For points that end then.
    pub(super) fn new(end: SystemTime) -> Self {
        Stamps { end: Stamp::of(end), start: Stamp::of(end) }
    }

    /// Writes the interval of a gauge: a moment.
    pub(super) fn moment(&self, out: &mut Vec<u8>) {
        field(out, b"\"endTime\":\"", &self.end.text);
    }

    /// Writes the interval of what has accumulated since then: never an empty one.
    pub(super) fn since(&mut self, out: &mut Vec<u8>, start: SystemTime) {
        if self.start.time != start {
            self.start = Stamp::of(start);
        }
        field(out, b"\"startTime\":\"", &self.start.text);
        out.push(b',');
        let least = start + INTERVAL_MIN;
        if least > self.end.time {
            field(out, b"\"endTime\":\"", &json::time(least));
        } else {
            self.moment(out);
        }
    }
}

fn field(out: &mut Vec<u8>, name: &[u8], text: &str) {
    out.extend_from_slice(name);
    out.extend_from_slice(text.as_bytes());
    out.push(b'"');
}
