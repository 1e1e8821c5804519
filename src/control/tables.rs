//! The rules of one table: formulas of columns, sums of rows, coverage of the municipalities.

use std::collections::BTreeMap;
use std::sync::Arc;

use rust_decimal::Decimal;

use super::expression::{Compiled, Evaluator, Failure, Value, round};
use super::facts::Numbers;
use super::{NOT_COMPUTABLE, Rule, Subject, Verifier, agree, expressions, shown};
use crate::diagnostic::{Code, Diagnostic, did_you_mean};
use crate::locale;
use crate::path::SourcePath;
use crate::table::{Cell, ColumnType, Content, Sum, Table};

/// Decimals of a computed rate, when the description does not say.
const RATE_DECIMALS: u32 = 1;

impl Verifier<'_> {
    /// Computes the derived columns of a table and checks the stated ones.
    pub(super) fn fill(&mut self, path: &SourcePath, mut table: Table) {
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
            for control in controls {
                if let Some(stated) = &control.oppgitt {
                    self.mistake(path, stated, "«oppgitt» gjelder tall i teksten på en side; bruk «verdi» i en tabell");
                } else {
                    self.check_control(path, &evaluator, control, &table.description.merknad);
                }
            }
            self.check_names(path, controls);
        }
        self.check_remarks(path, &table.description.merknad);
    }

    /// The columns with formulas, each after those it uses.
    fn column_order(&mut self, path: &SourcePath, table: &Table, evaluator: &Evaluator) -> Vec<(usize, Compiled)> {
        let known: Vec<&str> = table.description.kolonne.iter().map(|column| column.id.value.as_str()).collect();
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
                !waiting.iter().any(|(other, _)| compiled.variables.iter().any(|name| name == known[*other]))
            };
            match waiting.iter().position(|(_, compiled)| ready(compiled)) {
                Some(position) => order.push(waiting.remove(position)),
                None => {
                    let names: Vec<&str> = waiting.iter().map(|(index, _)| known[*index]).collect();
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
        let title = description.tittel.clone();
        let computed = table.computed[column];
        let decimals = decimals(description.desimaler, description.r#type);
        let indices: BTreeMap<&str, usize> =
            compiled.variables.iter().filter_map(|name| Some((name.as_str(), table.column(name)?.0))).collect();
        let mut rule = Rule {
            file: path.clone(),
            text: format!("«{title}» er {}", formula.value),
            comparisons: 0,
            values: None,
            findings: Vec::new(),
        };
        let data_path = table.data_path();
        let remarks = table.description.merknad.clone();
        for index in 0..table.rows.len() {
            let row = &table.rows[index];
            let variables: Option<Vec<(&str, Decimal)>> =
                indices.iter().map(|(name, column)| Some((*name, table.number(row, *column)?))).collect();
            let result = match variables {
                Some(variables) => evaluator.evaluate(compiled, &variables),
                None => Err(Failure::NoNumber),
            };
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
                Err(failure) => Err(failure),
            };
            if computed {
                table.rows[index].cells[column].value = derived(value, decimals);
                rule.comparisons += 1;
                continue;
            }
            let Content::Number { value: stated, .. } = row.cells[column].value.content else { continue };
            rule.comparisons += 1;
            let agrees = value.as_ref().is_ok_and(|value| agree(stated, *value));
            if !agrees {
                let subject = Subject::Cell { row: row.header().to_owned(), column: id.clone() };
                let computed = value.map_or_else(|_| NOT_COMPUTABLE.to_owned(), |value| shown(value, stated.scale()));
                let place = (&data_path, row.cells[column].span.clone());
                let finding =
                    self.finding(path, &remarks, subject, locale::number(stated), computed, &rule.text, place);
                rule.findings.push(finding);
            }
        }
        self.rules.push(rule);
    }

    fn sum(&mut self, path: &SourcePath, table: &Table, sum: &Sum) {
        let headers = || table.rows.iter().map(|row| row.header());
        let unknown = sum.av.iter().chain([&sum.rad]).filter(|row| table.row(&row.value).is_none());
        let unknown: Vec<_> = unknown.cloned().collect();
        for row in &unknown {
            let hint = did_you_mean(&row.value, headers());
            let message = format!("tabellen har ingen rad «{}»", row.value);
            self.problems
                .push(Diagnostic::at(Code::UnknownReference, path, row.span.clone(), message).maybe_hint(hint));
        }
        let mut columns = Vec::new();
        for name in &sum.kolonner {
            match table.column(&name.value) {
                Some((index, _)) => columns.push(index),
                None => {
                    let known = table.description.kolonne.iter().map(|column| column.id.value.as_str());
                    let hint = did_you_mean(&name.value, known);
                    let message = format!("tabellen har ingen kolonne «{}»", name.value);
                    self.problems.push(
                        Diagnostic::at(Code::UnknownReference, path, name.span.clone(), message).maybe_hint(hint),
                    );
                }
            }
        }
        if sum.kolonner.is_empty() {
            let additive = table.description.kolonne.iter().enumerate().filter(|(_, column)| {
                matches!(column.r#type, ColumnType::Antall | ColumnType::Kr) && column.formel.is_none()
            });
            columns.extend(additive.map(|(index, _)| index));
        }
        if !unknown.is_empty() {
            return;
        }
        let Some(total) = table.row(&sum.rad.value) else { return };
        for column in columns {
            let Content::Number { value: stated, .. } = total.cells[column].value.content else { continue };
            let parts = table.rows.iter().filter(|row| match sum.av.as_slice() {
                [] => !row.total,
                named => named.iter().any(|name| name.value == row.header()),
            });
            let counted = parts.filter(|row| {
                sum.uten_merke.as_ref().is_none_or(|mark| !row.cells[column].value.footnotes.contains(mark))
            });
            let computed =
                counted.filter_map(|row| table.number(row, column)).try_fold(Decimal::ZERO, Decimal::checked_add);
            let title = &table.description.kolonne[column].tittel;
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
            let shown_sum = computed.map_or_else(|| NOT_COMPUTABLE.to_owned(), |sum| shown(sum, stated.scale()));
            rule.values = Some((locale::number(stated), shown_sum.clone()));
            if !computed.is_some_and(|computed| agree(stated, computed)) {
                let id = table.description.kolonne[column].id.value.clone();
                let subject = Subject::Cell { row: total.header().to_owned(), column: id };
                let data_path = table.data_path();
                let place = (&data_path, total.cells[column].span.clone());
                let remarks = &table.description.merknad;
                let finding =
                    self.finding(path, remarks, subject, locale::number(stated), shown_sum, &rule.text, place);
                rule.findings.push(finding);
            }
            self.rules.push(rule);
        }
    }

    fn coverage(&mut self, path: &SourcePath, table: &Table) {
        let Some(coverage) = &table.description.dekning else { return };
        let Some((column, _)) = table.column(&coverage.kolonne.value) else {
            let message = format!("tabellen har ingen kolonne «{}»", coverage.kolonne.value);
            self.problems.push(Diagnostic::at(Code::UnknownReference, path, coverage.kolonne.span.clone(), message));
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
        self.rules.push(Rule {
            file: path.clone(),
            text: format!("Hver av de {} kommunene er gjort rede for én gang", known.len()),
            comparisons: known.len(),
            values: None,
            findings: Vec::new(),
        });
    }
}

/// The cell of a computed value. A rate with base zero does not apply; what cannot be computed stays blank.
fn derived(value: Result<Decimal, Failure>, decimals: u32) -> Cell {
    let content = match value {
        Ok(number) => {
            let mut rounded = round(number, decimals);
            rounded.rescale(decimals);
            Content::Number { value: rounded, provisional: false }
        }
        Err(Failure::DivisionByZero) => Content::NotApplicable,
        Err(_) => Content::Blank,
    };
    Cell { content, footnotes: Vec::new() }
}

fn decimals(described: Option<i64>, kind: ColumnType) -> u32 {
    match (described.and_then(|decimals| u32::try_from(decimals).ok()), kind) {
        (Some(decimals), _) => decimals.min(10),
        (None, ColumnType::Prosent) => RATE_DECIMALS,
        (None, _) => 0,
    }
}
