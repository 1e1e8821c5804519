//! Which rows of a table pages show. The files of a table always have them all.

use std::collections::BTreeSet;

use super::{Row, Table};
use crate::foundation::diagnostic::{Code, Diagnostic};
use crate::foundation::locale;

/// How many rows a page shows of a table whose description does not say: more than anyone reads, and what a phone can
/// lay out at once.
const MOST_ROWS: usize = 1_000;

/// The most rows that a description can ask for. A page with more would be many megabytes.
const LIMIT: usize = 10_000;

/// The rows that a page shows.
#[derive(Debug)]
pub struct Shown<'a> {
    pub rows: Vec<&'a Row>,
    /// What is said of them when they are not all rows.
    pub excerpt: Option<Excerpt>,
}

/// How rows were picked from a long table. Sums are always shown, and so are rows with a remark or a break, since those
/// are explained below the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Excerpt {
    /// How many rows are shown from the first on, sums not counted.
    pub first: usize,
    /// How many rows there are, sums not counted.
    pub all: usize,
    /// There are sums.
    pub has_sums: bool,
    /// Rows that come later are shown for their remark or break.
    pub has_marked: bool,
}

impl Table {
    /// The rows that a page shows, in their order.
    pub fn shown(&self) -> Shown<'_> {
        let description = &self.description;
        let most = description.vis_rader.as_ref().and_then(|most| usize::try_from(most.value).ok());
        let first = most.unwrap_or(MOST_ROWS);
        let sums: BTreeSet<&str> = description.sum.iter().map(|sum| sum.rad.value.as_str()).collect();
        let is_sum = |row: &Row| row.total || sums.contains(row.header());
        let all = self.rows.iter().filter(|row| !is_sum(row)).count();
        if all <= first {
            return Shown { rows: self.rows.iter().collect(), excerpt: None };
        }

        let remarks = description.merknad.iter().filter_map(|remark| remark.value.rad.as_deref());
        let breaks = description.brudd.iter().filter_map(|one| one.value.rad.as_ref());
        let marked: BTreeSet<&str> = remarks.chain(breaks.map(|row| row.value.as_str())).collect();
        let mut rows = Vec::with_capacity(first);
        let mut excerpt = Excerpt { first, all, has_sums: false, has_marked: false };
        let mut counted = 0;
        for row in &self.rows {
            let shown = if is_sum(row) {
                excerpt.has_sums = true;
                true
            } else {
                counted += 1;
                let is_marked = counted > first && marked.contains(row.header());
                excerpt.has_marked |= is_marked;
                counted <= first || is_marked
            };
            if shown {
                rows.push(row);
            }
        }
        Shown { rows, excerpt: Some(excerpt) }
    }

    /// Reports a number of rows that a page cannot have.
    pub(super) fn check_shown(&self, problems: &mut Vec<Diagnostic>) {
        let Some(most) = &self.description.vis_rader else { return };
        if usize::try_from(most.value).is_ok_and(|most| (1..=LIMIT).contains(&most)) {
            return;
        }
        let message = format!("«vis_rader» er {}, men må være fra 1 til {}", most.value, locale::number(LIMIT.into()));
        problems.push(
            Diagnostic::at(Code::InvalidValue, &self.path, most.span.clone(), message)
                .hint("filene som leserne kan laste ned, har alle radene uansett"),
        );
    }
}
