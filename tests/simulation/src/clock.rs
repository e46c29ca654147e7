//! The clocks of the machines that the clients run on.

/// When every story begins, by the service's clock: 6 March 2025, 20:29:42.
pub const START_MS: i64 = 1_741_292_982_000;

/// A clock that may be wrong.
#[derive(Clone, Debug, Default)]
pub struct MachineClock {
    /// How far it is ahead at the beginning.
    pub offset_ms: i64,
    /// How much it gains in a million milliseconds.
    pub drift_ppm: i64,
    /// When it is set, and by how much.
    pub jumps: Vec<(u64, i64)>,
}

impl MachineClock {
    /// Milliseconds since 1970, as it tells them.
    pub fn read_ms(&self, now_ms: u64) -> i64 {
        let passed = now_ms as i64;
        let jumped: i64 = self
            .jumps
            .iter()
            .filter(|(at, _)| *at <= now_ms)
            .map(|(_, by)| by)
            .sum();
        START_MS + passed + self.offset_ms + passed * self.drift_ppm / 1_000_000 + jumped
    }

    /// Whether it is, and stays, right.
    pub fn is_right(&self) -> bool {
        self.offset_ms == 0 && self.is_steady()
    }

    /// Whether it is always equally wrong.
    pub fn is_steady(&self) -> bool {
        self.drift_ppm == 0 && self.jumps.is_empty()
    }
}
