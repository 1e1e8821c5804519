//! Plans for new content, and files on disk.

use std::collections::BTreeMap;

use jiff::civil::{Date, date};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use super::grid::{File, Raw, Style, open};
use super::guess::{Guess, guess};
use super::*;
use crate::read::source::SourceTree;
use crate::read::table::{ColumnType, Table};

const TODAY: Date = date(2026, 4, 1);

/// Answers by option; nobody is asked.
struct Answers<'a>(&'a [(&'a str, &'a str)]);

impl Ask for Answers<'_> {
    fn answer(&mut self, question: &Question, check: &dyn Fn(&str) -> Result<(), String>) -> Result<String, Stop> {
        let given =
            self.0.iter().find(|(option, _)| *option == question.option).map(|(_, answer)| (*answer).to_owned());
        let answer = given.or_else(|| question.default.clone());
        let answer = answer.ok_or_else(|| Stop::Refused(format!("oppgi {}", question.option)))?;
        check(&answer).map_err(Stop::Refused)?;
        Ok(answer)
    }
}

fn inventory(files: &[(&str, &str)]) -> Inventory {
    let mut sources = SourceTree::default();
    for (path, front) in files {
        let text = format!("+++\n{front}\n+++\n");
        assert_eq!(sources.insert(SourcePath::new(&format!("content/{path}")).unwrap(), text.into_bytes()), None);
    }
    Inventory::of(&sources)
}

fn planned(kind: &str, inventory: &Inventory, answers: &[(&str, &str)]) -> Result<Vec<String>, Stop> {
    let around = Surroundings { inventory, today: TODAY, file: None };
    let plan = Kind::find(kind).unwrap().plan(&around, &mut Answers(answers))?;
    Ok(plan.files.iter().map(|file| file.path.to_string()).collect())
}

#[track_caller]
fn check(kind: &str, inventory: &Inventory, answers: &[(&str, &str)], expected: &[&str]) {
    assert_eq!(planned(kind, inventory, answers).unwrap(), expected);
}

const BODY: &str = "type = \"utvalg\"\ntittel = \"SSU\"\nkortnavn = \"SSU\"\nniva = 2\nstatus = \"aktiv\"";

fn meeting(date: &str, state: &str) -> String {
    format!(
        "type = \"møte\"\ntittel = \"Møte\"\nutvalg = \"ssu\"\ndato = {date}\ntilstand = \"{state}\"\nreferat = \"mangler\""
    )
}

#[test]
fn a_sak_goes_to_the_next_meeting_that_is_not_cancelled() {
    let (past, cancelled) = (meeting("2026-03-18", "avholdt"), meeting("2026-04-20", "avlyst"));
    let (next, later) = (meeting("2026-05-05", "planlagt"), meeting("2026-06-11", "planlagt"));
    let sak = "type = \"sak\"\ntittel = \"S\"\nnummer = \"009/26\"\nsakstype = \"B\"\nutkast = true";
    let files = [
        ("utvalg/ssu/index.md", BODY),
        ("utvalg/ssu/2026-03-18/index.md", &past),
        ("utvalg/ssu/2026-03-18/9.md", sak),
        ("utvalg/ssu/2026-04-20/index.md", &cancelled),
        ("utvalg/ssu/2026-05-05/index.md", &next),
        ("utvalg/ssu/2026-06-11/index.md", &later),
    ];
    let inventory = inventory(&files);
    let title = ("--tittel", "Ny sak");
    check("sak", &inventory, &[title], &["content/utvalg/ssu/2026-05-05/010-26.md"]);
    for way in ["ssu/11.06.2026", "SSU/2026-06-11", "content/utvalg/ssu/2026-06-11/", "utvalg/ssu/2026-06-11"] {
        check("sak", &inventory, &[title, ("--møte", way)], &["content/utvalg/ssu/2026-06-11/010-26.md"]);
    }
    // The plan is a suggestion; a date must be said.
    assert_eq!(planned("møte", &inventory, &[]), Err(Stop::Refused("oppgi --dato".to_owned())));
}

#[test]
fn a_body_whose_page_is_broken_still_has_meetings_and_numbers() {
    let meeting = meeting("2026-05-05", "planlagt");
    let sak = "type = \"sak\"\ntittel = \"S\"\nnummer = \"7/26\"\nsakstype = \"B\"";
    let inventory = inventory(&[
        ("utvalg/ssu/index.md", "type = \"utvalg\""),
        ("utvalg/ssu/2026-05-05/index.md", &meeting),
        ("utvalg/ssu/2026-05-05/7.md", sak),
    ]);
    check("sak", &inventory, &[("--tittel", "Ny")], &["content/utvalg/ssu/2026-05-05/8-26.md"]);
    check("møte", &inventory, &[("--dato", "2026-06-11")], &["content/utvalg/ssu/2026-06-11/index.md"]);
}

#[test]
fn new_pages_lie_where_others_of_their_kind_do() {
    let section = "type = \"seksjon\"\ntittel = \"S\"";
    let project = "type = \"prosjekt\"\ntittel = \"P\"\nrunde = \"lokal\"\nstatus = \"søknad\"";
    let report = |kind: &str| format!("type = \"rapport\"\ntittel = \"R\"\nrapporttype = \"{kind}\"\nar = 2025");
    let (yearly, application) = (report("årsmelding"), report("søknad"));
    let inventory = inventory(&[
        ("tilskudd/prosjekter/index.md", section),
        ("tilskudd/prosjekter/a.md", project),
        ("rapporter/index.md", section),
        ("rapporter/arsmelding-2025/index.md", &yearly),
        ("rapporter/arsmelding-2025/del.md", &yearly),
        ("rapporter/arsmelding-2025/del-2.md", &yearly),
        ("soknader/index.md", section),
        ("soknader/x.md", &application),
        ("soknader/y/index.md", &application),
    ]);
    let title = ("--tittel", "Ny og bedre");
    check("prosjekt", &inventory, &[title], &["content/tilskudd/prosjekter/ny-og-bedre.md"]);
    check("rapport", &inventory, &[title, ("--type", "søknad")], &["content/soknader/ny-og-bedre/index.md"]);
    check("rapport", &inventory, &[title, ("--type", "årsmelding")], &["content/rapporter/ny-og-bedre/index.md"]);
    let empty = Inventory::default();
    let made = ["content/prosjekter/ny-og-bedre.md", "content/prosjekter/index.md"];
    check("prosjekt", &empty, &[title], &made);
}

#[test]
fn names_are_short_and_whole() {
    assert_eq!(name_of("Årsmelding 2025 – Ærlig!"), "arsmelding-2025-aerlig");
    let long = name_of(&"samhandling ".repeat(10));
    assert_eq!(long, "samhandling-samhandling-samhandling-samhandling-samhandling");
    assert_eq!(name_of(&"x".repeat(100)).len(), NAME_LENGTH);
    let short = page::abbreviation;
    assert_eq!(short("Strategisk samarbeidsutvalg"), "SSU");
    assert_eq!(short("FSU Akuttmedisin"), "FSU Akuttmedisin");
    assert_eq!(short("Partnerskapsmøtet"), "Partnerskapsmøtet");
}

#[test]
fn all_files_are_made_or_none() {
    let folder = tempfile::TempDir::new().unwrap();
    let file = |path: &str| NewFile { path: SourcePath::new(path).unwrap(), content: "x".to_owned() };
    let plan = |paths: &[&str]| Plan {
        files: paths.iter().map(|path| file(path)).collect(),
        notes: Vec::new(),
        next: Vec::new(),
    };
    let exists = |path: &str| folder.path().join(path).exists();
    create(folder.path(), &plan(&["a/b/c.md"])).unwrap();

    // The second cannot be made, since a file stands where its folder should be.
    let error = create(folder.path(), &plan(&["a/ny/d.md", "a/b/c.md/e.md"])).unwrap_err();
    assert!(matches!(error, CreateError::Io { .. }), "{error:?}");
    assert!(!exists("a/ny") && exists("a/b/c.md"), "what was made is removed, and nothing else");

    let error = create(folder.path(), &plan(&["f.md", "a/b/c.md"])).unwrap_err();
    assert!(matches!(error, CreateError::Taken(taken) if taken == [folder.path().join("a/b/c.md")]));
    assert!(!exists("f.md"));
}

// ---- tables ----

fn guessed(csv: &str) -> Guess {
    match open("x.csv", csv.as_bytes()).unwrap() {
        File::Csv(grid) => guess(&grid, &["Bardu".to_owned(), "Narvik".to_owned()]).unwrap(),
        File::Spreadsheet { .. } => unreachable!(),
    }
}

/// The types of the columns after the first.
#[track_caller]
fn check_type(heading: &str, cells: &[&str], expected: ColumnType) {
    let rows: String = cells.iter().map(|cell| format!("rad;{cell}\n")).collect();
    let guess = guessed(&format!("navn;{heading}\n{rows}"));
    assert_eq!(guess.columns[1].kind, expected, "{heading}: {cells:?}");
}

#[test]
fn types_are_guessed_from_values_and_headings() {
    check_type("Meldt", &["12", "", "1 200"], ColumnType::Antall);
    check_type("Meldt", &["12*", "-", "ikke oppgitt", ".."], ColumnType::Antall);
    check_type("Timer", &["12,5", "3"], ColumnType::Tall);
    check_type("Andel", &["12,5", "3"], ColumnType::Prosent);
    check_type("Svar", &["12,5 %", "3"], ColumnType::Prosent);
    check_type("Beløp i kr", &["12", "3"], ColumnType::Kr);
    check_type("Sum", &["kr 1 200,-", "3"], ColumnType::Kr);
    check_type("Antall tilskudd", &["12", "3"], ColumnType::Antall);
    check_type("Frist", &["18.03.2026", "", "2026-03-19"], ColumnType::Dato);
    check_type("År", &["2024", "2025"], ColumnType::Tekst);
    check_type("Merknad", &["12", "ca. 40"], ColumnType::Tekst);
    check_type("Tomt", &["", ""], ColumnType::Tekst);
    check_type("Sted", &["Bardu", "Narvik", "Nravik"], ColumnType::Kommune);
    check_type("Sted", &["Bardu", "Oslo", "Bergen"], ColumnType::Tekst);
}

#[test]
fn numbers_are_written_in_one_way() {
    let column = |csv: &str| guessed(csv).rows.into_iter().map(|row| row[1].clone()).collect::<Vec<_>>();
    assert_eq!(column("a;b\nx;1.234,50\ny;12%\n"), ["1234,50", "12"]);
    assert_eq!(column("a,b\nx,1.25\ny,1234\n"), ["1,25", "1234"]);
    assert_eq!(column("a\tb\nx\t−1 234\ny\t1,5*\n"), ["-1234", "1,5*"]);
    assert_eq!(column("a;b\nx;1,234.5\ny;1,234\n"), ["1234,5", "1234"]);
    assert_eq!(column("sep=|\na|b\nx|7\n"), ["7"]);
}

#[test]
fn ids_can_stand_in_formulas() {
    let ids = |csv: &str| guessed(csv).columns.into_iter().map(|column| column.id).collect::<Vec<_>>();
    assert_eq!(
        ids("Øst/vest;2024;%;Antall;Antall;3. kvartal;\na;1;2;3;4;5;6\n"),
        ["ost_vest", "ar_2024", "prosent", "antall", "antall_2", "k_3_kvartal", "kolonne_7"]
    );
}

#[test]
fn only_sums_at_the_end_are_sums() {
    let totals = |csv: &str| guessed(csv).totals;
    assert_eq!(totals("a;b\nx;1\nSum nord;1\nI alt:;2\nTOTALT;2\n"), 3);
    assert_eq!(totals("a;b\nSum;1\nx;1\n"), 0);
    assert_eq!(totals("a;b\nx;1\nSummerskolen;2\n"), 0);
}

#[test]
fn text_of_any_common_coding_is_read() {
    let rows = |bytes: &[u8]| match open("x.csv", bytes).unwrap() {
        File::Csv(grid) => grid.rows,
        File::Spreadsheet { .. } => unreachable!(),
    };
    let expected = vec![vec![Raw::Text("Tromsø".to_owned()), Raw::Text("b".to_owned())]];
    assert_eq!(rows("Tromsø;b\n".as_bytes()), expected);
    assert_eq!(rows("\u{feff}Tromsø;b\n".as_bytes()), expected);
    assert_eq!(rows(b"Troms\xf8;b\r\n"), expected);
    let utf16: Vec<u8> = "\u{feff}Tromsø\tb\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(rows(&utf16), expected);
}

#[test]
fn a_comma_between_fields_leaves_points_for_decimals() {
    let style = |csv: &str| match open("x.csv", csv.as_bytes()).unwrap() {
        File::Csv(grid) => grid.style,
        File::Spreadsheet { .. } => unreachable!(),
    };
    assert_eq!(style("a,b\nx,1.234\n"), Style::International);
    assert_eq!(style("a;b\nx;1.234\n"), Style::Norwegian);
    assert_eq!(style("a,b\nx,\"1.234,50\"\n"), Style::Norwegian);
}

/// Cells that people write.
fn cell() -> impl Strategy<Value = String> {
    prop_oneof![
        Just(String::new()),
        "[0-9]{1,7}",
        "[0-9]{1,3}[.,][0-9]{1,4} ?%?",
        "kr [0-9 ]{1,6},-",
        "[0-9]{1,2}\\.[0-9]{1,2}\\.20[0-9]{2}",
        "(Sum|Totalt|I alt|Bardu|Narvik|-|\\.|\\.\\.|:)",
        "[a-zæøå 0-9;,\"\\[\\]*%.\t\n-]{0,12}",
        "[^\0]{0,8}",
    ]
}

/// Asserts that a file is refused in words, or that a table comes of it that can be read.
#[track_caller]
fn check_table_of(rows: &[Vec<String>], separator: char) {
    let line = |row: &Vec<String>| {
        let fields: Vec<String> = row.iter().map(|cell| format!("\"{}\"", cell.replace('"', "\"\""))).collect();
        fields.join(&separator.to_string()) + "\n"
    };
    let csv: String = rows.iter().map(line).collect();
    let mut inventory = Inventory::default();
    inventory.municipalities.extend(["Bardu".to_owned(), "Narvik".to_owned()]);
    let around = Surroundings { inventory: &inventory, today: TODAY, file: Some(("min fil.csv", csv.as_bytes())) };
    if let Ok(plan) = Kind::find("tabell").unwrap().plan(&around, &mut Answers(&[])) {
        let [description, data] = plan.files.as_slice() else { panic!("two files") };
        let (table, problems) = Table::parse(&description.path, &description.content, |path| {
            (*path == data.path).then_some(data.content.as_str())
        });
        assert_eq!(problems, [], "{}\n{}", description.content, data.content);
        assert!(table.is_some());
    }
}

#[test]
fn rows_that_share_a_name_and_columns_of_two_minds_give_tables_that_can_be_read() {
    let cases: [&[&[&str]]; 5] = [
        &[&["0", "0"], &["Totalt"], &["", "kr 0,-"], &["Totalt"]],
        &[&["0", "0"], &["Bardu"], &["Bardu"]],
        &[&["0", "0"], &["", "0"], &["Bardu"], &["", "0"]],
        &[&["0", "0"], &["", "1.1.2000"], &["Sum", "0"]],
        &[&["0", "0"], &["", "", "", "1.1.2000"], &["Sum", "", "", "0"]],
    ];
    for rows in cases {
        let rows: Vec<Vec<String>> =
            rows.iter().map(|row| row.iter().map(|cell| (*cell).to_owned()).collect()).collect();
        check_table_of(&rows, ';');
    }
}

proptest! {
    #![proptest_config(ProptestConfig { rng_seed: RngSeed::Fixed(2026), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_file_gives_a_table_that_can_be_read(
        rows in prop::collection::vec(prop::collection::vec(cell(), 1..6), 0..8),
        separator in prop::sample::select(vec![';', ',', '\t']),
    ) {
        check_table_of(&rows, separator);
    }

    #[test]
    fn bytes_that_are_no_table_are_refused(bytes in prop::collection::vec(any::<u8>(), 0..200), name in "(x\\.csv|x\\.xlsx|x\\.ods|x\\.xls|x)") {
        let inventory = Inventory::default();
        let around = Surroundings { inventory: &inventory, today: TODAY, file: Some((&name, &bytes)) };
        let _ = Kind::find("tabell").unwrap().plan(&around, &mut Answers(&[]));
    }

    #[test]
    fn any_title_gives_a_page_that_can_be_read(title in "[^\0]{1,40}") {
        let around = Surroundings { inventory: &Inventory::default(), today: TODAY, file: None };
        for kind in ["side", "rapport", "prosjekt", "utvalg", "seksjon"] {
            if let Ok(plan) = Kind::find(kind).unwrap().plan(&around, &mut Answers(&[("--tittel", &title), ("--navn", "x")])) {
                for file in &plan.files {
                    let (_, problems) = crate::read::document::Document::parse(&file.path, &file.content);
                    prop_assert_eq!(problems, vec![], "{}", file.content);
                }
            }
        }
    }
}

/// Every option of a kind answers one of its questions, and the other way round.
#[test]
fn options_and_questions_are_the_same() {
    struct Listening(BTreeMap<&'static str, ()>);
    impl Ask for Listening {
        fn answer(&mut self, question: &Question, _: &dyn Fn(&str) -> Result<(), String>) -> Result<String, Stop> {
            self.0.insert(question.option, ());
            let choice = question.choices.first().map(|choice| choice.value.clone());
            let answer = question.default.clone().or(question.suggestion.clone()).or(choice);
            Ok(answer.unwrap_or_else(|| "Ny tittel".to_owned()))
        }
    }
    let next = meeting("2026-05-05", "planlagt");
    let inventory = inventory(&[("utvalg/ssu/index.md", BODY), ("utvalg/ssu/2026-05-05/index.md", &next)]);
    for kind in KINDS {
        let around = Surroundings { inventory: &inventory, today: TODAY, file: Some(("a.csv", b"a;b\nx;1\n")) };
        let mut listening = Listening(BTreeMap::new());
        kind.plan(&around, &mut listening).unwrap();
        let mut asked: Vec<&str> = listening.0.into_keys().collect();
        if kind.name == "tabell" {
            // Asked for before there is a file to plan from, and where a file has several sheets.
            asked.extend([file_question().option, "--ark"]);
        }
        let mut options: Vec<&str> = kind.options.iter().map(|option| option.name).collect();
        asked.sort_unstable();
        options.sort_unstable();
        assert_eq!(asked, options, "{}", kind.name);
    }
}
