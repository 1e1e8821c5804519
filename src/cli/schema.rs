//! `fellesskap schema`.

use serde_json::Value;

use super::arguments::{Interrupted, Word, Words, row};
use super::say;
use crate::foundation::diagnostic::did_you_mean;
use crate::read::schema::{self, Type};

/// The options of `schema`.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct SchemaOptions {
    /// One type only.
    kind: Option<String>,
}

pub fn help(_: Option<&str>) -> String {
    format!(
        "fellesskap schema skriver ut JSON Schema (utgave 2020-12) for opplysningene i filene, til redigeringsprogrammer \
         og publiseringsverktøy.\n\n\
         Bruk:\n  fellesskap schema [valg]\n\n\
         Valg:\n{}{}\n\
         Typene er: {}.\n",
        row("-t, --type TYPE", "bare for én innholdstype, for eksempel møte"),
        row("-h, --help", "vis denne hjelpen"),
        names().join(", "),
    )
}

pub fn parse(words: &mut Words) -> Result<SchemaOptions, Interrupted> {
    words.expect(["--type", "--help"]);
    let mut options = SchemaOptions::default();
    while let Some(word) = words.next()? {
        match &word {
            Word::Option(option) if matches!(option.as_str(), "-t" | "--type") => {
                let typed = words.text("--type")?;
                if schema::find(&typed).is_none() {
                    let hint =
                        did_you_mean(&typed, names()).unwrap_or_else(|| format!("velg en av: {}", names().join(", ")));
                    return Err(Interrupted::Wrong(format!("ukjent type «{typed}»; {hint}")));
                }
                options.kind = Some(typed);
            }
            _ => return Err(words.unexpected(word)),
        }
    }
    Ok(options)
}

/// Prints the schema. Returns the exit code.
pub fn run(options: &SchemaOptions) -> u8 {
    let schema: Value = options.kind.as_deref().and_then(schema::find).map_or_else(schema::schema, Type::schema);
    say(&format!("{schema:#}\n"))
}

fn names() -> Vec<&'static str> {
    schema::TYPES.iter().map(|kind| kind.name).collect()
}
