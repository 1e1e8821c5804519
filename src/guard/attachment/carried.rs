//! What a file carries along besides the text that is read from it: values of attributes, settings, comments in markup, and
//! texts between bytes that are none.
//!
//! A number can stand in any of some thousand attributes, and new ones are made with each edition of a program. So all of
//! them are taken, and of them only what [`Keep`] says, such as what has as many digits as a number of a person: the rest says
//! nothing to anybody.

use encoding_rs::WINDOWS_1252;

use super::number::digits;
use super::xml::{self, Token};
use super::{Attachment, Locator, TextPart, Unreadable};

/// The fewest digits that a number of a person is written with: those of `1.2.85 12345`.
const FEWEST_DIGITS: usize = 9;

/// Which texts that a file carries along are kept.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Keep {
    /// Those that a number of a person can stand in.
    #[default]
    Numbers,
    /// Those that words can be said in, too.
    Words,
}

impl Keep {
    /// Whether words can be said in a text, and this matters.
    pub fn takes_words(self, text: &str) -> bool {
        /// The fewest letters, and those of a text in one word.
        const FEWEST: usize = 8;
        const ONE_WORD: usize = 16;
        let least = if text.trim().contains(char::is_whitespace) { FEWEST } else { ONE_WORD };
        self == Self::Words && text.chars().filter(|character| character.is_alphabetic()).take(least).count() == least
    }
}

/// What is put between values, so that no number is read through two of them.
const APART: &str = "\n\n";

/// Adds what a place carries along, if anything.
pub fn push(attachment: &mut Attachment, place: Locator, mut text: String) {
    text.truncate(text.trim_end().len());
    if !text.is_empty() {
        attachment.parts.push(TextPart { place: Locator::Carried(Box::new(place)), text, shown: false });
    }
}

/// The values of attributes, the texts of elements, and comments of a file of XML.
///
/// # Errors
/// As for [`xml::walk`]. What came before the error is in `texts` all the same.
pub fn of_markup(content: &[u8], keep: Keep, texts: &mut String) -> Result<(), Unreadable> {
    let mut text = String::new();
    // A word can be divided between elements.
    let take_text = |text: &str, texts: &mut String| match keep {
        Keep::Words => texts.extend([text, "\n"]),
        Keep::Numbers => take(text, keep, texts),
    };
    xml::walk(content, |token| {
        match token {
            Token::Text(piece) => text.push_str(piece),
            Token::Aside(piece) => take(piece, keep, texts),
            Token::Open(_, attributes) => {
                take_text(&text, texts);
                text.clear();
                for (name, value) in attributes.iter() {
                    if is_geometry(name) {
                        let is_within = |character: char| character.is_numeric() || character == '.';
                        value.split(|character| !is_within(character)).for_each(|number| take(number, keep, texts));
                    } else {
                        take(&value, keep, texts);
                    }
                }
                if let Some(broken) = attributes.broken() {
                    take(broken, keep, texts);
                }
            }
            Token::Close => {
                take_text(&text, texts);
                text.clear();
            }
        }
        Ok(())
    })
}

/// Whether an attribute draws: a row of numbers with blanks between, of which some are six and five digits.
fn is_geometry(name: &str) -> bool {
    const NAMES: [&str; 12] = [
        "adj",
        "coordorigin",
        "coordsize",
        "d",
        "enhanced-path",
        "eqn",
        "fmla",
        "path",
        "points",
        "transform",
        "viewBox",
        "wrapcoords",
    ];
    NAMES.contains(&name)
}

/// The texts in bytes that are none: whatever is written in ASCII or in UTF-16, in either order of bytes.
pub fn of_binary(bytes: &[u8], keep: Keep) -> String {
    let mut texts = String::new();
    if keep == Keep::Words {
        words_of(bytes, &mut texts);
    }
    runs(bytes.iter().map(|byte| u16::from(*byte)), &mut texts);
    // From the second byte on, text with the higher byte first looks as if it had the lower byte first.
    for from in [0, 1] {
        runs(wide_units(bytes, from), &mut texts);
    }
    texts
}

/// The words in bytes that are none, in UTF-8, in the encoding of Windows, and in UTF-16 in either order of bytes.
fn words_of(bytes: &[u8], texts: &mut String) {
    let mut take = |run: &str| {
        if Keep::Words.takes_words(run) {
            texts.extend([run, APART]);
        }
    };
    let is_broken = |byte: &u8| byte.is_ascii_control() && !byte.is_ascii_whitespace();
    for run in bytes.split(is_broken) {
        let mut text = String::with_capacity(run.len());
        for chunk in run.utf8_chunks() {
            text.extend([chunk.valid(), &WINDOWS_1252.decode(chunk.invalid()).0]);
        }
        take(&text);
    }
    let is_western =
        |unit: &u16| matches!(unit, 0x09 | 0x0a | 0x0d | 0x20..=0x7e | 0xa0..=0x24f | 0x300..=0x36f | 0x2000..=0x2064);
    for from in [0, 1] {
        let units: Vec<u16> = wide_units(bytes, from).collect();
        units.split(|unit| !is_western(unit)).for_each(|run| take(&String::from_utf16_lossy(run)));
    }
}

/// Bytes as units of two, from the first or the second on. The last may lack its other half, which is none in text.
fn wide_units(bytes: &[u8], from: usize) -> impl Iterator<Item = u16> {
    let pairs = bytes.get(from..).unwrap_or_default().chunks(2);
    pairs.map(|pair| u16::from_le_bytes([pair[0], pair.get(1).copied().unwrap_or_default()]))
}

fn runs(units: impl Iterator<Item = u16>, texts: &mut String) {
    let mut run = String::new();
    for unit in units {
        match u8::try_from(unit) {
            // No number goes on through these: markup is read value by value.
            Ok(b'"' | b'\'' | b'<' | b'>' | b'=') => {
                take(&run, Keep::Numbers, texts);
                run.clear();
            }
            Ok(byte @ (b' '..=b'~' | b'\t' | b'\n' | b'\r')) => run.push(char::from(byte)),
            _ if run.is_empty() => {}
            _ => {
                take(&run, Keep::Numbers, texts);
                run.clear();
            }
        }
    }
    take(&run, Keep::Numbers, texts);
}

/// Takes a value when there can be in it what is kept.
fn take(value: &str, keep: Keep, texts: &mut String) {
    if keep.takes_words(value) {
        texts.extend([value, APART]);
        return;
    }
    if !has_digits(value) {
        return;
    }
    if value.len() < SHORTEST_HEXADECIMAL || !value.split(is_no_hexadecimal).any(is_hexadecimal) {
        texts.extend([digits(value, 0).trim(), APART]);
        return;
    }
    let mut kept = String::with_capacity(value.len());
    for piece in value.split_inclusive(is_no_hexadecimal) {
        let word = piece.trim_end_matches(is_no_hexadecimal);
        kept.extend([if is_hexadecimal(word) { "x" } else { word }, &piece[word.len()..]]);
    }
    if has_digits(&kept) {
        texts.extend([kept.trim(), APART]);
    }
}

fn has_digits(value: &str) -> bool {
    value.len() >= FEWEST_DIGITS
        && value.chars().filter(|character| character.is_numeric()).take(FEWEST_DIGITS).count() == FEWEST_DIGITS
}

/// The shortest row of hexadecimal digits that is taken for one, and not for a number with letters at its ends.
const SHORTEST_HEXADECIMAL: usize = 20;

fn is_no_hexadecimal(character: char) -> bool {
    !(character.is_ascii_hexdigit() || character == '-')
}

/// Whether a word is what programs tell things apart by: a GUID, or the sum of something.
fn is_hexadecimal(word: &str) -> bool {
    const GUID: [usize; 5] = [8, 4, 4, 4, 12];
    word.len() >= SHORTEST_HEXADECIMAL
        && word.bytes().any(|byte| byte.is_ascii_alphabetic())
        && (!word.contains('-') || word.split('-').map(str::len).eq(GUID))
}
