//! Shortcodes: `{{ tabell(fil="avvik.toml") }}`.
//!
//! The form is that of Zola: a name, and named arguments with text in quotes.

use std::ops::Range;

use crate::foundation::diagnostic::{Code, Located, Span, did_you_mean};

/// A shortcode with its arguments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shortcode {
    /// `tabell`: a table of data.
    Table { file: String },
    /// `graf`: columns of a table as a chart.
    Chart { file: String, kind: ChartKind, columns: Vec<String> },
    /// `tall`: one value of a table, with its unit.
    Figure { table: String, row: String, column: String },
    /// `sprak`: words in another language than the page, as they are shown.
    Language { code: &'static str, text: String },
    /// `ordliste`: all abbreviations of the glossary.
    Glossary,
    /// `kontroll`: everything that was checked.
    Controls,
    /// `datakatalog`: every dataset, with what it holds and its files.
    Catalogue,
    /// A list computed from the pages of the portal.
    Register(Register),
    /// `merknad`: a remark of the editors to readers.
    Note { text: String },
    /// `nokler`: the keys of a type of file, as the program knows them.
    Keys { of: String },
    /// `sjekker`: every kind of problem the program finds, with why and the way out.
    Problems,
    /// `funksjoner`: the functions of formulas and controls.
    Functions,
}

impl Shortcode {
    /// Whether it is a part of the running text, and not a block of its own.
    pub fn is_inline(&self) -> bool {
        matches!(self, Self::Figure { .. } | Self::Language { .. })
    }
}

/// The languages that words can be in, by their codes (BCP 47), with their names for editors. All are written from left to
/// right.
const LANGUAGES: [(&str, &str); 27] = [
    ("nb", "bokmål"),
    ("nn", "nynorsk"),
    ("no", "norsk"),
    ("se", "nordsamisk"),
    ("sma", "sørsamisk"),
    ("smj", "lulesamisk"),
    ("fkv", "kvensk"),
    ("en", "engelsk"),
    ("sv", "svensk"),
    ("da", "dansk"),
    ("fi", "finsk"),
    ("is", "islandsk"),
    ("fo", "færøysk"),
    ("kl", "grønlandsk"),
    ("de", "tysk"),
    ("fr", "fransk"),
    ("nl", "nederlandsk"),
    ("es", "spansk"),
    ("it", "italiensk"),
    ("pt", "portugisisk"),
    ("pl", "polsk"),
    ("lt", "litauisk"),
    ("uk", "ukrainsk"),
    ("ru", "russisk"),
    ("so", "somali"),
    ("ti", "tigrinja"),
    ("la", "latin"),
];

/// How a chart is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChartKind {
    /// `stolper`: a bar for each row and column.
    Bars,
    /// `linje`: a line for each row, over the columns.
    Line,
    /// `stablet`: a bar for each row, with the columns as its parts.
    Stacked,
}

/// The words for kinds of charts.
const CHART_KINDS: [(&str, ChartKind); 3] =
    [("stolper", ChartKind::Bars), ("linje", ChartKind::Line), ("stablet", ChartKind::Stacked)];

/// Lists that are computed from the pages of the portal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Register {
    /// `saksregister`: all saker of all bodies.
    Saker,
    /// `vedtaksregister`: what was proposed and decided.
    Vedtak,
    /// `tilskuddsregister`: the money of all projects.
    Tilskudd,
    /// `milepaelsregister`: the milestones of all projects.
    Milepaeler,
    /// `soknadsregister`: all applications with amounts per year.
    Soknader,
}

/// The names and arguments of all shortcodes.
const KNOWN: [(&str, &[&str]); 16] = [
    ("tabell", &["fil"]),
    ("graf", &["fil", "type", "kolonner"]),
    ("tall", &["tabell", "rad", "kolonne"]),
    ("sprak", &["kode", "tekst"]),
    ("ordliste", &[]),
    ("kontroll", &[]),
    ("datakatalog", &[]),
    ("saksregister", &[]),
    ("vedtaksregister", &[]),
    ("tilskuddsregister", &[]),
    ("milepaelsregister", &[]),
    ("soknadsregister", &[]),
    ("merknad", &["tekst"]),
    ("nokler", &["type"]),
    ("sjekker", &[]),
    ("funksjoner", &[]),
];

/// What was read from `{{` on.
#[derive(Debug)]
pub struct Parsed {
    pub result: Result<Shortcode, Vec<Problem>>,
    /// Where the text after it begins.
    pub end: usize,
}

/// A mistake in a shortcode.
#[derive(Debug, PartialEq, Eq)]
pub struct Problem {
    pub code: Code,
    pub span: Span,
    pub message: String,
    pub hint: Option<String>,
}

/// The longest a shortcode can be, in bytes. Each is looked for no further than this, so that a text of many, or of many
/// that are never closed, is read in a time that grows with its length and not with its square.
const LONGEST: usize = 16 << 10;

/// Where the next shortcode opens. Looking for one brace is much faster than looking for two, and there are few.
pub fn opening(source: &str, range: Range<usize>) -> Option<usize> {
    let braces = source[range.clone()].match_indices('{').map(|(at, _)| range.start + at);
    braces.into_iter().find(|at| source[*at + 1..range.end].starts_with('{'))
}

/// Reads the shortcode that opens at a position of a text.
pub fn parse(text: &str, opening: usize) -> Parsed {
    let text = &text[..text.floor_char_boundary(opening + LONGEST)];
    let mut scanner = Scanner { text: &text[..paragraph_end(text, opening)], position: opening + 2 };
    match scanner.call() {
        Ok(call) => Parsed { result: typed(call, opening..scanner.position), end: scanner.position },
        Err(problem) => {
            // Whatever stands up to the closing braces belongs to the broken shortcode.
            let rest = &text[opening..];
            let line_end = rest.find('\n').unwrap_or(rest.len());
            let end = rest[..line_end].find("}}").map_or(line_end, |found| found + 2);
            Parsed { result: Err(vec![problem]), end: opening + end }
        }
    }
}

/// A shortcode ends in the paragraph it begins in: before the next blank line.
fn paragraph_end(text: &str, opening: usize) -> usize {
    let mut end = opening;
    for line in text[opening..].split_inclusive('\n') {
        if line.trim().is_empty() {
            break;
        }
        end += line.len();
    }
    end
}

struct Call {
    name: Located<String>,
    arguments: Vec<(Located<String>, String)>,
}

struct Scanner<'a> {
    text: &'a str,
    position: usize,
}

impl Scanner<'_> {
    fn call(&mut self) -> Result<Call, Problem> {
        let name = self.word("navnet på en kortkode")?;
        self.expect("(", "en parentes etter navnet: (")?;
        let mut arguments = Vec::new();
        loop {
            self.skip_space();
            if self.eat(")") {
                break;
            }
            if !arguments.is_empty() {
                self.expect(",", "komma mellom argumentene, eller en avsluttende parentes")?;
            }
            self.skip_space();
            let key = self.word("navnet på et argument")?;
            self.expect("=", "likhetstegn etter navnet på argumentet")?;
            arguments.push((key, self.string()?));
        }
        self.expect("}}", "to krøllparenteser til slutt: }}")?;
        Ok(Call { name, arguments })
    }

    fn rest(&self) -> &str {
        &self.text[self.position..]
    }

    fn skip_space(&mut self) {
        self.position += self.rest().len() - self.rest().trim_start().len();
    }

    fn eat(&mut self, token: &str) -> bool {
        let found = self.rest().starts_with(token);
        if found {
            self.position += token.len();
        }
        found
    }

    fn expect(&mut self, token: &str, wanted: &str) -> Result<(), Problem> {
        self.skip_space();
        if self.eat(token) { Ok(()) } else { Err(self.unexpected(wanted)) }
    }

    fn word(&mut self, wanted: &str) -> Result<Located<String>, Problem> {
        self.skip_space();
        let start = self.position;
        let end = self.rest().find(|character: char| !(character.is_alphanumeric() || character == '_'));
        self.position += end.unwrap_or(self.rest().len());
        if self.position == start {
            return Err(self.unexpected(wanted));
        }
        Ok(Located { value: self.text[start..self.position].to_owned(), span: start..self.position })
    }

    fn string(&mut self) -> Result<String, Problem> {
        self.skip_space();
        if !self.eat("\"") {
            return Err(self.unexpected("tekst i rette anførselstegn: \"…\""));
        }
        let mut value = String::new();
        let mut characters = self.rest().char_indices();
        while let Some((offset, character)) = characters.next() {
            match character {
                '"' => {
                    self.position += offset + 1;
                    return Ok(value);
                }
                '\\' => value.extend(characters.next().map(|(_, escaped)| escaped)),
                _ => value.push(character),
            }
        }
        Err(self.unexpected("avsluttende anførselstegn"))
    }

    fn unexpected(&self, wanted: &str) -> Problem {
        let length = self.rest().chars().next().map_or(0, char::len_utf8);
        Problem {
            code: Code::InvalidShortcode,
            span: self.position..self.position + length,
            message: format!("kortkoden er ikke skrevet rett: her ventes {wanted}"),
            hint: Some(
                "en kortkode ser slik ut: {{ tabell(fil=\"avvik.toml\") }}; skal krøllparentesene vises, sett dem i `kode`"
                    .to_owned(),
            ),
        }
    }
}

fn typed(call: Call, span: Span) -> Result<Shortcode, Vec<Problem>> {
    let name = call.name.value.as_str();
    let Some((_, known)) = KNOWN.iter().find(|(known, _)| *known == name) else {
        let names = KNOWN.map(|(name, _)| name);
        let hint = did_you_mean(name, names).unwrap_or_else(|| format!("kortkodene er: {}", names.join(", ")));
        let message = format!("ukjent kortkode «{name}»");
        return Err(vec![Problem { code: Code::UnknownShortcode, span: call.name.span, message, hint: Some(hint) }]);
    };
    let mut problems = Vec::new();
    for (index, (key, _)) in call.arguments.iter().enumerate() {
        if call.arguments[..index].iter().any(|(earlier, _)| earlier.value == key.value) {
            let message = format!("argumentet «{}» står to ganger", key.value);
            let hint = Some("slett det ene".to_owned());
            problems.push(Problem { code: Code::InvalidShortcode, span: key.span.clone(), message, hint });
        }
        if !known.contains(&key.value.as_str()) {
            let hint = did_you_mean(&key.value, known.iter().copied()).unwrap_or_else(|| usage(name, known));
            let message = format!("kortkoden «{name}» har ikke noe argument «{}»", key.value);
            let span = key.span.clone();
            problems.push(Problem { code: Code::InvalidShortcode, span, message, hint: Some(hint) });
        }
    }
    let mut argument = |wanted: &str| {
        let found = call.arguments.iter().find(|(key, _)| key.value == wanted);
        if found.is_none() {
            let message = format!("kortkoden «{name}» mangler argumentet «{wanted}»");
            let hint = Some(usage(name, known));
            problems.push(Problem { code: Code::InvalidShortcode, span: span.clone(), message, hint });
        }
        found.map_or_else(String::new, |(_, value)| value.clone())
    };
    let shortcode = match name {
        "tabell" => Shortcode::Table { file: argument("fil") },
        "graf" => {
            let (file, kind, columns) = (argument("fil"), argument("type"), argument("kolonner"));
            let columns = columns.split(',').map(|column| column.trim().to_owned()).collect();
            match CHART_KINDS.iter().find(|(word, _)| *word == kind) {
                Some((_, kind)) => Shortcode::Chart { file, kind: *kind, columns },
                None => {
                    let words = CHART_KINDS.map(|(word, _)| word);
                    let hint =
                        did_you_mean(&kind, words).unwrap_or_else(|| format!("velg en av: {}", words.join(", ")));
                    let message = format!("ukjent type graf «{kind}»");
                    problems.push(Problem { code: Code::InvalidShortcode, span, message, hint: Some(hint) });
                    return Err(problems);
                }
            }
        }
        "tall" => Shortcode::Figure { table: argument("tabell"), row: argument("rad"), column: argument("kolonne") },
        "sprak" => {
            let (code, text) = (argument("kode"), argument("tekst"));
            let language = LANGUAGES.iter().find(|(known, _)| *known == code);
            let (message, hint) = match language {
                _ if !problems.is_empty() => return Err(problems),
                Some((code, _)) if !text.trim().is_empty() => return Ok(Shortcode::Language { code, text }),
                Some(_) => ("kortkoden «sprak» har ingen ord i «tekst»".to_owned(), usage(name, known)),
                None => (format!("ukjent språkkode «{code}»"), which_language(&code)),
            };
            return Err(vec![Problem { code: Code::InvalidShortcode, span, message, hint: Some(hint) }]);
        }
        "merknad" => Shortcode::Note { text: argument("tekst") },
        "kontroll" => Shortcode::Controls,
        "datakatalog" => Shortcode::Catalogue,
        "nokler" => Shortcode::Keys { of: argument("type") },
        "sjekker" => Shortcode::Problems,
        "funksjoner" => Shortcode::Functions,
        "saksregister" => Shortcode::Register(Register::Saker),
        "vedtaksregister" => Shortcode::Register(Register::Vedtak),
        "tilskuddsregister" => Shortcode::Register(Register::Tilskudd),
        "milepaelsregister" => Shortcode::Register(Register::Milepaeler),
        "soknadsregister" => Shortcode::Register(Register::Soknader),
        _ => Shortcode::Glossary,
    };
    if problems.is_empty() { Ok(shortcode) } else { Err(problems) }
}

/// Which code was meant: a language by its name, or all there are.
fn which_language(typed: &str) -> String {
    let lower = typed.to_lowercase();
    match LANGUAGES.iter().find(|(code, name)| *name == lower || *code == lower) {
        Some((code, name)) => format!("koden for {name} er «{code}»"),
        None => {
            let all: Vec<String> = LANGUAGES.iter().map(|(code, name)| format!("{code} ({name})")).collect();
            format!("velg en av: {}", all.join(", "))
        }
    }
}

fn usage(name: &str, arguments: &[&str]) -> String {
    let arguments: Vec<String> = arguments.iter().map(|argument| format!("{argument}=\"…\"")).collect();
    format!("skriv: {{{{ {name}({}) }}}}", arguments.join(", "))
}
