//! Roles of participants.

/// What a participant may do in the call. The service's list is open: a later one is kept as text in answers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Role {
    /// Everything.
    Presenter,
    /// Audio, video, no screen sharing. What a participant is when nothing is said.
    #[default]
    Attendee,
    /// Watches and listens.
    Consumer,
    /// An attendee who may share the screen; from api-version 2025-03-13.
    Collaborator,
}

impl Role {
    /// All roles that may be sent.
    pub const ALL: [Role; 4] = [Role::Presenter, Role::Attendee, Role::Consumer, Role::Collaborator];

    /// As the API spells it.
    pub fn name(self) -> &'static str {
        match self {
            Role::Presenter => "Presenter",
            Role::Attendee => "Attendee",
            Role::Consumer => "Consumer",
            Role::Collaborator => "Collaborator",
        }
    }

    /// The role of that name, which is case-sensitive.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name() == name)
    }
}
