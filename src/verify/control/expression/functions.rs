//! The functions of expressions.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rhai::{Engine, EvalAltResult, ImmutableString, Position};
use rust_decimal::{Decimal, RoundingStrategy};

use super::{DIVISION_BY_ZERO, Evaluator, Failure, NO_NUMBER, Surroundings, TABLE_ENDING, Value};
use crate::foundation::diagnostic::did_you_mean;
use crate::read::table::Absence;
use crate::verify::control::facts::{Countable, Figures, Lookup, Numbers};

/// A function, as the handbook shows it.
#[derive(Debug, Clone, Copy)]
pub struct Function {
    pub name: &'static str,
    /// The ways to call it, each an expression by itself.
    pub forms: &'static [&'static str],
    /// What it gives, for editors.
    pub gives: &'static str,
}

const fn function(name: &'static str, forms: &'static [&'static str], gives: &'static str) -> Function {
    Function { name, forms, gives }
}

/// All functions.
pub const FUNCTIONS: [Function; 8] = [
    function(
        "celle",
        &[r#"celle("rad", "kolonne")"#, r#"celle("tabell.toml", "rad", "kolonne")"#],
        "tallet i en celle, i den samme tabellen eller i en annen",
    ),
    function(
        "sum",
        &[r#"sum("kolonne")"#, r#"sum("tabell.toml", "kolonne")"#],
        "summen av radene som ikke er sumrader",
    ),
    function("rader", &["rader()", r#"rader("tabell.toml")"#], "hvor mange rader det er som ikke er sumrader"),
    function(
        "antall",
        &[r#"antall("tabell.toml", "kolonne", "tekst")"#],
        "hvor mange av disse radene som har en tekst i en kolonne",
    ),
    function(
        "tell",
        &[r#"tell("tabell.toml", "kolonne > 5 && annen == 0")"#, r#"tell("saker")"#, r#"tell("saker", "ar == 2025")"#],
        "hvor mange rader i en tabell, eller oppføringer i en liste, som oppfyller et vilkår",
    ),
    function(
        "felt",
        &[r#"felt("periode.brukt")"#, r#"felt("okonomi.tildelt", 2024)"#],
        "penger i det samme prosjektet; «kommuner» og «milepel» gir hvor mange det er",
    ),
    function(
        "prosjekt",
        &[r#"prosjekt("navn", "periode.brukt")"#, r#"prosjekt("navn", "okonomi.tildelt", 2024)"#],
        "det samme for et annet prosjekt, med navnet på filen",
    ),
    function("avrund", &["avrund(tall, desimaler)"], "tallet avrundet; en halv rundes bort fra null"),
];

/// The names of all functions.
pub const NAMES: [&str; FUNCTIONS.len()] = {
    let mut names = [""; FUNCTIONS.len()];
    let mut index = 0;
    while index < names.len() {
        names[index] = FUNCTIONS[index].name;
        index += 1;
    }
    names
};

pub type Answer = Result<Decimal, Box<EvalAltResult>>;
type Text = ImmutableString;

/// Makes the functions known to an engine.
pub fn register(engine: &mut Engine, surroundings: Arc<Surroundings>, provisional: &Arc<AtomicBool>) {
    register_arithmetic(engine);
    register_facts(engine, &surroundings);
    let (at, seen) = (surroundings.clone(), provisional.clone());
    engine.register_fn("celle", move |row: Text, column: Text| -> Answer { cell(&seen, at.own()?, "", &row, &column) });
    let (at, seen) = (surroundings.clone(), provisional.clone());
    engine.register_fn("celle", move |table: Text, row: Text, column: Text| -> Answer {
        cell(&seen, at.other(&table)?, &table, &row, &column)
    });
    let (at, seen) = (surroundings.clone(), provisional.clone());
    engine.register_fn("sum", move |column: Text| -> Answer { sum(&seen, at.own()?, "", &column) });
    let (at, seen) = (surroundings.clone(), provisional.clone());
    engine.register_fn("sum", move |table: Text, column: Text| -> Answer {
        sum(&seen, at.other(&table)?, &table, &column)
    });
    let at = surroundings;
    engine
        .register_fn("tell", move |what: Text, condition: Text| -> Answer { count(at.countable(&what)?, &condition) });
}

/// Makes known the functions whose results do not depend on figures of tables: counts of rows, numbers of projects.
pub fn register_facts(engine: &mut Engine, surroundings: &Arc<Surroundings>) {
    let at = surroundings.clone();
    engine.register_fn("rader", move || -> Answer { Ok(at.own()?.count().into()) });
    let at = surroundings.clone();
    engine.register_fn("rader", move |table: Text| -> Answer { Ok(at.other(&table)?.count().into()) });
    let at = surroundings.clone();
    engine.register_fn("antall", move |table: Text, column: Text, text: Text| -> Answer {
        let numbers = at.other(&table)?;
        let count = numbers.count_of(&column, &text).ok_or_else(|| no_column(numbers, &table, &column))?;
        Ok(count.into())
    });
    let at = surroundings.clone();
    engine.register_fn("tell", move |what: Text| -> Answer { Ok(Decimal::from(at.countable(&what)?.rows())) });
    let at = surroundings.clone();
    engine.register_fn("felt", move |name: Text| -> Answer { field(at.project.as_deref(), &name, None) });
    let at = surroundings.clone();
    engine.register_fn("felt", move |name: Text, year: Decimal| -> Answer {
        field(at.project.as_deref(), &name, Some(year))
    });
    let at = surroundings.clone();
    engine.register_fn("prosjekt", move |project: Text, name: Text| -> Answer {
        field(at.projects.get(project.as_str()).map(AsRef::as_ref), &name, None)
    });
    let at = surroundings.clone();
    engine.register_fn("prosjekt", move |project: Text, name: Text, year: Decimal| -> Answer {
        field(at.projects.get(project.as_str()).map(AsRef::as_ref), &name, Some(year))
    });
}

/// Makes known what needs no surroundings: rounding, and division. A quotient has no more decimals than it needs; the
/// engine's own may end in zeros, which would pass for printed digits.
pub fn register_arithmetic(engine: &mut Engine) {
    engine.set_fast_operators(false);
    // The engine's own would say that a text and a number differ, whatever they are.
    for comparison in ["==", "!=", "<", ">", "<=", ">="] {
        let refuse =
            || -> Result<bool, Box<EvalAltResult>> { Err(mistake("en tekst kan ikke sammenlignes med et tall")) };
        engine.register_fn(comparison, move |_: ImmutableString, _: Decimal| refuse());
        engine.register_fn(comparison, move |_: Decimal, _: ImmutableString| refuse());
    }
    engine.register_fn("-", |number: Decimal| -number);
    engine.register_fn("!", |truth: bool| !truth);
    engine.register_fn("/", |dividend: Decimal, divisor: Decimal| -> Answer {
        quotient(dividend, divisor, Decimal::checked_div).map(|quotient| quotient.normalize())
    });
    engine.register_fn("%", |dividend: Decimal, divisor: Decimal| -> Answer {
        quotient(dividend, divisor, Decimal::checked_rem)
    });
    engine.register_fn("avrund", |value: Decimal, decimals: Decimal| -> Answer {
        Ok(round(value, decimals_of(decimals)?))
    });
}

/// The number of decimals that is asked for.
pub fn decimals_of(decimals: Decimal) -> Result<u32, Box<EvalAltResult>> {
    u32::try_from(decimals).map_err(|_| mistake("antall desimaler må være et lite heltall"))
}

fn quotient(dividend: Decimal, divisor: Decimal, divide: fn(Decimal, Decimal) -> Option<Decimal>) -> Answer {
    let fault = |message: &str| EvalAltResult::ErrorArithmetic(message.to_owned(), Position::NONE);
    if divisor.is_zero() {
        return Err(fault(DIVISION_BY_ZERO).into());
    }
    Ok(divide(dividend, divisor).ok_or_else(|| fault("for stort"))?)
}

/// Rounds half away from zero, as Norwegian public statistics do.
pub fn round(value: Decimal, decimals: u32) -> Decimal {
    value.round_dp_with_strategy(decimals, RoundingStrategy::MidpointAwayFromZero)
}

impl Surroundings {
    /// The table that the expression stands in.
    pub fn own(&self) -> Result<&Numbers, Box<EvalAltResult>> {
        self.own.as_deref().ok_or_else(|| mistake("uttrykket har ingen egen tabell å slå opp i; nevn tabellen først"))
    }

    /// Another table.
    pub fn other(&self, name: &str) -> Result<&Numbers, Box<EvalAltResult>> {
        self.tables.get(name).map(AsRef::as_ref).ok_or_else(|| {
            if self.missing.contains(name) {
                return super::MISSING_TABLE.into();
            }
            match name.ends_with(TABLE_ENDING) {
                true => mistake(&format!("tabellen «{name}» må stå i uttrykket med hele navnet i ett")),
                false => mistake(&format!("«{name}» er ikke navnet på en tabell; det slutter på {TABLE_ENDING}")),
            }
        })
    }

    /// What rows can be counted of: a table, or a list of the portal.
    pub fn countable(&self, name: &str) -> Result<&dyn Countable, Box<EvalAltResult>> {
        if let Some(list) = self.lists.get(name) {
            return Ok(list);
        }
        if name.ends_with(TABLE_ENDING) {
            return Ok(self.other(name)?);
        }
        let lists: Vec<&str> = self.lists.keys().copied().collect();
        Err(mistake(&format!(
            "«{name}» kan ikke telles; det er verken en tabell (navnet slutter på {TABLE_ENDING}) eller en av listene: {}",
            lists.join(", ")
        )))
    }
}

/// How many rows a condition is true of. A row that lacks a number the condition needs is not counted when the source
/// gives nothing there; when there is a number that is not known, neither is the count.
pub fn count(rows: &dyn Countable, condition: &str) -> Answer {
    let wrong = |message: &str| mistake(&format!("vilkåret «{condition}»: {message}"));
    let evaluator = Evaluator::of_conditions();
    let names = rows.names();
    let compiled = evaluator.compile(condition, &names).map_err(|message| wrong(&message))?;
    let mut count = 0_u64;
    for row in 0..rows.rows() {
        let variables =
            compiled.variables.iter().map(|name| (name.as_str(), rows.value(row, name))).collect::<Vec<_>>();
        match evaluator.evaluate_row(&compiled, &variables) {
            Ok(Value::Truth(true)) => count += 1,
            Ok(Value::Truth(false)) => {}
            Err(Failure::NoNumber(absence)) if absence.is_nothing() => {}
            Err(Failure::NoNumber(absence)) => return Err(no_number(absence)),
            Ok(Value::Number(_)) => return Err(wrong("et vilkår er sant eller usant, men dette gir et tall")),
            Err(Failure::DivisionByZero) => {}
            Err(Failure::Mistake(message)) => return Err(wrong(&message)),
            Err(Failure::MissingTable) => return Err(super::MISSING_TABLE.into()),
        }
    }
    Ok(count.into())
}

/// The number of a cell. `table` is the name of the table in messages; empty for the expression's own.
pub fn cell(seen: &AtomicBool, numbers: &Numbers, table: &str, row: &str, column: &str) -> Answer {
    seen.fetch_or(numbers.is_provisional(Some(row), column), Ordering::Relaxed);
    numbers.cell(row, column).map_err(|lookup| match lookup {
        Lookup::NoColumn => no_column(numbers, table, column),
        Lookup::NoRow => {
            let hint = did_you_mean(row, numbers.headers()).map_or_else(String::new, |hint| format!(" ({hint})"));
            mistake(&format!("{} har ingen rad «{row}»{hint}", named(table)))
        }
        Lookup::Rows(count) => mistake(&format!("{} har {count} rader som heter «{row}»", named(table))),
        Lookup::Absent(absence) => no_number(absence),
    })
}

/// The sum of a column; as [`cell`].
pub fn sum(seen: &AtomicBool, numbers: &Numbers, table: &str, column: &str) -> Answer {
    seen.fetch_or(numbers.is_provisional(None, column), Ordering::Relaxed);
    match numbers.sum(column) {
        Ok(Some(sum)) => Ok(sum),
        Ok(None) => Err(mistake("summen blir for stor")),
        Err(Lookup::Absent(absence)) => Err(no_number(absence)),
        Err(_) => Err(no_column(numbers, table, column)),
    }
}

fn field(project: Option<&Figures>, field: &str, year: Option<Decimal>) -> Answer {
    let project = project.ok_or_else(|| mistake("prosjektet finnes ikke"))?;
    let year = match year {
        None => None,
        Some(year) => Some(i64::try_from(year).map_err(|_| mistake("året må være et heltall"))?),
    };
    project.get(field, year).ok_or_else(|| no_number(Absence::Blank)).map(Decimal::from)
}

/// Marks a number that is not there.
pub fn no_number(absence: Absence) -> Box<EvalAltResult> {
    NO_NUMBER[absence as usize].into()
}

fn mistake(message: &str) -> Box<EvalAltResult> {
    message.into()
}

fn no_column(numbers: &Numbers, table: &str, column: &str) -> Box<EvalAltResult> {
    let hint = did_you_mean(column, numbers.names()).map_or_else(String::new, |hint| format!(" ({hint})"));
    mistake(&format!("{} har ingen kolonne «{column}»{hint}", named(table)))
}

/// A table in the words of a message; the table itself has no name.
fn named(table: &str) -> String {
    if table.is_empty() { "tabellen".to_owned() } else { format!("tabellen «{table}»") }
}
