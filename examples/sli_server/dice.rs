//! What is random about the service: how long it takes, and whether it fails.

use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// Dice that many requests throw at once; the same seed gives the same throws, in some order.
#[derive(Clone)]
pub struct Dice(Arc<AtomicU64>);

/// One throw: 64 random bits, the half of them for each question.
pub struct Throw(u64);

impl Dice {
    /// Dice with a seed, or with one that is different each time.
    pub fn new(seed: Option<u64>) -> Self {
        let seed = seed.unwrap_or_else(|| RandomState::new().hash_one("dice"));
        Dice(Arc::new(AtomicU64::new(seed)))
    }

    /// Throws once (SplitMix64, by Steele, Lea and Flood).
    pub fn throw(&self) -> Throw {
        const STEP: u64 = 0x9e37_79b9_7f4a_7c15;
        let mut bits = self.0.fetch_add(STEP, Ordering::Relaxed).wrapping_add(STEP);
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        Throw(bits ^ (bits >> 31))
    }
}

impl Throw {
    /// Whether the request fails: one in ten does.
    pub fn fails(&self) -> bool {
        (self.0 as u32) < u32::MAX / 10
    }

    /// How long it takes: 3 ms on average, and now and then much more.
    pub fn pause(&self) -> Duration {
        let share = ((self.0 >> 32) as f64 + 0.5) / 2f64.powi(32);
        Duration::from_secs_f64(-share.ln() * 0.003)
    }
}
