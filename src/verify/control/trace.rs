//! What an expression depends on, and how: the expression as a tree over figures.
//!
//! The engine that evaluates expressions evaluates them here with figures in place of numbers ([`Traced`]), so that
//! there is one grammar and one meaning. The tree can be evaluated with other numbers, and read as an equation where it
//! is one.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use rhai::{AST, Dynamic, Engine, EvalAltResult, ImmutableString, Scope};
use rust_decimal::Decimal;

use super::expression::functions::{self, decimals_of, no_number};
use super::expression::scan::{PREFIX, literal_name, scan};
use super::expression::{Failure, Surroundings, Value, Variable, engine, failure, round};
use super::facts::{Numbers, value_in};
use crate::foundation::path::SourcePath;
use crate::read::table::{Absence, Content, ROW, Table};

/// A cell of a table, or the sum of a column, by its number in the [`Layout`].
pub type Figure = usize;

/// An expression over figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tree {
    Number(Decimal),
    Truth(bool),
    Figure(Figure),
    Sum(Vec<Tree>),
    Negated(Arc<Tree>),
    Not(Arc<Tree>),
    Binary(Operator, Arc<Tree>, Arc<Tree>),
    Rounded(Arc<Tree>, u32),
    /// How many of these are true. One that gives nothing, such as a division by zero, is not counted.
    Count(Vec<Tree>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operator {
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
    Equal,
    Unequal,
    Less,
    AtMost,
    Greater,
    AtLeast,
    And,
    Or,
}

/// Figures, each with a factor, and a number.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Linear {
    pub terms: BTreeMap<Figure, Decimal>,
    pub constant: Decimal,
}

impl Tree {
    /// Adds the figures that the tree looks at.
    pub fn collect_figures(&self, figures: &mut BTreeSet<Figure>) {
        match self {
            Self::Number(_) | Self::Truth(_) => {}
            Self::Figure(figure) => {
                figures.insert(*figure);
            }
            Self::Sum(parts) | Self::Count(parts) => parts.iter().for_each(|part| part.collect_figures(figures)),
            Self::Negated(inner) | Self::Not(inner) | Self::Rounded(inner, _) => inner.collect_figures(figures),
            Self::Binary(_, left, right) => {
                left.collect_figures(figures);
                right.collect_figures(figures);
            }
        }
    }

    /// What the tree gives for these numbers; `None` when it gives nothing.
    pub fn evaluate(&self, number: &mut dyn FnMut(Figure) -> Option<Decimal>) -> Option<Value> {
        let decimal = |value| match value {
            Value::Number(number) => Some(number),
            Value::Truth(_) => None,
        };
        let truth = |value| match value {
            Value::Truth(truth) => Some(truth),
            Value::Number(_) => None,
        };
        match self {
            Self::Number(value) => Some(Value::Number(*value)),
            Self::Truth(truth) => Some(Value::Truth(*truth)),
            Self::Figure(figure) => Some(Value::Number(number(*figure)?)),
            Self::Sum(parts) => {
                let mut sum = Decimal::ZERO;
                for part in parts {
                    sum = sum.checked_add(decimal(part.evaluate(number)?)?)?;
                }
                Some(Value::Number(sum))
            }
            Self::Count(parts) => {
                let mut holds = |part: &Self| part.evaluate(number) == Some(Value::Truth(true));
                Some(Value::Number(parts.iter().filter(|part| holds(part)).count().into()))
            }
            Self::Negated(inner) => Some(Value::Number(-decimal(inner.evaluate(number)?)?)),
            Self::Not(inner) => Some(Value::Truth(!truth(inner.evaluate(number)?)?)),
            Self::Rounded(inner, decimals) => Some(Value::Number(round(decimal(inner.evaluate(number)?)?, *decimals))),
            Self::Binary(operator, left, right) => {
                let left = left.evaluate(number)?;
                match (operator, left) {
                    (Operator::And, Value::Truth(false)) | (Operator::Or, Value::Truth(true)) => return Some(left),
                    _ => {}
                }
                match (left, right.evaluate(number)?) {
                    (Value::Number(left), Value::Number(right)) => operator.of_numbers(left, right),
                    (Value::Truth(left), Value::Truth(right)) => operator.of_truths(left, right).map(Value::Truth),
                    _ => None,
                }
            }
        }
    }

    /// The tree as figures with factors; `None` when it is not that, or not exactly.
    pub fn linear(&self) -> Option<Linear> {
        match self {
            Self::Number(number) => Some(Linear { terms: BTreeMap::new(), constant: *number }),
            Self::Figure(figure) => {
                Some(Linear { terms: BTreeMap::from([(*figure, Decimal::ONE)]), constant: Decimal::ZERO })
            }
            Self::Sum(parts) => {
                let mut sum = Linear::default();
                for part in parts {
                    sum.add(&part.linear()?, Decimal::ONE)?;
                }
                Some(sum)
            }
            Self::Negated(inner) => inner.linear()?.times(Decimal::NEGATIVE_ONE),
            Self::Binary(operator, left, right) => {
                let (mut left, right) = (left.linear()?, right.linear()?);
                match operator {
                    Operator::Add => left.add(&right, Decimal::ONE)?,
                    Operator::Subtract => left.add(&right, Decimal::NEGATIVE_ONE)?,
                    Operator::Multiply if right.terms.is_empty() => return left.times(right.constant),
                    Operator::Multiply if left.terms.is_empty() => return right.times(left.constant),
                    Operator::Divide if right.terms.is_empty() => {
                        let factor = Decimal::ONE.checked_div(right.constant)?;
                        // A third is no decimal.
                        return (factor * right.constant == Decimal::ONE).then(|| left.times(factor))?;
                    }
                    _ => return None,
                }
                Some(left)
            }
            Self::Truth(_) | Self::Not(_) | Self::Rounded(..) | Self::Count(_) => None,
        }
    }
}

impl Operator {
    fn of_numbers(self, left: Decimal, right: Decimal) -> Option<Value> {
        let number = match self {
            Self::Add => left.checked_add(right),
            Self::Subtract => left.checked_sub(right),
            Self::Multiply => left.checked_mul(right),
            Self::Divide => left.checked_div(right),
            Self::Remainder => left.checked_rem(right),
            Self::Equal => return Some(Value::Truth(left == right)),
            Self::Unequal => return Some(Value::Truth(left != right)),
            Self::Less => return Some(Value::Truth(left < right)),
            Self::AtMost => return Some(Value::Truth(left <= right)),
            Self::Greater => return Some(Value::Truth(left > right)),
            Self::AtLeast => return Some(Value::Truth(left >= right)),
            Self::And | Self::Or => None,
        };
        number.map(Value::Number)
    }

    fn of_truths(self, left: bool, right: bool) -> Option<bool> {
        match self {
            Self::And => Some(left && right),
            Self::Or => Some(left || right),
            Self::Equal => Some(left == right),
            Self::Unequal => Some(left != right),
            _ => None,
        }
    }
}

impl Linear {
    fn add(&mut self, other: &Self, factor: Decimal) -> Option<()> {
        for (figure, of_figure) in &other.terms {
            let sum = self.terms.entry(*figure).or_default();
            *sum = sum.checked_add(of_figure.checked_mul(factor)?)?;
        }
        self.constant = self.constant.checked_add(other.constant.checked_mul(factor)?)?;
        self.terms.retain(|_, factor| !factor.is_zero());
        Some(())
    }

    fn times(&self, factor: Decimal) -> Option<Self> {
        let mut product = Self::default();
        product.add(self, factor)?;
        Some(product)
    }
}

/// Numbers all cells of all tables, row by row, and after them the sum of each column.
#[derive(Debug, Clone, Default)]
pub struct Layout {
    tables: BTreeMap<SourcePath, Extent>,
    len: usize,
}

#[derive(Debug, Clone, Copy)]
struct Extent {
    start: Figure,
    rows: usize,
    columns: usize,
}

/// What a figure is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FigureKind {
    Cell { row: usize, column: usize },
    ColumnSum { column: usize },
}

impl Layout {
    /// Adds a table; in order of their paths.
    pub fn add(&mut self, path: SourcePath, rows: usize, columns: usize) {
        self.tables.insert(path, Extent { start: self.len, rows, columns });
        self.len += (rows + 1) * columns;
    }

    pub fn len(&self) -> usize {
        self.len
    }

    pub fn cell(&self, table: &SourcePath, row: usize, column: usize) -> Option<Figure> {
        let extent = self.tables.get(table)?;
        Some(extent.start + row * extent.columns + column)
    }

    pub fn column_sum(&self, table: &SourcePath, column: usize) -> Option<Figure> {
        self.cell(table, self.tables.get(table)?.rows, column)
    }

    /// All figures with where they stand, table by table.
    pub fn places(&self) -> impl Iterator<Item = (Figure, &SourcePath, FigureKind)> {
        self.tables.iter().flat_map(|(path, extent)| {
            (0..(extent.rows + 1) * extent.columns).map(move |offset| {
                let (row, column) = (offset / extent.columns, offset % extent.columns);
                let place =
                    if row < extent.rows { FigureKind::Cell { row, column } } else { FigureKind::ColumnSum { column } };
                (extent.start + offset, path, place)
            })
        })
    }
}

/// Traces expressions in their surroundings.
pub struct Tracer {
    engine: Engine,
}

impl Tracer {
    pub fn new(surroundings: Surroundings, layout: Arc<Layout>) -> Self {
        let mut tracer = Self::of_conditions();
        let surroundings = Arc::new(surroundings);
        functions::register_facts(&mut tracer.engine, &surroundings);
        register_figures(&mut tracer.engine, surroundings, layout);
        tracer
    }

    /// One for conditions about a single row, which look nothing up.
    fn of_conditions() -> Self {
        let mut engine = engine();
        functions::register_arithmetic(&mut engine);
        register_operators(&mut engine);
        Self { engine }
    }

    /// Reads an expression that the evaluator has read before; `None` when it cannot be traced.
    pub fn compile(&self, source: &str) -> Option<Traceable> {
        let scan = scan(source);
        let ast = self.engine.compile_expression(without_shortcuts(&scan.engine_source)).ok()?;
        let literals = scan.literals.into_iter().map(|(_, number)| number.ok()).collect::<Option<_>>()?;
        Some(Traceable { ast, variables: scan.variables, literals })
    }

    /// The tree of an expression with what stands for its variables. The error is that of the evaluation, or a mistake
    /// when the expression does something that cannot be traced.
    pub fn trace(&self, expression: &Traceable, variables: &[(&str, Operand)]) -> Result<Tree, Failure> {
        let mut scope = Scope::new();
        for (index, literal) in expression.literals.iter().enumerate() {
            scope.push_constant(literal_name(index), *literal);
        }
        for (name, operand) in variables {
            match operand {
                Operand::Tree(tree) => scope.push(format!("{PREFIX}{name}"), Traced(Arc::new(tree.clone()))),
                Operand::Text(text) => scope.push(format!("{PREFIX}{name}"), text.clone()),
            };
        }
        let result = self.engine.eval_ast_with_scope::<Dynamic>(&mut scope, &expression.ast);
        let result = result.map_err(|error| failure(&error))?;
        if let Ok(number) = result.as_decimal() {
            return Ok(Tree::Number(number));
        }
        if let Ok(truth) = result.as_bool() {
            return Ok(Tree::Truth(truth));
        }
        let traced = result.try_cast::<Traced>().map(|traced| (*traced.0).clone());
        traced.ok_or_else(|| Failure::Mistake("uttrykket kan ikke følges".to_owned()))
    }

    /// The tree of an expression about a row of a table. The error is as for [`Self::trace`].
    pub fn trace_row(
        &self,
        expression: &Traceable,
        table: &Table,
        row: usize,
        layout: &Layout,
    ) -> Result<Tree, Failure> {
        let operands = expression.variables.iter().map(|name| (name.as_str(), operand(table, row, name, layout)));
        let operands: Vec<(&str, Result<Operand, Absence>)> = operands.collect();
        if let Some(absence) = operands.iter().filter_map(|(_, operand)| operand.as_ref().err()).max() {
            return Err(Failure::NoNumber(*absence));
        }
        let present: Vec<(&str, Operand)> =
            operands.into_iter().filter_map(|(name, operand)| Some((name, operand.ok()?))).collect();
        self.trace(expression, &present)
    }
}

/// An expression that can be traced.
pub struct Traceable {
    ast: AST,
    variables: Vec<String>,
    /// The numbers that are written in it.
    literals: Vec<Decimal>,
}

/// What stands for a name in an expression.
#[derive(Debug, Clone)]
pub enum Operand {
    Tree(Tree),
    Text(String),
}

/// What a name stands for in a row: a figure, the number that a blank counts as, or a text.
fn operand(table: &Table, row: usize, name: &str, layout: &Layout) -> Result<Operand, Absence> {
    if let Some((column, _)) = table.column(name).filter(|_| name != ROW)
        && let Content::Number { .. } = table.rows[row].cells[column].value.content
        && let Some(figure) = layout.cell(&table.path, row, column)
    {
        return Ok(Operand::Tree(Tree::Figure(figure)));
    }
    value_in(table, &table.rows[row], name).map(|variable| match variable {
        Variable::Number(number) => Operand::Tree(Tree::Number(number)),
        Variable::Text(text) => Operand::Text(text),
    })
}

/// A tree on its way through the engine.
#[derive(Debug, Clone)]
struct Traced(Arc<Tree>);

/// The same expression with `&` for `&&` and `|` for `||`, which bind alike but look at both sides.
fn without_shortcuts(source: &str) -> String {
    let mut result = String::with_capacity(source.len());
    let (mut in_text, mut escaped) = (false, false);
    for character in source.chars() {
        let again = !in_text && matches!(character, '&' | '|') && result.ends_with(character);
        in_text ^= character == '"' && !escaped;
        escaped = in_text && character == '\\' && !escaped;
        if !again {
            result.push(character);
        }
    }
    result
}

type Trace = Result<Traced, Box<EvalAltResult>>;

fn register_figures(engine: &mut Engine, surroundings: Arc<Surroundings>, layout: Arc<Layout>) {
    type Text = ImmutableString;
    let (at, of) = (surroundings.clone(), layout.clone());
    engine.register_fn("celle", move |row: Text, column: Text| -> Trace { cell(at.own()?, "", &of, &row, &column) });
    let (at, of) = (surroundings.clone(), layout.clone());
    engine.register_fn("celle", move |table: Text, row: Text, column: Text| -> Trace {
        cell(at.other(&table)?, &table, &of, &row, &column)
    });
    let (at, of) = (surroundings.clone(), layout.clone());
    engine.register_fn("sum", move |column: Text| -> Trace { sum(at.own()?, "", &of, &column) });
    let (at, of) = (surroundings.clone(), layout.clone());
    engine
        .register_fn("sum", move |table: Text, column: Text| -> Trace { sum(at.other(&table)?, &table, &of, &column) });
    let (at, of) = (surroundings, layout);
    engine.register_fn("tell", move |what: Text, condition: Text| -> Trace {
        // The lists of the portal hold no figures of tables.
        match at.lists.get(what.as_str()) {
            Some(list) => Ok(Traced(Arc::new(Tree::Number(functions::count(list, &condition)?)))),
            None => count(at.other(&what)?, &of, &condition),
        }
    });
}

fn cell(numbers: &Numbers, name: &str, layout: &Layout, row: &str, column: &str) -> Trace {
    let number = functions::cell(&AtomicBool::default(), numbers, name, row, column)?;
    let table = numbers.table();
    let place = numbers.row(row).ok().flatten().zip(table.column(column));
    let figure = place.and_then(|(row, (column, _))| match table.rows[row].cells[column].value.content {
        Content::Number { .. } => layout.cell(&table.path, row, column),
        _ => None,
    });
    Ok(Traced(Arc::new(figure.map_or(Tree::Number(number), Tree::Figure))))
}

fn sum(numbers: &Numbers, name: &str, layout: &Layout, column: &str) -> Trace {
    let sum = functions::sum(&AtomicBool::default(), numbers, name, column)?;
    let table = numbers.table();
    let figure = table.column(column).and_then(|(column, _)| layout.column_sum(&table.path, column));
    Ok(Traced(Arc::new(figure.map_or(Tree::Number(sum), Tree::Figure))))
}

/// How many rows a condition is true of, as the evaluator counts them.
fn count(numbers: &Numbers, layout: &Layout, condition: &str) -> Trace {
    let tracer = Tracer::of_conditions();
    let untraceable = || -> Box<EvalAltResult> { "vilkåret kan ikke følges".into() };
    let expression = tracer.compile(condition).ok_or_else(untraceable)?;
    let mut rows = Vec::new();
    for row in numbers.counted() {
        match tracer.trace_row(&expression, numbers.table(), *row, layout) {
            Ok(tree) => rows.push(tree),
            Err(Failure::NoNumber(absence)) if !absence.is_nothing() => return Err(no_number(absence)),
            Err(Failure::NoNumber(_) | Failure::DivisionByZero) => {}
            Err(Failure::MissingTable | Failure::Mistake(_)) => return Err(untraceable()),
        }
    }
    Ok(Traced(Arc::new(Tree::Count(rows))))
}

fn register_operators(engine: &mut Engine) {
    const OPERATORS: [(&str, Operator); 13] = [
        ("+", Operator::Add),
        ("-", Operator::Subtract),
        ("*", Operator::Multiply),
        ("/", Operator::Divide),
        ("%", Operator::Remainder),
        ("==", Operator::Equal),
        ("!=", Operator::Unequal),
        ("<", Operator::Less),
        ("<=", Operator::AtMost),
        (">", Operator::Greater),
        (">=", Operator::AtLeast),
        ("&", Operator::And),
        ("|", Operator::Or),
    ];
    for (name, operator) in OPERATORS {
        let binary = move |left: Arc<Tree>, right: Arc<Tree>| Traced(Arc::new(Tree::Binary(operator, left, right)));
        let number = |value: Decimal| Arc::new(Tree::Number(value));
        engine.register_fn(name, move |left: Traced, right: Traced| binary(left.0, right.0));
        engine.register_fn(name, move |left: Traced, right: Decimal| binary(left.0, number(right)));
        engine.register_fn(name, move |left: Decimal, right: Traced| binary(number(left), right.0));
        // What is said of texts and numbers that are no figures is true or false already.
        let truth = |value: bool| Arc::new(Tree::Truth(value));
        engine.register_fn(name, move |left: Traced, right: bool| binary(left.0, truth(right)));
        engine.register_fn(name, move |left: bool, right: Traced| binary(truth(left), right.0));
    }
    engine.register_fn("avrund", |value: Traced, decimals: Decimal| -> Trace {
        Ok(Traced(Arc::new(Tree::Rounded(value.0, decimals_of(decimals)?))))
    });
    engine.register_fn("-", |inner: Traced| Traced(Arc::new(Tree::Negated(inner.0))));
    engine.register_fn("+", |inner: Traced| inner);
    engine.register_fn("!", |inner: Traced| Traced(Arc::new(Tree::Not(inner.0))));
}

impl Tree {
    /// The tree of a cell: its figure, or the number that a blank one counts as; `None` when it has no number.
    pub fn of_cell(table: &Table, row: usize, column: usize, figure: Figure) -> Option<Self> {
        let number = table.number(&table.rows[row], column).ok()?;
        match table.rows[row].cells[column].value.content {
            Content::Number { .. } => Some(Self::Figure(figure)),
            _ => Some(Self::Number(number)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Traces an expression over the figures a = 7 and b = 2.
    fn trace(source: &str) -> Tree {
        let tracer = Tracer::new(Surroundings::default(), Arc::default());
        let variables = [0, 1].map(Tree::Figure).map(Operand::Tree);
        let [a, b] = variables;
        let variables = [("a", a), ("b", b)];
        tracer.trace(&tracer.compile(source).unwrap(), &variables).unwrap()
    }

    fn numbers(figure: Figure) -> Option<Decimal> {
        [7, 2].get(figure).copied().map(Decimal::from)
    }

    /// What an expression gives, and its factors of a and b and the number beside them if it is linear.
    #[track_caller]
    fn check(source: &str, value: &str, linear: Option<[&str; 3]>) {
        let tree = trace(source);
        let found = match tree.evaluate(&mut numbers) {
            Some(Value::Number(number)) => number.normalize().to_string(),
            Some(Value::Truth(truth)) => truth.to_string(),
            None => "nothing".to_owned(),
        };
        assert_eq!(found, value, "{source}");
        let factors = tree.linear().map(|linear| {
            let factor = |figure| linear.terms.get(&figure).copied().unwrap_or_default();
            [factor(0), factor(1), linear.constant].map(|number| number.normalize().to_string())
        });
        assert_eq!(factors, linear.map(|linear| linear.map(str::to_owned)), "{source}");
    }

    #[test]
    fn sums_and_multiples_are_linear() {
        check("a - b", "5", Some(["1", "-1", "0"]));
        check("2 * (a + b) - b + 3", "19", Some(["2", "1", "3"]));
        check("-(a - 1) / 4", "-1.5", Some(["-0.25", "0", "0.25"]));
        check("a - a", "0", Some(["0", "0", "0"]));
    }

    #[test]
    fn anything_else_is_not() {
        check("a / b", "3.5", None);
        check("a * b", "14", None);
        check("avrund(a / b, 0)", "4", None);
        check("a / 3", "2.3333333333333333333333333333", None);
        check("a / (b - 2)", "nothing", None);
        check("a % b", "1", None);
    }

    #[test]
    fn statements_are_as_true_as_in_the_engine() {
        check("a > b", "true", None);
        check("a == b + 5 && b != 2", "false", None);
        check("a < b || !(a >= 8) && 3 <= b + 1", "true", None);
        // The right side, which gives nothing, is not looked at.
        check("a == b || a / 0 > 1 || a == 7", "nothing", None);
        check("a == 7 || a / 0 > 1", "true", None);
        check("a != 7 && a / 0 > 1", "false", None);
        // Texts are no figures.
        check("'x' == 'x' && a == 7", "true", None);
        check("a == 7 && 'x || \"y\"' == 'x | \"y\"'", "false", None);
    }

    #[test]
    fn a_tree_knows_the_figures_of_both_sides_of_a_choice() {
        let mut figures = BTreeSet::new();
        trace("a == 7 || b == 1").collect_figures(&mut figures);
        assert_eq!(figures, BTreeSet::from([0, 1]));
    }
}
