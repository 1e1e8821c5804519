//! Problems as SARIF 2.1.0, the OASIS standard for what checkers find (*Static Analysis Results Interchange Format*).

use std::collections::BTreeSet;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use super::shown::{Shown, shown};
use super::{Code, Diagnostic, Explanation};
use crate::foundation::path::SourcePath;

/// What is escaped in the path of a URI: all but what RFC 3986 calls unreserved, and the slash.
const PATH: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');

/// Renders all problems as one log with one run. `folder` leads from where results are read to the site, with a slash at the
/// end; empty when they are the same.
pub fn render<'a>(
    diagnostics: &'a [Diagnostic],
    text: impl Fn(&SourcePath) -> Option<&'a str>,
    folder: &str,
) -> String {
    let codes: BTreeSet<Code> = diagnostics.iter().map(|diagnostic| diagnostic.code).collect();
    let results: Vec<Value> = shown(diagnostics, &text).map(|shown| result(shown, folder)).collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "fellesskap",
                "version": env!("CARGO_PKG_VERSION"),
                "language": "nb",
                "rules": codes.into_iter().map(rule).collect::<Vec<_>>(),
            } },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    format!("{log:#}\n")
}

fn rule(code: Code) -> Value {
    let Explanation { severities, what, why, mend, .. } = code.explanation();
    json!({
        "id": code.name(),
        "shortDescription": { "text": what },
        "fullDescription": { "text": format!("{what} {why}") },
        "help": { "text": mend },
        "defaultConfiguration": { "level": severities.usual().level() },
    })
}

fn result(Shown { diagnostic, file, region }: Shown, folder: &str) -> Value {
    let level = diagnostic.severity.level();
    let hint = diagnostic.hint.map(|hint| format!("\nhjelp: {hint}")).unwrap_or_default();
    let mut result = json!({
        "ruleId": diagnostic.code.name(),
        "level": level,
        "message": { "text": format!("{}{hint}", diagnostic.message) },
    });
    if let Some(file) = file {
        let path = format!("{folder}{file}");
        let mut physical = json!({ "artifactLocation": { "uri": utf8_percent_encode(&path, PATH).to_string() } });
        if let Some(region) = region {
            physical["region"] = json!({
                "startLine": region.start.line,
                "startColumn": region.start.column,
                "endLine": region.end.line,
                "endColumn": region.end.column,
            });
        }
        result["locations"] = json!([{ "physicalLocation": physical }]);
    }
    result
}
