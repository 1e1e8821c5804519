//! What documents are made from: all papers of a meeting, and reports with their parts.

use std::collections::HashMap;

use tera::Value;

use super::Pages;
use crate::foundation::diagnostic::Diagnostic;
use crate::foundation::path::UrlPath;
use crate::read::document::{Mote, Rapport};
use crate::render::body;
use crate::render::body::Embedding;
use crate::render::view::{self, OwnId};
use crate::site::{PageId, Site};

const TEMPLATE: &str = "pdf/report.html";

/// The part of a document that the text of the report itself is.
const REPORT: &str = "rapport";

/// Where the PDF of a page is: of a meeting that has saker, and of a report that is not part of another. Its name says what
/// it is also where it is saved.
pub fn pdf_url(site: &Site, id: PageId) -> Option<UrlPath> {
    let page = site.page(id);
    let segments: Vec<&str> = page.url.as_str().split('/').filter(|segment| !segment.is_empty()).collect();
    let shown = match (page.mote(), page.rapport()) {
        (Some(Mote { .. }), _) if super::collected_url(site, id).is_some() => 2,
        (_, Some(Rapport { .. })) if site.is_whole_report(page) => 1,
        _ => return None,
    };
    // Each segment can be as long as a name of a file can be.
    const LONGEST: usize = 200;
    let name = segments[segments.len().saturating_sub(shown)..].join("-");
    let name = name.get(..LONGEST).unwrap_or(&name);
    UrlPath::new(&format!("{}{name}.pdf", page.url))
}

impl Pages<'_> {
    /// Renders what the document of a page is made from; `None` for one that has none. What is wrong with a text is reported
    /// where its own page is rendered.
    pub fn render_for_pdf(&self, id: PageId) -> (Option<Vec<u8>>, Vec<Diagnostic>) {
        match self.page(id).rapport() {
            Some(report) => self.render_whole_report(id, report),
            None => self.render_collected(id),
        }
    }

    fn render_whole_report(&self, id: PageId, report: &Rapport) -> (Option<Vec<u8>>, Vec<Diagnostic>) {
        let mut problems = Vec::new();
        let page = self.page(id);
        let mut parts = Vec::new();
        self.parts_of_report(id, 2, &mut parts);
        let name = |index: usize| OwnId::new("del", index + 1);
        let mut places: HashMap<String, String> = HashMap::new();
        places.insert(self.edition.page_href(id), REPORT.to_owned());
        for (index, (part, _)) in parts.iter().enumerate() {
            places.insert(self.edition.page_href(*part), name(index).to_string());
        }
        let place = Embedding { id: REPORT, levels: 0, parts: &places };
        let content = body::render_in(&self.edition, id, &place);
        let parts = parts.iter().enumerate();
        let parts: Vec<view::Paper> =
            parts.map(|(index, (part, level))| self.part_of_report(*part, *level, name(index), &places)).collect();
        let mut page_view = self.page_view(id);
        page_view.attachments = super::collected::within(page_view.attachments, &place);
        let mut context = self.context(page.language(), &page_view.url);
        context.insert("page", &page_view);
        context.insert_value("content", Value::safe_string(&content));
        context.insert("report", &self.report(id, report));
        context.insert("parts", &parts);
        let source = page.document().map(|document| &document.path);
        let html = self.template(TEMPLATE, &context, super::ROOM + 2 * content.len(), source, &mut problems);
        (html, problems)
    }

    /// The parts of a report in order, and theirs, each with the level of its heading.
    fn parts_of_report(&self, id: PageId, level: u8, parts: &mut Vec<(PageId, u8)>) {
        for child in self.page(id).children.iter().filter(|child| self.page(**child).rapport().is_some()) {
            parts.push((*child, level));
            self.parts_of_report(*child, (level + 1).min(6), parts);
        }
    }

    fn part_of_report(&self, id: PageId, level: u8, part: OwnId, places: &HashMap<String, String>) -> view::Paper {
        let page = self.page(id);
        let place = Embedding { id: &part, levels: level - 1, parts: places };
        view::Paper {
            level,
            title: page.title().to_owned(),
            lead: page.lead().map(str::to_owned),
            lang: page.language().code(),
            permalink: self.edition.permalink(&page.url),
            number: None,
            sak: None,
            content_html: body::render_in(&self.edition, id, &place),
            attachments: super::collected::within(self.attachments(page), &place),
            id: part,
        }
    }

    /// The document of a page, or of the report that it is part of.
    pub(super) fn pdf(&self, id: PageId) -> Option<view::Pdf> {
        let documents = &self.shared.documents;
        let page = self.page(id);
        let own = documents.get(&id).map(|file| (file, "pdf_link"));
        let (file, key) = own.or_else(|| {
            page.rapport()?;
            let mut above = self.edition.site.ancestors(id).into_iter().rev();
            let whole = above.find(|above| self.edition.site.is_whole_report(self.page(*above)))?;
            Some((documents.get(&whole)?, "pdf_link_whole"))
        })?;
        let strings = self.edition.strings(page);
        let pages = match file.pages {
            1 => strings.get("pdf_one_page").to_owned(),
            pages => strings.filled("pdf_pages", &[("n", &pages.to_string())]),
        };
        let size = crate::foundation::locale::file_size(file.size as u64);
        Some(view::Pdf {
            url: self.edition.href(&file.url),
            text: strings.filled(key, &[("pages", &pages), ("size", &size)]),
        })
    }
}

/// The document of a page, as a file that is made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentFile {
    pub url: UrlPath,
    /// How many pages it has.
    pub pages: usize,
    /// In bytes.
    pub size: usize,
}
