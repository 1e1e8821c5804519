//! Resolving every reference of a site.

mod seats;

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use jiff::civil::Date;

use super::reference::{Reference, Target, content_path};
use super::relate::{Forward, relate, sort_children};
use super::{FigureSource, Origin, Page, PageId, Participants, Parts, Publication, PublishedFile, Relations, Site};
use crate::diagnostic::{Code, Diagnostic, Located, Span, did_you_mean};
use crate::document::{Document, Kind, Nokkeltall, SakNumber};
use crate::locale;
use crate::markdown::Piece;
use crate::markdown::shortcode::Shortcode;
use crate::path::{SourcePath, UrlPath};
use crate::source::{CONTENT, SourceTree};
use crate::table::Table;

pub fn link(
    parts: Parts,
    tables: &BTreeMap<SourcePath, Arc<Table>>,
    sources: &SourceTree,
    publication: Publication,
) -> (Site, Vec<Diagnostic>) {
    let mut problems = Vec::new();
    let (documents, withheld) = published(parts.documents, publication);
    let mut origins: Vec<(UrlPath, Origin)> =
        documents.into_iter().map(|document| (document.url.clone(), Origin::Document(document))).collect();
    let mut register_path = None;
    if let Some(register) = parts.register {
        for municipality in &register.municipalities {
            origins.push((register.url(municipality), Origin::Municipality(municipality.clone())));
        }
        register_path = Some(register.path.clone());
    }
    origins.sort_by(|(left, _), (right, _)| left.cmp(right));
    let pages = without_duplicates(origins, register_path.as_ref(), &mut problems);

    let mut linker = Linker::new(pages, sources, tables, &parts.broken, &withheld, problems);
    linker.broken_register = parts.broken_register;
    linker.find_parents(register_path.as_ref());
    linker.index();
    let forward: Vec<Forward> = (0..linker.pages.len()).map(|index| linker.forward(PageId(index))).collect();
    let redirects = linker.redirects();
    let Linker { mut pages, by_path, by_url, municipalities, files, mut problems, .. } = linker;
    relate(&mut pages, forward);
    sort_children(&mut pages);

    let table_pages = pages_of_tables(&pages);
    let withheld = withheld.len();
    let glossary = parts.glossary;
    let site = Site { pages, by_path, by_url, municipalities, table_pages, withheld, glossary, files, redirects };
    check_fragments(&site, &mut problems);
    (site, problems)
}

/// The documents to publish, and why the others are not.
fn published(
    documents: Vec<Arc<Document>>,
    publication: Publication,
) -> (Vec<Arc<Document>>, BTreeMap<SourcePath, &'static str>) {
    let mut withheld = BTreeMap::new();
    let documents = documents
        .into_iter()
        .filter(|document| {
            let reason = if publication.drafts { None } else { reason_to_withhold(document, publication.date) };
            withheld.extend(reason.map(|reason| (document.path.clone(), reason)));
            reason.is_none()
        })
        .collect();
    (documents, withheld)
}

/// Why a document is not published on a day, if it is not.
pub(super) fn reason_to_withhold(document: &Document, date: Date) -> Option<&'static str> {
    let common = &document.common;
    if common.utkast {
        Some("den er et utkast")
    } else if common.publiseres.is_some_and(|from| date < from) {
        Some("den skal ikke publiseres ennå")
    } else if common.avpubliseres.is_some_and(|until| date >= until) {
        Some("den er tatt ned")
    } else {
        None
    }
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

struct Linker<'a> {
    pages: Vec<Page>,
    sources: &'a SourceTree,
    tables: &'a BTreeMap<SourcePath, Arc<Table>>,
    broken: &'a BTreeSet<SourcePath>,
    withheld: &'a BTreeMap<SourcePath, &'static str>,
    by_path: HashMap<SourcePath, PageId>,
    by_url: HashMap<UrlPath, PageId>,
    municipalities: BTreeMap<String, PageId>,
    /// Bodies by the name of their folder.
    bodies: BTreeMap<String, PageId>,
    /// Projects by the name of their file.
    projects: BTreeMap<String, PageId>,
    /// Saker by body, year and sequence.
    saker: BTreeMap<(PageId, u8, u16), PageId>,
    files: BTreeMap<UrlPath, PublishedFile>,
    broken_register: bool,
    problems: Vec<Diagnostic>,
}

impl<'a> Linker<'a> {
    fn new(
        pages: Vec<Page>,
        sources: &'a SourceTree,
        tables: &'a BTreeMap<SourcePath, Arc<Table>>,
        broken: &'a BTreeSet<SourcePath>,
        withheld: &'a BTreeMap<SourcePath, &'static str>,
        problems: Vec<Diagnostic>,
    ) -> Self {
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
        Self {
            pages,
            sources,
            tables,
            broken,
            withheld,
            by_path,
            by_url,
            municipalities,
            bodies: BTreeMap::new(),
            projects: BTreeMap::new(),
            saker: BTreeMap::new(),
            files: BTreeMap::new(),
            broken_register: false,
            problems,
        }
    }

    fn page(&self, id: PageId) -> &Page {
        &self.pages[id.0]
    }

    /// The parent of a page is the `index.md` of the nearest folder above.
    fn find_parents(&mut self, register: Option<&SourcePath>) {
        let indexes = self.pages.iter().enumerate().filter_map(|(index, page)| {
            let path = &page.document()?.path;
            (path.name() == "index.md").then(|| (path.folder(), PageId(index)))
        });
        let indexes: HashMap<&str, PageId> = indexes.collect();
        let parents: Vec<Option<PageId>> = self
            .pages
            .iter()
            .enumerate()
            .map(|(index, page)| {
                let folder = match &page.origin {
                    Origin::Document(document) => document.path.folder(),
                    Origin::Municipality(_) => register.map_or("", SourcePath::folder),
                };
                let mut folders =
                    std::iter::successors(Some(folder), |folder| folder.rsplit_once('/').map(|(above, _)| above));
                folders.find_map(|folder| indexes.get(folder).copied().filter(|found| *found != PageId(index)))
            })
            .collect();
        for (index, parent) in parents.into_iter().enumerate() {
            self.pages[index].parent = parent;
            if let Some(parent) = parent {
                self.pages[parent.0].children.push(PageId(index));
            }
        }
    }

    /// Makes the names known by which pages refer to bodies, projects and saker.
    fn index(&mut self) {
        for index in 0..self.pages.len() {
            let id = PageId(index);
            let Some(document) = self.pages[index].document() else { continue };
            let (index, word) = match document.kind {
                Kind::Utvalg(_) => (&mut self.bodies, "utvalg"),
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
        let Some(body) = self.meeting_of(id).and_then(|meeting| self.body_of_meeting(meeting)) else { return };
        let key = (body, number.value.year, number.value.sequence);
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

    fn body_of_meeting(&self, meeting: PageId) -> Option<PageId> {
        let name = &self.page(meeting).mote()?.utvalg.value;
        self.bodies.get(name).copied()
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
                let successor = utvalg.erstattet_av.as_ref().and_then(|name| self.body(&document.path, name));
                predecessors_of = successor;
                let seats = utvalg.plass.iter().map(|seat| self.holders(&document.path, seat)).collect();
                let (predecessors, meetings, reports) = (Vec::new(), Vec::new(), Vec::new());
                Relations::Utvalg { successor, predecessors, meetings, reports, seats }
            }
            Kind::Mote(mote) => match self.body(&document.path, &mote.utvalg) {
                Some(body) => Relations::Mote { body, saker: Vec::new() },
                None => Relations::None,
            },
            Kind::Sak(sak) => self.sak(id, &document, sak),
            Kind::Rapport(rapport) => {
                let path = &document.path;
                let body = rapport.utvalg.as_ref().and_then(|name| self.body(path, name));
                let approvals = rapport.godkjent.iter();
                let approvals = approvals
                    .filter_map(|approval| Some((self.body(path, &approval.utvalg)?, approval.dato)))
                    .collect();
                let attachment_to = rapport.vedlegg_til.as_ref().and_then(|page| self.content_page(path, page));
                let projects = self.projects(path, &rapport.prosjekter);
                Relations::Rapport { body, approvals, attachment_to, projects }
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

    fn sak(&mut self, id: PageId, document: &Document, sak: &crate::document::Sak) -> Relations {
        let path = &document.path;
        let Some(meeting) = self.meeting_of(id) else {
            let meeting = SourcePath::new(&format!("{}/index.md", path.folder()));
            if let Some(reason) = meeting.as_ref().and_then(|meeting| self.withheld.get(meeting)) {
                let message = format!("møtet som saken hører til, blir ikke publisert: {reason}");
                let hint = Some("publiser møtet, eller la saken være et utkast den også".to_owned());
                self.report(Code::MisplacedPage, path, document.fence.clone(), message, hint);
            } else if !meeting.is_some_and(|meeting| self.broken.contains(&meeting)) {
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
        let Some(body) = self.body_of_meeting(meeting) else { return Relations::None };
        let related = sak.saker.iter().filter_map(|number| self.numbered_sak(id, path, number)).collect();
        let projects = self.projects(path, &sak.prosjekter);
        let reports = sak.rapporter.iter().filter_map(|page| self.content_page(path, page)).collect();
        Relations::Sak { meeting, body, related, projects, reports }
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

    // ---- kinds of references ----

    fn target(&mut self, id: PageId, file: &SourcePath, reference: &Located<String>) -> Target {
        match Reference::parse(&reference.value) {
            Reference::Content { path, fragment } => match self.content(file, reference, path.as_ref()) {
                Some(page) => Target::Page { id: page, fragment: fragment.map(str::to_owned) },
                None => Target::Nowhere,
            },
            Reference::Sak(number) => {
                let number = Located { value: number.to_owned(), span: reference.span.clone() };
                match self.numbered_sak(id, file, &number) {
                    Some(sak) => Target::Page { id: sak, fragment: None },
                    None => Target::Nowhere,
                }
            }
            Reference::Municipality(name) => {
                let name = Located { value: name, span: reference.span.clone() };
                match self.municipality(file, &name) {
                    Some(municipality) => Target::Page { id: municipality, fragment: None },
                    None => Target::Nowhere,
                }
            }
            Reference::Fragment(fragment) => Target::Fragment(fragment.to_owned()),
            Reference::External(address) => Target::External(address.to_owned()),
            Reference::File(_) => self.file(file, reference),
            Reference::Refused => {
                let message = match reference.value.as_str() {
                    "" => "lenken er tom".to_owned(),
                    address => format!("lenken «{address}» er av en type som ikke kan brukes"),
                };
                let hint = "en side i portalen skrives @/mappe/fil.md, en nettside https://…, en fil ved siden av siden med filnavnet";
                self.report(Code::BrokenLink, file, reference.span.clone(), message, Some(hint.to_owned()));
                Target::Nowhere
            }
        }
    }

    /// The page that `@/…` in front matter names.
    fn content_page(&mut self, file: &SourcePath, reference: &Located<String>) -> Option<PageId> {
        match Reference::parse(&reference.value) {
            Reference::Content { path, .. } => self.content(file, reference, path.as_ref()),
            _ => {
                let message = format!("«{}» er ikke en side i portalen", reference.value);
                let hint = Some("skriv stien fra innholdsmappen: @/mappe/fil.md".to_owned());
                self.report(Code::UnknownReference, file, reference.span.clone(), message, hint);
                None
            }
        }
    }

    fn content(&mut self, file: &SourcePath, reference: &Located<String>, path: Option<&SourcePath>) -> Option<PageId> {
        if let Some(found) = path.and_then(|path| self.by_path.get(path)) {
            return Some(*found);
        }
        if path.is_some_and(|path| self.broken.contains(path)) {
            return None;
        }
        let (message, hint) = match path.and_then(|path| self.withheld.get(path)) {
            Some(reason) => (
                format!("lenken fører til «{}», som ikke blir publisert: {reason}", reference.value),
                Some("publiser siden, eller ta bort lenken".to_owned()),
            ),
            None => {
                let mut known: Vec<String> =
                    self.by_path.keys().filter_map(|path| Some(format!("@/{}", path.below(CONTENT)?))).collect();
                known.sort();
                let typed = reference.value.split('#').next().unwrap_or_default();
                let hint = did_you_mean(typed, known.iter().map(String::as_str))
                    .unwrap_or_else(|| "skriv stien fra innholdsmappen: @/mappe/fil.md".to_owned());
                (format!("lenken fører til «{}», som ikke finnes", reference.value), Some(hint))
            }
        };
        self.report(Code::BrokenLink, file, reference.span.clone(), message, hint);
        None
    }

    fn body(&mut self, file: &SourcePath, name: &Located<String>) -> Option<PageId> {
        if let Some(found) = self.bodies.get(&name.value) {
            return Some(*found);
        }
        // A body whose own page is broken or not published is not unknown.
        if self.is_named_by(self.broken.iter(), &name.value) {
            return None;
        }
        if let Some(reason) = self.reason_withheld(&name.value) {
            let message = format!("siden til utvalget «{}» blir ikke publisert: {reason}", name.value);
            let hint = Some("publiser den, eller la denne siden være et utkast den også".to_owned());
            self.report(Code::UnknownReference, file, name.span.clone(), message, hint);
            return None;
        }
        let hint = suggestion(&name.value, self.bodies.keys(), "utvalgene er");
        let message = format!("ukjent utvalg «{}»", name.value);
        self.report(Code::UnknownReference, file, name.span.clone(), message, Some(hint));
        None
    }

    fn projects(&mut self, file: &SourcePath, names: &[Located<String>]) -> Vec<PageId> {
        let mut projects = Vec::with_capacity(names.len());
        for name in names {
            if let Some(found) = self.projects.get(&name.value) {
                projects.push(*found);
            } else if !self.is_named_by(self.broken.iter(), &name.value) {
                let hint = suggestion(&name.value, self.projects.keys(), "prosjektene er");
                let message = format!("ukjent prosjekt «{}»", name.value);
                self.report(Code::UnknownReference, file, name.span.clone(), message, Some(hint));
            }
        }
        projects
    }

    /// Whether one of the files is a page that goes by a name: its file or its folder is called that.
    fn is_named_by<'p>(&self, mut paths: impl Iterator<Item = &'p SourcePath>, name: &str) -> bool {
        paths
            .any(|path| path.stem() == name || (path.stem() == "index" && path.folder().ends_with(&format!("/{name}"))))
    }

    /// Why the page that goes by a name is not published, when that is so.
    fn reason_withheld(&self, name: &str) -> Option<&'static str> {
        let (_, reason) = self.withheld.iter().find(|(path, _)| self.is_named_by(std::iter::once(*path), name))?;
        Some(reason)
    }

    fn participants(&mut self, file: &SourcePath, names: &[Located<String>]) -> Participants {
        if names.iter().any(|name| name.value == "alle") {
            return Participants::All;
        }
        Participants::Some(names.iter().filter_map(|name| self.municipality(file, name)).collect())
    }

    fn municipality(&mut self, file: &SourcePath, name: &Located<String>) -> Option<PageId> {
        if let Some(found) = self.municipalities.get(&name.value) {
            return Some(*found);
        }
        if self.broken_register {
            return None;
        }
        let hint = suggestion(&name.value, self.municipalities.keys(), "kommunene er");
        let message = format!("ukjent kommune «{}»", name.value);
        self.report(Code::UnknownReference, file, name.span.clone(), message, Some(hint));
        None
    }

    /// The sak that `ssu/12/26` names, or `12/26` in a page of the same body.
    fn numbered_sak(&mut self, from: PageId, file: &SourcePath, reference: &Located<String>) -> Option<PageId> {
        let (body, number) = match reference.value.matches('/').count() {
            1 => (self.own_body(from), reference.value.as_str()),
            _ => {
                let (name, number) = reference.value.split_once('/').unwrap_or(("", &reference.value));
                let name = Located { value: name.to_owned(), span: reference.span.clone() };
                (Some(self.body(file, &name)?), number)
            }
        };
        let parsed = SakNumber::parse(number);
        let (Some(body), Some(parsed)) = (body, parsed) else {
            let message = format!("«{}» er ikke et saksnummer som kan slås opp her", reference.value);
            let hint = Some("skriv utvalget foran nummeret: ssu/12/26".to_owned());
            self.report(Code::UnknownReference, file, reference.span.clone(), message, hint);
            return None;
        };
        if let Some(found) = self.saker.get(&(body, parsed.year, parsed.sequence)) {
            return Some(*found);
        }
        if self.is_broken_sak(parsed) {
            return None;
        }
        let short = self.page(body).short_title().to_owned();
        let known: Vec<String> = self
            .saker
            .keys()
            .filter(|(of, year, _)| *of == body && *year == parsed.year)
            .map(|(_, year, sequence)| format!("{sequence:02}/{year:02}"))
            .collect();
        let hint = if known.is_empty() {
            format!("{short} har ingen saker i 20{:02}", parsed.year)
        } else {
            format!("sakene til {short} i 20{:02} er: {}", parsed.year, known.join(", "))
        };
        let message = format!("saken «{}» finnes ikke", reference.value);
        self.report(Code::UnknownReference, file, reference.span.clone(), message, Some(hint));
        None
    }

    /// Whether a file that could not be read has the name that the file of a sak usually has: `12-26.md`.
    fn is_broken_sak(&self, number: SakNumber) -> bool {
        self.broken
            .iter()
            .any(|path| SakNumber::parse(&path.stem().replace('-', "/")).is_some_and(|broken| broken.same(number)))
    }

    /// The body that a page belongs to, for saker that are named without one.
    fn own_body(&self, id: PageId) -> Option<PageId> {
        std::iter::successors(Some(id), |id| self.page(*id).parent).find(|id| self.page(*id).utvalg().is_some())
    }

    /// A file beside a page, which is published because the page refers to it.
    fn file(&mut self, page: &SourcePath, name: &Located<String>) -> Target {
        let decoded = name.value.replace("%20", " ");
        let path = page.beside(&decoded).filter(|path| path.below(CONTENT).is_some());
        let Some((path, size)) = path.and_then(|path| {
            let size = self.sources.bytes(&path)?.len();
            Some((path, size))
        }) else {
            let folder = format!("{}/", page.folder());
            let beside: Vec<&str> = self
                .sources
                .paths_below(CONTENT)
                .into_iter()
                .filter_map(|path| path.as_str().strip_prefix(&folder).filter(|name| !name.contains('/')))
                .collect();
            let hint = did_you_mean(&decoded, beside).unwrap_or_else(|| {
                format!("legg filen i {folder} eller rett navnet; en side i portalen skrives @/mappe/fil.md")
            });
            let message = format!("filen «{decoded}» finnes ikke ved siden av siden");
            self.report(Code::BrokenLink, page, name.span.clone(), message, Some(hint));
            return Target::Nowhere;
        };
        if matches!(path.extension(), "md" | "toml" | "html" | "htm" | "js" | "svg") {
            let message = format!("filen «{decoded}» kan ikke publiseres som den er");
            let hint = "en side lenkes med @/mappe/fil.md; andre filer må være dokumenter eller bilder (PDF, Word, Excel, CSV, PNG, JPEG, WebP)";
            self.report(Code::BrokenLink, page, name.span.clone(), message, Some(hint.to_owned()));
            return Target::Nowhere;
        }
        let url = UrlPath::of_file(path.below(CONTENT).expect("checked above"));
        match self.files.entry(url.clone()) {
            Entry::Vacant(entry) => {
                entry.insert(PublishedFile { source: path, size });
            }
            Entry::Occupied(entry) if entry.get().source != path => {
                let message = format!("adressen {url} brukes av to filer: {} og {path}", entry.get().source);
                let hint = Some("gi den ene filen et annet navn".to_owned());
                self.report(Code::DuplicateAddress, page, name.span.clone(), message, hint);
            }
            Entry::Occupied(_) => {}
        }
        Target::File(url)
    }

    /// The table that a shortcode or a figure names: beside the page, or from the content folder with `@/`.
    fn table(&mut self, page: &SourcePath, name: &str, span: &Span) -> Option<SourcePath> {
        let path = match name.strip_prefix("@/") {
            Some(rest) => content_path(rest),
            None => page.beside(name),
        };
        if let Some(path) = &path {
            if self.tables.contains_key(path) {
                return Some(path.clone());
            }
            if self.broken.contains(path) {
                return None;
            }
        }
        let folder = format!("{}/", page.folder());
        let known: Vec<String> = self
            .tables
            .keys()
            .filter_map(|path| match path.as_str().strip_prefix(&folder) {
                Some(beside) => Some(beside.to_owned()),
                None => Some(format!("@/{}", path.below(CONTENT)?)),
            })
            .collect();
        let hint = did_you_mean(name, known.iter().map(String::as_str)).unwrap_or_else(|| {
            "legg tabellen ved siden av siden, eller skriv stien fra innholdsmappen: @/mappe/tabell.toml".to_owned()
        });
        self.report(Code::UnknownReference, page, span.clone(), format!("tabellen «{name}» finnes ikke"), Some(hint));
        None
    }

    fn figure(&mut self, file: &SourcePath, figure: &Nokkeltall) -> Option<FigureSource> {
        let table = self.table(file, &figure.tabell.value, &figure.tabell.span);
        let more = figure.side.as_ref().and_then(|page| self.content_page(file, page));
        let table = table?;
        let Nokkeltall { rad, kolonne, .. } = figure;
        if !self.check_cell(file, &table, (&rad.value, &rad.span), (&kolonne.value, &kolonne.span)) {
            return None;
        }
        Some(FigureSource { table, row: rad.value.clone(), column: kolonne.value.clone(), more })
    }

    /// Reports a row or column that a table does not have.
    fn check_cell(
        &mut self,
        file: &SourcePath,
        table: &SourcePath,
        (row, row_span): (&str, &Span),
        (column, column_span): (&str, &Span),
    ) -> bool {
        let tables = self.tables;
        let data = &tables[table];
        let mut missing = Vec::new();
        let count = data.rows.iter().filter(|candidate| candidate.header() == row).count();
        if count > 1 {
            let message = format!("tabellen «{}» har {count} rader som heter «{row}»", data.description.tittel);
            missing.push((message, "gi radene hvert sitt navn i CSV-filen".to_owned(), row_span));
        }
        if data.row(row).is_none() {
            let known = data.rows.iter().map(|row| row.header());
            let hint = did_you_mean(row, known).unwrap_or_else(|| "skriv teksten i radens første celle".to_owned());
            missing.push((format!("tabellen «{}» har ingen rad «{row}»", data.description.tittel), hint, row_span));
        }
        if data.column(column).is_none() {
            let known: Vec<&str> = data.description.kolonne.iter().map(|column| column.id.value.as_str()).collect();
            let hint = did_you_mean(column, known.iter().copied())
                .unwrap_or_else(|| format!("kolonnene er: {}", known.join(", ")));
            missing.push((
                format!("tabellen «{}» har ingen kolonne «{column}»", data.description.tittel),
                hint,
                column_span,
            ));
        }
        let complete = missing.is_empty();
        for (message, hint, span) in missing {
            self.report(Code::UnknownReference, file, span.clone(), message, Some(hint));
        }
        complete
    }

    /// Reports columns of a chart that a table does not have, or that hold no numbers.
    fn check_columns(&mut self, file: &SourcePath, span: &Span, table: &SourcePath, columns: &[String]) -> bool {
        let tables = self.tables;
        let data = &tables[table];
        let numeric = data.description.kolonne.iter().filter(|column| column.r#type.is_numeric());
        let numeric: Vec<&str> = numeric.map(|column| column.id.value.as_str()).collect();
        let unknown: Vec<&String> = columns.iter().filter(|column| !numeric.contains(&column.as_str())).collect();
        for column in &unknown {
            let hint = did_you_mean(column, numeric.iter().copied())
                .unwrap_or_else(|| format!("kolonnene med tall er: {}", numeric.join(", ")));
            let message =
                format!("tabellen «{}» har ingen kolonne med tall som heter «{column}»", data.description.tittel);
            self.report(Code::UnknownReference, file, span.clone(), message, Some(hint));
        }
        unknown.is_empty()
    }

    fn redirects(&mut self) -> BTreeMap<UrlPath, PageId> {
        let mut redirects = BTreeMap::new();
        for index in 0..self.pages.len() {
            let Some(document) = self.pages[index].document() else { continue };
            let (path, aliases) = (document.path.clone(), document.common.alias.clone());
            for alias in aliases {
                let url = UrlPath::new(&alias.value).filter(|_| alias.value.ends_with('/'));
                let (message, hint) = match url {
                    None => (
                        format!("«{}» er ikke en adresse i portalen", alias.value),
                        "skriv den gamle adressen fra første skråstrek: /gammel/adresse/",
                    ),
                    Some(url) if self.by_url.contains_key(&url) => (
                        format!("adressen {url} er i bruk av en side"),
                        "slett den her, eller gi siden en annen adresse",
                    ),
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
        Target::File(url) => ENDINGS.iter().any(|ending| url.as_str().ends_with(ending)),
        Target::Nowhere => true,
        _ => false,
    }
}

/// `mente du …?`, or all there are when they are few.
fn suggestion<'k>(typed: &str, known: impl Iterator<Item = &'k String> + Clone, all: &str) -> String {
    did_you_mean(typed, known.clone().map(String::as_str)).unwrap_or_else(|| {
        let mut known: Vec<&str> = known.map(String::as_str).collect();
        if known.is_empty() {
            return format!("{all}: ingen ennå");
        }
        known.sort_by(|left, right| locale::compare(left, right));
        format!("{all}: {}", known.join(", "))
    })
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
