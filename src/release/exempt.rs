//! Exempt saker: what the public sees of one, and what shares its fate.
//!
//! Of a sak that is exempt from public access (offentleglova § 13) the public sees its number, its masked title and the legal
//! basis. Whatever the sak refers to or shows belongs to it, and so does what lies below its folder: none of it may be
//! published in any other way either. Links in the text of an exempt sak serve nobody, since nobody sees the text; so the way
//! out is always to take the reference out of the sak, or to keep the other thing back.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use xxhash_rust::xxh3::xxh3_128;

use super::files::names_file;
use super::refers::{
    FileMeant, Reference, Referral, Role, content_path, files_meant, refers, table_path, tables_named,
};
use crate::foundation::diagnostic::{Code, Diagnostic, Span};
use crate::foundation::locale::SortKey;
use crate::foundation::path::{SourcePath, UrlPath};
use crate::read::document::{Common, Document, Kind, Sak, Unntatt};
use crate::read::markdown::Body;
use crate::read::source::{CONTENT, SourceTree};
use crate::read::table::Table;

/// Returns what the public sees of an exempt sak; `None` for any other document.
///
/// **Invariant:** every value is written out, so that a key that is added is private until somebody writes it here.
///
/// `meetings` are the addresses of meetings by their folders.
pub fn masked(document: &Document, meetings: &HashMap<String, UrlPath>) -> Option<Document> {
    let Kind::Sak(sak) = &document.kind else { return None };
    let exempt = sak.unntatt.as_ref()?;
    let url = address(document, &sak.nummer.value.to_string(), meetings);
    let common = Common {
        tittel: exempt.tittel.clone(),
        menytittel: None,
        ingress: None,
        dato: None,
        oppdatert: None,
        utkast: document.common.utkast,
        publiseres: None,
        avpubliseres: None,
        alias: Vec::new(),
        sprak: document.common.sprak,
        oversettelse_av: None,
        sok: document.common.sok,
        vekt: None,
        vedlegg: Vec::new(),
        kontroll: Vec::new(),
        merknad: Vec::new(),
    };
    let sak = Sak {
        nummer: sak.nummer.clone(),
        sakstype: sak.sakstype,
        avsender: None,
        mottaker: None,
        saker: Vec::new(),
        prosjekter: Vec::new(),
        rapporter: Vec::new(),
        unntatt: Some(Unntatt { hjemmel: exempt.hjemmel.clone(), tittel: exempt.tittel.clone() }),
    };
    Some(Document {
        path: document.path.clone(),
        url,
        title_key: SortKey::of(&common.tittel),
        common,
        kind: Kind::Sak(sak),
        body: Body::default(),
        body_start: document.body_start,
        fence: document.fence.clone(),
        front_matter: 0,
    })
}

/// Files, tables and pages that belong to exempt saker, each with the place that says so.
#[derive(Debug, Default)]
pub struct Belongings {
    /// Files by their address, which is the same however the name is written.
    files: BTreeMap<UrlPath, Owner>,
    /// Descriptions of tables.
    tables: BTreeMap<SourcePath, Owner>,
    pages: BTreeMap<SourcePath, Owner>,
    /// Folders of exempt saker that have one of their own, each with a slash.
    folders: Vec<(String, Owner)>,
    /// Exempt saker themselves.
    saker: BTreeMap<SourcePath, Owner>,
    /// Fingerprints of the contents of the files.
    copies: HashMap<u128, Owner>,
}

/// The exempt sak that something belongs to.
#[derive(Debug, Clone)]
pub struct Owner {
    number: String,
    /// Where the sak refers to it, for an editor: `content/ssu/mote/3-26.md:12`.
    place: String,
}

impl Owner {
    /// Names the sak and the place: `sak 3/26 (content/ssu/mote/3-26.md:12), som er unntatt offentlighet`.
    pub fn named(&self) -> String {
        format!("sak {} ({}), som er unntatt offentlighet", self.number, self.place)
    }
}

impl Belongings {
    /// Gathers what belongs to all exempt saker, and what belongs to that in turn. A reference that leads nowhere is reported:
    /// nobody would know what it was to hide.
    pub fn of(
        documents: &[Arc<Document>],
        tables: &BTreeMap<SourcePath, Arc<Table>>,
        sources: &SourceTree,
    ) -> (Self, Vec<Diagnostic>) {
        let mut all = Self::default();
        let mut problems = Vec::new();
        if !documents.iter().any(|document| document.is_exempt()) {
            return (all, problems);
        }
        let mut pages = Pages::default();
        for document in documents {
            pages.by_path.insert(&document.path, document);
            pages.by_url.insert(document.url.as_str(), document);
            pages.by_url.extend(document.common.alias.iter().map(|alias| (alias.value.as_str(), document.as_ref())));
        }
        for document in documents {
            if let Kind::Sak(sak) = &document.kind
                && sak.unntatt.is_some()
            {
                problems.extend(all.add(document, &sak.nummer.value.to_string(), &pages, tables, sources));
            }
        }
        for path in sources.paths_below(CONTENT) {
            let bytes = sources.bytes(path).filter(|bytes| !bytes.is_empty());
            if let (Some(owner), Some(bytes)) = (all.owner_of_file(path).cloned(), bytes) {
                all.copies.insert(xxh3_128(bytes), owner);
            }
        }
        (all, problems)
    }

    /// Adds one sak, and follows what it refers to.
    fn add(
        &mut self,
        sak: &Document,
        number: &str,
        pages: &Pages<'_>,
        tables: &BTreeMap<SourcePath, Arc<Table>>,
        sources: &SourceTree,
    ) -> Vec<Diagnostic> {
        let mut problems = Vec::new();
        let place = |file: &SourcePath, span: &Span| {
            let before = sources.text(file).and_then(|text| text.get(..span.start)).unwrap_or_default();
            format!("{file}:{}", before.matches('\n').count() + 1)
        };
        let own = Owner { number: number.to_owned(), place: place(&sak.path, &sak.fence) };
        self.saker.insert(sak.path.clone(), own.clone());
        // The folder of an `index.md`, and one beside the file that has its name.
        let folder = match sak.path.name() {
            "index.md" => sak.path.folder().to_owned(),
            _ => format!("{}/{}", sak.path.folder(), sak.path.stem()),
        };
        self.folders.push((format!("{folder}/"), own));
        let mut open: Vec<&Document> = vec![sak];
        while let Some(document) = open.pop() {
            for referral in refers(document) {
                let owner = Owner { number: number.to_owned(), place: place(&document.path, referral.span) };
                match referral.role {
                    Role::Table | Role::Computed => {
                        let path = table_path(&document.path, referral.text);
                        match path.filter(|path| tables.contains_key(path) || sources.text(path).is_some()) {
                            Some(path) => self.add_table(path, &owner, tables),
                            None => problems.push(leads_nowhere(document, &referral)),
                        }
                    }
                    Role::Text | Role::AttachedFile | Role::AttachedPage | Role::Original | Role::Whole => {
                        let mut found = false;
                        for FileMeant { path, .. } in files_meant(&document.path, referral.text) {
                            found |= sources.bytes(&path).is_some();
                            match pages.by_path.get(&path) {
                                Some(page) => open.extend(self.add_page(sak, page, referral.role, &owner)),
                                None => self.add_file(&path, &owner),
                            }
                        }
                        for ending in endings_of_address(referral.text) {
                            if let Some(page) = pages.find(ending) {
                                open.extend(self.add_page(sak, page, referral.role, &owner));
                            }
                            let root = content_path("index.md").expect("a plain name");
                            for FileMeant { path, .. } in files_meant(&root, ending) {
                                self.add_file(&path, &owner);
                            }
                        }
                        if !found && names_file(&referral) {
                            problems.push(leads_nowhere(document, &referral));
                        }
                    }
                }
            }
        }
        problems
    }

    /// Adds a page if it is a part of the sak; returns it if it was not known.
    fn add_page<'d>(&mut self, sak: &Document, page: &'d Document, role: Role, owner: &Owner) -> Option<&'d Document> {
        let belongs = role != Role::Text || is_part(sak, page);
        if !belongs || page.is_exempt() || self.pages.contains_key(&page.path) {
            return None;
        }
        self.pages.insert(page.path.clone(), owner.clone());
        Some(page)
    }

    /// Adds a table, and those that its formulas look at.
    fn add_table(&mut self, path: SourcePath, owner: &Owner, tables: &BTreeMap<SourcePath, Arc<Table>>) {
        let mut open = vec![path];
        while let Some(path) = open.pop() {
            if self.tables.contains_key(&path) {
                continue;
            }
            self.add_file(&path, owner);
            if let Some(table) = tables.get(&path) {
                self.add_file(&table.data_path(), owner);
                let formulas = table.description.kolonne.iter().filter_map(|column| column.formel.as_ref());
                open.extend(
                    formulas
                        .flat_map(|formula| tables_named(&formula.value))
                        .filter_map(|name| table_path(&path, name)),
                );
            }
            self.tables.insert(path, owner.clone());
        }
    }

    fn add_file(&mut self, path: &SourcePath, owner: &Owner) {
        if let Some(in_content) = path.below(CONTENT) {
            self.files.entry(UrlPath::of_file(in_content)).or_insert_with(|| owner.clone());
        }
    }

    /// Returns the sak that a file belongs to, by its address or its folder.
    pub fn owner_of_file(&self, path: &SourcePath) -> Option<&Owner> {
        let address = path.below(CONTENT).map(UrlPath::of_file);
        address.and_then(|address| self.files.get(&address)).or_else(|| self.owner_of_folder(path))
    }

    /// Returns the sak that has a file with the same content.
    pub fn owner_of_copy(&self, bytes: &[u8]) -> Option<&Owner> {
        if self.copies.is_empty() { None } else { self.copies.get(&xxh3_128(bytes)) }
    }

    /// Returns the sak that a table belongs to, or that has its data.
    pub fn owner_of_table(&self, path: &SourcePath, table: &Table, sources: &SourceTree) -> Option<&Owner> {
        if self.saker.is_empty() {
            return None;
        }
        let data = table.data_path();
        let by_data = || self.owner_of_file(&data).or_else(|| self.owner_of_copy(sources.bytes(&data)?));
        self.tables.get(path).or_else(|| self.owner_of_file(path)).or_else(by_data)
    }

    /// Returns the exempt sak that a page belongs to: because the sak names it or lies above it, or because the page says that it
    /// is a translation of the sak, or an attachment to it.
    pub fn owner_of_page(&self, page: &Document) -> Option<&Owner> {
        if self.saker.is_empty() || page.is_exempt() {
            return None;
        }
        let back = refers(page).into_iter().filter(|referral| matches!(referral.role, Role::Original | Role::Whole));
        let mut back = back.flat_map(|referral| files_meant(&page.path, referral.text));
        let by_reference =
            || back.find_map(|FileMeant { path, .. }| self.saker.get(&path).or_else(|| self.pages.get(&path)));
        self.pages.get(&page.path).or_else(|| self.owner_of_folder(&page.path)).or_else(by_reference)
    }

    fn owner_of_folder(&self, path: &SourcePath) -> Option<&Owner> {
        let above = self.folders.iter().find(|(folder, _)| path.as_str().starts_with(folder));
        above.map(|(_, owner)| owner).filter(|_| !self.saker.contains_key(path))
    }

    /// Reports a page that is published though it belongs to an exempt sak.
    pub fn report_page(&self, page: &Document) -> Option<Diagnostic> {
        let owner = self.owner_of_page(page)?;
        let message = format!("siden hører til {}, men blir publisert", owner.named());
        let hint = "gjør siden til et utkast; kan den være offentlig, tar du den ut av saken";
        Some(Diagnostic::at(Code::ExemptContent, &page.path, page.fence.clone(), message).hint(hint))
    }
}

/// All pages, to be found.
#[derive(Default)]
struct Pages<'d> {
    by_path: HashMap<&'d SourcePath, &'d Document>,
    /// By address, earlier ones too.
    by_url: HashMap<&'d str, &'d Document>,
}

impl<'d> Pages<'d> {
    /// Finds the page of an address without the slash that it begins with.
    fn find(&self, address: &str) -> Option<&'d Document> {
        self.by_url.get(format!("/{}/", address.trim_end_matches('/')).as_str()).copied()
    }
}

/// Returns what an address in the portal may mean, from the root or in full: the portal may lie in a folder of its host, so every
/// ending is taken.
fn endings_of_address(text: &str) -> impl Iterator<Item = &str> {
    let path = match Reference::parse(text) {
        Reference::External(address) => address.split_once("://").map_or("", |(_, rest)| rest),
        Reference::Refused => text.trim_start_matches('/'),
        _ => "",
    };
    let path = path.split(['#', '?']).next().unwrap_or_default();
    let endings = std::iter::successors(Some(path), |path| path.split_once('/').map(|(_, rest)| rest));
    endings.filter(|ending| !ending.is_empty())
}

fn leads_nowhere(document: &Document, referral: &Referral<'_>) -> Diagnostic {
    let message = format!("«{}» finnes ikke, så programmet vet ikke hva som hører til saken", referral.text);
    let hint = "rett henvisningen, eller ta den ut; det som hører til en sak som er unntatt, blir holdt tilbake";
    Diagnostic::at(Code::BrokenLink, &document.path, referral.span.clone(), message).hint(hint)
}

/// True if a page that the text of a sak links to is a part of the sak, and not a page of the portal with a place of its own:
/// it lies beside or below the sak, or is an ordinary page.
fn is_part(sak: &Document, page: &Document) -> bool {
    let folder = format!("{}/", sak.path.folder());
    match page.kind {
        Kind::Side => true,
        Kind::Mote(_) | Kind::Sak(_) => false,
        Kind::Forside(_) | Kind::Seksjon(_) | Kind::Utvalg(_) | Kind::Rapport(_) | Kind::Prosjekt(_) => {
            page.path.as_str().starts_with(&folder)
        }
    }
}

/// Returns the address of an exempt sak: its number below its meeting, since the names of file and folder can say what the sak
/// is about.
fn address(sak: &Document, number: &str, meetings: &HashMap<String, UrlPath>) -> UrlPath {
    let above = std::iter::successors(Some(sak.path.folder()), |folder| Some(folder.rsplit_once('/')?.0));
    // A sak that lies beside no meeting is reported.
    let meeting = above.filter_map(|folder| meetings.get(folder)).next().map_or("/", |meeting| meeting.as_str());
    UrlPath::new(&format!("{meeting}{}/", number.replace('/', "-"))).unwrap_or_else(|| sak.url.clone())
}

/// The addresses of files that belong to exempt saker.
pub fn addresses(belongings: &Belongings, sources: &SourceTree) -> BTreeSet<UrlPath> {
    if belongings.saker.is_empty() {
        return BTreeSet::new();
    }
    let paths = sources.paths_below(CONTENT).into_iter().filter(|path| belongings.owner_of_file(path).is_some());
    paths.filter_map(|path| path.below(CONTENT).map(UrlPath::of_file)).collect()
}
