//! `ukjent-forkortelse`: an abbreviation that is used again and again is explained.
//!
//! What it is, why it matters and the way out stand with [`Code::UnknownAbbreviation`]. WCAG 2.2, 3.1.4 (level AAA), and the
//! language act's demand for plain language (språkloven § 9): those in the glossary are explained to readers where they
//! first stand. Words of three capitals or more that stand more than once in a text count, unless the text says itself what
//! they mean, in parentheses on either side: «tilskudd (RST)», «RST (regionalt tilskudd)». A warning.
//!
//! Bad: «KMS tar saken. Etter møtet i KMS …» without KMS in the glossary
//! Good: the same with KMS in the glossary

use std::collections::BTreeMap;

use super::reading::{Reading, Setting};
use crate::foundation::diagnostic::{Code, Diagnostic, Span};
use crate::read::document::Glossary;
use crate::read::markdown::{may_have_abbreviation, words};

/// How many capitals make a word an abbreviation that must be explained. Words of two are as often names of places or
/// persons, or signs of their own: `II`, `OK`.
const CAPITALS: usize = 3;
/// How many letters an abbreviation has at most. Longer words in capitals are names.
const LETTERS: usize = 6;
/// How many times it stands in a text before readers must be told.
const TIMES: usize = 2;

/// Reports abbreviations that nobody explains, where they first stand.
pub fn abbreviation(reading: &Reading<'_>, glossary: &Glossary) -> Vec<Diagnostic> {
    let mut seen: BTreeMap<&str, (Span, usize, bool)> = BTreeMap::new();
    let runs = reading.runs.iter().filter(|run| matches!(run.place, Setting::Text | Setting::Heading | Setting::Note));
    for run in runs {
        let prose = reading.prose(run);
        if !may_have_abbreviation(prose) {
            continue;
        }
        for (start, word) in words(prose) {
            if !is_abbreviation(word) || glossary.meaning(word).is_some() {
                continue;
            }
            let is_explained =
                prose[..start].ends_with('(') || prose[start + word.len()..].trim_start().starts_with('(');
            let span = run.span.start + start..run.span.start + start + word.len();
            let entry = seen.entry(word).or_insert((span, 0, false));
            entry.1 += 1;
            entry.2 |= is_explained;
        }
    }
    let unexplained = seen.into_iter().filter(|(_, (_, times, is_explained))| *times >= TIMES && !is_explained);
    unexplained
        .map(|(word, (span, times, _))| {
            let message = format!("forkortelsen «{word}» står {times} ganger og er ikke forklart");
            let hint = format!("legg «{word}» i ordlisten, eller skriv hva det står for: {word} (…)");
            Diagnostic::at(Code::UnknownAbbreviation, reading.file, span, message).hint(hint)
        })
        .collect()
}

/// Whether a word is nothing but capitals, and no Roman number.
fn is_abbreviation(word: &str) -> bool {
    let capitals = word.chars().filter(|character| character.is_uppercase()).count();
    let is_roman = word.chars().all(|character| "IVXLCDM".contains(character));
    (CAPITALS..=LETTERS).contains(&capitals) && word.chars().all(char::is_uppercase) && !is_roman
}
