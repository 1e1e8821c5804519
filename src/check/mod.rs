//! Checks of single files of the site, one file each, named after the problem.

mod personal_identifier;

pub use personal_identifier::personal_identifiers;
