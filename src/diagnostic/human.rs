//! Problems as a person reads them in a terminal: message, file, line, column, the text itself, and the way out.

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use super::{Diagnostic, Severity};
use crate::path::SourcePath;

/// The widest a source line is shown; longer lines are cut around the marked place.
const WIDTH: usize = 120;

/// Renders all problems, one after the other with an empty line between.
///
/// `text` gives the content of a source file; a file that cannot be shown (not text) gets its name only.
pub fn render<'a>(
    diagnostics: &'a [Diagnostic],
    text: impl Fn(&SourcePath) -> Option<&'a str>,
    colour: bool,
) -> String {
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() }.term_width(WIDTH);
    let mut out = String::new();
    for diagnostic in diagnostics {
        let report = report(diagnostic, &text);
        out.push_str(&renderer.render(&[report]));
        out.push_str("\n\n");
    }
    out
}

fn report<'a>(diagnostic: &'a Diagnostic, text: &impl Fn(&SourcePath) -> Option<&'a str>) -> Group<'a> {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR.with_name("feil"),
        Severity::Warning => Level::WARNING.with_name("advarsel"),
    };
    let title = level.primary_title(diagnostic.message.as_str()).id(diagnostic.code.name());
    let mut group = Group::with_title(title);
    if let Some(place) = &diagnostic.place {
        group = match (&place.span, text(&place.file)) {
            (Some(span), Some(source)) => {
                let span = span.start.min(source.len())..span.end.min(source.len());
                let annotation = AnnotationKind::Primary.span(span).label(diagnostic.label.as_deref());
                group.element(Snippet::source(source).path(place.file.as_str()).annotation(annotation))
            }
            _ => group.element(Origin::path(place.file.as_str())),
        };
    }
    if let Some(hint) = &diagnostic.hint {
        group = group.element(Level::HELP.with_name("hjelp").message(hint.as_str()));
    }
    group
}
