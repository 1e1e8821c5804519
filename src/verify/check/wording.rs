//! `skrivemate`: words are written as the portal has decided.
//!
//! What it is, why it matters and the way out stand with [`Code::Wording`]. Which words those are stands in the content, in
//! a file with `type = "sprakregler"`; see [`crate::read::document::Wording`]. Data are looked through as well, but a program does
//! not mend them, since formulas refer to rows by their words; nor headings, whose words are in addresses.
//!
//! Bad: «Helsefelleskapet har 24 kommuner.»
//! Good: «Helsefellesskapet har 24 kommuner.»

use super::figure::is_address;
use super::reading::{Reading, Setting};
use crate::foundation::diagnostic::{Code, Diagnostic};
use crate::read::document::Wording;

/// Reports words that are not written as the rules say.
pub fn wording(reading: &Reading<'_>, rules: &Wording) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    if rules.is_empty() {
        return problems;
    }
    for run in &reading.runs {
        let prose = reading.prose(run);
        for found in rules.find(prose) {
            if is_address(word_around(prose, found.span.start)) {
                continue;
            }
            let typed = &prose[found.span.clone()];
            let span = run.span.start + found.span.start..run.span.start + found.span.end;
            let reason = found.reason.map(|reason| format!(". {reason}")).unwrap_or_default();
            let message = format!("«{typed}» skrives «{}»", found.right);
            let hint = format!("skriv «{}»{reason}", found.right);
            let repair = !matches!(run.place, Setting::Heading | Setting::Data);
            let problem = Diagnostic::at(Code::Wording, reading.file, span, message)
                .hint(hint.trim_end_matches('.'))
                .maybe_repair(repair.then_some(found.right));
            problems.push(if found.recommended { problem.as_warning() } else { problem });
        }
    }
    problems
}

/// The text without spaces that a place is in.
fn word_around(prose: &str, at: usize) -> &str {
    let start = prose[..at].char_indices().rev().find(|(_, character)| character.is_whitespace());
    let start = start.map_or(0, |(at, character)| at + character.len_utf8());
    prose[start..].split(char::is_whitespace).next().unwrap_or_default()
}
