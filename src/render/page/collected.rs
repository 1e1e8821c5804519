//! All papers of a meeting as one document: the invitation, the saker in order, and attachments that are pages.

use std::collections::{BTreeSet, HashMap};

use tera::Value;

use super::Pages;
use crate::foundation::diagnostic::Diagnostic;
use crate::foundation::path::UrlPath;
use crate::read::document::Kind;
use crate::render::body;
use crate::render::body::Embedding;
use crate::render::view::{self, OwnId};
use crate::site::{Page, PageId, Relations, Site, Target};

const TEMPLATE: &str = "templates/collected.html";

/// The part of a document that the text of the meeting itself is.
const INVITATION: &str = "del_innkalling";

/// Where the papers of a meeting are found as one document; `None` for what has no saker.
pub fn collected_url(site: &Site, id: PageId) -> Option<UrlPath> {
    let page = site.page(id);
    let has_saker = matches!(&page.relations, Relations::Mote { saker, .. } if !saker.is_empty());
    has_saker.then(|| UrlPath::new(&format!("{}samlet/", page.url)).expect("a plain segment after a slash"))
}

/// A page that is part of the document.
struct Section {
    page: PageId,
    id: OwnId,
    /// What it is called when it is an attachment.
    number: Option<i64>,
    /// The level of its heading.
    level: u8,
}

impl Pages<'_> {
    /// Renders all papers of a meeting as one document. What is wrong with a text is reported where its own page is
    /// rendered.
    pub fn render_collected(&self, id: PageId) -> (Option<Vec<u8>>, Vec<Diagnostic>) {
        let mut problems = Vec::new();
        let page = self.page(id);
        let (Some(url), Some(mote), Relations::Mote { utvalg, saker }) =
            (collected_url(self.edition.site, id), page.mote(), &page.relations)
        else {
            return (None, problems);
        };
        let (saker, attachments) = self.parts(id, saker);
        let mut places: HashMap<String, String> = HashMap::new();
        for part in saker.iter().chain(&attachments) {
            places.insert(self.edition.page_href(part.page), part.id.to_string());
        }
        let invitation = Embedding { id: INVITATION, levels: 1, parts: &places };
        let content = body::render_in(&self.edition, id, &invitation);
        let papers = |parts: &[Section]| parts.iter().map(|part| self.paper(part, &places)).collect::<Vec<_>>();
        let view = view::Collected {
            invitation: INVITATION,
            meeting: self.meeting(id, mote, *utvalg, &[]),
            meeting_link: self.titled_link(id),
            saker: papers(&saker),
            attachments: papers(&attachments),
        };

        let page_view = self.collected_page(id, &url, &invitation);
        let mut context = self.context(page.language(), &page_view.url);
        context.insert("page", &page_view);
        context.insert_value("content", Value::safe_string(&content));
        context.insert("collected", &view);
        let room = super::ROOM + 2 * content.len();
        let source = page.document().map(|document| &document.path);
        let html = self.template(TEMPLATE, &context, room, source, &mut problems);
        (html, problems)
    }

    fn collected_page(&self, id: PageId, url: &UrlPath, invitation: &Embedding<'_>) -> view::Page {
        let meeting = self.page_view(id);
        let strings = self.edition.strings(self.page(id));
        let mut breadcrumbs = meeting.breadcrumbs;
        breadcrumbs.push(self.crumb(id));
        view::Page {
            kind: "collected",
            title: strings.filled("collected_title", &[("title", &meeting.title)]),
            short_title: strings.get("collected").to_owned(),
            url: self.edition.href(url),
            permalink: self.edition.permalink(url),
            // The document is in the language of the meeting only.
            versions: Vec::new(),
            breadcrumbs,
            toc: Vec::new(),
            attachments: within(meeting.attachments, invitation),
            previous: None,
            next: None,
            ..meeting
        }
    }

    /// The saker in order, and the pages that the meeting or a sak has as attachments, each once.
    fn parts(&self, meeting: PageId, saker: &[PageId]) -> (Vec<Section>, Vec<Section>) {
        let mut taken: BTreeSet<PageId> = saker.iter().copied().chain([meeting]).collect();
        let parts = saker.iter().filter_map(|id| {
            let number = self.page(*id).sak()?.nummer.value.to_string();
            Some(Section { page: *id, id: OwnId::new("sak", number.replace('/', "-")), number: None, level: 2 })
        });
        let parts: Vec<Section> = parts.collect();
        let mut attachments = Vec::new();
        for owner in std::iter::once(&meeting).chain(saker) {
            let page = self.page(*owner);
            let named = page.document().map(|document| document.common.vedlegg.as_slice()).unwrap_or_default();
            for (attachment, target) in named.iter().zip(&page.attachments) {
                if let Some(Target::Page { id, .. }) = target {
                    self.attach(*id, attachment.nummer, 2, &mut taken, &mut attachments);
                }
            }
        }
        (parts, attachments)
    }

    /// Adds a page as an attachment, and after it the parts of a report that is in parts.
    fn attach(
        &self,
        id: PageId,
        number: Option<i64>,
        level: u8,
        taken: &mut BTreeSet<PageId>,
        parts: &mut Vec<Section>,
    ) {
        let page = self.page(id);
        if !is_text(page) || !taken.insert(id) {
            return;
        }
        parts.push(Section { page: id, id: OwnId::new("vedlegg", parts.len() + 1), number, level });
        if page.rapport().is_some() {
            for child in page.children.iter().filter(|child| self.page(**child).rapport().is_some()) {
                self.attach(*child, None, 3, taken, parts);
            }
        }
    }

    fn paper(&self, part: &Section, places: &HashMap<String, String>) -> view::Paper {
        let page = self.page(part.page);
        let place = Embedding { id: &part.id, levels: part.level - 1, parts: places };
        view::Paper {
            id: part.id.clone(),
            level: part.level,
            title: page.title().to_owned(),
            lead: page.lead().map(str::to_owned),
            lang: page.language().code(),
            permalink: self.edition.permalink(&page.url),
            number: part.number.map(|number| number.to_string()),
            sak: page.sak().and_then(|sak| self.sak(part.page, sak)),
            content_html: body::render_in(&self.edition, part.page, &place),
            attachments: within(self.attachments(page), &place),
        }
    }
}

/// Whether the text of a page is all there is to it.
fn is_text(page: &Page) -> bool {
    matches!(page.kind(), Some(Kind::Side | Kind::Rapport(_) | Kind::Mote(_)))
}

/// Attachments, those that are part of the document by their places in it.
pub(super) fn within(mut attachments: Vec<view::Attachment>, place: &Embedding<'_>) -> Vec<view::Attachment> {
    for attachment in &mut attachments {
        let inside = attachment.url.as_deref().and_then(|url| place.href(url));
        attachment.url = inside.or(attachment.url.take());
    }
    attachments
}
