//! Numbers that check themselves: derived values, controls, and known discrepancies.
//!
//! [`verify`] computes what can be computed and compares it with what is stated. A stated value may differ from the
//! computed one by half of its last printed digit, since that is what rounding allows. Any other difference is an error,
//! unless a *merknad* ([`Remark`]) accepts exactly that difference; a merknad that accepts nothing is an error too.
//!
//! What the last printed digit is, the source decides: 7 may be the rounding of 6,5. A column that declares decimals
//! (`desimaler`) decides for all its numbers, since sources drop zeros: where numbers have one decimal, 7 is 7,0 and 6,5
//! is another number. This is declared, never guessed from the other numbers, as a source may well round one of them.
//!
//! When all is checked, tables that ask for it (`skjul_under`) have their small counts withheld, with whatever they could
//! be worked out from. Nothing later sees the numbers.

pub mod expression;
mod facts;
pub mod lists;
mod order;
mod project;
mod stated;
mod system;
mod tables;
mod trace;
mod withhold;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;
use rust_decimal::Decimal;

use crate::foundation::diagnostic::{Code, Diagnostic, Located, Span};
use crate::foundation::locale::{self, NO_BREAK_SPACE};
use crate::foundation::path::SourcePath;
use crate::read::document::{Control, Remark};
use crate::read::table::Table;
use crate::release::Release;
use crate::release::refers::{table_path, tables_named};
use crate::site::{PageId, Site};
use expression::{Evaluator, Failure, Surroundings, Value, round};
use facts::{Figures, Numbers};
use lists::List;
use stated::{number_in, states, texts_of_page};

/// All tables with their derived values, and every rule with what came of it.
#[derive(Debug, Default)]
pub struct Checked {
    /// Tables whose derived columns are filled and whose small counts, where asked for, are withheld.
    pub tables: BTreeMap<SourcePath, Arc<Table>>,
    /// Those of them whose rows are municipalities.
    pub by_municipality: Vec<Arc<Table>>,
    /// All rules in order of their files; those of a file in the order they were checked.
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
    pub acceptance: Option<Explanation>,
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
pub struct Explanation {
    pub reason: String,
    /// A role.
    pub decided_by: String,
    pub date: Date,
}

impl Checked {
    /// The rules of a file.
    pub fn rules_of<'a>(&'a self, file: &'a SourcePath) -> impl Iterator<Item = &'a Rule> {
        let first = self.rules.partition_point(|rule| rule.file < *file);
        self.rules[first..].iter().take_while(move |rule| rule.file == *file)
    }

    /// The accepted finding at a cell of a table, if any.
    pub fn remark_at<'a>(&'a self, table: &'a SourcePath, row: &str, column: &str) -> Option<&'a Finding> {
        let findings = self.rules_of(table).flat_map(|rule| &rule.findings);
        let mut at_cell = findings.filter(
            |finding| matches!(&finding.subject, Subject::Cell { row: r, column: c } if r == row && c == column),
        );
        at_cell.find(|finding| finding.acceptance.is_some())
    }
}

/// Checks all numbers of a site.
pub fn verify(site: &Site, release: &Release) -> (Checked, Vec<Diagnostic>) {
    let mut tables = release.tables.clone();
    let mut verifier = Verifier::new(site, release);
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
    verifier.withhold();
    verifier.finish()
}

/// The words for a value that cannot be computed.
const NOT_COMPUTABLE: &str = "kan ikke beregnes";

/// The function that counts lists of the portal; nothing else looks at them.
const COUNT: &str = "tell";

/// What a rule rests on, as far as it looks at tables.
enum Basis {
    /// Nothing in a table.
    Elsewhere,
    /// The formula of a column of the rule's table.
    Formula { column: usize },
    /// A row of the rule's table that is the sum of others, in a column.
    Sum { column: usize, total: usize, parts: Vec<usize> },
    /// A control of the rule's table or page.
    Control(Control),
}

struct Verifier<'a> {
    site: &'a Site,
    release: &'a Release,
    /// Tables that are filled.
    tables: BTreeMap<SourcePath, Arc<Table>>,
    numbers: BTreeMap<SourcePath, Arc<Numbers>>,
    projects: Arc<BTreeMap<String, Arc<Figures>>>,
    /// Made when the first expression counts something.
    lists: Option<Arc<BTreeMap<&'static str, List>>>,
    rules: Vec<Rule>,
    /// For each rule what it rests on.
    bases: Vec<Basis>,
    problems: Vec<Diagnostic>,
    /// For each file with remarks, which of them accept something.
    used_remarks: BTreeMap<SourcePath, Vec<bool>>,
}

impl<'a> Verifier<'a> {
    fn new(site: &'a Site, release: &'a Release) -> Self {
        let projects = site
            .pages()
            .filter_map(|(_, page)| {
                let figures = Figures::of(page.prosjekt()?);
                Some((page.document()?.name().to_owned(), Arc::new(figures)))
            })
            .collect();
        Self {
            site,
            release,
            tables: BTreeMap::new(),
            numbers: BTreeMap::new(),
            projects: Arc::new(projects),
            lists: None,
            rules: Vec::new(),
            bases: Vec::new(),
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
        let mut missing = BTreeSet::new();
        let mut counts = false;
        for expression in expressions {
            counts |= expression.value.contains(COUNT);
            for name in tables_named(&expression.value).map(str::to_owned) {
                let path = table_path(file, &name);
                match path.as_ref().and_then(|path| self.numbers.get(path)) {
                    Some(numbers) => {
                        tables.insert(name, numbers.clone());
                    }
                    None if path.as_ref().is_some_and(|path| self.release.refused.contains(path)) => {
                        let message =
                            format!("tabellen «{name}» blir ikke publisert, så tall kan ikke regnes ut fra den");
                        self.problems.push(
                            Diagnostic::at(Code::BrokenLink, file, expression.span.clone(), message)
                                .hint("ta tabellen ut av uttrykket, eller la den være offentlig"),
                        );
                        missing.insert(name);
                    }
                    // A table that is broken, or in a circle, is reported itself.
                    None if path.is_some_and(|path| {
                        self.release.broken.contains(&path) || self.release.tables.contains_key(&path)
                    }) =>
                    {
                        missing.insert(name);
                    }
                    None => {
                        let message = format!("tabellen «{name}» finnes ikke");
                        self.problems.push(
                            Diagnostic::at(Code::UnknownReference, file, expression.span.clone(), message)
                                .hint("skriv navnet på en tabell ved siden av, eller stien fra innholdsmappen: @/mappe/tabell.toml"),
                        );
                        missing.insert(name);
                    }
                }
            }
        }
        let site = self.site;
        let lists = match counts {
            true => self.lists.get_or_insert_with(|| Arc::new(lists::of_site(site))).clone(),
            false => Arc::default(),
        };
        Surroundings {
            own: self.numbers.get(file).cloned(),
            tables,
            missing,
            lists,
            project: None,
            projects: self.projects.clone(),
        }
    }

    fn check_page(&mut self, id: PageId) {
        let Some(document) = self.site.page(id).document() else { return };
        let file = &document.path;
        let remarks = &document.common.merknad;
        if let Some(project) = self.site.page(id).prosjekt() {
            for comparison in project::comparisons(project) {
                self.compare_field(file, remarks, comparison);
            }
        }
        let controls = &document.common.kontroll;
        if !controls.is_empty() {
            let surroundings = self.surroundings(file, controls.iter().flat_map(expressions));
            let evaluator = Evaluator::new(Surroundings { project: self.figures_at(file), ..surroundings });
            let text = self.release.sources.text(file).unwrap_or_default();
            let body = text.get(document.body_start..).unwrap_or_default();
            let texts = texts_of_page(document, body);
            for control in controls {
                self.check_stated(file, control, &texts);
                self.check_control(file, &evaluator, control, remarks);
            }
            self.check_names(file, controls);
        }
        self.check_remarks(file, remarks);
    }

    fn record(&mut self, rule: Rule, basis: Basis) {
        self.rules.push(rule);
        self.bases.push(basis);
    }

    /// The numbers of the project that a file describes.
    fn figures_at(&self, file: &SourcePath) -> Option<Arc<Figures>> {
        let project = self.site.page(self.site.by_path(file)?).prosjekt()?;
        Some(Arc::new(Figures::of(project)))
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
        self.record(rule, Basis::Elsewhere);
    }

    /// Reports a stated figure that none of the texts of its file states.
    fn check_stated(&mut self, file: &SourcePath, control: &Control, texts: &[&str]) {
        let Some(stated) = &control.oppgitt else { return };
        if !texts.iter().any(|text| states(text, &stated.value)) {
            let message = format!("tallet «{}» står ikke i teksten", stated.value);
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
        self.record(rule, Basis::Control(control.clone()));
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
                Some((Side::stated(number), Side::computed(computed, Some(number))))
            }
            (None, Some(value), Some(expected), None) => {
                let value = self.evaluate_number(file, evaluator, value)?;
                let expected = self.evaluate_number(file, evaluator, expected)?;
                let beside = value.as_ref().ok().copied();
                let stated = value.map_or_else(|failure| Side::failed(&failure), Side::stated);
                Some((stated, Side::computed(expected, beside)))
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
            Explanation { reason: remark.grunn.clone(), decided_by: remark.besluttet_av.clone(), date: remark.dato }
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
        let Self { tables, mut rules, problems, .. } = self;
        rules.sort_by(|left, right| left.file.cmp(&right.file));
        let by_municipality = tables.values().filter(|table| table.is_by_municipality()).cloned().collect();
        (Checked { tables, by_municipality, rules }, problems)
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
        Self { value: Some(Value::Number(number)), text: locale::number(legible(number)) }
    }

    /// A computed value, beside the stated one when there is one.
    fn computed(value: Result<Decimal, Failure>, stated: Option<Decimal>) -> Self {
        match value {
            Ok(number) => {
                let stated = stated.unwrap_or(legible(number));
                Self { value: Some(Value::Number(number)), text: shown(number, stated) }
            }
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
    // A number with all the decimals there can be has no half of its last digit.
    let half = Decimal::try_new(5, stated.scale() + 1).unwrap_or_default();
    stated.checked_sub(computed).is_some_and(|difference| difference.abs() <= half)
}

/// A computed number beside a stated one: alike when the stated one is its rounding, else with its own decimals, up to
/// two more than the stated one, so that the difference is seen.
fn shown(computed: Decimal, stated: Decimal) -> String {
    let scale = match round(computed, stated.scale()) == stated {
        true => stated.scale(),
        false => computed.normalize().scale().clamp(stated.scale(), stated.scale() + 2),
    };
    let mut rounded = round(computed, scale);
    rounded.rescale(scale);
    locale::number(rounded)
}

/// A number as it is written, unless it has so many decimals that a division must have given them.
fn legible(number: Decimal) -> Decimal {
    if number.scale() > MOST_WRITTEN_DECIMALS { round(number, MOST_WRITTEN_DECIMALS).normalize() } else { number }
}

/// More decimals than sources write.
const MOST_WRITTEN_DECIMALS: u32 = 4;

fn kroner(amount: i64) -> String {
    locale::number(Decimal::from(amount))
}

fn expressions(control: &Control) -> impl Iterator<Item = &Located<String>> {
    control.verdi.iter().chain(&control.lik).chain(&control.uttrykk)
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
        check("7", "6.5", true);
        check("7.0", "6.5", false);
        check("0.3333333333333333333333333333", "0.3333333333333333333333333333", true);
        check("0.3333333333333333333333333333", "0.3333333333333333333333333334", false);
    }

    #[test]
    fn a_computed_number_shows_where_it_differs() {
        let check = |computed: &str, stated: &str, expected: &str| {
            assert_eq!(shown(computed.parse().unwrap(), stated.parse().unwrap()), expected, "{computed} {stated}");
        };
        check("31.68316", "31.7", "31,7");
        check("18.8", "18", "18,8");
        check("8.0", "7", "8");
        check("10.857142", "10.7", "10,857");
        check("68.75", "68.7", "68,75");
        check("75", "76.0", "75,0");
    }
}
