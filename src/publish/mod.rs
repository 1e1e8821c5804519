//! The other products of a site: feeds, calendars, the sitemap, search, open data and PDF; and the tree of all output.

pub mod output;

pub mod sitemap;

pub mod feed;

pub mod calendar;

pub mod search;

pub mod opendata;

#[cfg(feature = "pdf")]
pub mod pdf;
