//! *Skjul under*: small counts of tables that ask for it, withheld everywhere.
//!
//! All tables of the site and all rules between them are one [`System`], since a hidden figure can be worked out from any
//! of them. What it says is hidden becomes [`Content::Withheld`] before anything is rendered, so pages, charts, downloads
//! and figures in running text have nothing else to show. What was checked is told without the numbers.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rust_decimal::Decimal;

use super::expression::{Failure, Surroundings};
use super::stated::{number_in, states};
use super::system::{Fact, Outcome, Relation, Statement, System};
use super::tables::sum_at;
use super::trace::{Figure, FigureKind, Layout, Tracer, Tree};
use super::{Basis, Subject, Verifier, expressions};
use crate::foundation::diagnostic::{Code, Diagnostic, Located};
use crate::foundation::locale;
use crate::foundation::path::SourcePath;
use crate::read::document::Control;
use crate::read::table::{ColumnType, Content, Table};

/// Stands where the numbers of a rule would tell of what is withheld.
const WITHHELD: &str = "holdt tilbake";

/// The least that `skjul_under` can be. Under 2 no count is small, and under 3 all small counts are 1, which hides nothing.
const LEAST: i64 = 3;

/// How much more it costs to hide a figure of a table that does not ask for it.
const ELSEWHERE: u64 = 4;

type Tables = BTreeMap<SourcePath, Arc<Table>>;

/// A relation and the rule it is from.
struct Sourced {
    relation: Relation,
    rule: Option<usize>,
    /// The header of the row, for one of the many relations of a formula.
    row: Option<String>,
}

impl Verifier<'_> {
    /// Withholds small counts and what they could be worked out from.
    pub(super) fn withhold(&mut self) {
        if self.tables.values().all(|table| table.description.skjul_under.is_none()) {
            return;
        }
        let tables = self.tables.clone();
        for table in tables.values() {
            self.check_suppression(table);
        }
        let mut layout = Layout::default();
        for (path, table) in &tables {
            layout.add(path.clone(), table.rows.len(), table.description.kolonne.len());
        }
        let layout = Arc::new(layout);
        let mut sourced = self.relations(&tables, &layout);
        let facts = facts(&tables, &layout, &sourced);
        sourced.extend(column_sums(&tables, &layout, &sourced));
        // Formulas come first: what a column is computed by says better where it comes from than a control does.
        let relations = sourced.iter().map(|sourced| sourced.relation.clone()).collect();
        let outcome = System::new(facts, relations).solve();
        self.report(&tables, &layout, &sourced, &outcome);
        self.redact(&tables, &layout, &sourced, &outcome);
        self.hide(&layout, &outcome.hidden);
    }

    /// Reports a threshold that protects nothing, and totals of which nobody says what they are the sum of.
    fn check_suppression(&mut self, table: &Table) {
        let Some(threshold) = &table.description.skjul_under else { return };
        let path = &table.path;
        if threshold.value < LEAST {
            let message = format!("«skjul_under» er {}, men må være minst {LEAST}", threshold.value);
            self.problems.push(
                Diagnostic::at(Code::InvalidValue, path, threshold.span.clone(), message)
                    .hint("med 2 ville bare ettall være skjult, og da vet leserne hva som står der"),
            );
        }
        for (index, row) in table.rows.iter().enumerate().filter(|(_, row)| row.total) {
            let sums = table.description.sum.iter().filter(|sum| sum.rad.value == row.header());
            let summed: BTreeSet<usize> = sums.flat_map(|sum| table.columns_of(sum)).collect();
            let columns = table.description.kolonne.iter().enumerate();
            let unexplained: Vec<String> = columns
                .filter(|(column, described)| {
                    described.r#type == ColumnType::Antall
                        && described.formel.is_none()
                        && !summed.contains(column)
                        && table.number(&table.rows[index], *column).is_ok()
                })
                .map(|(_, described)| format!("«{}»", described.full_title()))
                .collect();
            if !unexplained.is_empty() {
                let message = format!(
                    "«{}» er en sumrad, men ingen [[sum]] sier hva den er summen av i {}",
                    row.header(),
                    unexplained.join(", ")
                );
                self.problems.push(Diagnostic::at(Code::Disclosure, path, threshold.span.clone(), message).hint(
                    format!(
                        "legg til [[sum]] med rad = \"{}\"; ellers kan skjulte tall regnes ut av summen",
                        row.header()
                    ),
                ));
            }
        }
    }

    /// Everything that rules say of figures.
    fn relations(&mut self, tables: &Tables, layout: &Arc<Layout>) -> Vec<Sourced> {
        let bases = std::mem::take(&mut self.bases);
        let mut formulas = Vec::new();
        let mut others = Vec::new();
        for (rule, basis) in bases.iter().enumerate() {
            let file = self.rules[rule].file.clone();
            match basis {
                Basis::Elsewhere => {}
                Basis::Formula { column } => {
                    formulas.extend(self.formula_relations(&tables[&file], *column, rule, layout));
                }
                Basis::Sum { column, total, parts } => {
                    let table = &tables[&file];
                    let tree = |row: usize| cell_tree(table, layout, row, *column);
                    if let Some(total) = tree(*total) {
                        let parts = parts.iter().filter_map(|part| tree(*part)).collect();
                        let relation = Relation::equal(total, Tree::Sum(parts));
                        others.push(Sourced { relation, rule: Some(rule), row: None });
                    }
                }
                Basis::Control(control) => {
                    for relation in self.control_relations(&file, control, layout) {
                        others.push(Sourced { relation, rule: Some(rule), row: None });
                    }
                }
            }
        }
        self.bases = bases;
        formulas.extend(others);
        formulas.extend(same_file(tables, layout));
        formulas
    }

    fn tracer<'e>(
        &mut self,
        file: &SourcePath,
        expressions: impl IntoIterator<Item = &'e Located<String>>,
        layout: &Arc<Layout>,
    ) -> Tracer {
        let surroundings = self.surroundings(file, expressions);
        Tracer::new(Surroundings { project: self.figures_at(file), ..surroundings }, layout.clone())
    }

    /// What a formula says in each row.
    fn formula_relations(&mut self, table: &Table, column: usize, rule: usize, layout: &Arc<Layout>) -> Vec<Sourced> {
        let Some(formula) = &table.description.kolonne[column].formel else { return Vec::new() };
        let tracer = self.tracer(&table.path, [formula], layout);
        let mut relations = Vec::new();
        let expression = tracer.compile(&formula.value);
        for (index, row) in table.rows.iter().enumerate() {
            let Some(figure) = layout.cell(&table.path, index, column) else { continue };
            if is_summed(table, index, column) {
                continue;
            }
            match row.cells[column].value.content {
                Content::Number { .. } => {}
                // That a computed rate has base zero tells of the base.
                Content::NotApplicable if table.computed[column] => {}
                _ => continue,
            }
            let traced = expression.as_ref().map(|expression| tracer.trace_row(expression, table, index, layout));
            match traced {
                Some(Ok(tree)) => relations.push(Sourced {
                    relation: Relation::equal(Tree::Figure(figure), tree),
                    rule: Some(rule),
                    row: Some(row.header().to_owned()),
                }),
                Some(Err(Failure::NoNumber(_) | Failure::MissingTable | Failure::DivisionByZero)) => {}
                None | Some(Err(Failure::Mistake(_))) => {
                    self.report_untraceable(&table.path, formula);
                    break;
                }
            }
        }
        relations
    }

    fn control_relations(&mut self, file: &SourcePath, control: &Control, layout: &Arc<Layout>) -> Vec<Relation> {
        let tracer = self.tracer(file, expressions(control), layout);
        let mut trace = |source: &Located<String>| {
            let traced = tracer.compile(&source.value).map(|expression| tracer.trace(&expression, &[]));
            match traced {
                Some(Ok(tree)) => Some(tree),
                Some(Err(Failure::NoNumber(_) | Failure::MissingTable | Failure::DivisionByZero)) => None,
                None | Some(Err(Failure::Mistake(_))) => {
                    self.report_untraceable(file, source);
                    None
                }
            }
        };
        match (&control.oppgitt, &control.verdi, &control.lik, &control.uttrykk) {
            (Some(stated), _, Some(expected), _) => {
                let Some(number) = number_in(&stated.value) else { return Vec::new() };
                let Some(tree) = trace(expected) else { return Vec::new() };
                let statement = Statement::Equal(Tree::Number(number), tree);
                vec![Relation { statement, in_prose: true }]
            }
            (_, Some(value), Some(expected), _) => {
                match (trace(value), trace(expected)) {
                    (Some(left), Some(right)) => vec![Relation::equal(left, right)],
                    // The other side has no number, but this one is shown.
                    (Some(side), None) | (None, Some(side)) => {
                        vec![Relation { statement: Statement::Shown(side), in_prose: false }]
                    }
                    (None, None) => Vec::new(),
                }
            }
            (_, _, _, Some(statement)) => trace(statement).map(Relation::stated).unwrap_or_default(),
            _ => Vec::new(),
        }
    }

    fn report_untraceable(&mut self, file: &SourcePath, expression: &Located<String>) {
        let message = "uttrykket lar seg ikke følge, så det er ikke sikkert at skjulte tall er skjult";
        self.problems.push(
            Diagnostic::at(Code::Disclosure, file, expression.span.clone(), message)
                .hint("skriv uttrykket enklere, eller ta det bort"),
        );
    }

    fn report(&mut self, tables: &Tables, layout: &Layout, sourced: &[Sourced], outcome: &Outcome) {
        let unprotected: BTreeSet<Figure> = outcome.unprotected.iter().copied().collect();
        let mut with_hidden = BTreeSet::new();
        for (figure, path, place) in layout.places() {
            let FigureKind::Cell { row, column } = place else { continue };
            if outcome.hidden[figure] {
                with_hidden.insert(path);
            }
            if !unprotected.contains(&figure) {
                continue;
            }
            let table = &tables[path];
            let cell = &table.rows[row].cells[column];
            let number = table.number(&table.rows[row], column).map(locale::number).unwrap_or_default();
            let message = format!(
                "{number} i raden «{}», kolonnen «{}», kan regnes ut av andre tall selv om det skjules",
                table.rows[row].header(),
                table.description.kolonne[column].full_title()
            );
            self.problems.push(
                Diagnostic::at(Code::Disclosure, &table.data_path(), cell.span.clone(), message).hint(
                    "ta bort en sum, en formel eller en kontroll, slå sammen rader, eller sett : i hele kolonnen",
                ),
            );
        }
        let disclosing: BTreeSet<usize> =
            outcome.disclosing.iter().filter_map(|relation| sourced[*relation].rule).collect();
        for rule in disclosing {
            let Basis::Control(control) = &self.bases[rule] else {
                let message = format!("regelen {} kan røpe tall som er skjult", self.rules[rule].text);
                let hint = "ta bort formelen eller summen, eller sett : i hele kolonnen";
                self.problems.push(Diagnostic::in_file(Code::Disclosure, &self.rules[rule].file, message).hint(hint));
                continue;
            };
            let (span, message, hint) = match &control.oppgitt {
                Some(stated) => (
                    stated.span.clone(),
                    format!("tallet «{}» i teksten røper et tall som er skjult", stated.value),
                    "ta tallet ut av teksten og kontrollen bort",
                ),
                None => (
                    control.navn.span.clone(),
                    format!("kontrollen «{}» kan røpe tall som er skjult", control.navn.value),
                    "ta bort kontrollen, eller la den gjelde tall som vises",
                ),
            };
            self.problems.push(Diagnostic::at(Code::Disclosure, &self.rules[rule].file, span, message).hint(hint));
        }
        for path in with_hidden {
            self.check_files(&tables[path]);
        }
    }

    /// Reports a page that offers the source of a table with hidden figures as a file.
    fn check_files(&mut self, table: &Table) {
        let Some(threshold) = self.first_threshold(table) else { return };
        let sources = [table.data_path(), table.path.clone()];
        let mut offered: Vec<&SourcePath> =
            self.site.files.values().map(|file| &file.source).filter(|source| sources.contains(source)).collect();
        offered.sort();
        offered.dedup();
        for source in offered {
            let message =
                format!("{source} har tall som er skjult i tabellen, men en side tilbyr filen til nedlasting");
            self.problems.push(
                Diagnostic::at(Code::Disclosure, &threshold.0, threshold.1.clone(), message)
                    .hint("lenk til siden med tabellen i stedet; der kan den lastes ned uten de skjulte tallene"),
            );
        }
    }

    /// Where the hiding of a table's figures is asked for: in itself, or else in the first table that asks.
    fn first_threshold(&self, table: &Table) -> Option<(SourcePath, crate::foundation::diagnostic::Span)> {
        let mut asking = std::iter::once(table).chain(self.tables.values().map(AsRef::as_ref));
        asking.find_map(|table| Some((table.path.clone(), table.description.skjul_under.as_ref()?.span.clone())))
    }

    /// Takes numbers out of rules that would tell of what is hidden, and reports words that do.
    fn redact(&mut self, tables: &Tables, layout: &Layout, sourced: &[Sourced], outcome: &Outcome) {
        // For each rule the rows that are secret; a rule that is not about rows is secret as a whole.
        let mut secret: BTreeMap<usize, BTreeSet<Option<&str>>> = BTreeMap::new();
        for Sourced { rule, row, .. } in outcome.secret.iter().map(|index| &sourced[*index]) {
            if let Some(rule) = rule {
                secret.entry(*rule).or_default().insert(row.as_deref());
            }
        }
        let is_hidden = |file: &SourcePath, header: &str, column: &str| {
            let Some(table) = tables.get(file) else { return false };
            let Some((column, _)) = table.column(column) else { return false };
            let rows = table.rows.iter().enumerate().filter(|(_, row)| row.header() == header);
            rows.filter_map(|(row, _)| layout.cell(file, row, column)).any(|figure| outcome.hidden[figure])
        };
        let mut problems = Vec::new();
        for (index, rule) in self.rules.iter_mut().enumerate() {
            let rows = secret.remove(&index).unwrap_or_default();
            let whole = rows.contains(&None);
            let mut told = Vec::new();
            if let (true, Some((stated, computed))) = (whole, &mut rule.values) {
                told.extend([stated, computed].map(take).map(|value| (value, "en kontroll", rule.text.as_str())));
            }
            for finding in &mut rule.findings {
                let at_secret = match &finding.subject {
                    Subject::Cell { row, column } => {
                        rows.contains(&Some(row.as_str())) || is_hidden(&rule.file, row, column)
                    }
                    Subject::Control(_) | Subject::Field(_) => false,
                };
                if whole || at_secret {
                    let values = [&mut finding.stated, &mut finding.computed].map(take);
                    let reason = finding.acceptance.as_ref().map_or("", |acceptance| acceptance.reason.as_str());
                    told.extend(values.map(|value| (value, "en merknad", reason)));
                }
            }
            for (value, place, text) in told.into_iter().filter(|(value, _, text)| tells(text, value)) {
                let message = format!("teksten i {place} røper tallet {value}, som er skjult: «{text}»");
                let problem = Diagnostic::in_file(Code::Disclosure, &rule.file, message);
                problems.push(problem.hint("skriv teksten uten tallet"));
            }
        }
        self.problems.append(&mut problems);
    }

    fn hide(&mut self, layout: &Layout, hidden: &[bool]) {
        for (figure, path, place) in layout.places() {
            let FigureKind::Cell { row, column } = place else { continue };
            if let (true, Some(table)) = (hidden[figure], self.tables.get_mut(path)) {
                Arc::make_mut(table).rows[row].cells[column].value.content = Content::Withheld;
            }
        }
        // What has looked at the numbers before must not do so again.
        self.numbers.clear();
    }
}

/// The value that was there, before what is withheld took its place.
fn take(value: &mut String) -> String {
    std::mem::replace(value, WITHHELD.to_owned())
}

/// Whether a text has a figure, in digits or in words.
fn tells(text: &str, figure: &str) -> bool {
    // «en» and «ei» are articles more often than numbers.
    let is_figure = |word: &str| {
        let number = Some(word).filter(|word| !matches!(*word, "en" | "ei")).and_then(locale::number_word);
        number.is_some_and(|number| number.to_string() == figure)
    };
    let mut words = text.split(|character: char| !character.is_alphanumeric());
    states(text, figure) || words.any(|word| is_figure(&word.to_lowercase()))
}

/// Whether a cell in a column with a formula is a total that is summed, of which the formula says nothing.
fn is_summed(table: &Table, row: usize, column: usize) -> bool {
    table.computed[column] && sum_at(table, table.rows[row].header(), column).is_some()
}

/// The tree of a cell of a table; `None` when it has no number.
fn cell_tree(table: &Table, layout: &Layout, row: usize, column: usize) -> Option<Tree> {
    Tree::of_cell(table, row, column, layout.cell(&table.path, row, column)?)
}

/// What is known of each figure.
fn facts(tables: &Tables, layout: &Layout, sourced: &[Sourced]) -> Vec<Fact> {
    let computable: BTreeSet<Figure> = sourced
        .iter()
        .filter_map(|sourced| match (&sourced.row, &sourced.relation.statement) {
            (Some(_), Statement::Equal(Tree::Figure(figure), _)) => Some(*figure),
            _ => None,
        })
        .collect();
    let mut facts = vec![Fact::default(); layout.len()];
    let mut scales: BTreeMap<(&SourcePath, usize), u32> = BTreeMap::new();
    for (figure, path, place) in layout.places() {
        let table = &tables[path];
        let (FigureKind::Cell { column, .. } | FigureKind::ColumnSum { column }) = place;
        let described = &table.description.kolonne[column];
        if !described.r#type.is_numeric() {
            continue;
        }
        let fact = &mut facts[figure];
        fact.scale = *scales.entry((path, column)).or_insert_with(|| scale(table, column));
        let asked = table.description.skjul_under.as_ref().map(|threshold| threshold.value.max(LEAST));
        match place {
            FigureKind::Cell { row, .. } => {
                if let Content::Number { .. } = table.rows[row].cells[column].value.content {
                    fact.value = table.number(&table.rows[row], column).ok();
                }
                let is_count = described.r#type == ColumnType::Antall;
                fact.threshold = asked.filter(|_| is_count);
                // A rate that nobody gave the formula of, or that the source states though the formula gives none.
                let may_be_rate = match described.formel {
                    Some(_) => !is_summed(table, row, column),
                    None => asked.is_some() && !is_count && described.r#type != ColumnType::Kr,
                };
                if may_be_rate && fact.value.is_some() && !computable.contains(&figure) {
                    fact.rate_of = counts_of_row(table, layout, row, figure);
                }
            }
            FigureKind::ColumnSum { .. } => {
                let rows = table.rows.iter().filter(|row| !row.total);
                fact.value = table.sum(rows, column).ok().flatten();
            }
        }
        fact.cost = cost(fact.value) * if asked.is_some() { 1 } else { ELSEWHERE };
    }
    facts
}

/// The counts in a row but for one.
fn counts_of_row(table: &Table, layout: &Layout, row: usize, but: Figure) -> Vec<Figure> {
    let columns = table.description.kolonne.iter().enumerate();
    let counts = columns.filter(|(_, column)| column.r#type == ColumnType::Antall);
    counts.filter_map(|(column, _)| layout.cell(&table.path, row, column)).filter(|count| *count != but).collect()
}

/// The most decimals in a column.
fn scale(table: &Table, column: usize) -> u32 {
    let numbers = table.rows.iter().filter_map(|row| table.number(row, column).ok());
    numbers.map(|number| number.normalize().scale()).max().unwrap_or_default()
}

/// What is lost with a figure: a little more the larger it is, so that few cells are hidden and totals last.
fn cost(value: Option<Decimal>) -> u64 {
    let size = value.map(|value| value.abs().trunc()).and_then(|value| u64::try_from(value).ok());
    16 * (1 + u64::from(size.unwrap_or(u64::MAX).saturating_add(1).ilog2()))
}

/// That the sum of a column is that of its rows, for sums that a relation looks at.
fn column_sums(tables: &Tables, layout: &Layout, sourced: &[Sourced]) -> Vec<Sourced> {
    let mut used = BTreeSet::new();
    for sourced in sourced {
        match &sourced.relation.statement {
            Statement::Equal(left, right) => {
                left.collect_figures(&mut used);
                right.collect_figures(&mut used);
            }
            Statement::True(tree) | Statement::Shown(tree) => tree.collect_figures(&mut used),
        }
    }
    let sums = layout.places().filter(|(figure, _, _)| used.contains(figure));
    sums.filter_map(|(figure, path, place)| {
        let FigureKind::ColumnSum { column } = place else { return None };
        let table = &tables[path];
        let rows = table.rows.iter().enumerate().filter(|(_, row)| !row.total);
        let parts = rows.filter_map(|(row, _)| cell_tree(table, layout, row, column)).collect();
        let relation = Relation::equal(Tree::Figure(figure), Tree::Sum(parts));
        Some(Sourced { relation, rule: None, row: None })
    })
    .collect()
}

/// That two descriptions of one CSV file show the same figures.
fn same_file(tables: &Tables, layout: &Layout) -> Vec<Sourced> {
    let mut by_file: BTreeMap<SourcePath, &Table> = BTreeMap::new();
    let mut relations = Vec::new();
    for table in tables.values() {
        let first: &Table = by_file.entry(table.data_path()).or_insert(table);
        if first.path == table.path {
            continue;
        }
        for (column, described) in table.description.kolonne.iter().enumerate() {
            let Some((other, _)) = first.column(&described.id.value) else { continue };
            for row in 0..table.rows.len().min(first.rows.len()) {
                let sides = cell_tree(first, layout, row, other).zip(cell_tree(table, layout, row, column));
                if let Some((left @ Tree::Figure(_), right @ Tree::Figure(_))) = sides {
                    let relation = Relation::equal(left, right);
                    relations.push(Sourced { relation, rule: None, row: None });
                }
            }
        }
    }
    relations
}
