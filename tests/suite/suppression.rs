//! Whether hidden counts can be worked out, found out the hard way: by trying every table there could be.
//!
//! Small tables are drawn at random, small counts are hidden, and then an attacker who knows all there is to know looks
//! for all ways to fill in the hidden cells. Wherever only one value is left, a count was not hidden at all. The attacker
//! shares nothing with the program, least of all its way of finding witnesses.

use std::fmt::Write as _;

use fellesskap::build::build;
use fellesskap::foundation::path::OutputPath;
use fellesskap::guard::suppress::{Cell, Equation, suppress};
use fellesskap::read::source::SourceTree;
use jiff::civil::date;
use proptest::prelude::*;

use crate::golden;
use crate::random::config;
use crate::sources::{on, put};

const THRESHOLD: i64 = 5;

proptest! {
    #![proptest_config(config(1000))]

    #[test]
    fn no_hidden_count_can_be_worked_out(site in site()) {
        let cells: Vec<Cell> = site.figures.iter().map(Figure::cell).collect();
        match suppress(&cells, &site.equations, |_| true) {
            Ok(hidden) => {
                for (index, figure) in site.figures.iter().enumerate() {
                    prop_assert!(hidden[index] || !figure.is_small(), "{index} is small and shown in {site:?}");
                    prop_assert!(!hidden[index] || figure.value != 0, "{index} is a hidden zero in {site:?}");
                    prop_assert!(!hidden[index] || figure.is_small() || !figure.shown, "{index} must be shown");
                }
                prop_assert!(hidden.contains(&true) == site.figures.iter().any(Figure::is_small));
                prop_assert_eq!(site.worked_out(&hidden), Vec::<usize>::new(), "{:?} of {:?}", hidden, site);
            }
            // It says so only when it is so, even with everything hidden that can be.
            Err(unprotected) => {
                let all: Vec<bool> = cells.iter().map(|cell| cell.small || cell.cost.is_some()).collect();
                let worked_out = site.worked_out(&all);
                prop_assert!(!unprotected.cells.is_empty());
                for cell in unprotected.cells {
                    prop_assert!(worked_out.contains(&cell), "{cell} could be protected in {site:?}");
                }
            }
        }
    }
}

proptest! {
    #![proptest_config(config(60))]

    /// The same through the whole program: the attacker reads the downloads of the finished site.
    #[test]
    fn no_hidden_count_can_be_worked_out_from_the_downloads(table in table(), other in prop::bool::ANY) {
        let site = Site::of(&table, None, false, &[]);
        let rows = table.len();
        let columns = table[0].len();
        // A table that is refused counts as none, so that not all can be.
        let Some(published) = published(&table, other) else { return Err(TestCaseError::reject("refused")) };
        let cells: Vec<&str> = published.lines().skip(1).flat_map(|line| line.split(';').skip(1)).collect();
        prop_assert_eq!(cells.len(), (rows + 1) * (columns + 1), "{}", published);
        let hidden: Vec<bool> = cells.iter().map(|cell| *cell == ":").collect();
        for (index, figure) in site.figures.iter().enumerate() {
            prop_assert!(hidden[index] || cells[index] == figure.value.to_string(), "{index}: {}", published);
            prop_assert!(hidden[index] || !figure.is_small(), "{index} is small and shown: {}", published);
        }
        prop_assert_eq!(site.worked_out(&hidden), Vec::<usize>::new(), "{}", published);
    }
}

/// The attacker must be able to win, or the tests above could not fail.
#[test]
fn the_attacker_works_out_what_is_badly_hidden() {
    let site = Site::of(&[vec![3, 7, 9], vec![8, 6, 9]], None, false, &[]);
    let hide = |cells: &[usize]| (0..site.figures.len()).map(|index| cells.contains(&index)).collect::<Vec<_>>();
    assert_eq!(site.worked_out(&hide(&[0])), [0]);
    assert_eq!(site.worked_out(&hide(&[0, 1])), [0, 1]);
    assert_eq!(site.worked_out(&hide(&[0, 1, 4, 5])), Vec::<usize>::new());
    // Two ones whose sum is shown.
    let site = Site::of(&[vec![1, 1, 9], vec![8, 6, 9]], None, false, &[]);
    assert_eq!(site.worked_out(&hide(&[0, 1, 4, 5])), [0, 1, 4, 5]);
}

#[test]
fn a_large_table_is_protected_without_hiding_most_of_it() {
    let columns = 5;
    // A fixed sequence that looks random, with many small counts.
    let mut state = 1_u64;
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        i64::try_from(state >> 40).unwrap()
    };
    let table: Vec<Vec<i64>> = (0..4_000)
        .map(|_| (0..columns).map(|_| if next() % 3 == 0 { next() % 5 } else { next() % 400 }).collect())
        .collect();
    let site = Site::of(&table, None, false, &[]);
    let cells: Vec<Cell> = site.figures.iter().map(Figure::cell).collect();
    let hidden = suppress(&cells, &site.equations, |_| true).unwrap();
    let small = cells.iter().filter(|cell| cell.small).count();
    let all = hidden.iter().filter(|hidden| **hidden).count();
    assert!(small > 1_000 && all < small * 2, "{all} hidden for {small}");
}

/// A figure of a site.
#[derive(Debug, Clone)]
struct Figure {
    value: i64,
    threshold: Option<i64>,
    /// Must be shown, unless it is small.
    shown: bool,
}

impl Figure {
    fn is_small(&self) -> bool {
        self.threshold.is_some_and(|threshold| self.value > 0 && self.value < threshold)
    }

    fn cell(&self) -> Cell {
        let cost = (!self.shown).then(|| 10 + self.value.unsigned_abs());
        Cell::count(self.value, self.threshold, cost)
    }

    /// Every value that an attacker has to reckon with, who knows which hidden counts are the small ones, and that zeros are
    /// shown. Larger values are left out, which only makes the attacker think more is sure than is.
    fn values(&self) -> std::ops::RangeInclusive<i64> {
        match self.threshold {
            Some(threshold) if self.is_small() => 1..=threshold - 1,
            Some(threshold) => threshold..=self.value + 4,
            None => 1..=self.value + 4,
        }
    }
}

/// All figures and what ties them together.
#[derive(Debug)]
struct Site {
    figures: Vec<Figure>,
    equations: Vec<Equation>,
}

impl Site {
    /// A table with totals of rows and columns; with subtotals of its first two rows and the others; with another table
    /// that has the first column and one more.
    fn of(table: &[Vec<i64>], second: Option<&[i64]>, subtotals: bool, shown: &[bool]) -> Self {
        let mut site = Self { figures: Vec::new(), equations: Vec::new() };
        let columns = table[0].len();
        let with_total = |row: &[i64]| row.iter().copied().chain([row.iter().sum()]).collect::<Vec<i64>>();
        let sum_of = |rows: &[Vec<i64>]| (0..columns).map(|column| rows.iter().map(|row| row[column]).sum()).collect();
        let mut rows: Vec<Vec<i64>> = table.iter().map(|row| with_total(row)).collect();
        let total: Vec<i64> = sum_of(table);
        rows.push(with_total(&total));
        let split = table.len().min(2);
        if subtotals {
            for part in [&table[..split], &table[split..]] {
                rows.push(with_total(&sum_of(part)));
            }
        }
        for row in &rows {
            let parts: Vec<usize> = row.iter().map(|value| site.add(*value, Some(THRESHOLD), shown)).collect();
            site.sum(parts[columns], &parts[..columns]);
        }
        let at = |row: usize, column: usize| row * (columns + 1) + column;
        for column in 0..=columns {
            let parts: Vec<usize> = (0..table.len()).map(|row| at(row, column)).collect();
            site.sum(at(table.len(), column), &parts);
            if subtotals {
                site.sum(at(table.len() + 1, column), &parts[..split]);
                site.sum(at(table.len() + 2, column), &parts[split..]);
            }
        }
        if let Some(second) = second {
            for (row, extra) in second.iter().take(table.len()).enumerate() {
                let same = site.add(table[row][0], None, shown);
                site.equations.push(Equation { terms: vec![(same, 1), (at(row, 0), -1)] });
                let extra = site.add(*extra, None, shown);
                let total = site.add(table[row][0] + second[row], None, shown);
                site.sum(total, &[same, extra]);
            }
        }
        site
    }

    fn add(&mut self, value: i64, threshold: Option<i64>, shown: &[bool]) -> usize {
        let shown = shown.get(self.figures.len()).copied().unwrap_or_default();
        self.figures.push(Figure { value, threshold, shown });
        self.figures.len() - 1
    }

    fn sum(&mut self, total: usize, parts: &[usize]) {
        self.equations.push(Equation { terms: parts.iter().map(|part| (*part, -1)).chain([(total, 1)]).collect() });
    }

    /// The hidden figures for which no filling in of all hidden ones has another value than the true one.
    fn worked_out(&self, hidden: &[bool]) -> Vec<usize> {
        let hidden: Vec<usize> = (0..hidden.len()).filter(|index| hidden[*index]).collect();
        let mut open: Vec<usize> = hidden.clone();
        for target in &hidden {
            if !open.contains(target) {
                continue;
            }
            let mut values: Vec<Option<i64>> = self.figures.iter().map(|figure| Some(figure.value)).collect();
            for index in &hidden {
                values[*index] = None;
            }
            for value in self.figures[*target].values().filter(|value| *value != self.figures[*target].value) {
                let mut filled = values.clone();
                filled[*target] = Some(value);
                if let Some(whole) = self.fill(filled) {
                    open.retain(|index| whole[*index] == Some(self.figures[*index].value));
                    break;
                }
            }
        }
        open
    }

    /// A way to fill in what is missing, if there is any: every value of every figure is tried.
    fn fill(&self, mut values: Vec<Option<i64>>) -> Option<Vec<Option<i64>>> {
        // An equation with one figure missing leaves no choice.
        loop {
            let mut found = false;
            for equation in &self.equations {
                let missing: Vec<&(usize, i64)> =
                    equation.terms.iter().filter(|(index, _)| values[*index].is_none()).collect();
                let sum: i64 = equation.terms.iter().filter_map(|(index, factor)| Some(values[*index]? * factor)).sum();
                match missing.as_slice() {
                    [] if sum != 0 => return None,
                    [(index, factor)] => {
                        let value = -sum / factor;
                        if !self.figures[*index].values().contains(&value) {
                            return None;
                        }
                        values[*index] = Some(value);
                        found = true;
                    }
                    _ => {}
                }
            }
            if !found {
                break;
            }
        }
        let Some(next) = values.iter().position(Option::is_none) else { return Some(values) };
        // The true value first, and those near to it: most figures need not change.
        let mut candidates: Vec<i64> = self.figures[next].values().collect();
        candidates.sort_by_key(|value| (value - self.figures[next].value).abs());
        candidates.into_iter().find_map(|value| {
            let mut filled = values.clone();
            filled[next] = Some(value);
            self.fill(filled)
        })
    }
}

fn count() -> impl Strategy<Value = i64> {
    prop_oneof![2 => 0..THRESHOLD, 2 => 0..12_i64, 1 => 5..9_i64]
}

fn table() -> impl Strategy<Value = Vec<Vec<i64>>> {
    (1..5_usize, 1..5_usize)
        .prop_flat_map(|(rows, columns)| prop::collection::vec(prop::collection::vec(count(), columns), rows))
}

fn site() -> impl Strategy<Value = Site> {
    let second = prop::option::of(prop::collection::vec(count(), 4));
    let shown = prop_oneof![Just(Vec::new()), prop::collection::vec(prop::bool::weighted(0.2), 60)];
    (table(), second, prop::bool::ANY, shown)
        .prop_map(|(table, second, subtotals, shown)| Site::of(&table, second.as_deref(), subtotals, &shown))
}

/// The CSV file of a table on a site with it, which may have another table with the same first column. `None` when the
/// site cannot be built because a count would be known all the same.
fn published(table: &[Vec<i64>], other: bool) -> Option<String> {
    let columns = table[0].len();
    let names: Vec<String> = (0..columns).map(|column| format!("k{column}")).collect();
    let mut description = "type = \"tabell\"\ntittel = \"T\"\nsumrader = 1\nskjul_under = 5\n".to_owned();
    description.push_str("[[kolonne]]\nid = \"hvem\"\ntittel = \"Hvem\"\ntype = \"tekst\"\n");
    for name in &names {
        write!(description, "[[kolonne]]\nid = \"{name}\"\ntittel = \"{name}\"\ntype = \"antall\"\n").unwrap();
    }
    let formula = names.join(" + ");
    write!(
        description,
        "[[kolonne]]\nid = \"alle\"\ntittel = \"Alle\"\ntype = \"antall\"\nformel = \"{formula}\"\n\
         [[kolonne]]\nid = \"andel\"\ntittel = \"Andel\"\ntype = \"prosent\"\nformel = \"k0 / alle * 100\"\n[[sum]]\nrad = \"Sum\"\n"
    )
    .unwrap();
    let line = |name: &str, row: &[i64]| {
        let numbers: Vec<String> = row.iter().map(i64::to_string).collect();
        format!("{name};{}\n", numbers.join(";"))
    };
    let mut data = format!("hvem;{}\n", names.join(";"));
    for (index, row) in table.iter().enumerate() {
        data.push_str(&line(&format!("r{index}"), row));
    }
    let total: Vec<i64> = (0..columns).map(|column| table.iter().map(|row| row[column]).sum()).collect();
    data.push_str(&line("Sum", &total));

    let mut page = "+++\ntype = \"side\"\ntittel = \"T\"\n+++\n\n{{ tabell(fil=\"t.toml\") }}\n".to_owned();
    let mut files = vec![("content/t.toml", description), ("content/t.csv", data)];
    if other {
        page.push_str("\n{{ tabell(fil=\"o.toml\") }}\n");
        files.push((
            "content/o.toml",
            "type = \"tabell\"\ntittel = \"O\"\n[[kolonne]]\nid = \"hvem\"\ntittel = \"Hvem\"\ntype = \"tekst\"\n\
             [[kolonne]]\nid = \"k\"\ntittel = \"K\"\ntype = \"antall\"\n\
             [[kontroll]]\nnavn = \"r0\"\ntekst = \"Den samme\"\nverdi = 'celle(\"r0\", \"k\")'\nlik = 'celle(\"t.toml\", \"r0\", \"k0\")'\n"
                .to_owned(),
        ));
        files.push(("content/o.csv", format!("hvem;k\nr0;{}\n", table[0][0])));
    }
    files.push(("content/side.md", page));
    let mut sources = SourceTree::default();
    for (path, text) in files {
        put(&mut sources, path, text);
    }
    for (path, content) in golden::shared_files() {
        put(&mut sources, &path, content);
    }
    let built = build(&sources, &on(date(2026, 3, 18)));
    if built.diagnostics.iter().any(|problem| problem.code.name() == "roper-skjult-tall") {
        return None;
    }
    let file = |path: &str| {
        let file = built.output.get(&OutputPath::new(path).unwrap());
        String::from_utf8(file.unwrap_or_else(|| panic!("{:?}", built.diagnostics)).content.clone()).unwrap()
    };
    if other {
        // The same figure in the other table is hidden where it is hidden in this one.
        let first = file("t.csv").lines().nth(1).unwrap().split(';').nth(1).unwrap().to_owned();
        assert_eq!(file("o.csv"), format!("hvem;k\nr0;{first}\n"));
    }
    let csv = file("t.csv");
    assert_eq!(file("t-excel.csv"), format!("\u{feff}{csv}"));
    assert_eq!(in_json(&file("t.json")), in_csv(&csv));
    assert_eq!(on_page(&file("side/index.html")), in_csv(&csv));
    for row in in_csv(&csv) {
        // A rate is hidden with either of the counts that it is a rate of.
        let [first, .., all, rate] = row.as_slice() else { panic!("{csv}") };
        assert_eq!(rate == ":", first == ":" || all == ":", "{csv}");
    }
    Some(csv.lines().map(|line| format!("{}\n", line.rsplit_once(';').unwrap().0)).collect())
}

/// The numbers of each row, `:` for one that is withheld.
fn in_csv(text: &str) -> Vec<Vec<String>> {
    text.lines().skip(1).map(|line| line.split(';').skip(1).map(str::to_owned).collect()).collect()
}

/// The same of the JSON file.
fn in_json(text: &str) -> Vec<Vec<String>> {
    let table: serde_json::Value = serde_json::from_str(text).unwrap();
    let columns: Vec<&str> =
        table["kolonner"].as_array().unwrap().iter().skip(1).map(|column| column["id"].as_str().unwrap()).collect();
    let cell = |cell: &serde_json::Value| match cell["status"].as_str() {
        Some("vises ikke") if cell["verdi"].is_null() => ":".to_owned(),
        Some("gjelder ikke") => ".".to_owned(),
        _ => cell["verdi"].to_string().replace('.', ","),
    };
    let rows = table["rader"].as_array().unwrap().iter();
    rows.map(|row| columns.iter().map(|column| cell(&row["celler"][column])).collect()).collect()
}

/// The same of the first table of the page.
fn on_page(html: &str) -> Vec<Vec<String>> {
    let table = html.split("</table>").next().unwrap();
    let rows = table.lines().filter_map(|line| line.trim().strip_prefix("row:").or(line.trim().strip_prefix("total:")));
    let cell = |cell: &str| {
        let text = cell.trim().split(' ').next().unwrap_or_default();
        text.replace('–', ".")
    };
    rows.map(|row| row.split('|').skip(2).map(cell).collect()).collect()
}
