//! What every stage speaks: paths, Norwegian, problems, identity numbers and response headers.

pub mod path;

pub mod locale;

pub mod identifier;

pub mod diagnostic;

pub mod headers;
