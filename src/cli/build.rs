//! `fellesskap build`.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Instant;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use xxhash_rust::xxh3::xxh3_128;

use super::arguments::BuildOptions;
use super::{CLEAN, PROBLEMS, colour, fail};
use crate::build::{Portal, Request, tidy};
use crate::content::Contents;
use crate::diagnostic::{Diagnostic, Severity, human};
use crate::source::{self, SourceTree};
use crate::write::{Fingerprint, Summary, WriteError, is_current, write};

/// The folder of output below the root, unless another is asked for.
const OUTPUT: &str = "public";

/// Builds the site and writes it. Returns the exit code.
pub fn run(options: &BuildOptions) -> u8 {
    let start = Instant::now();
    let root = options.root.clone().unwrap_or_else(|| PathBuf::from("."));
    let folder = options.output.clone().unwrap_or_else(|| root.join(OUTPUT));
    let (sources, mut problems) = match SourceTree::read(&root) {
        Ok(read) => read,
        Err(error) => return fail(&error.to_string()),
    };
    let request = Request {
        date: options.date.unwrap_or_else(today),
        drafts: options.drafts,
        base_url: options.base_url.clone(),
    };
    let fingerprint = problems.is_empty().then(|| fingerprint(&sources, &request)).flatten();
    if let Some(files) = fingerprint.and_then(|fingerprint| is_current(&folder, fingerprint)) {
        say_unchanged(files, &folder, start);
        return CLEAN;
    }

    let (portal, found) = Portal::new(sources.clone(), &Contents::read(&sources), &request);
    problems.extend(found);
    let has_errors = |problems: &[Diagnostic]| problems.iter().any(|problem| problem.severity == Severity::Error);
    let portal = portal.filter(|_| !has_errors(&problems));
    let Some(portal) = portal else {
        report(&mut problems, &sources);
        return PROBLEMS;
    };
    // A site with warnings is made again, so that they are said again.
    match write(&folder, &portal, fingerprint.filter(|_| problems.is_empty())) {
        Ok(summary) => {
            report(&mut problems, &sources);
            say_done(portal.page_count(), summary, &folder, start);
            CLEAN
        }
        Err(WriteError::Refused(found)) => {
            problems.extend(found);
            report(&mut problems, &sources);
            PROBLEMS
        }
        Err(error) => fail(&write_failure(&folder, &error)),
    }
}

/// Everything that output is made from: the sources, what is asked for, and this very program. `None` when the program
/// cannot be read.
fn fingerprint(sources: &SourceTree, request: &Request) -> Option<Fingerprint> {
    let program = std::env::current_exe().and_then(|path| source::file_fingerprint(&path)).ok()?;
    let wishes = format!("{program:032x} {request:?} {:032x}", sources.fingerprint());
    Some(Fingerprint(xxh3_128(wishes.as_bytes())))
}

/// Today in Norway.
#[expect(clippy::disallowed_methods, reason = "the command line is where the clock is read")]
fn today() -> Date {
    let zone = TimeZone::get("Europe/Oslo").unwrap_or_else(|_| TimeZone::system());
    Timestamp::now().to_zoned(zone).date()
}

fn report(problems: &mut Vec<Diagnostic>, sources: &SourceTree) {
    tidy(problems);
    if problems.is_empty() {
        return;
    }
    let mut text = human::render(problems, |path| sources.text(path), colour());
    let errors = problems.iter().filter(|problem| problem.severity == Severity::Error).count();
    let warnings = problems.len() - errors;
    if errors > 0 {
        text.push_str(&format!("{errors} feil"));
        if warnings > 0 {
            text.push_str(&format!(" og {}", counted(warnings, "advarsel", "advarsler")));
        }
        text.push_str(". Ingenting er skrevet; nettstedet er som før.\n");
    } else {
        text.push_str(&format!("{}.\n", counted(warnings, "advarsel", "advarsler")));
    }
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

fn write_failure(folder: &Path, error: &WriteError) -> String {
    match error {
        WriteError::Refused(_) => "noen av filene kunne ikke lages".to_owned(),
        WriteError::Io { path, error } => {
            let reason = match error.kind() {
                std::io::ErrorKind::PermissionDenied => "du mangler tilgang".to_owned(),
                std::io::ErrorKind::NotADirectory | std::io::ErrorKind::AlreadyExists => {
                    "det ligger en fil der det skulle vært en mappe".to_owned()
                }
                std::io::ErrorKind::ReadOnlyFilesystem => "disken kan ikke skrives til".to_owned(),
                std::io::ErrorKind::StorageFull => "disken er full".to_owned(),
                _ => error.to_string(),
            };
            format!("kan ikke skrive {}: {reason}", path.display())
        }
        WriteError::Foreign(files) => {
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
    }
}

fn counted(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}
