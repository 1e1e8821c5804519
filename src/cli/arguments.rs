//! The arguments as they are typed.

use std::ffi::OsString;
use std::path::PathBuf;

use jiff::civil::Date;
use lexopt::prelude::{Long, Short, Value};

use crate::config::is_address;
use crate::diagnostic::did_you_mean;
use crate::record::norwegian_date;

/// What the user wants.
#[derive(Debug, PartialEq, Eq)]
pub enum Command {
    Help,
    Version,
    Build(BuildOptions),
}

/// The options of `build`.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct BuildOptions {
    pub root: Option<PathBuf>,
    pub output: Option<PathBuf>,
    pub base_url: Option<String>,
    pub drafts: bool,
    pub date: Option<Date>,
}

pub const HELP: &str = "\
fellesskap lager nettstedet til et helsefellesskap av Markdown og tabeller.

Bruk:
  fellesskap build [valg]      lag nettstedet

Valg for build:
  -r, --root MAPPE             mappen med nettstedet (ellers mappen du står i)
  -o, --output-dir MAPPE       mappen nettstedet skrives til (ellers public i --root)
  -u, --base-url ADRESSE       nettstedets adresse, i stedet for den i fellesskap.toml
      --drafts                 ta med utkast og sider som ikke skal publiseres ennå
      --dato DATO              lag nettstedet slik det er denne dagen, for eksempel 2026-03-18

  -h, --help                   vis denne hjelpen
  -V, --version                vis versjonen

Feil i innholdet vises med fil, linje og forslag. Da skrives ingenting.
Avslutningskoder: 0 alt i orden, 1 feil i innholdet, 2 programmet kunne ikke kjøre.
";

const COMMANDS: [&str; 1] = ["build"];
const OPTIONS: [&str; 7] = ["--root", "--output-dir", "--base-url", "--drafts", "--dato", "--help", "--version"];

/// Reads the arguments. The error is a sentence for the user.
pub fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Command, String> {
    let mut parser = lexopt::Parser::from_iter(arguments);
    let mut command = None;
    let mut options = BuildOptions::default();
    while let Some(argument) = parser.next().map_err(in_norwegian)? {
        match argument {
            Short('h') | Long("help") => return Ok(Command::Help),
            Short('V') | Long("version") => return Ok(Command::Version),
            Short('r') | Long("root") => options.root = Some(value(&mut parser, "--root")?.into()),
            Short('o') | Long("output-dir") => options.output = Some(value(&mut parser, "--output-dir")?.into()),
            Short('u') | Long("base-url") => {
                let typed = text(&mut parser, "--base-url")?;
                if !is_address(&typed) {
                    let hint = "skriv hele adressen: https://www.eksempel.no";
                    return Err(format!("«{typed}» er ikke adressen til et nettsted; {hint}"));
                }
                options.base_url = Some(typed);
            }
            Long("drafts") => options.drafts = true,
            Long("dato") => {
                let typed = text(&mut parser, "--dato")?;
                let date = norwegian_date(&typed);
                options.date = Some(date.ok_or(format!("«{typed}» er ikke en dato; skriv den som 2026-03-18"))?);
            }
            Value(word) if command.is_none() => command = Some(word.to_string_lossy().into_owned()),
            Value(word) => return Err(format!("«{}» er ett ord for mye", word.to_string_lossy())),
            other => return Err(in_norwegian(other.unexpected())),
        }
    }
    match command.as_deref() {
        None => Ok(Command::Help),
        Some("build") => Ok(Command::Build(options)),
        Some("help" | "hjelp") => Ok(Command::Help),
        Some(unknown) => {
            let hint = did_you_mean(unknown, COMMANDS).unwrap_or_default();
            Err(format!("ukjent kommando «{unknown}» {hint}").trim_end().to_owned())
        }
    }
}

fn value(parser: &mut lexopt::Parser, option: &str) -> Result<OsString, String> {
    parser.value().map_err(|_| format!("{option} mangler verdi"))
}

fn text(parser: &mut lexopt::Parser, option: &str) -> Result<String, String> {
    value(parser, option)?.into_string().map_err(|_| format!("verdien til {option} er ikke lesbar tekst"))
}

fn in_norwegian(error: lexopt::Error) -> String {
    match error {
        lexopt::Error::UnexpectedOption(option) => {
            let hint = did_you_mean(&option, OPTIONS).unwrap_or_default();
            format!("ukjent valg «{option}» {hint}").trim_end().to_owned()
        }
        lexopt::Error::UnexpectedValue { option, .. } => format!("{option} skal ikke ha noen verdi"),
        lexopt::Error::MissingValue { option } => format!("{} mangler verdi", option.unwrap_or_default()),
        other => format!("argumentene kan ikke leses: {other}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(arguments: &str, expected: Result<Command, &str>) {
        let words = std::iter::once("fellesskap").chain(arguments.split_whitespace()).map(OsString::from);
        assert_eq!(parse(words), expected.map_err(str::to_owned));
    }

    #[test]
    fn options_are_those_of_zola() {
        let options = BuildOptions {
            root: Some("nettsted".into()),
            output: Some("ut".into()),
            base_url: Some("https://eksempel.no".into()),
            drafts: true,
            date: Some(jiff::civil::date(2026, 3, 18)),
        };
        check(
            "build --root nettsted --output-dir ut --base-url https://eksempel.no --drafts --dato 18.03.2026",
            Ok(Command::Build(options)),
        );
        check("build", Ok(Command::Build(BuildOptions::default())));
        check("--version", Ok(Command::Version));
        check("", Ok(Command::Help));
    }

    #[test]
    fn mistakes_are_explained_in_norwegian() {
        check("biuld", Err("ukjent kommando «biuld» mente du «build»?"));
        check("build --rot x", Err("ukjent valg «--rot» mente du «--root»?"));
        check("build --root", Err("--root mangler verdi"));
        check("build --drafts=ja", Err("--drafts skal ikke ha noen verdi"));
        check("build her der", Err("«her» er ett ord for mye"));
        check("build --dato i-morgen", Err("«i-morgen» er ikke en dato; skriv den som 2026-03-18"));
    }
}
