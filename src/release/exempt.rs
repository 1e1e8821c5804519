//! Exempt saker: what the public sees of one, and what shares its fate.
//!
//! Of a sak that is exempt from public access (offentleglova § 13) the public sees its number, its masked title and the legal
//! basis. Whatever the sak refers to or shows belongs to it, and so does what lies below its folder: none of it may be
//! published in any other way either. Links in the text of an exempt sak serve nobody, since nobody sees the text; so the way
//! out is always to take the reference out of the sak, or to keep the other thing back.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use xxhash_rust::xxh3::xxh3_128;

use super::refers::{FileMeant, Reference, Referral, Role, content_path, files_meant, refers, table_path};
use crate::foundation::diagnostic::{Code, Diagnostic, Span};
use crate::foundation::locale::SortKey;
use crate::foundation::path::{SourcePath, UrlPath};
use crate::read::document::{Common, Document, Kind, Sak};
use crate::read::markdown::Body;
use crate::read::source::{CONTENT, SourceTree};
use crate::read::table::Table;

/// Returns what the public sees of an exempt sak; `None` for any other document.
///
/// **Invariant:** every value is written out, so that a key that is added is private until somebody writes it here.
///
/// `meetings` are the addresses of meetings by their folders.
pub fn masked(document: &Document, meetings: &HashMap<String, UrlPath>) -> Option<(Document, UrlPath)> {
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
        unntatt: Some(exempt.clone()),
    };
    let masked = Document {
        path: document.path.clone(),
        url: url.clone(),
        title_key: SortKey::of(&common.tittel),
        common,
        kind: Kind::Sak(sak),
        body: Body::default(),
        body_start: document.body_start,
        fence: document.fence.clone(),
        front_matter: 0,
    };
    Some((masked, url))
}

/// What belongs to exempt saker, each thing with the place that says so.
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
    pub fn of(documents: &[Arc<Document>], tables: &BTreeMap<SourcePath, Arc<Table>>, sources: &SourceTree) -> Self {
        let mut all = Self::default();
        for document in documents {
            if let Kind::Sak(sak) = &document.kind
                && sak.unntatt.is_some()
            {
                all.add(document, &sak.nummer.value.to_string(), documents, sources);
            }
        }
        if all.saker.is_empty() {
            return all;
        }
        for (path, owner) in all.tables.clone() {
            let data = tables.get(&path).map(|table| table.data_path());
            for file in [Some(path), data].into_iter().flatten() {
                all.add_file(&file, &owner);
            }
        }
        for path in sources.paths_below(CONTENT) {
            let bytes = sources.bytes(path).filter(|bytes| !bytes.is_empty());
            if let (Some(owner), Some(bytes)) = (all.owner_of_file(path).cloned(), bytes) {
                all.copies.insert(xxh3_128(bytes), owner);
            }
        }
        all
    }

    /// Adds what one sak refers to.
    fn add(&mut self, sak: &Document, number: &str, documents: &[Arc<Document>], sources: &SourceTree) {
        let place = |span: &Span| {
            let before = sources.text(&sak.path).and_then(|text| text.get(..span.start)).unwrap_or_default();
            format!("{}:{}", sak.path, before.matches('\n').count() + 1)
        };
        let owner = |span: &Span| Owner { number: number.to_owned(), place: place(span) };
        self.saker.insert(sak.path.clone(), owner(&sak.fence));
        if sak.path.name() == "index.md" {
            self.folders.push((format!("{}/", sak.path.folder()), owner(&sak.fence)));
        }
        for Referral { text, role, span } in refers(sak) {
            let owner = owner(span);
            match role {
                Role::Table => {
                    if let Some(path) = table_path(&sak.path, text) {
                        self.tables.entry(path).or_insert(owner);
                    }
                }
                Role::Text | Role::AttachedFile | Role::AttachedPage | Role::Original => {
                    for FileMeant { path, .. } in files_meant(&sak.path, text) {
                        let page = documents.iter().find(|document| document.path == path);
                        match page {
                            Some(page) if role != Role::Text || is_part(sak, page) => {
                                self.pages.entry(path).or_insert_with(|| owner.clone());
                            }
                            Some(_) => {}
                            None => self.add_file(&path, &owner),
                        }
                    }
                    self.add_addresses(text, &owner);
                }
            }
        }
    }

    fn add_file(&mut self, path: &SourcePath, owner: &Owner) {
        if let Some(in_content) = path.below(CONTENT) {
            self.files.entry(UrlPath::of_file(in_content)).or_insert_with(|| owner.clone());
        }
    }

    /// Adds the file that an address leads to: from the root, or in full. The portal may lie in a folder of its host, so every
    /// ending of the address is taken.
    fn add_addresses(&mut self, text: &str, owner: &Owner) {
        let path = match Reference::parse(text) {
            Reference::External(address) => address.split_once("://").map_or("", |(_, rest)| rest),
            Reference::Refused => text.trim_start_matches('/'),
            _ => return,
        };
        let path = path.split(['#', '?']).next().unwrap_or_default();
        let mut endings = std::iter::successors(Some(path), |path| path.split_once('/').map(|(_, rest)| rest));
        // The host is no file.
        let endings = endings.by_ref().filter(|ending| !ending.is_empty());
        for ending in endings.collect::<Vec<_>>() {
            for FileMeant { path, .. } in content_path("index.md").iter().flat_map(|root| files_meant(root, ending)) {
                self.add_file(&path, owner);
            }
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

    /// Returns the sak that a table belongs to.
    pub fn owner_of_table(&self, path: &SourcePath, table: &Table) -> Option<&Owner> {
        let by_data = || self.owner_of_file(&table.data_path());
        self.tables.get(path).or_else(|| self.owner_of_file(path)).or_else(by_data)
    }

    /// Returns the exempt sak that a page belongs to: because the sak names it or lies above it, or because the page is a
    /// translation of the sak.
    pub fn owner_of_page(&self, page: &Document) -> Option<&Owner> {
        let original = page.common.oversettelse_av.iter().flat_map(|original| files_meant(&page.path, &original.value));
        let original = original.filter_map(|FileMeant { path, .. }| self.saker.get(&path)).next();
        self.pages.get(&page.path).or_else(|| self.owner_of_folder(&page.path)).or(original)
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
