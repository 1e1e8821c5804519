//! Tables as templates see them.

use super::checks;
use crate::foundation::locale::{self, Language};
use crate::read::table::{Break, Cell, Column, ColumnType, Content, Row, Table};
use crate::read::theme::Strings;
use crate::render::edition::Edition;
use crate::render::view::{self, OwnId};
use crate::site::Site;

/// The view of a table. `id` is unique on the page.
pub fn table_view(edition: &Edition<'_>, table: &Table, id: OwnId, language: Language) -> view::Table {
    let description = &table.description;
    let strings = edition.theme.strings(language);
    let remarks = checks::remarks_of_table(edition, table, language);
    let shown = table.shown();
    view::Table {
        id,
        caption: description.tittel.clone(),
        source: description.kilde.clone(),
        period: description.periode.clone(),
        population: description.grunnlag.clone(),
        note: description.opplysning.clone(),
        groups: groups(&description.kolonne),
        columns: description
            .kolonne
            .iter()
            .map(|column| view::Column {
                title: column.tittel.clone(),
                unit: column.unit().to_owned(),
                numeric: column.r#type.is_numeric(),
                filter: false,
                footnotes: break_marks(table, None, Some(&column.id.value)),
            })
            .collect(),
        rows: shown
            .rows
            .into_iter()
            .map(|row| {
                let mut view = row_view(edition, table, row, strings, language);
                for (cell, column) in view.cells.iter_mut().zip(&table.description.kolonne) {
                    cell.footnotes.extend(break_marks(table, Some(row.header()), Some(&column.id.value)));
                    cell.remark = remarks.mark(row.header(), &column.id.value);
                }
                if let Some(header) = view.cells.first_mut() {
                    header.footnotes.extend(break_marks(table, Some(row.header()), None));
                }
                view
            })
            .collect(),
        excerpt: shown.excerpt.map(|excerpt| view::Excerpt {
            first: locale::number(excerpt.first.into()),
            all: locale::number(excerpt.all.into()),
            has_sums: excerpt.has_sums,
            has_marked: excerpt.has_marked,
        }),
        downloads: [("CSV", "csv"), ("Excel", "excel.csv"), ("JSON", "json")]
            .map(|(title, extension)| view::Link { title: title.to_owned(), url: edition.href(table.url(extension)) })
            .to_vec(),
        checks: checks::checks_of(edition, &table.path, language),
        remarks: remarks.views,
        footnotes: footnotes(table, strings),
    }
}

/// The footnotes of a table, and after them its breaks.
fn footnotes(table: &Table, strings: &Strings) -> Vec<view::Footnote> {
    let own = table.description.fotnote.iter();
    let own = own.map(|footnote| view::Footnote { mark: footnote.merke.value.clone(), text: footnote.tekst.clone() });
    let breaks = table.description.brudd.iter().enumerate();
    let breaks = breaks.map(|(index, one)| break_note(index, &one.value, strings));
    own.chain(breaks).collect()
}

/// What a break of a table says, under its mark.
pub fn break_note(index: usize, one: &Break, strings: &Strings) -> view::Footnote {
    view::Footnote { mark: break_mark(index), text: format!("{}: {}", strings.get("series_break"), one.tekst) }
}

/// The marks of the breaks at a cell, a column (no row) or a row (no column).
fn break_marks(table: &Table, row: Option<&str>, column: Option<&str>) -> Vec<String> {
    let breaks = table.description.brudd.iter().enumerate();
    breaks.filter(|(_, one)| one.value.is_at(row, column)).map(|(index, _)| break_mark(index)).collect()
}

/// `B1` for the first break.
fn break_mark(index: usize) -> String {
    format!("B{}", index + 1)
}

/// The view of the glossary, in alphabetical order.
pub fn glossary_view(site: &Site) -> view::Glossary {
    let mut terms: Vec<view::GlossaryTerm> = site
        .glossary
        .terms
        .iter()
        .map(|term| view::GlossaryTerm {
            short: term.kort.value.clone(),
            long: term.lang.clone(),
            explanation: term.forklaring.clone(),
            id: OwnId::new("ord", slug::slugify(&term.kort.value)),
        })
        .collect();
    terms.sort_by(|left, right| locale::compare(&left.short, &right.short));
    view::Glossary { terms }
}

/// The rows of a municipality in all tables that have one and belong to no series, newest period first. Those of a series
/// are [`super::series_of_municipality`]'s.
pub fn figures_of_municipality(
    edition: &Edition<'_>,
    municipality: &str,
    language: Language,
) -> Vec<view::MunicipalityFigures> {
    let strings = edition.theme.strings(language);
    let tables = edition.checked.by_municipality.iter().map(AsRef::as_ref);
    let mut tables: Vec<&Table> = tables
        .filter(|table: &&Table| {
            // What is computed all through repeats numbers of other tables, which are here themselves.
            let has_own_numbers = table.computed.iter().skip(1).any(|computed| !computed);
            table.description.serie.is_none() && has_own_numbers
        })
        .collect();
    tables.sort_by(|left, right| right.description.periode.cmp(&left.description.periode));
    tables
        .into_iter()
        .filter_map(|table| {
            let row = table.row(municipality)?;
            // A table that no published page shows belongs to one that is not published.
            let page = edition.site.page_of_table(&table.path)?;
            let columns = table.description.kolonne.iter().zip(&row.cells).skip(1);
            Some(view::MunicipalityFigures {
                title: table.description.tittel.clone(),
                period: table.description.periode.clone(),
                url: Some(edition.page_href(page)),
                values: columns
                    .map(|(column, cell)| view::NamedCell {
                        heading: column.full_title(),
                        cell: with_unit(cell_view(edition, &cell.value, column, strings, language), column),
                    })
                    .collect(),
            })
        })
        .collect()
}

/// What is shown of a cell.
pub fn cell_text(cell: &Cell, language: Language) -> String {
    match &cell.content {
        Content::Text(text) => text.clone(),
        Content::Number { value, provisional: false } => locale::number(*value),
        Content::Number { value, provisional: true } => format!("{}*", locale::number(*value)),
        Content::Date(date) => locale::date(*date, language),
        Content::Blank => String::new(),
        Content::NotApplicable => "–".to_owned(),
        Content::Missing => "..".to_owned(),
        Content::NotComputable => "×".to_owned(),
        Content::Withheld => ":".to_owned(),
    }
}

/// The view of a cell.
pub fn cell_view(
    edition: &Edition<'_>,
    cell: &Cell,
    column: &Column,
    strings: &Strings,
    language: Language,
) -> view::Cell {
    let (kind, spoken) = match &cell.content {
        Content::Text(_) | Content::Date(_) => ("text", None),
        Content::Number { provisional: false, .. } => ("value", None),
        Content::Number { value, provisional: true } => {
            ("provisional", Some(format!("{} ({})", locale::number(*value), strings.get("cell_provisional"))))
        }
        Content::Blank => ("blank", Some(strings.get("cell_blank").to_owned())),
        Content::NotApplicable => ("not-applicable", Some(strings.get("cell_not_applicable").to_owned())),
        Content::Missing => ("missing", Some(strings.get("cell_missing").to_owned())),
        Content::NotComputable => ("not-computable", Some(strings.get("cell_not_computable").to_owned())),
        Content::Withheld => ("withheld", Some(strings.get("cell_withheld").to_owned())),
    };
    let municipality = match (&cell.content, column.r#type) {
        (Content::Text(name), ColumnType::Kommune) => edition.site.municipality(name),
        _ => None,
    };
    view::Cell {
        text: cell_text(cell, language),
        spoken,
        kind,
        numeric: column.r#type.is_numeric(),
        url: municipality.map(|id| edition.page_href(id)),
        footnotes: cell.footnotes.clone(),
        remark: None,
        sort: match &cell.content {
            Content::Number { value, .. } => Some(value.to_string()),
            Content::Date(date) => Some(date.to_string()),
            _ => None,
        },
    }
}

fn row_view(edition: &Edition<'_>, table: &Table, row: &Row, strings: &Strings, language: Language) -> view::Row {
    let cells = row.cells.iter().zip(&table.description.kolonne);
    view::Row {
        total: row.total,
        cells: cells.map(|(cell, column)| cell_view(edition, &cell.value, column, strings, language)).collect(),
    }
}

/// The cell with its unit after the number, for where no heading says it.
pub fn with_unit(mut cell: view::Cell, column: &Column) -> view::Cell {
    let unit = column.unit();
    if matches!(cell.kind, "value" | "provisional") && !unit.is_empty() {
        let with_unit = |text: &str| format!("{text}{}{unit}", locale::NO_BREAK_SPACE);
        cell.text = with_unit(&cell.text);
        // The number stands first in what is read aloud: `31,7 (foreløpig tall)`.
        cell.spoken = cell.spoken.map(|spoken| match spoken.split_once(" (") {
            Some((number, remark)) => format!("{} ({remark}", with_unit(number)),
            None => spoken,
        });
    }
    cell
}

/// Neighbouring columns of the same group under one header; nothing when no column has a group.
fn groups(columns: &[Column]) -> Vec<view::ColumnGroup> {
    if columns.iter().all(|column| column.gruppe.is_none()) {
        return Vec::new();
    }
    let mut groups: Vec<view::ColumnGroup> = Vec::new();
    for column in columns {
        let title = column.gruppe.clone().unwrap_or_default();
        match groups.last_mut() {
            Some(group) if group.title == title => group.span += 1,
            _ => groups.push(view::ColumnGroup { title, span: 1 }),
        }
    }
    groups
}
