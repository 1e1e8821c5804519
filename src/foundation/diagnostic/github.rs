//! Problems as workflow commands of GitHub Actions, which shows them at the lines of a pull request.
//!
//! The format and its escapes: *Workflow commands for GitHub Actions*, "Setting an error message", and `toCommandValue` of the
//! package `@actions/core`.

use super::Diagnostic;
use super::shown::{Shown, shown};
use crate::foundation::path::SourcePath;

/// Renders all problems, a command a line. `folder` leads from the root of the repository to the site, with a slash at the
/// end; empty when they are the same.
pub fn render<'a>(
    diagnostics: &'a [Diagnostic],
    text: impl Fn(&SourcePath) -> Option<&'a str>,
    folder: &str,
) -> String {
    shown(diagnostics, &text).map(|shown| command(shown, folder)).collect()
}

fn command(Shown { diagnostic, file, region }: Shown, folder: &str) -> String {
    let level = diagnostic.severity.level();
    let mut properties = Vec::new();
    if let Some(file) = file {
        properties.push(format!("file={}", property(&format!("{folder}{file}"))));
    }
    if let Some(region) = region {
        properties.push(format!("line={},endLine={}", region.start.line, region.end.line));
        // Columns over several lines are refused.
        if region.start.line == region.end.line {
            properties.push(format!("col={},endColumn={}", region.start.column, region.end.column));
        }
    }
    properties.push(format!("title={}", property(diagnostic.code.name())));
    let label = diagnostic.label.map(|label| format!("\n{label}")).unwrap_or_default();
    let hint = diagnostic.hint.map(|hint| format!("\nhjelp: {hint}")).unwrap_or_default();
    format!("::{level} {}::{}\n", properties.join(","), data(&format!("{}{label}{hint}", diagnostic.message)))
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
