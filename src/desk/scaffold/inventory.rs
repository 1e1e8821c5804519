//! What a site has, as far as it can be read: enough to find places and numbers for new pages.
//!
//! Drafts and pages that are not published yet count; so do files that cannot be read, by their names. Nothing here
//! depends on the rest of the site being right.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;

use crate::build::content::{Contents, Linkable};
use crate::foundation::path::{SourcePath, UrlPath};
use crate::read::document::{Document, Kind, Rapporttype, SakNumber, Tilstand, UtvalgStatus};
use crate::read::source::{CONTENT, SourceTree};

/// What a site has.
#[derive(Debug, Default)]
pub struct Inventory {
    pub utvalg: Vec<Body>,
    pub meetings: Vec<Meeting>,
    /// The number of every sak by the name of its body.
    numbers: Vec<(String, SakNumber)>,
    pub municipalities: Vec<String>,
    /// The folders of projects, and of reports with their types; only those that a section lists.
    projects: Vec<String>,
    reports: Vec<(Rapporttype, String)>,
    pages: BTreeMap<UrlPath, SourcePath>,
    files: BTreeSet<SourcePath>,
    unreadable: Vec<SourcePath>,
}

/// A body.
#[derive(Debug, Clone)]
pub struct Body {
    /// The name by which it is referred to.
    pub name: String,
    pub short: String,
    /// The folder of its meetings, below the content folder.
    pub folder: String,
    pub active: bool,
    /// The days of its meeting plans.
    pub planned: Vec<Date>,
}

/// A meeting.
#[derive(Debug, Clone)]
pub struct Meeting {
    /// The name of its body.
    pub utvalg: String,
    /// Below the content folder.
    pub folder: String,
    pub date: Date,
    pub cancelled: bool,
    pub draft: bool,
}

impl Inventory {
    /// Takes stock of a site.
    pub fn of(sources: &SourceTree) -> Self {
        let (Linkable { parts, .. }, _) = Contents::read(sources).linkable(sources);
        let mut inventory = Self {
            files: sources.paths_below(CONTENT).into_iter().cloned().collect(),
            unreadable: parts.broken.iter().filter(|path| path.below(CONTENT).is_some()).cloned().collect(),
            ..Self::default()
        };
        if let Some(register) = &parts.register {
            inventory.municipalities = register.municipalities.iter().map(|one| one.navn.value.clone()).collect();
        }
        let sections: BTreeSet<&str> = parts
            .documents
            .iter()
            .filter(|document| matches!(document.kind, Kind::Seksjon(_)))
            .filter_map(|document| {
                Some(document.path.below(CONTENT)?.trim_end_matches("index.md").trim_end_matches('/'))
            })
            .collect();
        for document in &parts.documents {
            inventory.add(document, &sections);
        }
        inventory.add_bodies_of_meetings();
        inventory.number_saker(&parts.documents);
        inventory
    }

    fn add(&mut self, document: &Document, sections: &BTreeSet<&str>) {
        self.pages.insert(document.url.clone(), document.path.clone());
        let folder = folder_of(&document.path);
        // The section that lists the page: that of its own folder, or of the folder around an `index.md`.
        let container = match document.path.stem() {
            "index" => folder.rsplit_once('/').map_or("", |(above, _)| above),
            _ => folder,
        };
        let listed = sections.contains(container).then(|| container.to_owned());
        match &document.kind {
            Kind::Utvalg(utvalg) => self.utvalg.push(Body {
                name: document.name().to_owned(),
                short: utvalg.kortnavn.clone(),
                folder: match document.path.stem() {
                    "index" => folder.to_owned(),
                    stem => format!("{folder}/{stem}").trim_start_matches('/').to_owned(),
                },
                active: utvalg.status != UtvalgStatus::Avviklet,
                planned: utvalg.moteplan.iter().flat_map(|plan| plan.datoer.clone()).collect(),
            }),
            Kind::Mote(meeting) => self.meetings.extend(document.common.dato.map(|date| Meeting {
                utvalg: meeting.utvalg.value.clone(),
                folder: folder.to_owned(),
                date,
                cancelled: meeting.tilstand == Tilstand::Avlyst,
                draft: document.common.utkast,
            })),
            Kind::Prosjekt(_) => self.projects.extend(listed),
            Kind::Rapport(report) => self.reports.extend(listed.map(|folder| (report.rapporttype, folder))),
            _ => {}
        }
    }

    /// A body whose own page cannot be read is known from its meetings.
    fn add_bodies_of_meetings(&mut self) {
        for meeting in &self.meetings {
            if !self.utvalg.iter().any(|utvalg| utvalg.name == meeting.utvalg) {
                let folder = meeting.folder.rsplit_once('/').map_or("", |(above, _)| above);
                self.utvalg.push(Body {
                    name: meeting.utvalg.clone(),
                    short: meeting.utvalg.clone(),
                    folder: folder.to_owned(),
                    active: true,
                    planned: Vec::new(),
                });
            }
        }
    }

    /// Finds the body of each sak: that of the meeting beside it, or where the meeting cannot be read, that of the folder.
    fn number_saker(&mut self, documents: &[Arc<Document>]) {
        let saker = documents.iter().filter_map(|document| match &document.kind {
            Kind::Sak(sak) => Some((&document.path, sak.nummer.value)),
            _ => None,
        });
        // A file that cannot be read has its number in its name: `12-26.md`.
        let broken = self.unreadable.iter().filter(|path| path.extension() == "md");
        let broken = broken.filter_map(|path| Some((path, SakNumber::parse(&path.stem().replace('-', "/"))?)));
        let numbers = saker.chain(broken).filter_map(|(path, number)| {
            let folder = folder_of(path);
            let meeting = self.meetings.iter().find(|meeting| meeting.folder == folder);
            let around = || self.utvalg.iter().find(|utvalg| folder.starts_with(&format!("{}/", utvalg.folder)));
            let utvalg = meeting.map(|meeting| &meeting.utvalg).or_else(|| around().map(|utvalg| &utvalg.name))?;
            Some((utvalg.clone(), number))
        });
        self.numbers = numbers.collect();
    }

    /// The next free number of a body in a year. `None` when there are no more.
    pub fn next_number(&self, utvalg: &str, year: i16) -> Option<SakNumber> {
        let of_body = self.numbers.iter().filter(|(of, _)| of == utvalg).map(|(_, number)| *number);
        match of_body.filter(|number| number.full_year() == year).max_by_key(|number| number.sequence) {
            Some(last) => last.next(),
            None => Some(SakNumber::first(year)),
        }
    }

    /// The folder where most projects lie.
    pub fn project_folder(&self) -> Option<&str> {
        most_used(self.projects.iter().map(String::as_str))
    }

    /// The folder where most reports of a type lie, or most reports at all.
    pub fn report_folder(&self, kind: Rapporttype) -> Option<&str> {
        let of_type = self.reports.iter().filter(|(of, _)| *of == kind).map(|(_, folder)| folder.as_str());
        most_used(of_type).or_else(|| most_used(self.reports.iter().map(|(_, folder)| folder.as_str())))
    }

    /// The page of an address.
    pub fn page_at(&self, url: &UrlPath) -> Option<&SourcePath> {
        self.pages.get(url)
    }

    /// Whether a folder, below the content folder, has a page of its own.
    pub fn has_index(&self, folder: &str) -> bool {
        let path = SourcePath::new(&format!("{CONTENT}/{folder}/index.md"));
        path.is_some_and(|path| self.files.contains(&path))
    }

    /// All folders below the content folder that have files.
    pub fn folders(&self) -> BTreeSet<String> {
        self.files.iter().map(|path| folder_of(path).to_owned()).filter(|folder| !folder.is_empty()).collect()
    }

    /// Says which files could not be read and so may hold something that was not counted.
    pub fn unreadable_note(&self) -> Option<String> {
        const SHOWN: usize = 3;
        let mut names: Vec<&str> = self.unreadable.iter().take(SHOWN).map(SourcePath::as_str).collect();
        if names.is_empty() {
            return None;
        }
        let more = format!("{} til", self.unreadable.len().saturating_sub(SHOWN));
        if self.unreadable.len() > SHOWN {
            names.push(&more);
        }
        let files = names.join(", ");
        Some(format!(
            "Disse filene har feil og kunne ikke leses: {files}. Det som er laget, bygger på resten av nettstedet. \
             Kjør «fellesskap build» for å se feilene."
        ))
    }
}

/// The folder of a file, below the content folder.
fn folder_of(path: &SourcePath) -> &str {
    path.folder().strip_prefix(CONTENT).unwrap_or_default().trim_start_matches('/')
}

/// The one that stands most often; of equals, the first in order.
fn most_used<'a>(folders: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for folder in folders {
        *counts.entry(folder).or_default() += 1;
    }
    let most = counts.values().max().copied()?;
    counts.into_iter().find(|(_, count)| *count == most).map(|(folder, _)| folder)
}
