//! `manglende-vedlegg`: an attachment that the text names by its number is there.
//!
//! What it is, why it matters and the way out stand with [`Code::MissingAttachment`]. Looked at are meetings and saker, whose
//! attachments have numbers; those of the meeting count for its saker, and the other way round. «Vedlegg 5 til søknaden» is
//! an attachment of something else. A warning.
//!
//! Bad: «Se vedlegg 3.» in a sak with two attachments
//! Good: the same with the third under `[[vedlegg]]`, if only with a `merknad` that says why it is not published

use std::collections::BTreeSet;

use super::reading::{Reading, Setting};
use crate::foundation::diagnostic::{Code, Diagnostic, Located};
use crate::foundation::path::SourcePath;

/// The word for an attachment, in lower case.
pub const ATTACHMENT: &str = "vedlegg";

/// Words after the number which say that the attachment belongs to something else.
const ELSEWHERE: [&str; 4] = ["til", "i", "av", "fra"];

/// The numbers of attachments that a text names.
pub fn named_attachments(reading: &Reading<'_>) -> Vec<Located<i64>> {
    let runs = reading.runs.iter().filter(|run| matches!(run.place, Setting::Text | Setting::Sentence));
    let located = runs.flat_map(|run| {
        let start = run.span.start;
        named(reading.prose(run)).into_iter().map(move |(from, to, number)| (start + from..start + to, number))
    });
    located.map(|(span, value)| Located { value, span }).collect()
}

/// Reports attachments that a text names and that are not among those with these numbers.
pub fn named_attachment(file: &SourcePath, named: &[Located<i64>], numbers: &BTreeSet<i64>) -> Vec<Diagnostic> {
    let missing = named.iter().filter(|named| !numbers.contains(&named.value));
    missing
        .map(|Located { value: number, span }| {
            let message = format!("teksten viser til vedlegg {number}, som ikke er blant vedleggene");
            let hint = "legg det til under [[vedlegg]], eller rett nummeret";
            Diagnostic::at(Code::MissingAttachment, file, span.clone(), message).hint(hint)
        })
        .collect()
}

/// The numbers after *vedlegg*, as in «vedlegg 4 og 5», with where they stand.
fn named(prose: &str) -> Vec<(usize, usize, i64)> {
    let lower = prose.to_lowercase();
    let mut found = Vec::new();
    if lower.len() != prose.len() {
        return found;
    }
    for (at, word) in lower.match_indices(ATTACHMENT) {
        if lower[..at].chars().next_back().is_some_and(char::is_alphanumeric) {
            continue;
        }
        let mut position = at + word.len();
        let mut of_this = Vec::new();
        while let Some((start, end, number)) = number_after(&lower, position) {
            of_this.push((start, end, number));
            position = end;
            let rest = &lower[position..];
            let joined = [" og ", ", ", "–", "-"].into_iter().find(|joint| rest.starts_with(joint));
            match joined {
                Some(joint) if rest[joint.len()..].starts_with(|next: char| next.is_ascii_digit()) => {
                    // The number follows directly; `number_after` wants the space before it.
                    position += joint.len() - usize::from(joint.ends_with(' '));
                }
                _ => break,
            }
        }
        let next = lower[position..].trim_start().split(|character: char| !character.is_alphanumeric()).next();
        if !next.is_some_and(|next| ELSEWHERE.contains(&next)) {
            found.extend(of_this);
        }
    }
    found
}

/// The number at a place, after a space if there is one.
fn number_after(text: &str, position: usize) -> Option<(usize, usize, i64)> {
    let rest = &text[position..];
    let digits = rest.trim_start_matches([' ', '\u{a0}']);
    let start = position + rest.len() - digits.len();
    let length = digits.find(|character: char| !character.is_ascii_digit()).unwrap_or(digits.len());
    // A year or a long number is not that of an attachment, nor is the first part of a date or a decimal.
    let number = digits[..length].parse().ok().filter(|_| (1..=2).contains(&length))?;
    let after = &digits[length..];
    let goes_on = after.starts_with(|character: char| character.is_alphabetic())
        || (after.starts_with(['.', ',', '/']) && after[1..].starts_with(|next: char| next.is_ascii_digit()));
    (!goes_on).then_some((start, start + length, number))
}
