//! The order in which tables are filled: each after those it looks at.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::foundation::diagnostic::{Code, Diagnostic, Span};
use crate::foundation::path::SourcePath;
use crate::read::table::Table;
use crate::release::refers::{table_path, tables_named};

/// All tables, each after those its formulas name. Tables in a circle are reported and come in order of their paths.
pub fn of_tables(tables: &BTreeMap<SourcePath, Arc<Table>>, problems: &mut Vec<Diagnostic>) -> Vec<SourcePath> {
    let mut walk = Walk { tables, done: BTreeSet::new(), open: Vec::new(), order: Vec::new(), problems };
    for path in tables.keys() {
        walk.visit(path, None);
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
    /// Visits a table and before it those it looks at. `named` is the formula that led to it.
    fn visit(&mut self, path: &'a SourcePath, named: Option<(&SourcePath, &Span)>) {
        if self.done.contains(path) {
            return;
        }
        if let Some(position) = self.open.iter().position(|open| *open == path) {
            let circle = self.open[position..].iter().chain([&path]);
            let circle: Vec<String> = circle.map(|path| path.to_string()).collect();
            let message = format!("tabellene regner i ring: {}", circle.join(" → "));
            let problem = match named {
                Some((file, span)) => Diagnostic::at(Code::InvalidExpression, file, span.clone(), message),
                None => Diagnostic::in_file(Code::InvalidExpression, path, message),
            };
            self.problems.push(problem.hint("en formel kan ikke bygge på seg selv; la én av tabellene oppgi tallene"));
            return;
        }
        self.open.push(path);
        for (named, span) in self.named_by(path) {
            self.visit(named, Some((path, span)));
        }
        self.open.pop();
        if self.done.insert(path) {
            self.order.push(path);
        }
    }

    /// The tables that the formulas of a table name, each with the place of the formula.
    fn named_by(&self, path: &'a SourcePath) -> Vec<(&'a SourcePath, &'a Span)> {
        let formulas = self.tables[path].description.kolonne.iter().filter_map(|column| column.formel.as_ref());
        let names = formulas.flat_map(|formula| tables_named(&formula.value).map(move |name| (name, &formula.span)));
        let paths = names.filter_map(|(name, span)| Some((table_path(path, name)?, span)));
        paths.filter_map(|(path, span)| Some((self.tables.get_key_value(&path)?.0, span))).collect()
    }
}
