//! Expressions over numbers: `svar_fra_unn / meldt_fra_kommune * 100`.
//!
//! The language is Rhai's, cut down to one expression without statements, loops or strings as values. Every number is
//! an exact decimal (CEL, the obvious alternative, has binary floating point only), and what an expression may cost is
//! limited.
//!
//! | function | gives |
//! |---|---|
//! | `celle("rad", "kolonne")` | a cell of the same table |
//! | `celle("tabell.toml", "rad", "kolonne")` | a cell of another table |
//! | `sum("kolonne")`, `sum("tabell.toml", "kolonne")` | the sum of the rows that are no totals |
//! | `rader()`, `rader("tabell.toml")` | how many rows there are that are no totals |
//! | `antall("tabell.toml", "kolonne", "tekst")` | how many of them have a text in a column |
//! | `felt("periode.brukt")`, `felt("okonomi.tildelt", 2024)` | money of the same project |
//! | `prosjekt("navn", "okonomi.tildelt", 2024)` | money of another project |
//! | `avrund(tall, desimaler)` | the number, rounded half away from zero |

use std::collections::BTreeMap;
use std::sync::Arc;

use rhai::{AST, Dynamic, Engine, EvalAltResult, ImmutableString, Scope};
use rust_decimal::{Decimal, RoundingStrategy};

use super::facts::{Money, Numbers};

/// What an expression can look at.
#[derive(Debug, Clone, Default)]
pub struct Surroundings {
    /// The table that the expression stands in.
    pub own: Option<Arc<Numbers>>,
    /// Other tables by the names that the expression uses.
    pub tables: BTreeMap<String, Arc<Numbers>>,
    /// Money of the project that the expression stands in.
    pub money: Option<Arc<Money>>,
    /// Money of all projects by name.
    pub projects: Arc<BTreeMap<String, Arc<Money>>>,
}

impl Surroundings {
    fn own(&self) -> Result<&Numbers, Box<EvalAltResult>> {
        self.own.as_deref().ok_or_else(|| mistake("uttrykket står ikke i en tabell; nevn tabellen først"))
    }

    fn other(&self, name: &str) -> Result<&Numbers, Box<EvalAltResult>> {
        self.tables.get(name).map(AsRef::as_ref).ok_or_else(|| match name.ends_with(TABLE_ENDING) {
            true => MISSING_TABLE.into(),
            false => mistake(&format!("«{name}» er ikke navnet på en tabell; det slutter på {TABLE_ENDING}")),
        })
    }
}

/// What an expression gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Value {
    Number(Decimal),
    Truth(bool),
}

/// Why an expression gives nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// A number it needs is not there, which is no mistake: a blank cell.
    NoNumber,
    DivisionByZero,
    /// A table is missing, which is reported where it is named.
    MissingTable,
    /// A mistake, in words for editors.
    Mistake(String),
}

/// Evaluates expressions in their surroundings.
pub struct Evaluator {
    engine: Engine,
}

/// An expression that was understood.
pub struct Compiled {
    ast: AST,
    /// The names of columns that it uses.
    pub variables: Vec<String>,
}

/// Marks a number that is not there on its way through the engine.
const NO_NUMBER: &str = "\u{0}ingen verdi";
/// Marks a table that is not there.
const MISSING_TABLE: &str = "\u{0}ingen tabell";
/// How the name of a table ends, by which it is found among the texts of an expression.
const TABLE_ENDING: &str = ".toml";

/// Stands before the names of columns inside the engine, since a column may be called like a word of its language.
const PREFIX: &str = "kolonne_";

impl Evaluator {
    pub fn new(surroundings: Surroundings) -> Self {
        let mut engine = Engine::new_raw();
        engine.set_max_operations(10_000).set_max_expr_depths(32).set_max_string_size(1_000);
        for symbol in ["**", "if", "switch", "eval", "print", "debug", "type_of", "Fn", "call", "is_def_var"] {
            engine.disable_symbol(symbol);
        }
        register(&mut engine, Arc::new(surroundings));
        Self { engine }
    }

    /// Reads an expression. `known` are the names it may use for values. The error is in words for editors.
    pub fn compile(&self, source: &str, known: &[&str]) -> Result<Compiled, String> {
        let scan = scan(source);
        let functions = ["celle", "sum", "rader", "antall", "felt", "prosjekt", "avrund"];
        for name in &scan.functions {
            if !functions.contains(&name.as_str()) {
                return Err(format!("funksjonen «{name}» finnes ikke; funksjonene er: {}", functions.join(", ")));
            }
        }
        for name in &scan.variables {
            if !known.contains(&name.as_str()) {
                return Err(match known {
                    [] => format!("uttrykket bruker «{name}», som ikke er kjent her"),
                    _ => {
                        format!("formelen bruker «{name}», som ikke er en kolonne; kolonnene er: {}", known.join(", "))
                    }
                });
            }
        }
        match self.engine.compile_expression(&scan.engine_source) {
            Ok(ast) => Ok(Compiled { ast, variables: scan.variables }),
            Err(_) => Err("uttrykket er ikke skrevet rett; sjekk parenteser og regnetegn".to_owned()),
        }
    }

    /// Evaluates an expression with values for its variables.
    pub fn evaluate(&self, compiled: &Compiled, variables: &[(&str, Decimal)]) -> Result<Value, Failure> {
        let mut scope = Scope::new();
        for (name, value) in variables {
            scope.push(format!("{PREFIX}{name}"), *value);
        }
        let result =
            self.engine.eval_ast_with_scope::<Dynamic>(&mut scope, &compiled.ast).map_err(|error| failure(&error))?;
        if let Ok(number) = result.as_decimal() {
            return Ok(Value::Number(number));
        }
        if let Ok(truth) = result.as_bool() {
            return Ok(Value::Truth(truth));
        }
        Err(Failure::Mistake("uttrykket gir verken et tall eller sant/usant".to_owned()))
    }
}

/// The texts in quotes in an expression that name tables.
pub fn tables_named(source: &str) -> Vec<String> {
    let mut names = scan(source).texts;
    names.retain(|text| text.ends_with(TABLE_ENDING));
    names
}

fn failure(error: &EvalAltResult) -> Failure {
    match error {
        EvalAltResult::ErrorRuntime(value, _) => {
            let message = value.to_string();
            match message.as_str() {
                NO_NUMBER => Failure::NoNumber,
                MISSING_TABLE => Failure::MissingTable,
                _ => Failure::Mistake(message),
            }
        }
        EvalAltResult::ErrorArithmetic(message, _) if message.starts_with("Division by zero") => {
            Failure::DivisionByZero
        }
        EvalAltResult::ErrorArithmetic(..) => Failure::Mistake("tallet blir for stort".to_owned()),
        EvalAltResult::ErrorInFunctionCall(_, _, inner, _) => failure(inner),
        EvalAltResult::ErrorFunctionNotFound(..) => {
            Failure::Mistake("uttrykket bruker en funksjon eller et regnetegn på noe det ikke passer for".to_owned())
        }
        EvalAltResult::ErrorTooManyOperations(..) => Failure::Mistake("uttrykket er for stort".to_owned()),
        _ => Failure::Mistake("uttrykket kan ikke beregnes".to_owned()),
    }
}

type Answer = Result<Decimal, Box<EvalAltResult>>;

fn register(engine: &mut Engine, surroundings: Arc<Surroundings>) {
    let at = surroundings.clone();
    engine.register_fn("celle", move |row: ImmutableString, column: ImmutableString| -> Answer {
        cell(at.own()?, &row, &column)
    });
    let at = surroundings.clone();
    engine.register_fn(
        "celle",
        move |table: ImmutableString, row: ImmutableString, column: ImmutableString| -> Answer {
            cell(at.other(&table)?, &row, &column)
        },
    );
    let at = surroundings.clone();
    engine.register_fn("sum", move |column: ImmutableString| -> Answer { sum(at.own()?, &column) });
    let at = surroundings.clone();
    engine.register_fn("sum", move |table: ImmutableString, column: ImmutableString| -> Answer {
        sum(at.other(&table)?, &column)
    });
    let at = surroundings.clone();
    engine.register_fn("rader", move || -> Answer { Ok(at.own()?.count().into()) });
    let at = surroundings.clone();
    engine.register_fn("rader", move |table: ImmutableString| -> Answer { Ok(at.other(&table)?.count().into()) });
    let at = surroundings.clone();
    engine.register_fn(
        "antall",
        move |table: ImmutableString, column: ImmutableString, text: ImmutableString| -> Answer {
            let table = at.other(&table)?;
            let count = table.count_of(&column, &text).ok_or_else(|| no_column(&column))?;
            Ok(count.into())
        },
    );
    let at = surroundings.clone();
    engine.register_fn("felt", move |field: ImmutableString| -> Answer { money(at.money.as_deref(), &field, None) });
    let at = surroundings.clone();
    engine.register_fn("felt", move |field: ImmutableString, year: Decimal| -> Answer {
        money(at.money.as_deref(), &field, Some(year))
    });
    let at = surroundings.clone();
    engine.register_fn("prosjekt", move |name: ImmutableString, field: ImmutableString| -> Answer {
        money(at.projects.get(name.as_str()).map(AsRef::as_ref), &field, None)
    });
    let at = surroundings;
    engine.register_fn("prosjekt", move |name: ImmutableString, field: ImmutableString, year: Decimal| -> Answer {
        money(at.projects.get(name.as_str()).map(AsRef::as_ref), &field, Some(year))
    });
    engine.register_fn("avrund", |value: Decimal, decimals: Decimal| -> Answer {
        let decimals = u32::try_from(decimals).map_err(|_| mistake("antall desimaler må være et lite heltall"))?;
        Ok(round(value, decimals))
    });
}

/// Rounds half away from zero, as Norwegian public statistics do.
pub fn round(value: Decimal, decimals: u32) -> Decimal {
    value.round_dp_with_strategy(decimals, RoundingStrategy::MidpointAwayFromZero)
}

fn cell(table: &Numbers, row: &str, column: &str) -> Answer {
    if !table.has_column(column) {
        return Err(no_column(column));
    }
    match table.cell(row, column) {
        None => Err(mistake(&format!("tabellen har ingen rad «{row}»"))),
        Some(None) => Err(no_number()),
        Some(Some(number)) => Ok(number),
    }
}

fn sum(table: &Numbers, column: &str) -> Answer {
    if !table.has_column(column) {
        return Err(no_column(column));
    }
    table.sum(column).ok_or_else(|| mistake("summen blir for stor"))
}

fn money(money: Option<&Money>, field: &str, year: Option<Decimal>) -> Answer {
    let money = money.ok_or_else(|| mistake("prosjektet finnes ikke"))?;
    let year = match year {
        None => None,
        Some(year) => Some(i64::try_from(year).map_err(|_| mistake("året må være et heltall"))?),
    };
    money.get(field, year).ok_or_else(no_number).map(Decimal::from)
}

fn mistake(message: &str) -> Box<EvalAltResult> {
    message.into()
}

fn no_column(column: &str) -> Box<EvalAltResult> {
    mistake(&format!("tabellen har ingen kolonne «{column}»"))
}

fn no_number() -> Box<EvalAltResult> {
    NO_NUMBER.into()
}

/// The words of an expression.
#[derive(Debug, Default)]
struct Scan {
    functions: Vec<String>,
    variables: Vec<String>,
    /// Texts in quotes.
    texts: Vec<String>,
    /// The expression as the engine gets it: every whole number a decimal, so that division is never that of integers,
    /// and every name of a column with its prefix.
    engine_source: String,
}

fn scan(source: &str) -> Scan {
    let mut scan = Scan::default();
    let mut rest = source;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '"' => {
                let end = rest[1..].find('"').map_or(rest.len(), |end| end + 2);
                scan.texts.push(rest[1..end].trim_end_matches('"').to_owned());
                scan.engine_source.push_str(&rest[..end]);
                end
            }
            _ if first.is_ascii_digit() => {
                let end =
                    rest.find(|character: char| !character.is_ascii_digit() && character != '.').unwrap_or(rest.len());
                scan.engine_source.push_str(&rest[..end]);
                if !rest[..end].contains('.') {
                    scan.engine_source.push_str(".0");
                }
                end
            }
            _ if first.is_alphabetic() || first == '_' => {
                let end =
                    rest.find(|character: char| !character.is_alphanumeric() && character != '_').unwrap_or(rest.len());
                let word = &rest[..end];
                let is_function = rest[end..].trim_start().starts_with('(');
                let is_literal = matches!(word, "true" | "false");
                if !is_function && !is_literal {
                    scan.engine_source.push_str(PREFIX);
                }
                scan.engine_source.push_str(word);
                let list = if is_function { &mut scan.functions } else { &mut scan.variables };
                if !is_literal && !list.iter().any(|known| known == word) {
                    list.push(word.to_owned());
                }
                end
            }
            _ => {
                scan.engine_source.push(first);
                first.len_utf8()
            }
        };
        rest = &rest[length..];
    }
    scan
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(source: &str, expected: Result<&str, &str>) {
        let evaluator = Evaluator::new(Surroundings::default());
        let variables = [("a", Decimal::from(7)), ("b", Decimal::from(2)), ("new", Decimal::ZERO)];
        let known = variables.map(|(name, _)| name);
        let result = evaluator.compile(source, &known).map_err(Failure::Mistake);
        let result = result.and_then(|compiled| evaluator.evaluate(&compiled, &variables));
        let shown = match result {
            Ok(Value::Number(number)) => Ok(number.normalize().to_string()),
            Ok(Value::Truth(truth)) => Ok(truth.to_string()),
            Err(Failure::NoNumber) => Err("ingen verdi".to_owned()),
            Err(Failure::DivisionByZero) => Err("deling på null".to_owned()),
            Err(Failure::MissingTable) => Err("tabellen mangler".to_owned()),
            Err(Failure::Mistake(message)) => Err(message),
        };
        assert_eq!(shown, expected.map(str::to_owned).map_err(str::to_owned), "{source}");
    }

    #[test]
    fn numbers_are_exact_decimals() {
        check("a / b", Ok("3.5"));
        check("1 / 2", Ok("0.5"));
        check("0.1 + 0.2", Ok("0.3"));
        check("0.1 + 0.2 == 0.3", Ok("true"));
        check("avrund(2 / 3 * 100, 1)", Ok("66.7"));
        check("avrund(0.25, 1)", Ok("0.3"));
        check("-(a - b) * 3", Ok("-15"));
    }

    #[test]
    fn mistakes_are_explained() {
        check("a / new", Err("deling på null"));
        check("a / c", Err("formelen bruker «c», som ikke er en kolonne; kolonnene er: a, b, new"));
        check(
            "gjett(a)",
            Err("funksjonen «gjett» finnes ikke; funksjonene er: celle, sum, rader, antall, felt, prosjekt, avrund"),
        );
        check("(a + ", Err("uttrykket er ikke skrevet rett; sjekk parenteser og regnetegn"));
        check("a + \"b\"", Err("uttrykket bruker en funksjon eller et regnetegn på noe det ikke passer for"));
        check("79228162514264337593543950335 * 10", Err("tallet blir for stort"));
        check("sum(\"x\")", Err("uttrykket står ikke i en tabell; nevn tabellen først"));
        check("celle(\"x.toml\", \"a\", \"b\")", Err("tabellen mangler"));
        check("rader(\"x\")", Err("«x» er ikke navnet på en tabell; det slutter på .toml"));
    }

    #[test]
    fn nothing_but_expressions_is_allowed() {
        for source in ["let x = 1; x", "while true {}", "loop {}", "a = 2", "|x| x", "import \"x\"", "a; b", "{ a }"] {
            let evaluator = Evaluator::new(Surroundings::default());
            let result = evaluator.compile(source, &["a", "b", "x"]);
            let result = result.map_err(Failure::Mistake);
            let result = result.and_then(|compiled| evaluator.evaluate(&compiled, &[("a", Decimal::ONE)]));
            assert!(matches!(result, Err(Failure::Mistake(_))), "{source}: {result:?}");
        }
    }
}
