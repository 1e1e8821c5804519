//! What the public may see on a day, decided once: for every page, file, table and address.
//!
//! [`Release::decide`] stands between reading and linking. It is fail-closed: a later stage gets a [`Release`] and cannot
//! reach anything that is not in it. A page comes out as [`Released`], which only this room can make; an exempt sak only
//! masked; and [`Release::sources`] holds released files and no others.

mod exempt;
mod files;
pub mod refers;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use jiff::civil::Date;

use crate::foundation::diagnostic::Diagnostic;
use crate::foundation::path::{SourcePath, UrlPath};
use crate::read::document::{Document, Glossary, Kind, Register, Tilstand};
use crate::read::source::{CONTENT, SourceTree};
use crate::read::table::Table;

use exempt::Belongings;

pub use files::ReleasedFile;

/// Everything that was read, before anything is decided.
#[derive(Debug, Default)]
pub struct Parts {
    pub documents: Vec<Arc<Document>>,
    pub tables: BTreeMap<SourcePath, Arc<Table>>,
    pub register: Option<Arc<Register>>,
    pub glossaries: BTreeMap<SourcePath, Arc<Glossary>>,
    /// Files that exist but could not be read. References to them are not reported again.
    pub broken: BTreeSet<SourcePath>,
    /// True if the registry is among the broken files, so that no municipality is known.
    pub broken_register: bool,
}

/// For whom and for which day a site is made.
#[derive(Debug, Clone, Copy)]
pub struct Publication {
    /// The day the site is built for.
    pub date: Date,
    /// Include drafts, embargoed and expired pages, for a preview.
    pub drafts: bool,
}

/// Why a page is not published.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Withheld {
    Draft,
    Embargoed,
    Expired,
    /// The page of a folder above is not published.
    Part,
    /// It belongs to an exempt sak, which is reported.
    Exempt,
}

/// In words that follow a colon.
impl fmt::Display for Withheld {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Draft => "den er et utkast",
            Self::Embargoed => "den skal ikke publiseres ennå",
            Self::Expired => "den er tatt ned",
            Self::Part => "siden den er en del av, blir ikke publisert",
            Self::Exempt => "den hører til en sak som er unntatt offentlighet",
        })
    }
}

/// A page that the public may see, an exempt sak masked.
#[derive(Debug, Clone)]
pub struct Released {
    document: Arc<Document>,
    is_public: bool,
}

impl Released {
    /// False for a draft, embargoed or expired page that only a preview shows.
    pub fn is_public(&self) -> bool {
        self.is_public
    }
}

impl Deref for Released {
    type Target = Document;

    fn deref(&self) -> &Document {
        &self.document
    }
}

/// All that may be shown on a day.
#[derive(Debug)]
pub struct Release {
    /// Pages in order of their paths.
    pub pages: Vec<Released>,
    /// Files of content that are published as they are, since a released page refers to them.
    pub files: BTreeMap<SourcePath, ReleasedFile>,
    /// Tables that pages and formulas may use.
    pub tables: BTreeMap<SourcePath, Arc<Table>>,
    pub register: Option<Arc<Register>>,
    pub glossary: Glossary,
    /// Files that exist but could not be read.
    pub broken: BTreeSet<SourcePath>,
    pub broken_register: bool,
    /// Pages that are not published, with the reason.
    pub waiting: BTreeMap<SourcePath, Withheld>,
    /// Tables that must not be used. A page that shows one is reported here, a formula where it is computed.
    pub refused: BTreeSet<SourcePath>,
    withdrawn: BTreeSet<UrlPath>,
    unpublished: BTreeSet<UrlPath>,
    /// First day after that of the build on which the site changes without an edit.
    pub next_change: Option<Date>,
    /// Settings, themes and released files of content, and nothing else.
    pub sources: SourceTree,
}

impl Release {
    /// Decides what may be shown. References from released pages to things that must not be shown are reported, each with
    /// both places.
    pub fn decide(parts: Parts, sources: &SourceTree, publication: Publication) -> (Self, Vec<Diagnostic>) {
        let Parts { documents, tables, register, glossaries, broken, broken_register } = parts;
        let (belongings, mut problems) = Belongings::of(&documents, &tables, sources);
        let closed = ClosedFolders::of(&documents, publication);
        let next_change = documents.iter().flat_map(|document| changes(document, publication)).min();
        let expired =
            documents.iter().filter(|document| withheld(document, publication.date) == Some(Withheld::Expired));
        let exempt = documents.iter().filter(|document| document.is_exempt());
        let gone = expired.chain(exempt).map(|document| document.url.clone());
        let withdrawn = gone.chain(exempt::addresses(&belongings, sources)).collect();
        let unpublished = documents.iter().filter(|document| publication.leaves_out(document));
        let unpublished = unpublished.map(|document| document.url.clone()).collect();

        let (mut pages, mut waiting) = released(&documents, &closed, publication);
        pages.retain(|page| {
            let Some(problem) = belongings.report_page(page) else { return true };
            problems.push(problem);
            waiting.insert(page.path.clone(), Withheld::Exempt);
            false
        });

        let gate = files::Gate { belongings: &belongings, closed: &closed, tables: &tables, sources };
        let (files, found) = gate.files(&pages);
        problems.extend(found);
        problems.extend(gate.problems_of_tables(&pages));
        let (tables, refused_tables): (BTreeMap<_, _>, BTreeMap<_, _>) = tables
            .iter()
            .map(|(path, table)| (path.clone(), table.clone()))
            .partition(|(path, _)| gate.opens_table(path));
        let refused = refused_tables.into_keys().collect();

        let opens = |path: &SourcePath| !closed.hold(path) && belongings.owner_of_file(path).is_none();
        let register = register.filter(|register| opens(&register.path));
        let open = glossaries.iter().filter(|(path, _)| opens(path));
        let glossary = Glossary { terms: open.flat_map(|(_, glossary)| glossary.terms.iter().cloned()).collect() };

        problems.extend(gate.copies_in_themes());
        let sources = only_released(sources, &pages, &files, &tables, &closed, &belongings);
        let release = Self {
            pages,
            files,
            tables,
            register,
            glossary,
            broken,
            broken_register,
            waiting,
            refused,
            withdrawn,
            unpublished,
            next_change,
            sources,
        };
        (release, problems)
    }

    /// True if a page or table exists but takes no part in the site: it waits, must not be used, or could not be read.
    pub fn keeps_back(&self, path: &SourcePath) -> bool {
        self.waiting.contains_key(path) || self.refused.contains(path) || self.broken.contains(path)
    }

    /// True if an address is gone by intention: that of an expired page, of an exempt sak or its files, or below one.
    pub fn is_withdrawn(&self, address: &str) -> bool {
        self.withdrawn.iter().any(|url| address.starts_with(url.as_str()))
    }

    /// True for the address of a page that is not published, or one below it.
    pub fn is_unpublished(&self, address: &str) -> bool {
        self.unpublished.iter().any(|url| address.starts_with(url.as_str()))
    }

    /// Takes in themes that changed; returns the sources as they were.
    pub fn exchange_themes(&mut self, sources: &SourceTree) -> SourceTree {
        let released: BTreeSet<SourcePath> = self.sources.paths_below(CONTENT).into_iter().cloned().collect();
        let exchanged = sources.only(|path| path.below(CONTENT).is_none() || released.contains(path));
        std::mem::replace(&mut self.sources, exchanged)
    }

    /// Puts a document in the place of an earlier one of the same file. `None` when its fate may be another, and all is as
    /// before.
    pub fn exchange(&mut self, document: &Arc<Document>, sources: &SourceTree) -> Option<Released> {
        if document.is_exempt() {
            return None;
        }
        let index = self.pages.binary_search_by(|page| page.path.cmp(&document.path)).ok()?;
        let earlier = &self.pages[index];
        let fate = |document: &Document| {
            let common = &document.common;
            (common.utkast, common.publiseres, common.avpubliseres)
        };
        if earlier.is_exempt() || fate(earlier) != fate(document) {
            return None;
        }
        let page = Released { document: document.clone(), ..earlier.clone() };
        self.sources.insert(document.path.clone(), sources.bytes(&document.path)?.to_vec());
        self.pages[index] = page.clone();
        Some(page)
    }
}

impl Publication {
    /// True if a document is not published.
    pub fn leaves_out(self, document: &Document) -> bool {
        !self.drafts && withheld(document, self.date).is_some()
    }
}

/// Returns why a document is not published on a day by its own front matter.
fn withheld(document: &Document, date: Date) -> Option<Withheld> {
    let common = &document.common;
    if common.utkast {
        Some(Withheld::Draft)
    } else if common.publiseres.is_some_and(|from| date < from) {
        Some(Withheld::Embargoed)
    } else if common.avpubliseres.is_some_and(|until| date >= until) {
        Some(Withheld::Expired)
    } else {
        None
    }
}

/// Folders whose own page is not published, each with a slash. What lies in one is a part of the page, as a chapter is of a
/// report, and waits with it.
struct ClosedFolders(Vec<String>);

impl ClosedFolders {
    fn of(documents: &[Arc<Document>], publication: Publication) -> Self {
        let closed = |document: &&Arc<Document>| {
            document.path.name() == "index.md" && document.path.folder() != CONTENT && publication.leaves_out(document)
        };
        Self(documents.iter().filter(closed).map(|document| format!("{}/", document.path.folder())).collect())
    }

    fn hold(&self, path: &SourcePath) -> bool {
        self.0.iter().any(|folder| path.as_str().starts_with(folder))
    }
}

/// Returns the pages to publish, and why the others are not.
fn released(
    documents: &[Arc<Document>],
    closed: &ClosedFolders,
    publication: Publication,
) -> (Vec<Released>, BTreeMap<SourcePath, Withheld>) {
    let is_part = |document: &Document| closed.hold(&document.path);
    // A part of what only a preview shows is shown by nothing else either.
    let closed_to_all = ClosedFolders::of(documents, Publication { drafts: false, ..publication });
    let mut waiting = BTreeMap::new();
    let mut pages: Vec<Released> = Vec::with_capacity(documents.len());
    for document in documents {
        let own = withheld(document, publication.date);
        match own.filter(|_| !publication.drafts).or_else(|| is_part(document).then_some(Withheld::Part)) {
            Some(reason) => drop(waiting.insert(document.path.clone(), reason)),
            None => pages.push(Released {
                document: document.clone(),
                is_public: own.is_none() && !closed_to_all.hold(&document.path),
            }),
        }
    }
    let meetings = pages.iter().filter(|page| matches!(page.kind, Kind::Mote(_)) && page.path.name() == "index.md");
    let meetings: HashMap<String, UrlPath> =
        meetings.map(|meeting| (meeting.path.folder().to_owned(), meeting.url.clone())).collect();
    for page in &mut pages {
        if let Some(masked) = exempt::masked(&page.document, &meetings) {
            page.document = Arc::new(masked);
        }
    }
    pages.sort_by(|left, right| left.path.cmp(&right.path));
    (pages, waiting)
}

/// Returns the days after that of the build on which a document changes the site.
fn changes(document: &Document, publication: Publication) -> impl Iterator<Item = Date> {
    let common = &document.common;
    // On the day itself a meeting is still the next one.
    let is_held = matches!(&document.kind, Kind::Mote(mote) if mote.tilstand != Tilstand::Avlyst);
    let held = common.dato.filter(|_| is_held).and_then(|date| date.tomorrow().ok());
    let of_publication = [common.publiseres, common.avpubliseres];
    let of_page = [common.dato, common.oppdatert, held];
    let reason = if publication.drafts { None } else { withheld(document, publication.date) };
    let waits = common.publiseres.is_some_and(|from| publication.date < from);
    let never = common.utkast || common.publiseres.zip(common.avpubliseres).is_some_and(|(from, until)| until <= from);
    let days: Vec<Option<Date>> = match reason {
        None => [of_publication.as_slice(), &of_page].concat(),
        Some(_) if waits && !never => vec![common.publiseres],
        Some(_) => Vec::new(),
    };
    days.into_iter().flatten().filter(move |day| *day > publication.date)
}

/// Returns a tree of the settings, the themes, and the files of content that are released.
fn only_released(
    sources: &SourceTree,
    pages: &[Released],
    files: &BTreeMap<SourcePath, ReleasedFile>,
    tables: &BTreeMap<SourcePath, Arc<Table>>,
    closed: &ClosedFolders,
    belongings: &Belongings,
) -> SourceTree {
    let open = pages.iter().filter(|page| !page.is_exempt()).map(|page| &page.path);
    let mut released: BTreeSet<&SourcePath> = open.chain(files.keys()).chain(tables.keys()).collect();
    let data: Vec<SourcePath> = tables.values().map(|table| table.data_path()).collect();
    released.extend(&data);
    // Facts that all pages use: the registry, the glossary, rules of language, accepted findings.
    let is_facts = |path: &SourcePath| {
        path.extension() == "toml" && !closed.hold(path) && belongings.owner_of_file(path).is_none()
    };
    sources.only(|path| path.below(CONTENT).is_none() || released.contains(path) || is_facts(path))
}
