//! `hoppet-overskrift`: no level of heading is left out.
//!
//! What it is, why it matters and the way out stand with [`Code::SkippedHeading`]. WCAG 2.2, 1.3.1, and technique G141: the
//! levels say what belongs to what, for who hears the page as for the list of contents. The title of a page is level 1.
//!
//! Bad: `## Bakgrunn` and then `#### Økonomi`
//! Good: `## Bakgrunn` and then `### Økonomi`

use super::reading::Reading;
use crate::foundation::diagnostic::{Code, Diagnostic};

/// Reports headings more than one level below the one before.
pub fn heading_order(reading: &Reading<'_>) -> Vec<Diagnostic> {
    let mut above = 1;
    let mut problems = Vec::new();
    for heading in &reading.headings {
        // A heading of level 1 is reported where the text is read, and so is what follows it.
        if heading.level > above + 1 {
            let (level, wanted) = (heading.level, above + 1);
            let message = match above {
                1 => format!("overskriften er på nivå {level}, men den første i teksten er på nivå 2"),
                _ => format!("overskriften er på nivå {level}, men den over er på nivå {above}"),
            };
            let marks = "#".repeat(usize::from(wanted));
            let span = first_line(reading.text, &heading.span);
            let problem = Diagnostic::at(Code::SkippedHeading, reading.file, span, message);
            problems.push(problem.hint(format!("skriv {marks} foran den")));
        }
        above = heading.level;
    }
    problems
}

/// The place of something without the line break after it.
pub fn first_line(text: &str, span: &std::ops::Range<usize>) -> std::ops::Range<usize> {
    let line = text[span.clone()].lines().next().unwrap_or_default().trim_end();
    span.start..span.start + line.len()
}
