//! One cell: what it holds, and how it is read.

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::ColumnType;
use crate::read::record::norwegian_date;

/// A cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    pub content: Content,
    /// Marks of the footnotes that the cell refers to.
    pub footnotes: Vec<String>,
}

/// What a cell holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// Text, or the name of a municipality.
    Text(String),
    /// A number with the decimals that its source printed.
    Number {
        value: Decimal,
        provisional: bool,
    },
    Date(Date),
    /// The source gives nothing.
    Blank,
    /// A figure cannot occur here (SSB's `.`).
    NotApplicable,
    /// A figure exists but is not known (SSB's `..`).
    Missing,
    /// A figure is withheld for privacy (SSB's `:`).
    Withheld,
    /// A figure that would be derived from others, one of which is not there. The source left nothing out: it is no
    /// figure of the source. SSB has no sign for it; pages show a `×` and say what it means, files have that of a
    /// missing figure.
    NotComputable,
}

/// In which way a number is not there. Of several that a computed value needs, the last in this order decides what
/// becomes of it: what is withheld must stay so, and what cannot occur has nothing computed from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Absence {
    /// The source gives nothing.
    Blank,
    /// There is a number, which is not known.
    Missing,
    /// There can be no number.
    NotApplicable,
    /// There is a number, which is withheld.
    Withheld,
}

impl Absence {
    /// All, in order.
    pub const ALL: [Self; 4] = [Self::Blank, Self::Missing, Self::NotApplicable, Self::Withheld];

    /// Whether nothing is there, rather than a number that nobody may or can know.
    pub fn is_nothing(self) -> bool {
        matches!(self, Self::Blank | Self::NotApplicable)
    }

    /// What a cell holds whose value would be computed from a number that is not there.
    pub fn derived(self) -> Content {
        match self {
            Self::Blank | Self::Missing => Content::NotComputable,
            Self::NotApplicable => Content::NotApplicable,
            Self::Withheld => Content::Withheld,
        }
    }
}

impl Cell {
    /// Reads a cell as it stands in the CSV file. The error says what was expected.
    pub fn parse(text: &str, column: ColumnType) -> Result<Self, String> {
        let (text, footnotes) = split_footnotes(text.trim());
        let content = match text {
            "" => Content::Blank,
            "." => Content::NotApplicable,
            ".." => Content::Missing,
            ":" => Content::Withheld,
            _ => match column {
                ColumnType::Tekst | ColumnType::Kommune => Content::Text(text.to_owned()),
                ColumnType::Dato => Content::Date(norwegian_date(text).ok_or("en dato: 18.03.2026 eller 2026-03-18")?),
                ColumnType::Antall | ColumnType::Kr | ColumnType::Prosent | ColumnType::Tall => number(text)?,
            },
        };
        Ok(Self { content, footnotes })
    }
}

/// The text before its footnote marks, and the marks: `12[a][b]`.
fn split_footnotes(text: &str) -> (&str, Vec<String>) {
    let mut rest = text;
    let mut marks = Vec::new();
    while let Some(inner) = rest.strip_suffix(']') {
        let Some((before, mark)) = inner.rsplit_once('[') else { break };
        if mark.is_empty() || mark.chars().count() > 2 || !mark.chars().all(char::is_alphanumeric) {
            break;
        }
        marks.insert(0, mark.to_owned());
        rest = before;
    }
    (rest.trim_end(), marks)
}

/// Reads a number in Norwegian (`1 314 467,5`, `1.314.467,5`) or international form (`1314467.5`).
fn number(text: &str) -> Result<Content, String> {
    let (digits, provisional) = match text.strip_suffix('*') {
        Some(before) => (before.trim_end(), true),
        None => (text, false),
    };
    let plain = plain_number(digits).ok_or("et tall: 1 314 467 eller 31,7")?;
    let value = plain.parse::<Decimal>().map_err(|_| "et tall med høyst 28 siffer")?;
    Ok(Content::Number { value, provisional })
}

/// The number with a decimal point and without separators; `None` when it is no number or could be two.
fn plain_number(text: &str) -> Option<String> {
    let (sign, digits) = match text.strip_prefix(['-', '−', '–']) {
        Some(rest) => ("-", rest.trim_start()),
        None => ("", text),
    };
    let (whole, decimals) = match digits.split_once(',') {
        Some((whole, decimals)) => (whole, Some(decimals)),
        // A single point is a decimal point, unless what stands around it looks like thousands: `1.234`.
        None => match digits.split_once('.') {
            Some((whole, decimals)) if !(decimals.contains('.') || decimals.len() == 3 && opens_thousands(whole)) => {
                (whole, Some(decimals))
            }
            _ => (digits, None),
        },
    };
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let groups: Vec<&str> = whole.split([' ', '\u{a0}', '\u{202f}', '.']).collect();
    let (first, others) = groups.split_first()?;
    let one_separator = !(whole.contains('.') && whole.contains([' ', '\u{a0}', '\u{202f}']));
    let grouped = one_separator
        && is_digits(first)
        && others.iter().all(|group| group.len() == 3 && is_digits(group))
        && (others.is_empty() || first.len() <= 3);
    if !grouped || decimals.is_some_and(|decimals| !is_digits(decimals)) {
        return None;
    }
    let mut plain = format!("{sign}{}", groups.concat());
    if let Some(decimals) = decimals {
        plain.push('.');
        plain.push_str(decimals);
    }
    Some(plain)
}

/// Whether digits before a point and three more can be the first group of thousands.
fn opens_thousands(whole: &str) -> bool {
    whole.len() <= 3 && !whole.starts_with('0')
}
