//! Every digit of the deviation statistics and of the projects' money is changed to each of the other nine. Each change
//! must make the controls fail with a message that names the cell or the key.
//!
//! A change is looked at in the smallest site that has all its file is compared with: the file itself and the tables
//! that it names. What fails there fails in the whole portal too.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use fellesskap::build::content::{Contents, Linkable};
use fellesskap::foundation::diagnostic::{Code, Diagnostic};
use fellesskap::foundation::path::SourcePath;
use fellesskap::read::document::Document;
use fellesskap::read::source::SourceTree;
use fellesskap::read::table::Table;
use fellesskap::release::refers::content_path;
use fellesskap::release::{Parts, Publication, Release};
use fellesskap::site::Site;
use fellesskap::verify::control;
use rayon::prelude::*;

use crate::repository::SOURCES;
use crate::sources::path;

const DEVIATIONS: [&str; 2] = [
    "content/statistikk/samhandlingsavvik-2024/etter-kommune",
    "content/statistikk/samhandlingsavvik-2025/etter-kommune",
];
const PROJECTS: &str = "content/tilskudd/prosjekter";
const AMOUNTS: [&str; 7] = ["tildelt", "brukt", "overfort", "gjenstar", "fremtidig", "neste", "belop"];

/// Changes that no control can catch, with the reason.
const UNCAUGHT: [(&str, &str); 1] = [(
    "etter-kommune.csv, Senja, prosent_kommune: 68,8 -> 68,7",
    "11 of 16 is 68,75 exactly, so the source may have rounded it to either",
)];

/// A value with digits, and what a message about it must name.
struct Figure {
    /// The file that the value stands in.
    file: SourcePath,
    span: Range<usize>,
    /// Any of these: the row, the column, the key.
    names: Vec<String>,
    place: String,
}

/// A table or page together with all tables that it names, and that those name.
struct Surroundings {
    owner: SourcePath,
    /// Without the owner.
    tables: BTreeMap<SourcePath, Arc<Table>>,
}

/// What came of changing the digits of one figure.
struct Tried {
    changes: usize,
    /// Changes that no message named.
    passed: Vec<String>,
}

fn report(what: &str, tried: &[Tried]) {
    let changes: usize = tried.iter().map(|one| one.changes).sum();
    let passed: usize = tried.iter().map(|one| one.passed.len()).sum();
    // Each digit is changed to nine others.
    let digits = changes / 9;
    println!("{what}: {} figures, {digits} digits, {changes} changes, {} caught", tried.len(), changes - passed);
    assert!(changes > 0, "{what}: nothing was changed");
}

struct Portal {
    sources: SourceTree,
    contents: Linkable,
}

#[test]
fn a_changed_digit_never_passes() {
    let portal = Portal::read();
    let mut figures: Vec<(SourcePath, Figure)> = Vec::new();
    for name in DEVIATIONS {
        let table = path(&format!("{name}.toml"));
        figures.extend(portal.cells(&table).into_iter().map(|figure| (table.clone(), figure)));
    }
    let amounts_from = figures.len();
    for file in portal.sources.texts_below(PROJECTS).map(|(file, _)| file).filter(|file| file.extension() == "md") {
        figures.extend(portal.amounts(file).into_iter().map(|figure| (file.clone(), figure)));
    }
    let mut surroundings: BTreeMap<SourcePath, Surroundings> = BTreeMap::new();
    for (file, figure) in &figures {
        let around = surroundings.entry(file.clone()).or_insert_with(|| portal.around(file));
        let text = portal.sources.text(&figure.file).expect("it was read");
        assert_eq!(portal.check(around, text), [], "{file} must be right before it is changed");
    }

    let tried: Vec<Tried> =
        figures.par_iter().map(|(file, figure)| portal.change_every_digit(&surroundings[file], figure)).collect();
    report("deviation tables", &tried[..amounts_from]);
    report("money of projects", &tried[amounts_from..]);
    let passed: Vec<&str> = tried.iter().flat_map(|one| &one.passed).map(String::as_str).collect();
    assert_eq!(
        passed,
        UNCAUGHT.map(|(change, _)| change),
        "changes that passed, other than those that can be explained"
    );
}

impl Portal {
    fn read() -> Self {
        let sources = SOURCES.clone();
        let (contents, found) = Contents::read(&sources).linkable(&sources);
        assert_eq!(found, []);
        Self { sources, contents }
    }

    /// The numbers of a table.
    fn cells(&self, file: &SourcePath) -> Vec<Figure> {
        let table = &self.contents.parts.tables[file];
        let data = table.data_path();
        let text = self.sources.text(&data).expect("the table was read from it");
        let columns = &table.description.kolonne;
        let mut figures = Vec::new();
        for row in &table.rows {
            for (cell, column) in row.cells.iter().zip(columns).filter(|(_, column)| column.r#type.is_numeric()) {
                // The mark of a footnote, in brackets, is no part of the number.
                let value = text[cell.span.clone()].split('[').next().unwrap_or_default();
                figures.push(Figure {
                    file: data.clone(),
                    span: cell.span.start..cell.span.start + value.len(),
                    names: vec![format!("«{}»", row.header()), format!("«{}»", column.id.value)],
                    place: format!("{}, {}, {}", data.name(), row.header(), column.id.value),
                });
            }
        }
        figures
    }

    /// The amounts in the front matter of a project.
    fn amounts(&self, file: &SourcePath) -> Vec<Figure> {
        let text = front_matter(self.sources.text(file).expect("it was listed"));
        let mut figures = Vec::new();
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            if let Some((key, value)) = line.split_once(" = ")
                && AMOUNTS.contains(&key)
                && value.starts_with(|first: char| first.is_ascii_digit())
            {
                let from = start + key.len() + " = ".len();
                figures.push(Figure {
                    file: file.clone(),
                    span: from..from + value.trim_end().len(),
                    names: vec![key.to_owned()],
                    place: format!("{}, {key}", file.name()),
                });
            }
            start += line.len();
        }
        figures
    }

    fn change_every_digit(&self, around: &Surroundings, figure: &Figure) -> Tried {
        let text = self.sources.text(&figure.file).expect("the figure stands in it");
        let mut tried = Tried { changes: 0, passed: Vec::new() };
        for position in figure.span.clone().filter(|position| text.as_bytes()[*position].is_ascii_digit()) {
            for digit in ('0'..='9').filter(|digit| !text[position..].starts_with(*digit)) {
                let changed = format!("{}{digit}{}", &text[..position], &text[position + 1..]);
                tried.changes += 1;
                if !self.check(around, &changed).iter().any(|problem| names(problem, figure)) {
                    let (old, new) = (&text[figure.span.clone()], &changed[figure.span.clone()]);
                    tried.passed.push(format!("{}: {old} -> {new}", figure.place));
                }
            }
        }
        tried
    }

    /// Everything wrong with a table when its data is another text, or with a page when it is another text.
    fn check(&self, around: &Surroundings, text: &str) -> Vec<Diagnostic> {
        let owner = &around.owner;
        let mut parts = Parts { register: self.contents.parts.register.clone(), ..Parts::default() };
        let mut tables = around.tables.clone();
        let mut problems = Vec::new();
        if owner.extension() == "toml" {
            let description = self.sources.text(owner).expect("it was read");
            let (table, found) = Table::parse(owner, description, |_| Some(text));
            problems.extend(found);
            tables.extend(table.map(|table| (owner.clone(), Arc::new(table))));
        } else {
            // The body is not changed; controls look for stated figures in that of `sources`.
            let (document, found) = Document::parse(owner, front_matter(text));
            problems.extend(found);
            parts.documents.extend(document.map(Arc::new));
        }
        let publication = Publication { date: jiff::civil::date(2026, 11, 21), drafts: false };
        // Links to the rest of the portal lead nowhere here, which is not what is looked at.
        parts.tables = tables;
        let (release, _) = Release::decide(parts, &self.sources, publication);
        let (site, _) = Site::link(&release);
        problems.extend(control::verify(&site, &release).1);
        problems
    }

    fn around(&self, owner: &SourcePath) -> Surroundings {
        let mut tables = BTreeMap::new();
        let mut open = vec![owner.clone()];
        while let Some(file) = open.pop() {
            let text = front_matter(self.sources.text(&file).expect("it was read"));
            // Expressions stand in quotes of TOML, and names in quotes within.
            let names = text.split(['"', '\'']).filter(|name| name.ends_with(".toml"));
            let named = names.filter_map(|name| match name.strip_prefix("@/") {
                Some(rest) => content_path(rest),
                None => file.beside(name),
            });
            open.extend(
                named.filter(|named| self.contents.parts.tables.contains_key(named) && !tables.contains_key(named)),
            );
            tables.extend(self.contents.parts.tables.get(&file).map(|table| (file, Arc::new(numbers_of(table)))));
        }
        tables.remove(owner);
        Surroundings { owner: owner.clone(), tables }
    }
}

/// A table that others look at: without the rules about itself, which would be checked again for every change.
fn numbers_of(table: &Table) -> Table {
    let mut table = table.clone();
    let description = &mut table.description;
    description.kontroll.clear();
    description.merknad.clear();
    description.sum.clear();
    description.dekning = None;
    for (column, computed) in description.kolonne.iter_mut().zip(&table.computed) {
        column.formel = column.formel.take().filter(|_| *computed);
    }
    table
}

/// Whether a message is about a figure: it names its row, column or key, or points at it; and a control says its rule.
fn names(problem: &Diagnostic, figure: &Figure) -> bool {
    if problem.code == Code::FailedControl && problem.label.is_none() {
        return false;
    }
    let points_at = problem.place.as_ref().is_some_and(|place| {
        place.file == figure.file
            && place.span.as_ref().is_some_and(|span| span.start < figure.span.end && figure.span.start < span.end)
    });
    points_at || figure.names.iter().any(|name| problem.message.contains(name.as_str()))
}

/// The front matter of a page with both fences; a file without is returned whole.
fn front_matter(text: &str) -> &str {
    const FENCE: &str = "+++\n";
    match text.strip_prefix(FENCE).and_then(|rest| rest.find("\n+++\n")) {
        Some(end) => &text[..FENCE.len() + end + 1 + FENCE.len()],
        None => text,
    }
}
