//! What was checked, as templates see it.

use std::collections::BTreeMap;

use super::catalogue::CONTROLS_FILE;
use crate::foundation::locale::{self, Language};
use crate::foundation::path::SourcePath;
use crate::read::table::Table;
use crate::render::edition::Edition;
use crate::render::view;
use crate::site::{PageId, Site};
use crate::verify::control::{Checked, Finding, Rule, Subject};

/// The remarks of a table, and which cell has which.
pub struct TableRemarks {
    pub views: Vec<view::Remark>,
    /// Row and column of each.
    cells: Vec<(String, String)>,
}

impl TableRemarks {
    /// The mark of the remark at a cell.
    pub fn mark(&self, row: &str, column: &str) -> Option<String> {
        Some(self.at(row, column)?.mark.clone())
    }

    /// The remark at a cell.
    pub fn at(&self, row: &str, column: &str) -> Option<&view::Remark> {
        let position = self.cells.iter().position(|(r, c)| r == row && c == column)?;
        Some(&self.views[position])
    }
}

/// The remarks at cells of a table, numbered in order.
pub fn remarks_of_table(edition: &Edition<'_>, table: &Table, language: Language) -> TableRemarks {
    let mut remarks = TableRemarks { views: Vec::new(), cells: Vec::new() };
    for finding in edition.checked.rules_of(&table.path).flat_map(|rule| &rule.findings) {
        let Some(mut view) = remark_view(edition, &table.path, finding, language) else { continue };
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
pub fn checks_of(edition: &Edition<'_>, file: &SourcePath, language: Language) -> Option<view::Checks> {
    let rules: Vec<&Rule> = edition.checked.rules_of(file).collect();
    if rules.is_empty() {
        return None;
    }
    Some(view::Checks {
        summary: summary(edition, &rules, language),
        rules: rules.into_iter().map(|rule| rule_view(edition, rule, language)).collect(),
    })
}

/// All rules about what is published, in order of their files. A table that no published page shows is nobody's to see.
pub fn published_rules<'a>(site: &'a Site, checked: &'a Checked) -> impl Iterator<Item = (PageId, &'a Rule)> {
    checked.rules.iter().filter_map(|rule| Some((site.page_of_file(&rule.file)?, rule)))
}

/// What a file with rules is called: the title of the table or the page.
pub fn file_title<'a>(site: &'a Site, checked: &'a Checked, file: &SourcePath) -> &'a str {
    match checked.tables.get(file) {
        Some(table) => &table.description.tittel,
        None => site.by_path(file).map_or("", |id| site.page(id).title()),
    }
}

/// Everything that was checked in the portal.
pub fn controls_view(edition: &Edition<'_>, language: Language) -> view::Controls {
    let strings = edition.theme.strings(language);
    let mut by_page: BTreeMap<PageId, BTreeMap<&SourcePath, Vec<&Rule>>> = BTreeMap::new();
    for (page, rule) in published_rules(edition.site, edition.checked) {
        by_page.entry(page).or_default().entry(&rule.file).or_default().push(rule);
    }
    let mut pages: Vec<view::CheckedPage> =
        by_page.into_iter().map(|(page, files)| checked_page(edition, page, &files, language)).collect();
    pages.sort_by(|left, right| locale::compare(&left.title, &right.title));
    let remarked = pages
        .iter()
        .flat_map(|page| &page.files)
        .filter_map(|file| {
            let rules: Vec<_> = file.rules.iter().filter(|rule| !rule.remarks.is_empty()).cloned().collect();
            (!rules.is_empty()).then(|| view::CheckedFile { rules, ..file.clone() })
        })
        .collect();
    let rules: Vec<&view::Rule> = pages.iter().flat_map(|page| &page.files).flat_map(|file| &file.rules).collect();
    let comparisons: usize = rules.iter().map(|rule| rule.comparisons).sum();
    let remarks: usize = rules.iter().map(|rule| rule.remarks.len()).sum();
    let figure = |value: usize, key: &str, url: Option<&str>| view::KeyFigure {
        value: locale::number(value.into()),
        text: strings.get(key).to_owned(),
        url: url.filter(|_| value > 0).map(str::to_owned),
    };
    view::Controls {
        figures: vec![
            figure(comparisons, "controls_numbers", None),
            figure(rules.len(), "controls_rules", Some("#alle_regler")),
            figure(remarks, "controls_remarks", Some("#alle_merknader")),
        ],
        download: (!rules.is_empty()).then(|| edition.href(CONTROLS_FILE)),
        remarked,
        pages,
    }
}

fn checked_page(
    edition: &Edition<'_>,
    page: PageId,
    files: &BTreeMap<&SourcePath, Vec<&Rule>>,
    language: Language,
) -> view::CheckedPage {
    let url = edition.page_href(page);
    let rules: Vec<&Rule> = files.values().flatten().copied().collect();
    let mut views: Vec<view::CheckedFile> = files
        .iter()
        .map(|(file, rules)| view::CheckedFile {
            title: file_title(edition.site, edition.checked, file).to_owned(),
            url: url.clone(),
            is_table: edition.checked.tables.contains_key(*file),
            rules: rules.iter().map(|rule| rule_view(edition, rule, language)).collect(),
        })
        .collect();
    views.sort_by_key(|file| file.is_table);
    view::CheckedPage {
        title: edition.site.page(page).title().to_owned(),
        url,
        summary: counts(edition, &rules, language),
        has_remarks: rules.iter().any(|rule| !rule.findings.is_empty()),
        files: views,
    }
}

/// `Kontrollert: 31 regler, 1 merknad`.
fn summary(edition: &Edition<'_>, rules: &[&Rule], language: Language) -> String {
    let counts = counts(edition, rules, language);
    edition.theme.strings(language).filled("checks_summary", &[("counts", &*counts)])
}

/// `31 regler, 1 merknad`.
fn counts(edition: &Edition<'_>, rules: &[&Rule], language: Language) -> String {
    let strings = edition.theme.strings(language);
    let remarks: usize = rules.iter().map(|rule| rule.findings.len()).sum();
    let counted = |number: usize, one: &str, many: &str| {
        format!("{number} {}", strings.get(if number == 1 { one } else { many }))
    };
    let rules = counted(rules.len(), "rule_one", "rule_many");
    match remarks {
        0 => rules,
        _ => format!("{rules}, {}", counted(remarks, "remark_one", "remark_many")),
    }
}

fn rule_view(edition: &Edition<'_>, rule: &Rule, language: Language) -> view::Rule {
    let (stated, computed) = rule.values.clone().unzip();
    view::Rule {
        text: rule.text.clone(),
        comparisons: rule.comparisons,
        stated,
        computed,
        remarks: rule
            .findings
            .iter()
            .filter_map(|finding| remark_view(edition, &rule.file, finding, language))
            .collect(),
    }
}

fn remark_view(
    edition: &Edition<'_>,
    file: &SourcePath,
    finding: &Finding,
    language: Language,
) -> Option<view::Remark> {
    let acceptance = finding.acceptance.as_ref()?;
    let subject = match &finding.subject {
        Subject::Cell { row, column } => {
            let table = edition.checked.tables.get(file);
            let title = table.and_then(|table| table.column(column)).map(|(_, column)| column.full_title());
            let title = title.as_ref().unwrap_or(column);
            format!("{row}, {title}")
        }
        Subject::Control(name) => {
            let text =
                edition.checked.rules_of(file).find(|rule| rule.findings.contains(finding)).map(|rule| &rule.text);
            text.unwrap_or(name).clone()
        }
        Subject::Field(field) => {
            let strings = edition.theme.strings(language);
            strings.get(&field.replace('.', "_")).to_owned()
        }
    };
    Some(view::Remark {
        mark: String::new(),
        subject,
        stated: finding.stated.clone(),
        computed: finding.computed.clone(),
        reason: locale::unbroken(&acceptance.reason),
        decided_by: acceptance.decided_by.clone(),
        date: view::date(acceptance.date, language),
    })
}
