//! A table made of a file: its CSV, and a description with guessed types and controls.

use std::collections::BTreeSet;

use super::front::{quoted, toml};
use super::grid::{self, File};
use super::guess::{Guess, guess};
use super::{
    Ask, NewFile, Plan, Question, Stop, Surroundings, ask, ask_folder, ask_name, choices, content_path, one_of,
    refused, some_text, text_question,
};
use crate::read::source::CONTENT;
use crate::read::table::{Cell, ColumnType, Content};

/// The folder of a new table, when no other is named.
const FOLDER: &str = "tabeller";

/// The files of a table.
pub fn plan(around: &Surroundings<'_>, asking: &mut dyn Ask) -> Result<Plan, Stop> {
    let Some((path, content)) = around.file else { return refused("oppgi filen med --fra") };
    let file_name = path.rsplit(['/', '\\']).next().unwrap_or(path);
    let grid = match grid::open(file_name, content).map_err(Stop::Refused)? {
        File::Csv(grid) => grid,
        File::Spreadsheet { mut book, sheets } => {
            let sheet = ask_sheet(asking, &sheets)?;
            grid::sheet(&mut book, &sheet).map_err(Stop::Refused)?
        }
    };
    let municipalities = &around.inventory.municipalities;
    let guess = guess(&grid, municipalities).map_err(Stop::Refused)?;
    let stem = file_name.rsplit_once('.').map_or(file_name, |(stem, _)| stem);
    let default = guess.title.clone().unwrap_or_else(|| capitalised(&stem.replace(['-', '_'], " ")));
    let title = ask(asking, &text_question("--tittel", "Hva er tittelen på tabellen?", Some(default)), some_text)?;
    let folder = ask_folder(asking, around.inventory, FOLDER)?;
    let name = ask_name(asking, stem)?;

    let coverage = coverage(&guess, municipalities);
    let description = description(&guess, &title, file_name, coverage.as_ref());
    let files = vec![
        NewFile { path: content_path(&folder, &format!("{name}.toml"))?, content: description },
        NewFile { path: content_path(&folder, &format!("{name}.csv"))?, content: csv(&guess) },
    ];
    let mut notes = vec![columns_note(&guess)];
    if guess.totals > 0 && has_sums(&guess) {
        notes.push("Sumradene blir kontrollert mot radene over hver gang nettstedet lages.".to_owned());
    }
    if let Some(Coverage { missing, .. }) = coverage.filter(|coverage| !coverage.missing.is_empty()) {
        notes.push(format!("Disse kommunene har ingen rad i filen: {}. Sjekk at det stemmer.", missing.join(", ")));
    }
    let shown = files[0].path.as_str();
    let reference = shown.strip_prefix(CONTENT).unwrap_or(shown);
    let next = vec![
        format!("Se over titler, typer og kilde i {shown}."),
        format!("Sett tabellen inn i en side: {{{{ tabell(fil=\"@{reference}\") }}}}"),
        "Kontroller tallene: fellesskap build".to_owned(),
    ];
    Ok(Plan { files, notes, next })
}

fn ask_sheet(asking: &mut dyn Ask, sheets: &[String]) -> Result<String, Stop> {
    let question = Question {
        choices: choices(sheets.iter().map(|sheet| (sheet.as_str(), sheet.as_str()))),
        ..text_question("--ark", "Hvilket ark?", sheets.first().cloned())
    };
    match sheets {
        [only] => Ok(only.clone()),
        _ => ask(asking, &question, one_of(&question)),
    }
}

/// Which municipalities have a row.
struct Coverage {
    column: String,
    missing: Vec<String>,
}

/// A table with most of the municipalities is about all of them.
fn coverage(guess: &Guess, municipalities: &[String]) -> Option<Coverage> {
    let index = guess.columns.iter().position(|column| column.kind == ColumnType::Kommune)?;
    let rows = &guess.rows[..guess.rows.len() - guess.totals];
    let missing: Vec<String> =
        municipalities.iter().filter(|name| !rows.iter().any(|row| row[index] == **name)).cloned().collect();
    let listed_once = municipalities.iter().all(|name| rows.iter().filter(|row| row[index] == *name).count() <= 1);
    let most = missing.len() * 2 < municipalities.len();
    (most && listed_once).then(|| Coverage { column: guess.columns[index].id.clone(), missing })
}

fn has_sums(guess: &Guess) -> bool {
    guess.columns.iter().any(|column| matches!(column.kind, ColumnType::Antall | ColumnType::Kr))
}

fn description(guess: &Guess, title: &str, file: &str, coverage: Option<&Coverage>) -> String {
    let mut values = vec![("tittel", quoted(title)), ("kilde", quoted(file))];
    if guess.totals > 0 {
        values.push(("sumrader", guess.totals.to_string()));
    }
    let mut tables: Vec<(&str, String)> = Vec::new();
    for column in &guess.columns {
        let mut text = format!(
            "[[kolonne]]\nid = {}\ntittel = {}\ntype = {}\n",
            quoted(&column.id),
            quoted(&column.title),
            quoted(column.kind.word())
        );
        if let Some(group) = &column.group {
            text.push_str(&format!("gruppe = {}\n", quoted(group)));
        }
        if let Some(formula) = &column.formula {
            text.push_str(&format!("formel = {}\n", quoted(&formula.text)));
            if formula.unrounded {
                text.push_str("desimaler = 1\n");
            }
        }
        tables.push(("kolonne", text));
    }
    let marks: BTreeSet<String> = guess.rows.iter().flatten().flat_map(|cell| footnotes(cell)).collect();
    for mark in marks {
        tables.push(("fotnote", format!("[[fotnote]]\nmerke = {}\ntekst = \"Skriv fotnoten her.\"", quoted(&mark))));
    }
    if has_sums(guess) {
        // A sum is found by the name of its row, so a name that two rows share says nothing.
        let named_once =
            |row: &&Vec<String>| guess.rows.iter().filter(|other| header(&other[0]) == header(&row[0])).count() == 1;
        let totals = guess.rows[guess.rows.len() - guess.totals..].iter().filter(named_once);
        tables.extend(totals.map(|row| ("sum", format!("[[sum]]\nrad = {}", quoted(&header(&row[0]))))));
    }
    if let Some(Coverage { column, missing }) = coverage {
        let names: Vec<String> = missing.iter().map(|name| quoted(name)).collect();
        let names = names.join(", ");
        tables.push(("dekning", format!("[dekning]\nkolonne = {}\nuten_rad = [{names}]", quoted(column))));
    }
    toml("tabell", &values, &tables)
}

/// The marks of footnotes in a cell, by the reading of tables.
fn footnotes(cell: &str) -> Vec<String> {
    Cell::parse(cell, ColumnType::Tekst).map(|cell| cell.footnotes).unwrap_or_default()
}

/// The text by which a row is known: its first cell without marks of footnotes.
fn header(cell: &str) -> String {
    match Cell::parse(cell, ColumnType::Tekst).map(|cell| cell.content) {
        Ok(Content::Text(text)) => text,
        _ => cell.to_owned(),
    }
}

/// The data, with semicolons. Columns that are better computed are left out.
fn csv(guess: &Guess) -> String {
    let kept: Vec<usize> = (0..guess.columns.len())
        .filter(|index| !guess.columns[*index].formula.as_ref().is_some_and(|formula| formula.unrounded))
        .collect();
    let line = |cells: &mut dyn Iterator<Item = &str>| {
        let fields: Vec<String> = cells.map(field).collect();
        fields.join(";") + "\n"
    };
    let mut text = line(&mut kept.iter().map(|index| guess.columns[*index].id.as_str()));
    for row in &guess.rows {
        text.push_str(&line(&mut kept.iter().map(|index| row[*index].as_str())));
    }
    text
}

/// A field, in quotes where it needs them.
fn field(text: &str) -> String {
    let needs = text.contains([';', '"', '\n', '\r']) || text.starts_with(' ') || text.ends_with(' ');
    if needs { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.to_owned() }
}

fn columns_note(guess: &Guess) -> String {
    let columns: Vec<String> =
        guess.columns.iter().map(|column| format!("{} ({})", column.title, column.kind.word())).collect();
    let rows = guess.rows.len() - guess.totals;
    let totals = match guess.totals {
        0 => String::new(),
        1 => " og 1 sumrad".to_owned(),
        many => format!(" og {many} sumrader"),
    };
    format!("Funnet {rows} rader{totals}. Kolonnene er: {}.", columns.join(", "))
}

fn capitalised(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}
