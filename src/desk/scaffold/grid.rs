//! Cells of a file that somebody has: CSV of any kind, or a spreadsheet.

use std::io::Cursor;

use calamine::{Data, Reader, Sheets, open_workbook_auto_from_rs};
use csv::ReaderBuilder;
use jiff::civil::Date;

/// Endings of spreadsheets.
const SPREADSHEETS: [&str; 5] = ["xlsx", "xlsm", "xlsb", "xls", "ods"];

/// How many digits a spreadsheet keeps of a number, and so how many mean something.
const DIGITS: i32 = 15;

/// A file as rows of cells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grid {
    pub rows: Vec<Vec<Raw>>,
    pub style: Style,
}

/// How numbers are written as text in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// A comma before the decimals: `1 314,5`.
    Norwegian,
    /// A point before the decimals, commas between thousands: `1,314.5`.
    International,
}

/// A cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Raw {
    Empty,
    Text(String),
    /// A number of a spreadsheet, with a decimal point.
    Number(String),
    Date(Date),
    /// A formula of a spreadsheet that divides by zero.
    DivisionByZero,
    /// Another error of a spreadsheet.
    Error,
}

/// A file that can be read.
pub enum File {
    Csv(Grid),
    Spreadsheet { book: Box<Sheets<Cursor<Vec<u8>>>>, sheets: Vec<String> },
}

/// Opens a file by its name and content. The error is in words for the user.
pub fn open(name: &str, content: &[u8]) -> Result<File, String> {
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension).to_lowercase();
    if SPREADSHEETS.contains(&extension.as_str()) {
        let book = open_workbook_auto_from_rs(Cursor::new(content.to_vec()))
            .map_err(|error| format!("regnearket {name} kan ikke leses: {error}"))?;
        let sheets = book.sheet_names();
        return match sheets.is_empty() {
            true => Err(format!("regnearket {name} har ingen ark")),
            false => Ok(File::Spreadsheet { book: Box::new(book), sheets }),
        };
    }
    match extension.as_str() {
        "csv" | "txt" | "tsv" => read_csv(name, &decoded(content)).map(File::Csv),
        _ => Err(format!("{name} er ikke en CSV-fil eller et regneark (xlsx, xls, ods)")),
    }
}

/// The cells of a sheet.
pub fn sheet(book: &mut Sheets<Cursor<Vec<u8>>>, name: &str) -> Result<Grid, String> {
    let range = book.worksheet_range(name).map_err(|error| format!("arket «{name}» kan ikke leses: {error}"))?;
    let rows = range.rows().map(|row| row.iter().map(cell).collect()).collect();
    Ok(Grid { rows: trimmed(rows), style: Style::Norwegian })
}

fn cell(data: &Data) -> Raw {
    match data {
        Data::Empty => Raw::Empty,
        Data::String(text) => text_cell(text),
        Data::Int(number) => Raw::Number(number.to_string()),
        Data::Float(number) => number_cell(*number),
        Data::Bool(truth) => Raw::Text(if *truth { "ja" } else { "nei" }.to_owned()),
        Data::DateTime(moment) => {
            let (year, month, day, ..) = moment.to_ymd_hms_milli();
            let date = Date::new(year as i16, month as i8, day as i8);
            date.map_or_else(|_| number_cell(moment.as_f64()), Raw::Date)
        }
        Data::DateTimeIso(text) => {
            text.get(..10).and_then(|date| date.parse().ok()).map_or_else(|| text_cell(text), Raw::Date)
        }
        Data::Error(calamine::CellErrorType::Div0) => Raw::DivisionByZero,
        Data::Error(_) => Raw::Error,
        other => text_cell(&other.to_string()),
    }
}

fn text_cell(text: &str) -> Raw {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.is_empty() { Raw::Empty } else { Raw::Text(text) }
}

/// A spreadsheet keeps numbers in binary; the digits beyond those that it shows at most are noise of that: 0.1 + 0.2.
fn number_cell(number: f64) -> Raw {
    if !number.is_finite() {
        return Raw::Error;
    }
    let magnitude = if number == 0.0 { 0 } else { number.abs().log10().floor() as i32 + 1 };
    let decimals = (DIGITS - magnitude).clamp(0, DIGITS) as usize;
    let text = format!("{number:.decimals$}");
    let text = match text.contains('.') {
        true => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
        false => text,
    };
    Raw::Number(if text == "-0" { "0".to_owned() } else { text })
}

/// The text of a file: UTF-8 or UTF-16 by its mark, else UTF-8, else Windows-1252, which Norwegian spreadsheets save.
fn decoded(content: &[u8]) -> String {
    if let Some((encoding, mark)) = encoding_rs::Encoding::for_bom(content) {
        return encoding.decode_without_bom_handling(&content[mark..]).0.into_owned();
    }
    match std::str::from_utf8(content) {
        Ok(text) => text.to_owned(),
        Err(_) => encoding_rs::WINDOWS_1252.decode_without_bom_handling(content).0.into_owned(),
    }
}

fn read_csv(name: &str, text: &str) -> Result<Grid, String> {
    // Excel's own way to name the separator.
    let (separator, text) = match text.strip_prefix("sep=").and_then(|rest| rest.split_once('\n')) {
        Some((separator, rest)) => (separator.bytes().next(), rest),
        None => (None, text),
    };
    let separator = separator.unwrap_or_else(|| separator_of(text));
    let mut reader =
        ReaderBuilder::new().delimiter(separator).has_headers(false).flexible(true).from_reader(text.as_bytes());
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| format!("{name} kan ikke leses: {error}"))?;
        rows.push(record.iter().map(text_cell).collect());
    }
    let rows = trimmed(rows);
    // A file that separates with commas has points before decimals, unless its numbers show otherwise.
    let style = match rows.iter().flatten().find_map(revealed_style) {
        Some(style) => style,
        None if separator == b',' => Style::International,
        None => Style::Norwegian,
    };
    Ok(Grid { rows, style })
}

/// The separator that gives most columns, alike in most lines; of equals the Norwegian one.
fn separator_of(text: &str) -> u8 {
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).take(20).collect();
    let score = |separator: u8| {
        let counts: Vec<usize> = lines.iter().map(|line| separators(line, separator)).collect();
        let most = counts.iter().copied().max().unwrap_or(0);
        let alike = counts.iter().filter(|count| **count == most).count();
        (most > 0, alike * 2 >= counts.len(), most)
    };
    let mut best = b';';
    for separator in [b'\t', b','] {
        if score(separator) > score(best) {
            best = separator;
        }
    }
    best
}

/// How often a separator stands in a line, outside of quotes.
fn separators(line: &str, separator: u8) -> usize {
    let mut quoted = false;
    let count = line.bytes().filter(|byte| {
        quoted ^= *byte == b'"';
        *byte == separator && !quoted
    });
    count.count()
}

/// What a number that can be written in one way only says about the others: `1,234.5` or `1.234,5`.
fn revealed_style(cell: &Raw) -> Option<Style> {
    let Raw::Text(text) = cell else { return None };
    if !text.bytes().all(|byte| byte.is_ascii_digit() || b".,- %*".contains(&byte)) {
        return None;
    }
    let (comma, point) = (text.find(',')?, text.find('.'));
    match point {
        Some(point) if comma < point && text.matches('.').count() == 1 => Some(Style::International),
        Some(point) if point < comma && text.matches(',').count() == 1 => Some(Style::Norwegian),
        None if text.matches(',').count() > 1 => Some(Style::International),
        _ => None,
    }
}

/// The rows without blank rows and columns around them, all as long as the longest.
fn trimmed(rows: Vec<Vec<Raw>>) -> Vec<Vec<Raw>> {
    let mut rows: Vec<Vec<Raw>> = rows.into_iter().filter(|row| row.iter().any(|cell| *cell != Raw::Empty)).collect();
    let first = rows.iter().filter_map(|row| row.iter().position(|cell| *cell != Raw::Empty)).min().unwrap_or(0);
    let end =
        rows.iter().filter_map(|row| row.iter().rposition(|cell| *cell != Raw::Empty)).max().map_or(0, |last| last + 1);
    for row in &mut rows {
        row.resize(end, Raw::Empty);
        row.drain(..first);
    }
    rows
}
