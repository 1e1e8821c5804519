//! The CSV file of a table: semicolons, the ids of the columns in the first line, as many fields in every line.

use csv::{ByteRecord, ReaderBuilder};

use super::{Cell, Content, Description, Row};
use crate::foundation::diagnostic::{Code, Diagnostic, Located, Span, did_you_mean};
use crate::foundation::path::SourcePath;

/// How many mistakes of one file are told of. Whoever has made so many has made one many times.
const MOST_TOLD: usize = 10_000;

/// What a CSV file holds.
pub struct Data {
    pub rows: Vec<Row>,
    /// For each column whether the file leaves it out, so that its cells are to be computed.
    pub computed: Vec<bool>,
}

/// Reads all rows. `None` when something is wrong, which is reported.
pub fn read(
    path: &SourcePath,
    text: &str,
    description_path: &SourcePath,
    description: &Description,
    problems: &mut Vec<Diagnostic>,
) -> Option<Data> {
    let before = problems.len();
    let start = text.len() - text.trim_start_matches('\u{feff}').len();
    let mut reader =
        ReaderBuilder::new().delimiter(b';').has_headers(false).flexible(true).from_reader(&text.as_bytes()[start..]);
    let mut record = ByteRecord::new();
    let mut next = |problems: &mut Vec<Diagnostic>| match reader.read_byte_record(&mut record) {
        Ok(true) => Some(Line::new(text, start, &record)),
        Ok(false) => None,
        Err(error) => {
            problems.push(Diagnostic::in_file(Code::InvalidTable, path, format!("CSV-filen kan ikke leses: {error}")));
            None
        }
    };
    let Some(header) = next(problems) else {
        let problem = Diagnostic::in_file(Code::InvalidTable, path, "CSV-filen er tom");
        problems.push(problem.hint("første linje skal være kolonnenes id-er, skilt med semikolon"));
        return None;
    };
    let computed = computed_columns(&header, description);
    check_header(path, &header, description, &computed, problems);
    if problems.len() > before {
        return None;
    }
    let mut rows = Vec::new();
    while let Some(line) = next(problems) {
        rows.push(Row { total: false, cells: cells(path, &line, description, &computed, problems) });
        if problems.len() > before + MOST_TOLD {
            let message = "det er feil i så mange rader at resten av filen ikke er lest";
            let problem = Diagnostic::at(Code::InvalidTable, path, line.span.clone(), message);
            problems.push(
                problem.hint("rett det radene over har felles først; ofte er det skilletegnet eller antall kolonner"),
            );
            return None;
        }
    }
    let totals = totals(description_path, description, rows.len(), problems);
    let first_total = rows.len() - totals;
    for row in &mut rows[first_total..] {
        row.total = true;
    }
    (problems.len() == before).then_some(Data { rows, computed })
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

/// A column with a formula may be left out of the file.
fn computed_columns(header: &Line, description: &Description) -> Vec<bool> {
    let left_out = |id: &str| !header.fields.iter().any(|field| field.value.trim() == id);
    description.kolonne.iter().map(|column| column.formel.is_some() && left_out(&column.id.value)).collect()
}

fn check_header(
    path: &SourcePath,
    header: &Line,
    description: &Description,
    computed: &[bool],
    problems: &mut Vec<Diagnostic>,
) {
    for (index, field) in header.fields.iter().enumerate() {
        let name = field.value.trim();
        if header.fields[..index].iter().any(|earlier| earlier.value.trim() == name) {
            let message = format!("kolonnen «{name}» står to ganger i CSV-filen");
            let problem = Diagnostic::at(Code::DuplicateName, path, field.span.clone(), message);
            problems.push(problem.hint("hver kolonne skal ha sin egen id i første linje"));
            return;
        }
    }
    let columns = description.kolonne.iter().zip(computed);
    let expected: Vec<&str> =
        columns.filter(|(_, computed)| !**computed).map(|(column, _)| column.id.value.as_str()).collect();
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
    computed: &[bool],
    problems: &mut Vec<Diagnostic>,
) -> Vec<Located<Cell>> {
    let in_file = computed.iter().filter(|computed| !**computed).count();
    if line.fields.len() != in_file {
        let message = format!("raden har {} felt, men tabellen har {in_file} kolonner", line.fields.len());
        let hint = if line.fields.len() < in_file {
            "en tom celle trenger også semikolon: a;;b"
        } else {
            "sett tekst som inneholder semikolon i anførselstegn: \"a; b\""
        };
        problems.push(Diagnostic::at(Code::UnevenRow, path, line.span.clone(), message).hint(hint));
        return Vec::new();
    }
    let mut fields = line.fields.iter();
    let mut cells = Vec::with_capacity(description.kolonne.len());
    for (column, computed) in description.kolonne.iter().zip(computed) {
        if *computed {
            let blank = Cell { content: Content::Blank, footnotes: Vec::new() };
            cells.push(Located { value: blank, span: line.span.clone() });
            continue;
        }
        let field = fields.next().expect("as many fields as columns in the file");
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
