//! The rules of one table: formulas of columns, sums of rows, coverage of the municipalities.

use std::collections::BTreeMap;
use std::sync::Arc;

use rust_decimal::Decimal;

use super::expression::{Compiled, Evaluator, Failure, Value, round};
use super::facts::{Numbers, value_in};
use super::stated::texts_of_table;
use super::{Basis, NOT_COMPUTABLE, Rule, Subject, Verifier, agree, expressions, shown, table_path, tables_named};
use crate::foundation::diagnostic::{Code, Diagnostic};
use crate::foundation::locale;
use crate::foundation::path::SourcePath;
use crate::read::table::{Absence, Column, ColumnType, Content, Sum, Table};

/// Decimals of a computed rate, when the description does not say.
const RATE_DECIMALS: u32 = 1;
/// Decimals of another computed number at most, when the description does not say.
const MOST_DECIMALS: u32 = 2;

impl Verifier<'_> {
    /// Computes the derived columns of a table and checks the stated ones.
    pub(super) fn fill(&mut self, path: &SourcePath, mut table: Table) {
        fill_sums(&mut table);
        let formulas: Vec<_> = table.description.kolonne.iter().filter_map(|column| column.formel.clone()).collect();
        if !formulas.is_empty() {
            let surroundings = self.surroundings(path, &formulas);
            let evaluator = Evaluator::new(surroundings);
            for column in self.column_order(path, &table, &evaluator) {
                self.formula(path, &mut table, &evaluator, column.0, &column.1);
            }
        }
        let table = Arc::new(table);
        self.numbers.insert(path.clone(), Arc::new(Numbers::of(table.clone())));
        self.tables.insert(path.clone(), table);
    }

    /// Checks what a table says of itself, when all tables are filled.
    pub(super) fn check_table(&mut self, path: &SourcePath) {
        let Some(table) = self.tables.get(path).cloned() else { return };
        for sum in &table.description.sum {
            self.sum(path, &table, sum);
        }
        self.coverage(path, &table);
        let controls = &table.description.kontroll;
        if !controls.is_empty() {
            let surroundings = self.surroundings(path, controls.iter().flat_map(expressions));
            let evaluator = Evaluator::new(surroundings);
            let texts = texts_of_table(&table.description);
            for control in controls {
                self.check_stated(path, control, &texts);
                self.check_control(path, &evaluator, control, &table.description.merknad);
            }
            self.check_names(path, controls);
        }
        self.check_remarks(path, &table.description.merknad);
    }

    /// The columns with formulas, each after those it uses.
    fn column_order(&mut self, path: &SourcePath, table: &Table, evaluator: &Evaluator) -> Vec<(usize, Compiled)> {
        let ids: Vec<&str> = table.description.kolonne.iter().map(|column| column.id.value.as_str()).collect();
        let known = table.names();
        let mut waiting: Vec<(usize, Compiled)> = Vec::new();
        for (index, column) in table.description.kolonne.iter().enumerate() {
            let Some(formula) = &column.formel else { continue };
            match evaluator.compile(&formula.value, &known) {
                Ok(compiled) => waiting.push((index, compiled)),
                Err(message) => self.mistake(path, formula, &message),
            }
        }
        let mut order = Vec::with_capacity(waiting.len());
        while !waiting.is_empty() {
            let ready = |compiled: &Compiled| {
                !waiting.iter().any(|(other, _)| compiled.variables.iter().any(|name| name == ids[*other]))
            };
            match waiting.iter().position(|(_, compiled)| ready(compiled)) {
                Some(position) => order.push(waiting.remove(position)),
                None => {
                    let names: Vec<&str> = waiting.iter().map(|(index, _)| ids[*index]).collect();
                    let formula = table.description.kolonne[waiting[0].0].formel.as_ref().expect("has a formula");
                    self.mistake(path, formula, &format!("kolonnene regner i ring: {}", names.join(", ")));
                    break;
                }
            }
        }
        order
    }

    /// Fills or checks one column, row by row.
    fn formula(
        &mut self,
        path: &SourcePath,
        table: &mut Table,
        evaluator: &Evaluator,
        column: usize,
        compiled: &Compiled,
    ) {
        let description = &table.description.kolonne[column];
        let id = description.id.value.clone();
        let formula = description.formel.clone().expect("has a formula");
        let title = description.full_title();
        let is_computed = table.computed[column];
        let mut rule = Rule {
            file: path.clone(),
            text: self.formula_in_words(path, &title, &formula.value),
            comparisons: 0,
            values: None,
            findings: Vec::new(),
        };
        let data_path = table.data_path();
        let remarks = table.description.merknad.clone();
        let mut computed = Vec::with_capacity(table.rows.len());
        for row in &table.rows {
            if is_computed && sum_at(table, row.header(), column).is_some() {
                computed.push((Err(Absence::Blank), false));
                continue;
            }
            let names = compiled.variables.iter();
            let variables: Vec<_> = names.map(|name| (name.as_str(), value_in(table, row, name))).collect();
            let result = evaluator.evaluate_row(compiled, &variables);
            let looked_up_provisional = evaluator.saw_provisional();
            let value = match result {
                Ok(Value::Number(number)) => Ok(number),
                Ok(Value::Truth(_)) => {
                    self.mistake(path, &formula, "formelen skal gi et tall, men gir sant eller usant");
                    return;
                }
                Err(Failure::Mistake(message)) => {
                    let message = format!("{message}, i raden «{}»", row.header());
                    self.mistake(path, &formula, &message);
                    return;
                }
                Err(Failure::MissingTable) => return,
                Err(Failure::DivisionByZero) => Err(Absence::NotApplicable),
                Err(Failure::NoNumber(absence)) => Err(absence),
            };
            if is_computed {
                rule.comparisons += 1;
                let from_row = compiled.variables.iter().filter_map(|name| table.column(name));
                let from_row = from_row.into_iter().any(|(column, _)| row.is_provisional(column));
                computed.push((value, looked_up_provisional || from_row));
                continue;
            }
            let Content::Number { value: printed, .. } = row.cells[column].value.content else { continue };
            // What is withheld contradicts nothing. A figure that the source states without giving what it comes from
            // is another matter: readers are told.
            if value == Err(Absence::Withheld) {
                continue;
            }
            rule.comparisons += 1;
            let stated = table.number(row, column).unwrap_or(printed);
            if !value.is_ok_and(|value| agree(stated, value)) {
                let subject = Subject::Cell { row: row.header().to_owned(), column: id.clone() };
                let computed = value.map_or_else(|_| NOT_COMPUTABLE.to_owned(), |value| shown(value, stated));
                let place = (&data_path, row.cells[column].span.clone());
                let finding =
                    self.finding(path, &remarks, subject, locale::number(printed), computed, &rule.text, place);
                rule.findings.push(finding);
            }
        }
        if is_computed {
            let decimals = decimals(&table.description.kolonne[column], &computed);
            for (row, (value, provisional)) in table.rows.iter_mut().zip(computed) {
                row.cells[column].value.content = derived(value, provisional, decimals);
            }
            fill_sums_of(table, column, decimals);
        }
        self.record(rule, Basis::Formula { column });
    }

    /// What a formula says, for readers. One that looks things up is told by what it looks at.
    fn formula_in_words(&self, path: &SourcePath, title: &str, formula: &str) -> String {
        let mut sources: Vec<String> = Vec::new();
        for name in tables_named(formula) {
            let table = table_path(path, name).and_then(|table| self.tables.get(&table));
            let title = table.map_or(name.to_owned(), |table| table.description.tittel.clone());
            let title = format!("«{title}»");
            if !sources.contains(&title) {
                sources.push(title);
            }
        }
        match sources.as_slice() {
            [] => format!("«{title}» er {formula}"),
            sources => format!("«{title}» er regnet ut fra tabellen {}", sources.join(" og ")),
        }
    }

    fn sum(&mut self, path: &SourcePath, table: &Table, sum: &Sum) {
        let unknown = sum.av.iter().chain([&sum.rad]).filter(|row| table.row(&row.value).is_none());
        let unknown: Vec<_> = unknown.map(|row| table.unknown_row(row)).collect();
        let unknown_columns = sum.kolonner.iter().filter(|name| table.column(&name.value).is_none());
        self.problems.extend(unknown_columns.map(|name| table.unknown_column(name)));
        if !unknown.is_empty() {
            self.problems.extend(unknown);
            return;
        }
        let Some(total_index) = table.rows.iter().position(|row| row.header() == sum.rad.value) else { return };
        let total = &table.rows[total_index];
        for column in table.columns_of(sum) {
            if sum.beregn && table.sum_of(sum, column) == Ok(None) {
                self.mistake(path, &sum.rad, "summen blir for stor");
            }
            let Content::Number { value: printed, .. } = total.cells[column].value.content else { continue };
            let stated = table.number(total, column).unwrap_or(printed);
            // A total may be known where one of its parts is not; then there is nothing to compare it with.
            let Ok(computed) = table.sum_of(sum, column) else { continue };
            let parts = table.parts_of(sum, column).map(|(index, _)| index).collect();
            let title = table.description.kolonne[column].full_title();
            let mut rule = Rule {
                file: path.clone(),
                text: match sum.av.as_slice() {
                    [] => format!("«{}» er summen av radene i «{title}»", sum.rad.value),
                    named => {
                        let names: Vec<String> = named.iter().map(|name| format!("«{}»", name.value)).collect();
                        format!("«{}» er summen av {} i «{title}»", sum.rad.value, names.join(" og "))
                    }
                },
                comparisons: 1,
                values: None,
                findings: Vec::new(),
            };
            let shown_sum = computed.map_or_else(|| NOT_COMPUTABLE.to_owned(), |sum| shown(sum, stated));
            rule.values = Some((locale::number(printed), shown_sum.clone()));
            if !computed.is_some_and(|computed| agree(stated, computed)) {
                let id = table.description.kolonne[column].id.value.clone();
                let subject = Subject::Cell { row: total.header().to_owned(), column: id };
                let data_path = table.data_path();
                let place = (&data_path, total.cells[column].span.clone());
                let remarks = &table.description.merknad;
                let finding =
                    self.finding(path, remarks, subject, locale::number(printed), shown_sum, &rule.text, place);
                rule.findings.push(finding);
            }
            self.record(rule, Basis::Sum { column, total: total_index, parts });
        }
    }

    fn coverage(&mut self, path: &SourcePath, table: &Table) {
        let Some(coverage) = &table.description.dekning else { return };
        let Some((column, _)) = table.column(&coverage.kolonne.value) else {
            self.problems.push(table.unknown_column(&coverage.kolonne));
            return;
        };
        let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
        for row in table.rows.iter().filter(|row| !row.total) {
            if let Content::Text(name) = &row.cells[column].value.content {
                *seen.entry(name).or_default() += 1;
            }
        }
        for name in &coverage.uten_rad {
            *seen.entry(&name.value).or_default() += 1;
        }
        let known = self.site.municipality_names();
        let mut faults = Vec::new();
        for name in &known {
            match seen.get(name).copied().unwrap_or_default() {
                0 => faults.push(format!("{name} mangler")),
                1 => {}
                _ => faults.push(format!("{name} er regnet med flere ganger")),
            }
        }
        for name in coverage.uten_rad.iter().filter(|name| !known.contains(&name.value.as_str())) {
            faults.push(format!("{} er ikke en kommune i registeret", name.value));
        }
        if !faults.is_empty() {
            let message = format!("ikke alle kommuner er gjort rede for: {}", faults.join(", "));
            self.problems.push(
                Diagnostic::at(Code::FailedControl, path, coverage.kolonne.span.clone(), message)
                    .hint("hver kommune skal ha én rad, eller stå i «uten_rad»"),
            );
        }
        let rule = Rule {
            file: path.clone(),
            text: format!("Hver av de {} kommunene er gjort rede for én gang", known.len()),
            comparisons: known.len(),
            values: None,
            findings: Vec::new(),
        };
        self.record(rule, Basis::Elsewhere);
    }
}

/// Fills the cells of computed sums in columns without formulas, where the file leaves them blank.
fn fill_sums(table: &mut Table) {
    for column in 0..table.description.kolonne.len() {
        if table.description.kolonne[column].formel.is_none() {
            let decimals = table.rows.iter().filter_map(|row| table.number(row, column).ok());
            let decimals = decimals.map(|number| number.scale()).max().unwrap_or_default();
            fill_sums_of(table, column, decimals);
        }
    }
}

/// Fills the blank cells of computed sums in one column, whose parts are there. A sum of sums comes after those in the
/// description.
fn fill_sums_of(table: &mut Table, column: usize, decimals: u32) {
    for sum in table.description.sum.clone() {
        let total = table.rows.iter().position(|row| row.header() == sum.rad.value);
        let Some(total) = total.filter(|_| sum.beregn && table.columns_of(&sum).contains(&column)) else { continue };
        // Nothing is no zero.
        if table.parts_of(&sum, column).all(|(_, row)| table.number(row, column).is_err_and(Absence::is_nothing)) {
            continue;
        }
        let computed = table.sum_of(&sum, column);
        let provisional = table.parts_of(&sum, column).any(|(_, row)| row.is_provisional(column));
        let cell = &mut table.rows[total].cells[column].value;
        if !matches!(cell.content, Content::Blank | Content::NotComputable) {
            continue;
        }
        // A sum that is too large is reported with the other rules of sums.
        let value = computed.and_then(|sum| sum.ok_or(Absence::Missing));
        cell.content = derived(value, provisional, decimals);
    }
}

/// The computed sum that a row is in a column.
pub(super) fn sum_at<'a>(table: &'a Table, row: &str, column: usize) -> Option<&'a Sum> {
    let mut sums = table.description.sum.iter();
    sums.find(|sum| sum.beregn && sum.rad.value == row && table.columns_of(sum).contains(&column))
}

/// What the cell of a computed value holds. Where there is no value, it says why: a rate with base zero does not apply,
/// and what is computed from a withheld number is withheld. What is computed from a provisional number is provisional.
fn derived(value: Result<Decimal, Absence>, provisional: bool, decimals: u32) -> Content {
    match value {
        Ok(number) => {
            let mut rounded = round(number, decimals);
            rounded.rescale(decimals);
            Content::Number { value: rounded, provisional }
        }
        Err(absence) => absence.derived(),
    }
}

/// How many decimals the values of a computed column are shown with: what the description declares; else one for a rate,
/// none for counts and kroner, and for other numbers as many as the one that needs the most, up to two.
fn decimals(column: &Column, values: &[(Result<Decimal, Absence>, bool)]) -> u32 {
    match (column.declared_decimals(), column.r#type) {
        (Some(decimals), _) => decimals,
        (None, ColumnType::Prosent) => RATE_DECIMALS,
        (None, ColumnType::Tall) => {
            let needed = values.iter().filter_map(|(value, _)| value.ok());
            let needed = needed.map(|value| round(value, MOST_DECIMALS).normalize().scale());
            needed.max().unwrap_or_default()
        }
        (None, _) => 0,
    }
}
