//! What the columns of a file hold: types, units, names; which rows are sums; which column follows from others.

use std::collections::BTreeSet;
use std::str::FromStr;

use rust_decimal::Decimal;

use super::grid::{Grid, Raw, Style};
use crate::read::record::norwegian_date;
use crate::read::table::{Cell, ColumnType, Content};

/// What a table is, as far as it can be guessed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guess {
    /// A line that stood alone above the table.
    pub title: Option<String>,
    pub columns: Vec<Column>,
    /// Cells as they are to be written, one for each column.
    pub rows: Vec<Vec<String>>,
    /// How many rows at the end are sums.
    pub totals: usize,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    pub id: String,
    pub title: String,
    pub group: Option<String>,
    pub kind: ColumnType,
    pub formula: Option<Formula>,
}

/// How a column follows from others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Formula {
    pub text: String,
    /// The file has more decimals than anybody prints, so the values are better computed.
    pub unrounded: bool,
}

/// Words that begin the name of a row that is a sum.
const SUMS: [&str; 7] = ["sum", "totalt", "total", "totalsum", "i alt", "til sammen", "samlet"];
/// Signs that stand for "does not apply" in files that people make.
const NOT_APPLICABLE: [&str; 4] = ["-", "–", "—", "n/a"];
/// Words that stand for "not known".
const MISSING: [&str; 4] = ["mangler", "ikke oppgitt", "ukjent", "i.a."];
/// Words in a heading that say that numbers are counts, whatever is counted.
const COUNTS: [&str; 2] = ["antall", "tal"];
/// Words in a heading that say that numbers are kroner.
const MONEY: [&str; 10] =
    ["kr", "kroner", "nok", "amount", "beløp", "budsjett", "regnskap", "kostnad", "kostnader", "tilskudd"];
/// Words in a heading that say that numbers are shares.
const SHARES: [&str; 4] = ["%", "prosent", "andel", "svarprosent"];
/// More decimals than these are not printed; they come from a division in a spreadsheet.
const PRINTED_DECIMALS: u32 = 4;

/// Guesses. The error is in words for the user.
pub fn guess(grid: &Grid, municipalities: &[String]) -> Result<Guess, String> {
    let mut rows = grid.rows.as_slice();
    let filled = |row: &[Raw]| row.iter().filter(|cell| **cell != Raw::Empty).count();
    let width = rows.first().map_or(0, Vec::len);
    let mut title = None;
    // Lines with one cell only, above the headings, say what the table is.
    while let [first, rest @ ..] = rows
        && width > 1
        && filled(first) == 1
    {
        title = title.or_else(|| first.iter().find_map(text_of));
        rows = rest;
    }
    let (groups, rows) = match rows {
        // Headings over several columns have gaps, those of columns have none.
        [above, below, rest @ ..]
            if filled(above) < width
                && filled(below) == width
                && is_heading(below)
                && !rest.is_empty()
                && is_heading(above) =>
        {
            (Some(above), &rows[1..])
        }
        _ => (None, rows),
    };
    let [headings, data @ ..] = rows else { return Err("filen er tom".to_owned()) };
    if data.is_empty() {
        return Err("filen har bare én linje; første linje skal være overskrifter og resten tall".to_owned());
    }
    let totals = data.iter().rev().take_while(|row| is_total(row)).count().min(data.len() - 1);
    let body = &data[..data.len() - totals];

    let mut columns = Vec::new();
    let mut cells: Vec<Vec<String>> = vec![Vec::new(); data.len()];
    let mut ids = BTreeSet::new();
    let mut group = None;
    for index in 0..width {
        let above = groups.and_then(|groups| text_of(&groups[index]));
        group = above.or(group);
        let heading = text_of(&headings[index]).unwrap_or_else(|| format!("Kolonne {}", index + 1));
        let values: Vec<&Raw> = body.iter().map(|row| &row[index]).collect();
        let all: Vec<&Raw> = data.iter().map(|row| &row[index]).collect();
        let kind = kind_of(&heading, group.as_deref(), &values, &all, grid.style, index == 0, municipalities);
        for (row, value) in cells.iter_mut().zip(&all) {
            row.push(written(value, kind, grid.style));
        }
        columns.push(Column {
            id: unique_id(&heading, group.as_deref(), index, &mut ids),
            title: heading,
            group: group.clone(),
            kind,
            formula: None,
        });
    }
    let mut guess = Guess { title, columns, rows: cells, totals };
    guess.find_formulas();
    Ok(guess)
}

fn text_of(cell: &Raw) -> Option<String> {
    match cell {
        Raw::Text(text) => Some(text.clone()),
        Raw::Number(number) => Some(number.clone()),
        Raw::Date(date) => Some(date.to_string()),
        Raw::Empty | Raw::DivisionByZero | Raw::Error => None,
    }
}

/// Whether a row is all words (or years), as headings are.
fn is_heading(row: &[Raw]) -> bool {
    row.iter().all(|cell| match cell {
        Raw::Text(text) => is_year(text) || plain_number(text, Style::Norwegian).is_none(),
        Raw::Number(number) => is_year(number),
        _ => *cell == Raw::Empty,
    })
}

fn is_total(row: &[Raw]) -> bool {
    let Some(name) = row.first().and_then(text_of) else { return false };
    let name = name.to_lowercase();
    SUMS.iter().any(|sum| name.strip_prefix(sum).is_some_and(|rest| !rest.starts_with(char::is_alphabetic)))
}

fn is_year(text: &str) -> bool {
    text.len() == 4 && text.parse::<u16>().is_ok_and(|year| (1900..=2100).contains(&year))
}

fn kind_of(
    heading: &str,
    group: Option<&str>,
    body: &[&Raw],
    all: &[&Raw],
    style: Style,
    first: bool,
    municipalities: &[String],
) -> ColumnType {
    let texts: Vec<String> = body.iter().filter_map(|cell| text_of(cell)).collect();
    let known = texts.iter().filter(|text| municipalities.contains(text)).count();
    // The name of a row tells municipalities apart, so a list with several rows for each is a list of something else.
    let distinct: BTreeSet<&String> = texts.iter().collect();
    let names_rows = !first || distinct.len() == body.len();
    // A misspelt name among many known ones is for the build to report.
    if known * 3 >= texts.len() * 2 && known > 0 && names_rows {
        return ColumnType::Kommune;
    }
    // The first cell is the name of its row.
    if first || texts.is_empty() {
        return ColumnType::Tekst;
    }
    let is_date = |cell: &&&Raw| match cell {
        Raw::Date(_) | Raw::Empty => true,
        Raw::Text(text) => norwegian_date(text).is_some(),
        _ => false,
    };
    // A spreadsheet may well have summed the dates to a number.
    let no_date_needed = |cell: &&&Raw| is_date(cell) || matches!(cell, Raw::Text(text) if no_number(text).is_some());
    if body.iter().all(|cell| is_date(&cell)) && all[body.len()..].iter().all(|cell| no_date_needed(&cell)) {
        return ColumnType::Dato;
    }
    if texts.iter().all(|text| is_year(text)) {
        return ColumnType::Tekst;
    }
    let numeric = all.iter().all(|cell| match cell {
        Raw::Text(text) => no_number(text).is_some() || number(text, style).is_some(),
        Raw::Date(_) => false,
        _ => true,
    });
    if !numeric {
        return ColumnType::Tekst;
    }
    let heading = format!("{} {}", group.unwrap_or_default(), heading).to_lowercase();
    let says = |words: &[&str]| {
        let mut parts = heading.split(|character: char| !(character.is_alphanumeric() || character == '%'));
        parts.any(|part| words.contains(&part))
    };
    let marked = |mark: &str| texts.iter().any(|text| text.to_lowercase().contains(mark));
    if says(&SHARES) || heading.contains('%') || marked("%") {
        ColumnType::Prosent
    } else if !says(&COUNTS) && says(&MONEY) || marked("kr") || marked("nok") || marked(",-") {
        ColumnType::Kr
    } else if texts.iter().filter_map(|text| number(text, style)).all(|number| !number.contains('.')) {
        ColumnType::Antall
    } else {
        ColumnType::Tall
    }
}

/// The sign that stands for a cell without a number.
fn no_number(text: &str) -> Option<&'static str> {
    let lower = text.to_lowercase();
    if NOT_APPLICABLE.contains(&lower.as_str()) {
        return Some(".");
    }
    if MISSING.contains(&lower.as_str()) {
        return Some("..");
    }
    [".", "..", ":"].into_iter().find(|sign| *sign == text)
}

/// The number of a cell with its unit: `kr 1 200,-`, `31,7 %`, `12*`. With a decimal point.
fn number(text: &str, style: Style) -> Option<String> {
    let lower = text.to_lowercase();
    let mut rest = lower.trim();
    for unit in ["kr.", "kr", "nok", "%"] {
        rest = rest.strip_prefix(unit).or_else(|| rest.strip_suffix(unit)).unwrap_or(rest).trim();
    }
    let rest = rest.strip_suffix(",-").or_else(|| rest.strip_suffix(",–")).unwrap_or(rest).trim();
    plain_number(rest, style)
}

/// The number that a text is, with a decimal point, by the reading of tables.
fn plain_number(text: &str, style: Style) -> Option<String> {
    let norwegian = match style {
        Style::Norwegian => text.to_owned(),
        Style::International => text.replace(',', "").replace('.', ","),
    };
    match Cell::parse(&norwegian, ColumnType::Tall).ok()?.content {
        Content::Number { value, provisional } => Some(format!("{value}{}", if provisional { "*" } else { "" })),
        _ => None,
    }
}

/// A cell as it is written in the CSV file.
fn written(cell: &Raw, kind: ColumnType, style: Style) -> String {
    match cell {
        Raw::Empty => String::new(),
        Raw::DivisionByZero => ".".to_owned(),
        Raw::Error => "..".to_owned(),
        Raw::Date(date) => date.to_string(),
        Raw::Number(number) => number.replace('.', ","),
        Raw::Text(text) if kind.is_numeric() => match no_number(text) {
            Some(sign) => sign.to_owned(),
            None => number(text, style).map_or_else(|| text.clone(), |number| number.replace('.', ",")),
        },
        Raw::Text(text) => text.clone(),
    }
}

/// The id of a column: lower case letters, digits and underscores, beginning with a letter.
fn unique_id(heading: &str, group: Option<&str>, index: usize, taken: &mut BTreeSet<String>) -> String {
    let slug = |text: &str| slug::slugify(text).replace('-', "_");
    let mut base = slug(heading);
    if base.is_empty() {
        base = if heading.contains('%') { "prosent".to_owned() } else { format!("kolonne_{}", index + 1) };
    }
    if base.starts_with(|character: char| character.is_ascii_digit()) {
        base = if is_year(&base) { format!("ar_{base}") } else { format!("k_{base}") };
    }
    let grouped = group.map(|group| format!("{}_{base}", slug(group)));
    let numbered = (2..).map(|number| format!("{base}_{number}"));
    let candidates = std::iter::once(base.clone()).chain(grouped).chain(numbered);
    let id = candidates.into_iter().find(|id| !taken.contains(id)).unwrap_or(base);
    taken.insert(id.clone());
    id
}

impl Guess {
    /// Finds shares that are one column of another in every row: `svar / meldt * 100`.
    fn find_formulas(&mut self) {
        let numbers: Vec<Vec<Option<Decimal>>> = (0..self.columns.len()).map(|column| self.numbers(column)).collect();
        for share in 0..self.columns.len() {
            if self.columns[share].kind != ColumnType::Prosent {
                continue;
            }
            let counts: Vec<usize> = (0..self.columns.len())
                .filter(|column| matches!(self.columns[*column].kind, ColumnType::Antall | ColumnType::Kr))
                .collect();
            // Columns near by come first, and the part before the whole.
            let mut pairs: Vec<(usize, usize)> =
                counts.iter().flat_map(|part| counts.iter().map(|whole| (*part, *whole))).collect();
            pairs.retain(|(part, whole)| part != whole);
            pairs.sort_by_key(|(part, whole)| part.abs_diff(share) + whole.abs_diff(share));
            let follows = |factor: Decimal| {
                pairs.iter().find(|(part, whole)| is_share(&numbers[share], &numbers[*part], &numbers[*whole], factor))
            };
            let hundred = Decimal::from(100);
            let found = match follows(hundred) {
                Some(pair) => Some((*pair, false)),
                None => follows(Decimal::ONE).map(|pair| (*pair, true)),
            };
            let Some(((part, whole), is_fraction)) = found else { continue };
            let decimals = numbers[share].iter().flatten().map(|value| value.normalize().scale()).max().unwrap_or(0);
            let text = format!("{} / {} * 100", self.columns[part].id, self.columns[whole].id);
            self.columns[share].formula = Some(Formula { text, unrounded: is_fraction || decimals > PRINTED_DECIMALS });
        }
    }

    fn numbers(&self, column: usize) -> Vec<Option<Decimal>> {
        let parse = |row: &Vec<String>| Decimal::from_str(&row[column].replace(',', ".")).ok();
        self.rows.iter().map(parse).collect()
    }
}

/// Whether each of the values is a part of a whole, as exactly as it is printed.
fn is_share(
    shares: &[Option<Decimal>],
    parts: &[Option<Decimal>],
    wholes: &[Option<Decimal>],
    factor: Decimal,
) -> bool {
    const ENOUGH: usize = 2;
    let mut seen = 0;
    for ((share, part), whole) in shares.iter().zip(parts).zip(wholes) {
        let Some(share) = share else { continue };
        let computed = match (part, whole) {
            (Some(part), Some(whole)) => part.checked_div(*whole).and_then(|ratio| ratio.checked_mul(factor)),
            _ => None,
        };
        let Some(computed) = computed else { return false };
        let half_digit = Decimal::new(5, share.scale().min(27) + 1);
        if (computed - share).abs() > half_digit {
            return false;
        }
        seen += usize::from(!share.is_zero());
    }
    seen >= ENOUGH
}
