//! The JSON Schema of front matter, descriptions and settings: it accepts what the portal has, and refuses what a build
//! refuses.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use fellesskap::read::document::{Document, TYPES};
use fellesskap::read::record::{Form, Shape};
use fellesskap::read::schema::{self, Location, as_json};
use jsonschema::Validator;
use serde_json::{Map, Value, json};

use crate::files::files_below;
use crate::{repository, sources};

/// The front matter, descriptions and settings of the portal, by their files.
fn portal() -> Vec<(PathBuf, Value)> {
    let root = repository::root();
    let content = files_below(&root.join("content")).into_values();
    let files = content.chain([root.join("fellesskap.toml")]).filter_map(|path| {
        let text = fs::read_to_string(&path).ok()?;
        let toml = match path.extension()?.to_str()? {
            "toml" => text,
            "md" => text.split("+++\n").nth(1)?.to_owned(),
            _ => return None,
        };
        let table: toml::Table = toml.parse().unwrap();
        Some((path, as_json(&toml::Value::Table(table)).unwrap()))
    });
    files.collect()
}

fn validators() -> BTreeMap<&'static str, Validator> {
    let compiled = |schema: &Value| jsonschema::draft202012::new(schema).unwrap();
    schema::TYPES.iter().map(|kind| (kind.name, compiled(&kind.schema()))).collect()
}

/// The type of a file.
fn kind_of(front: &Value) -> &str {
    front.get("type").and_then(Value::as_str).unwrap_or("innstillinger")
}

#[test]
fn everything_the_portal_has_is_accepted_and_what_is_changed_is_refused() {
    let validators = validators();
    let all = jsonschema::draft202012::new(&schema::schema()).unwrap();
    let mut seen = BTreeSet::new();
    let mut failures = String::new();
    for (path, front) in portal() {
        let kind = kind_of(&front);
        let validator = &validators[kind];
        for error in validator.iter_errors(&front) {
            failures += &format!("{}: {}: {error}\n", path.display(), error.instance_path());
        }
        if !all.is_valid(&front) {
            failures += &format!("{}: not by the schema of all\n", path.display());
        }
        if !seen.insert(kind.to_owned()) {
            continue;
        }
        let object = front.as_object().unwrap();
        let refused = |object: Map<String, Value>, how: String| {
            assert!(!validator.is_valid(&Value::Object(object)), "{}: {how}", path.display());
        };
        refused(with(object, "tittle", json!("x")), "an unknown key".to_owned());
        for (key, value) in object {
            let wrong = if value.is_string() { json!(7) } else { json!("sju") };
            refused(with(object, key, wrong), format!("{key} of another type"));
        }
    }
    assert!(failures.is_empty(), "\n{failures}");
    let types: BTreeSet<String> = schema::TYPES.iter().map(|kind| kind.name.to_owned()).collect();
    assert_eq!(seen, types, "the portal has every type");
}

fn with(object: &Map<String, Value>, key: &str, value: Value) -> Map<String, Value> {
    let mut object = object.clone();
    object.insert(key.to_owned(), value);
    object
}

#[test]
fn what_a_type_requires_is_what_its_reading_requires() {
    let path = sources::path("content/x.md");
    let read = |toml: &str| Document::parse(&path, &format!("+++\n{toml}+++\n")).0.is_some();
    let validators = validators();
    for kind in schema::TYPES.iter().filter(|kind| kind.place == Location::FrontMatter) {
        let lines: Vec<String> = std::iter::once(format!("type = \"{}\"\n", kind.name))
            .chain(
                kind.keys().filter(|key| kind.requires(key)).map(|key| format!("{} = {}\n", key.name, (key.example)())),
            )
            .collect();
        let valid = |toml: &str| {
            let table = toml::Value::Table(toml.parse().unwrap());
            validators[kind.name].is_valid(&as_json(&table).unwrap())
        };
        let whole = lines.concat();
        assert!(valid(&whole) && read(&whole), "{whole}");
        for left_out in 0..lines.len() {
            let others: Vec<&str> = lines
                .iter()
                .enumerate()
                .filter(|(index, _)| *index != left_out)
                .map(|(_, line)| line.as_str())
                .collect();
            let rest = others.concat();
            assert!(!valid(&rest) && !read(&rest), "without {}", lines[left_out]);
        }
    }
}

#[test]
fn every_example_is_what_its_key_wants() {
    let mut checked = 0;
    for (name, schema) in definitions() {
        for (key, property) in schema["properties"].as_object().unwrap() {
            for example in property.get("examples").and_then(Value::as_array).into_iter().flatten() {
                let mut property = property.clone();
                property["$defs"] = schema::schema()["$defs"].clone();
                let validator = jsonschema::draft202012::new(&property).unwrap();
                assert!(validator.is_valid(example), "{name}.{key}: {example}");
                checked += 1;
            }
        }
    }
    assert!(checked > 80, "{checked} examples");
}

fn definitions() -> Vec<(String, Value)> {
    let schema = schema::schema();
    schema["$defs"].as_object().unwrap().iter().map(|(name, schema)| (name.clone(), schema.clone())).collect()
}

#[test]
fn every_key_says_what_it_means() {
    for (name, schema) in definitions() {
        for (key, property) in schema["properties"].as_object().unwrap() {
            let description = property["description"].as_str().unwrap();
            let ends = description.ends_with('.') || description.ends_with('…');
            assert!(ends && description.len() > 4, "{name}.{key}: {description}");
        }
    }
}

#[test]
fn names_of_records_are_their_own() {
    fn shapes(shape: &'static Shape, found: &mut BTreeMap<&'static str, *const Shape>) {
        if let Some(earlier) = found.insert(shape.name, shape) {
            assert!(std::ptr::eq(earlier, shape), "two records are named {}", shape.name);
            return;
        }
        for key in shape.keys {
            let form = match (key.form)() {
                Form::List(item) => item(),
                form => form,
            };
            if let Form::Record(inner) = form {
                shapes(inner, found);
            }
        }
    }
    let mut found = BTreeMap::new();
    for kind in schema::TYPES {
        if let Some(shape) = kind.own {
            shapes(shape, &mut found);
        }
    }
    shapes(schema::COMMON, &mut found);
    assert!(found.len() > 20, "{found:?}");
}

#[test]
fn every_type_of_page_is_there() {
    let pages = schema::TYPES.iter().filter(|kind| kind.place == Location::FrontMatter);
    let names: BTreeSet<&str> = pages.map(|kind| kind.name).collect();
    assert_eq!(names, BTreeSet::from(TYPES));
}
