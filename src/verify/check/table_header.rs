//! `tabell-uten-overskrift`: every column of a table in a text has a heading.
//!
//! What it is, why it matters and the way out stand with [`Code::TableHeader`]. WCAG 2.2, 1.3.1 (level A): who hears a table
//! cell by cell is told the heading of the column, and is told nothing when it is empty.
//!
//! Bad: `|  | 2025 |` above `| Meldt | 410 |`
//! Good: `| Avvik | 2025 |` above `| Meldt | 410 |`

use super::reading::Reading;
use crate::foundation::diagnostic::{Code, Diagnostic};

/// Reports tables with columns that have no heading.
pub fn table_header(reading: &Reading<'_>) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    for table in &reading.tables {
        let empty: Vec<usize> =
            (1..).zip(&table.header).filter(|(_, cell)| cell.trim().is_empty()).map(|(at, _)| at).collect();
        let message = match empty.as_slice() {
            [] => continue,
            all if all.len() == table.header.len() => "tabellen har ingen overskrifter".to_owned(),
            [one] => format!("kolonne {one} i tabellen har ingen overskrift"),
            several => {
                let several: Vec<String> = several.iter().map(usize::to_string).collect();
                format!("kolonnene {} i tabellen har ingen overskrift", several.join(" og "))
            }
        };
        let line = reading.text[table.span.clone()].lines().next().unwrap_or_default().trim_end();
        let span = table.span.start..table.span.start + line.len();
        let hint = "skriv i første rad hva kolonnen inneholder";
        problems.push(Diagnostic::at(Code::TableHeader, reading.file, span, message).hint(hint));
    }
    problems
}
