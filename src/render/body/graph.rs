//! Charts of tables.

use super::table::break_note;
use crate::foundation::locale;
use crate::read::markdown::shortcode::ChartKind;
use crate::read::table::{Break, Column, Content, Row, Table};
use crate::read::theme::Strings;
use crate::render::chart::{self, Chart, Kind, Series, svg};
use crate::render::view::{self, OwnId};

/// The view of a chart: columns of a table that exist and hold numbers.
pub fn chart_view(strings: &Strings, table: &Table, id: &OwnId, kind: ChartKind, columns: &[String]) -> view::Chart {
    let columns: Vec<(usize, &Column)> = columns.iter().filter_map(|id| table.column(id)).collect();
    let rows: Vec<&Row> = table.rows.iter().filter(|row| !row.total).collect();
    let value = |row: &Row, column: usize| match &row.cells[column].value.content {
        Content::Number { value, .. } => Some(*value),
        _ => None,
    };
    let (categories, mut series): (Vec<String>, Vec<Series>) = match kind {
        ChartKind::Line => (
            // Years stand under a common heading, which would only repeat itself along the axis.
            columns.iter().map(|(_, column)| column.tittel.clone()).collect(),
            rows.iter()
                .map(|row| Series {
                    name: row.header().to_owned(),
                    values: columns.iter().map(|(index, _)| value(row, *index)).collect(),
                })
                .collect(),
        ),
        ChartKind::Bars | ChartKind::Stacked => (
            rows.iter().map(|row| row.header().to_owned()).collect(),
            columns
                .iter()
                .map(|(index, column)| Series {
                    name: column.full_title(),
                    values: rows.iter().map(|row| value(row, *index)).collect(),
                })
                .collect(),
        ),
    };
    let mut breaks = Vec::new();
    let mut notes = Vec::new();
    for (index, one) in table.description.brudd.iter().enumerate() {
        let Some(place) = Broken::of(&one.value, kind, &rows, &columns) else { continue };
        let note = break_note(index, &one.value, strings);
        match place {
            Broken { category: Some(category), series } => {
                breaks.push(chart::Break { mark: note.mark.clone(), category, series });
            }
            // All of the series is of another kind; its name says so.
            Broken { category: None, series: Some(broken) } => {
                series[broken].name = format!("{} {}", series[broken].name, note.mark);
            }
            Broken { category: None, series: None } => {}
        }
        notes.push(note);
    }
    let counts = [("categories", &*categories.len().to_string()), ("series", &*series.len().to_string())];
    let mut description = strings.filled("chart_description", &counts);
    for note in &notes {
        description.push_str(&format!(" {} {}", note.mark, note.text));
    }
    let chart = Chart {
        title: table.description.tittel.clone(),
        description,
        kind: match kind {
            ChartKind::Bars => Kind::Bars,
            ChartKind::Line => Kind::Line,
            ChartKind::Stacked => Kind::Stacked,
        },
        categories,
        series,
        unit: columns.first().map_or_else(String::new, |(_, column)| column.unit().to_owned()),
        breaks,
    };
    view::Chart { title: chart.title.clone(), svg_html: svg(&chart, id, locale::number, "–"), notes }
}

/// Where in a chart a break of its table is.
struct Broken {
    category: Option<usize>,
    series: Option<usize>,
}

impl Broken {
    /// `None` for a break at a row or column that the chart leaves out.
    fn of(one: &Break, kind: ChartKind, rows: &[&Row], columns: &[(usize, &Column)]) -> Option<Self> {
        let row = match &one.rad {
            Some(name) => Some(rows.iter().position(|row| row.header() == name.value)?),
            None => None,
        };
        let column = match &one.kolonne {
            Some(id) => Some(columns.iter().position(|(_, column)| column.id.value == id.value)?),
            None => None,
        };
        Some(match kind {
            ChartKind::Line => Self { category: column, series: row },
            ChartKind::Bars | ChartKind::Stacked => Self { category: row, series: column },
        })
    }
}
