//! Problems as a person reads them in a terminal: message, file, line, column, the text itself, and the way out.

use std::borrow::Cow;
use std::collections::BTreeMap;

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use super::{Diagnostic, Severity};
use crate::identifier::masked;
use crate::path::SourcePath;

/// The widest a source line is shown; longer lines are cut around the marked place.
const WIDTH: usize = 120;

/// How many problems are shown. Nobody mends more than this before they look again, and each takes time to show.
const MOST: usize = 500;

/// Renders problems, one after the other with an empty line between, and says how many more there are. Personal identifiers
/// are masked.
///
/// `text` gives the content of a source file; a file that cannot be shown (not text) gets its name only.
pub fn render<'a>(
    diagnostics: &'a [Diagnostic],
    text: impl Fn(&SourcePath) -> Option<&'a str>,
    colour: bool,
) -> String {
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() }.term_width(WIDTH);
    let mut texts: BTreeMap<&SourcePath, Option<Cow<'a, str>>> = BTreeMap::new();
    let mut out = String::new();
    for diagnostic in diagnostics.iter().take(MOST) {
        let file = diagnostic.place.as_ref().map(|place| &place.file);
        let source = file.and_then(|file| texts.entry(file).or_insert_with(|| text(file).map(masked)).as_deref());
        let name = file.map(|file| masked(file.as_str())).unwrap_or_default();
        let report = report(&diagnostic.masked(), &name, source, &renderer);
        out.push_str(&report);
        out.push_str("\n\n");
    }
    if let Some(more) = diagnostics.len().checked_sub(MOST).filter(|more| *more > 0) {
        out.push_str(&format!("… og {more} til. Se alle med: fellesskap check --format short\n\n"));
    }
    out
}

fn report(diagnostic: &Diagnostic, name: &str, source: Option<&str>, renderer: &Renderer) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let level = level.with_name(diagnostic.severity.word());
    let title = level.primary_title(diagnostic.message.as_str()).id(diagnostic.code.name());
    let mut group = Group::with_title(title);
    if let Some(place) = &diagnostic.place {
        group = match (&place.span, source) {
            (Some(span), Some(source)) => {
                let span = span.start.min(source.len())..span.end.min(source.len());
                let annotation = AnnotationKind::Primary.span(span).label(diagnostic.label.as_deref());
                group.element(Snippet::source(source).path(name).annotation(annotation))
            }
            _ => group.element(Origin::path(name)),
        };
    }
    if let Some(hint) = &diagnostic.hint {
        group = group.element(Level::HELP.with_name("hjelp").message(hint.as_str()));
    }
    renderer.render(&[group])
}
