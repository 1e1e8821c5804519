//! Problems as a person reads them in a terminal: message, file, line, column, the text itself, and the way out.

use std::borrow::Cow;
use std::collections::BTreeMap;

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use super::{Diagnostic, Severity, Span};
use crate::foundation::identifier::{self, masked};
use crate::foundation::path::SourcePath;

/// The widest a source line is shown; longer lines are cut around the marked place.
const WIDTH: usize = 120;

/// How many problems are shown. Nobody mends more than this before they look again, and each takes time to show.
const MOST: usize = 500;

/// Limit on the lines of an excerpt. Of a longer place the first lines are shown.
const LINES: usize = 6;

/// Limit on the length of an excerpt in bytes. Of a longer line only the place is told: nobody has written it by hand.
const LONGEST_EXCERPT: usize = 4 << 10;

/// Renders problems, one after the other with an empty line between, and says how many more there are. Personal identifiers
/// and what must not be repeated are masked.
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
    let mut secrets: BTreeMap<&SourcePath, Vec<Span>> = BTreeMap::new();
    for place in diagnostics.iter().filter(|diagnostic| diagnostic.is_secret).filter_map(|secret| secret.place.as_ref())
    {
        secrets.entry(&place.file).or_default().extend(place.span.clone());
    }
    for diagnostic in diagnostics.iter().take(MOST) {
        let file = diagnostic.place.as_ref().map(|place| &place.file);
        let masked_text = |file| Some(without(masked(text(file)?), secrets.get(file)));
        let source = file.and_then(|file| texts.entry(file).or_insert_with(|| masked_text(file)).as_deref());
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

/// A text with stars and dots for the letters of some spans.
fn without<'a>(text: Cow<'a, str>, secrets: Option<&Vec<Span>>) -> Cow<'a, str> {
    match secrets {
        Some(spans) => Cow::Owned(identifier::blotted(&text, spans.clone())),
        None => text,
    }
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
                let [start, end] =
                    [span.start, span.end].map(|byte| source.floor_char_boundary(byte.min(source.len())));
                // Only the lines of the excerpt are given to the renderer, which looks at all it is given.
                let first = source[..start].rfind('\n').map_or(0, |newline| newline + 1);
                let last = excerpt_end(source, first, end);
                let end = end.min(last);
                let line = source[..first].matches('\n').count() + 1;
                if last < start || last - first > LONGEST_EXCERPT {
                    let column = source[first..start].chars().count() + 1;
                    group.element(Origin::path(name).line(line).char_column(column))
                } else {
                    let annotation =
                        AnnotationKind::Primary.span(start - first..end - first).label(diagnostic.label.as_deref());
                    let lines = Snippet::source(&source[first..last]).line_start(line);
                    group.element(lines.path(name).annotation(annotation))
                }
            }
            _ => group.element(Origin::path(name)),
        };
    }
    if let Some(hint) = &diagnostic.hint {
        group = group.element(Level::HELP.with_name("hjelp").message(hint.as_str()));
    }
    renderer.render(&[group])
}

/// Returns where an excerpt ends that begins with a line and should hold a place to its end: at the end of a line.
fn excerpt_end(source: &str, first_line: usize, end: usize) -> usize {
    let ends = source[first_line..].match_indices('\n').map(|(newline, _)| first_line + newline);
    let mut last = None;
    for line_end in ends.chain([source.len()]).take(LINES) {
        if last.is_some() && line_end - first_line > LONGEST_EXCERPT {
            break;
        }
        last = Some(line_end);
        if line_end >= end {
            break;
        }
    }
    last.unwrap_or(source.len())
}
