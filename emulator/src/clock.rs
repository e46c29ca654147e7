//! The emulator's clocks: the outside one signs and dates answers, the rooms' one can be put forward.

use crate::Platform;
use crate::time::Ticks;

/// How far the rooms' time can be put forward in all. Some 7,900 years: what begins then still ends before the year 10000,
/// which dates cannot tell.
pub const MAX_ADVANCED_IN_MS: i64 = 250_000_000_000_000;

/// The latest that a room can have been created: 9999-01-01. From then on, the end of its validity could no longer be told.
pub const LATEST: Ticks = Ticks(2_533_707_648_000_000_000);

/// How far the rooms' time is put forward after so much more; none when that is backwards, or too far.
pub fn advanced(so_far_in_ms: i64, by_in_ms: i64) -> Option<i64> {
    let sum = so_far_in_ms.checked_add(by_in_ms)?;
    (by_in_ms >= 0 && sum <= MAX_ADVANCED_IN_MS).then_some(sum)
}

/// Turns the platform's milliseconds into times of 100 ns that never repeat.
#[derive(Debug, Default)]
pub struct Clock {
    last: Ticks,
    advanced_in_ms: i64,
}

impl Clock {
    /// The clients' time: what dates and signatures are compared with. Never put forward.
    pub fn outside(platform: &mut dyn Platform) -> Ticks {
        Ticks::from_ms(platform.now_in_ms())
    }

    /// The rooms' time, later than at any reading before. Digits below a millisecond are random: platforms
    /// do not tell them, and clients must cope with all seven.
    pub fn read(&mut self, platform: &mut dyn Platform) -> Ticks {
        let below = (platform.random_u64() % 10_000).cast_signed();
        let read = Ticks(
            Self::outside(platform)
                .plus_ms(self.advanced_in_ms)
                .0
                .saturating_add(below),
        );
        self.last = read.max(Ticks(self.last.0.saturating_add(1)));
        self.last
    }

    /// The rooms' time, roughly: without a reading of its own, and without randomness.
    pub fn peek(&self, platform: &mut dyn Platform) -> Ticks {
        Self::outside(platform).plus_ms(self.advanced_in_ms)
    }

    /// Readings to come will be later than this.
    pub fn not_before(&mut self, read: Ticks) {
        self.last = self.last.max(read);
    }

    /// How far the rooms' time was put forward.
    pub fn advanced_in_ms(&self) -> i64 {
        self.advanced_in_ms
    }

    /// Puts the rooms' time forward.
    pub fn advance(&mut self, by_in_ms: i64) {
        self.advanced_in_ms = self.advanced_in_ms.saturating_add(by_in_ms);
    }
}
