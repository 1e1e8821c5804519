//! All files of content, each read by itself and in parallel.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use toml::de::DeTable;

use crate::config::first_line;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::{Document, Glossary, Register, content_type};
use crate::path::SourcePath;
use crate::record::Reader;
use crate::site::Parts;
use crate::source::{CONTENT, SourceTree};
use crate::table::Table;

/// The values of `type` for data files.
const DATA_TYPES: [&str; 3] = ["tabell", "kommuner", "ordliste"];

/// All content that could be read.
#[derive(Debug, Default)]
pub struct Contents {
    pub parts: Parts,
    pub tables: BTreeMap<SourcePath, Table>,
}

/// Reads all content. Files that cannot be used are reported and remembered as broken.
pub fn read(sources: &SourceTree) -> (Contents, Vec<Diagnostic>) {
    let files: Vec<(&SourcePath, &str)> =
        sources.texts_below(CONTENT).filter(|(path, _)| matches!(path.extension(), "md" | "toml")).collect();
    let read: Vec<(Item, Vec<Diagnostic>)> =
        files.par_iter().map(|(path, text)| read_file(sources, path, text)).collect();

    let mut parts = Parts { broken: sources.unreadable().clone(), ..Parts::default() };
    let mut tables = BTreeMap::new();
    let mut problems = Vec::new();
    for ((path, _), (item, found)) in files.into_iter().zip(read) {
        problems.extend(found);
        match item {
            Item::BrokenRegister => {
                parts.broken_register = true;
                parts.broken.insert(path.clone());
            }
            Item::Broken => {
                parts.broken.insert(path.clone());
            }
            Item::Document(document) => parts.documents.push(*document),
            Item::Table(table) => {
                tables.insert(path.clone(), *table);
            }
            Item::Register(register) => match &parts.register {
                Some(earlier) => problems.push(second(path, &earlier.path, "kommuneregister")),
                None => parts.register = Some(register),
            },
            Item::Glossary(glossary) => parts.glossary.terms.extend(glossary.terms),
        }
    }
    problems.extend(unknown_municipalities(&parts, &tables));
    (Contents { parts, tables }, problems)
}

enum Item {
    Broken,
    BrokenRegister,
    Document(Box<Document>),
    Table(Box<Table>),
    Register(Register),
    Glossary(Glossary),
}

fn read_file(sources: &SourceTree, path: &SourcePath, text: &str) -> (Item, Vec<Diagnostic>) {
    if path.extension() == "md" {
        let (document, problems) = Document::parse(path, text);
        return (document.map_or(Item::Broken, |document| Item::Document(Box::new(document))), problems);
    }
    match data_type(path, text) {
        Ok("tabell") => {
            let (table, mut problems) = Table::parse(path, text, |data| sources.text(data));
            if problems.iter().any(|problem| problem.code == Code::MissingPage)
                && sources.unreadable().iter().any(|data| data.extension() == "csv")
            {
                problems.retain(|problem| problem.code != Code::MissingPage);
            }
            (table.map_or(Item::Broken, |table| Item::Table(Box::new(table))), problems)
        }
        Ok("kommuner") => {
            let (register, problems) = Register::parse(path, text);
            (register.map_or(Item::BrokenRegister, Item::Register), problems)
        }
        Ok(_) => {
            let (glossary, problems) = Glossary::parse(path, text);
            (glossary.map_or(Item::Broken, Item::Glossary), problems)
        }
        Err(problems) => (Item::Broken, problems),
    }
}

/// What a data file says it is.
fn data_type(path: &SourcePath, text: &str) -> Result<&'static str, Vec<Diagnostic>> {
    let (table, errors) = DeTable::parse_recoverable(text);
    let mut problems = Vec::new();
    let mut reader = Reader::new(path, 0, &mut problems);
    if !errors.is_empty() {
        reader.parse(text);
        return Err(problems);
    }
    content_type(&mut reader, table.get_ref().get("type"), &first_line(text), &DATA_TYPES).ok_or(problems)
}

fn second(path: &SourcePath, earlier: &SourcePath, what: &str) -> Diagnostic {
    let message = format!("nettstedet har to filer med {what}: {earlier} og {path}");
    Diagnostic::in_file(Code::DuplicateName, path, message).hint("slå dem sammen")
}

/// Reports names in columns of municipalities that the registry does not have. Totals may have any text.
fn unknown_municipalities(parts: &Parts, tables: &BTreeMap<SourcePath, Table>) -> Vec<Diagnostic> {
    let Some(register) = &parts.register else { return Vec::new() };
    let known: BTreeSet<&str> = register.municipalities.iter().map(|one| one.navn.value.as_str()).collect();
    tables.values().flat_map(|table| table.unknown_municipalities(&known)).collect()
}
