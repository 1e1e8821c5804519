//! What every stage speaks: paths, Norwegian, problems, identity numbers, texts to compare and response headers.

pub mod path;

pub mod locale;

pub mod identifier;

pub mod letters;

pub mod diagnostic;

pub mod headers;
