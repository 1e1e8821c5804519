//! The arguments as they are typed.
//!
//! Each command reads its own options, with [`Words`]; [`COMMANDS`] lists them all. A new command is a file beside this
//! one, a row there, and a variant of [`Command`].

use std::ffi::OsString;

use jiff::civil::Date;
use lexopt::Arg;

use super::build::{self, BuildOptions};
use super::check::{self, CheckOptions};
use super::explain::{self, ExplainOptions};
use super::new::{self, NewOptions};
use super::schema::{self, SchemaOptions};
use super::serve::{self, ServeOptions};
use crate::foundation::diagnostic::did_you_mean;
use crate::read::config::is_address;
use crate::read::record::norwegian_date;

/// What the user wants.
#[derive(Debug, PartialEq, Eq)]
pub enum Command {
    /// To read this.
    Help(String),
    Version,
    Build(BuildOptions),
    Check(CheckOptions),
    Explain(ExplainOptions),
    New(NewOptions),
    Serve(ServeOptions),
    Schema(SchemaOptions),
}

/// A command of the program.
struct Spec {
    name: &'static str,
    /// Other ways to write the name.
    aliases: &'static [&'static str],
    summary: &'static str,
    /// Its help, or that of one of the things it can do.
    help: fn(Option<&str>) -> String,
    parse: fn(&mut Words) -> Result<Command, Interrupted>,
}

/// All commands, in the order that help lists them.
const COMMANDS: &[Spec] = &[
    Spec {
        name: "new",
        aliases: &["ny", "nytt"],
        summary: "lag et møte, en sak, en rapport, en tabell … eller et nettsted",
        help: new::help,
        parse: |words| new::parse(words).map(Command::New),
    },
    Spec {
        name: "serve",
        aliases: &["vis"],
        summary: "vis nettstedet i nettleseren mens du skriver",
        help: serve::help,
        parse: |words| serve::parse(words).map(Command::Serve),
    },
    Spec {
        name: "build",
        aliases: &[],
        summary: "lag nettstedet",
        help: build::help,
        parse: |words| build::parse(words).map(Command::Build),
    },
    Spec {
        name: "check",
        aliases: &["sjekk"],
        summary: "se etter feil, uten å lage nettstedet",
        help: check::help,
        parse: |words| check::parse(words).map(Command::Check),
    },
    Spec {
        name: "explain",
        aliases: &["forklar"],
        summary: "forklar hva en feil er, og hvordan den rettes",
        help: explain::help,
        parse: |words| explain::parse(words).map(Command::Explain),
    },
    Spec {
        name: "schema",
        aliases: &[],
        summary: "skriv ut JSON Schema for opplysningene i filene",
        help: schema::help,
        parse: |words| schema::parse(words).map(Command::Schema),
    },
];

/// Why the arguments cannot be used.
#[derive(Debug, PartialEq, Eq)]
pub struct Mistake {
    /// A sentence for the user.
    pub message: String,
    /// The command whose help says more.
    pub command: Option<&'static str>,
}

/// Reads the arguments, the first being the name of the program.
pub fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Command, Mistake> {
    let mut words = Words { parser: lexopt::Parser::from_iter(arguments), options: vec!["--help", "--version"] };
    let spec = match first_word(&mut words) {
        Ok(First::Command(spec)) => spec,
        Ok(First::Other(command)) => return Ok(command),
        Err(Interrupted::Help(_)) => return Ok(Command::Help(help())),
        Err(Interrupted::Wrong(message)) => return Err(Mistake { message, command: None }),
    };
    (spec.parse)(&mut words).or_else(|interrupted| match interrupted {
        Interrupted::Help(topic) => Ok(Command::Help((spec.help)(topic.as_deref()))),
        Interrupted::Wrong(message) => Err(Mistake { message, command: Some(spec.name) }),
    })
}

/// What the first word asks for.
enum First {
    Command(&'static Spec),
    Other(Command),
}

fn first_word(words: &mut Words) -> Result<First, Interrupted> {
    let word = match words.next()? {
        None => return Err(Interrupted::Help(None)),
        Some(Word::Option(option)) if matches!(option.as_str(), "-V" | "--version") => {
            return Ok(First::Other(Command::Version));
        }
        Some(Word::Option(option)) => return Err(words.unknown(&option)),
        Some(Word::Value(word)) => word.to_string_lossy().into_owned(),
    };
    if !matches!(word.as_str(), "help" | "hjelp") {
        return find(&word).map(First::Command);
    }
    let mut topics = Vec::new();
    while let Some(Word::Value(topic)) = words.next()? {
        topics.push(topic.to_string_lossy().into_owned());
    }
    let Some((command, topics)) = topics.split_first() else { return Err(Interrupted::Help(None)) };
    let spec = find(command)?;
    Ok(First::Other(Command::Help((spec.help)(topics.first().map(String::as_str)))))
}

fn find(name: &str) -> Result<&'static Spec, Interrupted> {
    let found = COMMANDS.iter().find(|command| command.name == name || command.aliases.contains(&name));
    found.ok_or_else(|| {
        let hint = did_you_mean(name, COMMANDS.iter().map(|command| command.name)).unwrap_or_default();
        Interrupted::Wrong(format!("ukjent kommando «{name}» {hint}").trim_end().to_owned())
    })
}

/// The help of the program as a whole.
fn help() -> String {
    let commands: String = COMMANDS.iter().map(|command| row(command.name, command.summary)).collect();
    format!(
        "fellesskap lager nettstedet til et helsefellesskap av Markdown og tabeller.\n\n\
         Bruk:\n  fellesskap KOMMANDO [valg]\n\n\
         Kommandoer:\n{commands}{}\n\
         Valg:\n{}{}\n\
         Avslutningskoder: 0 alt i orden, 1 feil i innholdet, 2 programmet kunne ikke kjøre.\n",
        row("help KOMMANDO", "vis hjelp om en kommando"),
        row("-h, --help", "vis denne hjelpen"),
        row("-V, --version", "vis versjonen"),
    )
}

/// A line of a list in help.
pub fn row(name: &str, text: &str) -> String {
    const WIDTH: usize = 27;
    let space = WIDTH.saturating_sub(name.chars().count()).max(2);
    format!("  {name}{}{text}\n", " ".repeat(space))
}

/// A word that was typed.
#[derive(Debug, PartialEq, Eq)]
pub enum Word {
    /// `--root` or `-r`; its value, if any, is still to be read.
    Option(String),
    Value(OsString),
}

/// Why a command is not carried out.
#[derive(Debug, PartialEq, Eq)]
pub enum Interrupted {
    /// The user wants help, perhaps with one of the things the command can do.
    Help(Option<String>),
    /// What is wrong, in a sentence.
    Wrong(String),
}

/// The words after the command, one after the other.
pub struct Words {
    parser: lexopt::Parser,
    /// The long options of the command, for suggestions.
    options: Vec<&'static str>,
}

impl Words {
    /// Says which options a command has, so that slips can be explained.
    pub fn expect(&mut self, options: impl IntoIterator<Item = &'static str>) {
        self.options = options.into_iter().collect();
    }

    /// The next word, or `None` after the last.
    pub fn next(&mut self) -> Result<Option<Word>, Interrupted> {
        let word = match self.parser.next() {
            Ok(None) => return Ok(None),
            Ok(Some(Arg::Short('h') | Arg::Long("help"))) => return Err(Interrupted::Help(None)),
            Ok(Some(Arg::Short(letter))) => Word::Option(format!("-{letter}")),
            Ok(Some(Arg::Long(name))) => Word::Option(format!("--{name}")),
            Ok(Some(Arg::Value(value))) => Word::Value(value),
            Err(error) => return Err(in_norwegian(&error)),
        };
        Ok(Some(word))
    }

    /// The value of the option that was just read.
    pub fn value(&mut self, option: &str) -> Result<OsString, Interrupted> {
        self.parser.value().map_err(|_| Interrupted::Wrong(format!("{option} mangler verdi")))
    }

    /// The same as text.
    pub fn text(&mut self, option: &str) -> Result<String, Interrupted> {
        let value = self.value(option)?.into_string();
        value.map_err(|_| Interrupted::Wrong(format!("verdien til {option} er ikke lesbar tekst")))
    }

    /// The same as a date.
    pub fn date(&mut self, option: &str) -> Result<Date, Interrupted> {
        let typed = self.text(option)?;
        norwegian_date(&typed)
            .ok_or_else(|| Interrupted::Wrong(format!("«{typed}» er ikke en dato; skriv den som 2026-03-18")))
    }

    /// The same as the address of a site.
    pub fn address(&mut self, option: &str) -> Result<String, Interrupted> {
        let typed = self.text(option)?;
        if is_address(&typed) {
            return Ok(typed);
        }
        let message =
            format!("«{typed}» er ikke adressen til et nettsted; skriv hele adressen: https://www.eksempel.no");
        Err(Interrupted::Wrong(message))
    }

    /// An option that the command does not have.
    pub fn unknown(&self, option: &str) -> Interrupted {
        let hint = did_you_mean(option, self.options.iter().copied()).unwrap_or_default();
        Interrupted::Wrong(format!("ukjent valg «{option}» {hint}").trim_end().to_owned())
    }

    /// A word that the command has no use for.
    pub fn unexpected(&self, word: Word) -> Interrupted {
        match word {
            Word::Option(option) => self.unknown(&option),
            Word::Value(value) => Interrupted::Wrong(format!("«{}» er ett ord for mye", value.to_string_lossy())),
        }
    }
}

fn in_norwegian(error: &lexopt::Error) -> Interrupted {
    Interrupted::Wrong(match error {
        lexopt::Error::UnexpectedValue { option, .. } => format!("{option} skal ikke ha noen verdi"),
        other => format!("argumentene kan ikke leses: {other}"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(arguments: &str, expected: Result<Command, (&str, Option<&'static str>)>) {
        let words = std::iter::once("fellesskap").chain(arguments.split_whitespace()).map(OsString::from);
        let expected = expected.map_err(|(message, command)| Mistake { message: message.to_owned(), command });
        assert_eq!(parse(words), expected);
    }

    #[test]
    fn options_are_those_of_zola() {
        let options = BuildOptions {
            root: Some("nettsted".into()),
            output: Some("ut".into()),
            base_url: Some("https://eksempel.no".into()),
            drafts: true,
            pdf: true,
            date: Some(jiff::civil::date(2026, 3, 18)),
        };
        check(
            "build --root nettsted --output-dir ut --base-url https://eksempel.no --drafts --pdf --dato 18.03.2026",
            Ok(Command::Build(options)),
        );
        check("build", Ok(Command::Build(BuildOptions::default())));
        let options = ServeOptions {
            root: Some("nettsted".into()),
            interface: "::1".parse().unwrap(),
            port: 1024,
            open: true,
            drafts: true,
        };
        check("serve --root nettsted --interface ::1 --port 1024 --open --drafts", Ok(Command::Serve(options)));
        check("serve", Ok(Command::Serve(ServeOptions::default())));
        let options = CheckOptions {
            root: Some("nettsted".into()),
            format: check::Format::Github,
            drafts: true,
            date: Some(jiff::civil::date(2026, 3, 18)),
            base_url: Some("https://eksempel.no".to_owned()),
            mend: true,
            earlier: Some("public".into()),
            external: true,
        };
        check(
            "check -r nettsted -f github -u https://eksempel.no --drafts --rett --mot public --eksterne --dato 2026-03-18",
            Ok(Command::Check(options)),
        );
        check("sjekk", Ok(Command::Check(CheckOptions::default())));
        let options = ExplainOptions { code: Some(crate::foundation::diagnostic::Code::BrokenLink) };
        check("explain feil[brutt-lenke]:", Ok(Command::Explain(options)));
        check("--version", Ok(Command::Version));
        check("", Ok(Command::Help(help())));
    }

    #[test]
    fn each_command_has_its_own_help() {
        for spec in COMMANDS {
            let own = (spec.help)(None);
            assert!(own.contains(&format!("fellesskap {}", spec.name)), "{own}");
            assert!(help().contains(spec.summary));
            for arguments in
                [format!("{} --help", spec.name), format!("{} -h", spec.name), format!("help {}", spec.name)]
            {
                check(&arguments, Ok(Command::Help(own.clone())));
            }
        }
        check("new møte --help", Ok(Command::Help(new::help(Some("møte")))));
        check("help new mote", Ok(Command::Help(new::help(Some("møte")))));
        check("help biuld", Err(("ukjent kommando «biuld» mente du «build»?", None)));
    }

    #[test]
    fn mistakes_are_explained_in_norwegian() {
        let build = Some("build");
        check("biuld", Err(("ukjent kommando «biuld» mente du «build»?", None)));
        check("--versjon", Err(("ukjent valg «--versjon» mente du «--version»?", None)));
        check("build --rot x", Err(("ukjent valg «--rot» mente du «--root»?", build)));
        check("build --root", Err(("--root mangler verdi", build)));
        check("build --drafts=ja", Err(("--drafts skal ikke ha noen verdi", build)));
        check("build her der", Err(("«her» er ett ord for mye", build)));
        let serve = Some("serve");
        check("serve --port 70000", Err(("«70000» er ikke en port; skriv et tall fra 1 til 65535", serve)));
        check("serve --interface her", Err(("«her» er ikke en adresse på maskinen; skriv den som 127.0.0.1", serve)));
        check("build --dato i-morgen", Err(("«i-morgen» er ikke en dato; skriv den som 2026-03-18", build)));
        check(
            "new",
            Err((
                "oppgi hva som skal lages: møte, sak, utvalg, rapport, prosjekt, tabell, side, seksjon, nettsted",
                Some("new"),
            )),
        );
        check("new motte", Err(("«motte» kan ikke lages; mente du «møte»?", Some("new"))));
        check("new møte --utval ssu", Err(("ukjent valg «--utval» mente du «--utvalg»?", Some("new"))));
        check("new møte --utvalg", Err(("--utvalg mangler verdi", Some("new"))));
        check("new sak 12/26", Err(("«12/26» er ett ord for mye", Some("new"))));
        check("check --format sarff", Err(("ukjent format «sarff»; mente du «sarif»?", Some("check"))));
        check(
            "check --format yaml",
            Err(("ukjent format «yaml»; velg en av: human, short, json, github, sarif", Some("check"))),
        );
        check("explain brut-lenke", Err(("ingen sjekk heter «brut-lenke»; mente du «brutt-lenke»?", Some("explain"))));
        check("explain a b", Err(("ingen sjekk heter «a»; skriv fellesskap explain for å se alle", Some("explain"))));
        check("explain ugyldig-toml b", Err(("«b» er ett ord for mye", Some("explain"))));
        check("schema --type mote", Err(("ukjent type «mote»; mente du «møte»?", Some("schema"))));
    }
}
