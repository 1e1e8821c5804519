//! Where figures stand in prose: what numbers, dates and the like are written with, each with what stands around it.

use std::ops::Range;

use super::reading::{Reading, Run, Setting};

/// A run of digits with the signs that join them: `1.000,50`, `18.03.26`, `2026-03-18`.
///
/// It is none that is part of a word, an address, a path or a mark: `v1.2`, `B12`, `#5`, `www.unn.no/2026`, `@2x`.
#[derive(Debug, Clone)]
pub struct Figure<'a> {
    /// Where it stands in the file.
    pub span: Range<usize>,
    pub digits: &'a str,
    /// All of the file before it.
    pub before: &'a str,
    /// The prose after it.
    pub after: &'a str,
}

impl Figure<'_> {
    /// Its parts between a sign, when it has the sign and all parts are nothing but digits.
    pub fn parts(&self, sign: char) -> Option<Vec<&str>> {
        if !self.digits.contains(sign) {
            return None;
        }
        let parts: Vec<&str> = self.digits.split(sign).collect();
        let plain = |part: &&str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        parts.iter().all(plain).then_some(parts)
    }

    /// The word before it, in lower case, also on the line above.
    pub fn word_before(&self) -> String {
        self.before.trim_end().rsplit(|c: char| c.is_whitespace()).next().unwrap_or_default().to_lowercase()
    }
}

/// The figures of all that is written for readers in sentences, and what they belong to.
pub fn in_sentences<'a>(reading: &Reading<'a>) -> Vec<(Setting, Figure<'a>)> {
    let runs = reading.runs.iter().filter(|run| !matches!(run.place, Setting::Data | Setting::Label));
    runs.flat_map(|run| figures(reading, run).into_iter().map(|figure| (run.place, figure))).collect()
}

/// The figures of a piece of prose.
fn figures<'a>(reading: &Reading<'a>, run: &Run) -> Vec<Figure<'a>> {
    let prose = reading.prose(run);
    let mut found = Vec::new();
    // Most prose has no digits, which is told from many bytes at once.
    if !prose.bytes().fold(false, |any, byte| any | byte.is_ascii_digit()) {
        return found;
    }
    let mut position = 0;
    while let Some(start) = prose.as_bytes()[position..].iter().position(u8::is_ascii_digit) {
        let start = position + start;
        let joined = |character: char| character.is_ascii_digit() || ".,/-:".contains(character);
        let length = prose[start..].find(|character| !joined(character)).unwrap_or(prose.len() - start);
        let end = start + prose[start..start + length].trim_end_matches(|c: char| !c.is_ascii_digit()).len();
        position = start + length;
        // What stands before and after counts also where a run ends: markup joins words.
        let (whole_before, whole_after) = reading.text.split_at(run.span.start + start);
        let whole_after = &whole_after[end - start..];
        if belongs_to_a_word_before(whole_before) || belongs_to_a_word_after(whole_after) {
            continue;
        }
        if is_part_of_an_address(prose, start..end) {
            continue;
        }
        let span = run.span.start + start..run.span.start + end;
        found.push(Figure { span, digits: &prose[start..end], before: whole_before, after: &prose[end..] });
    }
    found
}

fn belongs_to_a_word_before(before: &str) -> bool {
    let mut characters = before.chars().rev();
    match characters.next() {
        Some('-') => characters.next().is_some_and(char::is_alphanumeric),
        Some(last) => last.is_alphanumeric() || "_/\\#@=&?+.,:§".contains(last),
        None => false,
    }
}

fn belongs_to_a_word_after(after: &str) -> bool {
    let mut characters = after.chars();
    match characters.next() {
        Some('-') => characters.next().is_some_and(char::is_alphanumeric),
        Some(first) => first.is_alphanumeric() || "_/\\@=".contains(first),
        None => false,
    }
}

/// Whether the word without spaces that something is part of is an address.
fn is_part_of_an_address(prose: &str, span: Range<usize>) -> bool {
    let start = prose[..span.start].rfind(char::is_whitespace).map_or(0, |at| at + 1);
    let end = prose[span.end..].find(char::is_whitespace).map_or(prose.len(), |at| span.end + at);
    let start = (start..=span.start).find(|at| prose.is_char_boundary(*at)).unwrap_or(span.start);
    is_address(&prose[start..end])
}

/// Whether a word is an address on the web, or of somebody's mail.
pub fn is_address(word: &str) -> bool {
    word.contains("://") || word.contains("www.") || word.contains('@')
}
