//! `fellesskap` makes the portal of a *helsefellesskap*, the partnership between a Norwegian hospital trust and its
//! municipalities, from Markdown and tables.
//!
//! The folders of `src` are rooms, one for each stage of a build. Each stage returns a new, complete value, made from the
//! one before:
//!
//! 1. [`read`] turns files into typed values, each by itself: a [`read::source::SourceTree`] of everything on disk, and in
//!    it documents, tables, a theme and settings. [`build::content`] keeps them, so that only changed files are read again.
//! 2. [`release`] decides what the public may see on a day ([`release::Release`]). Later stages reach nothing else.
//! 3. [`site`] links it into a [`site::Site`]: every reference resolved, every backlink known.
//! 4. [`verify`] compares numbers with where they come from ([`verify::control::Checked`]) and checks the content.
//! 5. [`render`] fills the holes of each text and puts each page through its template.
//! 6. [`publish`] makes the other products of the same site, and gathers all in an ordered [`publish::output::OutputTree`].
//!
//! [`build::build`] is that line as one pure function of sources, a date and a few wishes. A [`build::Portal`] stops before
//! the last step: its files are made on demand, so that a large site is never in memory whole. [`build::write`] brings a
//! folder up to date with one; [`desk`] keeps one up to date with its sources and shows it in a browser. [`cli`] is the
//! command line around it all.
//!
//! Anything wrong with the content is a [`foundation::diagnostic::Diagnostic`]: a value with a place and a way out. Every
//! stage returns the problems it found; they are sorted and printed once.
//!
//! Rooms are declared from the ground up. A room uses only itself and rooms declared before it; `tests/suite/tidy.rs` holds
//! that true, and says which rooms may read, write, wait and print.

#![forbid(unsafe_code)]

pub mod foundation;

pub mod guard;

pub mod read;

pub mod release;

pub mod site;

pub mod verify;

pub mod render;

pub mod publish;

pub mod build;

pub mod desk;

pub mod cli;
