//! Files to typed values, each file by itself.
//!
//! [`source`] reads the disk, and is the only module that does. The rest are pure: [`record`] reads front matter by its
//! declared keys, [`markdown`] compiles text, [`document`] and [`table`] put both together.

pub mod source;

pub mod record;

pub mod config;

pub mod markdown;

pub mod document;

pub mod table;

pub mod theme;

pub mod schema;
