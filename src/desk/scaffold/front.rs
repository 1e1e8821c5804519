//! Front matter with what is known filled in, and what may be added as comments.
//!
//! The comments come from the declarations by which the keys are read, so they say what a build accepts.

use crate::read::record::{Form, Key, Shape};
use crate::read::schema::{self, Location, Type};

/// Common tables with more keys than this are shown by their first line only; the handbook has the rest.
const MANY_KEYS: usize = 5;

/// Begins the keys that may be added.
const OPTIONAL: &str = "# Du kan også ta med dette. Slett # foran linjen, og skriv din egen verdi:";
/// Begins the tables that may be added.
const OPTIONAL_TABLES: &str = "# Dette kan du også ta med, så mange ganger du trenger. Det må stå nederst:";

/// The line that keeps a page from being published, until somebody deletes it.
pub const DRAFT: (&str, &str) = ("utkast", "true # Slett denne linjen når siden skal publiseres.");

/// A text as a TOML value.
pub fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

/// A page: its front matter, and its text.
pub fn page(kind: &str, values: &[(&str, String)], body: &str) -> String {
    let front = toml(kind, values, &[]);
    match body.trim() {
        "" => format!("+++\n{front}+++\n"),
        body => format!("+++\n{front}+++\n\n{body}\n"),
    }
}

/// The TOML of a type of file. `values` are written as they are, in their order, and so are `tables`, each under the key
/// that it is the value of. Keys that are left out stand as comments, where they can be taken into use.
pub fn toml(kind: &str, values: &[(&str, String)], tables: &[(&str, String)]) -> String {
    let kind = schema::find(kind).expect("the types of skeletons are known");
    let mut text = String::new();
    if kind.place != Location::Settings {
        text.push_str(&format!("type = {}\n", quoted(kind.name)));
    }
    for (key, value) in values {
        text.push_str(&format!("{key} = {value}\n"));
    }
    let given = |key: &Key| values.iter().chain(tables).any(|(name, _)| *name == key.name);
    let others: Vec<&Key> = kind.keys().filter(|key| !given(key)).collect();
    // What stands after a table belongs to it, so plain keys come first.
    let (plain, others): (Vec<&Key>, Vec<&Key>) = others.into_iter().partition(|key| table_of(key).is_none());
    if !plain.is_empty() {
        text.push_str(&format!("\n{OPTIONAL}\n{}", plain.into_iter().map(comment).collect::<String>()));
    }
    for (_, table) in tables {
        text.push_str(&format!("\n{}\n", table.trim_end()));
    }
    let others: String = others.into_iter().map(|key| table_comment(kind, key)).collect();
    if !others.is_empty() {
        text.push_str(&format!("\n{OPTIONAL_TABLES}\n{others}"));
    }
    text
}

fn comment(key: &Key) -> String {
    format!("# {} = {} # {}\n", key.name, (key.example)(), key.description)
}

/// A table as a comment; a common one with many keys by its first line only.
fn table_comment(kind: &Type, key: &Key) -> String {
    let Some((header, shape)) = table_of(key) else { return String::new() };
    let mut text = format!("#\n# {header} # {}\n", key.description);
    let own = kind.own.is_some_and(|own| own.keys.iter().any(|one| one.name == key.name));
    if own || shape.keys.len() <= MANY_KEYS {
        text.extend(shape.keys.iter().filter(|key| table_of(key).is_none()).map(comment));
    }
    text
}

/// The line that opens the table of a key, and the keys in it.
fn table_of(key: &Key) -> Option<(String, &'static Shape)> {
    match (key.form)() {
        Form::Record(shape) => Some((format!("[{}]", key.name), shape)),
        Form::List(item) => match item() {
            Form::Record(shape) => Some((format!("[[{}]]", key.name), shape)),
            _ => None,
        },
        _ => None,
    }
}
