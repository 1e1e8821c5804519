//! Tests of the program from outside, as one binary: the program is linked once, however many areas there are.
//!
//! All tests run as threads of one process. A limit, an environment variable, a working folder or a umask is therefore given
//! to a child process alone.

// What several areas need.
mod files;
mod folder;
mod html;
mod office;
mod plain_site;
mod program;
mod random;
mod repository;
mod sources;

mod command_line;
#[cfg(unix)]
mod destination;
mod examples;
mod exempt_words;
#[cfg(feature = "external-links")]
mod external;
mod fuzzed;
mod golden;
mod grants;
#[cfg(unix)]
mod hostile;
mod inspected;
mod kill;
mod languages;
mod licences;
mod mutation;
mod new;
#[cfg(feature = "pdf")]
mod pdf;
mod portal;
mod preview;
mod properties;
#[cfg(unix)]
mod questions;
#[cfg(feature = "search")]
mod released;
mod reproducible;
mod schema;
#[cfg(feature = "search")]
mod search;
mod serve;
mod sitemap_and_feeds;
mod structured_data;
mod suppression;
mod tidy;
#[cfg(feature = "search")]
mod withheld;
mod write;
