//! Files for `new`: complete, valid skeletons in the right place with the right next number.
//!
//! Planning is pure: from what the site has ([`Inventory`]), a date, and answers ([`Ask`]) to a [`Plan`] of files.
//! Only [`create`] touches the disk.

mod create;
mod dataset;
mod front;
mod grid;
mod guess;
mod inventory;
mod page;
mod website;

use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::foundation::path::{SourcePath, UrlPath};
use crate::read::source::CONTENT;

pub use create::{CreateError, create};
pub use inventory::Inventory;

/// Something that `new` can make.
pub struct Kind {
    /// What the user calls it: `møte`.
    pub name: &'static str,
    /// Other ways to write the name.
    pub aliases: &'static [&'static str],
    /// What it is, in a few words.
    pub summary: &'static str,
    pub options: &'static [Choosable],
    /// Whether it is made in a site that is there already.
    pub in_site: bool,
    plan: fn(&Surroundings<'_>, &mut dyn Ask) -> Result<Plan, Stop>,
}

/// An option of a kind; the answer to a question.
#[derive(Debug, Clone, Copy)]
pub struct Choosable {
    /// `--utvalg`.
    pub name: &'static str,
    pub aliases: &'static [&'static str],
    /// What stands for the value in help.
    pub value: &'static str,
    pub help: &'static str,
}

/// What a plan is made from, besides answers.
pub struct Surroundings<'a> {
    pub inventory: &'a Inventory,
    pub today: Date,
    /// A file from outside the site: its name and content.
    pub file: Option<(&'a str, &'a [u8])>,
}

/// Files to make, and what to do with them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    pub files: Vec<NewFile>,
    /// What was found out on the way, for the user to check. Whole sentences.
    pub notes: Vec<String>,
    /// What to do next, in order. Whole sentences.
    pub next: Vec<String>,
}

/// A file to make.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewFile {
    /// From the root of the site.
    pub path: SourcePath,
    pub content: String,
}

/// A question to the user.
#[derive(Debug, Clone)]
pub struct Question {
    /// The option that answers it.
    pub option: &'static str,
    pub text: String,
    /// The answers there are; empty when any text will do.
    pub choices: Vec<Choice>,
    /// Taken when the user says nothing. `None` when somebody must answer.
    pub default: Option<String>,
    /// What to begin with when the user is asked; the default where there is none.
    pub suggestion: Option<String>,
}

/// An answer that can be chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    pub value: String,
    pub label: String,
}

/// Answers questions: from options, or by asking.
pub trait Ask {
    /// The answer to a question. `check` says what is wrong with one.
    ///
    /// # Errors
    /// When there is no answer, or one that cannot be used.
    fn answer(&mut self, question: &Question, check: &dyn Fn(&str) -> Result<(), String>) -> Result<String, Stop>;
}

/// Why there is no plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stop {
    /// In words for the user.
    Refused(String),
    /// The user wants no more.
    Cancelled,
}

fn refused<T>(reason: impl Into<String>) -> Result<T, Stop> {
    Err(Stop::Refused(reason.into()))
}

const fn option(name: &'static str, value: &'static str, help: &'static str) -> Choosable {
    Choosable { name, aliases: &[], value, help }
}

const TITLE: Choosable = option("--tittel", "TEKST", "tittelen");
const NAME: Choosable = option("--navn", "NAVN", "navnet på filen eller mappen (ellers laget av tittelen)");
const FOLDER: Choosable = option("--mappe", "MAPPE", "mappen i content");

/// Everything that `new` can make.
pub const KINDS: &[Kind] = &[
    Kind {
        name: "møte",
        aliases: &["mote"],
        summary: "et møte i et utvalg, gjerne med saker",
        options: &[
            option("--utvalg", "NAVN", "utvalget som møtes, med navnet på mappen"),
            option("--dato", "DATO", "datoen for møtet, for eksempel 2026-06-11"),
            option("--saker", "ANTALL", "hvor mange saker som skal lages med det samme (ellers ingen)"),
            option("--sted", "TEKST", "hvor møtet er"),
        ],
        in_site: true,
        plan: page::meeting,
    },
    Kind {
        name: "sak",
        aliases: &[],
        summary: "en sak med neste ledige nummer, i et møte",
        options: &[
            TITLE,
            Choosable {
                name: "--møte",
                aliases: &["--mote"],
                value: "MØTE",
                help: "møtet saken hører til: ssu/2026-06-11 (ellers det neste)",
            },
            option("--type", "BOKSTAV", "B for beslutning, O for orientering, R for referat (ellers B)"),
        ],
        in_site: true,
        plan: page::sak,
    },
    Kind {
        name: "utvalg",
        aliases: &[],
        summary: "et utvalg",
        options: &[
            TITLE,
            option("--kortnavn", "TEKST", "forkortelsen, for eksempel SSU"),
            option("--niva", "TALL", "nivået i helsefellesskapet: 1, 2 eller 3"),
            NAME,
        ],
        in_site: true,
        plan: page::utvalg,
    },
    Kind {
        name: "rapport",
        aliases: &[],
        summary: "en årsmelding eller en annen rapport",
        options: &[
            TITLE,
            option("--type", "TYPE", "årsmelding, årsrapport, tilskuddsrapport, søknad eller annen"),
            option("--ar", "ÅR", "året rapporten gjelder (ellers i fjor)"),
            NAME,
        ],
        in_site: true,
        plan: page::report,
    },
    Kind {
        name: "prosjekt",
        aliases: &[],
        summary: "et prosjekt med tilskudd, eller som søker om det",
        options: &[
            TITLE,
            option("--runde", "RUNDE", "tildelingen: lokal, regional, prosjekt X eller ingen (ellers ingen)"),
            option("--status", "STATUS", "søknad, pågående, ferdig eller avsluttet (ellers søknad)"),
            NAME,
        ],
        in_site: true,
        plan: page::project,
    },
    Kind {
        name: "tabell",
        aliases: &[],
        summary: "en tabell av en CSV- eller Excel-fil, med beskrivelse og kontroller",
        options: &[
            option("--fra", "FIL", "CSV-filen eller regnearket (xlsx, xls, ods)"),
            option("--ark", "NAVN", "arket i regnearket (ellers det første)"),
            TITLE,
            FOLDER,
            NAME,
        ],
        in_site: true,
        plan: dataset::plan,
    },
    Kind {
        name: "side",
        aliases: &[],
        summary: "en vanlig side",
        options: &[TITLE, FOLDER, NAME],
        in_site: true,
        plan: page::side,
    },
    Kind {
        name: "seksjon",
        aliases: &[],
        summary: "en side som lister sidene under seg",
        options: &[TITLE, FOLDER, NAME],
        in_site: true,
        plan: page::section,
    },
    Kind {
        name: "nettsted",
        aliases: &[],
        summary: "et nytt nettsted, i mappen du oppgir",
        options: &[
            option("--tittel", "TEKST", "navnet på nettstedet"),
            option("--utgiver", "TEKST", "organisasjonen som er ansvarlig for det"),
            option("--utvalg", "TEKST", "navnet på det første utvalget (ellers Strategisk samarbeidsutvalg)"),
            option("--kortnavn", "TEKST", "forkortelsen for utvalget (ellers laget av navnet)"),
        ],
        in_site: false,
        plan: website::plan,
    },
];

impl Kind {
    /// The kind of a name.
    pub fn find(name: &str) -> Option<&'static Self> {
        let name = name.to_lowercase();
        KINDS.iter().find(|kind| kind.name == name || kind.aliases.contains(&name.as_str()))
    }

    /// Plans the files.
    ///
    /// # Errors
    /// When an answer is missing or cannot be used, or when the page would stand in the way of another.
    pub fn plan(&self, surroundings: &Surroundings<'_>, ask: &mut dyn Ask) -> Result<Plan, Stop> {
        let mut plan = (self.plan)(surroundings, ask)?;
        check_addresses(surroundings.inventory, &plan)?;
        plan.notes.extend(surroundings.inventory.unreadable_note());
        Ok(plan)
    }
}

/// The file that a table is made from, asked for before it can be read.
pub fn file_question() -> Question {
    Question {
        option: "--fra",
        text: "Hvilken fil skal tabellen lages av? (CSV eller Excel)".to_owned(),
        choices: Vec::new(),
        default: None,
        suggestion: None,
    }
}

/// Asks until the answer can be used.
fn ask<T>(ask: &mut dyn Ask, question: &Question, parse: impl Fn(&str) -> Result<T, String>) -> Result<T, Stop> {
    let text = ask.answer(question, &|text| parse(text.trim()).map(drop))?;
    parse(text.trim()).map_err(|problem| Stop::Refused(format!("{}: {problem}", question.option)))
}

/// A text that is not empty.
fn some_text(text: &str) -> Result<String, String> {
    if text.is_empty() { Err("skriv noe her".to_owned()) } else { Ok(text.to_owned()) }
}

/// One of the choices of a question.
fn one_of<'q>(question: &'q Question) -> impl Fn(&str) -> Result<String, String> + use<'q> {
    |text| match question.choices.iter().find(|choice| choice.value.to_lowercase() == text.to_lowercase()) {
        Some(choice) => Ok(choice.value.clone()),
        None => {
            let values = question.choices.iter().map(|choice| choice.value.as_str());
            let hint = crate::foundation::diagnostic::did_you_mean(text, values.clone())
                .unwrap_or_else(|| format!("velg en av: {}", values.collect::<Vec<_>>().join(", ")));
            Err(format!("«{text}» kan ikke brukes her; {hint}"))
        }
    }
}

fn text_question(option: &'static str, text: &str, default: Option<String>) -> Question {
    Question { option, text: text.to_owned(), choices: Vec::new(), default, suggestion: None }
}

fn choices(values: impl IntoIterator<Item = (impl Into<String>, impl Into<String>)>) -> Vec<Choice> {
    values.into_iter().map(|(value, label)| Choice { value: value.into(), label: label.into() }).collect()
}

/// The longest name that is made of a title.
const NAME_LENGTH: usize = 60;

/// The name that a title gives a file: ASCII, whole words.
fn name_of(title: &str) -> String {
    let slug = slug::slugify(title);
    if slug.len() <= NAME_LENGTH {
        return slug;
    }
    let cut = slug[..NAME_LENGTH].rfind('-').unwrap_or(NAME_LENGTH);
    slug[..cut].to_owned()
}

/// Asks for the name of a file, with that of its title as the default.
fn ask_name(asking: &mut dyn Ask, title: &str) -> Result<String, Stop> {
    let name = name_of(title);
    let default = (!name.is_empty()).then_some(name);
    let question = text_question("--navn", "Hva skal filen eller mappen hete? (blir til adressen)", default);
    ask(asking, &question, |text| match slug::slugify(text) {
        name if name.is_empty() => Err("navnet må ha bokstaver eller tall".to_owned()),
        name => Ok(name),
    })
}

/// Asks for a folder in the content folder; `.` is the content folder itself.
fn ask_folder(asking: &mut dyn Ask, inventory: &Inventory, default: &str) -> Result<String, Stop> {
    let question = Question {
        option: "--mappe",
        text: "I hvilken mappe?".to_owned(),
        choices: Vec::new(),
        default: Some(if default.is_empty() { "." } else { default }.to_owned()),
        suggestion: None,
    };
    let known = inventory.folders();
    ask(asking, &question, |text| folder(text, &known))
}

/// A folder below the content folder, as a user may write it: `om`, `content/om/`.
fn folder(text: &str, known: &BTreeSet<String>) -> Result<String, String> {
    let text = text.replace('\\', "/");
    let inner = text.trim_start_matches("./").trim_end_matches('/');
    let inner = match inner.strip_prefix(CONTENT) {
        Some("") => "",
        Some(rest) if rest.starts_with('/') => &rest[1..],
        _ => inner,
    };
    if matches!(inner, "" | ".") || known.contains(inner) {
        return Ok(if inner == "." { String::new() } else { inner.to_owned() });
    }
    let refused = || format!("«{text}» er ikke en mappe i content");
    let parts: Vec<String> = inner.split('/').map(slug::slugify).collect();
    let plain = SourcePath::new(inner).is_some() && parts.iter().all(|part| !part.is_empty());
    if plain { Ok(parts.join("/")) } else { Err(refused()) }
}

/// The path of a file below the content folder.
fn content_path(folder: &str, file: &str) -> Result<SourcePath, Stop> {
    let path = if folder.is_empty() { format!("{CONTENT}/{file}") } else { format!("{CONTENT}/{folder}/{file}") };
    SourcePath::new(&path).ok_or_else(|| Stop::Refused(format!("«{path}» kan ikke være en fil i nettstedet")))
}

/// Refuses a page whose address another page has.
fn check_addresses(inventory: &Inventory, plan: &Plan) -> Result<(), Stop> {
    for file in plan.files.iter().filter(|file| file.path.extension() == "md") {
        let Some(in_content) = file.path.below(CONTENT) else { continue };
        let url = UrlPath::of_page(in_content);
        if let Some(other) = inventory.page_at(&url).filter(|other| **other != file.path) {
            return refused(format!("adressen {url} er i bruk av {other}. Velg et annet navn. Ingenting er laget"));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
