//! How long a client may take, and how many there are at once: together, so that tests can have
//! others than the listener's.

use std::time::Duration;

use super::connection::{ANSWER_TIME_MAX, LINGER_TIME_MAX};
use super::listener::{ACCEPT_PAUSE, CONNECTIONS_MAX};
use super::request::HEAD_TIME_MAX;

/// What holds bad clients off; by default the constants of these names.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    pub(super) connections_max: usize,
    pub(super) accept_pause: Duration,
    pub(super) head_time_max: Duration,
    pub(super) answer_time_max: Duration,
    pub(super) linger_time_max: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            connections_max: CONNECTIONS_MAX,
            accept_pause: ACCEPT_PAUSE,
            head_time_max: HEAD_TIME_MAX,
            answer_time_max: ANSWER_TIME_MAX,
            linger_time_max: LINGER_TIME_MAX,
        }
    }
}
