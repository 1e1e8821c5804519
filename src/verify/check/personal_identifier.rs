//! `fodselsnummer`: nobody's fødselsnummer, D-number or H-number is published.
//!
//! What it is, why it matters and the way out stand with [`Code::PersonalIdentifier`]; what counts as such a number, and how
//! it may be written, in [`crate::foundation::identifier`]. Drafts are held to it too: they lie where the site lies, and go out one day.
//!
//! Bad: a list of participants with a column of such numbers, pasted from another system.
//! Good: the same list with what readers need, such as the municipality.

use crate::foundation::diagnostic::{Code, Diagnostic};
use crate::foundation::identifier::{Found, Writing, find};
use crate::foundation::path::SourcePath;

/// How many are reported one by one in a file. Whoever has a table of them needs no list.
const SHOWN: usize = 20;

/// Reports personal identifiers in the name of a file, and in its text when it is text. The numbers are not repeated.
pub fn personal_identifiers(path: &SourcePath, text: Option<&str>) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    if let Some(found) = find(path.as_str(), Writing::Plain).first() {
        let message = format!("navnet på filen har {}", found.kind.name());
        let hint = "gi filen eller mappen et navn uten nummeret";
        problems.push(Diagnostic::in_file(Code::PersonalIdentifier, path, message).hint(hint));
    }
    let found = text.map(|text| find_in_file(path, text)).unwrap_or_default();
    let more = found.len().saturating_sub(SHOWN);
    let hint = "slett nummeret. Er det et annet slags tall, skriver du det slik slike tall pleier å skrives: beløp og antall \
                med mellomrom, kontonummer med punktum";
    problems.extend(found.into_iter().take(SHOWN).map(|Found { kind, span }| {
        let message = format!("teksten har {}", kind.name());
        Diagnostic::at(Code::PersonalIdentifier, path, span, message).hint(hint)
    }));
    if more > 0 {
        // A finding of its own: what is not shown cannot be accepted by accepting what is.
        let message = format!("teksten har {more} slike nummer til, som ikke vises her");
        problems.push(Diagnostic::in_file(Code::PersonalIdentifier, path, message).hint(hint));
    }
    problems
}

fn find_in_file(path: &SourcePath, text: &str) -> Vec<Found> {
    let writing = match path.extension().to_ascii_lowercase().as_str() {
        "md" => return find_in_page(text),
        "csv" => Writing::Csv,
        "toml" => Writing::Toml,
        "html" | "svg" => Writing::Markup,
        _ => Writing::Plain,
    };
    find(text, writing)
}

/// A page is Markdown, but what stands above the text is TOML, where a digit can be written in other ways.
fn find_in_page(text: &str) -> Vec<Found> {
    let mut found = find(text, Writing::Markdown);
    let front = text.find("\n+++").map_or(text, |end| &text[..end]);
    let apart =
        |one: &Found| found.iter().all(|other| one.span.end <= other.span.start || other.span.end <= one.span.start);
    let more: Vec<Found> = find(front, Writing::Toml).into_iter().filter(apart).collect();
    found.extend(more);
    found.sort_by_key(|found| found.span.start);
    found
}
