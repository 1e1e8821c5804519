//! *Tabell*: a dataset, a CSV file with a TOML description beside it.
//!
//! Cells are typed when they are read. A number is an exact decimal that keeps the decimals its source printed, and the
//! kinds of "no number" stay apart, after the standard signs of Statistics Norway (SSB): blank, `.` not applicable,
//! `..` missing, `:` withheld, and a trailing `*` for provisional figures.

mod cell;
mod data;

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use crate::config::first_line;
use crate::diagnostic::{Code, Diagnostic, Located, did_you_mean};
use crate::document::{Control, Remark, TYPE_KEY};
use crate::path::{SourcePath, UrlPath};
use crate::record::{Fields, Reader, Record, choice, record};
use crate::source::CONTENT;

pub use cell::{Cell, Content};

record! {
    /// The description of a table.
    pub struct Description {
        tittel: String = "Tabellens tittel.",
        data: Option<Located<String>> = "CSV-filen, når den ikke heter det samme som beskrivelsen.",
        kilde: Option<String> = "Dokumentet tallene er hentet fra.",
        periode: Option<String> = "Tiden tallene gjelder.",
        grunnlag: Option<String> = "Hva og hvem tallene omfatter.",
        opplysning: Option<String> = "Opplysning til leserne, under tabellen.",
        sumrader: Option<Located<i64>> = "Hvor mange rader nederst som er summer.",
        kolonne: Vec<Column> = "Kolonnene, i samme rekkefølge som i CSV-filen. En kolonne med formel kan mangle der; da beregnes den.",
        fotnote: Vec<Footnote> = "Fotnotene.",
        sum: Vec<Sum> = "Rader som er summen av andre rader.",
        dekning: Option<Coverage> = "At hver kommune er gjort rede for.",
        kontroll: Vec<Control> = "Andre kontroller av tallene.",
        merknad: Vec<Located<Remark>> = "Kjente feil i kilden, med forklaring.",
    }
}

record! {
    /// A column.
    pub struct Column {
        id: Located<String> = "Kolonnens id, den samme som i første linje av CSV-filen.",
        tittel: String = "Overskriften.",
        r#type: ColumnType = "Hva kolonnen inneholder.",
        enhet: Option<String> = "Enheten, når den ikke følger av typen.",
        gruppe: Option<String> = "Overskrift over flere kolonner ved siden av hverandre.",
        formel: Option<Located<String>> = "Hvordan verdien beregnes av de andre kolonnene i raden.",
        tom: Option<i64> = "Tallet en tom celle regnes som i formler og summer. Utelatt: en tom celle er ukjent.",
        desimaler: Option<i64> = "Hvor mange desimaler en beregnet verdi vises med.",
    }
}

record! {
    /// A row that is the sum of others.
    pub struct Sum {
        rad: Located<String> = "Raden som er en sum: teksten i første kolonne.",
        av: Vec<Located<String>> = "Radene som summeres. Utelatt: alle rader som ikke er summer.",
        kolonner: Vec<Located<String>> = "Kolonnene som summeres, med id. Utelatt: alle kolonner med antall og kroner som ikke har formel.",
        uten_merke: Option<String> = "Celler med denne fotnoten regnes ikke med.",
    }
}

record! {
    /// That each municipality of the registry is accounted for: in one row, or named here as having none.
    pub struct Coverage {
        kolonne: Located<String> = "Kolonnen med kommunene.",
        uten_rad: Vec<Located<String>> = "Kommuner som ikke har noen rad, fordi de ikke har noe å vise.",
    }
}

choice! {
    /// What a column holds.
    pub enum ColumnType {
        /// The name of a municipality; other rows (totals) may hold any text.
        Kommune = "kommune",
        /// A count.
        Antall = "antall",
        /// An amount in Norwegian kroner.
        Kr = "kr",
        Prosent = "prosent",
        Tall = "tall",
        Dato = "dato",
        Tekst = "tekst",
    }
}

impl ColumnType {
    /// Whether cells hold numbers.
    pub fn is_numeric(self) -> bool {
        matches!(self, Self::Antall | Self::Kr | Self::Prosent | Self::Tall)
    }
}

impl Column {
    /// The heading with that of its group: `Til UNN: Meldt fra kommune`.
    pub fn full_title(&self) -> String {
        match &self.gruppe {
            Some(group) => format!("{group}: {}", self.tittel),
            None => self.tittel.clone(),
        }
    }

    /// The unit that follows a value in prose: `%`, `kr`, or what the description says.
    pub fn unit(&self) -> &str {
        match (&self.enhet, self.r#type) {
            (Some(unit), _) => unit,
            (None, ColumnType::Prosent) => "%",
            (None, ColumnType::Kr) => "kr",
            (None, _) => "",
        }
    }
}

record! {
    /// A footnote, referred to from a cell by its mark: `12[a]`.
    pub struct Footnote {
        merke: Located<String> = "Merket: en bokstav.",
        tekst: String = "Teksten.",
    }
}

/// A dataset.
#[derive(Debug, Clone)]
pub struct Table {
    /// The file with the description.
    pub path: SourcePath,
    pub description: Description,
    /// **Invariant:** every row has a cell for each column.
    pub rows: Vec<Row>,
    /// For each column whether its cells are left to be computed by [`crate::control`].
    pub computed: Vec<bool>,
}

/// A row.
#[derive(Debug, Clone)]
pub struct Row {
    /// A total of rows above.
    pub total: bool,
    pub cells: Vec<Located<Cell>>,
}

impl Table {
    /// Reads a table. `csv` gives the text of a data file, or `None` when there is none.
    ///
    /// `None` when the table cannot be used; everything wrong with either file is reported.
    pub fn parse<'a>(
        path: &SourcePath,
        text: &str,
        csv: impl Fn(&SourcePath) -> Option<&'a str>,
    ) -> (Option<Self>, Vec<Diagnostic>) {
        let mut problems = Vec::new();
        let table = describe(path, text, &mut problems).and_then(|description| {
            let data_path = data_path(path, &description, &mut problems)?;
            let Some(data) = csv(&data_path) else {
                problems.push(missing_data(path, &data_path, &description));
                return None;
            };
            let data = data::read(&data_path, data, path, &description, &mut problems)?;
            Some(Self { path: path.clone(), description, rows: data.rows, computed: data.computed })
        });
        (table, problems)
    }

    /// Where the table is found in another form: `csv`, `json`.
    pub fn url(&self, extension: &str) -> UrlPath {
        let described = self.path.with_extension(extension);
        UrlPath::of_file(described.below(CONTENT).unwrap_or(described.as_str()))
    }

    /// The file with the data.
    pub fn data_path(&self) -> SourcePath {
        data_path(&self.path, &self.description, &mut Vec::new()).expect("the data was read from there")
    }

    /// The column with an id.
    pub fn column(&self, id: &str) -> Option<(usize, &Column)> {
        self.description.kolonne.iter().enumerate().find(|(_, column)| column.id.value == id)
    }

    /// Reports names in columns of municipalities that are not among the known ones. Totals may have any text.
    pub fn unknown_municipalities(&self, known: &BTreeSet<&str>) -> Vec<Diagnostic> {
        let mut problems = Vec::new();
        for row in self.rows.iter().filter(|row| !row.total) {
            for (cell, column) in row.cells.iter().zip(&self.description.kolonne) {
                let Content::Text(name) = &cell.value.content else { continue };
                if column.r#type == ColumnType::Kommune && !known.contains(name.as_str()) {
                    let hint = did_you_mean(name, known.iter().copied())
                        .unwrap_or_else(|| "skriv navnet slik det står i kommuneregisteret".to_owned());
                    let message = format!("ukjent kommune «{name}»");
                    let span = cell.span.clone();
                    problems.push(Diagnostic::at(Code::UnknownReference, &self.data_path(), span, message).hint(hint));
                }
            }
        }
        problems
    }

    /// The number of a cell; a blank one counts as what its column says blank cells are.
    pub fn number(&self, row: &Row, column: usize) -> Option<Decimal> {
        match &row.cells[column].value.content {
            Content::Number { value, .. } => Some(*value),
            Content::Blank => self.description.kolonne[column].tom.map(Decimal::from),
            _ => None,
        }
    }

    /// The row whose first cell has a text.
    pub fn row(&self, header: &str) -> Option<&Row> {
        self.rows.iter().find(|row| row.header() == header)
    }
}

impl Row {
    /// The text of the first cell.
    pub fn header(&self) -> &str {
        match self.cells.first().map(|cell| &cell.value.content) {
            Some(Content::Text(text)) => text,
            _ => "",
        }
    }
}

fn describe(path: &SourcePath, text: &str, problems: &mut Vec<Diagnostic>) -> Option<Description> {
    let mut reader = Reader::new(path, 0, problems);
    let table = reader.parse(text)?;
    let mut fields = Fields::new(table.get_ref(), first_line(text), &mut reader);
    let description = Description::take(&mut fields);
    fields.reject_unknown(&[&[TYPE_KEY], Description::KEYS]);
    let description = description?;

    let before = problems.len();
    if description.kolonne.is_empty() {
        let problem = Diagnostic::in_file(Code::InvalidTable, path, "tabellen har ingen kolonner");
        problems.push(problem.hint("beskriv hver kolonne med [[kolonne]], id, tittel og type"));
    }
    for (index, column) in description.kolonne.iter().enumerate() {
        if description.kolonne[..index].iter().any(|earlier| earlier.id.value == column.id.value) {
            let message = format!("to kolonner har id «{}»", column.id.value);
            problems.push(Diagnostic::at(Code::DuplicateName, path, column.id.span.clone(), message));
        }
    }
    (problems.len() == before).then_some(description)
}

fn data_path(path: &SourcePath, description: &Description, problems: &mut Vec<Diagnostic>) -> Option<SourcePath> {
    let Some(named) = &description.data else { return Some(path.with_extension("csv")) };
    let data_path = path.beside(&named.value);
    if data_path.is_none() {
        let message = format!("«{}» ligger utenfor nettstedet", named.value);
        problems.push(Diagnostic::at(Code::InvalidValue, path, named.span.clone(), message));
    }
    data_path
}

fn missing_data(path: &SourcePath, data_path: &SourcePath, description: &Description) -> Diagnostic {
    let message = format!("tabellen mangler datafilen {data_path}");
    let problem = match &description.data {
        Some(named) => Diagnostic::at(Code::MissingPage, path, named.span.clone(), message),
        None => Diagnostic::in_file(Code::MissingPage, path, message),
    };
    problem.hint("legg CSV-filen der, eller oppgi en annen fil med «data»")
}

#[cfg(test)]
mod tests;
