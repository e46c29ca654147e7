//! What can be wrong with what the caller gave.

/// Which of JavaScript's two classes of argument error fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ArgumentKind {
    /// The wrong type, or something required is missing: `TypeError`.
    Type,
    /// The right type with a value that cannot be: `RangeError`.
    Range,
}

/// An argument that was refused before anything was sent.
///
/// One pointer, because every function that reads arguments passes it on: -1 kB gzipped in the shipped wasm.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArgumentError(Box<Details>);

/// What an [`ArgumentError`] says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Details {
    /// Class of the error.
    pub kind: ArgumentKind,
    /// Begins with the field (`participants[2].role`) and says what to do. Never contains a secret.
    pub message: String,
}

impl std::ops::Deref for ArgumentError {
    type Target = Details;

    fn deref(&self) -> &Details {
        &self.0
    }
}

impl ArgumentError {
    /// `field` has the wrong type or is missing; `advice` completes the sentence. An empty field is the value that is
    /// read itself, to be named by [`ArgumentError::within`].
    pub fn of_type(field: &str, advice: &str) -> Self {
        Self::new(ArgumentKind::Type, field, advice)
    }

    /// `field` has a value that cannot be; `advice` completes the sentence.
    pub fn of_range(field: &str, advice: &str) -> Self {
        Self::new(ArgumentKind::Range, field, advice)
    }

    /// The same of a field within `outer`: `role` of `participants[2]` is `participants[2].role`. Within nothing, an
    /// empty `outer`, it is what it was.
    #[must_use]
    pub fn within(mut self, outer: &str) -> Self {
        let joins = !outer.is_empty() && !self.message.starts_with(' ');
        self.0.message = [outer, if joins { "." } else { "" }, &self.message].concat();
        self
    }

    #[inline(never)]
    fn new(kind: ArgumentKind, field: &str, advice: &str) -> Self {
        let message = [field, " ", advice].concat();
        Self(Box::new(Details { kind, message }))
    }
}

impl std::fmt::Display for ArgumentError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.message)
    }
}

impl std::error::Error for ArgumentError {}
