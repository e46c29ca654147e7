//! What must hold in every story.

/// One of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Invariant {
    /// A creation that was promised once makes one room, however often it is sent.
    OneRoomPerCreation,
    /// What the service does is what the caller meant.
    AsMeant,
    /// What was acknowledged is there, after any crash.
    AcknowledgedIsKept,
    /// What was refused changed nothing.
    RefusedChangesNothing,
    /// The state is that of the journal.
    StateIsJournal,
    /// A success says what is.
    AnswerIsTrue,
    /// Every call ends, within its limit.
    CallsEnd,
    /// No more retries than the policy allows, and none sooner or later than it says.
    RetryPolicy,
    /// No more retries than the budget allows.
    RetryBudget,
    /// A wait that the service asks for is waited.
    WaitsAsAsked,
    /// All attempts of a call are the same request, dated when they are sent.
    SameRequest,
    /// One question to the credential at a time, and its answer for all who wait.
    OneTokenFetch,
    /// Nobody waits by a timer for what another call does.
    NoPolling,
    /// A token that has expired is not sent.
    NoExpiredToken,
    /// A right clock is not made wrong, and a corrected one stays right.
    ClockStaysRight,
    /// A list gives each room that stood through it once.
    ListsAreWhole,
    /// Requests go to the path and origin of their operation.
    StaysOnPath,
    /// No secret in any text that comes out.
    NoSecret,
    /// Nothing is left when all is over.
    NothingLeaks,
    /// Nothing panics.
    NoPanic,
}

/// One that did not hold.
#[derive(Clone, Debug)]
pub struct Broken {
    pub invariant: Invariant,
    pub what: String,
}

impl Invariant {
    /// It does not hold, and this is what happened.
    pub fn broken(self, what: String) -> Broken {
        Broken { invariant: self, what }
    }
}

impl std::fmt::Display for Broken {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{:?}: {}", self.invariant, self.what)
    }
}
