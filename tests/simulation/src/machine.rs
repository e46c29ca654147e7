//! What the emulator runs on: the clock, randomness, and the disk.

use acs_rooms_emulator::model::Change;
use acs_rooms_emulator::{NotKept, Platform};

use crate::clock::START_MS;
use crate::dice::Dice;
use crate::disk::{Disk, Written};
use crate::service::line;

/// The emulator's surroundings.
pub struct Machine<'a> {
    now_ms: u64,
    dice: &'a mut Dice,
    disk: &'a mut Disk,
    /// What it has kept.
    pub kept: Vec<Change>,
    /// The process ended in the middle of this change, which is there later, or is not.
    pub killed: Option<(Change, bool)>,
}

impl<'a> Machine<'a> {
    /// At that time.
    pub fn new(now_ms: u64, dice: &'a mut Dice, disk: &'a mut Disk) -> Self {
        Self {
            now_ms,
            dice,
            disk,
            kept: Vec::new(),
            killed: None,
        }
    }
}

impl Platform for Machine<'_> {
    fn now_in_ms(&mut self) -> i64 {
        START_MS + self.now_ms as i64
    }

    fn random_u64(&mut self) -> u64 {
        self.dice.next()
    }

    fn keep(&mut self, change: &Change) -> Result<(), NotKept> {
        match self.disk.append(&line(change)) {
            Written::Kept => {
                self.kept.push(change.clone());
                Ok(())
            }
            Written::Full => Err(NotKept),
            Written::Killed { survives } => {
                self.killed = Some((change.clone(), survives));
                Err(NotKept)
            }
        }
    }
}
