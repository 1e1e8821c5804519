//! `fellesskap check`.

use std::io::Write;
use std::path::{Path, PathBuf};

use jiff::civil::Date;

use super::arguments::{Interrupted, Word, Words, row};
use super::{CLEAN, PROBLEMS, colour, counted, fail, left_out, say, tally, today};
use crate::build::{Portal, Request, tidy};
use crate::content::Contents;
use crate::diagnostic::{Diagnostic, Severity, did_you_mean, github, human, json, sarif, short};
use crate::path::SourcePath;
use crate::source::SourceTree;

/// The options of `check`.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct CheckOptions {
    pub root: Option<PathBuf>,
    pub format: Format,
    pub drafts: bool,
    pub date: Option<Date>,
}

/// For whom the problems are written.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    #[default]
    Human,
    Short,
    Json,
    Github,
    Sarif,
}

/// The formats by their names, and what each is for.
const FORMATS: [(&str, Format, &str); 5] = [
    ("human", Format::Human, "til å lese, med linjen det gjelder (som i build)"),
    ("short", Format::Short, "én linje for hver feil"),
    ("json", Format::Json, "for egne programmer"),
    ("github", Format::Github, "merknader i GitHub Actions"),
    ("sarif", Format::Sarif, "SARIF 2.1.0, for verktøy som samler funn"),
];

pub fn help(_: Option<&str>) -> String {
    let formats: String = FORMATS.iter().map(|(name, _, text)| row(&format!("    {name}"), text)).collect();
    format!(
        "fellesskap check ser etter feil i nettstedet, og skriver ingenting til disken.\n\n\
         Bruk:\n  fellesskap check [valg]\n\n\
         Valg:\n{}{}{formats}{}{}{}\n\
         Det som sjekkes, er det samme som i build. Hva et funn betyr, sier fellesskap explain NAVN.\n\
         Avslutningskoder: 0 alt i orden, 1 feil i innholdet, 2 programmet kunne ikke kjøre.\n",
        row("-r, --root MAPPE", "mappen med nettstedet (ellers mappen du står i)"),
        row("-f, --format FORMAT", "hvordan feilene skrives (ellers human):"),
        row("    --drafts", "ta med utkast og sider som ikke skal publiseres ennå"),
        row("    --dato DATO", "sjekk nettstedet slik det er denne dagen, for eksempel 2026-03-18"),
        row("-h, --help", "vis denne hjelpen"),
    )
}

pub fn parse(words: &mut Words) -> Result<CheckOptions, Interrupted> {
    words.expect(["--root", "--format", "--drafts", "--dato", "--help"]);
    let mut options = CheckOptions::default();
    while let Some(word) = words.next()? {
        let Word::Option(option) = &word else { return Err(words.unexpected(word)) };
        match option.as_str() {
            "-r" | "--root" => options.root = Some(words.value("--root")?.into()),
            "-f" | "--format" => {
                let typed = words.text("--format")?;
                let names = || FORMATS.iter().map(|(name, ..)| *name);
                let found = FORMATS.iter().find(|(name, ..)| *name == typed);
                options.format = found.map(|(_, format, _)| *format).ok_or_else(|| {
                    let hint = did_you_mean(&typed, names())
                        .unwrap_or_else(|| format!("velg en av: {}", names().collect::<Vec<_>>().join(", ")));
                    Interrupted::Wrong(format!("ukjent format «{typed}»; {hint}"))
                })?;
            }
            "--drafts" => options.drafts = true,
            "--dato" => options.date = Some(words.date("--dato")?),
            _ => return Err(words.unexpected(word)),
        }
    }
    Ok(options)
}

/// Looks for everything that would stop a build. Returns the exit code.
pub fn run(options: &CheckOptions) -> u8 {
    let root = options.root.clone().unwrap_or_else(|| PathBuf::from("."));
    let (sources, mut problems) = match SourceTree::read(&root) {
        Ok(read) => read,
        Err(error) => return fail(&error.to_string()),
    };
    let request = Request { date: options.date.unwrap_or_else(today), drafts: options.drafts, base_url: None };
    let (portal, found) = Portal::new(sources.clone(), &Contents::read(&sources), &request, None);
    problems.extend(found);
    problems.extend(portal.iter().flat_map(Portal::problems));
    tidy(&mut problems);

    let text = |path: &SourcePath| sources.text(path);
    match options.format {
        Format::Human => say_to_people(&problems, &sources, portal.as_ref()),
        Format::Short => {
            say(&short::render(&problems, text));
        }
        Format::Json => {
            say(&json::render(&problems, text));
        }
        Format::Github => {
            say(&github::render(&problems, text, &below_current(&root)));
        }
        Format::Sarif => {
            say(&sarif::render(&problems, text, &below_current(&root)));
        }
    }
    let code = if problems.iter().any(|problem| problem.severity == Severity::Error) { PROBLEMS } else { CLEAN };
    // The program ends here, and the system takes all memory back at once.
    std::mem::forget((portal, sources));
    code
}

fn say_to_people(problems: &[Diagnostic], sources: &SourceTree, portal: Option<&Portal>) {
    if !problems.is_empty() {
        let text = human::render(problems, |path| sources.text(path), colour());
        let _ = std::io::stderr().write_all(format!("{text}{}.\n", tally(problems)).as_bytes());
    }
    if let Some(portal) = portal {
        let pages = counted(portal.page_count(), "side", "sider");
        if problems.is_empty() {
            say(&format!("Alt i orden: {pages} sjekket.\n"));
        }
        say(&left_out(portal.withheld(), "Sjekk dem med: fellesskap check --drafts"));
    }
}

/// The way from the current folder to the site, with a slash at the end; empty when it is the same.
fn below_current(root: &Path) -> String {
    let current = std::env::current_dir().unwrap_or_default();
    let root = root.strip_prefix(&current).unwrap_or(root);
    let parts: Vec<_> = root.components().filter(|part| !matches!(part, std::path::Component::CurDir)).collect();
    let way = parts.iter().collect::<PathBuf>().to_string_lossy().replace('\\', "/");
    if way.is_empty() || way.ends_with('/') { way } else { format!("{way}/") }
}
