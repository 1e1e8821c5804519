//! The CSV file of a table: semicolons, the ids of the columns in the first line, as many fields in every line.

use csv::{ByteRecord, ReaderBuilder};

use super::{Cell, Description, Row};
use crate::diagnostic::{Code, Diagnostic, Located, Span, did_you_mean};
use crate::path::SourcePath;

/// Reads all rows. `None` when something is wrong, which is reported.
pub fn read(
    path: &SourcePath,
    text: &str,
    description_path: &SourcePath,
    description: &Description,
    problems: &mut Vec<Diagnostic>,
) -> Option<Vec<Row>> {
    let before = problems.len();
    let start = text.len() - text.trim_start_matches('\u{feff}').len();
    let mut reader =
        ReaderBuilder::new().delimiter(b';').has_headers(false).flexible(true).from_reader(&text.as_bytes()[start..]);
    let mut lines = Vec::new();
    for record in reader.byte_records() {
        match record {
            Ok(record) => lines.push(Line::new(text, start, &record)),
            Err(error) => problems.push(Diagnostic::in_file(
                Code::InvalidTable,
                path,
                format!("CSV-filen kan ikke leses: {error}"),
            )),
        }
    }
    let Some((header, lines)) = lines.split_first() else {
        let problem = Diagnostic::in_file(Code::InvalidTable, path, "CSV-filen er tom");
        problems.push(problem.hint("første linje skal være kolonnenes id-er, skilt med semikolon"));
        return None;
    };
    check_header(path, header, description, problems);
    if problems.len() > before {
        return None;
    }
    let totals = totals(description_path, description, lines.len(), problems);
    let rows: Vec<Row> = lines
        .iter()
        .enumerate()
        .map(|(index, line)| {
            let total = index + totals >= lines.len();
            Row { total, cells: cells(path, line, description, problems) }
        })
        .collect();
    (problems.len() == before).then_some(rows)
}

/// One line of the file with the places of its fields.
struct Line {
    fields: Vec<Located<String>>,
    span: Span,
}

impl Line {
    fn new(text: &str, offset: usize, record: &ByteRecord) -> Self {
        let reported = record.position().map_or(0, |position| position.byte() as usize) + offset;
        // The reader's position may stand before line breaks that it skips.
        let start = reported + text[reported..].bytes().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        let mut position = start;
        let fields = record
            .iter()
            .map(|field| {
                let end = field_end(text, position);
                let span = position..end;
                position = (end + 1).min(text.len());
                Located { value: String::from_utf8_lossy(field).into_owned(), span }
            })
            .collect::<Vec<_>>();
        let end = fields.last().map_or(start, |field| field.span.end);
        Self { fields, span: start..end }
    }
}

/// Where the field that begins at a position ends, quotes included.
fn field_end(text: &str, start: usize) -> usize {
    // As the reader has it, only a field that begins with a quote is quoted.
    let can_quote = text.as_bytes().get(start) == Some(&b'"');
    let mut quoted = false;
    for (offset, byte) in text.as_bytes()[start..].iter().enumerate() {
        match byte {
            b'"' if can_quote => quoted = !quoted,
            b';' | b'\n' | b'\r' if !quoted => return start + offset,
            _ => {}
        }
    }
    text.len()
}

fn check_header(path: &SourcePath, header: &Line, description: &Description, problems: &mut Vec<Diagnostic>) {
    let expected: Vec<&str> = description.kolonne.iter().map(|column| column.id.value.as_str()).collect();
    let found: Vec<&str> = header.fields.iter().map(|field| field.value.trim()).collect();
    if found == expected {
        return;
    }
    let wrong = header.fields.iter().zip(&expected).find(|(field, id)| field.value.trim() != **id);
    let span = wrong.map_or_else(|| header.span.clone(), |(field, _)| field.span.clone());
    let suggestion = wrong.and_then(|(field, _)| did_you_mean(field.value.trim(), expected.iter().copied()));
    let first_line = expected.join(";");
    let problem =
        Diagnostic::at(Code::InvalidTable, path, span, "kolonnene i CSV-filen er ikke de samme som i beskrivelsen");
    problems.push(problem.hint(suggestion.unwrap_or_else(|| format!("første linje skal være: {first_line}"))));
}

fn totals(path: &SourcePath, description: &Description, rows: usize, problems: &mut Vec<Diagnostic>) -> usize {
    let Some(totals) = &description.sumrader else { return 0 };
    match usize::try_from(totals.value) {
        Ok(count) if count <= rows => count,
        _ => {
            let message = format!("«sumrader» er {}, men tabellen har {rows} rader", totals.value);
            problems.push(Diagnostic::at(Code::InvalidValue, path, totals.span.clone(), message));
            0
        }
    }
}

fn cells(
    path: &SourcePath,
    line: &Line,
    description: &Description,
    problems: &mut Vec<Diagnostic>,
) -> Vec<Located<Cell>> {
    let columns = &description.kolonne;
    if line.fields.len() != columns.len() {
        let message = format!("raden har {} felt, men tabellen har {} kolonner", line.fields.len(), columns.len());
        let hint = if line.fields.len() < columns.len() {
            "en tom celle trenger også semikolon: a;;b"
        } else {
            "sett tekst som inneholder semikolon i anførselstegn: \"a; b\""
        };
        problems.push(Diagnostic::at(Code::UnevenRow, path, line.span.clone(), message).hint(hint));
        return Vec::new();
    }
    let mut cells = Vec::with_capacity(columns.len());
    for (field, column) in line.fields.iter().zip(columns) {
        match Cell::parse(&field.value, column.r#type) {
            Ok(cell) => {
                check_footnotes(path, &cell, field, description, problems);
                cells.push(Located { value: cell, span: field.span.clone() });
            }
            Err(expected) => problems.push(
                Diagnostic::at(
                    Code::InvalidNumber,
                    path,
                    field.span.clone(),
                    format!("«{}» i kolonnen «{}» kan ikke leses; her ventes {expected}", field.value, column.tittel),
                )
                .hint("der tallet mangler: la cellen stå tom, eller skriv . (gjelder ikke), .. (tall mangler) eller : (vises ikke)"),
            ),
        }
    }
    cells
}

fn check_footnotes(
    path: &SourcePath,
    cell: &Cell,
    field: &Located<String>,
    description: &Description,
    problems: &mut Vec<Diagnostic>,
) {
    for mark in &cell.footnotes {
        if !description.fotnote.iter().any(|footnote| footnote.merke.value == *mark) {
            let message = format!("fotnoten «{mark}» finnes ikke i beskrivelsen av tabellen");
            let problem = Diagnostic::at(Code::UnknownReference, path, field.span.clone(), message);
            problems.push(problem.hint(format!("legg til [[fotnote]] med merke = \"{mark}\"")));
        }
    }
}
