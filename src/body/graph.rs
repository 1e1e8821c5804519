//! Charts of tables.

use crate::chart::{Chart, Kind, Series, svg};
use crate::locale;
use crate::markdown::shortcode::ChartKind;
use crate::table::{Column, Content, Row, Table};
use crate::theme::Strings;
use crate::view;

/// The view of a chart: columns of a table that exist and hold numbers.
pub fn chart_view(strings: &Strings, table: &Table, id: &str, kind: ChartKind, columns: &[String]) -> view::Chart {
    let columns: Vec<(usize, &Column)> = columns.iter().filter_map(|id| table.column(id)).collect();
    let rows: Vec<&Row> = table.rows.iter().filter(|row| !row.total).collect();
    let value = |row: &Row, column: usize| match &row.cells[column].value.content {
        Content::Number { value, .. } => Some(*value),
        _ => None,
    };
    let (categories, series): (Vec<String>, Vec<Series>) = match kind {
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
    let counts = [("categories", &*categories.len().to_string()), ("series", &*series.len().to_string())];
    let chart = Chart {
        title: table.description.tittel.clone(),
        description: strings.filled("chart_description", &counts),
        kind: match kind {
            ChartKind::Bars => Kind::Bars,
            ChartKind::Line => Kind::Line,
            ChartKind::Stacked => Kind::Stacked,
        },
        categories,
        series,
        unit: columns.first().map_or_else(String::new, |(_, column)| column.unit().to_owned()),
    };
    view::Chart { title: chart.title.clone(), svg_html: svg(&chart, id, locale::number, "–") }
}
