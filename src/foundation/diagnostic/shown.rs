//! Problems as programs are told of them: without personal identifiers, and with lines and columns in the place of bytes.

use std::collections::BTreeMap;

use super::Diagnostic;
use crate::foundation::identifier::masked;
use crate::foundation::path::SourcePath;

/// A problem that can be shown to anybody.
pub(super) struct Shown {
    /// The problem, masked.
    pub(super) diagnostic: Diagnostic,
    /// The path of the file, masked.
    pub(super) file: Option<String>,
    /// Where in the file, when that is known.
    pub(super) region: Option<Region>,
}

/// From the first character to the one after the last.
pub(super) struct Region {
    pub(super) start: Position,
    pub(super) end: Position,
}

/// A place in a text; both are counted from 1, columns in characters (Unicode code points).
#[derive(Clone, Copy)]
pub(super) struct Position {
    pub(super) line: usize,
    pub(super) column: usize,
}

/// All problems in order. `text` gives the content of a source file that is text.
pub(super) fn shown<'a>(
    diagnostics: &'a [Diagnostic],
    text: &impl Fn(&SourcePath) -> Option<&'a str>,
) -> impl Iterator<Item = Shown> {
    let mut lines: BTreeMap<&SourcePath, Vec<usize>> = BTreeMap::new();
    diagnostics.iter().map(move |diagnostic| {
        let place = diagnostic.place.as_ref();
        let region = place.and_then(|place| {
            let (span, source) = (place.span.as_ref()?, text(&place.file)?);
            let lines = lines.entry(&place.file).or_insert_with(|| line_starts(source));
            let end = span.end.max(span.start);
            Some(Region { start: position(source, lines, span.start), end: position(source, lines, end) })
        });
        let file = place.map(|place| masked(place.file.as_str()).into_owned());
        Shown { diagnostic: diagnostic.masked(), file, region }
    })
}

fn line_starts(text: &str) -> Vec<usize> {
    std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect()
}

fn position(text: &str, lines: &[usize], byte: usize) -> Position {
    let byte = text.floor_char_boundary(byte.min(text.len()));
    let line = lines.partition_point(|start| *start <= byte);
    let start = line.checked_sub(1).and_then(|index| lines.get(index)).copied().unwrap_or(0);
    Position { line, column: text[start..byte].chars().count() + 1 }
}
