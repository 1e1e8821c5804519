//! Code blocks with syntax classes (`hl-…`), which the theme colours.

use std::sync::LazyLock;

use syntect::html::{ClassStyle, ClassedHTMLGenerator};
use syntect::parsing::SyntaxSet;
use syntect::util::LinesWithEndings;

use super::escaped;

/// The syntaxes that are known: those of `bat`, since syntect's own set lacks TOML.
static SYNTAXES: LazyLock<SyntaxSet> = LazyLock::new(two_face::syntax::extra_newlines);

const STYLE: ClassStyle = ClassStyle::SpacedPrefixed { prefix: "hl-" };

/// The HTML of a code block. A language that nobody knows is shown as plain text.
pub fn to_html(code: &str, language: &str) -> String {
    let body = highlighted(code, language).unwrap_or_else(|| escaped(code));
    let class = if language.is_empty() { String::new() } else { format!(" class=\"language-{}\"", escaped(language)) };
    format!("<pre class=\"kode\" tabindex=\"0\"><code{class}>{body}</code></pre>\n")
}

fn highlighted(code: &str, language: &str) -> Option<String> {
    if language.is_empty() {
        return None;
    }
    let syntax = SYNTAXES.find_syntax_by_token(language)?;
    let mut generator = ClassedHTMLGenerator::new_with_class_style(syntax, &SYNTAXES, STYLE);
    for line in LinesWithEndings::from(code) {
        generator.parse_html_for_line_which_includes_newline(line).ok()?;
    }
    Some(generator.finalize())
}
