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
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArgumentError {
    /// Class of the error.
    pub kind: ArgumentKind,
    /// Begins with the field (`participants[2].role`) and says what to do. Never contains a secret.
    pub message: String,
}

impl ArgumentError {
    /// `field` has the wrong type or is missing; `advice` completes the sentence.
    #[inline(never)]
    pub fn of_type(field: &str, advice: &str) -> Self {
        Self {
            kind: ArgumentKind::Type,
            message: [field, " ", advice].concat(),
        }
    }

    /// `field` has a value that cannot be; `advice` completes the sentence.
    #[inline(never)]
    pub fn of_range(field: &str, advice: &str) -> Self {
        Self {
            kind: ArgumentKind::Range,
            message: [field, " ", advice].concat(),
        }
    }
}

impl std::fmt::Display for ArgumentError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.message)
    }
}

impl std::error::Error for ArgumentError {}
