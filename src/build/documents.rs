//! Meetings and reports as PDF, added to the files of a portal.

use std::collections::btree_map::Entry;

use jiff::civil::Date;
use rayon::prelude::*;

use super::portal::Portal;
use super::product::{File, Product};
use super::settings_path;
use crate::foundation::diagnostic::{Code, Diagnostic};
use crate::foundation::path::{OutputPath, SourcePath, UrlPath};
use crate::publish::pdf;
use crate::render::page::{DocumentFile, pdf_url};
use crate::site::PageId;

/// Counts of documents that were made.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct DocumentSummary {
    /// Set anew.
    pub set: usize,
    /// Kept from an earlier build.
    pub kept: usize,
}

impl Portal {
    /// Adds meetings and reports as PDF, and the links to them. `earlier` gives a file as it was last written: a document that
    /// is made from the same as then is taken over.
    ///
    /// All of them are in memory until they are written, about 200 kB each.
    pub fn add_documents(
        &mut self,
        earlier: impl Fn(&OutputPath) -> Option<Vec<u8>> + Sync,
    ) -> (DocumentSummary, Vec<Diagnostic>) {
        let mut summary = DocumentSummary::default();
        let with_documents: Vec<(PageId, UrlPath)> =
            self.site.ids().iter().filter_map(|id| Some((*id, pdf_url(&self.site, *id)?))).collect();
        if with_documents.is_empty() {
            return (summary, Vec::new());
        }
        let text = |name| self.theme.pdf.get(name).and_then(|path| self.release.sources.text(path));
        let settings = settings_path();
        let Some(template) = text(pdf::TEMPLATE) else {
            let message = format!("temaet mangler malen {}", pdf::TEMPLATE);
            let hint = "legg malen i temaet, eller ta med et tema som har den";
            return (summary, vec![Diagnostic::in_file(Code::Theme, &settings, message).hint(hint)]);
        };
        let refused = |file: &SourcePath, pdf::Refusal { message, hint }: pdf::Refusal| {
            Diagnostic::in_file(Code::Pdf, file, message).maybe_hint(hint)
        };
        let setter = match pdf::Setter::new(template, text(pdf::DRAWING_STYLE).unwrap_or_default()) {
            Ok(setter) => setter,
            Err(refusal) => return (summary, vec![refused(&settings, refusal)]),
        };
        let made: Vec<_> = with_documents
            .into_par_iter()
            .filter_map(|(id, url)| {
                let (manuscript, mut problems) = self.manuscript(&setter, id);
                let manuscript = manuscript?;
                let source = self.site.page(id).document().map(|document| document.path.clone());
                let kept = earlier(&url.output()).and_then(|earlier| setter.unchanged(&manuscript, &earlier));
                let was_kept = kept.is_some();
                let made = kept.map_or_else(|| setter.set(url.as_str(), &manuscript), Ok);
                let made = made.map_err(|refusals| {
                    let file = source.as_ref().unwrap_or(&settings);
                    problems.extend(refusals.into_iter().map(|refusal| refused(file, refusal)));
                });
                Some((id, url, source, was_kept, made.ok(), problems))
            })
            .collect();
        let mut problems = Vec::new();
        for (id, url, source, was_kept, made, found) in made {
            problems.extend(found);
            let Some(made) = made else { continue };
            *(if was_kept { &mut summary.kept } else { &mut summary.set }) += 1;
            let file = DocumentFile { url: url.clone(), pages: made.pages, size: made.content.len() };
            match self.files.entry(url.output()) {
                Entry::Vacant(entry) => {
                    entry.insert(File { source, product: Product::Bytes(made.content) });
                    self.shared.documents.insert(id, file);
                }
                Entry::Occupied(entry) => {
                    let blamed = entry.get().source.clone().or(source).unwrap_or_else(settings_path);
                    let message = format!("{} er både en fil og et dokument som lages", entry.key());
                    let hint = "gi filen et annet navn";
                    problems.push(Diagnostic::in_file(Code::DuplicateAddress, &blamed, message).hint(hint));
                }
            }
        }
        (summary, problems)
    }

    /// What the document of a page is made from. `None` when its page cannot be made, which is reported.
    fn manuscript(&self, setter: &pdf::Setter, id: PageId) -> (Option<pdf::Manuscript>, Vec<Diagnostic>) {
        let (html, problems) = self.pages().render_for_pdf(id);
        let page = self.site.page(id);
        let strings = self.theme.strings(page.language());
        let year = page.rapport().and_then(|report| i16::try_from(report.ar).ok()).filter(|year| *year > 0);
        let issued = page.document().and_then(|document| document.common.oppdatert.or(document.common.dato));
        let issued = issued.or_else(|| Date::new(year?, 1, 1).ok()).unwrap_or(self.request.date);
        let is_draft = page.document().is_some_and(|document| document.common.utkast);
        let base_path = self.base_url.path();
        let frame = pdf::Frame {
            origin: self.base_url.origin(),
            lang: page.language().code(),
            date: pdf::document::Day { year: issued.year(), month: issued.month(), day: issued.day() },
            publisher: &self.config.utgiver,
            page: strings.get("pdf_page"),
            contents: strings.get("collected_contents"),
            notice: is_draft.then(|| strings.get("draft_notice")),
        };
        let picture = |address: &str| {
            let url = UrlPath::new(address.strip_prefix(base_path)?)?;
            self.release.sources.bytes(&self.site.files.get(&url)?.source)
        };
        let html = html.map(|html| String::from_utf8_lossy(&html).into_owned());
        (html.map(|html| setter.manuscript(&html, &frame, picture)), problems)
    }
}
