//! What a token allows.

/// One of the five scopes of the Identity API.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Everything in chats.
    Chat,
    /// Joining and using chats, but not making them.
    ChatJoin,
    /// As `ChatJoin`, but adding nobody.
    ChatJoinLimited,
    /// Every call.
    Voip,
    /// Calls that the user was invited to, those of rooms among them.
    VoipJoin,
}

const NAMES: [(&str, Scope); 5] = [
    ("chat", Scope::Chat),
    ("chat.join", Scope::ChatJoin),
    ("chat.join.limited", Scope::ChatJoinLimited),
    ("voip", Scope::Voip),
    ("voip.join", Scope::VoipJoin),
];

impl Scope {
    /// Reads the exact spelling.
    pub fn parse(text: &str) -> Option<Self> {
        NAMES.iter().find(|(name, _)| *name == text).map(|(_, scope)| *scope)
    }

    /// As on the wire.
    pub fn as_str(self) -> &'static str {
        NAMES
            .iter()
            .find(|(_, scope)| *scope == self)
            .map_or("", |(name, _)| name)
    }

    /// Whether a token with it lets its user into rooms: both scopes of calls do.
    pub fn opens_rooms(self) -> bool {
        matches!(self, Scope::Voip | Scope::VoipJoin)
    }
}
