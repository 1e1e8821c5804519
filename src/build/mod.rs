//! The whole pipeline as one pure function, and the folder it is written to.

pub mod content;
pub mod destination;
pub mod write;

mod acceptance;
#[cfg(feature = "pdf")]
mod documents;
mod mend;
mod portal;
mod product;
#[cfg(feature = "search")]
mod search_index;

use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::build::content::Contents;
use crate::foundation::diagnostic::{self, Diagnostic};
use crate::foundation::path::SourcePath;
use crate::publish::output::OutputTree;
use crate::read::source::{SETTINGS, SourceTree};

#[cfg(feature = "pdf")]
pub use documents::DocumentSummary;
pub use mend::{Change, Mended, mend};
pub use portal::{Found, Portal};

/// Options of a build, besides the sources.
#[derive(Debug, Clone)]
pub struct Request {
    /// The day the site is built for. It decides what is published and which meeting is the next.
    pub date: Date,
    /// Include drafts, embargoed and expired pages.
    pub drafts: bool,
    /// Stands in for the base URL of the settings.
    pub base_url: Option<String>,
}

/// The result of a build.
#[derive(Debug, Default)]
pub struct Build {
    /// Complete only when there are no errors.
    pub output: OutputTree,
    /// How many pages there are.
    pub pages: usize,
    /// Everything that was found, sorted.
    pub diagnostics: Vec<Diagnostic>,
}

/// Builds a site. The same sources and request give the same output, byte for byte.
///
/// All of it is in memory at once; to write or to show a large site, take the files from a [`Portal`] one by one.
pub fn build(sources: &SourceTree, request: &Request) -> Build {
    let (portal, mut problems) = Portal::new(sources.clone(), &Contents::read(sources), request, None);
    let (output, pages) = portal.map_or_else(Default::default, |portal| {
        let (output, found) = portal.render_all();
        problems.extend(found);
        (output, portal.page_count())
    });
    tidy(&mut problems);
    Build { output, pages, diagnostics: problems }
}

/// Finds everything that is wrong with a site that was read, sorted, and makes no file. What is wrong with files as such is
/// known when they are read.
pub fn check(sources: &SourceTree, request: &Request) -> (Option<Portal>, Vec<Diagnostic>) {
    let (portal, mut problems) = Portal::new(sources.clone(), &Contents::read(sources), request, None);
    problems.extend(portal.iter().flat_map(Portal::problems));
    tidy(&mut problems);
    (portal, problems)
}

/// Sorts what was found. One mistake in a template fails many pages; the first says it all.
pub fn tidy(problems: &mut Vec<Diagnostic>) {
    diagnostic::sort(problems);
    let mut seen = BTreeSet::new();
    problems.retain(|problem| {
        problem.code != diagnostic::Code::Template
            || seen.insert((
                problem.place.as_ref().map(|place| place.file.clone()),
                problem.message.clone(),
                format!("{:?}", problem.label),
            ))
    });
}

fn settings_path() -> SourcePath {
    SourcePath::new(SETTINGS).expect("a plain name")
}
