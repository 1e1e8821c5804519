//! Attachments in the search: each file that a page publishes is found by its text, as a result of its own.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{Entry, Facet, entry, is_refused};
use crate::foundation::locale::Language;
use crate::foundation::path::{SourcePath, UrlPath};
use crate::guard::attachment::{self, Locator, TextPart, Unreadable};
use crate::guard::inspection::SEARCHED;
use crate::read::markdown::push_escaped;
use crate::read::source::SourceTree;
use crate::read::theme::Theme;
use crate::site::{Page, Site, Target};

/// A file that is to be found.
pub struct Searchable {
    pub entry: Entry,
    pub source: SourcePath,
    /// That of the page that it belongs to.
    language: Language,
}

/// All files to be found, each once: with the title that a page gives it as an attachment, else with its own name. A file
/// is of the body, the year and the municipalities of its page.
///
/// **Invariant:** a file is among them only when a page that is published leads to it, and of an exempt sak none does.
pub fn searchable(site: &Site, theme: &Theme) -> Vec<Searchable> {
    let mut taken: BTreeSet<&UrlPath> = BTreeSet::new();
    let mut found = Vec::new();
    for named in [true, false] {
        for (id, page) in site.pages().filter(|(id, _)| !is_refused(site, *id)) {
            let files = if named { attachments(page) } else { links(page) };
            for (url, title) in files {
                let Some(file) = site.files.get(url) else { continue };
                // What is linked in a text can be a picture too.
                let is_text = attachment::is_document(file.source.extension()) || is_plain(&file.source);
                if !(named || is_text) || !taken.insert(url) {
                    continue;
                }
                let of_page = entry(site, theme, id);
                let (date, facets) = of_page.map_or((None, Vec::new()), |entry| (entry.date, entry.facets));
                let kind = theme.strings(page.language()).get("kind_attachment").to_owned();
                let kept = facets.into_iter().filter(|(facet, _)| !matches!(facet, Facet::Type | Facet::Saksnummer));
                let facets = std::iter::once((Facet::Type, kind)).chain(kept).collect();
                let title = title.unwrap_or(file.source.name()).to_owned();
                found.push(Searchable {
                    entry: Entry { url: url.clone(), title, date, facets },
                    source: file.source.clone(),
                    language: page.language(),
                });
            }
        }
    }
    found
}

fn attachments(page: &Page) -> Vec<(&UrlPath, Option<&str>)> {
    let named = page.document().map(|document| document.common.vedlegg.as_slice()).unwrap_or_default();
    let pairs = named.iter().zip(&page.attachments);
    pairs
        .filter_map(|(named, target)| match target {
            Some(Target::File { url, .. }) => Some((url, Some(named.tittel.as_str()))),
            _ => None,
        })
        .collect()
}

fn links(page: &Page) -> Vec<(&UrlPath, Option<&str>)> {
    let targets = page.targets.iter();
    targets.filter_map(|target| if let Target::File { url, .. } = target { Some((url, None)) } else { None }).collect()
}

/// Whether a file is text without more.
fn is_plain(source: &SourcePath) -> bool {
    ["txt", "csv"].iter().any(|ending| source.extension().eq_ignore_ascii_case(ending))
}

impl Searchable {
    /// The file as a page that the index can take; one whose text cannot be read is found by its title. Pages of a PDF can
    /// be landed on. `text` is that of a document.
    pub fn html(&self, sources: &SourceTree, text: Option<&Result<Arc<[TextPart]>, Unreadable>>) -> String {
        let mut html =
            format!("<!doctype html><html lang=\"{}\"><head></head><body data-pagefind-body>", self.language.code());
        paragraph(&mut html, &self.entry.title);
        match (sources.text(&self.source).filter(|_| is_plain(&self.source)), text) {
            (Some(text), _) => paragraph(&mut html, &text[..text.floor_char_boundary(SEARCHED)]),
            (None, Some(Ok(parts))) => push_parts(&mut html, parts),
            (None, _) => {}
        }
        html.push_str("</body></html>");
        html
    }
}

/// What a reader sees of an attachment, as HTML.
fn push_parts(html: &mut String, parts: &[TextPart]) {
    for part in parts {
        if let Locator::Page(number) = part.place {
            // Readers of PDF go to a page that stands like this after the address (RFC 8118).
            html.push_str(&format!("<h2 id=\"page={number}\">Side {number}</h2>"));
        }
        paragraph(html, &part.text);
    }
}

fn paragraph(html: &mut String, text: &str) {
    html.push_str("<p>");
    push_escaped(html, text);
    html.push_str("</p>");
}
