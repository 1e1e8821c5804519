//! The numbers of one municipality in all years of a series, side by side.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use super::{checks, table};
use crate::foundation::locale::{self, Language};
use crate::read::table::{Absence, Cell, Column, ColumnType, Content, Row, Table, series};
use crate::read::theme::Strings;
use crate::render::edition::Edition;
use crate::render::view::{self, OwnId};

/// The series that have numbers of a municipality, by name: a row for each indicator, a column for each year, and the
/// change from the year before. `kind` begins the ids of the tables.
pub fn series_of_municipality(
    edition: &Edition<'_>,
    municipality: &str,
    kind: &str,
    language: Language,
) -> Vec<view::MunicipalitySeries> {
    // A table that no published page shows belongs to one that is not published.
    let tables = edition.checked.by_municipality.iter().map(AsRef::as_ref);
    let published = tables.filter(|table: &&Table| edition.site.page_of_table(&table.path).is_some());
    let mut own: Vec<_> = series(published)
        .into_iter()
        .filter(|(_, years)| {
            // A series that accounts for every municipality says so also of one that has nothing to show.
            years.values().any(|table| table.row(municipality).is_some() || table.description.dekning.is_some())
        })
        .collect();
    own.sort_by(|(left, _), (right, _)| locale::compare(left, right));
    own.into_iter()
        .enumerate()
        .map(|(index, (name, years))| {
            let remarks = years.iter().map(|(year, table)| (*year, checks::remarks_of_table(edition, table, language)));
            let remarks = remarks.collect();
            let own = Own { edition, strings: edition.theme.strings(language), language, municipality, years, remarks };
            own.view(name, OwnId::new(kind, index + 1))
        })
        .collect()
}

/// What belongs to one municipality in one series.
struct Own<'a> {
    edition: &'a Edition<'a>,
    strings: &'a Strings,
    language: Language,
    municipality: &'a str,
    years: BTreeMap<i64, &'a Table>,
    /// The remarks of each year's table.
    remarks: BTreeMap<i64, checks::TableRemarks>,
}

/// Footnotes and remarks of several tables, gathered under marks of their own.
#[derive(Default)]
struct Notes {
    footnotes: Vec<view::Footnote>,
    breaks: Vec<view::Footnote>,
    remarks: Vec<view::Remark>,
    /// What blank cells count as in changes.
    blanks: BTreeSet<Decimal>,
}

impl Own<'_> {
    fn view(&self, name: &str, id: OwnId) -> view::MunicipalitySeries {
        let mut notes = Notes::default();
        let years: Vec<i64> = self.years.keys().copied().collect();
        let changes: Vec<i64> = years.iter().copied().filter(|year| self.years.contains_key(&(year - 1))).collect();
        let mut columns = vec![column(self.strings.get("indicator"), false)];
        for year in &years {
            let break_before = self.break_before(*year).map(|text| notes.add_break(self.strings, text));
            columns.push(view::Column {
                footnotes: break_before.into_iter().collect(),
                ..column(&year.to_string(), true)
            });
        }
        columns.extend(changes.iter().map(|year| column(&self.change_title(*year), true)));
        let rows = self.indicators().into_iter().map(|id| self.row(id, &years, &changes, &mut notes)).collect();
        let blanks: Vec<String> = notes.blanks.iter().map(|number| locale::number(*number)).collect();
        let blanks = listed(&blanks, self.strings.get("and"));
        let absent: Vec<String> =
            years.iter().filter(|year| self.own_row(**year).is_none()).map(ToString::to_string).collect();
        let filled = |years: &str| {
            self.strings.filled("series_no_row", &[("municipality", self.municipality), ("years", years)])
        };
        let sources = self.years.iter().rev().filter_map(|(year, table)| {
            let page = self.edition.site.page_of_table(&table.path)?;
            let title = format!("{year}: {}", table.description.tittel);
            Some(view::Link { title, url: self.edition.page_href(page) })
        });
        let table = view::Table {
            id,
            caption: name.to_owned(),
            source: None,
            period: None,
            population: self.population(),
            note: (!blanks.is_empty()).then(|| self.strings.filled("series_blanks", &[("number", &*blanks)])),
            groups: Vec::new(),
            columns,
            rows,
            excerpt: None,
            footnotes: notes.footnotes.into_iter().chain(notes.breaks).collect(),
            remarks: notes.remarks,
            checks: None,
            downloads: Vec::new(),
        };
        view::MunicipalitySeries {
            title: name.to_owned(),
            table: (absent.len() < years.len()).then_some(table),
            note: (!absent.is_empty()).then(|| filled(&listed(&absent, self.strings.get("and")))),
            sources: sources.collect(),
        }
    }

    /// The indicators of all years, those of the newest year first.
    fn indicators(&self) -> Vec<&str> {
        let mut ids: Vec<&str> = Vec::new();
        for table in self.years.values().rev() {
            for column in table.description.kolonne.iter().skip(1) {
                if !ids.contains(&column.id.value.as_str()) {
                    ids.push(&column.id.value);
                }
            }
        }
        ids
    }

    fn own_row(&self, year: i64) -> Option<&Row> {
        self.years.get(&year)?.row(self.municipality)
    }

    fn own_cell(&self, year: i64, indicator: &str) -> Option<(&Cell, &Column)> {
        let (index, column) = self.years.get(&year)?.column(indicator)?;
        Some((&self.own_row(year)?.cells[index].value, column))
    }

    /// The number of a year, as formulas would find it: a blank may be declared to count as one (`tom`), and that a
    /// municipality without a row has nothing to show. `None` when the year does not have the indicator or the municipality.
    fn own_number(&self, year: i64, indicator: &str) -> Option<Result<Decimal, Absence>> {
        let table = self.years.get(&year)?;
        let (index, _) = table.column(indicator)?;
        match table.row(self.municipality) {
            Some(row) => Some(table.number(row, index)),
            None => table.is_without_row(self.municipality).then(|| table.blank(index)),
        }
    }

    fn row(&self, indicator: &str, years: &[i64], changes: &[i64], notes: &mut Notes) -> view::Row {
        let described = self.years.values().rev().find_map(|table| table.column(indicator));
        let title = described.map(|(_, column)| column.full_title()).unwrap_or_default();
        let mut cells = vec![view::Cell::text(title, None)];
        cells.extend(years.iter().map(|year| self.cell(*year, indicator, notes)));
        cells.extend(changes.iter().map(|year| self.change(*year, indicator, notes)));
        view::Row { total: false, cells }
    }

    fn cell(&self, year: i64, indicator: &str, notes: &mut Notes) -> view::Cell {
        let Some((cell, column)) = self.own_cell(year, indicator) else {
            return none(Content::Blank, self.strings);
        };
        let table = self.years[&year];
        let view = table::cell_view(self.edition, cell, column, self.strings, self.language);
        let mut view = table::with_unit(view, column);
        let described = table.description.fotnote.iter();
        let described = described.filter(|footnote| cell.footnotes.contains(&footnote.merke.value));
        let mut marks: Vec<String> = described.map(|footnote| notes.add_footnote(&footnote.tekst)).collect();
        let breaks = table.breaks_at(self.municipality, indicator);
        marks.extend(breaks.map(|text| notes.add_break(self.strings, text)));
        view.footnotes = marks;
        let remark = self.remarks[&year].at(self.municipality, indicator);
        view.remark = remark.map(|remark| notes.add_remark(year, remark));
        view
    }

    /// The change from the year before, where both years have a number and the two can be compared.
    fn change(&self, year: i64, indicator: &str, notes: &mut Notes) -> view::Cell {
        let numbers = self.own_number(year - 1, indicator).zip(self.own_number(year, indicator));
        let Some((before, after)) = numbers else { return none(Content::NotApplicable, self.strings) };
        let comparable = self.break_before(year).is_none()
            && self.years[&year].breaks_at(self.municipality, indicator).next().is_none();
        let (from, to) = match (before, after) {
            (Ok(from), Ok(to)) if comparable => (from, to),
            (before, after) => {
                let absence =
                    before.err().max(after.err()).filter(|absence| comparable || *absence == Absence::Withheld);
                return none(absence.map_or(Content::NotApplicable, Absence::derived), self.strings);
            }
        };
        let Some(change) = to.checked_sub(from) else { return none(Content::NotComputable, self.strings) };
        let cells = [self.own_cell(year - 1, indicator), self.own_cell(year, indicator)];
        for (cell, number) in cells.iter().zip([from, to]) {
            if !matches!(cell, Some((Cell { content: Content::Number { .. }, .. }, _))) {
                notes.blanks.insert(number);
            }
        }
        let mut found = cells.iter().flatten();
        let provisional = found.any(|(cell, _)| matches!(cell.content, Content::Number { provisional: true, .. }));
        let unit = match self.years[&year].column(indicator) {
            Some((_, column)) if column.r#type == ColumnType::Prosent => self.strings.get("percentage_points"),
            Some((_, column)) => column.unit(),
            None => "",
        };
        // An ordinary space: a long unit may go to the next line.
        let with_unit = |number: String| if unit.is_empty() { number } else { format!("{number} {unit}") };
        let (kind, mark, spoken) = if provisional {
            let spoken = format!("{} ({})", with_unit(signed(change)), self.strings.get("cell_provisional"));
            ("provisional", "*", Some(spoken))
        } else {
            ("change", "", None)
        };
        view::Cell {
            kind,
            spoken,
            numeric: true,
            sort: Some(change.to_string()),
            ..view::Cell::text(with_unit(format!("{}{mark}", signed(change))), None)
        }
    }

    fn break_before(&self, year: i64) -> Option<&str> {
        self.years.get(&year)?.description.serie.as_ref()?.brudd.as_deref()
    }

    /// `Endring 2024–2025`.
    fn change_title(&self, year: i64) -> String {
        self.strings.filled("series_change", &[("from", &*(year - 1).to_string()), ("to", &*year.to_string())])
    }

    /// What the numbers cover, when that is the same in all years.
    fn population(&self) -> Option<String> {
        let mut populations = self.years.values().map(|table| table.description.grunnlag.as_ref());
        let first = populations.next()??;
        populations.all(|other| other == Some(first)).then(|| first.clone())
    }
}

impl Notes {
    fn add_break(&mut self, strings: &Strings, text: &str) -> String {
        let text = format!("{}: {text}", strings.get("series_break"));
        let next = format!("B{}", self.breaks.len() + 1);
        mark(&mut self.breaks, next, &text)
    }

    /// The mark of a footnote, which may stand in the tables of several years.
    fn add_footnote(&mut self, text: &str) -> String {
        let next = letter(self.footnotes.len());
        mark(&mut self.footnotes, next, text)
    }

    fn add_remark(&mut self, year: i64, remark: &view::Remark) -> String {
        let mark = format!("M{}", self.remarks.len() + 1);
        let subject = format!("{}, {year}", remark.subject);
        self.remarks.push(view::Remark { mark: mark.clone(), subject, ..remark.clone() });
        mark
    }
}

/// The mark of a text among others; it gets the next one when it is new.
fn mark(notes: &mut Vec<view::Footnote>, next: String, text: &str) -> String {
    if let Some(known) = notes.iter().find(|note| note.text == text) {
        return known.mark.clone();
    }
    notes.push(view::Footnote { mark: next.clone(), text: text.to_owned() });
    next
}

fn column(title: &str, numeric: bool) -> view::Column {
    view::Column { title: title.to_owned(), unit: String::new(), numeric, filter: false, footnotes: Vec::new() }
}

/// A cell of numbers that has none.
fn none(content: Content, strings: &Strings) -> view::Cell {
    let (kind, text, key) = match content {
        Content::NotApplicable => ("not-applicable", "–", "cell_not_applicable"),
        Content::NotComputable => ("not-computable", "×", "cell_not_computable"),
        Content::Withheld => ("withheld", ":", "cell_withheld"),
        _ => ("blank", "", "cell_blank"),
    };
    view::Cell { kind, numeric: true, spoken: Some(strings.get(key).to_owned()), ..view::Cell::text(text, None) }
}

/// `2023, 2024 og 2025`.
fn listed(items: &[String], and: &str) -> String {
    match items {
        [before @ .., last] if !before.is_empty() => format!("{} {and} {last}", before.join(", ")),
        _ => items.concat(),
    }
}

/// `+8`, `−6`, `0`.
fn signed(value: Decimal) -> String {
    let sign = if value.is_sign_positive() && !value.is_zero() { "+" } else { "" };
    format!("{sign}{}", locale::number(value))
}

/// `a`, `b` … `z`, `a2`, `b2` …
fn letter(index: usize) -> String {
    let letter = char::from(b'a' + u8::try_from(index % 26).unwrap_or_default());
    match index / 26 {
        0 => letter.to_string(),
        round => format!("{letter}{}", round + 1),
    }
}
