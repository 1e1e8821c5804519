//! Rendered pages: each page's view, put through its template.

mod card;
mod collected;
mod document;
mod frame;
mod home;
mod kinds;
mod municipality;
mod project;
mod section;
mod structured;
mod translation;

use serde::Serialize;
use tera::{Context, Value};

use crate::foundation::diagnostic::Diagnostic;
use crate::foundation::locale::{self, Language};
use crate::foundation::path::{SourcePath, UrlPath};
use crate::read::document::Kind;
use crate::read::markdown::Heading;
use crate::read::theme::template_problem;
use crate::render::body::{self, with_fragment};
use crate::render::edition::Edition;
use crate::render::label;
use crate::render::view;
use crate::site::{Origin, Page, PageId, Relations, Target};

pub use collected::collected_url;
pub use document::{DocumentFile, pdf_url};
pub use frame::{Shared, has_search, not_found_url, search_url};

/// The template of sections.
const SECTION: &str = "templates/section.html";

/// The template of the page where readers search.
const SEARCH: &str = "templates/search.html";

/// What a page needs in bytes besides its text, more or less.
const ROOM: usize = 12 * 1024;

/// A page that the program makes by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OwnPage {
    /// What servers show when an address leads nowhere.
    NotFound,
    /// Where readers search.
    Search,
}

impl OwnPage {
    pub fn url(self) -> UrlPath {
        match self {
            Self::NotFound => not_found_url(),
            Self::Search => search_url(),
        }
    }

    /// The kind of the page by the name templates know.
    fn kind(self) -> &'static str {
        match self {
            Self::NotFound => "not-found",
            Self::Search => "search",
        }
    }

    fn title_key(self) -> &'static str {
        match self {
            Self::NotFound => "not_found_title",
            Self::Search => "search_title",
        }
    }

    fn template(self) -> &'static str {
        match self {
            Self::NotFound => "templates/not-found.html",
            Self::Search => SEARCH,
        }
    }
}

/// Renders pages. Holds what they are rendered from.
pub struct Pages<'a> {
    pub edition: Edition<'a>,
    pub shared: &'a Shared,
}

impl<'a> Pages<'a> {
    /// Renders a page. `None` when its template fails, which is reported.
    pub fn render(&self, id: PageId) -> (Option<Vec<u8>>, Vec<Diagnostic>) {
        let page = self.page(id);
        let (content, mut problems) = body::render(&self.edition, id);
        let mut context = self.context(page.language(), &self.edition.page_href(id));
        context.insert("page", &view::Page { json_ld: self.json_ld(id), ..self.page_view(id) });
        context.insert_value("content", Value::safe_string(&content));
        let template = self.insert_kind(id, &mut context);
        let room = content.len() + ROOM;
        let html =
            self.template(template, &context, room, page.document().map(|document| &document.path), &mut problems);
        (html, problems)
    }

    /// Renders a page that no file of content makes.
    pub fn render_own(&self, own: OwnPage) -> (Option<Vec<u8>>, Vec<Diagnostic>) {
        let mut problems = Vec::new();
        let language = Language::default();
        let url = own.url();
        let mut context = self.context(language, &self.edition.href(&url));
        let title = self.edition.theme.strings(language).get(own.title_key()).to_owned();
        context.insert(
            "page",
            &view::Page {
                kind: own.kind(),
                kind_label: String::new(),
                short_title: title.clone(),
                title,
                lead: None,
                permalink: self.edition.permalink(&url),
                url: self.edition.href(&url),
                lang: language.code(),
                versions: Vec::new(),
                date: None,
                updated: None,
                breadcrumbs: Vec::new(),
                toc: Vec::new(),
                attachments: Vec::new(),
                previous: None,
                next: None,
                draft: false,
                pdf: None,
                json_ld: None,
            },
        );
        context.insert_value("content", Value::safe_string(""));
        let html = self.template(own.template(), &context, ROOM, None, &mut problems);
        (html, problems)
    }

    fn context(&self, language: Language, href: &str) -> Context {
        let mut context = Context::new();
        let frame = self.shared.frame(language, href);
        context.insert_value("header", frame.header.clone());
        context.insert_value("footer", frame.footer.clone());
        context.insert_value("site", self.shared.site.clone());
        context.insert_value("t", self.edition.theme.strings_value(language));
        context.insert_value("borrowed", self.edition.theme.borrowed(language));
        context
    }

    fn template(
        &self,
        name: &str,
        context: &Context,
        room: usize,
        page: Option<&SourcePath>,
        problems: &mut Vec<Diagnostic>,
    ) -> Option<Vec<u8>> {
        // A page is its text and some kilobytes around it; growing the buffer would copy it several times.
        let mut html = Vec::with_capacity(room);
        match self.edition.theme.tera.render_to(name, context, &mut html) {
            Ok(()) => Some(html),
            Err(error) => {
                problems.push(template_problem(
                    &error,
                    &self.edition.theme.templates,
                    &self.edition.release.sources,
                    page,
                ));
                None
            }
        }
    }

    /// Puts in what pages of this kind have; returns the template.
    fn insert_kind(&self, id: PageId, context: &mut Context) -> &'static str {
        fn insert(
            context: &mut Context,
            key: &'static str,
            value: &impl Serialize,
            template: &'static str,
        ) -> &'static str {
            context.insert(key, value);
            template
        }
        let page = self.page(id);
        match (&page.origin, page.kind(), &page.relations) {
            (Origin::Municipality(municipality), ..) => {
                insert(context, "municipality", &self.municipality(id, municipality), "templates/municipality.html")
            }
            (_, Some(Kind::Forside(front)), _) => insert(context, "home", &self.home(id, front), "templates/home.html"),
            (_, Some(Kind::Seksjon(_)), _) => insert(context, "section", &self.section(id, 1), SECTION),
            (_, Some(Kind::Utvalg(utvalg)), _) => {
                insert(context, "utvalg", &self.utvalg(id, utvalg), "templates/utvalg.html")
            }
            (_, Some(Kind::Mote(mote)), Relations::Mote { utvalg, saker }) => {
                insert(context, "meeting", &self.meeting(id, mote, *utvalg, saker), "templates/meeting.html")
            }
            (_, Some(Kind::Sak(sak)), Relations::Sak { .. }) => {
                insert(context, "sak", &self.sak(id, sak), "templates/sak.html")
            }
            (_, Some(Kind::Rapport(rapport)), _) => {
                insert(context, "report", &self.report(id, rapport), "templates/report.html")
            }
            (_, Some(Kind::Prosjekt(prosjekt)), _) => {
                insert(context, "project", &self.project(id, prosjekt), "templates/project.html")
            }
            // A meeting or sak whose relations are broken is reported where they are linked.
            _ => "templates/side.html",
        }
    }

    fn page(&self, id: PageId) -> &'a Page {
        self.edition.site.page(id)
    }

    fn link(&self, id: PageId) -> view::Link {
        view::Link { title: self.page(id).short_title().to_owned(), url: self.edition.page_href(id) }
    }

    fn crumb(&self, id: PageId) -> view::Crumb {
        view::Crumb { link: self.link(id), lang: self.page(id).language().code() }
    }

    fn titled_link(&self, id: PageId) -> view::Link {
        view::Link { title: self.page(id).title().to_owned(), url: self.edition.page_href(id) }
    }

    /// A page without what it says to machines, which pages that continue or repeat it do not say again.
    fn page_view(&self, id: PageId) -> view::Page {
        let page = self.page(id);
        let language = page.language();
        let common = page.document().map(|document| &document.common);
        let (previous, next) = self.neighbours(id);
        view::Page {
            kind: kind_name(page),
            kind_label: self.kind_label(page),
            title: page.title().to_owned(),
            short_title: page.short_title().to_owned(),
            lead: page.lead().map(str::to_owned),
            url: self.edition.href(&page.url),
            permalink: self.edition.permalink(&page.url),
            lang: language.code(),
            date: page.date().map(|date| view::date(date, language)),
            updated: common.and_then(|common| common.oppdatert).map(|date| view::date(date, language)),
            versions: self.versions(id),
            breadcrumbs: self.edition.site.ancestors(id).into_iter().map(|ancestor| self.crumb(ancestor)).collect(),
            toc: page.body().map(|body| contents(&body.outline)).unwrap_or_default(),
            attachments: self.attachments(page),
            previous: previous.map(|id| self.titled_link(id)),
            next: next.map(|id| self.titled_link(id)),
            draft: common.is_some_and(|common| common.utkast),
            pdf: self.pdf(id),
            json_ld: None,
        }
    }

    /// The pages before and after in the sequence a page belongs to.
    fn neighbours(&self, id: PageId) -> (Option<PageId>, Option<PageId>) {
        let page = self.page(id);
        let sequence: Vec<PageId> = match (&page.relations, page.parent) {
            (Relations::Sak { meeting, .. }, _) => match &self.page(*meeting).relations {
                Relations::Mote { saker, .. } => saker.clone(),
                _ => Vec::new(),
            },
            (Relations::Mote { utvalg, .. }, _) => match &self.page(*utvalg).relations {
                Relations::Utvalg { meetings, .. } => meetings.iter().rev().copied().collect(),
                _ => Vec::new(),
            },
            (Relations::Kommune { .. }, Some(parent)) => self.page(parent).children.clone(),
            (Relations::Rapport { .. }, Some(parent)) if self.page(parent).rapport().is_some() => {
                self.page(parent).children.clone()
            }
            _ => Vec::new(),
        };
        let Some(position) = sequence.iter().position(|other| *other == id) else { return (None, None) };
        let previous = position.checked_sub(1).map(|before| sequence[before]);
        (previous, sequence.get(position + 1).copied())
    }

    fn attachments(&self, page: &Page) -> Vec<view::Attachment> {
        let Some(document) = page.document() else { return Vec::new() };
        let attachments = document.common.vedlegg.iter().zip(&page.attachments);
        attachments
            .map(|(attachment, target)| {
                let file = match target {
                    Some(Target::File { url, .. }) => self.edition.site.files.get(url),
                    _ => None,
                };
                view::Attachment {
                    number: attachment.nummer.map(|number| number.to_string()),
                    title: attachment.tittel.clone(),
                    url: match target {
                        Some(Target::Page { id, fragment }) => {
                            Some(with_fragment(self.edition.page_href(*id), fragment.as_deref()))
                        }
                        Some(Target::File { url, fragment }) => {
                            Some(with_fragment(self.edition.href(url), fragment.as_deref()))
                        }
                        Some(Target::External(address)) => Some(address.clone()),
                        _ => None,
                    },
                    file_type: file.map(|file| file_type(&file.source)).unwrap_or_default(),
                    size: file.map(|file| locale::file_size(file.size as u64)).unwrap_or_default(),
                    note: attachment.merknad.clone(),
                }
            })
            .collect()
    }

    fn kind_label(&self, page: &Page) -> String {
        let strings = self.edition.strings(page);
        let key = match kind_name(page) {
            "utvalg" => "kind_utvalg",
            "meeting" => "kind_meeting",
            "sak" => "kind_sak",
            "project" => "kind_project",
            "municipality" => "kind_municipality",
            "report" => {
                return page
                    .rapport()
                    .map_or_else(String::new, |report| strings.get(label::report(report.rapporttype).key).to_owned());
            }
            _ => return String::new(),
        };
        strings.get(key).to_owned()
    }
}

/// The kind of a page by the name templates know.
fn kind_name(page: &Page) -> &'static str {
    match page.kind() {
        None => "municipality",
        Some(Kind::Forside(_)) => "home",
        Some(Kind::Side) => "side",
        Some(Kind::Seksjon(_)) => "section",
        Some(Kind::Utvalg(_)) => "utvalg",
        Some(Kind::Mote(_)) => "meeting",
        Some(Kind::Sak(_)) => "sak",
        Some(Kind::Rapport(_)) => "report",
        Some(Kind::Prosjekt(_)) => "project",
    }
}

/// The contents list: level 2, each with its level 3.
fn contents(outline: &[Heading]) -> Vec<view::TocEntry> {
    let mut entries: Vec<view::TocEntry> = Vec::new();
    for heading in outline {
        let entry = view::TocEntry { title: heading.text.clone(), id: heading.id.clone(), children: Vec::new() };
        match (heading.level, entries.last_mut()) {
            (2, _) => entries.push(entry),
            (3, Some(above)) => above.children.push(entry),
            _ => {}
        }
    }
    entries
}

fn file_type(path: &SourcePath) -> String {
    match path.extension().to_ascii_lowercase().as_str() {
        "pdf" => "PDF".to_owned(),
        "docx" | "doc" | "odt" => "Word".to_owned(),
        "xlsx" | "xls" | "ods" => "Excel".to_owned(),
        "pptx" | "ppt" | "odp" => "PowerPoint".to_owned(),
        other => other.to_uppercase(),
    }
}
