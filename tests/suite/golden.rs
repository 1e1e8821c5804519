//! Golden sites: tiny sites, each with one behaviour to show, and what becomes of them.
//!
//! Every `tests/golden/*.txt` is a case. It begins with a paragraph that says in English what it shows; then come
//! sections, each under a line `-- name --`:
//!
//! | section | holds |
//! |---|---|
//! | `content/…`, `themes/…`, `fellesskap.toml` | a source file |
//! | `hex content/…` | a source file that is not text, in hexadecimal digits |
//! | `request` | what the build is asked for: `date`, `drafts`, `base_url` |
//! | `problems` | every problem found, as an editor reads them; without this section there must be none |
//! | `outputs` | the path of every file produced, without those that each site has |
//! | `output/…` | a produced file |
//! | `nowhere` | lines that stand in the sources and must not stand in any produced file |
//!
//! Settings and a plain theme (`tests/golden/fellesskap.toml`, `tests/golden/theme`) are added to every case; a file of
//! the case stands in for the shared one of the same path. Blank lines at the end of a section do not count, and `⍽`
//! stands for a no-break space.
//!
//! As on the command line, a site with an error produces nothing. Whatever a case shows, every tag of its pages must be
//! closed, and every id be the only one of its page.
//!
//! `UPDATE=1 cargo test --test suite golden` writes what is observed into the cases. Read every line it changed: an
//! expectation must be what an editor or a reader would want. With `CASE=name`, only the cases whose name contains it are
//! run or written.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use fellesskap::build::{Request, build};
use fellesskap::foundation::diagnostic::{self, Severity, human};
use fellesskap::foundation::path::SourcePath;
use fellesskap::read::source::SourceTree;
use jiff::civil::{Date, date};

use crate::files::{contents_below, names_in};
use crate::{html, repository};

/// The day of a build whose case names none.
const DATE: Date = date(2026, 3, 18);

/// Stands for a no-break space, so that it is seen.
const VISIBLE_SPACE: &str = "⍽";

#[test]
fn golden_sites() {
    let update = std::env::var_os("UPDATE").is_some();
    let shared = shared_files();
    let mut failures = String::new();
    let wanted = std::env::var("CASE").unwrap_or_default();
    for name in matching(&case_names(), &wanted).unwrap_or_else(|message| panic!("{message}")) {
        let path = case_file(&name);
        let text = fs::read_to_string(&path).unwrap();
        let found = Case::parse(&text).and_then(|case| {
            let observed = Observed::of(&case, &shared)?;
            if update {
                let updated = case.updated(&observed);
                if updated.to_text() != text {
                    fs::write(&path, updated.to_text()).unwrap();
                }
                return updated.check(&observed);
            }
            case.check(&observed)
        });
        if let Err(failure) = found {
            failures.push_str(&format!("\n==== {name} ====\n{failure}"));
        }
    }
    assert!(failures.is_empty(), "{failures}");
}

#[test]
fn a_case_is_asked_for_by_a_part_of_its_name() {
    let all = ["links", "table", "table-in-page", "wrong-link"].map(str::to_owned);
    assert_eq!(matching(&all, "table").unwrap(), ["table", "table-in-page"]);
    assert_eq!(matching(&all, "links").unwrap(), ["links"]);
    assert_eq!(matching(&all, "").unwrap(), all);
    let refused = |wanted| matching(&all, wanted).unwrap_err();
    assert_eq!(refused("tabel"), "no case has «tabel» in its name; near are: table, table-in-page");
    assert_eq!(refused("in-paeg"), "no case has «in-paeg» in its name; near are: table-in-page");
    assert_eq!(refused("wrong-lnk"), "no case has «wrong-lnk» in its name; near are: wrong-link");
    assert_eq!(refused("agurk"), "no case has «agurk» in its name; see tests/golden");
}

/// Chooses the cases whose name contains a text. If there are none, the message lists those with near names.
fn matching(all: &[String], wanted: &str) -> Result<Vec<String>, String> {
    /// Limit on the names that are listed.
    const LISTED: usize = 8;
    /// How like the text a name, or some words of it, must be to be listed; 1 is the same.
    const NEAR: f64 = 0.7;
    let found: Vec<String> = all.iter().filter(|name| name.contains(wanted)).cloned().collect();
    if !found.is_empty() {
        return Ok(found);
    }
    let likeness = |name: &str| {
        let words: Vec<&str> = name.split('-').collect();
        let parts = (0..words.len()).flat_map(|from| (from..words.len()).map(move |to| (from, to)));
        let parts = parts.map(|(from, to)| words[from..=to].join("-"));
        parts.map(|part| strsim::normalized_damerau_levenshtein(&part, wanted)).fold(0.0, f64::max)
    };
    let mut near: Vec<(f64, &str)> = all.iter().map(|name| (likeness(name), name.as_str())).collect();
    near.retain(|(likeness, _)| *likeness >= NEAR);
    near.sort_by(|one, other| other.0.total_cmp(&one.0));
    let names: Vec<&str> = near.into_iter().take(LISTED).map(|(_, name)| name).collect();
    let way_out =
        if names.is_empty() { "see tests/golden".to_owned() } else { format!("near are: {}", names.join(", ")) };
    Err(format!("no case has «{wanted}» in its name; {way_out}"))
}

/// A case as it is written.
struct Case {
    intro: String,
    sections: Vec<Section>,
}

struct Section {
    name: String,
    /// Lines, each with its line break; without blank lines at the end.
    text: String,
}

/// What became of a case.
struct Observed {
    problems: String,
    /// The text of each produced file.
    output: BTreeMap<String, String>,
}

impl Case {
    fn parse(text: &str) -> Result<Self, String> {
        let mut case = Self { intro: String::new(), sections: Vec::new() };
        for line in text.lines() {
            let name = line.strip_prefix("-- ").and_then(|rest| rest.strip_suffix(" --"));
            match (name, case.sections.last_mut()) {
                (Some(name), _) => case.sections.push(Section { name: name.to_owned(), text: String::new() }),
                (None, Some(section)) => section.text.push_str(&format!("{line}\n")),
                (None, None) => case.intro.push_str(&format!("{line}\n")),
            }
        }
        for section in &mut case.sections {
            section.text = trimmed(&section.text);
        }
        case.intro = trimmed(&case.intro);
        case.validate()?;
        Ok(case)
    }

    /// A case that says nothing, or says it twice, is a mistake.
    fn validate(&self) -> Result<(), String> {
        if self.intro.is_empty() {
            return Err("the case does not say what it shows\n".to_owned());
        }
        for (index, section) in self.sections.iter().enumerate() {
            if self.sections[..index].iter().any(|earlier| earlier.name == section.name) {
                return Err(format!("two sections are named {}\n", section.name));
            }
            if section.kind().is_none() {
                return Err(format!("no section is named {}\n", section.name));
            }
        }
        let expects =
            |section: &Section| !matches!(section.kind(), Some(Kind::Source(_) | Kind::Hex(_) | Kind::Request));
        if !self.sections.iter().any(expects) {
            return Err("the case expects nothing\n".to_owned());
        }
        Ok(())
    }

    fn section(&self, name: &str) -> Option<&str> {
        self.sections.iter().find(|section| section.name == name).map(|section| section.text.as_str())
    }

    fn check(&self, observed: &Observed) -> Result<(), String> {
        let mut failure = differing("problems", self.section("problems").unwrap_or_default(), &observed.problems);
        for section in &self.sections {
            failure += &match section.kind() {
                Some(Kind::Outputs) => differing(&section.name, &section.text, &observed.listing()),
                Some(Kind::Output(path)) => match observed.output.get(path) {
                    Some(found) => differing(&section.name, &section.text, found),
                    None => format!("nothing produces {path}\n{}", observed.problems),
                },
                Some(Kind::Nowhere) => section.text.lines().map(|line| self.leaks(line, observed)).collect(),
                _ => String::new(),
            };
        }
        for (path, html) in observed.output.iter().filter(|(path, _)| path.ends_with(".html")) {
            let flaws = html::unclosed(html).into_iter().chain(html::repeated_ids(html));
            failure += &flaws.map(|flaw| format!("{path}: {flaw}\n")).collect::<String>();
        }
        if failure.is_empty() { Ok(()) } else { Err(failure) }
    }

    /// The produced files that a line stands in; it must stand in a source, or it could not.
    fn leaks(&self, line: &str, observed: &Observed) -> String {
        let is_source = |section: &&Section| matches!(section.kind(), Some(Kind::Source(_)));
        if !self.sections.iter().filter(is_source).any(|section| section.text.contains(line)) {
            return format!("no source has «{line}», so it could not be found anywhere\n");
        }
        let found = observed.output.iter().filter(|(path, text)| path.contains(line) || text.contains(line));
        found.map(|(path, _)| format!("«{line}» stands in {path}\n")).collect()
    }

    /// The same case with what was observed in place of what was expected.
    fn updated(self, observed: &Observed) -> Self {
        let mut sections = Vec::new();
        for mut section in self.sections {
            match section.kind() {
                Some(Kind::Problems) => continue,
                Some(Kind::Outputs) => section.text = observed.listing(),
                Some(Kind::Output(path)) => {
                    // One that is not produced stays as it is, and fails.
                    if let Some(found) = observed.output.get(path) {
                        section.text.clone_from(found);
                    }
                }
                _ => {}
            }
            sections.push(section);
        }
        if !observed.problems.is_empty() {
            sections.push(Section { name: "problems".to_owned(), text: observed.problems.clone() });
        }
        Self { intro: self.intro, sections }
    }

    fn to_text(&self) -> String {
        let sections = self.sections.iter().map(|section| format!("\n-- {} --\n{}", section.name, section.text));
        format!("{}{}", self.intro, sections.collect::<String>())
    }
}

/// What a section is, by its name.
enum Kind<'a> {
    Source(&'a str),
    Hex(&'a str),
    Request,
    Problems,
    Outputs,
    Output(&'a str),
    Nowhere,
}

impl Section {
    fn kind(&self) -> Option<Kind<'_>> {
        match self.name.as_str() {
            "request" => Some(Kind::Request),
            "problems" => Some(Kind::Problems),
            "outputs" => Some(Kind::Outputs),
            "nowhere" => Some(Kind::Nowhere),
            name if name.starts_with("content/") || name.starts_with("themes/") || name == "fellesskap.toml" => {
                Some(Kind::Source(name))
            }
            name => match name.strip_prefix("hex ") {
                Some(path) => Some(Kind::Hex(path)),
                None => name.strip_prefix("output/").map(Kind::Output),
            },
        }
    }
}

impl Observed {
    fn of(case: &Case, shared: &BTreeMap<String, Vec<u8>>) -> Result<Self, String> {
        let mut files = shared.clone();
        for section in &case.sections {
            match section.kind() {
                Some(Kind::Source(path)) => {
                    files.insert(path.to_owned(), section.text.replace(VISIBLE_SPACE, "\u{a0}").into_bytes());
                }
                Some(Kind::Hex(path)) => {
                    files.insert(path.to_owned(), bytes(&section.text)?);
                }
                _ => {}
            }
        }
        let mut sources = SourceTree::default();
        let mut problems = Vec::new();
        for (path, content) in files {
            let path = SourcePath::new(&path).ok_or("a path leaves the site\n")?;
            problems.extend(sources.insert(path, content));
        }
        let built = build(&sources, &request(case.section("request").unwrap_or_default())?);
        problems.extend(built.diagnostics);
        diagnostic::sort(&mut problems);
        let failed = problems.iter().any(|problem| problem.severity == Severity::Error);
        let files = built.output.iter().filter(|_| !failed);
        Ok(Self {
            problems: visible(&human::render(&problems, |path| sources.text(path), false)),
            output: files
                .map(|(path, file)| (path.as_str().to_owned(), visible(&String::from_utf8_lossy(&file.content))))
                .collect(),
        })
    }

    /// The paths of all produced files but those that are the same on every site.
    fn listing(&self) -> String {
        let ordinary = |path: &&String| {
            !["404.html", ".htaccess", "_headers"].contains(&path.as_str()) && !path.starts_with("stil.")
        };
        self.output.keys().filter(ordinary).map(|path| format!("{path}\n")).collect()
    }
}

fn request(text: &str) -> Result<Request, String> {
    let mut request = Request { date: DATE, drafts: false, base_url: None };
    for (key, value) in text.parse::<toml::Table>().map_err(|error| error.to_string())? {
        match (key.as_str(), value) {
            ("date", value) => request.date = value.to_string().parse().map_err(|error| format!("{error}\n"))?,
            ("drafts", toml::Value::Boolean(drafts)) => request.drafts = drafts,
            ("base_url", toml::Value::String(base_url)) => request.base_url = Some(base_url),
            _ => return Err(format!("a request has no {key} of this type\n")),
        }
    }
    Ok(request)
}

/// The names of all cases, in order.
fn case_names() -> Vec<String> {
    let names = names_in(&root()).into_iter().filter_map(|file| file.strip_suffix(".txt").map(str::to_owned));
    let names: Vec<String> = names.collect();
    assert!(!names.is_empty(), "there are no cases");
    names
}

pub fn case_file(name: &str) -> PathBuf {
    root().join(format!("{name}.txt"))
}

/// The settings and the theme that every case has, by their paths in the site.
pub fn shared_files() -> BTreeMap<String, Vec<u8>> {
    let mut shared = theme();
    shared.insert("fellesskap.toml".to_owned(), fs::read(root().join("fellesskap.toml")).unwrap());
    shared
}

/// The theme that every case has, by its paths in the site.
pub fn theme() -> BTreeMap<String, Vec<u8>> {
    let files = contents_below(&root().join("theme")).into_iter();
    files.map(|(name, content)| (format!("themes/golden/{name}"), content)).collect()
}

fn root() -> PathBuf {
    repository::root().join("tests/golden")
}

fn differing(name: &str, expected: &str, found: &str) -> String {
    if expected == found {
        return String::new();
    }
    format!("-- {name}: expected --\n{expected}-- {name}: observed --\n{found}")
}

/// The text with no-break spaces shown, and without spaces at the ends of lines and blank lines at the end.
fn visible(text: &str) -> String {
    let lines = text.lines().map(|line| format!("{}\n", line.trim_end_matches(' ')));
    trimmed(&lines.collect::<String>().replace('\u{a0}', VISIBLE_SPACE))
}

/// Lines without blank ones at the end; the last has its line break.
fn trimmed(text: &str) -> String {
    match text.trim_end() {
        "" => String::new(),
        text => format!("{text}\n"),
    }
}

fn bytes(digits: &str) -> Result<Vec<u8>, String> {
    let digits: Vec<u8> = digits.bytes().filter(|digit| !digit.is_ascii_whitespace()).collect();
    let byte = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).unwrap_or("x"), 16);
    digits.chunks(2).map(byte).collect::<Result<_, _>>().map_err(|error| format!("not hexadecimal: {error}\n"))
}
