//! *Serie*: tables that hold the same indicators for one year each, so that years can stand side by side.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Table;
use crate::foundation::diagnostic::{Code, Diagnostic, Located};
use crate::foundation::path::SourcePath;
use crate::read::record::record;

record! {
    /// The place of a table in a series. Columns with the same id are the same indicator.
    pub struct Series {
        navn: String = "Seriens navn, det samme i tabellene for alle årene.",
        ar: Located<i64> = "Året tallene i tabellen gjelder.",
        brudd: Option<String> = "Hvorfor tallene ikke kan sammenlignes med året før, i én setning.",
    }
}

/// The tables of each series by year.
///
/// **Invariant:** a year has one table; [`check_series`] reports a second.
pub fn series<'a>(tables: impl IntoIterator<Item = &'a Table>) -> BTreeMap<&'a str, BTreeMap<i64, &'a Table>> {
    let mut found: BTreeMap<&str, BTreeMap<i64, &Table>> = BTreeMap::new();
    for table in tables {
        if let Some(series) = &table.description.serie {
            found.entry(&series.navn).or_default().entry(series.ar.value).or_insert(table);
        }
    }
    found
}

/// Reports years that stand twice in a series, and indicators that are not counted the same way in all years.
pub fn check_series(tables: &BTreeMap<SourcePath, Arc<Table>>) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    let series = series(tables.values().map(AsRef::as_ref));
    for table in tables.values() {
        let Some(own) = &table.description.serie else { continue };
        let years = &series[own.navn.as_str()];
        let first = years[&own.ar.value];
        if first.path != table.path {
            let message = format!("serien «{}» har to tabeller for {}", own.navn, own.ar.value);
            problems.push(
                Diagnostic::at(Code::DuplicateName, &table.path, own.ar.span.clone(), message)
                    .hint(format!("den andre er {}; rett året, eller gi seriene hvert sitt navn", first.path)),
            );
            continue;
        }
        for (year, earlier) in years.range(..own.ar.value) {
            for column in &table.description.kolonne {
                let Some((_, same)) = earlier.column(&column.id.value) else { continue };
                if same.r#type != column.r#type || same.unit() != column.unit() {
                    let message = format!(
                        "kolonnen «{}» har en annen type eller enhet enn i tabellen for {year}",
                        column.id.value
                    );
                    problems.push(
                        Diagnostic::at(Code::InvalidTable, &table.path, column.id.span.clone(), message).hint(format!(
                            "i en serie er kolonner med samme id det samme målet; se {}, eller gi kolonnen en annen id",
                            earlier.path
                        )),
                    );
                }
            }
        }
    }
    problems
}
