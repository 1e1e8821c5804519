//! The order in which tables are filled: each after those it looks at.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::expression::tables_named;
use crate::diagnostic::{Code, Diagnostic};
use crate::path::SourcePath;
use crate::site::content_path;
use crate::table::Table;

/// All tables, each after those its formulas name. Tables in a circle are reported and come in order of their paths.
pub fn of_tables(tables: &BTreeMap<SourcePath, Arc<Table>>, problems: &mut Vec<Diagnostic>) -> Vec<SourcePath> {
    let mut walk = Walk { tables, done: BTreeSet::new(), open: Vec::new(), order: Vec::new(), problems };
    for path in tables.keys() {
        walk.visit(path);
    }
    walk.order.into_iter().cloned().collect()
}

struct Walk<'a, 'p> {
    tables: &'a BTreeMap<SourcePath, Arc<Table>>,
    done: BTreeSet<&'a SourcePath>,
    /// The tables that wait for the one looked at.
    open: Vec<&'a SourcePath>,
    order: Vec<&'a SourcePath>,
    problems: &'p mut Vec<Diagnostic>,
}

impl<'a> Walk<'a, '_> {
    fn visit(&mut self, path: &'a SourcePath) {
        if self.done.contains(path) {
            return;
        }
        if let Some(position) = self.open.iter().position(|open| *open == path) {
            let circle: Vec<String> = self.open[position..].iter().map(|path| path.to_string()).collect();
            let message = format!("tabellene regner i ring: {}", circle.join(" → "));
            self.problems.push(
                Diagnostic::in_file(Code::InvalidExpression, path, message)
                    .hint("en formel kan ikke bygge på seg selv; la én av tabellene oppgi tallene"),
            );
            return;
        }
        self.open.push(path);
        for named in self.named_by(path) {
            self.visit(named);
        }
        self.open.pop();
        if self.done.insert(path) {
            self.order.push(path);
        }
    }

    fn named_by(&self, path: &'a SourcePath) -> Vec<&'a SourcePath> {
        let formulas = self.tables[path].description.kolonne.iter().filter_map(|column| column.formel.as_ref());
        let names = formulas.flat_map(|formula| tables_named(&formula.value));
        let paths = names.filter_map(|name| match name.strip_prefix("@/") {
            Some(rest) => content_path(rest),
            None => path.beside(&name),
        });
        paths.filter_map(|path| self.tables.get_key_value(&path).map(|(path, _)| path)).collect()
    }
}
