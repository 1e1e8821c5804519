//! What browsers are told, as JSON.

use serde::Serialize;

use crate::desk::preview::Preview;
use crate::foundation::diagnostic::{Diagnostic, Severity, human};
use crate::foundation::identifier::masked;
use crate::foundation::path::SourcePath;

/// How many problems are shown in the page; the terminal shows all.
const SHOWN: usize = 20;

#[derive(Serialize)]
struct Message<'a> {
    number: usize,
    /// The address of the style sheet.
    stylesheet: Option<String>,
    /// The pages of the files that changed.
    edited: Vec<Edited<'a>>,
    problems: Vec<Problem>,
    /// How many problems are not among these.
    more: usize,
}

#[derive(Serialize)]
struct Edited<'a> {
    url: String,
    title: &'a str,
}

#[derive(Serialize)]
struct Problem {
    error: bool,
    message: String,
    /// File, line and excerpt, as they stand in a terminal.
    excerpt: String,
    /// The way out; apart from the excerpt, so that a long one is wrapped.
    hint: Option<String>,
}

/// How things are, as a server-sent event.
pub fn event(number: usize, preview: &Preview, problems: &[Diagnostic], changed: &[SourcePath]) -> String {
    let portal = preview.portal();
    let problem = |problem: &Diagnostic| {
        let shown = Diagnostic { hint: None, ..problem.clone() };
        let text = human::render(std::slice::from_ref(&shown), |path| preview.sources().text(path), false);
        Problem {
            error: problem.severity == Severity::Error,
            message: masked(&problem.message).into_owned(),
            excerpt: text.split_once('\n').map_or("", |(_, below)| below).trim_end().to_owned(),
            hint: problem.hint.as_deref().map(|hint| masked(hint).into_owned()),
        }
    };
    let message = Message {
        number,
        stylesheet: portal.map(|portal| portal.stylesheet()),
        edited: changed
            .iter()
            .filter_map(|path| portal?.page_of(path))
            .map(|(url, title)| Edited { url, title })
            .collect(),
        problems: problems.iter().take(SHOWN).map(problem).collect(),
        more: problems.len().saturating_sub(SHOWN),
    };
    format!("data: {}\n\n", serde_json::to_string(&message).expect("texts and numbers"))
}
