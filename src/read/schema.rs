//! What may be written in front matter, descriptions and settings: every type of file with its keys, for programs and
//! for the handbook.
//!
//! All of it comes from the declarations by which the files are read ([`record`](crate::read::record)), so it cannot say
//! anything else than what a build accepts. JSON Schema is that of draft 2020-12; a TOML date is a text there, of the
//! format `date`, as editors of TOML have it.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::read::config::Config;
use crate::read::document::{
    AcceptanceFile, Common, Forside, GlossaryFile, Mote, Prosjekt, REQUIRED_OF_MEETING, Rapport, RegisterFile, Sak,
    Seksjon, TYPE_KEY, Utvalg, WordingFile,
};
use crate::read::record::{Form, Key, Record, Shape};
use crate::read::table::Description;

/// A type of file.
#[derive(Debug)]
pub struct Type {
    /// The value of `type`; for the settings, which have none, the name they go by here.
    pub name: &'static str,
    pub place: Location,
    /// Its own keys. `None` when it has the common ones only.
    pub own: Option<&'static Shape>,
    /// Common keys that it cannot do without.
    pub also_required: &'static [&'static str],
}

/// Where the keys of a type are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Location {
    /// Between the fences of a Markdown file.
    FrontMatter,
    /// In a TOML file in the content folder.
    Data,
    /// In the settings.
    Settings,
}

/// The keys that all Markdown files have.
pub const COMMON: &Shape = Common::SHAPE;

const fn page(name: &'static str, own: &'static Shape) -> Type {
    Type { name, place: Location::FrontMatter, own: Some(own), also_required: &[] }
}

const fn data(name: &'static str, own: &'static Shape) -> Type {
    Type { name, place: Location::Data, own: Some(own), also_required: &[] }
}

/// All types of files.
pub const TYPES: &[Type] = &[
    page("forside", Forside::SHAPE),
    Type { name: "side", place: Location::FrontMatter, own: None, also_required: &[] },
    page("seksjon", Seksjon::SHAPE),
    page("utvalg", Utvalg::SHAPE),
    Type { also_required: &[REQUIRED_OF_MEETING], ..page("møte", Mote::SHAPE) },
    page("sak", Sak::SHAPE),
    page("rapport", Rapport::SHAPE),
    page("prosjekt", Prosjekt::SHAPE),
    data("tabell", Description::SHAPE),
    data("kommuner", RegisterFile::SHAPE),
    data("ordliste", GlossaryFile::SHAPE),
    data("godta", AcceptanceFile::SHAPE),
    data("sprakregler", WordingFile::SHAPE),
    Type { name: "innstillinger", place: Location::Settings, own: Some(Config::SHAPE), also_required: &[] },
];

/// The type of a name.
pub fn find(name: &str) -> Option<&'static Type> {
    TYPES.iter().find(|kind| kind.name == name)
}

impl Type {
    /// All its keys but `type`, its own first.
    pub fn keys(&self) -> impl Iterator<Item = &'static Key> {
        let common = (self.place == Location::FrontMatter).then_some(COMMON);
        self.own.into_iter().chain(common).flat_map(|shape| shape.keys)
    }

    /// Whether a file of this type must have a key.
    pub fn requires(&self, key: &Key) -> bool {
        (key.required)() || self.also_required.contains(&key.name)
    }

    /// The JSON Schema of the type.
    pub fn schema(&self) -> Value {
        let mut definitions = Definitions::default();
        let mut schema = self.object(&mut definitions);
        schema.insert("$schema".to_owned(), json!(DRAFT));
        schema.insert("title".to_owned(), json!(self.name));
        schema.insert("$defs".to_owned(), Value::Object(definitions.map));
        Value::Object(schema)
    }

    fn object(&self, definitions: &mut Definitions) -> Map<String, Value> {
        let mut properties = Map::new();
        let mut required = Vec::new();
        if self.place != Location::Settings {
            properties
                .insert(TYPE_KEY.name.to_owned(), json!({ "const": self.name, "description": TYPE_KEY.description }));
            required.push(TYPE_KEY.name);
        }
        for key in self.keys() {
            properties.insert(key.name.to_owned(), definitions.property(key));
            if self.requires(key) {
                required.push(key.name);
            }
        }
        object(properties, &required)
    }
}

/// The JSON Schema of all types together: a file must be one of them.
pub fn schema() -> Value {
    let mut definitions = Definitions::default();
    let mut alternatives = Vec::new();
    for kind in TYPES {
        // References are addresses, so the names of definitions are ASCII.
        let name = slug::slugify(kind.name);
        let mut object = kind.object(&mut definitions);
        object.insert("title".to_owned(), json!(kind.name));
        definitions.map.insert(name.clone(), Value::Object(object));
        alternatives.push(reference(&name));
    }
    json!({
        "$schema": DRAFT,
        "title": "fellesskap",
        "description": "Opplysningene øverst i sidene, beskrivelsene av tabeller og registre, og innstillingene.",
        "oneOf": alternatives,
        "$defs": definitions.map,
    })
}

const DRAFT: &str = "https://json-schema.org/draft/2020-12/schema";

fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/$defs/{name}") })
}

fn object(properties: Map<String, Value>, required: &[&str]) -> Map<String, Value> {
    let mut object = Map::new();
    object.insert("type".to_owned(), json!("object"));
    object.insert("properties".to_owned(), Value::Object(properties));
    object.insert("required".to_owned(), json!(required));
    object.insert("additionalProperties".to_owned(), json!(false));
    object
}

/// The records that have been met, by the names of their types. Those begin with a capital, unlike the names of types
/// of files.
#[derive(Default)]
struct Definitions {
    map: Map<String, Value>,
    begun: BTreeSet<&'static str>,
}

impl Definitions {
    fn property(&mut self, key: &Key) -> Value {
        let mut property = match self.form((key.form)()) {
            Value::Object(property) => property,
            other => Map::from_iter([("allOf".to_owned(), json!([other]))]),
        };
        property.insert("description".to_owned(), json!(key.description));
        if let Some(example) = example(key) {
            property.insert("examples".to_owned(), json!([example]));
        }
        Value::Object(property)
    }

    fn form(&mut self, form: Form) -> Value {
        match form {
            Form::Text => json!({ "type": "string", "pattern": "\\S" }),
            Form::Pattern(pattern) => json!({ "type": "string", "pattern": pattern }),
            Form::Truth => json!({ "type": "boolean" }),
            Form::Integer(i64::MIN, i64::MAX) => json!({ "type": "integer" }),
            Form::Integer(least, most) => json!({ "type": "integer", "minimum": least, "maximum": most }),
            Form::Date => {
                json!({ "type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" })
            }
            Form::Words(words) => json!({ "type": "string", "enum": words }),
            Form::List(item) => {
                let item = self.form(item());
                json!({ "type": "array", "items": item })
            }
            Form::Record(shape) => {
                self.define(shape);
                reference(shape.name)
            }
        }
    }

    fn define(&mut self, shape: &'static Shape) {
        if !self.begun.insert(shape.name) {
            return;
        }
        let properties = shape.keys.iter().map(|key| (key.name.to_owned(), self.property(key))).collect();
        let required: Vec<&str> = shape.keys.iter().filter(|key| (key.required)()).map(|key| key.name).collect();
        self.map.insert(shape.name.to_owned(), Value::Object(object(properties, &required)));
    }
}

/// The example of a key as JSON. `None` when it shows a form only.
fn example(key: &Key) -> Option<Value> {
    let text = (key.example)();
    if text.contains('…') {
        return None;
    }
    let table: toml::Table = format!("x = {text}").parse().ok()?;
    as_json(table.get("x")?)
}

/// A TOML value as JSON, with dates as texts.
pub fn as_json(value: &toml::Value) -> Option<Value> {
    Some(match value {
        toml::Value::String(text) => json!(text),
        toml::Value::Integer(number) => json!(number),
        toml::Value::Float(number) => json!(number),
        toml::Value::Boolean(truth) => json!(truth),
        toml::Value::Datetime(date) => json!(date.to_string()),
        toml::Value::Array(items) => Value::Array(items.iter().map(as_json).collect::<Option<_>>()?),
        toml::Value::Table(table) => {
            let entries = table.iter().map(|(key, value)| Some((key.clone(), as_json(value)?)));
            Value::Object(entries.collect::<Option<_>>()?)
        }
    })
}
