//! What was checked, as templates see it.

use super::Bodies;
use crate::control::{Finding, Rule, Subject};
use crate::locale::{self, Language};
use crate::path::SourcePath;
use crate::table::Table;
use crate::view;

/// The remarks of a table, and which cell has which.
pub struct TableRemarks {
    pub views: Vec<view::Remark>,
    /// Row and column of each.
    cells: Vec<(String, String)>,
}

impl TableRemarks {
    /// The mark of the remark at a cell.
    pub fn mark(&self, row: &str, column: &str) -> Option<String> {
        let position = self.cells.iter().position(|(r, c)| r == row && c == column)?;
        Some(self.views[position].mark.clone())
    }
}

/// The remarks at cells of a table, numbered in order.
pub fn remarks_of_table(bodies: &Bodies<'_>, table: &Table, language: Language) -> TableRemarks {
    let mut remarks = TableRemarks { views: Vec::new(), cells: Vec::new() };
    for finding in bodies.checked.rules_of(&table.path).flat_map(|rule| &rule.findings) {
        let Some(mut view) = remark_view(bodies, &table.path, finding, language) else { continue };
        view.mark = format!("M{}", remarks.views.len() + 1);
        remarks.cells.push(match &finding.subject {
            Subject::Cell { row, column } => (row.clone(), column.clone()),
            Subject::Control(_) | Subject::Field(_) => (String::new(), String::new()),
        });
        remarks.views.push(view);
    }
    remarks
}

/// The rules of a file; `None` when it has none.
pub fn checks_of(bodies: &Bodies<'_>, file: &SourcePath, language: Language) -> Option<view::Checks> {
    let rules: Vec<&Rule> = bodies.checked.rules_of(file).collect();
    if rules.is_empty() {
        return None;
    }
    Some(view::Checks {
        summary: summary(bodies, &rules, language),
        rules: rules.into_iter().map(|rule| rule_view(bodies, rule, language)).collect(),
    })
}

/// Everything that was checked in the portal.
pub fn controls_view(bodies: &Bodies<'_>, language: Language) -> view::Controls {
    let strings = bodies.theme.strings(language);
    let mut files: Vec<&SourcePath> = bodies.checked.rules.iter().map(|rule| &rule.file).collect();
    files.sort();
    files.dedup();
    // A table that no published page shows is nobody's to see.
    files.retain(|file| bodies.site.page_of_table(file).or(bodies.site.by_path(file)).is_some());
    let mut views: Vec<view::CheckedFile> =
        files.into_iter().map(|file| checked_file(bodies, file, language)).collect();
    views.sort_by(|left, right| locale::compare(&left.title, &right.title));
    let remarked = views
        .iter()
        .filter(|file| file.rules.iter().any(|rule| !rule.remarks.is_empty()))
        .map(|file| {
            let rules = file.rules.iter().filter(|rule| !rule.remarks.is_empty()).cloned().collect();
            view::CheckedFile { rules, ..file.clone() }
        })
        .collect();
    let rules: Vec<&view::Rule> = views.iter().flat_map(|file| &file.rules).collect();
    let comparisons: usize = rules.iter().map(|rule| rule.comparisons).sum();
    let remarks: usize = rules.iter().map(|rule| rule.remarks.len()).sum();
    let summary = strings.filled(
        "controls_summary",
        &[
            ("comparisons", &*locale::number(comparisons.into())),
            ("rules", &*locale::number(rules.len().into())),
            ("remarks", &*remarks.to_string()),
        ],
    );
    view::Controls { summary, remarked, files: views }
}

fn checked_file(bodies: &Bodies<'_>, file: &SourcePath, language: Language) -> view::CheckedFile {
    let rules: Vec<&Rule> = bodies.checked.rules_of(file).collect();
    let (title, page) = match bodies.checked.tables.get(file) {
        Some(table) => (table.description.tittel.clone(), bodies.site.page_of_table(file)),
        None => {
            let page = bodies.site.by_path(file);
            (page.map_or_else(String::new, |id| bodies.site.page(id).title().to_owned()), page)
        }
    };
    view::CheckedFile {
        title,
        url: page.map(|id| bodies.page_href(id)),
        summary: summary(bodies, &rules, language),
        rules: rules.into_iter().map(|rule| rule_view(bodies, rule, language)).collect(),
    }
}

/// `Kontrollert: 31 regler, 1 merknad`.
fn summary(bodies: &Bodies<'_>, rules: &[&Rule], language: Language) -> String {
    let strings = bodies.theme.strings(language);
    let remarks: usize = rules.iter().map(|rule| rule.findings.len()).sum();
    let counted = |number: usize, one: &str, many: &str| {
        format!("{number} {}", strings.get(if number == 1 { one } else { many }))
    };
    let rules = counted(rules.len(), "rule_one", "rule_many");
    let remarks = counted(remarks, "remark_one", "remark_many");
    strings.filled("checks_summary", &[("rules", &*rules), ("remarks", &*remarks)])
}

fn rule_view(bodies: &Bodies<'_>, rule: &Rule, language: Language) -> view::Rule {
    let (stated, computed) = rule.values.clone().unzip();
    view::Rule {
        text: rule.text.clone(),
        comparisons: rule.comparisons,
        stated,
        computed,
        remarks: rule
            .findings
            .iter()
            .filter_map(|finding| remark_view(bodies, &rule.file, finding, language))
            .collect(),
    }
}

fn remark_view(bodies: &Bodies<'_>, file: &SourcePath, finding: &Finding, language: Language) -> Option<view::Remark> {
    let acceptance = finding.acceptance.as_ref()?;
    let subject = match &finding.subject {
        Subject::Cell { row, column } => {
            let table = bodies.checked.tables.get(file);
            let title = table.and_then(|table| table.column(column)).map(|(_, column)| column.full_title());
            let title = title.as_ref().unwrap_or(column);
            format!("{row}, {title}")
        }
        Subject::Control(name) => {
            let text =
                bodies.checked.rules_of(file).find(|rule| rule.findings.contains(finding)).map(|rule| &rule.text);
            text.unwrap_or(name).clone()
        }
        Subject::Field(field) => {
            let strings = bodies.theme.strings(language);
            strings.get(&field.replace('.', "_")).to_owned()
        }
    };
    Some(view::Remark {
        mark: String::new(),
        subject,
        stated: finding.stated.clone(),
        computed: finding.computed.clone(),
        reason: acceptance.reason.clone(),
        decided_by: acceptance.decided_by.clone(),
        date: view::date(acceptance.date, language),
    })
}
