//! The files of the output: which there are, and what each is made from.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::ops::Bound;

use super::settings_path;
use crate::foundation::diagnostic::{Code, Diagnostic};
use crate::foundation::headers;
use crate::foundation::path::{OutputPath, SourcePath, UrlPath};
use crate::publish::opendata;
use crate::publish::sitemap::{self, Sitemap};
use crate::read::markdown::escaped;
use crate::render::edition::Edition;
use crate::render::page::{OwnPage, Shared, collected_url, has_search, not_found_url};
use crate::render::subscription::{Calendar, Feed};
use crate::site::PageId;

/// A file of the output.
pub struct File {
    /// The source it is made from, where there is one.
    pub source: Option<SourcePath>,
    pub product: Product,
}

/// Kind of a file of the output, with what it is made from.
pub enum Product {
    Page(PageId),
    /// A page of a section's list after the first, by its number.
    ListPage(PageId, usize),
    /// All papers of a meeting as one document.
    Collected(PageId),
    /// A page that no file of content makes.
    Own(OwnPage),
    Sitemap(Sitemap),
    Feed(Feed),
    Calendar(Calendar),
    /// Sends readers on to where a page has moved.
    Redirect(PageId),
    /// A source as it is.
    Copy(SourcePath),
    /// A table as a file, or what is said of all tables.
    Data(opendata::File),
    /// Already made.
    Bytes(Vec<u8>),
}

/// All files of a site; two that want the same path are reported.
pub fn files(edition: &Edition<'_>, shared: &Shared, problems: &mut Vec<Diagnostic>) -> BTreeMap<OutputPath, File> {
    let Edition { site, checked, theme, release, config, base_url, .. } = *edition;
    let mut files = Collector { files: BTreeMap::new(), problems };
    // Before the pages, so that a page that is in the way is the one to get another name.
    for (id, number, url) in shared.lists.further(site) {
        let source = site.page(id).document().map(|document| &document.path);
        files.add(url.output(), source, Product::ListPage(id, number));
    }
    for (id, page) in site.pages() {
        if let Some(url) = collected_url(site, id) {
            files.add(url.output(), page.document().map(|document| &document.path), Product::Collected(id));
        }
    }
    for (id, page) in site.pages() {
        files.add(page.url.output(), page.document().map(|document| &document.path), Product::Page(id));
    }
    let search = has_search(config, theme).then_some(OwnPage::Search);
    for own in std::iter::once(OwnPage::NotFound).chain(search) {
        files.add(own.url().output(), None, Product::Own(own));
    }
    for (url, id) in &site.redirects {
        let source = site.page(*id).document().map(|document| &document.path);
        files.add(url.output(), source, Product::Redirect(*id));
    }
    for (url, file) in &site.files {
        files.add(url.output(), Some(&file.source), Product::Copy(file.source.clone()));
    }
    for (url, file) in opendata::files(site, checked, config) {
        files.add(url.output(), file.source(), Product::Data(file.clone()));
    }
    for (path, source) in &theme.statics {
        if release.sources.bytes(source).is_some() {
            files.add(path.clone(), Some(source), Product::Copy(source.clone()));
        }
    }
    let bundles: Vec<_> = [Some(&theme.stylesheet), theme.script.as_ref()].into_iter().flatten().collect();
    for bundle in &bundles {
        files.add(bundle.url.output(), None, Product::Bytes(bundle.content.clone().into_bytes()));
    }
    let lasting: Vec<&UrlPath> = bundles.iter().map(|bundle| &bundle.url).collect();
    let htaccess = headers::htaccess(&lasting, &edition.href(not_found_url()));
    files.add_unless_own(headers::htaccess_url().output(), htaccess);
    // In a folder of a host nobody reads it.
    if base_url.path().is_empty() {
        files.add_unless_own(headers::headers_url().output(), headers::headers_file(&lasting));
    }
    for (url, feed) in edition.feeds() {
        files.add(url.output(), None, Product::Feed(feed));
    }
    for (url, calendar) in edition.calendars() {
        files.add(url.output(), None, Product::Calendar(calendar));
    }
    if !base_url.is_unknown() {
        let sitemaps = sitemap::files(site);
        // In a folder of a host nobody reads it.
        if !sitemaps.is_empty() && base_url.path().is_empty() {
            files.add_unless_own(sitemap::robots_url().output(), sitemap::robots(base_url));
        }
        for (url, sitemap) in sitemaps {
            files.add(url.output(), None, Product::Sitemap(sitemap));
        }
    }
    files.report_files_in_the_way();
    files.files
}

struct Collector<'p> {
    files: BTreeMap<OutputPath, File>,
    problems: &'p mut Vec<Diagnostic>,
}

impl Collector<'_> {
    fn add(&mut self, path: OutputPath, source: Option<&SourcePath>, product: Product) {
        // What no file of content makes is named by the data it comes from, which is reported where it is linked.
        if let Some((source, message)) = source.zip(path.too_long()) {
            let problem = Diagnostic::in_file(Code::InvalidFileName, source, message);
            self.problems.push(problem.hint("gi filen eller mappen et kortere navn"));
        }
        match self.files.entry(path) {
            Entry::Vacant(entry) => {
                entry.insert(File { source: source.cloned(), product });
            }
            Entry::Occupied(entry) => {
                let earlier = &entry.get().source;
                let settings = settings_path();
                let blamed = source.or(earlier.as_ref()).unwrap_or(&settings);
                let other = earlier.as_ref().map_or_else(|| "temaet".to_owned(), |source| source.to_string());
                let path = entry.key();
                let message = format!("to kilder gir den samme filen på nettstedet, {path}: {other} og {blamed}");
                self.problems.push(
                    Diagnostic::in_file(Code::DuplicateAddress, blamed, message).hint("gi den ene et annet navn"),
                );
            }
        }
    }

    /// Adds a file for servers or robots, of which a theme can have its own.
    fn add_unless_own(&mut self, path: OutputPath, content: String) {
        if !self.files.contains_key(&path) {
            self.add(path, None, Product::Bytes(content.into_bytes()));
        }
    }

    /// Reports files that stand where a folder of others should be.
    fn report_files_in_the_way(&mut self) {
        let mut found = Vec::new();
        for (path, file) in &self.files {
            // Pages are all called `index.html`, in a folder of their own, so nothing can be below one.
            if path.as_str().ends_with("/index.html") {
                continue;
            }
            let folder = format!("{path}/");
            let next = self.files.range::<str, _>((Bound::Included(folder.as_str()), Bound::Unbounded)).next();
            let Some((above, other)) = next.filter(|(next, _)| next.as_str().starts_with(&folder)) else { continue };
            found.push((path.clone(), file.source.clone(), above.clone(), other.source.clone()));
        }
        for (in_the_way, its_source, path, source) in found {
            let settings = settings_path();
            let blamed = source.as_ref().or(its_source.as_ref()).unwrap_or(&settings);
            let message = format!("{path} kan ikke lages, for {in_the_way} er en fil på nettstedet");
            self.problems
                .push(Diagnostic::in_file(Code::DuplicateAddress, blamed, message).hint("gi den ene et annet navn"));
        }
    }
}

/// Returns a page that sends browsers on to where a page has moved.
pub fn redirect(href: &str) -> String {
    let href = escaped(href);
    let policy = headers::policy();
    format!(
        "<!doctype html>\n<html lang=\"nb\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">\n<title>Siden er flyttet</title>\n\
         <meta name=\"robots\" content=\"noindex\">\n<link rel=\"canonical\" href=\"{href}\">\n\
         <meta http-equiv=\"refresh\" content=\"0; url={href}\">\n</head>\n<body>\n\
         <p><a href=\"{href}\">Siden er flyttet hit</a></p>\n</body>\n</html>\n"
    )
}
