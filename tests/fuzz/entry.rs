//! Where bytes that anybody may have written come into the program, one function each. Each says what must hold; what does
//! not is a panic.
//!
//! The targets of the fuzzer call these, and so does `tests/suite/fuzzed.rs` with the same few texts in every run of the tests.
#![allow(dead_code, reason = "each target uses one of them")]

use std::sync::LazyLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use fellesskap::build::{Request, build};
use fellesskap::foundation::diagnostic::{Diagnostic, Severity, github, human, json, short};
use fellesskap::foundation::identifier;
use fellesskap::foundation::path::SourcePath;
use fellesskap::guard::attachment;
use fellesskap::read::document::Document;
use fellesskap::read::markdown::{self, Part, Piece};
use fellesskap::read::source::SourceTree;
use fellesskap::read::table::Table;
use fellesskap::verify::control::expression::{Evaluator, Surroundings, Value, Variable};

/// What parts the description of a table from its data.
const SEPARATOR: &str = "\n===\n";

/// The front matter of a page of any type.
pub fn front_matter(data: &[u8]) {
    let text = format!("+++\n{}\n+++\n\nTekst.\n", text(data));
    document(&text);
}

/// The text of a page.
pub fn markdown(data: &[u8]) {
    let text = text(data);
    let path = path("content/side.md");
    let (body, problems) = markdown::compile(&path, &text, 0);
    check(&problems, &[(&path, &text)]);
    let spans = body.references.iter().map(|one| &one.span).chain(body.shortcodes.iter().map(|one| &one.span));
    for span in spans.chain(body.outline.iter().map(|heading| &heading.span)) {
        assert!(text.get(span.clone()).is_some(), "{span:?}");
    }
    for heading in 0..body.outline.len() {
        let section = body.section(heading);
        assert!(section.start <= section.end && section.end <= body.hole_count());
    }
    if problems.is_empty() {
        let after: String = body.parts(0..body.hole_count()).map(html_of).collect();
        let html = format!("{}{after}", body.beginning());
        assert_eq!(unsound(&html), None, "{html}");
    }
}

/// The text from a shortcode on.
pub fn shortcode(data: &[u8]) {
    let text = format!("{{{{{}", text(data));
    let parsed = markdown::shortcode::parse(&text, 0);
    assert!(parsed.end > 0 && text.is_char_boundary(parsed.end));
    for problem in parsed.result.err().unwrap_or_default() {
        assert!(text.get(problem.span.clone()).is_some(), "{:?}", problem.span);
        assert!(!problem.message.is_empty());
    }
    markdown(text.as_bytes());
}

/// The description of a table, a line `===`, and its data.
pub fn table(data: &[u8]) {
    let text = text(data);
    let (description, data) = text.split_once(SEPARATOR).unwrap_or((PLAIN_TABLE, &text));
    let (described, data_path) = (path("content/t.toml"), path("content/t.csv"));
    let (table, problems) = Table::parse(&described, description, |path| (*path == data_path).then_some(data));
    check(&problems, &[(&described, description), (&data_path, data)]);
    for row in table.iter().flat_map(|table| &table.rows) {
        for cell in &row.cells {
            assert!(data.get(cell.span.clone()).is_some(), "{:?}", cell.span);
        }
    }
}

const PLAIN_TABLE: &str = "type = \"tabell\"\ntittel = \"T\"\n[[kolonne]]\nid = \"a\"\ntittel = \"A\"\ntype = \"tekst\"\n\
                           [[kolonne]]\nid = \"b\"\ntittel = \"B\"\ntype = \"kr\"\n";

/// An expression of a formula or a control.
pub fn expression(data: &[u8]) {
    let text = text(data);
    let evaluator = Evaluator::new(Surroundings::default());
    let variables = [("meldt", Variable::Number(12.into())), ("rad", Variable::Text("Narvik".to_owned()))];
    let names: Vec<&str> = variables.iter().map(|(name, _)| *name).collect();
    let Ok(compiled) = evaluator.compile(&text, &names) else { return };
    assert!(compiled.variables.iter().all(|name| names.contains(&name.as_str())));
    let first = evaluator.evaluate(&compiled, &variables);
    assert_eq!(first, evaluator.evaluate(&compiled, &variables), "it gives another value the second time");
    if let Ok(Value::Number(number)) = first {
        assert_eq!(number.to_string().parse(), Ok(number));
    }
}

/// An attachment of any format.
pub fn attachment(data: &[u8]) {
    let Ok(read) = attachment::read(data) else { return };
    assert!(read.parts.iter().all(|part| !part.text.is_empty()));
    for part in &read.parts {
        identifier::masked(&part.text);
        assert!(!part.place.to_string().is_empty());
    }
    assert_eq!(attachment::read(data).as_ref(), Ok(&read), "it is read otherwise the second time");
}

/// How many pages of sites without errors were looked at.
pub static PAGES: AtomicUsize = AtomicUsize::new(0);

/// Whole sites, each file below a line `-- name --`, as in `tests/golden`.
pub fn site(data: &[u8]) {
    let text = text(data);
    let mut sources = THEME.clone();
    let mut files: Vec<(SourcePath, String)> = Vec::new();
    for line in text.split_inclusive('\n') {
        let name = line.trim_end().strip_prefix("-- ").and_then(|rest| rest.strip_suffix(" --"));
        match (name, files.last_mut()) {
            (Some(name), _) => {
                let below_content =
                    |path: &SourcePath| path.below("content").is_some() || path.as_str() == "fellesskap.toml";
                // What is none of ours goes into a file of its own all the same.
                let other = || path(&format!("content/{}.md", files.len()));
                files.push((SourcePath::new(name).filter(below_content).unwrap_or_else(other), String::new()));
            }
            (None, Some((_, content))) => content.push_str(line),
            (None, None) => {}
        }
    }
    for (path, content) in &files {
        sources.insert(path.clone(), content.clone().into_bytes());
    }
    // A later file of the same name stands in for an earlier one.
    let texts: Vec<(&SourcePath, &str)> = files.iter().rev().map(|(path, text)| (path, text.as_str())).collect();
    for drafts in [false, true] {
        let request = Request { date: jiff::civil::date(2026, 3, 18), drafts, base_url: None };
        let built = build(&sources, &request);
        check(&built.diagnostics, &texts);
        if built.diagnostics.iter().any(|problem| problem.severity == Severity::Error) {
            continue;
        }
        for (path, file) in built.output.iter() {
            if !path.as_str().ends_with(".html") {
                continue;
            }
            PAGES.fetch_add(1, Ordering::Relaxed);
            let html = String::from_utf8(file.content.clone()).expect("a page is text");
            assert_eq!(armed(&html), None, "{path}:\n{html}");
        }
    }
}

/// The plain theme of the golden sites, with settings.
static THEME: LazyLock<SourceTree> = LazyLock::new(|| {
    let mut sources = SourceTree::default();
    let template = "<h1>{{ page.title }}</h1><p title=\"{{ page.lead or '' }}\">{{ content }}</p>";
    for name in [
        "home",
        "meeting",
        "municipality",
        "not-found",
        "project",
        "report",
        "sak",
        "section",
        "side",
        "utvalg",
        "collected",
    ] {
        sources.insert(path(&format!("themes/t/templates/{name}.html")), template.as_bytes().to_vec());
    }
    for name in [
        "datakatalog",
        "funksjoner",
        "graf",
        "kontroll",
        "merknad",
        "nokler",
        "ordliste",
        "sjekker",
        "tabell",
        "vedtaksregister",
    ] {
        sources.insert(path(&format!("themes/t/shortcodes/{name}.html")), b"<p>x</p>".to_vec());
    }
    let settings =
        "tittel = \"P\"\nbeskrivelse = \"P\"\nutgiver = \"P\"\nadresse = \"https://www.eksempel.no\"\ntema = [\"t\"]\n";
    sources.insert(path("fellesskap.toml"), settings.as_bytes().to_vec());
    sources
});

fn document(text: &str) {
    let path = path("content/side.md");
    let (_, problems) = Document::parse(&path, text);
    check(&problems, &[(&path, text)]);
}

/// The bytes as text that comes past `source`: UTF-8 without null characters.
fn text(data: &[u8]) -> String {
    String::from_utf8_lossy(data).replace('\0', "")
}

fn path(name: &str) -> SourcePath {
    SourcePath::new(name).expect("a plain name")
}

/// Every problem says something, marks a place that is there, and can be shown in every form.
fn check(problems: &[Diagnostic], files: &[(&SourcePath, &str)]) {
    let text = |path: &SourcePath| files.iter().find(|(file, _)| *file == path).map(|(_, text)| *text);
    for problem in problems {
        assert!(!problem.message.is_empty());
        let Some(place) = &problem.place else { continue };
        if let (Some(span), Some(text)) = (&place.span, text(&place.file)) {
            assert!(span.start <= span.end && text.get(span.clone()).is_some(), "{problem:?} in {} bytes", text.len());
        }
    }
    human::render(problems, text, false);
    short::render(problems, text);
    json::render(problems, text);
    github::render(problems, text, "");
}

fn html_of(part: Part<'_>) -> &str {
    match part {
        Part::Html(html) => html,
        Part::Hole(Piece::Link { .. }) => "<a>",
        Part::Hole(Piece::TableRegion(_)) => "<div>",
        Part::Hole(Piece::Footnotes) => "<section>",
        Part::Hole(Piece::Footnote(_)) => "<li>",
        Part::Hole(_) => "",
    }
}

/// The first tag that is not closed in order, or is none of those that Markdown makes.
fn unsound(html: &str) -> Option<String> {
    const KNOWN: [&str; 24] = [
        "a",
        "blockquote",
        "br",
        "code",
        "del",
        "div",
        "em",
        "hr",
        "li",
        "ol",
        "p",
        "pre",
        "section",
        "span",
        "strong",
        "sup",
        "table",
        "tbody",
        "td",
        "th",
        "thead",
        "tr",
        "ul",
        "b",
    ];
    let mut open = Vec::new();
    for tag in html.split('<').skip(1) {
        let Some((tag, _)) = tag.split_once('>') else { return Some(tag.to_owned()) };
        let name = tag.trim_start_matches('/').split([' ', '/']).next().unwrap_or_default();
        if !KNOWN.contains(&name) {
            return Some(tag.to_owned());
        }
        match tag.strip_prefix('/') {
            Some(closed) if open.last() == Some(&closed) => drop(open.pop()),
            Some(closed) => return Some(closed.to_owned()),
            None if tag.ends_with('/') || name == "br" || name == "hr" => {}
            None => open.push(name),
        }
    }
    open.first().map(|name| (*name).to_owned())
}

/// The first tag that could do something in a page.
fn armed(html: &str) -> Option<&str> {
    html.split('<').skip(1).map(|rest| rest.split('>').next().unwrap_or_default()).find(|tag| {
        let tag = tag.to_ascii_lowercase();
        let is = |names: &[&str]| names.iter().any(|name| tag.starts_with(name));
        // Redirects have their own policy and send readers on; no other page has any of these here.
        is(&["script", "iframe", "object", "embed", "base", "style", "form"])
            || tag.contains("href=\"javascript:")
            || tag.contains("href=\"data:")
            || tag.contains(" onerror=")
            || tag.contains(" onload=")
    })
}
