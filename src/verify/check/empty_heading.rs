//! `tom-overskrift`: a heading has words, and something under it.
//!
//! What it is, why it matters and the way out stand with [`Code::EmptyHeading`]. WCAG 2.2, 2.4.6 (level AA) and 1.3.1: a
//! heading without words is an error. One with nothing under it before the next of its level leads readers to nothing: a
//! warning, since the text may be on its way.
//!
//! Bad: `## Bakgrunn` directly above `## Vurdering`
//! Good: `## Bakgrunn` with a paragraph under it

use super::heading_order::first_line;
use super::reading::Reading;
use crate::foundation::diagnostic::{Code, Diagnostic};

/// Reports headings without words or without a text.
pub fn empty_heading(reading: &Reading<'_>) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    for (index, heading) in reading.headings.iter().enumerate() {
        let span = first_line(reading.text, &heading.span);
        let problem = |message: String| Diagnostic::at(Code::EmptyHeading, reading.file, span, message);
        let has_subheading = reading.headings.get(index + 1).is_some_and(|next| next.level > heading.level);
        let shown = heading.shown.trim();
        if shown.is_empty() {
            let hint = "skriv hva avsnittet handler om, eller slett tegnene";
            problems.push(problem("overskriften har ingen tekst".to_owned()).hint(hint));
        } else if !heading.has_text && !has_subheading {
            let message = format!("det står ingenting under overskriften «{shown}»");
            problems.push(problem(message).hint("skriv teksten, eller slett overskriften").as_warning());
        }
    }
    problems
}
