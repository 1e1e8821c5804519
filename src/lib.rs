//! `fellesskap` makes the portal of a *helsefellesskap*, the partnership between a Norwegian hospital trust and its
//! municipalities, from Markdown and tables.
//!
//! A build is a line of plain types, each made whole from the one before:
//!
//! 1. [`source::SourceTree`]: everything read from disk.
//! 2. [`config::Config`] and [`theme::Theme`]: the settings, and how pages look.
//! 3. [`document::Document`] and [`table::Table`]: each file of content, read by itself ([`content`]). Text is compiled
//!    to HTML with holes ([`markdown`]), front matter is read by its declared shape ([`record`]).
//! 4. [`site::Site`]: all of it linked, every reference resolved.
//! 5. Rendered [`body`] and [`page`]: the holes filled, each page put through its template. Templates see the structs
//!    of [`view`] only.
//! 6. [`output::OutputTree`]: every file of the site, in memory, in order.
//!
//! [`build::build`] is that line, a pure function of sources, a date and a few wishes. A [`build::Portal`] is the same but
//! for the last step: its files are made when they are asked for, so that a large site is never in memory whole. [`write`]
//! brings a folder up to date with one; [`preview`] keeps one up to date with its sources, for [`serve`] to show in a
//! browser. [`scaffold`] plans new files. `external` asks other hosts for what links lead to, when it is compiled in.
//! [`cli`] is the command line around it all.
//!
//! Whatever is wrong with the content is a [`diagnostic::Diagnostic`], a value with a place and a way out. Every stage
//! returns what it found; all of it is sorted and printed once.
//!
//! Modules are listed with the foundations first. A module uses only modules of the rows above its own; a test holds
//! that true.
//!
//! | row | modules |
//! |---|---|
//! | 1 | `path`, `locale`, `suppress`, `identifier`, `attachment` |
//! | 2 | `diagnostic`, `headers` |
//! | 3 | `record`, `source`, `output`, `inspection` |
//! | 4 | `config`, `markdown` |
//! | 5 | `document`, `theme` |
//! | 6 | `table` |
//! | 7 | `site` |
//! | 8 | `check`, `control`, `external`, `label`, `schema`, `view`, `chart` |
//! | 9 | `body`, `calendar`, `content`, `feed`, `pdf`, `search`, `sitemap` |
//! | 10 | `page`, `opendata` |
//! | 11 | `build`, `write` |
//! | 12 | `preview`, `watch`, `scaffold` |
//! | 13 | `serve` |
//! | 14 | `cli` |

#![forbid(unsafe_code)]

pub mod path;

pub mod locale;

pub mod suppress;

#[cfg(feature = "attachments")]
pub mod attachment;
pub mod identifier;

pub mod diagnostic;
pub mod headers;

pub mod inspection;
pub mod output;
pub mod record;
pub mod source;

pub mod config;
pub mod markdown;

pub mod document;
pub mod theme;

pub mod table;

pub mod site;

pub mod chart;
pub mod check;
pub mod control;
#[cfg(feature = "external-links")]
pub mod external;
pub mod label;
pub mod schema;
pub mod view;

pub mod body;
pub mod calendar;
pub mod content;
pub mod feed;
#[cfg(feature = "pdf")]
pub mod pdf;
pub mod search;
pub mod sitemap;

pub mod opendata;
pub mod page;

pub mod build;
pub mod write;

pub mod preview;
pub mod scaffold;
pub mod watch;

pub mod serve;

pub mod cli;
