//! `fellesskap check`.

use std::io::Write;
use std::path::{Path, PathBuf};

use jiff::civil::Date;

use super::arguments::{Interrupted, Word, Words, row};
use super::earlier;
#[cfg(feature = "external-links")]
use super::external;
use super::{CLEAN, PROBLEMS, colour, counted, fail, left_out, reason, say, tally, today};
use crate::build::write::{self, WriteError};
use crate::build::{self, Mended, Portal, Request, tidy};
use crate::foundation::diagnostic::{Diagnostic, Severity, did_you_mean, github, human, json, sarif, short};
use crate::foundation::path::SourcePath;
use crate::read::source::SourceTree;

/// The options of `check`.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct CheckOptions {
    pub root: Option<PathBuf>,
    pub format: Format,
    pub drafts: bool,
    pub date: Option<Date>,
    pub base_url: Option<String>,
    /// Mend in the files what can be mended without doubt.
    pub mend: bool,
    /// What was published before: a folder of output, or a map of the site.
    pub earlier: Option<PathBuf>,
    /// Ask other hosts for what links out of the site lead to.
    pub external: bool,
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
        "fellesskap check ser etter feil i nettstedet, og skriver ingenting til disken uten --rett.\n\n\
         Bruk:\n  fellesskap check [valg]\n\n\
         Valg:\n{}{}{formats}{}{}{}{}{}{}{}\n\
         Det som sjekkes, er det samme som i build. Hva et funn betyr, sier fellesskap explain NAVN.\n\
         Avslutningskoder: 0 alt i orden, 1 feil i innholdet, 2 programmet kunne ikke kjøre.\n",
        row("-r, --root MAPPE", "mappen med nettstedet (ellers mappen du står i)"),
        row("-f, --format FORMAT", "hvordan feilene skrives (ellers human):"),
        row("    --rett", "rett i filene det som kan rettes uten tvil, og vis hva som ble endret"),
        row(
            "    --mot STI",
            "sjekk at adresser som var publisert før, fortsatt virker: mappe fra build, eller sitemap.xml"
        ),
        row("-u, --base-url ADRESSE", "nettstedets adresse, i stedet for den i fellesskap.toml"),
        row("    --eksterne", "prøv lenkene ut av nettstedet, på nettet"),
        row("    --drafts", "ta med utkast og sider som ikke skal publiseres ennå"),
        row("    --dato DATO", "sjekk nettstedet slik det er denne dagen, for eksempel 2026-03-18"),
        row("-h, --help", "vis denne hjelpen"),
    )
}

pub fn parse(words: &mut Words) -> Result<CheckOptions, Interrupted> {
    words.expect(["--root", "--format", "--rett", "--mot", "--base-url", "--eksterne", "--drafts", "--dato", "--help"]);
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
            "--rett" => options.mend = true,
            "--mot" => options.earlier = Some(words.value("--mot")?.into()),
            "-u" | "--base-url" => options.base_url = Some(words.address("--base-url")?),
            "--eksterne" => options.external = true,
            "--drafts" => options.drafts = true,
            "--dato" => options.date = Some(words.date("--dato")?),
            _ => return Err(words.unexpected(word)),
        }
    }
    Ok(options)
}

/// Looks for everything that would stop a build. Returns the exit code.
pub fn run(options: &CheckOptions) -> u8 {
    if options.external && !cfg!(feature = "external-links") {
        return fail(
            "dette programmet er laget uten prøving av lenker på nettet; lag det med «cargo build --release --features external-links», eller ta bort --eksterne",
        );
    }
    let root = options.root.clone().unwrap_or_else(|| PathBuf::from("."));
    let (mut sources, mut problems) = match SourceTree::read(&root) {
        Ok(read) => read,
        Err(error) => return fail(&error.to_string()),
    };
    let request = Request {
        date: options.date.unwrap_or_else(today),
        drafts: options.drafts,
        base_url: options.base_url.clone(),
    };
    if options.mend {
        let mended = build::mend(&sources, &request);
        if let Err(message) = write_mended(&root, &sources, &mended) {
            return fail(&message);
        }
        report_mended(&mended, options.format);
        sources = mended.sources;
    }
    let (portal, found) = build::check(&sources, &request);
    problems.extend(found);
    if let (Some(place), Some(portal)) = (&options.earlier, &portal) {
        match earlier::addresses(place, portal.base_url().path()) {
            Ok(addresses) => problems.extend(portal.lost_addresses(addresses.iter().map(String::as_str))),
            Err(message) => return fail(&message),
        }
    }
    #[cfg(feature = "external-links")]
    if let Some(portal) = portal.as_ref().filter(|_| options.external) {
        match external::dead_links(portal) {
            Ok(found) => problems.extend(found),
            Err(message) => return fail(&message),
        }
    }
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

/// Writes the files that repairs changed.
fn write_mended(root: &Path, before: &SourceTree, mended: &Mended) -> Result<(), String> {
    for file in mended.changes.keys() {
        let (Some(before), Some(after)) = (before.text(file), mended.sources.text(file)) else { continue };
        let path = root.join(file.as_str());
        write::mend(&path, before, after).map_err(|error| match error {
            WriteError::Io { path, error } => format!("kan ikke skrive {}: {}", path.display(), reason(&error)),
            _ => format!("{file} er endret mens den ble sjekket, og er ikke rettet. Kjør kommandoen en gang til."),
        })?;
    }
    Ok(())
}

fn report_mended(mended: &Mended, format: Format) {
    let mut text = String::new();
    for (file, changes) in &mended.changes {
        for change in changes {
            text.push_str(&format!("rettet {file}:{}: «{}» → «{}»\n", change.line, change.before, change.after));
        }
    }
    for file in &mended.left_alone {
        text.push_str(&format!("ikke rettet {file}: rettingen ville gitt en ny feil; rett den for hånd\n"));
    }
    let places: usize = mended.changes.values().map(Vec::len).sum();
    let files = counted(mended.changes.len(), "fil", "filer");
    match places {
        0 => text.push_str("Ingenting å rette.\n"),
        _ => text.push_str(&format!("Rettet {} i {files}.\n", counted(places, "sted", "steder"))),
    }
    match format {
        Format::Human => {
            say(&text);
        }
        // What programs read has nothing else in it.
        _ => {
            let _ = std::io::stderr().write_all(text.as_bytes());
        }
    }
}

fn say_to_people(problems: &[Diagnostic], sources: &SourceTree, portal: Option<&Portal>) {
    if !problems.is_empty() {
        let text = human::render(problems, |path| sources.text(path), colour());
        let mendable = problems.iter().filter(|problem| problem.repair.is_some()).count();
        let way = match mendable {
            0 => String::new(),
            _ => format!(" {mendable} av dem kan rettes med: fellesskap check --rett"),
        };
        let _ = std::io::stderr().write_all(format!("{text}{}.{way}\n", tally(problems)).as_bytes());
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
