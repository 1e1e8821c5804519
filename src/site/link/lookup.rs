//! What each kind of reference leads to: looking it up, and saying what is wrong when it is not there.

use super::{CONTENT_FOLDER, Linker};
use crate::foundation::diagnostic::{Code, Located, Span, did_you_mean};
use crate::foundation::locale;
use crate::foundation::path::SourcePath;
use crate::read::document::{Nokkeltall, SakNumber};
use crate::read::source::CONTENT;
use crate::release::Withheld;
use crate::release::refers::{Reference, content_path, files_meant, table_path};
use crate::site::reference::Target;
use crate::site::{FigureSource, PageId, Participants};

impl Linker<'_> {
    pub(super) fn target(&mut self, id: PageId, file: &SourcePath, reference: &Located<String>) -> Target {
        match Reference::parse(&reference.value) {
            Reference::Content { path, fragment } => match self.content(file, reference, &path) {
                Some(page) => Target::Page { id: page, fragment: fragment.map(str::to_owned) },
                None => Target::Nowhere,
            },
            Reference::Sak(number) => {
                let number = Located { value: number.into_owned(), span: reference.span.clone() };
                match self.numbered_sak(id, file, &number) {
                    Some(sak) => Target::Page { id: sak, fragment: None },
                    None => Target::Nowhere,
                }
            }
            Reference::Municipality(name) => {
                let name = Located { value: name.into_owned(), span: reference.span.clone() };
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
    pub(super) fn content_page(&mut self, file: &SourcePath, reference: &Located<String>) -> Option<PageId> {
        match Reference::parse(&reference.value) {
            Reference::Content { path, .. } => self.content(file, reference, &path),
            _ => {
                let message = format!("«{}» er ikke en side i portalen", reference.value);
                let hint = Some("skriv stien fra innholdsmappen: @/mappe/fil.md".to_owned());
                self.report(Code::UnknownReference, file, reference.span.clone(), message, hint);
                None
            }
        }
    }

    /// The page made from a file below the content folder. The path is as an editor wrote it; all that is known is looked
    /// up by its text, so that most references need no path of their own.
    fn content(&mut self, file: &SourcePath, reference: &Located<String>, path: &str) -> Option<PageId> {
        self.wanted.truncate(CONTENT_FOLDER.len());
        self.wanted.push_str(path);
        if let Some(found) = self.by_path.get(self.wanted.as_str()) {
            return Some(*found);
        }
        let path = content_path(path);
        if path.as_ref().is_some_and(|path| self.release.broken.contains(path)) {
            return None;
        }
        let (message, hint) = match path.as_ref().and_then(|path| self.release.waiting.get(path)) {
            Some(reason) => (
                format!("lenken fører til «{}», som ikke blir publisert: {reason}", reference.value),
                Some("publiser siden, eller ta bort lenken".to_owned()),
            ),
            None => {
                let known = self.known_pages.get_or_init(|| {
                    let written = |path: &SourcePath| Some(format!("@/{}", path.below(CONTENT)?));
                    let mut known: Vec<String> = self.by_path.keys().filter_map(written).collect();
                    known.sort();
                    known
                });
                let typed = reference.value.split('#').next().unwrap_or_default();
                let hint = self.ways_out.entry(typed.to_owned()).or_insert_with(|| {
                    did_you_mean(typed, known.iter().map(String::as_str))
                        .unwrap_or_else(|| "skriv stien fra innholdsmappen: @/mappe/fil.md".to_owned())
                });
                let hint = hint.clone();
                (format!("lenken fører til «{}», som ikke finnes", reference.value), Some(hint))
            }
        };
        self.report(Code::BrokenLink, file, reference.span.clone(), message, hint);
        None
    }

    pub(super) fn find_utvalg(&mut self, file: &SourcePath, name: &Located<String>) -> Option<PageId> {
        if let Some(found) = self.utvalg.get(&name.value) {
            return Some(*found);
        }
        // A body whose own page is broken or not published is not unknown.
        if self.is_named_by(self.release.broken.iter(), &name.value) {
            return None;
        }
        if let Some(reason) = self.reason_withheld(&name.value) {
            let message = format!("siden til utvalget «{}» blir ikke publisert: {reason}", name.value);
            let hint = Some("publiser den, eller la denne siden være et utkast den også".to_owned());
            self.report(Code::UnknownReference, file, name.span.clone(), message, hint);
            return None;
        }
        let hint = suggestion(&name.value, self.utvalg.keys(), "utvalgene er");
        let message = format!("ukjent utvalg «{}»", name.value);
        self.report(Code::UnknownReference, file, name.span.clone(), message, Some(hint));
        None
    }

    pub(super) fn projects(&mut self, file: &SourcePath, names: &[Located<String>]) -> Vec<PageId> {
        let mut projects = Vec::with_capacity(names.len());
        for name in names {
            if let Some(found) = self.projects.get(&name.value) {
                projects.push(*found);
            } else if !self.is_named_by(self.release.broken.iter(), &name.value) {
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
    fn reason_withheld(&self, name: &str) -> Option<Withheld> {
        let (_, reason) =
            self.release.waiting.iter().find(|(path, _)| self.is_named_by(std::iter::once(*path), name))?;
        Some(*reason)
    }

    pub(super) fn participants(&mut self, file: &SourcePath, names: &[Located<String>]) -> Participants {
        if names.iter().any(|name| name.value == "alle") {
            return Participants::All;
        }
        Participants::Some(names.iter().filter_map(|name| self.municipality(file, name)).collect())
    }

    fn municipality(&mut self, file: &SourcePath, name: &Located<String>) -> Option<PageId> {
        if let Some(found) = self.municipalities.get(&name.value) {
            return Some(*found);
        }
        if self.release.broken_register {
            return None;
        }
        let hint = suggestion(&name.value, self.municipalities.keys(), "kommunene er");
        let message = format!("ukjent kommune «{}»", name.value);
        self.report(Code::UnknownReference, file, name.span.clone(), message, Some(hint));
        None
    }

    /// The sak that `ssu/12/26` names, or `12/26` in a page of the same body.
    pub(super) fn numbered_sak(
        &mut self,
        from: PageId,
        file: &SourcePath,
        reference: &Located<String>,
    ) -> Option<PageId> {
        let (utvalg, number) = match reference.value.matches('/').count() {
            1 => (self.own_utvalg(from), reference.value.as_str()),
            _ => {
                let (name, number) = reference.value.split_once('/').unwrap_or(("", &reference.value));
                let name = Located { value: name.to_owned(), span: reference.span.clone() };
                (Some(self.find_utvalg(file, &name)?), number)
            }
        };
        let parsed = SakNumber::parse(number);
        let (Some(utvalg), Some(parsed)) = (utvalg, parsed) else {
            let message = format!("«{}» er ikke et saksnummer som kan slås opp her", reference.value);
            let hint = Some("skriv utvalget foran nummeret: ssu/12/26".to_owned());
            self.report(Code::UnknownReference, file, reference.span.clone(), message, hint);
            return None;
        };
        if let Some(found) = self.saker.get(&(utvalg, parsed.year, parsed.sequence)) {
            return Some(*found);
        }
        if self.is_broken_sak(parsed) {
            return None;
        }
        let short = self.page(utvalg).short_title().to_owned();
        let known: Vec<String> = self
            .saker
            .keys()
            .filter(|(of, year, _)| *of == utvalg && *year == parsed.year)
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
        self.release
            .broken
            .iter()
            .any(|path| SakNumber::parse(&path.stem().replace('-', "/")).is_some_and(|broken| broken.same(number)))
    }

    /// The body that a page belongs to, for saker that are named without one.
    fn own_utvalg(&self, id: PageId) -> Option<PageId> {
        std::iter::successors(Some(id), |id| self.page(*id).parent).find(|id| self.page(*id).utvalg().is_some())
    }

    /// A file beside a page. One that is not released is reported already.
    pub(super) fn file(&mut self, page: &SourcePath, name: &Located<String>) -> Target {
        let found = files_meant(page, &name.value).into_iter().find_map(|meant| {
            let file = self.release.files.get(&meant.path)?;
            Some(Target::File { url: file.url.clone(), fragment: meant.fragment.map(str::to_owned) })
        });
        found.unwrap_or(Target::Nowhere)
    }

    /// The table that a shortcode or a figure names: beside the page, or from the content folder with `@/`.
    pub(super) fn table(&mut self, page: &SourcePath, name: &str, span: &Span) -> Option<SourcePath> {
        if let Some(path) = table_path(page, name) {
            if self.release.tables.contains_key(&path) {
                return Some(path);
            }
            if self.release.keeps_back(&path) {
                return None;
            }
        }
        let folder = format!("{}/", page.folder());
        let known: Vec<String> = self
            .release
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

    pub(super) fn figure(&mut self, file: &SourcePath, figure: &Nokkeltall) -> Option<FigureSource> {
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
    pub(super) fn check_cell(
        &mut self,
        file: &SourcePath,
        table: &SourcePath,
        (row, row_span): (&str, &Span),
        (column, column_span): (&str, &Span),
    ) -> bool {
        let tables = &self.release.tables;
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
    pub(super) fn check_columns(
        &mut self,
        file: &SourcePath,
        span: &Span,
        table: &SourcePath,
        columns: &[String],
    ) -> bool {
        let tables = &self.release.tables;
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
        if data.rows.len() > MOST_IN_CHART {
            let message = format!("grafen ville hatt {} rader, og kan ha {MOST_IN_CHART}", data.rows.len());
            let hint = "vis dem som en tabell, eller lag en tabell med færre rader til grafen".to_owned();
            self.report(Code::InvalidShortcode, file, span.clone(), message, Some(hint));
            return false;
        }
        unknown.is_empty()
    }
}

/// How many rows a chart can have. Far fewer can be told from each other.
const MOST_IN_CHART: usize = 500;

/// `mente du …?`, or all there are when they are few.
pub(super) fn suggestion<'k>(typed: &str, known: impl Iterator<Item = &'k String> + Clone, all: &str) -> String {
    did_you_mean(typed, known.clone().map(String::as_str)).unwrap_or_else(|| {
        let mut known: Vec<&str> = known.map(String::as_str).collect();
        if known.is_empty() {
            return format!("{all}: ingen ennå");
        }
        known.sort_by(|left, right| locale::compare(left, right));
        format!("{all}: {}", known.join(", "))
    })
}
