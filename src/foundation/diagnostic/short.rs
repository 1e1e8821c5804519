//! Problems with a line each, as many text editors read them: `content/om.md:2:1: feil[manglende-nokkel]: …`.

use super::Diagnostic;
use super::shown::shown;
use crate::foundation::path::SourcePath;

/// Renders all problems.
pub fn render<'a>(diagnostics: &'a [Diagnostic], text: impl Fn(&SourcePath) -> Option<&'a str>) -> String {
    let line = |shown: super::shown::Shown| {
        let place = match (shown.file, shown.region) {
            (Some(file), Some(region)) => format!("{file}:{}:{}: ", region.start.line, region.start.column),
            (Some(file), None) => format!("{file}: "),
            (None, _) => String::new(),
        };
        let level = shown.diagnostic.severity.word();
        let message = shown.diagnostic.message.replace('\n', " ");
        format!("{place}{level}[{}]: {message}\n", shown.diagnostic.code.name())
    };
    shown(diagnostics, &text).map(line).collect()
}
