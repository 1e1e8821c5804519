//! What the handbook shows of the program itself.

use serde::Serialize;

/// The keys of a type of file, for the handbook.
#[derive(Debug, Clone, Serialize)]
pub struct KeyTables {
    /// The name of the type.
    pub kind: String,
    /// The line that says the type: `type = "møte"`; absent where there is none.
    pub line: Option<String>,
    /// The keys of the file itself first, then those of each table in it. Empty when the type has no keys of its own.
    pub tables: Vec<KeyTable>,
}

/// The keys of one record.
#[derive(Debug, Clone, Serialize)]
pub struct KeyTable {
    /// The line over the keys, `[[vedlegg]]`; absent for those of the file itself.
    pub header: Option<String>,
    pub rows: Vec<KeyRow>,
}

/// A key.
#[derive(Debug, Clone, Serialize)]
pub struct KeyRow {
    pub name: &'static str,
    pub required: bool,
    pub meaning: &'static str,
    /// What its value must be, in words.
    pub kind: String,
    /// A line with the key: `dato = 2026-03-18`.
    pub example: String,
}

/// The shortcode `funksjoner`: `functions`, with `t`.
#[derive(Debug, Clone, Serialize)]
pub struct Functions {
    pub functions: Vec<Function>,
}

/// A function of formulas and controls.
#[derive(Debug, Clone, Serialize)]
pub struct Function {
    /// The ways to write it.
    pub forms: &'static [&'static str],
    pub gives: &'static str,
}

/// Every kind of problem that the program finds, for the handbook.
#[derive(Debug, Clone, Serialize)]
pub struct Problems {
    pub problems: Vec<Problem>,
}

/// A kind of problem.
#[derive(Debug, Clone, Serialize)]
pub struct Problem {
    /// As it stands in messages.
    pub name: &'static str,
    /// How bad it is: `feil`, `advarsel`, `feil eller advarsel`.
    pub severity: &'static str,
    pub what: &'static str,
    pub why: &'static str,
    /// The law or standard that asks for it, or that it is a rule of the portal.
    pub source: &'static str,
    /// How it goes wrong.
    pub bad: Vec<Example>,
    /// The same as it should be.
    pub good: Vec<Example>,
    /// The way out.
    pub mend: &'static str,
}

/// Lines as an editor types them, or what they show in words. One of the two is there, or only the file.
#[derive(Debug, Clone, Serialize)]
pub struct Example {
    /// The file they stand in; absent where it does not matter, or is that of the lines before.
    pub file: Option<&'static str>,
    /// As they are typed.
    pub lines: Option<&'static str>,
    pub words: Option<&'static str>,
}
