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

use super::reading::{Place, Reading};
use crate::diagnostic::{Code, Diagnostic};
use crate::locale::{self, Language};
use crate::markdown::words;

const DEADLINE: &str = "frist";
const WITHIN: &str = "innen";
const AT_THE_LATEST: &str = "senest";

/// Words that speak of the past.
const PAST: [&str; 8] = ["var", "ble", "gikk", "hadde", "utløp", "utvidet", "tidligere", "fjorårets"];

/// Whether a text, in lower case, may speak of a deadline in a year before a meeting: it has a word for it, and four digits
/// that are such a year.
pub fn may_be_in(lower: &str, meeting: Date) -> bool {
    let is_earlier = |digits: &[u8]| {
        let year = std::str::from_utf8(digits).ok().and_then(|digits| digits.parse::<i16>().ok());
        digits.len() == 4 && year.is_some_and(|year| year < meeting.year())
    };
    lower.as_bytes().split(|byte| !byte.is_ascii_digit()).any(is_earlier)
        && [DEADLINE, WITHIN, AT_THE_LATEST].iter().any(|word| lower.contains(word))
}

/// Reports deadlines of earlier years in the text of a sak that a meeting treats on a day.
pub fn past_deadline(reading: &Reading<'_>, meeting: Date) -> Vec<Diagnostic> {
    let notes: String =
        reading.runs.iter().filter(|run| run.place == Place::Note).flat_map(|run| [reading.prose(run), "\n"]).collect();
    let mut problems = Vec::new();
    for run in reading.runs.iter().filter(|run| run.place == Place::Text) {
        let prose = reading.prose(run);
        for (start, end, date) in dates(prose) {
            let typed = &prose[start..end];
            if date.year() >= meeting.year() || notes.contains(typed) || !speaks_of_a_deadline(prose, start, end) {
                continue;
            }
            let span = run.span.start + start..run.span.start + end;
            let message =
                format!("fristen «{typed}» er i et tidligere år enn møtet, {}", locale::date(meeting, Language::Nb));
            let hint = "rett årstallet. Står det slik i kilden, beholder du det og forklarer det i en merknad";
            problems.push(Diagnostic::at(Code::PastDeadline, reading.file, span, message).hint(hint).as_warning());
        }
    }
    problems
}

/// Dates in prose, as `1. april 2025` and `01.04.2025`, with where they begin and end.
fn dates(prose: &str) -> Vec<(usize, usize, Date)> {
    let mut found = Vec::new();
    let mut position = 0;
    while let Some(start) = prose[position..].find(|character: char| character.is_ascii_digit()) {
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
