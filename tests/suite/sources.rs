//! Sites in memory, from their sources to all that is made of them.

use std::collections::BTreeMap;

use fellesskap::build::content::Contents;
use fellesskap::build::{Portal, Request};
use fellesskap::foundation::diagnostic::Diagnostic;
use fellesskap::foundation::path::SourcePath;
use fellesskap::publish::output::Produce;
use fellesskap::read::source::SourceTree;
use jiff::civil::Date;

/// Returns a path that must be one.
#[track_caller]
pub fn path(name: &str) -> SourcePath {
    SourcePath::new(name).unwrap_or_else(|| panic!("{name} leaves the site"))
}

/// Puts a file in, which must have no problem by itself.
#[track_caller]
pub fn put(sources: &mut SourceTree, name: &str, content: impl AsRef<[u8]>) {
    assert_eq!(sources.insert(path(name), content.as_ref().to_vec()), None);
}

/// Asks for what the public sees on a day.
pub fn on(date: Date) -> Request {
    Request { date, drafts: false, base_url: None }
}

/// Links a site whose pages can be made, and tells the problems of it.
pub fn linked(sources: SourceTree, date: Date) -> (Portal, Vec<Diagnostic>) {
    let contents = Contents::read(&sources);
    let (portal, problems) = Portal::new(sources, &contents, &on(date), None);
    (portal.unwrap(), problems)
}

/// Makes every file of a portal, by its path.
pub fn produced(portal: &Portal) -> BTreeMap<String, Vec<u8>> {
    let content = |path| portal.produce(path).0.unwrap().into_owned();
    portal.paths().into_iter().map(|path| (path.to_string(), content(path))).collect()
}
