//! Personal identifiers in text: fødselsnummer, D-number and H-number, however they are written.
//!
//! All have eleven digits: a date (`ddmmåå`), three digits of an individual number and two check digits.
//!
//! - *Fødselsnummer* and *D-number* (40 added to the day) are given by the national population register; see
//!   *folkeregisterforskriften* § 2-2-1 and § 2-2-3.
//! - *H-number* (40 added to the month) is given by a hospital to a patient without either; see the national standard
//!   HIS 1001, *Identifikatorer for personer*.
//! - Numbers given from 2032 may have any of four first check digits; see *Nytt fødselsnummer fra 2032* in the
//!   documentation of the register, <https://skatteetaten.github.io/folkeregisteret-api-dokumentasjon/>. They may be given
//!   to people born at any time, so [`find`] takes them at once and for every date.
//!
//! Numbers that belong to nobody are no findings: those of the register's test population (80 added to the month) and those
//! of Norsk helsenett (65 added). Test numbers with 40 added cannot be told from H-numbers, and are.
//!
//! Any eleven digits with a valid date and check digits are a finding when they stand together or in the groups people
//! write such numbers in. Other numbers can happen to be so: of random eleven digits together, or six and five, about one in
//! two hundred. Account numbers pass the second check digit always, since it is the same; so those are known by how they are
//! written (`1234.56.78903`, `1234 56 78903`) or the word before. Groups that are common for other reasons, such as two
//! neighbouring cells of six and five digits, are taken under the strict rule of today only: about one in a thousand.

mod groups;
mod scan;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::ops::Range;

/// What kind of text it is, which decides what may stand between the digits of one number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Writing {
    /// Text as it is read.
    Plain,
    /// Markdown as it is typed: a number is found through emphasis, links, entities and the cells of a row.
    Markdown,
    /// CSV: a number may be split over neighbouring cells of a row, or over the lines of a cell in quotes.
    Csv,
    /// TOML, and JSON: a number is found through escapes (`\u0031`), lines that go on, and the `_` of `1_000`.
    Toml,
    /// HTML and XML: a number is found through entities and the tags of words in a line.
    Markup,
}

impl Writing {
    const ALL: [Self; 5] = [Self::Plain, Self::Markdown, Self::Csv, Self::Toml, Self::Markup];
}

/// Which identifier it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Fodselsnummer,
    DNumber,
    HNumber,
}

impl Kind {
    /// What editors are told that it is.
    pub fn name(self) -> &'static str {
        match self {
            Self::Fodselsnummer => "et fødselsnummer",
            Self::DNumber => "et D-nummer",
            Self::HNumber => "et H-nummer (hjelpenummer)",
        }
    }
}

/// An identifier in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    pub kind: Kind,
    /// The bytes from its first digit to its last.
    pub span: Range<usize>,
}

/// All identifiers of a text, in order.
pub fn find(text: &str, writing: Writing) -> Vec<Found> {
    scan::find(text, writing)
}

/// The text with stars and dots for the digits of identifiers, whatever the writing. Every byte keeps its place.
pub fn masked(text: &str) -> Cow<'_, str> {
    let spans: Vec<Range<usize>> =
        Writing::ALL.into_iter().flat_map(|writing| find(text, writing)).map(|found| found.span).collect();
    if spans.is_empty() { Cow::Borrowed(text) } else { Cow::Owned(blotted(text, spans)) }
}

/// The text with stars and dots for the letters and digits of some spans. Every byte keeps its place.
pub fn blotted(text: &str, mut spans: Vec<Range<usize>>) -> String {
    spans.sort_by_key(|span| span.start);
    let mut out = String::with_capacity(text.len());
    for (at, character) in text.char_indices() {
        // Spans of different writings overlap, but few begin before a place.
        let before = &spans[..spans.partition_point(|span| span.start <= at)];
        let hidden = character.is_alphanumeric() && before.iter().rev().take(MASKED_TOGETHER).any(|span| at < span.end);
        out.push(if hidden { stand_in(character) } else { character });
    }
    out
}

/// How many spans can begin before a place and hold it: one of each writing, and one that begins inside another.
const MASKED_TOGETHER: usize = 2 * Writing::ALL.len();

/// A mark of as many bytes as a character.
fn stand_in(character: char) -> char {
    match character.len_utf8() {
        1 => '*',
        2 => '·',
        3 => '•',
        _ => '𐄁',
    }
}

/// Which rule of the first check digit a number is held to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rule {
    /// That of numbers given before 2032.
    Strict,
    /// That of all numbers, also of those given from 2032.
    Relaxed,
}

/// The identifier that eleven digits are, if any.
fn identifier(digits: &[u8; 11], rule: Rule) -> Option<Kind> {
    let [d1, d2, m1, m2, y1, y2, ..] = *digits;
    let (day, month, year) = (d1 * 10 + d2, m1 * 10 + m2, y1 * 10 + y2);
    let (kind, day, month) = match (day, month) {
        (41.., 41..) => (Kind::DNumber, day - 40, month - 40),
        (41.., _) => (Kind::DNumber, day - 40, month),
        (_, 41..) => (Kind::HNumber, day, month - 40),
        _ => (Kind::Fodselsnummer, day, month),
    };
    (is_date(day, month, year) && has_check_digits(digits, rule)).then_some(kind)
}

/// Whether a date exists in any century. The century cannot be known from numbers given from 2032.
fn is_date(day: u8, month: u8, year: u8) -> bool {
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if year.is_multiple_of(4) => 29,
        2 => 28,
        _ => return false,
    };
    (1..=days).contains(&day)
}

/// Whether both check digits are right. Weighted sums with them included leave a remainder of 0 when divided by 11; for the
/// first, 1, 2 and 3 are right too from 2032.
fn has_check_digits(digits: &[u8; 11], rule: Rule) -> bool {
    const FIRST: [u32; 10] = [3, 7, 6, 1, 8, 9, 4, 5, 2, 1];
    const SECOND: [u32; 11] = [5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1];
    let remainder = |weights: &[u32]| {
        weights.iter().zip(digits).map(|(weight, digit)| weight * u32::from(*digit)).sum::<u32>() % 11
    };
    let most = match rule {
        Rule::Strict => 0,
        Rule::Relaxed => 3,
    };
    remainder(&FIRST) <= most && remainder(&SECOND) == 0
}

/// Whether a number given before 2032 can be that of somebody born in a century (19 for 1900–1999). The individual number
/// tells; for D-numbers it tells less since 2021, so they pass.
fn is_of_century(digits: &[u8; 11], century: u8) -> bool {
    let year = digits[4] * 10 + digits[5];
    let individual = u16::from(digits[6]) * 100 + u16::from(digits[7]) * 10 + u16::from(digits[8]);
    digits[0] > 3
        || match century {
            18 => year >= 54 && (500..750).contains(&individual),
            19 => individual < 500 || (year >= 40 && individual >= 900),
            20 => year < 40 && individual >= 500,
            _ => false,
        }
}
