//! Problems as JSON, for programs of one's own.

use serde::Serialize;

use super::shown::{Shown, shown};
use super::{Diagnostic, Severity};
use crate::foundation::path::SourcePath;

/// All that was found.
#[derive(Serialize)]
struct Report {
    /// How many errors there are.
    feil: usize,
    advarsler: usize,
    funn: Vec<Finding>,
}

#[derive(Serialize)]
struct Finding {
    navn: &'static str,
    /// `feil` or `advarsel`.
    alvor: &'static str,
    melding: String,
    /// What is said at the marked text.
    merke: Option<String>,
    /// The way out.
    hjelp: Option<String>,
    fil: Option<String>,
    fra: Option<Point>,
    /// The character after the last.
    til: Option<Point>,
}

/// Both are counted from 1, columns in characters.
#[derive(Serialize)]
struct Point {
    linje: usize,
    kolonne: usize,
}

/// Renders all problems.
pub fn render<'a>(diagnostics: &'a [Diagnostic], text: impl Fn(&SourcePath) -> Option<&'a str>) -> String {
    let count = |severity| diagnostics.iter().filter(|diagnostic| diagnostic.severity == severity).count();
    let report = Report {
        feil: count(Severity::Error),
        advarsler: count(Severity::Warning),
        funn: shown(diagnostics, &text).map(finding).collect(),
    };
    serde_json::to_string_pretty(&report).expect("texts and numbers") + "\n"
}

fn finding(Shown { diagnostic, file, region }: Shown) -> Finding {
    let point = |position: super::shown::Position| Point { linje: position.line, kolonne: position.column };
    let (from, to) = region.map(|region| (point(region.start), point(region.end))).unzip();
    Finding {
        navn: diagnostic.code.name(),
        alvor: diagnostic.severity.word(),
        melding: diagnostic.message,
        merke: diagnostic.label,
        hjelp: diagnostic.hint,
        fil: file,
        fra: from,
        til: to,
    }
}
