//! The numbers that expressions look up: those of tables, and the money of projects.

use std::collections::BTreeMap;
use std::sync::Arc;

use rust_decimal::Decimal;

use crate::diagnostic::Located;
use crate::document::Prosjekt;
use crate::table::{Content, Row, Table};

/// A table whose rows are found by their headers.
#[derive(Debug)]
pub struct Numbers {
    table: Arc<Table>,
    by_header: BTreeMap<String, usize>,
}

impl Numbers {
    /// The numbers of a table whose derived columns are computed.
    pub fn of(table: Arc<Table>) -> Self {
        // Of rows with the same header the first counts, as on the page.
        let headers = table.rows.iter().enumerate().rev();
        let by_header = headers.map(|(index, row)| (row.header().to_owned(), index)).collect();
        Self { table, by_header }
    }

    pub fn has_column(&self, column: &str) -> bool {
        self.table.column(column).is_some()
    }

    /// `None` when there is no such row; `Some(None)` when the cell has no number.
    pub fn cell(&self, row: &str, column: &str) -> Option<Option<Decimal>> {
        let row = &self.table.rows[*self.by_header.get(row)?];
        Some(self.table.column(column).and_then(|(column, _)| self.table.number(row, column)))
    }

    /// The sum of the rows that are no totals; cells without a number count nothing. `None` on overflow.
    pub fn sum(&self, column: &str) -> Option<Decimal> {
        let (column, _) = self.table.column(column)?;
        let mut numbers = self.rows().filter_map(|row| self.table.number(row, column));
        numbers.try_fold(Decimal::ZERO, Decimal::checked_add)
    }

    /// How many rows there are that are no totals.
    pub fn count(&self) -> u64 {
        self.rows().count() as u64
    }

    /// How many rows have a text in a column. `None` when there is no such column.
    pub fn count_of(&self, column: &str, text: &str) -> Option<u64> {
        let (column, _) = self.table.column(column)?;
        let has_text = |row: &&Row| matches!(&row.cells[column].value.content, Content::Text(found) if found == text);
        Some(self.rows().filter(has_text).count() as u64)
    }

    fn rows(&self) -> impl Iterator<Item = &Row> {
        self.table.rows.iter().filter(|row| !row.total)
    }
}

/// The money of a project, by field: `okonomi.tildelt` of a year, `periode.brukt`, `soknad.belop`.
#[derive(Debug, Default)]
pub struct Money(BTreeMap<(String, Option<i64>), i64>);

impl Money {
    pub fn of(project: &Prosjekt) -> Self {
        let mut money = Self::default();
        for year in &project.okonomi {
            money.add("okonomi.tildelt", Some(year.ar), &year.tildelt);
            money.add("okonomi.brukt", Some(year.ar), &year.brukt);
            money.add("okonomi.overfort", Some(year.ar), &year.overfort);
        }
        for period in &project.periode {
            let fields = [
                ("periode.tildelt", &period.tildelt),
                ("periode.brukt", &period.brukt),
                ("periode.gjenstar", &period.gjenstar),
                ("periode.fremtidig", &period.fremtidig),
                ("periode.overfort", &period.overfort),
                ("periode.neste", &period.neste),
            ];
            for (field, amount) in fields {
                // A project usually has one period; with several, the first year tells them apart.
                money.add(field, Some(period.fra), amount);
                money.add(field, None, amount);
            }
        }
        for application in &project.soknad {
            money.add("soknad.belop", None, &application.belop);
            for year in &application.ar {
                money.0.entry(("soknad.belop".to_owned(), Some(year.ar))).or_insert(year.belop);
            }
        }
        money
    }

    fn add(&mut self, field: &str, year: Option<i64>, amount: &Option<Located<i64>>) {
        if let Some(amount) = amount {
            self.0.entry((field.to_owned(), year)).or_insert(amount.value);
        }
    }

    pub fn get(&self, field: &str, year: Option<i64>) -> Option<i64> {
        self.0.get(&(field.to_owned(), year)).copied()
    }
}
