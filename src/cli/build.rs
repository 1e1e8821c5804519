//! `fellesskap build`.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Instant;

use jiff::civil::Date;
use xxhash_rust::xxh3::xxh3_128;

use super::arguments::{Interrupted, Word, Words, row};
use super::{CLEAN, PROBLEMS, colour, counted, fail, left_out, reason, say, tally, today};
use crate::build::content::Contents;
use crate::build::destination::reason_to_refuse;
#[cfg(feature = "pdf")]
use crate::build::write::earlier;
use crate::build::write::{self, Fingerprint, Summary, WriteError, current, listed, write};
use crate::build::{Portal, Request, tidy};
use crate::foundation::diagnostic::{Diagnostic, Severity, human};
use crate::foundation::locale::{self, Language};
use crate::read::source::{self, SourceTree};

/// The folder of output below the root, unless another is asked for.
const OUTPUT: &str = "public";

/// The options of `build`.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct BuildOptions {
    pub root: Option<PathBuf>,
    pub output: Option<PathBuf>,
    pub base_url: Option<String>,
    pub drafts: bool,
    /// Make meetings and reports as PDF too.
    pub pdf: bool,
    pub date: Option<Date>,
}

pub fn help(_: Option<&str>) -> String {
    format!(
        "fellesskap build lager nettstedet.\n\n\
         Bruk:\n  fellesskap build [valg]\n\n\
         Valg:\n{}{}{}{}{}{}{}\n\
         Feil i innholdet vises med fil, linje og forslag. Da skrives ingenting.\n",
        row("-r, --root MAPPE", "mappen med nettstedet (ellers mappen du står i)"),
        row("-o, --output-dir MAPPE", "mappen nettstedet skrives til (ellers public i --root)"),
        row("-u, --base-url ADRESSE", "nettstedets adresse, i stedet for den i fellesskap.toml"),
        row("    --drafts", "ta med utkast og sider som ikke skal publiseres ennå"),
        row("    --pdf", "lag også møtepapirer og rapporter som PDF"),
        row("    --dato DATO", "lag nettstedet slik det er denne dagen, for eksempel 2026-03-18"),
        row("-h, --help", "vis denne hjelpen"),
    )
}

pub fn parse(words: &mut Words) -> Result<BuildOptions, Interrupted> {
    words.expect(["--root", "--output-dir", "--base-url", "--drafts", "--pdf", "--dato", "--help"]);
    let mut options = BuildOptions::default();
    while let Some(word) = words.next()? {
        let Word::Option(option) = &word else { return Err(words.unexpected(word)) };
        match option.as_str() {
            "-r" | "--root" => options.root = Some(words.value("--root")?.into()),
            "-o" | "--output-dir" => options.output = Some(words.value("--output-dir")?.into()),
            "-u" | "--base-url" => options.base_url = Some(words.address("--base-url")?),
            "--drafts" => options.drafts = true,
            "--pdf" => options.pdf = true,
            "--dato" => options.date = Some(words.date("--dato")?),
            _ => return Err(words.unexpected(word)),
        }
    }
    Ok(options)
}

/// Builds the site and writes it. Returns the exit code.
pub fn run(options: &BuildOptions) -> u8 {
    let start = Instant::now();
    if options.pdf && !cfg!(feature = "pdf") {
        return fail(
            "dette programmet er laget uten PDF; lag det med «cargo build --release --features pdf», eller ta bort --pdf",
        );
    }
    let root = options.root.clone().unwrap_or_else(|| PathBuf::from("."));
    let folder = options.output.clone().unwrap_or_else(|| root.join(OUTPUT));
    let home = std::env::home_dir();
    if let Some(reason) = reason_to_refuse(&root, &folder, home.as_deref()) {
        let folder = folder.display();
        return fail(&format!(
            "nettstedet kan ikke skrives til {folder}: {reason}\nVelg en annen mappe, for eksempel --output-dir public."
        ));
    }
    // Where there can be no such file, a build is made all the same.
    let _hold = write::hold(&lock_of(&folder), || {
        let _ = writeln!(std::io::stderr(), "Venter på at et annet bygg til {} skal bli ferdig …", folder.display());
    });
    let (sources, mut problems) = match SourceTree::read(&root) {
        Ok(read) => read,
        Err(error) => return fail(&error.to_string()),
    };
    let request = Request {
        date: options.date.unwrap_or_else(today),
        drafts: options.drafts,
        base_url: options.base_url.clone(),
    };
    let fingerprint = problems.is_empty().then(|| fingerprint(&sources, &request, options.pdf)).flatten();
    if let Some(files) = fingerprint.and_then(|fingerprint| current(&folder, fingerprint)) {
        say_unchanged(files, &folder, start);
        return CLEAN;
    }

    let (portal, found) = Portal::new(sources.clone(), &Contents::read(&sources), &request, None);
    problems.extend(found);
    let has_errors = |problems: &[Diagnostic]| problems.iter().any(|problem| problem.severity == Severity::Error);
    let portal = portal.filter(|_| !has_errors(&problems));
    #[cfg_attr(
        not(any(feature = "search", feature = "pdf")),
        expect(unused_mut, reason = "only an index and documents are added to it")
    )]
    let Some(mut portal) = portal else {
        report(&mut problems, &sources);
        return PROBLEMS;
    };
    #[cfg(feature = "pdf")]
    if options.pdf {
        let (summary, found) = portal.add_documents(earlier(&folder));
        problems.extend(found);
        if has_errors(&problems) {
            report(&mut problems, &sources);
            return PROBLEMS;
        }
        say(&format!(
            "{} som PDF: {} satt, {} uendret.\n",
            counted(summary.set + summary.kept, "dokument", "dokumenter"),
            summary.set,
            summary.kept
        ));
    }
    if let Ok(Some(files)) = listed(&folder) {
        problems.extend(portal.dropped_pages(&files));
    }
    #[cfg(feature = "search")]
    if let Err(error) = portal.add_search_index() {
        return fail(&error.to_string());
    }
    // A site with warnings is made again, so that they are said again.
    let made_from = fingerprint.filter(|_| problems.is_empty());
    let code = match write(&folder, &portal, made_from) {
        Ok(summary) => {
            report(&mut problems, &sources);
            say_done(portal.page_count(), summary, &folder, start);
            say_next_change(portal.next_change());
            say(&left_out(portal.withheld(), "Se dem med: fellesskap serve --drafts"));
            CLEAN
        }
        Err(WriteError::Refused(found)) => {
            problems.extend(found);
            report(&mut problems, &sources);
            PROBLEMS
        }
        Err(WriteError::Io { path, error }) => fail(&format!("kan ikke skrive {}: {}", path.display(), reason(&error))),
        Err(WriteError::Foreign(files)) => fail(&foreign_files(&folder, &files)),
    };
    // The program ends here, and the system takes all memory back at once; piece by piece takes long for a large portal.
    std::mem::forget((portal, sources));
    code
}

/// The file that stands for a folder while it is written to. It lies where temporary files do, so that nothing strange lies
/// beside a site.
fn lock_of(folder: &Path) -> PathBuf {
    let whole = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
    let whole = whole.canonicalize().unwrap_or(whole);
    std::env::temp_dir().join(format!("fellesskap-{:032x}", xxh3_128(whole.as_os_str().as_encoded_bytes())))
}

/// Everything that output is made from: the sources, what is asked for, and this very program. `None` when the program
/// cannot be read.
fn fingerprint(sources: &SourceTree, request: &Request, pdf: bool) -> Option<Fingerprint> {
    let program = std::env::current_exe().and_then(|path| source::file_fingerprint(&path)).ok()?;
    let wishes = format!("{program:032x} {request:?} {pdf} {:032x}", sources.fingerprint());
    Some(Fingerprint(xxh3_128(wishes.as_bytes())))
}

fn report(problems: &mut Vec<Diagnostic>, sources: &SourceTree) {
    tidy(problems);
    if problems.is_empty() {
        return;
    }
    let mut text = human::render(problems, |path| sources.text(path), colour());
    text.push_str(&tally(problems));
    let errors = problems.iter().any(|problem| problem.severity == Severity::Error);
    text.push_str(if errors { ". Ingenting er skrevet; nettstedet er som før.\n" } else { ".\n" });
    let _ = std::io::stderr().write_all(text.as_bytes());
}

fn say_unchanged(files: usize, folder: &Path, start: Instant) {
    let _ = writeln!(
        std::io::stdout(),
        "Ingenting er endret siden sist: {} i {} er som de skal ({} s).",
        counted(files, "fil", "filer"),
        folder.display(),
        seconds(start),
    );
}

/// Says when the site is another by its dates alone, if it ever is.
fn say_next_change(date: Option<Date>) {
    if let Some(date) = date {
        let date = locale::date(date, Language::Nb);
        say(&format!("Nettstedet blir et annet {date}. Lag det på nytt da.\n"));
    }
}

/// The time since a moment, in seconds: `0,10`.
fn seconds(start: Instant) -> String {
    format!("{:.2}", start.elapsed().as_secs_f64()).replace('.', ",")
}

fn say_done(pages: usize, summary: Summary, folder: &Path, start: Instant) {
    let seconds = seconds(start);
    let Summary { written, unchanged, removed } = summary;
    let _ = writeln!(
        std::io::stdout(),
        "{} laget på {seconds} s i {}: {} skrevet, {unchanged} uendret, {removed} fjernet.",
        counted(pages, "side", "sider"),
        folder.display(),
        counted(written, "fil", "filer"),
    );
}

fn foreign_files(folder: &Path, files: &[PathBuf]) -> String {
    const SHOWN: usize = 5;
    let mut list: Vec<String> = files.iter().take(SHOWN).map(|file| format!("  {}", file.display())).collect();
    if files.len() > SHOWN {
        list.push(format!("  … og {} til", files.len() - SHOWN));
    }
    format!(
        "mappen {} har filer som ikke er laget av fellesskap, eller som er endret etterpå:\n{}\nFlytt dem, eller velg en annen mappe med --output-dir. Ingenting er skrevet.",
        folder.display(),
        list.join("\n")
    )
}
