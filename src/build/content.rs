//! All files of content, each read by itself and in parallel.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;
use toml::de::DeTable;

use crate::foundation::diagnostic::{Code, Diagnostic};
use crate::foundation::path::SourcePath;
use crate::guard::inspection::Inspection;
use crate::read::config::first_line;
use crate::read::document::{Acceptances, Document, Glossary, Register, Wording, content_type};
use crate::read::record::Reader;
use crate::read::source::{CONTENT, SETTINGS, SourceTree, THEMES};
use crate::read::table::{Table, check_series};
use crate::release::Parts;
use crate::verify::check::{self, Mentions, PageReader, Vocabulary, personal_identifiers};

/// The values of `type` for data files.
const DATA_TYPES: [&str; 5] = ["tabell", "kommuner", "ordliste", "godta", "sprakregler"];

/// Every file of content as it was read, by its path.
///
/// A file that did not change is not read again: what is made of it depends on nothing but itself and the data it names.
#[derive(Debug, Clone, Default)]
pub struct Contents {
    files: BTreeMap<SourcePath, ContentFile>,
    /// Personal identifiers in the name or text of any file.
    personal: BTreeMap<SourcePath, Vec<Diagnostic>>,
    /// Findings in each file that is not text.
    inspections: BTreeMap<SourcePath, Arc<Inspection>>,
    /// The words that checks know.
    vocabulary: Vocabulary,
    /// Findings of the checks in the texts of pages, descriptions and data.
    found: BTreeMap<SourcePath, Vec<Diagnostic>>,
}

/// A file that was read.
#[derive(Debug, Clone)]
struct ContentFile {
    item: Item,
    problems: Vec<Diagnostic>,
    mentions: Mentions,
    /// The files besides itself that it is made from; they may be missing.
    data: Vec<SourcePath>,
}

#[derive(Debug, Clone)]
enum Item {
    Broken,
    BrokenRegister,
    Document(Arc<Document>),
    Table(Arc<Table>),
    Register(Arc<Register>),
    Glossary(Arc<Glossary>),
    Acceptances(Arc<Acceptances>),
    Wording(Arc<Wording>),
}

/// All content that could be read, ready to be linked.
#[derive(Debug, Default)]
pub struct Linkable {
    pub parts: Parts,
    pub acceptances: Option<Arc<Acceptances>>,
}

impl Contents {
    /// Reads all content.
    pub fn read(sources: &SourceTree) -> Self {
        let paths: Vec<SourcePath> = sources.paths_below(CONTENT).into_iter().cloned().chain(settings()).collect();
        let of_themes = sources.paths_below(THEMES).into_iter().filter(|path| is_static(path)).cloned();
        let looked_through: Vec<SourcePath> = paths.iter().cloned().chain(of_themes).collect();
        let personal = looked_through.par_iter().filter_map(|path| {
            let found = personal_identifiers(path, sources.text(path));
            (!found.is_empty()).then(|| (path.clone(), found))
        });
        let mut contents = Self {
            personal: personal.collect::<Vec<_>>().into_iter().collect(),
            inspections: inspections(sources),
            ..Self::default()
        };
        contents.read_files(sources, paths.into_iter().collect());
        contents
    }

    /// Reads again what depends on files that changed, came or went.
    pub fn update(&mut self, sources: &SourceTree, changed: &BTreeSet<SourcePath>) {
        for path in changed.iter().filter(|path| path.below(CONTENT).is_some()) {
            match sources.bytes(path).filter(|_| sources.text(path).is_none()) {
                Some(bytes) => self.inspections.insert(path.clone(), Arc::new(Inspection::of(path, bytes))),
                None => self.inspections.remove(path),
            };
        }
        let is_own = |path: &&SourcePath| path.below(CONTENT).is_some() || path.as_str() == SETTINGS;
        for path in changed.iter().filter(|path| is_own(path) || is_static(path)) {
            let is_there = sources.bytes(path).is_some();
            let found = if is_there { personal_identifiers(path, sources.text(path)) } else { Vec::new() };
            put_or_remove(&mut self.personal, path.clone(), found);
        }
        let dependent = self.files.iter().filter(|(_, file)| file.data.iter().any(|data| changed.contains(data)));
        let mut stale: BTreeSet<SourcePath> = dependent.map(|(path, _)| path.clone()).collect();
        stale.extend(changed.iter().filter(is_own).cloned());
        self.read_files(sources, stale);
    }

    /// Reads some files and what depends on them: the words in them are looked for in all texts.
    fn read_files(&mut self, sources: &SourceTree, stale: BTreeSet<SourcePath>) {
        let has_words = |file: &ContentFile| matches!(file.item, Item::Glossary(_) | Item::Wording(_));
        let (data, mut texts): (BTreeSet<_>, BTreeSet<_>) =
            stale.into_iter().partition(|path| path.extension() == "toml" && path.as_str() != SETTINGS);
        let read: Vec<_> = data
            .par_iter()
            .map(|path| (path, sources.text(path).map(|text| ContentFile::of_data(sources, path, text))))
            .collect();
        let mut words_changed = false;
        for (path, file) in read {
            words_changed |= file.as_ref().is_some_and(has_words);
            let earlier = match file {
                Some(file) => self.files.insert(path.clone(), file),
                None => self.files.remove(path),
            };
            words_changed |= earlier.as_ref().is_some_and(has_words);
        }
        texts.extend(data);
        if words_changed {
            self.vocabulary = self.vocabulary_of_files();
            texts.extend(sources.texts_below(CONTENT).map(|(path, _)| path.clone()).chain(settings()));
        }
        let read: Vec<_> = texts
            .into_par_iter()
            .map(|path| {
                let (file, found) =
                    sources.text(&path).map_or_else(Default::default, |text| self.read_text(&path, text));
                (path, file, found)
            })
            .collect();
        for (path, file, found) in read {
            match file {
                Some(file) => drop(self.files.insert(path.clone(), file)),
                None if path.extension() == "md" => drop(self.files.remove(&path)),
                None => {}
            }
            put_or_remove(&mut self.found, path, found);
        }
    }

    /// Reads a page, and looks through the text of any file. One that cannot be read as what it should be is left alone until
    /// it can.
    fn read_text(&self, path: &SourcePath, text: &str) -> (Option<ContentFile>, Vec<Diagnostic>) {
        let words = &self.vocabulary;
        match path.extension() {
            "md" => {
                let (file, found) = ContentFile::of_page(path, text, words);
                (Some(file), found)
            }
            "csv" => (None, check::data(path, text, words)),
            // Not read as a page or as facts, and not published: it would be gone without a word.
            ending if ending.eq_ignore_ascii_case("md") || ending.eq_ignore_ascii_case("toml") && ending != "toml" => {
                let message = format!("filnavnet slutter på .{ending}, så filen blir ikke lest");
                let hint = format!("skriv endelsen med små bokstaver: .{}", ending.to_ascii_lowercase());
                (None, vec![Diagnostic::in_file(Code::InvalidFileName, path, message).hint(hint)])
            }
            _ if path.as_str() == SETTINGS => (None, check::data(path, text, words)),
            _ => match self.files.get(path).map(|file| &file.item) {
                // What must not be written has to be written in the rules.
                Some(Item::Table(_) | Item::Glossary(_)) => (None, check::data(path, text, words)),
                _ => (None, Vec::new()),
            },
        }
    }

    /// The words of all files that explain or rule them.
    fn vocabulary_of_files(&self) -> Vocabulary {
        let mut vocabulary = Vocabulary::default();
        for file in self.files.values() {
            match &file.item {
                Item::Glossary(glossary) => vocabulary.glossary.terms.extend(glossary.terms.iter().cloned()),
                Item::Wording(wording) => vocabulary.wording.extend(wording),
                _ => {}
            }
        }
        vocabulary
    }

    /// Returns the mentions of a page that are checked against the rest of the site.
    pub fn mentions(&self, path: &SourcePath) -> Option<&Mentions> {
        self.files.get(path).map(|file| &file.mentions)
    }

    /// The document that a file is, when there is nothing wrong with it.
    pub fn sound_document(&self, path: &SourcePath) -> Option<&Arc<Document>> {
        let is_accepted = |file: &ContentFile| match &file.item {
            Item::Acceptances(all) => all.entries.iter().any(|entry| entry.value.fil.value == path.as_str()),
            _ => false,
        };
        // What is accepted in it may be gone.
        if self.personal.contains_key(path) || self.found.contains_key(path) || self.files.values().any(is_accepted) {
            return None;
        }
        match self.files.get(path)? {
            ContentFile { item: Item::Document(document), problems, .. } if problems.is_empty() => Some(document),
            _ => None,
        }
    }

    /// Returns the findings in a file that is not text.
    pub fn inspection(&self, path: &SourcePath) -> Option<&Arc<Inspection>> {
        self.inspections.get(path)
    }

    /// Puts together what can be linked. Files that cannot be used are reported and remembered as broken.
    pub fn linkable(&self, sources: &SourceTree) -> (Linkable, Vec<Diagnostic>) {
        let mut parts = Parts { broken: sources.unreadable().clone(), ..Parts::default() };
        let mut acceptances: Option<Arc<Acceptances>> = None;
        let mut problems: Vec<Diagnostic> =
            self.personal.values().chain(self.found.values()).flatten().cloned().collect();
        for (path, file) in &self.files {
            problems.extend(file.problems.iter().cloned());
            match &file.item {
                Item::BrokenRegister => {
                    parts.broken_register = true;
                    parts.broken.insert(path.clone());
                }
                Item::Broken => {
                    parts.broken.insert(path.clone());
                }
                Item::Document(document) => parts.documents.push(document.clone()),
                Item::Table(table) => {
                    parts.tables.insert(path.clone(), table.clone());
                }
                Item::Register(register) => match &parts.register {
                    Some(earlier) => problems.push(second(path, &earlier.path, "kommuneregister")),
                    None => parts.register = Some(register.clone()),
                },
                Item::Acceptances(all) => match &acceptances {
                    Some(earlier) => problems.push(second(path, &earlier.path, "funn som er godtatt")),
                    None => acceptances = Some(all.clone()),
                },
                Item::Glossary(glossary) => drop(parts.glossaries.insert(path.clone(), glossary.clone())),
                Item::Wording(_) => {}
            }
        }
        problems.extend(unknown_municipalities(&parts));
        problems.extend(check_series(&parts.tables));
        (Linkable { parts, acceptances }, problems)
    }
}

/// Looks through all files of content that are not text.
fn inspections(sources: &SourceTree) -> BTreeMap<SourcePath, Arc<Inspection>> {
    let paths = sources.paths_below(CONTENT).into_iter().filter(|path| sources.text(path).is_none());
    let files: Vec<(&SourcePath, &[u8])> = paths.map(|path| (path, sources.bytes(path).unwrap_or_default())).collect();
    let found = Inspection::of_all(&files);
    files.iter().zip(found).map(|((path, _), inspection)| ((*path).clone(), Arc::new(inspection))).collect()
}

/// True if a theme copies a file to the site verbatim.
fn is_static(path: &SourcePath) -> bool {
    let in_theme = path.below(THEMES).and_then(|path| path.split_once('/'));
    in_theme.is_some_and(|(_, path)| path.starts_with("static/"))
}

/// The settings, which say things on every page.
fn settings() -> Option<SourcePath> {
    SourcePath::new(SETTINGS)
}

/// Puts what was found with its file, or forgets the file when nothing was.
fn put_or_remove(all: &mut BTreeMap<SourcePath, Vec<Diagnostic>>, path: SourcePath, found: Vec<Diagnostic>) {
    if found.is_empty() {
        all.remove(&path);
    } else {
        all.insert(path, found);
    }
}

impl ContentFile {
    /// Reads a page, and what the checks find in it.
    fn of_page(path: &SourcePath, text: &str, vocabulary: &Vocabulary) -> (Self, Vec<Diagnostic>) {
        let mut reader = PageReader::new(path, text);
        let (document, problems) = Document::parse_with(path, text, &mut reader);
        let (mentions, found) = document
            .as_ref()
            .map_or_else(Default::default, |document| check::page(document, &reader.finish(), vocabulary));
        let item = document.map_or(Item::Broken, |document| Item::Document(Arc::new(document)));
        (Self { item, problems, mentions, data: Vec::new() }, found)
    }

    /// Reads a file of data.
    fn of_data(sources: &SourceTree, path: &SourcePath, text: &str) -> Self {
        let data = RefCell::new(Vec::new());
        let (item, problems) = Item::of_data(sources, path, text, &data);
        Self { item, problems, mentions: Mentions::default(), data: data.into_inner() }
    }
}

impl Item {
    /// Reads a file of data; `data` gets the files besides itself that it is made from.
    fn of_data(
        sources: &SourceTree,
        path: &SourcePath,
        text: &str,
        data: &RefCell<Vec<SourcePath>>,
    ) -> (Self, Vec<Diagnostic>) {
        match data_type(path, text) {
            Ok("tabell") => {
                let (table, mut problems) = Table::parse(path, text, |file| {
                    data.borrow_mut().push(file.clone());
                    sources.text(file)
                });
                // Data that is there but cannot be read is reported where it is read.
                if data.borrow().iter().any(|file| sources.unreadable().contains(file)) {
                    problems.retain(|problem| problem.code != Code::MissingPage);
                }
                (table.map_or(Self::Broken, |table| Self::Table(Arc::new(table))), problems)
            }
            Ok("kommuner") => {
                let (register, problems) = Register::parse(path, text);
                (register.map_or(Self::BrokenRegister, |register| Self::Register(Arc::new(register))), problems)
            }
            Ok("godta") => {
                let (all, problems) = Acceptances::parse(path, text);
                (all.map_or(Self::Broken, |all| Self::Acceptances(Arc::new(all))), problems)
            }
            Ok("sprakregler") => {
                let (wording, problems) = Wording::parse(path, text);
                (wording.map_or(Self::Broken, |wording| Self::Wording(Arc::new(wording))), problems)
            }
            Ok(_) => {
                let (glossary, problems) = Glossary::parse(path, text);
                (glossary.map_or(Self::Broken, |glossary| Self::Glossary(Arc::new(glossary))), problems)
            }
            Err(problems) => (Self::Broken, problems),
        }
    }
}

/// Returns the type that a data file gives itself.
fn data_type(path: &SourcePath, text: &str) -> Result<&'static str, Vec<Diagnostic>> {
    let (table, errors) = DeTable::parse_recoverable(text);
    let mut problems = Vec::new();
    let mut reader = Reader::new(path, 0, &mut problems);
    if !errors.is_empty() {
        reader.parse(text);
        return Err(problems);
    }
    content_type(&mut reader, table.get_ref().get("type"), &first_line(text), &DATA_TYPES).ok_or(problems)
}

fn second(path: &SourcePath, earlier: &SourcePath, what: &str) -> Diagnostic {
    let message = format!("nettstedet har to filer med {what}: {earlier} og {path}");
    Diagnostic::in_file(Code::DuplicateName, path, message).hint("slå dem sammen")
}

/// Reports names in columns of municipalities that the registry does not have. Totals may have any text.
fn unknown_municipalities(parts: &Parts) -> Vec<Diagnostic> {
    let Some(register) = &parts.register else { return Vec::new() };
    let known: BTreeSet<&str> = register.municipalities.iter().map(|one| one.navn.value.as_str()).collect();
    parts.tables.values().flat_map(|table| table.unknown_municipalities(&known)).collect()
}
