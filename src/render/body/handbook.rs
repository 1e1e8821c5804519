//! What the handbook shows of the program itself: the keys of each type of file, the functions of formulas, and the
//! problems it finds.

use crate::foundation::diagnostic::{Code, ExamplePart, Excerpt, did_you_mean};
use crate::read::record::{Form, Key, Shape};
use crate::read::schema::{self, Location, Type};
use crate::render::view;
use crate::verify::control::expression::{FUNCTIONS, Function};

/// The name by which the keys are shown that all pages have.
const COMMON: &str = "felles";

/// The keys of a type of file, and of the tables in it. The error is a hint when there is no such type.
pub fn keys_view(name: &str) -> Result<view::KeyTables, String> {
    let mut tables = Tables::default();
    if name == COMMON {
        tables.add_rows(None, schema::COMMON.keys.iter(), &|key| (key.required)());
    } else {
        let Some(kind) = schema::find(name) else {
            let names: Vec<&str> = schema::TYPES.iter().map(|kind| kind.name).chain([COMMON]).collect();
            return Err(did_you_mean(name, names.iter().copied())
                .unwrap_or_else(|| format!("velg en av: {}", names.join(", "))));
        };
        add_own(&mut tables, kind);
    }
    Ok(view::KeyTables {
        kind: name.to_owned(),
        line: schema::find(name).filter(|kind| kind.place != Location::Settings).map(|_| format!("type = \"{name}\"")),
        tables: tables.all,
    })
}

/// Common keys that the type must have stand with its own, so that all that is required is seen in one place.
fn add_own(tables: &mut Tables, kind: &Type) {
    let common = if kind.place == Location::FrontMatter { schema::COMMON.keys } else { &[] };
    let own = kind.own.map_or(&[][..], |own| own.keys);
    let rows = common.iter().filter(|key| kind.requires(key)).chain(own);
    tables.add_rows(None, rows, &|key| kind.requires(key));
}

/// Every kind of problem, in the order they are explained.
pub fn problems_view() -> view::Problems {
    let problem = |code: &Code| {
        let explanation = code.explanation();
        let examples =
            |excerpts: &[Excerpt]| excerpts.chunk_by(Excerpt::in_same_file).flat_map(examples_of_file).collect();
        view::Problem {
            name: code.name(),
            severity: explanation.severities.words(),
            what: explanation.what,
            why: explanation.why,
            source: explanation.source(),
            bad: examples(explanation.bad),
            good: examples(explanation.good),
            mend: explanation.mend,
        }
    };
    view::Problems { problems: Code::ALL.iter().map(problem).collect() }
}

/// Excerpts of one file; only the first says which.
fn examples_of_file(excerpts: &[Excerpt]) -> impl Iterator<Item = view::Example> {
    excerpts.iter().enumerate().map(|(index, excerpt)| {
        let text = Some(excerpt.lines).filter(|lines| !lines.is_empty());
        let (lines, words) = if excerpt.part == ExamplePart::Words { (None, text) } else { (text, None) };
        view::Example { file: excerpt.file.filter(|_| index == 0), lines, words }
    })
}

/// Every function of formulas and controls.
pub fn functions_view() -> view::Functions {
    let function = |function: &Function| view::Function { forms: function.forms, gives: function.gives };
    view::Functions { functions: FUNCTIONS.iter().map(function).collect() }
}

#[derive(Default)]
struct Tables {
    all: Vec<view::KeyTable>,
}

impl Tables {
    /// Adds a table of keys, then those of the records in them. `path` is where they stand: `soknad`; none for the keys of
    /// the file itself.
    fn add_rows(
        &mut self,
        path: Option<(&str, &str)>,
        keys: impl Iterator<Item = &'static Key>,
        required: &dyn Fn(&Key) -> bool,
    ) {
        let keys: Vec<&Key> = keys.collect();
        let below = |key: &Key| match path {
            Some((path, _)) => format!("{path}.{}", key.name),
            None => key.name.to_owned(),
        };
        let rows = keys.iter().map(|key| view::KeyRow {
            name: key.name,
            required: required(key),
            meaning: key.description,
            kind: kind_of(key),
            example: match nested(key) {
                Some(nested) => nested.header(&below(key)),
                None => format!("{} = {}", key.name, (key.example)()),
            },
        });
        let rows = rows.collect();
        self.all.push(view::KeyTable { header: path.map(|(_, header)| header.to_owned()), rows });
        for key in keys {
            let Some(nested) = nested(key) else { continue };
            let path = below(key);
            self.add_rows(Some((&path, &nested.header(&path))), nested.shape.keys.iter(), &|key| (key.required)());
        }
    }
}

/// A record inside another.
struct Nested {
    shape: &'static Shape,
    /// There can be many of it.
    many: bool,
}

impl Nested {
    /// The line that opens it.
    fn header(&self, path: &str) -> String {
        if self.many { format!("[[{path}]]") } else { format!("[{path}]") }
    }
}

fn nested(key: &Key) -> Option<Nested> {
    match (key.form)() {
        Form::Record(shape) => Some(Nested { shape, many: false }),
        Form::List(item) => match item() {
            Form::Record(shape) => Some(Nested { shape, many: true }),
            _ => None,
        },
        _ => None,
    }
}

/// What a value must be, in words.
fn kind_of(key: &Key) -> String {
    match nested(key) {
        Some(Nested { many: true, .. }) => "flere tabeller, se under".to_owned(),
        Some(Nested { many: false, .. }) => "en tabell, se under".to_owned(),
        None => (key.kind)(),
    }
}
