//! Ids that the generator makes.

use std::fmt;
use std::ops::Deref;

use serde::Serialize;

/// An id that the generator makes, as `tabell_1`.
///
/// **Invariant:** it has an underscore, which the id of a heading never has, so that the two cannot meet on a page. Ids that
/// templates write by themselves have one too; a test holds that.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct OwnId(String);

impl OwnId {
    /// Returns the id of a thing of a kind: the first table is `OwnId::new("tabell", 1)`.
    pub fn new(kind: &str, which: impl fmt::Display) -> Self {
        Self(format!("{kind}_{which}"))
    }
}

impl Deref for OwnId {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for OwnId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}
