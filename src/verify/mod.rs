//! What must hold before a site goes out: controls of numbers, checks of content, links to the outside.

pub mod check;

pub mod control;

#[cfg(feature = "external-links")]
pub mod external;
