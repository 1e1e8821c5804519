//! Numbers that check themselves: derived values, controls, and known discrepancies.
//!
//! [`verify`] computes what can be computed and compares it with what is stated. A stated value may differ from the
//! computed one by half of its last printed digit, since that is what rounding allows. Any other difference is an error,
//! unless a *merknad* ([`Remark`]) accepts exactly that difference; a merknad that accepts nothing is an error too.

pub mod expression;
mod facts;
mod order;
mod project;
mod tables;

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;
use rust_decimal::Decimal;

use crate::diagnostic::{Code, Diagnostic, Located, Span};
use crate::document::{Control, Remark};
use crate::locale::{self, NO_BREAK_SPACE};
use crate::path::SourcePath;
use crate::site::{PageId, Site, content_path};
use crate::source::SourceTree;
use crate::table::Table;
use expression::{Evaluator, Failure, Surroundings, Value, round, tables_named};
use facts::{Money, Numbers};

/// All tables with their derived values, and every rule with what came of it.
#[derive(Debug, Default)]
pub struct Checked {
    /// Tables whose derived columns are filled.
    pub tables: BTreeMap<SourcePath, Arc<Table>>,
    /// All rules, by file.
    pub rules: Vec<Rule>,
}

/// One rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// The file that the rule is about.
    pub file: SourcePath,
    /// What must hold, in words.
    pub text: String,
    /// How many values were compared.
    pub comparisons: usize,
    /// The stated and the computed value, for a rule about one value.
    pub values: Option<(String, String)>,
    /// Where it does not hold.
    pub findings: Vec<Finding>,
}

/// A place where a rule does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    pub subject: Subject,
    pub stated: String,
    pub computed: String,
    /// `None` makes it an error.
    pub acceptance: Option<Acceptance>,
}

/// What a rule is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    Cell {
        row: String,
        column: String,
    },
    Control(String),
    /// A field of a project: `periode.gjenstar`.
    Field(String),
}

/// Why a discrepancy is accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Acceptance {
    pub reason: String,
    /// A role.
    pub decided_by: String,
    pub date: Date,
}

impl Checked {
    /// The rules of a file.
    pub fn rules_of<'a>(&'a self, file: &'a SourcePath) -> impl Iterator<Item = &'a Rule> {
        self.rules.iter().filter(move |rule| rule.file == *file)
    }

    /// The accepted finding at a cell of a table, if any.
    pub fn remark_at(&self, table: &SourcePath, row: &str, column: &str) -> Option<&Finding> {
        let findings = self.rules.iter().filter(|rule| rule.file == *table).flat_map(|rule| &rule.findings);
        let mut at_cell = findings.filter(
            |finding| matches!(&finding.subject, Subject::Cell { row: r, column: c } if r == row && c == column),
        );
        at_cell.find(|finding| finding.acceptance.is_some())
    }
}

/// Checks all numbers of a site.
pub fn verify(
    site: &Site,
    mut tables: BTreeMap<SourcePath, Arc<Table>>,
    sources: &SourceTree,
) -> (Checked, Vec<Diagnostic>) {
    let mut verifier = Verifier::new(site, sources);
    let order = order::of_tables(&tables, &mut verifier.problems);
    for path in &order {
        if let Some(table) = tables.remove(path) {
            verifier.fill(path, Arc::unwrap_or_clone(table));
        }
    }
    let filled: Vec<SourcePath> = verifier.tables.keys().cloned().collect();
    for path in &filled {
        verifier.check_table(path);
    }
    for (id, _) in site.pages() {
        verifier.check_page(id);
    }
    verifier.finish()
}

/// The words for a value that cannot be computed.
const NOT_COMPUTABLE: &str = "kan ikke beregnes";

struct Verifier<'a> {
    site: &'a Site,
    sources: &'a SourceTree,
    /// Tables that are filled.
    tables: BTreeMap<SourcePath, Arc<Table>>,
    numbers: BTreeMap<SourcePath, Arc<Numbers>>,
    projects: Arc<BTreeMap<String, Arc<Money>>>,
    rules: Vec<Rule>,
    problems: Vec<Diagnostic>,
    /// For each file with remarks, which of them accept something.
    used_remarks: BTreeMap<SourcePath, Vec<bool>>,
}

impl<'a> Verifier<'a> {
    fn new(site: &'a Site, sources: &'a SourceTree) -> Self {
        let projects = site
            .pages()
            .filter_map(|(_, page)| Some((page.document()?.name().to_owned(), Arc::new(Money::of(page.prosjekt()?)))))
            .collect();
        Self {
            site,
            sources,
            tables: BTreeMap::new(),
            numbers: BTreeMap::new(),
            projects: Arc::new(projects),
            rules: Vec::new(),
            problems: Vec::new(),
            used_remarks: BTreeMap::new(),
        }
    }

    /// What expressions in a file can look at. Tables that do not exist are reported where they are named.
    fn surroundings<'e>(
        &mut self,
        file: &SourcePath,
        expressions: impl IntoIterator<Item = &'e Located<String>>,
    ) -> Surroundings {
        let mut tables = BTreeMap::new();
        for expression in expressions {
            for name in tables_named(&expression.value) {
                let path = match name.strip_prefix("@/") {
                    Some(rest) => content_path(rest),
                    None => file.beside(&name),
                };
                match path.as_ref().and_then(|path| self.numbers.get(path)) {
                    Some(numbers) => {
                        tables.insert(name, numbers.clone());
                    }
                    // A table that is there but broken, or in a circle, is reported itself.
                    None if path.is_some_and(|path| self.sources.text(&path).is_some()) => {}
                    None => {
                        let message = format!("tabellen «{name}» finnes ikke");
                        self.problems.push(
                            Diagnostic::at(Code::UnknownReference, file, expression.span.clone(), message)
                                .hint("skriv navnet på en tabell ved siden av, eller stien fra innholdsmappen: @/mappe/tabell.toml"),
                        );
                    }
                }
            }
        }
        Surroundings { own: self.numbers.get(file).cloned(), tables, money: None, projects: self.projects.clone() }
    }

    fn check_page(&mut self, id: PageId) {
        let Some(document) = self.site.page(id).document() else { return };
        let file = &document.path;
        let remarks = &document.common.merknad;
        let mut money = None;
        if let Some(project) = self.site.page(id).prosjekt() {
            money = Some(Arc::new(Money::of(project)));
            for comparison in project::comparisons(project) {
                self.compare_field(file, remarks, comparison);
            }
        }
        let controls = &document.common.kontroll;
        if !controls.is_empty() {
            let surroundings = self.surroundings(file, controls.iter().flat_map(expressions));
            let evaluator = Evaluator::new(Surroundings { money, ..surroundings });
            let text = self.sources.text(file).unwrap_or_default();
            let body = text.get(document.body_start..).unwrap_or_default();
            for control in controls {
                self.check_stated(file, control, body);
                self.check_control(file, &evaluator, control, remarks);
            }
            self.check_names(file, controls);
        }
        self.check_remarks(file, remarks);
    }

    fn compare_field(&mut self, file: &SourcePath, remarks: &[Located<Remark>], comparison: project::Comparison) {
        let subject = Subject::Field(comparison.field.to_owned());
        let stated = kroner(comparison.stated.value);
        let computed = kroner(comparison.computed);
        let mut rule = Rule {
            file: file.clone(),
            text: comparison.text,
            comparisons: 1,
            values: Some((stated.clone(), computed.clone())),
            findings: Vec::new(),
        };
        if comparison.stated.value != comparison.computed {
            let place = (file, comparison.stated.span);
            let finding = self.finding(file, remarks, subject, stated, computed, &rule.text, place);
            rule.findings.push(finding);
        }
        self.rules.push(rule);
    }

    /// Reports a stated figure that its page does not state.
    fn check_stated(&mut self, file: &SourcePath, control: &Control, body: &str) {
        let Some(stated) = &control.oppgitt else { return };
        if !states(body, &stated.value) {
            let message = format!("tallet «{}» står ikke i teksten på siden", stated.value);
            self.problems.push(
                Diagnostic::at(Code::FailedControl, file, stated.span.clone(), message)
                    .hint("skriv tallet slik det står i teksten, eller rett teksten"),
            );
        }
    }

    /// Reports two controls of the same name.
    fn check_names(&mut self, file: &SourcePath, controls: &[Control]) {
        for (index, control) in controls.iter().enumerate() {
            if controls[..index].iter().any(|earlier| earlier.navn.value == control.navn.value) {
                let message = format!("to kontroller heter «{}»", control.navn.value);
                self.problems.push(Diagnostic::at(Code::DuplicateName, file, control.navn.span.clone(), message));
            }
        }
    }

    fn check_control(
        &mut self,
        file: &SourcePath,
        evaluator: &Evaluator,
        control: &Control,
        remarks: &[Located<Remark>],
    ) {
        let Some((stated, computed)) = self.evaluate_control(file, evaluator, control) else { return };
        let mut rule = Rule {
            file: file.clone(),
            text: control.tekst.clone(),
            comparisons: 1,
            values: Some((stated.text.clone(), computed.text.clone())),
            findings: Vec::new(),
        };
        if !stated.agrees_with(&computed) {
            let subject = Subject::Control(control.navn.value.clone());
            let place = (file, control.navn.span.clone());
            rule.findings.push(self.finding(file, remarks, subject, stated.text, computed.text, &control.tekst, place));
        }
        self.rules.push(rule);
    }

    /// The stated and the computed side of a control. `None` when either cannot be had, which is reported.
    fn evaluate_control(
        &mut self,
        file: &SourcePath,
        evaluator: &Evaluator,
        control: &Control,
    ) -> Option<(Side, Side)> {
        match (&control.oppgitt, &control.verdi, &control.lik, &control.uttrykk) {
            (None, None, None, Some(statement)) => match self.evaluate(file, evaluator, statement)? {
                Ok(Value::Truth(truth)) => Some((Side::truth(true), Side::truth(truth))),
                Ok(Value::Number(_)) => {
                    self.mistake(file, statement, "uttrykket skal gi sant eller usant, men gir et tall");
                    None
                }
                Err(failure) => Some((Side::truth(true), Side::failed(&failure))),
            },
            (Some(stated), None, Some(expected), None) => {
                let Some(number) = number_in(&stated.value) else {
                    self.mistake(file, stated, &format!("«{}» er ikke et tall", stated.value));
                    return None;
                };
                let computed = self.evaluate_number(file, evaluator, expected)?;
                Some((Side::stated(number), Side::computed(computed, number.scale())))
            }
            (None, Some(value), Some(expected), None) => {
                let value = self.evaluate_number(file, evaluator, value)?;
                let expected = self.evaluate_number(file, evaluator, expected)?;
                let scale = value.as_ref().map_or(0, Decimal::scale);
                let stated = value.map_or_else(|failure| Side::failed(&failure), Side::stated);
                Some((stated, Side::computed(expected, scale)))
            }
            _ => {
                let message = format!("kontrollen «{}» er ikke fullstendig", control.navn.value);
                self.problems.push(
                    Diagnostic::at(Code::InvalidValue, file, control.navn.span.clone(), message)
                        .hint("oppgi enten «uttrykk», eller «lik» sammen med «oppgitt» eller «verdi»"),
                );
                None
            }
        }
    }

    fn evaluate_number(
        &mut self,
        file: &SourcePath,
        evaluator: &Evaluator,
        source: &Located<String>,
    ) -> Option<Result<Decimal, Failure>> {
        match self.evaluate(file, evaluator, source)? {
            Ok(Value::Number(number)) => Some(Ok(number)),
            Ok(Value::Truth(_)) => {
                self.mistake(file, source, "uttrykket skal gi et tall, men gir sant eller usant");
                None
            }
            Err(failure) => Some(Err(failure)),
        }
    }

    /// `None` for a mistake in the expression, which is reported.
    fn evaluate(
        &mut self,
        file: &SourcePath,
        evaluator: &Evaluator,
        source: &Located<String>,
    ) -> Option<Result<Value, Failure>> {
        let compiled = match evaluator.compile(&source.value, &[]) {
            Ok(compiled) => compiled,
            Err(message) => {
                self.mistake(file, source, &message);
                return None;
            }
        };
        match evaluator.evaluate(&compiled, &[]) {
            Err(Failure::Mistake(message)) => {
                self.mistake(file, source, &message);
                None
            }
            Err(Failure::MissingTable) => None,
            result => Some(result),
        }
    }

    fn mistake(&mut self, file: &SourcePath, source: &Located<String>, message: &str) {
        self.problems.push(Diagnostic::at(Code::InvalidExpression, file, source.span.clone(), message));
    }

    /// What does not hold; accepted when a remark says exactly that, else reported.
    #[expect(clippy::too_many_arguments, reason = "a finding has that many sides; they come from different places")]
    fn finding(
        &mut self,
        file: &SourcePath,
        remarks: &[Located<Remark>],
        subject: Subject,
        stated: String,
        computed: String,
        rule: &str,
        (blamed, span): (&SourcePath, Span),
    ) -> Finding {
        let used = self.used_remarks.entry(file.clone()).or_insert_with(|| vec![false; remarks.len()]);
        let accepting = remarks.iter().position(|remark| {
            subject.is_that_of(&remark.value)
                && same_text(&remark.value.oppgitt, &stated)
                && same_text(&remark.value.beregnet, &computed)
        });
        let acceptance = accepting.map(|index| {
            used[index] = true;
            let remark = &remarks[index].value;
            Acceptance { reason: remark.grunn.clone(), decided_by: remark.besluttet_av.clone(), date: remark.dato }
        });
        if acceptance.is_none() {
            let message = format!("{subject}: oppgitt {stated}, beregnet {computed}");
            self.problems.push(
                Diagnostic::at(Code::FailedControl, blamed, span, message).label(rule.to_owned()).hint(format!(
                    "rett tallet, eller forklar forskjellen: [[merknad]] med {}, oppgitt = \"{stated}\", beregnet = \"{computed}\", grunn, besluttet_av og dato",
                    subject.keys()
                )),
            );
        }
        Finding { subject, stated, computed, acceptance }
    }

    /// Reports remarks that accept nothing.
    fn check_remarks(&mut self, file: &SourcePath, remarks: &[Located<Remark>]) {
        let used = self.used_remarks.remove(file).unwrap_or_else(|| vec![false; remarks.len()]);
        for (remark, used) in remarks.iter().zip(used) {
            if !used {
                self.problems.push(
                    Diagnostic::at(Code::StaleRemark, file, remark.span.clone(), "merknaden gjelder ikke lenger").hint(
                        "ingen kontroll gir denne forskjellen; slett merknaden, eller rett «oppgitt» og «beregnet»",
                    ),
                );
            }
        }
    }

    fn finish(self) -> (Checked, Vec<Diagnostic>) {
        (Checked { tables: self.tables, rules: self.rules }, self.problems)
    }
}

/// One side of a comparison.
#[derive(Debug, Clone)]
struct Side {
    value: Option<Value>,
    text: String,
}

impl Side {
    fn truth(truth: bool) -> Self {
        Self { value: Some(Value::Truth(truth)), text: if truth { "sant" } else { "usant" }.to_owned() }
    }

    fn stated(number: Decimal) -> Self {
        Self { value: Some(Value::Number(number)), text: locale::number(number) }
    }

    /// A computed value, shown with as many decimals as the stated one.
    fn computed(value: Result<Decimal, Failure>, scale: u32) -> Self {
        match value {
            Ok(number) => Self { value: Some(Value::Number(number)), text: shown(number, scale) },
            Err(failure) => Self::failed(&failure),
        }
    }

    fn failed(_: &Failure) -> Self {
        Self { value: None, text: NOT_COMPUTABLE.to_owned() }
    }

    /// Whether a computed value is what a stated one may be the rounding of.
    fn agrees_with(&self, computed: &Self) -> bool {
        match (self.value, computed.value) {
            (Some(Value::Number(stated)), Some(Value::Number(computed))) => agree(stated, computed),
            (Some(Value::Truth(stated)), Some(Value::Truth(computed))) => stated == computed,
            _ => false,
        }
    }
}

/// Whether a stated number may be the rounding of a computed one: they differ by at most half of the last printed digit.
fn agree(stated: Decimal, computed: Decimal) -> bool {
    let half = Decimal::new(5, stated.scale() + 1);
    stated.checked_sub(computed).is_some_and(|difference| difference.abs() <= half)
}

/// A computed number with as many decimals as the stated one beside it.
fn shown(number: Decimal, scale: u32) -> String {
    let mut rounded = round(number, scale);
    rounded.rescale(scale);
    locale::number(rounded)
}

fn kroner(amount: i64) -> String {
    locale::number(Decimal::from(amount))
}

fn expressions(control: &Control) -> impl Iterator<Item = &Located<String>> {
    control.verdi.iter().chain(&control.lik).chain(&control.uttrykk)
}

/// The number that a text like `18 000 000 kr` or `35,5 %` begins with.
fn number_in(text: &str) -> Option<Decimal> {
    let digits: String = text
        .chars()
        .filter(|character| !matches!(character, ' ' | '\u{a0}' | '\u{202f}'))
        .take_while(|character| character.is_ascii_digit() || matches!(character, ',' | '−' | '-'))
        .map(|character| match character {
            ',' => '.',
            '−' => '-',
            other => other,
        })
        .collect();
    digits.trim_end_matches('.').parse().ok()
}

/// Whether a text has a figure, not as a part of a longer one (`5 000` in `5 000 000`, `18` in `18,8`). Kinds of spaces
/// do not matter.
fn states(text: &str, figure: &str) -> bool {
    let normal = |text: &str| text.replace([NO_BREAK_SPACE, '\u{202f}', '\n'], " ");
    let (text, figure) = (normal(text), normal(figure));
    text.match_indices(&figure).any(|(start, _)| {
        let (before, after) = (&text[..start], &text[start + figure.len()..]);
        let is_part = ends_within_a_number(before) || (figure.ends_with(is_digit) && goes_on_as_a_number(after));
        !is_part
    })
}

fn is_digit(character: char) -> bool {
    character.is_ascii_digit()
}

/// Whether what follows would be further digits of the same number: at once, as decimals, or as a group of three.
fn goes_on_as_a_number(after: &str) -> bool {
    let digits = |text: &str| text.chars().take_while(|character| is_digit(*character)).count();
    let group = after.strip_prefix(' ').map_or(0, digits);
    digits(after) > 0 || after.strip_prefix(',').map_or(0, digits) > 0 || group == 3
}

/// Whether what stands before is an open number: a digit, or a digit and a decimal comma.
fn ends_within_a_number(before: &str) -> bool {
    before.ends_with(is_digit) || before.strip_suffix(',').is_some_and(|whole| whole.ends_with(is_digit))
}

fn same_text(left: &str, right: &str) -> bool {
    let normal = |text: &str| text.replace([NO_BREAK_SPACE, '\u{202f}'], " ");
    normal(left.trim()) == normal(right.trim())
}

impl Subject {
    fn is_that_of(&self, remark: &Remark) -> bool {
        match self {
            Self::Cell { row, column } => remark.rad.as_ref() == Some(row) && remark.kolonne.as_ref() == Some(column),
            Self::Control(name) => remark.kontroll.as_ref() == Some(name),
            Self::Field(field) => remark.felt.as_ref() == Some(field),
        }
    }

    /// The keys of a remark about this.
    fn keys(&self) -> String {
        match self {
            Self::Cell { row, column } => format!("rad = \"{row}\", kolonne = \"{column}\""),
            Self::Control(name) => format!("kontroll = \"{name}\""),
            Self::Field(field) => format!("felt = \"{field}\""),
        }
    }
}

impl std::fmt::Display for Subject {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Cell { row, column } => write!(formatter, "raden «{row}», kolonnen «{column}»"),
            Self::Control(name) => write!(formatter, "kontrollen «{name}»"),
            Self::Field(field) => write!(formatter, "feltet «{field}»"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounding_may_differ_by_half_of_the_last_printed_digit() {
        let check = |stated: &str, computed: &str, expected: bool| {
            assert_eq!(agree(stated.parse().unwrap(), computed.parse().unwrap()), expected, "{stated} {computed}");
        };
        check("31.7", "31.68316", true);
        check("31.7", "31.65", true);
        check("31.7", "31.649", false);
        check("32", "31.68316", true);
        check("241", "240", false);
        check("0", "0.49", true);
    }

    #[test]
    fn figures_are_found_as_wholes() {
        assert!(states("I alt 184 saker.", "184"));
        assert!(states("18\u{a0}000\u{a0}000 kr", "18 000 000"));
        assert!(states("5 000 av 5 000 000 kr", "5 000"));
        assert!(!states("I alt 1840 saker.", "184"));
        assert!(!states("5 000 000 kr", "5 000"));
        assert!(!states("18,8 millioner", "18"));
        assert!(!states("18,8 millioner", "8 millioner"));
        assert!(states("18, 8 og 9", "18"));
        assert!(!states("", "184"));
    }

    #[test]
    fn numbers_are_read_with_their_unit() {
        assert_eq!(number_in("18 000 000 kr"), Some(Decimal::from(18_000_000)));
        assert_eq!(number_in("35,5 %"), "35.5".parse().ok());
        assert_eq!(number_in("−4"), Some(Decimal::from(-4)));
        assert_eq!(number_in("omtrent ti"), None);
    }
}
