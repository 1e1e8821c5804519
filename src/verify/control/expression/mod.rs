//! Expressions over numbers: `svar_fra_unn / meldt_fra_kommune * 100`.
//!
//! The language is Rhai's, cut down to one expression without statements or loops. Every number is an exact decimal
//! (CEL, the obvious alternative, has binary floating point only) with the decimals it was written with, and what an
//! expression may cost is limited. Texts stand in double or single quotes.
//!
//! The functions are [`FUNCTIONS`]; the lists that `tell` counts are in [`super::lists`].
//!
//! The formula of a column and the condition of `tell` use the columns of a row by their ids, and `rad` is the text of
//! its first cell: `celle("2025.toml", rad, "antall")` is a cell of the row of the same name in another table. A cell
//! of a municipality that the other table names in `uten_rad` is blank there.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rhai::{AST, Dynamic, Engine, EvalAltResult, Scope};
use rust_decimal::Decimal;

use super::facts::{Figures, Numbers};
use super::lists::List;
use crate::read::table::Absence;
use scan::{PREFIX, literal_name, scan};

pub(super) mod functions;
pub(super) mod scan;

pub use functions::{FUNCTIONS, Function, round};

/// What an expression can look at.
#[derive(Debug, Clone, Default)]
pub struct Surroundings {
    /// The table that the expression stands in.
    pub own: Option<Arc<Numbers>>,
    /// Other tables by the names that the expression uses.
    pub tables: BTreeMap<String, Arc<Numbers>>,
    /// Names of tables that cannot be used, which is reported already.
    pub missing: BTreeSet<String>,
    /// Lists of the portal by name.
    pub lists: Arc<BTreeMap<&'static str, List>>,
    /// Numbers of the project that the expression stands in.
    pub project: Option<Arc<Figures>>,
    /// Numbers of all projects by name.
    pub projects: Arc<BTreeMap<String, Arc<Figures>>>,
}

/// What stands for a name in an expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Variable {
    Number(Decimal),
    Text(String),
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
    NoNumber(Absence),
    DivisionByZero,
    /// A table is missing, which is reported where it is named.
    MissingTable,
    /// A mistake, in words for editors.
    Mistake(String),
}

/// Evaluates expressions in their surroundings.
pub struct Evaluator {
    engine: Engine,
    /// Set when a provisional figure is looked up, since a lookup gives the engine a number and nothing more.
    provisional: Arc<AtomicBool>,
    functions: &'static [&'static str],
}

/// An expression that was understood.
pub struct Compiled {
    ast: AST,
    /// The names that it uses: ids of columns, and [`ROW`](crate::read::table::ROW).
    pub variables: Vec<String>,
    /// The numbers that are written in it.
    literals: Vec<Decimal>,
}

/// Mark numbers that are not there on their way through the engine, in the order of [`Absence`].
const NO_NUMBER: [&str; 4] = ["\u{0}tom", "\u{0}mangler", "\u{0}gjelder ikke", "\u{0}vises ikke"];
/// Marks a table that is not there.
const MISSING_TABLE: &str = "\u{0}ingen tabell";
/// What the engine is told of a division by zero.
const DIVISION_BY_ZERO: &str = "deling på null";
/// How the name of a table ends, by which it is found among the texts of an expression.
const TABLE_ENDING: &str = ".toml";

impl Evaluator {
    pub fn new(surroundings: Surroundings) -> Self {
        let mut engine = engine();
        let provisional = Arc::new(AtomicBool::new(false));
        functions::register(&mut engine, Arc::new(surroundings), &provisional);
        Self { engine, provisional, functions: &functions::NAMES }
    }

    /// One for conditions about a single row, which look nothing up.
    fn of_conditions() -> Self {
        let mut engine = engine();
        functions::register_arithmetic(&mut engine);
        Self { engine, provisional: Arc::default(), functions: &["avrund"] }
    }

    /// Reads an expression. `known` are the names it may use for values. The error is in words for editors.
    pub fn compile(&self, source: &str, known: &[&str]) -> Result<Compiled, String> {
        let scan = scan(source);
        for name in &scan.functions {
            if !self.functions.contains(&name.as_str()) {
                return Err(format!("funksjonen «{name}» finnes ikke; funksjonene er: {}", self.functions.join(", ")));
            }
        }
        for name in &scan.variables {
            if !known.contains(&name.as_str()) {
                let message = format!("uttrykket bruker «{name}», som ikke er kjent her");
                return Err(match known {
                    [] => message,
                    _ => format!("{message}; her kan du bruke: {}", known.join(", ")),
                });
            }
        }
        let mut literals = Vec::with_capacity(scan.literals.len());
        for (written, number) in scan.literals {
            literals.push(number.map_err(|()| format!("«{written}» er ikke et tall som kan regnes med"))?);
        }
        match self.engine.compile_expression(&scan.engine_source) {
            Ok(ast) => Ok(Compiled { ast, variables: scan.variables, literals }),
            Err(_) => Err("uttrykket er ikke skrevet rett; sjekk parenteser og regnetegn".to_owned()),
        }
    }

    /// Evaluates an expression with values for its variables.
    pub fn evaluate(&self, compiled: &Compiled, variables: &[(&str, Variable)]) -> Result<Value, Failure> {
        let mut scope = Scope::new();
        for (index, literal) in compiled.literals.iter().enumerate() {
            scope.push_constant(literal_name(index), *literal);
        }
        for (name, value) in variables {
            match value {
                Variable::Number(number) => scope.push_constant(format!("{PREFIX}{name}"), *number),
                Variable::Text(text) => scope.push_constant(format!("{PREFIX}{name}"), text.clone()),
            };
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

    /// Whether an expression evaluated since the last call looked up a provisional figure.
    pub fn saw_provisional(&self) -> bool {
        self.provisional.swap(false, Ordering::Relaxed)
    }

    /// Evaluates an expression about a row, where values may be absent: then the result is absent in the same way. Of
    /// several ways the strongest counts, as [`Absence`] orders them.
    pub fn evaluate_row(
        &self,
        compiled: &Compiled,
        variables: &[(&str, Result<Variable, Absence>)],
    ) -> Result<Value, Failure> {
        if let Some(absence) = variables.iter().filter_map(|(_, value)| value.as_ref().err()).max() {
            return Err(Failure::NoNumber(*absence));
        }
        let present: Vec<(&str, Variable)> =
            variables.iter().filter_map(|(name, value)| Some((*name, value.clone().ok()?))).collect();
        self.evaluate(compiled, &present)
    }
}

/// An engine with nothing but its limits.
pub(super) fn engine() -> Engine {
    let mut engine = Engine::new_raw();
    engine.set_max_operations(10_000).set_max_expr_depths(32).set_max_string_size(1_000);
    for symbol in ["**", "if", "switch", "eval", "print", "debug", "type_of", "Fn", "call", "is_def_var"] {
        engine.disable_symbol(symbol);
    }
    engine
}

pub(super) fn failure(error: &EvalAltResult) -> Failure {
    match error {
        EvalAltResult::ErrorRuntime(value, _) => {
            let message = value.to_string();
            let absence = NO_NUMBER.iter().position(|marker| *marker == message);
            match absence {
                Some(index) => Failure::NoNumber(Absence::ALL[index]),
                None if message == MISSING_TABLE => Failure::MissingTable,
                None => Failure::Mistake(message),
            }
        }
        EvalAltResult::ErrorArithmetic(message, _) if message == DIVISION_BY_ZERO => Failure::DivisionByZero,
        EvalAltResult::ErrorArithmetic(..) => Failure::Mistake("tallet blir for stort".to_owned()),
        EvalAltResult::ErrorInFunctionCall(_, _, inner, _) => failure(inner),
        EvalAltResult::ErrorFunctionNotFound(..) => {
            Failure::Mistake("uttrykket bruker en funksjon eller et regnetegn på noe det ikke passer for".to_owned())
        }
        EvalAltResult::ErrorTooManyOperations(..) => Failure::Mistake("uttrykket er for stort".to_owned()),
        _ => Failure::Mistake("uttrykket kan ikke beregnes".to_owned()),
    }
}

#[cfg(test)]
mod tests;
