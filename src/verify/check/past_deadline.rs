//! `frist-for-motet`: a deadline in a sak is not in a year before the meeting.
//!
//! What it is, why it matters and the way out stand with [`Code::PastDeadline`]. Papers are made from those of last year, and
//! the year of a date stays behind: the saksframlegg of March 2026 gave «fristen 1. april 2025». Looked at are dates in
//! sentences that speak of a deadline (*frist*, *innen*, *senest*) and not of the past (*var*, *ble*, *gikk*, *hadde*). A
//! date that the page itself explains in a `merknad` is left alone. A warning.
//!
//! Bad: «Søknadene sendes innen 1. april 2025» in sak 12/26
//! Good: «Søknadene sendes innen 1. april 2026»

use jiff::civil::Date;

use super::reading::{Reading, Run, Setting};
use crate::foundation::diagnostic::{Code, Diagnostic, Span};
use crate::foundation::locale::{self, Language};
use crate::foundation::path::SourcePath;
use crate::read::markdown::words;

/// The words for a deadline, in lower case.
pub const DEADLINES: [&str; 3] = [DEADLINE, WITHIN, AT_THE_LATEST];
const DEADLINE: &str = "frist";
const WITHIN: &str = "innen";
const AT_THE_LATEST: &str = "senest";

/// Words that speak of the past.
const PAST: [&str; 8] = ["var", "ble", "gikk", "hadde", "utløp", "utvidet", "tidligere", "fjorårets"];

/// A deadline in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deadline {
    date: Date,
    /// As it is written.
    typed: String,
    span: Span,
}

/// The deadlines in a text, but for those that it explains itself. `words` are the places of the words for a deadline.
pub fn deadlines(reading: &Reading<'_>, words: &[usize]) -> Vec<Deadline> {
    let notes: String = reading
        .runs
        .iter()
        .filter(|run| run.place == Setting::Note)
        .flat_map(|run| [reading.prose(run), "\n"])
        .collect();
    let mut deadlines = Vec::new();
    let has_word = |run: &&Run| words.iter().any(|word| run.span.contains(word));
    for run in reading.runs.iter().filter(|run| run.place == Setting::Text).filter(has_word) {
        let prose = reading.prose(run);
        for (start, end, date) in dates(prose) {
            let typed = &prose[start..end];
            if !notes.contains(typed) && speaks_of_a_deadline(prose, start, end) {
                let span = run.span.start + start..run.span.start + end;
                deadlines.push(Deadline { date, typed: typed.to_owned(), span });
            }
        }
    }
    deadlines
}

/// Reports deadlines of earlier years in the text of a sak that a meeting treats on a day.
pub fn past_deadline(file: &SourcePath, deadlines: &[Deadline], meeting: Date) -> Vec<Diagnostic> {
    let past = deadlines.iter().filter(|deadline| deadline.date.year() < meeting.year());
    past.map(|Deadline { typed, span, .. }| {
        let message =
            format!("fristen «{typed}» er i et tidligere år enn møtet, {}", locale::date(meeting, Language::Nb));
        let hint = "rett årstallet. Står det slik i kilden, beholder du det og forklarer det i en merknad";
        Diagnostic::at(Code::PastDeadline, file, span.clone(), message).hint(hint)
    })
    .collect()
}

/// Dates in prose, as `1. april 2025` and `01.04.2025`, with where they begin and end.
fn dates(prose: &str) -> Vec<(usize, usize, Date)> {
    let mut found = Vec::new();
    let mut position = 0;
    while let Some(start) = prose.as_bytes()[position..].iter().position(u8::is_ascii_digit) {
        let start = position + start;
        let length = prose[start..].find(|character: char| !character.is_ascii_digit()).unwrap_or(prose.len() - start);
        position = start + length;
        if let Some((end, date)) = date_at(prose, start, position) {
            found.push((start, end, date));
            position = end;
        }
    }
    found
}

/// The date whose day stands in a place, and where it ends.
fn date_at(prose: &str, start: usize, day_end: usize) -> Option<(usize, Date)> {
    let day: i8 = prose[start..day_end].parse().ok()?;
    let rest = prose[day_end..].strip_prefix('.')?;
    let in_words = rest.strip_prefix([' ', '\u{a0}']).and_then(|rest| {
        let (month, rest) = (1..=12).find_map(|month| {
            let name = locale::month(Date::new(2000, month, 1).ok()?, Language::Nb);
            Some((month, rest.strip_prefix(name)?))
        })?;
        Some((month, rest.strip_prefix([' ', '\u{a0}'])?))
    });
    let (month, rest) = in_words.or_else(|| {
        let (month, rest) = rest.split_once('.')?;
        Some((month.parse().ok()?, rest))
    })?;
    let year = rest.get(..4).filter(|year| year.bytes().all(|byte| byte.is_ascii_digit()))?;
    let date = Date::new(year.parse().ok()?, month, day).ok()?;
    let after = &rest[4..];
    (!after.starts_with(|character: char| character.is_ascii_digit())).then_some((prose.len() - after.len(), date))
}

/// Whether the sentence around a date says that something is to be done by then.
fn speaks_of_a_deadline(prose: &str, start: usize, end: usize) -> bool {
    let ends_sentence = |at: usize| {
        let before = prose[..at].chars().next_back();
        !before.is_some_and(|character| character.is_ascii_digit())
    };
    let begin = prose[..start].rmatch_indices(". ").find(|(at, _)| ends_sentence(*at)).map_or(0, |(at, _)| at + 2);
    let until = prose[end..].find(". ").map_or(prose.len(), |at| end + at);
    let sentence: Vec<String> = words(&prose[begin..until]).map(|(_, word)| word.to_lowercase()).collect();
    let deadline = sentence.iter().any(|word| {
        word.starts_with(DEADLINE)
            || word.ends_with(DEADLINE)
            || word.ends_with("fristen")
            || word == WITHIN
            || word == AT_THE_LATEST
    });
    deadline && !sentence.iter().any(|word| PAST.contains(&word.as_str()))
}
