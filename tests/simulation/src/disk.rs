//! The journal's file, on a disk that can be full and under a process that can be killed in the middle of a write.
//!
//! It reads and mends as `emulator-journal.js` does, and, where it keeps several changes at once, as
//! `emulator-browser-journal.js`, whose transactions are kept whole or not at all.

const HEADER: &str = "{\"journal\":\"acs-rooms emulator\",\"format\":1}\n";

/// What becomes of the next writes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum NextWrite {
    #[default]
    Whole,
    /// So many fail.
    Full(u64),
    /// The process ends in the middle; where, this number says.
    Killed(u64),
}

/// What became of a write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Written {
    Kept,
    Full,
    /// The process is gone. Its change is there when it comes back, or is not.
    Killed {
        survives: bool,
    },
}

/// The file, and what is on its way to it.
#[derive(Debug)]
pub struct Disk {
    text: String,
    /// Up to here it is whole.
    end: usize,
    batches: bool,
    waiting: String,
    pub next_write: NextWrite,
}

impl Disk {
    /// An empty file.
    pub fn new(batches: bool) -> Self {
        Self {
            text: HEADER.to_owned(),
            end: HEADER.len(),
            batches,
            waiting: String::new(),
            next_write: NextWrite::Whole,
        }
    }

    /// Keeps a line, or lets it wait for the next batch.
    pub fn append(&mut self, line: &str) -> Written {
        match self.next_write {
            NextWrite::Full(writes) => {
                self.next_write = match writes {
                    0 | 1 => NextWrite::Whole,
                    more => NextWrite::Full(more - 1),
                };
                return Written::Full;
            }
            NextWrite::Killed(luck) => {
                self.next_write = NextWrite::Whole;
                if self.batches {
                    return Written::Killed { survives: false };
                }
                self.text.truncate(self.end);
                let written = luck as usize % (line.len() + 2);
                self.text.extend([line, "\n"].concat().get(..written));
                let survives = written >= line.len();
                return Written::Killed { survives };
            }
            NextWrite::Whole => {}
        }
        let to = if self.batches {
            &mut self.waiting
        } else {
            &mut self.text
        };
        to.push_str(line);
        to.push('\n');
        self.end = self.text.len();
        Written::Kept
    }

    /// Whether something waits for the next batch.
    pub fn is_waiting(&self) -> bool {
        !self.waiting.is_empty()
    }

    /// Keeps what waits.
    pub fn flush(&mut self) {
        let waiting = std::mem::take(&mut self.waiting);
        self.text.push_str(&waiting);
        self.end = self.text.len();
    }

    /// The lines as a new process finds them. What was cut short is mended.
    pub fn reopen(&mut self) -> Vec<String> {
        self.waiting.clear();
        let last = self.text.rfind('\n').map_or(0, |at| at + 1);
        let rest = self.text.split_off(last);
        if serde_json::from_str::<serde_json::Value>(&rest).is_ok() {
            self.text.push_str(&rest);
            self.text.push('\n');
        }
        self.end = self.text.len();
        self.text.lines().skip(1).map(str::to_owned).collect()
    }

    /// Other lines in the place of all.
    pub fn replace(&mut self, lines: &[String]) {
        self.text = HEADER.to_owned();
        for line in lines {
            self.text.push_str(line);
            self.text.push('\n');
        }
        self.end = self.text.len();
    }
}
