//! How pages look: templates, components, style sheet, static files, and the words of the interface.
//!
//! A theme is a folder below `themes`. A site lists the themes it uses; a file in an earlier one stands in for the file
//! of the same name in a later one, so that a site can replace a single template.
//!
//! | folder | holds |
//! |---|---|
//! | `templates` | one Tera template per kind of page, and `base.html` |
//! | `frame` | what stands above and below every page, rendered once and not for each page |
//! | `components/<name>` | a component: its template and its style |
//! | `shortcodes` | one template per shortcode |
//! | `styles` | style sheets; `layers.css` comes first, then the others, then the components' |
//! | `scripts` | scripts, run one after the other when a page is read; pages must do without |
//! | `sprak` | interface strings, one TOML file per language |
//! | `pdf` | what documents are made from and set with, when they are asked for |
//! | `static` | files copied to the root of the site |

use std::collections::BTreeMap;

use tera::{ErrorKind, Tera, Value};
use toml::de::DeValue;
use xxhash_rust::xxh3::xxh3_64;

use crate::foundation::diagnostic::{Code, Diagnostic, did_you_mean};
use crate::foundation::locale::Language;
use crate::foundation::path::{OutputPath, SourcePath, UrlPath};
use crate::read::config::Config;
use crate::read::record::Reader;
use crate::read::source::{SETTINGS, SourceTree, THEMES};

/// A theme, ready to render with.
#[derive(Debug)]
pub struct Theme {
    pub tera: Tera,
    /// Where each template comes from, by its name.
    pub templates: BTreeMap<String, SourcePath>,
    pub stylesheet: Bundle,
    /// Absent when the theme has no scripts.
    pub script: Option<Bundle>,
    /// Files to copy, by where they are written.
    pub statics: BTreeMap<OutputPath, SourcePath>,
    /// What documents are set with, by name; templates of HTML are among the others.
    pub pdf: BTreeMap<String, SourcePath>,
    strings: BTreeMap<Language, Strings>,
    /// The same, as templates get them; with the language itself as `lang`.
    values: BTreeMap<Language, Value>,
    /// For each language the keys that it has from bokmål.
    borrowed: BTreeMap<Language, Value>,
}

/// Several files of a theme put together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bundle {
    pub content: String,
    /// A new address when the content changes, so that browsers can keep it for ever.
    pub url: UrlPath,
}

impl Bundle {
    fn new(name: &str, extension: &str, content: String) -> Self {
        let url = UrlPath::new(&format!("/{name}.{:016x}.{extension}", xxh3_64(content.as_bytes())));
        Self { content, url: url.expect("letters, digits and dots") }
    }
}

/// The words of the interface in one language.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Strings(BTreeMap<String, String>);

impl Strings {
    /// The string of a key. A missing one is shown by its key, so that it is seen.
    pub fn get<'a>(&'a self, key: &'a str) -> &'a str {
        self.0.get(key).map_or(key, String::as_str)
    }

    /// The string of a key with values put in: `{n}`.
    pub fn filled(&self, key: &str, values: &[(&str, &str)]) -> String {
        values.iter().fold(self.get(key).to_owned(), |text, (name, value)| text.replace(&format!("{{{name}}}"), value))
    }
}

impl Theme {
    /// Puts a theme together. `None` when there is none that can be used.
    pub fn load(sources: &SourceTree, config: &Config) -> (Option<Self>, Vec<Diagnostic>) {
        let mut problems = Vec::new();
        let files = files(sources, config, &mut problems);
        if files.is_empty() {
            return (None, problems);
        }
        let templates: BTreeMap<String, SourcePath> = files
            .iter()
            .filter(|(name, _)| name.ends_with(".html") && !name.starts_with("static/"))
            .map(|(name, path)| (name.clone(), (*path).clone()))
            .collect();
        let tera = compile(sources, &templates, &mut problems);
        let (strings, borrowed) = strings(sources, &files, &mut problems);
        let values = strings.iter().map(|(language, strings)| (*language, words(*language, strings))).collect();
        let borrowed = borrowed.iter().map(|(language, keys)| (*language, Value::from_serializable(keys))).collect();
        let stylesheet = Bundle::new("stil", "css", stylesheet(sources, &files));
        let script = script(sources, &files).map(|content| Bundle::new("skript", "js", content));
        let statics = files
            .iter()
            .filter_map(|(name, path)| Some((OutputPath::new(name.strip_prefix("static/")?)?, (*path).clone())))
            .collect();
        let pdf = files
            .iter()
            .filter(|(name, _)| name.starts_with("pdf/") && !name.ends_with(".html"))
            .map(|(name, path)| (name.clone(), (*path).clone()))
            .collect();
        let theme =
            tera.map(|tera| Self { tera, templates, stylesheet, script, statics, pdf, strings, values, borrowed });
        (theme, problems)
    }

    /// Whether another theme gives the same files to a site: static ones, style sheet and script, at the same addresses.
    /// The addresses of the latter two change with their content. And the same templates by name, since some pages are there
    /// when their template is.
    pub fn has_same_files(&self, other: &Self) -> bool {
        let bundles =
            |theme: &Self| (theme.stylesheet.url.clone(), theme.script.as_ref().map(|script| script.url.clone()));
        self.statics == other.statics
            && bundles(self) == bundles(other)
            && self.templates.keys().eq(other.templates.keys())
    }

    /// The words of the interface in a language; those of bokmål where the theme does not have the language.
    pub fn strings(&self, language: Language) -> &Strings {
        self.strings.get(&language).or_else(|| self.strings.get(&Language::Nb)).expect("bokmål is always there")
    }

    /// The same for templates; shared, not copied.
    pub fn strings_value(&self, language: Language) -> Value {
        self.values.get(&language).or_else(|| self.values.get(&Language::Nb)).expect("bokmål is always there").clone()
    }

    /// The keys that a language lacks, so that its words are in bokmål, in order. None when all are, or all of them are
    /// its own.
    pub fn borrowed(&self, language: Language) -> Value {
        self.borrowed.get(&language).cloned().unwrap_or_else(|| Value::from_serializable(&[""; 0]))
    }
}

/// The files of all themes by their names within a theme; earlier themes win.
fn files<'a>(
    sources: &'a SourceTree,
    config: &Config,
    problems: &mut Vec<Diagnostic>,
) -> BTreeMap<String, &'a SourcePath> {
    let settings = SourcePath::new(SETTINGS).expect("a plain name");
    let all = sources.paths_below(THEMES);
    let mut files = BTreeMap::new();
    for theme in &config.tema {
        let folder = format!("{THEMES}/{}", theme.value);
        let before = files.len();
        for path in &all {
            if let Some(name) = path.below(&folder) {
                files.entry(name.to_owned()).or_insert(*path);
            }
        }
        if files.len() == before {
            let known = all.iter().filter_map(|path| path.below(THEMES)?.split_once('/').map(|(theme, _)| theme));
            let hint = did_you_mean(&theme.value, known).unwrap_or_else(|| format!("legg temaet i mappen {folder}"));
            let message = format!("temaet «{}» finnes ikke", theme.value);
            problems.push(Diagnostic::at(Code::Theme, &settings, theme.span.clone(), message).hint(hint));
        }
    }
    files
}

fn compile(
    sources: &SourceTree,
    templates: &BTreeMap<String, SourcePath>,
    problems: &mut Vec<Diagnostic>,
) -> Option<Tera> {
    let mut tera = Tera::new();
    let texts = templates.iter().filter_map(|(name, path)| Some((name.as_str(), sources.text(path)?)));
    match tera.add_raw_templates(texts) {
        Ok(()) => Some(tera),
        Err(error) => {
            problems.push(template_problem(&error, templates, sources, None));
            None
        }
    }
}

/// A problem in a template, at its place there. `page` is the page that was rendered, if any.
pub fn template_problem(
    error: &tera::Error,
    templates: &BTreeMap<String, SourcePath>,
    sources: &SourceTree,
    page: Option<&SourcePath>,
) -> Diagnostic {
    let report = match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => Some(report),
        _ => None,
    };
    let place = report.and_then(|report| Some((templates.get(report.filename())?, report)));
    let problem = match place {
        Some((path, report)) => {
            let length = sources.text(path).map_or(0, str::len);
            let span = &report.span().range;
            let span = span.start.min(length)..span.end.min(length);
            Diagnostic::at(Code::Template, path, span, "feil i malen").label(report.message())
        }
        None => {
            let settings = SourcePath::new(SETTINGS).expect("a plain name");
            if let ErrorKind::TemplateNotFound(name) = error.kind() {
                return Diagnostic::in_file(Code::Theme, &settings, format!("temaet mangler malen {name}"))
                    .hint("legg malen i temaet, eller ta med et tema som har den");
            }
            Diagnostic::in_file(Code::Template, page.unwrap_or(&settings), format!("feil i malene: {error}"))
        }
    };
    match page {
        Some(page) => problem.hint(format!("feilen kom da {page} ble laget; gi den til dem som har laget temaet")),
        None => problem.hint("rett malen, eller gi feilen til dem som har laget temaet"),
    }
}

fn stylesheet(sources: &SourceTree, files: &BTreeMap<String, &SourcePath>) -> String {
    let mut names: Vec<&String> = files.keys().filter(|name| name.ends_with(".css")).collect();
    names.retain(|name| name.starts_with("styles/") || name.starts_with("components/"));
    names.sort_by_key(|name| (*name != "styles/layers.css", !name.starts_with("styles/"), (*name).clone()));
    let mut stylesheet = String::new();
    for name in names {
        stylesheet.push_str(sources.text(files[name]).unwrap_or_default().trim_end());
        stylesheet.push('\n');
    }
    stylesheet
}

/// The strings of a language as templates get them.
fn words(language: Language, strings: &Strings) -> Value {
    let own = BTreeMap::from([("lang", language.code())]);
    let all = strings.0.iter().map(|(key, text)| (key.as_str(), text.as_str()));
    Value::from_serializable(&own.into_iter().chain(all).collect::<BTreeMap<_, _>>())
}

/// All scripts, sorted by name; `None` when there are none.
fn script(sources: &SourceTree, files: &BTreeMap<String, &SourcePath>) -> Option<String> {
    let scripts = files.iter().filter(|(name, _)| name.starts_with("scripts/") && name.ends_with(".js"));
    let texts: Vec<&str> = scripts.filter_map(|(_, path)| sources.text(path)).map(str::trim_end).collect();
    (!texts.is_empty()).then(|| texts.join("\n") + "\n")
}

fn strings(
    sources: &SourceTree,
    files: &BTreeMap<String, &SourcePath>,
    problems: &mut Vec<Diagnostic>,
) -> (BTreeMap<Language, Strings>, BTreeMap<Language, Vec<String>>) {
    let mut strings = BTreeMap::from([(Language::Nb, Strings::default())]);
    let mut borrowed = BTreeMap::new();
    for language in Language::ALL {
        let Some(path) = files.get(&format!("sprak/{}.toml", language.code())) else { continue };
        let text = sources.text(path).unwrap_or_default();
        let mut reader = Reader::new(path, 0, problems);
        let Some(table) = reader.parse(text) else { continue };
        // Another language stands on bokmål, so that a missing string is at least in Norwegian.
        let mut map = strings[&Language::Nb].clone();
        for (key, value) in table.get_ref().iter() {
            match value.get_ref() {
                DeValue::String(string) => {
                    map.0.insert(key.get_ref().to_string(), string.to_string());
                }
                _ => {
                    let message = format!("«{}» skal være tekst", key.get_ref());
                    reader.report(Code::WrongType, value.span(), message);
                }
            }
        }
        if language != Language::Nb {
            let lacks = |key: &&String| !table.get_ref().contains_key(key.as_str());
            borrowed.insert(language, map.0.keys().filter(lacks).cloned().collect());
        }
        strings.insert(language, map);
    }
    (strings, borrowed)
}
