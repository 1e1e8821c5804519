//! Resolving every reference of a site.

mod lookup;
mod seats;

use std::cell::OnceCell;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, HashMap};

use super::reference::Target;
use super::relate::{Forward, relate, sort_children};
use super::{Origin, Page, PageId, PublishedFile, Relations, Site};
use crate::foundation::diagnostic::{Code, Diagnostic, Span, did_you_mean};
use crate::foundation::path::{SourcePath, UrlPath};
use crate::read::document::{Document, Kind};
use crate::read::markdown::Piece;
use crate::read::markdown::shortcode::Shortcode;
use crate::release::Release;

pub fn link(release: &Release) -> (Site, Vec<Diagnostic>) {
    let mut problems = Vec::new();
    let mut origins: Vec<(UrlPath, Origin)> =
        release.pages.iter().map(|page| (page.url.clone(), Origin::Document(page.clone()))).collect();
    let register = release.register.as_deref();
    for municipality in register.iter().flat_map(|register| &register.municipalities) {
        let register = register.expect("municipalities come from the registry");
        if let Some(message) = register.url(municipality).too_long() {
            let span = municipality.navn.span.clone();
            let problem = Diagnostic::at(Code::InvalidFileName, &register.path, span, message);
            problems.push(problem.hint("skriv et kortere navn; det er adressen til siden om kommunen"));
        }
        origins.push((register.url(municipality), Origin::Municipality(municipality.clone())));
    }
    origins.sort_by(|(left, _), (right, _)| left.cmp(right));
    let register_path = register.map(|register| &register.path);
    let pages = without_duplicates(origins, register_path, &mut problems);
    let pages = with_parents(pages, register_path);

    let mut linker = Linker::new(pages, release, problems);
    let forward: Vec<Forward> = (0..linker.pages.len()).map(|index| linker.forward(PageId(index))).collect();
    let redirects = linker.redirects();
    let Linker { mut pages, by_path, by_url, municipalities, files, mut problems, .. } = linker;
    relate(&mut pages, forward);
    sort_children(&mut pages);

    let table_pages = pages_of_tables(&pages);
    let glossary = release.glossary.clone();
    let site = Site { pages, by_path, by_url, municipalities, table_pages, glossary, files, redirects };
    check_fragments(&site, &mut problems);
    (site, problems)
}

fn without_duplicates(
    origins: Vec<(UrlPath, Origin)>,
    register: Option<&SourcePath>,
    problems: &mut Vec<Diagnostic>,
) -> Vec<Page> {
    let mut pages: Vec<Page> = Vec::with_capacity(origins.len());
    for (url, origin) in origins {
        if let Some(earlier) = pages.last().filter(|page| page.url == url) {
            problems.push(duplicate_address(&url, &earlier.origin, &origin, register));
            continue;
        }
        pages.push(Page {
            origin,
            url,
            parent: None,
            children: Vec::new(),
            relations: Relations::None,
            targets: Vec::new(),
            attachments: Vec::new(),
            shortcode_tables: Vec::new(),
        });
    }
    pages
}

fn duplicate_address(url: &UrlPath, earlier: &Origin, later: &Origin, register: Option<&SourcePath>) -> Diagnostic {
    let name = |origin: &Origin| match origin {
        Origin::Document(document) => document.path.to_string(),
        Origin::Municipality(municipality) => format!("kommunen {}", municipality.navn.value),
    };
    let message = format!("adressen {url} brukes av to: {} og {}", name(earlier), name(later));
    let problem = match (later, earlier) {
        (Origin::Document(document), _) | (_, Origin::Document(document)) => {
            Diagnostic::at(Code::DuplicateAddress, &document.path, document.fence.clone(), message)
        }
        (Origin::Municipality(municipality), _) => {
            let register = register.expect("municipalities come from the registry");
            Diagnostic::at(Code::DuplicateAddress, register, municipality.navn.span.clone(), message)
        }
    };
    problem.hint("gi den ene filen et annet navn, eller slett den")
}

/// Finds the parent of each page: the `index.md` of the nearest folder above.
fn with_parents(mut pages: Vec<Page>, register: Option<&SourcePath>) -> Vec<Page> {
    let indexes = pages.iter().enumerate().filter_map(|(index, page)| {
        let path = &page.document()?.path;
        (path.name() == "index.md").then(|| (path.folder(), PageId(index)))
    });
    let indexes: HashMap<&str, PageId> = indexes.collect();
    let parent = |(index, page): (usize, &Page)| {
        let folder = match &page.origin {
            Origin::Document(document) => document.path.folder(),
            Origin::Municipality(_) => register.map_or("", SourcePath::folder),
        };
        let mut folders = std::iter::successors(Some(folder), |folder| Some(folder.rsplit_once('/')?.0));
        folders.find_map(|folder| indexes.get(folder).copied().filter(|found| *found != PageId(index)))
    };
    let parents: Vec<Option<PageId>> = pages.iter().enumerate().map(parent).collect();
    for (index, parent) in parents.into_iter().enumerate() {
        pages[index].parent = parent;
        if let Some(parent) = parent {
            pages[parent.0].children.push(PageId(index));
        }
    }
    pages
}

/// What stands before paths below the content folder.
const CONTENT_FOLDER: &str = "content/";

struct Linker<'a> {
    pages: Vec<Page>,
    release: &'a Release,
    by_path: HashMap<SourcePath, PageId>,
    /// Room for the path that is looked up; the content folder always stands in it.
    wanted: String,
    /// All pages as links are written, in order; made when the first link is broken.
    known_pages: OnceCell<Vec<String>>,
    /// What to say of broken links, by what was written: many pages lead to the one that was moved.
    ways_out: HashMap<String, String>,
    by_url: HashMap<UrlPath, PageId>,
    municipalities: BTreeMap<String, PageId>,
    /// Utvalg by the name of their folder.
    utvalg: BTreeMap<String, PageId>,
    /// Projects by the name of their file.
    projects: BTreeMap<String, PageId>,
    /// Saker by body, year and sequence.
    saker: BTreeMap<(PageId, u8, u16), PageId>,
    files: BTreeMap<UrlPath, PublishedFile>,
    problems: Vec<Diagnostic>,
}

impl<'a> Linker<'a> {
    fn new(pages: Vec<Page>, release: &'a Release, problems: Vec<Diagnostic>) -> Self {
        let mut by_path = HashMap::with_capacity(pages.len());
        let mut by_url = HashMap::with_capacity(pages.len());
        let mut municipalities = BTreeMap::new();
        for (index, page) in pages.iter().enumerate() {
            by_url.insert(page.url.clone(), PageId(index));
            match &page.origin {
                Origin::Document(document) => {
                    by_path.insert(document.path.clone(), PageId(index));
                }
                Origin::Municipality(municipality) => {
                    municipalities.insert(municipality.navn.value.clone(), PageId(index));
                }
            }
        }
        let files = release
            .files
            .iter()
            .map(|(path, file)| (file.url.clone(), PublishedFile { source: path.clone(), size: file.size }));
        let mut linker = Self {
            pages,
            release,
            by_path,
            wanted: CONTENT_FOLDER.to_owned(),
            known_pages: OnceCell::new(),
            ways_out: HashMap::new(),
            by_url,
            municipalities,
            utvalg: BTreeMap::new(),
            projects: BTreeMap::new(),
            saker: BTreeMap::new(),
            files: files.collect(),
            problems,
        };
        linker.index();
        linker
    }

    fn page(&self, id: PageId) -> &Page {
        &self.pages[id.0]
    }

    /// Makes the names known by which pages refer to utvalg, projects and saker.
    fn index(&mut self) {
        for index in 0..self.pages.len() {
            let id = PageId(index);
            let Some(document) = self.pages[index].document() else { continue };
            let (index, word) = match document.kind {
                Kind::Utvalg(_) => (&mut self.utvalg, "utvalg"),
                Kind::Prosjekt(_) => (&mut self.projects, "prosjekter"),
                _ => continue,
            };
            let name = document.name().to_owned();
            let place = (document.path.clone(), document.fence.clone());
            match index.entry(name) {
                Entry::Vacant(entry) => {
                    entry.insert(id);
                }
                Entry::Occupied(entry) => {
                    let message = format!("to {word} heter «{}»", entry.key());
                    self.problems.push(
                        Diagnostic::at(Code::DuplicateName, &place.0, place.1, message)
                            .hint("henvisninger bruker dette navnet; gi den ene mappen eller filen et annet navn"),
                    );
                }
            }
        }
        for index in 0..self.pages.len() {
            self.index_sak(PageId(index));
        }
    }

    fn index_sak(&mut self, id: PageId) {
        let Some(sak) = self.page(id).sak() else { return };
        let number = sak.nummer.clone();
        let Some(utvalg) = self.meeting_of(id).and_then(|meeting| self.utvalg_of_meeting(meeting)) else { return };
        let key = (utvalg, number.value.year, number.value.sequence);
        if let Some(earlier) = self.saker.get(&key) {
            let earlier = self.page(*earlier).document().map_or_else(String::new, |document| document.path.to_string());
            let path = self.path(id);
            let message = format!("saksnummeret {} er brukt før, i {earlier}", number.value);
            let problem = Diagnostic::at(Code::DuplicateName, &path, number.span, message);
            self.problems.push(problem.hint("gi saken neste ledige nummer"));
        } else {
            self.saker.insert(key, id);
        }
    }

    /// The meeting that a sak lies beside.
    fn meeting_of(&self, sak: PageId) -> Option<PageId> {
        self.page(sak).parent.filter(|parent| self.page(*parent).mote().is_some())
    }

    fn utvalg_of_meeting(&self, meeting: PageId) -> Option<PageId> {
        let name = &self.page(meeting).mote()?.utvalg.value;
        self.utvalg.get(name).copied()
    }

    fn path(&self, id: PageId) -> SourcePath {
        self.page(id).document().expect("only documents refer to others").path.clone()
    }

    fn report(&mut self, code: Code, file: &SourcePath, span: Span, message: String, hint: Option<String>) {
        self.problems.push(Diagnostic::at(code, file, span, message).maybe_hint(hint));
    }

    // ---- what each type of page refers to ----

    fn forward(&mut self, id: PageId) -> Forward {
        let Origin::Document(document) = &self.page(id).origin else {
            let relations = Relations::Kommune { projects: Vec::new(), common_projects: Vec::new(), seats: Vec::new() };
            return Forward { relations, predecessors_of: None };
        };
        let document = document.clone();
        self.resolve_text(id, &document);
        let mut predecessors_of = None;
        let relations = match &document.kind {
            Kind::Side | Kind::Seksjon(_) => Relations::None,
            Kind::Forside(forside) => {
                let entries = forside.inngang.iter();
                let entries = entries.filter_map(|entry| self.content_page(&document.path, &entry.side)).collect();
                let figures = forside.nokkeltall.iter();
                let figures = figures.map(|figure| self.figure(&document.path, figure)).collect();
                Relations::Forside { entries, figures }
            }
            Kind::Utvalg(utvalg) => {
                let successor = utvalg.erstattet_av.as_ref().and_then(|name| self.find_utvalg(&document.path, name));
                predecessors_of = successor;
                let seats = utvalg.plass.iter().map(|seat| self.holders(&document.path, seat)).collect();
                let (predecessors, meetings, reports) = (Vec::new(), Vec::new(), Vec::new());
                Relations::Utvalg { successor, predecessors, meetings, reports, seats }
            }
            Kind::Mote(mote) => match self.find_utvalg(&document.path, &mote.utvalg) {
                Some(utvalg) => Relations::Mote { utvalg, saker: Vec::new() },
                None => Relations::None,
            },
            Kind::Sak(sak) => self.sak(id, &document, sak),
            Kind::Rapport(rapport) => {
                let path = &document.path;
                let utvalg = rapport.utvalg.as_ref().and_then(|name| self.find_utvalg(path, name));
                let approvals = rapport.godkjent.iter();
                let approvals = approvals
                    .filter_map(|approval| Some((self.find_utvalg(path, &approval.utvalg)?, approval.dato)))
                    .collect();
                let attachment_to = rapport.vedlegg_til.as_ref().and_then(|page| self.content_page(path, page));
                let projects = self.projects(path, &rapport.prosjekter);
                Relations::Rapport { utvalg, approvals, attachment_to, projects }
            }
            Kind::Prosjekt(prosjekt) => {
                let path = &document.path;
                let municipalities = self.participants(path, &prosjekt.kommuner);
                let applications = prosjekt.soknad.iter();
                let application_saker = applications
                    .map(|application| application.sak.as_ref().and_then(|sak| self.numbered_sak(id, path, sak)))
                    .collect();
                Relations::Prosjekt { municipalities, application_saker, saker: Vec::new(), reports: Vec::new() }
            }
        };
        Forward { relations, predecessors_of }
    }

    fn sak(&mut self, id: PageId, document: &Document, sak: &crate::read::document::Sak) -> Relations {
        let path = &document.path;
        let Some(meeting) = self.meeting_of(id) else {
            let meeting = SourcePath::new(&format!("{}/index.md", path.folder()));
            if !meeting.is_some_and(|meeting| self.release.broken.contains(&meeting)) {
                self.report(
                    Code::MisplacedPage,
                    path,
                    document.fence.clone(),
                    "saken ligger ikke ved siden av et møte".to_owned(),
                    Some("legg filen i mappen til møtet, ved siden av møtets index.md".to_owned()),
                );
            }
            return Relations::None;
        };
        // An unknown body is reported at the meeting.
        let Some(utvalg) = self.utvalg_of_meeting(meeting) else { return Relations::None };
        let related = sak.saker.iter().filter_map(|number| self.numbered_sak(id, path, number)).collect();
        let projects = self.projects(path, &sak.prosjekter);
        let reports = sak.rapporter.iter().filter_map(|page| self.content_page(path, page)).collect();
        Relations::Sak { meeting, utvalg, related, projects, reports }
    }

    /// Resolves what the body and the attachments of a page refer to.
    fn resolve_text(&mut self, id: PageId, document: &Document) {
        let path = &document.path;
        let mut targets: Vec<Target> =
            document.body.references.iter().map(|reference| self.target(id, path, reference)).collect();
        for piece in document.body.pieces() {
            let Piece::Image { reference, .. } = piece else { continue };
            if !is_image(&targets[*reference]) {
                targets[*reference] = Target::Nowhere;
                let reference = &document.body.references[*reference];
                let message = format!("«{}» er ikke en bildefil i portalen", reference.value);
                let hint = Some("legg bildet ved siden av siden (PNG, JPEG, WebP, GIF) og skriv filnavnet".to_owned());
                self.report(Code::BrokenLink, path, reference.span.clone(), message, hint);
            }
        }
        let attachments = document
            .common
            .vedlegg
            .iter()
            .map(|attachment| match (&attachment.fil, &attachment.side) {
                (Some(file), None) => Some(self.file(path, file)),
                (None, Some(page)) => Some(self.target(id, path, page)),
                (None, None) => None,
                (Some(file), Some(_)) => {
                    let message = "vedlegget har både «fil» og «side»".to_owned();
                    let hint = Some("et vedlegg er enten en fil eller en side; slett den ene linjen".to_owned());
                    self.report(Code::InvalidValue, path, file.span.clone(), message, hint);
                    Some(Target::Nowhere)
                }
            })
            .collect();
        let shortcode_tables = document
            .body
            .shortcodes
            .iter()
            .map(|shortcode| match &shortcode.value {
                Shortcode::Table { file } => self.table(path, file, &shortcode.span),
                Shortcode::Figure { table, row, column } => {
                    let table = self.table(path, table, &shortcode.span)?;
                    let span = &shortcode.span;
                    self.check_cell(path, &table, (row, span), (column, span)).then_some(table)
                }
                Shortcode::Chart { file, columns, .. } => {
                    let table = self.table(path, file, &shortcode.span)?;
                    self.check_columns(path, &shortcode.span, &table, columns).then_some(table)
                }
                Shortcode::Glossary
                | Shortcode::Controls
                | Shortcode::Catalogue
                | Shortcode::Register(_)
                | Shortcode::Note { .. }
                | Shortcode::Language { .. }
                | Shortcode::Keys { .. }
                | Shortcode::Problems
                | Shortcode::Functions => None,
            })
            .collect();
        let page = &mut self.pages[id.0];
        page.targets = targets;
        page.attachments = attachments;
        page.shortcode_tables = shortcode_tables;
    }

    fn redirects(&mut self) -> BTreeMap<UrlPath, PageId> {
        let mut redirects = BTreeMap::new();
        for index in 0..self.pages.len() {
            let Some(document) = self.pages[index].document() else { continue };
            let (path, aliases) = (document.path.clone(), document.common.alias.clone());
            for alias in aliases {
                let long = UrlPath::new(&alias.value).and_then(|url| url.too_long());
                if let Some(message) = long {
                    let hint = "slett den; så lange adresser kan ikke ha vært publisert".to_owned();
                    self.report(Code::InvalidFileName, &path, alias.span, message, Some(hint));
                    continue;
                }
                // The program's own files, and what would make a folder of a page.
                let is_taken = |segment: &str| segment.starts_with('.') || segment == "index.html";
                let url = UrlPath::new(&alias.value)
                    .filter(|url| alias.value.ends_with('/') && !url.as_str().split('/').any(is_taken));
                let as_file = UrlPath::new(alias.value.trim_end_matches('/'));
                let (message, hint) = match url {
                    None => (
                        format!("«{}» er ikke en adresse i portalen", alias.value),
                        "skriv den gamle adressen fra første skråstrek: /gammel/adresse/",
                    ),
                    Some(url) if self.by_url.contains_key(&url) => (
                        format!("adressen {url} er i bruk av en side"),
                        "slett den her, eller gi siden en annen adresse",
                    ),
                    Some(url) if as_file.is_some_and(|file| self.files.contains_key(&file)) => {
                        (format!("adressen {url} er i bruk av en fil"), "slett den her, eller gi filen et annet navn")
                    }
                    Some(url) => match redirects.insert(url.clone(), PageId(index)) {
                        None => continue,
                        Some(_) => {
                            (format!("adressen {url} er oppgitt som tidligere adresse to ganger"), "slett den ene")
                        }
                    },
                };
                self.report(Code::InvalidValue, &path, alias.span, message, Some(hint.to_owned()));
            }
        }
        redirects
    }
}

/// Whether a target can be shown as an image. One that leads nowhere is reported already.
fn is_image(target: &Target) -> bool {
    const ENDINGS: [&str; 6] = [".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif"];
    match target {
        Target::File { url, .. } => ENDINGS.iter().any(|ending| url.as_str().ends_with(ending)),
        Target::Nowhere => true,
        _ => false,
    }
}

/// The page that shows each table, the one beside it before others.
fn pages_of_tables(pages: &[Page]) -> BTreeMap<SourcePath, PageId> {
    let mut found: BTreeMap<SourcePath, (bool, PageId)> = BTreeMap::new();
    for (index, page) in pages.iter().enumerate() {
        let Some(document) = page.document() else { continue };
        for (shortcode, table) in document.body.shortcodes.iter().zip(&page.shortcode_tables) {
            let (Shortcode::Table { .. }, Some(table)) = (&shortcode.value, table) else { continue };
            let beside = document.path.folder() == table.folder();
            let better = found.get(table).is_none_or(|(known_beside, _)| beside && !known_beside);
            if better {
                found.insert(table.clone(), (beside, PageId(index)));
            }
        }
    }
    found.into_iter().map(|(table, (_, page))| (table, page)).collect()
}

/// Reports links to headings that are not there.
fn check_fragments(site: &Site, problems: &mut Vec<Diagnostic>) {
    for (id, page) in site.pages() {
        let Some(document) = page.document() else { continue };
        let links = page.targets.iter().zip(&document.body.references);
        let attachments = page.attachments.iter().zip(&document.common.vedlegg);
        let attachments = attachments.filter_map(|(target, attachment)| target.as_ref().zip(attachment.side.as_ref()));
        for (target, reference) in links.chain(attachments) {
            let (of, fragment) = match target {
                Target::Page { id, fragment: Some(fragment) } => (*id, fragment),
                Target::Fragment(fragment) => (id, fragment),
                _ => continue,
            };
            let outline = site.page(of).body().map(|body| body.outline.as_slice()).unwrap_or_default();
            if outline.iter().any(|heading| heading.id == *fragment) {
                continue;
            }
            let known: Vec<&str> = outline.iter().map(|heading| heading.id.as_str()).collect();
            let hint = did_you_mean(fragment, known.iter().copied()).unwrap_or_else(|| match known.as_slice() {
                [] => "siden har ingen overskrifter; ta bort # og det som følger".to_owned(),
                _ => format!("overskriftene der er: {}", known[..known.len().min(8)].join(", ")),
            });
            let message = format!("siden har ingen overskrift med ankeret «#{fragment}»");
            problems.push(Diagnostic::at(Code::BrokenLink, &document.path, reference.span.clone(), message).hint(hint));
        }
    }
}
