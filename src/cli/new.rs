//! `fellesskap new`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::arguments::{Interrupted, Word, Words, row};
use super::ask::{Asking, is_possible};
use super::{FAILED, counted, fail, reason, say, today};
use crate::desk::scaffold::{self, Ask, Choosable, CreateError, Inventory, KINDS, Kind, Plan, Stop, Surroundings};
use crate::foundation::diagnostic::did_you_mean;
use crate::read::source::{self, SETTINGS, SourceTree};

/// The options of `new`.
#[derive(Debug, PartialEq, Eq)]
pub struct NewOptions {
    /// The name of what to make.
    kind: &'static str,
    root: Option<PathBuf>,
    /// Take the defaults without asking.
    defaults: bool,
    /// Answers to questions, by their options.
    answers: BTreeMap<&'static str, String>,
}

pub fn help(topic: Option<&str>) -> String {
    match topic.and_then(Kind::find) {
        Some(kind) => help_of(kind),
        None => {
            let kinds: String = KINDS.iter().map(|kind| row(kind.name, kind.summary)).collect();
            format!(
                "fellesskap new lager ferdige filer på rett sted, med neste ledige nummer. Ingen filer blir overskrevet.\n\n\
                 Bruk:\n  fellesskap new HVA [valg]\n\n\
                 Du kan lage:\n{kinds}\n\
                 Det du ikke oppgir, blir du spurt om. Valgene for hver: fellesskap new møte --help\n"
            )
        }
    }
}

fn help_of(kind: &Kind) -> String {
    let line = |option: &Choosable| row(&format!("    {} {}", option.name, option.value), option.help);
    let options: String = kind.options.iter().map(line).collect();
    let (usage, root) = match kind.in_site {
        true => ("", row("-r, --root MAPPE", "mappen med nettstedet (ellers mappen du står i)")),
        false => (" [MAPPE]", String::new()),
    };
    format!(
        "fellesskap new {name} lager {}.\n\n\
         Bruk:\n  fellesskap new {name}{usage} [valg]\n\n\
         Valg:\n{options}{root}{}{}\n\
         Det du ikke oppgir, blir du spurt om når kommandoen skrives i et terminalvindu.\n",
        kind.summary,
        row("-y, --ja", "bruk standardsvarene uten å spørre"),
        row("-h, --help", "vis denne hjelpen"),
        name = kind.name,
    )
}

pub fn parse(words: &mut Words) -> Result<NewOptions, Interrupted> {
    words.expect(["--help"]);
    let names = || KINDS.iter().map(|kind| kind.name);
    let kind = match words.next()? {
        None => {
            let names = names().collect::<Vec<_>>().join(", ");
            return Err(Interrupted::Wrong(format!("oppgi hva som skal lages: {names}")));
        }
        Some(Word::Option(option)) => return Err(words.unknown(&option)),
        Some(Word::Value(word)) => {
            let word = word.to_string_lossy();
            Kind::find(&word).ok_or_else(|| {
                let hint = did_you_mean(&word, names())
                    .unwrap_or_else(|| format!("velg en av: {}", names().collect::<Vec<_>>().join(", ")));
                Interrupted::Wrong(format!("«{word}» kan ikke lages; {hint}"))
            })?
        }
    };
    options_of(kind, words).map_err(|interrupted| match interrupted {
        Interrupted::Help(_) => Interrupted::Help(Some(kind.name.to_owned())),
        wrong => wrong,
    })
}

fn options_of(kind: &'static Kind, words: &mut Words) -> Result<NewOptions, Interrupted> {
    words.expect(kind.options.iter().map(|option| option.name).chain(["--root", "--ja", "--help"]));
    let mut options = NewOptions { kind: kind.name, root: None, defaults: false, answers: BTreeMap::new() };
    while let Some(word) = words.next()? {
        match &word {
            Word::Value(folder) if !kind.in_site && options.root.is_none() => options.root = Some(folder.into()),
            Word::Option(name) if matches!(name.as_str(), "-r" | "--root") && kind.in_site => {
                options.root = Some(words.value("--root")?.into());
            }
            Word::Option(name) if matches!(name.as_str(), "-y" | "--ja") => options.defaults = true,
            Word::Option(name) => {
                let known =
                    kind.options.iter().find(|option| option.name == name || option.aliases.contains(&name.as_str()));
                let Some(option) = known else { return Err(words.unexpected(word)) };
                options.answers.insert(option.name, words.text(option.name)?);
            }
            Word::Value(_) => return Err(words.unexpected(word)),
        }
    }
    Ok(options)
}

/// Makes the files. Returns the exit code.
pub fn run(options: &NewOptions) -> u8 {
    let Some(kind) = Kind::find(options.kind) else { return fail("ukjent slag") };
    let root = options.root.clone().unwrap_or_else(|| PathBuf::from("."));
    let mut asking = Asking { answers: &options.answers, terminal: !options.defaults && is_possible() };
    let plan = match plan(kind, &root, &mut asking) {
        Ok(plan) => plan,
        Err(Stop::Refused(reason)) => return fail(&reason),
        Err(Stop::Cancelled) => {
            say("Avbrutt. Ingenting er laget.\n");
            return FAILED;
        }
    };
    match scaffold::create(&root, &plan) {
        Ok(()) => say(&report(kind, options, &root, &plan)),
        Err(error) => fail(&failure(&error)),
    }
}

fn plan(kind: &Kind, root: &Path, asking: &mut Asking<'_>) -> Result<Plan, Stop> {
    let inventory = match kind.in_site {
        true => match SourceTree::read(root) {
            Ok((sources, _)) => Inventory::of(&sources),
            Err(error) => return Err(Stop::Refused(error.to_string())),
        },
        false if root.join(SETTINGS).exists() => {
            let message = format!("mappen «{}» er alt et nettsted. Ingenting er laget", root.display());
            return Err(Stop::Refused(message));
        }
        false => Inventory::default(),
    };
    let question = scaffold::file_question();
    let takes_file = kind.options.iter().any(|option| option.name == question.option);
    let file = if takes_file { Some(read_file(&question, asking)?) } else { None };
    let file = file.as_ref().map(|(name, content)| (name.as_str(), content.as_slice()));
    kind.plan(&Surroundings { inventory: &inventory, today: today(), file }, asking)
}

fn read_file(question: &scaffold::Question, asking: &mut Asking<'_>) -> Result<(String, Vec<u8>), Stop> {
    let read = |name: &str| {
        let refused = |error| format!("filen «{name}» kan ikke leses: {}", reason(&error));
        source::read_outside(Path::new(name)).map_err(refused)
    };
    // Paths that are dropped on a terminal have quotes around them.
    let unquoted = |name: &str| name.trim().trim_matches(['"', '\'']).to_owned();
    let name = asking.answer(question, &|name| read(&unquoted(name)).map(drop))?;
    let name = unquoted(&name);
    let content = read(&name).map_err(Stop::Refused)?;
    Ok((name, content))
}

fn report(kind: &Kind, options: &NewOptions, root: &Path, plan: &Plan) -> String {
    let mut text = format!("Laget {}:\n", counted(plan.files.len(), "fil", "filer"));
    for file in &plan.files {
        let path = if kind.in_site { PathBuf::from(file.path.as_str()) } else { root.join(file.path.as_str()) };
        text.push_str(&format!("  {}\n", path.display()));
    }
    for note in &plan.notes {
        text.push_str(&format!("\n{note}\n"));
    }
    text.push_str("\nNå kan du:\n");
    let enter =
        options.root.as_ref().filter(|_| !kind.in_site).map(|root| format!("Gå til mappen: cd {}", in_shell(root)));
    for (index, step) in enter.iter().chain(&plan.next).enumerate() {
        text.push_str(&format!("  {}. {step}\n", index + 1));
    }
    text
}

/// A path as one word of a command.
fn in_shell(path: &Path) -> String {
    let path = path.display().to_string();
    if path.contains(char::is_whitespace) { format!("\"{path}\"") } else { path }
}

fn failure(error: &CreateError) -> String {
    match error {
        CreateError::Taken(files) => {
            let files: String = files.iter().map(|file| format!("\n  {}", file.display())).collect();
            format!("dette finnes fra før, og blir ikke overskrevet:{files}\nIngenting er laget.")
        }
        CreateError::Io { path, error } => {
            format!("kan ikke lage {}: {}. Ingenting er laget.", path.display(), reason(error))
        }
    }
}
