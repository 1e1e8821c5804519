//! *Tabell*: a dataset, a CSV file with a TOML description beside it.
//!
//! Cells are typed when they are read. A number is an exact decimal that keeps the decimals its source printed, and the
//! kinds of "no number" stay apart, after the standard signs of Statistics Norway (SSB): blank, `.` not applicable,
//! `..` missing, `:` withheld, and a trailing `*` for provisional figures.

mod cell;
mod data;
mod series;
mod shown;

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use crate::foundation::diagnostic::{Code, Diagnostic, Located, did_you_mean};
use crate::foundation::path::{SourcePath, UrlPath};
use crate::read::config::first_line;
use crate::read::document::{Control, Remark, TYPE_KEY};
use crate::read::record::{Fields, Reader, Record, choice, record};
use crate::read::source::CONTENT;

pub use cell::{Absence, Cell, Content};
pub use series::{Series, check_series, series};
pub use shown::{Excerpt, Shown};

/// The name of a row in formulas: the text of its first cell.
pub const ROW: &str = "rad";

record! {
    /// The description of a table.
    pub struct Description {
        tittel: String = "Tabellens tittel.",
        data: Option<Located<String>> = "CSV-filen, når den ikke heter det samme som beskrivelsen.",
        kilde: Option<String> = "Dokumentet tallene er hentet fra.",
        periode: Option<String> = "Tiden tallene gjelder.",
        serie: Option<Series> = "Serien av tabeller som har de samme målene for hvert sitt år.",
        grunnlag: Option<String> = "Hva og hvem tallene omfatter.",
        opplysning: Option<String> = "Opplysning til leserne, under tabellen.",
        sumrader: Option<Located<i64>> = "Hvor mange rader nederst som er summer.",
        vis_rader: Option<Located<i64>> = "Hvor mange rader siden viser av en lang tabell, fra den første, 1 til 10 000. Summer, og rader med merknad eller brudd, vises alltid, og filene har alle rader. Utelatt: 1 000.",
        skjul_under: Option<Located<i64>> = "Antall under dette vises ikke, og heller ikke andre tall som de kan regnes ut av. Null vises alltid. Minst 3. Utelatt: alle tall vises.",
        kolonne: Vec<Column> = "Kolonnene, i samme rekkefølge som i CSV-filen. En kolonne med formel kan mangle der; da beregnes den.",
        fotnote: Vec<Footnote> = "Fotnotene.",
        brudd: Vec<Located<Break>> = "Steder der tallene ikke kan sammenlignes med dem før.",
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
        desimaler: Option<i64> = "Hvor mange desimaler tallene i kolonnen har. En beregnet verdi vises slik, og 7 leses som 7,0 der tallene har én desimal.",
    }
}

record! {
    /// A row that is the sum of others.
    pub struct Sum {
        rad: Located<String> = "Raden som er en sum: teksten i første kolonne.",
        av: Vec<Located<String>> = "Radene som summeres. Utelatt: alle rader som ikke er summer.",
        kolonner: Vec<Located<String>> = "Kolonnene som summeres, med id. Utelatt: alle kolonner med antall og kroner som ikke har formel.",
        uten_merke: Option<String> = "Celler med denne fotnoten regnes ikke med.",
        beregn: bool = "Summen regnes ut, der cellen står tom eller kolonnen har formel.",
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

/// More decimals than a column can want.
const MOST_DECIMALS: u32 = 10;

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

    /// A number with at least the decimals that the column declares.
    fn with_decimals(&self, number: Decimal) -> Decimal {
        let declared = self.declared_decimals().unwrap_or_default();
        let mut number = number;
        if declared > number.scale() {
            number.rescale(declared);
        }
        number
    }

    /// How many decimals the column declares that its numbers have.
    pub fn declared_decimals(&self) -> Option<u32> {
        self.desimaler.and_then(|decimals| u32::try_from(decimals).ok()).map(|decimals| decimals.min(MOST_DECIMALS))
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

record! {
    /// A break in a series: numbers from here on are not comparable with those before, since what is counted, or whom,
    /// was changed.
    ///
    /// Where columns are periods, `kolonne` is the first column after the break; where rows are, `rad` is the first row
    /// after it. With both, only the cell where they meet is of another kind than its neighbours. Readers see the text as
    /// a footnote with a mark of its own (`B1`).
    pub struct Break {
        kolonne: Option<Located<String>> = "Kolonnen bruddet kommer foran, med id. Utelatt: bruddet gjelder hele raden.",
        rad: Option<Located<String>> = "Raden bruddet kommer foran, eller raden det gjelder i kolonnen. Utelatt: bruddet gjelder alle rader.",
        tekst: String = "Hva som ble endret, i én setning.",
    }
}

impl Break {
    /// Whether the break is at a cell, a whole column (no row) or a whole row (no column).
    pub fn is_at(&self, row: Option<&str>, column: Option<&str>) -> bool {
        let same = |named: &Option<Located<String>>, name: Option<&str>| {
            named.as_ref().map(|named| named.value.as_str()) == name
        };
        same(&self.rad, row) && same(&self.kolonne, column)
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
    /// For each column whether its cells are left to be computed by [`crate::verify::control`].
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
            let table = Self { path: path.clone(), description, rows: data.rows, computed: data.computed };
            table.check_row_names(&mut problems);
            table.check_breaks(&mut problems);
            table.check_shown(&mut problems);
            Some(table)
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

    /// Reports rows of the same name where the name must tell which row is meant: municipalities, and rows that the
    /// description refers to.
    fn check_row_names(&self, problems: &mut Vec<Diagnostic>) {
        let description = &self.description;
        let sums = description.sum.iter().flat_map(|sum| std::iter::once(&sum.rad).chain(&sum.av));
        let remarks = description.merknad.iter().filter_map(|remark| remark.value.rad.as_deref());
        let breaks = description.brudd.iter().filter_map(|one| one.value.rad.as_ref());
        let named: BTreeSet<&str> = sums.chain(breaks).map(|row| row.value.as_str()).chain(remarks).collect();
        let municipalities = self.is_by_municipality();
        let mut seen: BTreeSet<(&str, bool)> = BTreeSet::new();
        for row in &self.rows {
            let name = row.header();
            let is_named = named.contains(name);
            // A total may be called as a municipality, unless something refers to the name.
            let is_new = seen.insert((name, row.total && !is_named));
            if is_new || !(is_named || municipalities && !row.total) {
                continue;
            }
            let message = format!("to rader heter «{name}»");
            let span = row.cells.first().map_or(0..0, |cell| cell.span.clone());
            problems.push(Diagnostic::at(Code::DuplicateName, &self.data_path(), span, message).hint(match is_named {
                true => "gi radene hvert sitt navn; beskrivelsen viser til en rad med dette navnet",
                false => "slå radene sammen; en kommune har én rad",
            }));
        }
    }

    /// What the breaks at one cell say.
    pub fn breaks_at(&self, row: &str, column: &str) -> impl Iterator<Item = &str> {
        let breaks = self.description.brudd.iter().filter(move |one| one.value.is_at(Some(row), Some(column)));
        breaks.map(|one| one.value.tekst.as_str())
    }

    /// Reports breaks that are nowhere in the table.
    fn check_breaks(&self, problems: &mut Vec<Diagnostic>) {
        for one in &self.description.brudd {
            if one.value.kolonne.is_none() && one.value.rad.is_none() {
                let message = "bruddet sier ikke hvor det er";
                let problem = Diagnostic::at(Code::InvalidValue, &self.path, one.span.clone(), message);
                problems.push(problem.hint("oppgi «kolonne», «rad» eller begge"));
            }
            if let Some(column) = one.value.kolonne.as_ref().filter(|column| self.column(&column.value).is_none()) {
                problems.push(self.unknown_column(column));
            }
            if let Some(row) = one.value.rad.as_ref().filter(|row| self.row(&row.value).is_none()) {
                problems.push(self.unknown_row(row));
            }
        }
    }

    /// The problem with a name in the description that no column has as its id.
    pub fn unknown_column(&self, name: &Located<String>) -> Diagnostic {
        let known = self.description.kolonne.iter().map(|column| column.id.value.as_str());
        let message = format!("tabellen har ingen kolonne «{}»", name.value);
        Diagnostic::at(Code::UnknownReference, &self.path, name.span.clone(), message)
            .maybe_hint(did_you_mean(&name.value, known))
    }

    /// The problem with a name in the description that no row has.
    pub fn unknown_row(&self, name: &Located<String>) -> Diagnostic {
        let message = format!("tabellen har ingen rad «{}»", name.value);
        Diagnostic::at(Code::UnknownReference, &self.path, name.span.clone(), message)
            .maybe_hint(did_you_mean(&name.value, self.rows.iter().map(Row::header)))
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

    /// The number of a cell, with at least as many decimals as its column declares: `7` is `7,0` among numbers with one
    /// decimal. A blank cell counts as what its column says blank cells are.
    pub fn number(&self, row: &Row, column: usize) -> Result<Decimal, Absence> {
        match &row.cells[column].value.content {
            Content::Number { value, .. } => Ok(self.description.kolonne[column].with_decimals(*value)),
            Content::Blank | Content::Text(_) | Content::Date(_) => self.blank(column),
            Content::Missing | Content::NotComputable => Err(Absence::Missing),
            Content::NotApplicable => Err(Absence::NotApplicable),
            Content::Withheld => Err(Absence::Withheld),
        }
    }

    /// The sum of a column over rows, as [`Self::number`] has their numbers. Cells where there is nothing count nothing; a
    /// number that exists and is not known leaves the sum unknown. `None` on overflow.
    pub fn sum<'a>(&self, rows: impl IntoIterator<Item = &'a Row>, column: usize) -> Result<Option<Decimal>, Absence> {
        let mut sum = Some(Decimal::ZERO);
        let mut unknown = None;
        for row in rows {
            match self.number(row, column) {
                Ok(number) => sum = sum.and_then(|sum| sum.checked_add(number)),
                Err(absence) if absence.is_nothing() => {}
                Err(absence) => unknown = unknown.max(Some(absence)),
            }
        }
        unknown.map_or(Ok(sum), Err)
    }

    /// The rows that a sum is of, in a column, with their places in the table.
    pub fn parts_of<'a>(&'a self, sum: &'a Sum, column: usize) -> impl Iterator<Item = (usize, &'a Row)> {
        let parts = self.rows.iter().enumerate().filter(|(_, row)| match sum.av.as_slice() {
            [] => !row.total,
            named => named.iter().any(|name| name.value == row.header()),
        });
        parts.filter(move |(_, row)| {
            sum.uten_merke.as_ref().is_none_or(|mark| !row.cells[column].value.footnotes.contains(mark))
        })
    }

    /// The sum of a column over the rows that a sum is of; see [`Self::sum`].
    pub fn sum_of(&self, sum: &Sum, column: usize) -> Result<Option<Decimal>, Absence> {
        self.sum(self.parts_of(sum, column).map(|(_, row)| row), column)
    }

    /// The columns that a sum is about, of those that exist.
    pub fn columns_of(&self, sum: &Sum) -> Vec<usize> {
        let columns = self.description.kolonne.iter().enumerate();
        let summed = columns.filter(|(_, column)| match sum.kolonner.as_slice() {
            [] => matches!(column.r#type, ColumnType::Antall | ColumnType::Kr) && column.formel.is_none(),
            named => named.iter().any(|name| name.value == column.id.value),
        });
        summed.map(|(index, _)| index).collect()
    }

    /// The names that formulas of this table can use: [`ROW`], and the ids of the columns.
    pub fn names(&self) -> Vec<&str> {
        let ids = self.description.kolonne.iter().map(|column| column.id.value.as_str());
        std::iter::once(ROW).chain(ids.filter(|id| *id != ROW)).collect()
    }

    /// Whether the rows are municipalities.
    pub fn is_by_municipality(&self) -> bool {
        self.description.kolonne.first().is_some_and(|column| column.r#type == ColumnType::Kommune)
    }

    /// Whether the description says that a municipality has no row since it has nothing to show.
    pub fn is_without_row(&self, municipality: &str) -> bool {
        let coverage = self.description.dekning.iter();
        coverage.flat_map(|coverage| &coverage.uten_rad).any(|name| name.value == municipality)
    }

    /// What a blank cell of a column counts as.
    pub fn blank(&self, column: usize) -> Result<Decimal, Absence> {
        self.description.kolonne[column].tom.map(Decimal::from).ok_or(Absence::Blank)
    }

    /// The row whose first cell has a text.
    pub fn row(&self, header: &str) -> Option<&Row> {
        self.rows.iter().find(|row| row.header() == header)
    }
}

impl Row {
    /// Whether the figure in a column is provisional.
    pub fn is_provisional(&self, column: usize) -> bool {
        matches!(self.cells[column].value.content, Content::Number { provisional: true, .. })
    }

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
        if !is_usable_id(&column.id.value) {
            let message = format!("kolonnen kan ikke ha id «{}»", column.id.value);
            let problem = Diagnostic::at(Code::InvalidValue, path, column.id.span.clone(), message);
            problems.push(problem.hint("begynn med en bokstav eller et siffer, her og i CSV-filen"));
        }
        if index > 0 && column.id.value == ROW {
            let message =
                format!("kolonnen kan ikke ha id «{ROW}», som er teksten i første kolonne når formler regner");
            let problem = Diagnostic::at(Code::InvalidValue, path, column.id.span.clone(), message);
            problems.push(problem.hint("gi kolonnen en annen id, her og i CSV-filen"));
        }
    }
    (problems.len() == before).then_some(description)
}

/// Whether a text can be the id of a column. It stands in the first line of the file to download as it is, where a
/// spreadsheet would take what begins with a sign for a formula.
fn is_usable_id(id: &str) -> bool {
    id.starts_with(|first: char| first.is_alphanumeric() || first == '_') && !id.contains(char::is_control)
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
