//! The words of an expression, found before the engine reads it.

use std::str::FromStr;

use rust_decimal::Decimal;

/// Stands before the names of values inside the engine, since a column may be called like a word of its language.
pub const PREFIX: &str = "kolonne_";

/// What an expression is made of.
#[derive(Debug, Default)]
pub struct Scan {
    pub functions: Vec<String>,
    pub variables: Vec<String>,
    /// Numbers as they are written. Inside the engine each is a constant called by [`literal_name`], so that none is an
    /// integer of the engine, which divides without remainder, and none gets decimals that nobody wrote.
    pub literals: Vec<(String, Result<Decimal, ()>)>,
    /// The expression as the engine gets it.
    pub engine_source: String,
}

/// The name of a number inside the engine.
pub fn literal_name(index: usize) -> String {
    format!("tall_{index}")
}

/// Reads an expression word by word. Texts stand in double or single quotes; they have no escapes.
pub fn scan(source: &str) -> Scan {
    let mut scan = Scan::default();
    let mut rest = source;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '"' | '\'' => scan.text(rest, first),
            _ if first.is_ascii_digit() => scan.number(rest),
            _ if first.is_alphabetic() || first == '_' => scan.word(rest),
            _ => {
                scan.engine_source.push(first);
                first.len_utf8()
            }
        };
        rest = &rest[length..];
    }
    scan
}

impl Scan {
    fn text(&mut self, rest: &str, quote: char) -> usize {
        let Some(end) = rest[1..].find(quote) else {
            // Left open, which the engine reports.
            self.engine_source.push('"');
            return rest.len();
        };
        let text = &rest[1..=end];
        let escaped = text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
        self.engine_source.push_str(&format!("\"{escaped}\""));
        end + 2
    }

    fn number(&mut self, rest: &str) -> usize {
        let end = rest.find(|character: char| !character.is_ascii_digit() && character != '.').unwrap_or(rest.len());
        let written = &rest[..end];
        self.engine_source.push_str(&format!(" {} ", literal_name(self.literals.len())));
        self.literals.push((written.to_owned(), Decimal::from_str(written).map_err(|_| ())));
        end
    }

    fn word(&mut self, rest: &str) -> usize {
        let end = rest.find(|character: char| !character.is_alphanumeric() && character != '_').unwrap_or(rest.len());
        let word = &rest[..end];
        if matches!(word, "true" | "false") {
            self.engine_source.push_str(word);
            return end;
        }
        let is_function = rest[end..].trim_start().starts_with('(');
        if !is_function {
            self.engine_source.push_str(PREFIX);
        }
        self.engine_source.push_str(word);
        let list = if is_function { &mut self.functions } else { &mut self.variables };
        if !list.iter().any(|known| known == word) {
            list.push(word.to_owned());
        }
        end
    }
}
