//! The numbers that expressions look up: those of tables and of projects.

use std::collections::BTreeMap;
use std::sync::Arc;

use rust_decimal::Decimal;

use super::expression::Variable;
use crate::foundation::diagnostic::Located;
use crate::read::document::Prosjekt;
use crate::read::table::{Absence, Content, ROW, Row, Table};

/// Rows that a condition can be put to.
pub trait Countable {
    /// The names that conditions can use.
    fn names(&self) -> Vec<&str>;

    /// How many rows there are.
    fn rows(&self) -> usize;

    /// What a name stands for in a row.
    fn value(&self, row: usize, name: &str) -> Result<Variable, Absence>;
}

/// A table whose rows are found by their headers.
#[derive(Debug)]
pub struct Numbers {
    table: Arc<Table>,
    by_header: BTreeMap<String, Vec<usize>>,
    /// The rows that are no totals.
    counted: Vec<usize>,
}

/// Why a table gives no number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lookup {
    NoColumn,
    NoRow,
    /// As many rows have the name.
    Rows(usize),
    Absent(Absence),
}

impl Numbers {
    /// The numbers of a table whose derived columns are computed.
    pub fn of(table: Arc<Table>) -> Self {
        let mut by_header: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (index, row) in table.rows.iter().enumerate() {
            by_header.entry(row.header().to_owned()).or_default().push(index);
        }
        let rows = table.rows.iter().enumerate();
        let counted = rows.filter(|(_, row)| !row.total).map(|(index, _)| index).collect();
        Self { table, by_header, counted }
    }

    pub fn table(&self) -> &Table {
        &self.table
    }

    /// The rows that are no totals, by index.
    pub fn counted(&self) -> &[usize] {
        &self.counted
    }

    /// The row of a name, by index. `None` for a municipality that has no row because it has nothing to show.
    pub fn row(&self, name: &str) -> Result<Option<usize>, Lookup> {
        match self.by_header.get(name).map(Vec::as_slice) {
            None if self.table.is_without_row(name) => Ok(None),
            None => Err(Lookup::NoRow),
            Some([index]) => Ok(Some(*index)),
            Some(several) => Err(Lookup::Rows(several.len())),
        }
    }

    /// The names of all rows.
    pub fn headers(&self) -> impl Iterator<Item = &str> {
        self.by_header.keys().map(String::as_str)
    }

    /// The number of a cell. A municipality that has no row because it has nothing to show has blank cells.
    pub fn cell(&self, row: &str, column: &str) -> Result<Decimal, Lookup> {
        let (column, _) = self.table.column(column).ok_or(Lookup::NoColumn)?;
        let number = match self.row(row)? {
            Some(index) => self.table.number(&self.table.rows[index], column),
            None => self.table.blank(column),
        };
        number.map_err(Lookup::Absent)
    }

    /// Whether a figure is provisional: that of a row, or one of those that are no totals.
    pub fn is_provisional(&self, row: Option<&str>, column: &str) -> bool {
        let Some((column, _)) = self.table.column(column) else { return false };
        match row {
            Some(row) => self.table.row(row).is_some_and(|row| row.is_provisional(column)),
            None => self.all().any(|row| row.is_provisional(column)),
        }
    }

    /// The sum of the rows that are no totals. Cells where there is nothing count nothing; a number that exists and is
    /// not known leaves the sum unknown. `None` on overflow.
    pub fn sum(&self, column: &str) -> Result<Option<Decimal>, Lookup> {
        let (column, _) = self.table.column(column).ok_or(Lookup::NoColumn)?;
        self.table.sum(self.all(), column).map_err(Lookup::Absent)
    }

    /// How many rows there are that are no totals.
    pub fn count(&self) -> u64 {
        self.counted.len() as u64
    }

    /// How many rows have a text in a column. `None` when there is no such column.
    pub fn count_of(&self, column: &str, text: &str) -> Option<u64> {
        let (column, _) = self.table.column(column)?;
        let has_text = |row: &&Row| matches!(&row.cells[column].value.content, Content::Text(found) if found == text);
        Some(self.all().filter(has_text).count() as u64)
    }

    fn all(&self) -> impl Iterator<Item = &Row> {
        self.counted.iter().map(|index| &self.table.rows[*index])
    }
}

impl Countable for Numbers {
    fn names(&self) -> Vec<&str> {
        self.table.names()
    }

    fn rows(&self) -> usize {
        self.counted.len()
    }

    fn value(&self, row: usize, name: &str) -> Result<Variable, Absence> {
        value_in(&self.table, &self.table.rows[self.counted[row]], name)
    }
}

/// What a name stands for in a row: its first cell, or the number or text of a column.
pub fn value_in(table: &Table, row: &Row, name: &str) -> Result<Variable, Absence> {
    if name == ROW {
        return Ok(Variable::Text(row.header().to_owned()));
    }
    let (column, _) = table.column(name).ok_or(Absence::Blank)?;
    match &row.cells[column].value.content {
        Content::Text(text) => Ok(Variable::Text(text.clone())),
        Content::Date(date) => Ok(Variable::Text(date.to_string())),
        _ => table.number(row, column).map(Variable::Number),
    }
}

/// The numbers of a project, by field: `okonomi.tildelt` of a year, `periode.brukt`, `soknad.belop`; and how many entries
/// its lists have: `kommuner`, `milepel`.
#[derive(Debug, Default)]
pub struct Figures(BTreeMap<(String, Option<i64>), i64>);

impl Figures {
    pub fn of(project: &Prosjekt) -> Self {
        let mut money = Self::default();
        let mut count = |field: &str, count: usize| {
            money.0.insert((field.to_owned(), None), i64::try_from(count).unwrap_or(i64::MAX));
        };
        count("milepel", project.milepel.len());
        // «alle» is no list of municipalities.
        if project.kommuner.iter().all(|one| one.value != "alle") {
            count("kommuner", project.kommuner.len());
        }
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
