//! What holds for any text: nothing panics, every problem marks a place that is there, and what is written is sound.
//!
//! The texts are drawn at random, from the pieces that the readers look for and from the portal's own content with
//! pieces put in and taken out. The seed is fixed, so a run is the same every time; set another with
//! `PROPTEST_RNG_SEED` to look further.

use std::collections::BTreeMap;
use std::fs;
use std::sync::LazyLock;

use fellesskap::build::{Request, build, check as check_site, mend};
use fellesskap::foundation::diagnostic::{Code, Diagnostic, github, human, json, sarif, short};
use fellesskap::foundation::locale;
use fellesskap::foundation::path::{OutputPath, SourcePath, UrlPath};
use fellesskap::read::config::Config;
use fellesskap::read::document::{Document, Glossary, Register, SakNumber};
use fellesskap::read::markdown::{self, Part, Piece, shortcode};
use fellesskap::read::source::SourceTree;
use fellesskap::read::table::{Cell, ColumnType, Content, Table};
use jiff::civil::date;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use rust_decimal::Decimal;

use crate::files::contents_below;
use crate::random::config;
use crate::sources::{on, path};
use crate::{golden, repository};

proptest! {
    #![proptest_config(config(200))]

    #[test]
    fn repairs_are_made_once_and_make_nothing_else_wrong(body in prose(), lead in "[A-Za-z0-9%., /-]{0,40}") {
        let text = format!("+++\ntype = \"side\"\ntittel = \"T\"\ningress = \"{lead}\"\n+++\n\n{body}");
        let file = path("content/side.md");
        let mut sources = SourceTree::default();
        let rules = "type = \"sprakregler\"\n[[regel]]\nskriv = \"helsefellesskap\"\nikke = [\"helsefelleskap*\"]\n";
        let settings = "tittel = \"T\"\nbeskrivelse = \"B\"\nutgiver = \"U\"\ntema = [\"t\"]\n";
        for (name, text) in [("fellesskap.toml", settings), ("content/regler.toml", rules), (file.as_str(), &text)] {
            prop_assert_eq!(sources.insert(path(name), text.as_bytes().to_vec()), None);
        }
        let request = on(date(2026, 3, 18));
        let (_, before) = check_site(&sources, &request);
        let mended = mend(&sources, &request);
        let (_, after) = check_site(&mended.sources, &request);
        let mendable = after.iter().filter(|problem| problem.repair.is_some()).count();
        prop_assert!(mendable == 0 || !mended.left_alone.is_empty(), "{} is left in {:?}", mendable, mended.sources.text(&file));
        prop_assert!(after.len() <= before.len(), "{:?}", mended.sources.text(&file));
        let made: usize = mended.changes.values().map(Vec::len).sum();
        prop_assert_eq!(made > 0, mended.sources.text(&file) != Some(text.as_str()));
        prop_assert!(mend(&mended.sources, &request).changes.is_empty());
    }

    #[test]
    fn a_document_can_be_any_text(text in any_text()) {
        let path = path("content/side.md");
        let (_, problems) = Document::parse(&path, &text);
        check(&problems, &[(path, &text)])?;
    }

    #[test]
    fn front_matter_can_be_any_text(front in any_text(), body in any_text()) {
        let path = path("content/side.md");
        let text = format!("+++\n{front}\n+++\n{body}");
        let (_, problems) = Document::parse(&path, &text);
        check(&problems, &[(path, &text)])?;
    }

    #[test]
    fn a_document_can_be_changed_in_any_way(text in changed("md")) {
        let path = path("content/side.md");
        let (_, problems) = Document::parse(&path, &text);
        check(&problems, &[(path, &text)])?;
    }

    #[test]
    fn a_table_can_be_any_text(description in any_text(), data in any_text()) {
        check_table(&description, &data)?;
    }

    #[test]
    fn a_description_can_be_changed_in_any_way(description in changed("toml"), data in changed("csv")) {
        check_table(&description, &data)?;
    }

    #[test]
    fn data_can_be_any_text(types in prop::collection::vec(column_type(), 1..4), data in any_text(), with_header: bool) {
        let columns: String = types
            .iter()
            .enumerate()
            .map(|(index, column)| format!("[[kolonne]]\nid = \"k{index}\"\ntittel = \"K\"\ntype = \"{column}\"\n"))
            .collect();
        let header = (0..types.len()).map(|index| format!("k{index}")).collect::<Vec<_>>().join(";");
        let data = if with_header { format!("{header}\n{data}") } else { data };
        check_table(&format!("type = \"tabell\"\ntittel = \"T\"\n{columns}"), &data)?;
    }

    #[test]
    fn settings_and_registers_can_be_any_text(text in prop_oneof![any_text(), changed("toml")]) {
        let path = path("content/fil.toml");
        let files = [(path.clone(), text.as_str())];
        check(&Config::parse(&path, &text).1, &files)?;
        check(&Register::parse(&path, &text).1, &files)?;
        check(&Glossary::parse(&path, &text).1, &files)?;
    }

    #[test]
    fn a_shortcode_can_be_any_text(before in any_text(), text in any_text()) {
        let source = format!("{before}{{{{{text}");
        let parsed = shortcode::parse(&source, before.len());
        prop_assert!(parsed.end > before.len() && parsed.end <= source.len() && source.is_char_boundary(parsed.end));
        for problem in parsed.result.err().unwrap_or_default() {
            check_span(&source, &problem.span)?;
        }
    }

    #[test]
    fn every_tag_of_a_text_is_closed(text in prop_oneof![any_text(), changed("md")]) {
        let (body, problems) = markdown::compile(&path("content/side.md"), &text, 0);
        prop_assume!(problems.is_empty());
        let after: String = body.parts(0..body.hole_count()).map(|part| match part {
            Part::Html(html) => html,
            Part::Hole(Piece::Link { .. }) => "<a>",
            Part::Hole(Piece::TableRegion(_)) => "<div>",
            Part::Hole(Piece::Footnotes) => "<section>",
            Part::Hole(_) => "",
        }).collect();
        let html = format!("{}{after}", body.beginning());
        prop_assert_eq!(unbalanced(&html), None, "{}", html);
    }

    #[test]
    fn references_and_headings_are_where_they_say(text in any_text()) {
        let (body, _) = markdown::compile(&path("content/side.md"), &text, 0);
        let shortcodes = body.shortcodes.iter().map(|shortcode| &shortcode.span);
        let references = body.references.iter().map(|reference| &reference.span);
        for span in shortcodes.chain(references).chain(body.outline.iter().map(|heading| &heading.span)) {
            check_span(&text, span)?;
        }
        for index in 0..body.outline.len() {
            let section = body.section(index);
            prop_assert!(section.start <= section.end && section.end <= body.hole_count());
        }
    }

    #[test]
    fn a_number_is_read_as_it_is_shown(digits: i64, scale in 0..12_u32) {
        let value = Decimal::new(digits, scale);
        let shown = locale::number(value);
        for text in [shown.clone(), shown.replace(locale::NO_BREAK_SPACE, " "), shown.replace('−', "-")] {
            let read = Cell::parse(&text, ColumnType::Tall).map(|cell| cell.content);
            prop_assert_eq!(read, Ok(Content::Number { value, provisional: false }), "{}", text);
        }
    }

    #[test]
    fn a_number_that_can_be_read_is_shown_with_the_same_digits(text in "[−-]?[0-9]{1,3}([ .,]?[0-9]{1,4}){0,3}") {
        if let Ok(Content::Number { value, .. }) = Cell::parse(&text, ColumnType::Tall).map(|cell| cell.content) {
            let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
            let shown = digits(&locale::number(value));
            prop_assert!(digits(&text).ends_with(&shown), "{} is {}", text, shown);
        }
    }

    #[test]
    fn a_sak_number_is_read_as_it_is_shown(sequence in 0..10_000_u16, year in 0..100_u8, long: bool) {
        let text = if long { format!("{sequence}/20{year:02}") } else { format!("{sequence}/{year:02}") };
        let number = SakNumber::parse(&text).unwrap();
        prop_assert_eq!((number.sequence, number.year), (sequence, year));
        prop_assert_eq!(SakNumber::parse(&number.to_string()), Some(number));
    }

    #[test]
    fn an_address_stays_in_the_site(name in "[a-zæøå_.\\-… ]{1,6}(/[a-zæøå_.\\-… ]{1,6}){0,2}", ending in "\\.md|\\.pdf|") {
        let name = format!("{name}{ending}");
        prop_assume!(SourcePath::new(&name).is_some());
        for url in [UrlPath::of_page(&name), UrlPath::of_file(&name)] {
            prop_assert_eq!(UrlPath::new(url.as_str()), Some(url.clone()));
            prop_assert!(OutputPath::new(url.output().as_str()).is_some(), "{} is written to {}", url, url.output());
        }
    }
}

proptest! {
    #![proptest_config(config(40))]

    #[test]
    fn a_site_can_be_changed_in_any_way(changes in prop::collection::vec((any::<Index>(), change()), 1..6)) {
        let mut files = SITE.clone();
        let paths: Vec<String> = files.keys().cloned().collect();
        for (index, change) in changes {
            let text = files.get_mut(index.get(&paths)).unwrap();
            *text = change.apply(text);
        }
        let mut sources = SourceTree::default();
        for (name, text) in &files {
            sources.insert(path(name), text.clone().into_bytes());
        }
        for drafts in [false, true] {
            let built = build(&sources, &Request { date: date(2026, 3, 18), drafts, base_url: None });
            let files: Vec<(SourcePath, &str)> = files.iter().map(|(name, text)| (path(name), text.as_str())).collect();
            check(&built.diagnostics, &files)?;
            if built.diagnostics.is_empty() {
                prop_assert!(!built.output.is_empty());
            }
        }
    }
}

/// A site of the golden theme with a page of each type, taken from the golden cases' own words.
static SITE: LazyLock<BTreeMap<String, String>> = LazyLock::new(|| {
    let text = |content| String::from_utf8(content).unwrap();
    let mut files: BTreeMap<String, String> =
        golden::shared_files().into_iter().map(|(path, content)| (path, text(content))).collect();
    // The sources of a few cases together are a site of every type.
    for case in ["home-key-figures", "project", "report", "figure-in-text", "sak", "links"] {
        let case = fs::read_to_string(golden::case_file(case)).unwrap();
        for section in case.split("\n-- ").skip(1) {
            let (name, text) = section.split_once(" --\n").unwrap();
            if name.starts_with("content/") {
                files.insert(name.to_owned(), text.to_owned());
            }
        }
    }
    files
});

/// The portal's own files by their endings.
static CONTENT: LazyLock<BTreeMap<String, Vec<String>>> = LazyLock::new(|| {
    let mut files: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (path, content) in contents_below(&repository::root().join("content")) {
        let Ok(text) = String::from_utf8(content) else { continue };
        let ending = path.rsplit_once('.').unwrap().1.to_owned();
        files.entry(ending).or_default().push(text);
    }
    files
});

/// What the readers look for, in all languages of the sources.
fn piece() -> impl Strategy<Value = String> {
    let known = select(vec![
        "+++",
        "---",
        "\n",
        "\n\n",
        "\r\n",
        "\t",
        "    ",
        "\u{feff}",
        "# ",
        "## ",
        "### ",
        "- ",
        "1. ",
        "> ",
        "```",
        "`",
        "*",
        "**",
        "_",
        "~~",
        "|",
        "|---|",
        "[",
        "]",
        "(",
        ")",
        "![",
        "](",
        "[^1]",
        "[^1]: ",
        "<b>",
        "</b>",
        "<!--",
        "-->",
        "<sak:1/26>",
        "<https://a.no>",
        "&amp;",
        "&#123;",
        "\\",
        "\\{",
        "{#a}",
        "{{",
        "}}",
        "{{ ",
        " }}",
        "tall(",
        "tabell(",
        "fil=",
        "tabell=\"t.toml\"",
        "ordliste()",
        "{{ ordliste() }}",
        "{{ merknad(tekst=\"a\") }}",
        "{{ tall(tabell=\"t.toml\", rad=\"a\", kolonne=\"b\") }}",
        "@/index.md",
        "#a",
        "sak:ssu/1/26",
        "kommune:Bardu",
        "javascript:",
        "type = \"side\"",
        "type = \"sak\"",
        "type = \"tabell\"",
        "tittel = ",
        "dato = 2026-03-18",
        "dato = 18.03.2026",
        "[[vedlegg]]",
        "[[kolonne]]",
        "[unntatt]",
        " = ",
        "\"",
        "\"\"\"",
        "'",
        ",",
        ";",
        ".",
        "..",
        ":",
        "1 314,5",
        "12[a]",
        "*",
        "SSU",
        "æøå",
        "é",
        "e\u{301}",
        "😀",
        "\u{a0}",
        "\u{200b}",
        "ﬁ",
        "İ",
        "\0",
        "a",
        "1",
        " ",
    ]);
    prop_oneof![6 => known.prop_map(str::to_owned), 1 => "\\PC{0,8}", 1 => any::<char>().prop_map(String::from)]
}

/// Prose with what can be mended, and what must not be touched, in all sorts of company.
fn prose() -> impl Strategy<Value = String> {
    const PIECES: [&str; 34] = [
        "Helsefelleskapet",
        "HELSEFELLESKAP",
        "helsefelleskapets",
        "5%",
        "12.5 %",
        "12.5%",
        "1,000,000",
        "1.000.000",
        "1000000",
        "25000 kr",
        "kr 25000",
        "2026-03-18",
        "18.03.26",
        "03/18/2026",
        "03/04/2026",
        "sak 12/26",
        "77626000",
        " ",
        " ",
        "\n\n",
        "\n",
        "«",
        "»",
        "\"",
        "`",
        "**",
        "## ",
        "> ",
        "- ",
        "[x](@/side.md)",
        "{{ merknad(tekst=\"5% ",
        "\") }}",
        "https://eksempel.no/5%",
        "æ",
    ];
    prop::collection::vec(select(PIECES.to_vec()), 0..24).prop_map(|pieces| pieces.concat())
}

fn any_text() -> impl Strategy<Value = String> {
    // A null character never comes past `source`.
    prop::collection::vec(piece(), 0..40).prop_map(|pieces| pieces.concat().replace('\0', ""))
}

fn column_type() -> impl Strategy<Value = &'static str> {
    select(vec!["kommune", "antall", "kr", "prosent", "tall", "dato", "tekst"])
}

/// A file of the portal with something put in or taken out in a few places.
fn changed(ending: &'static str) -> impl Strategy<Value = String> {
    (any::<Index>(), prop::collection::vec(change(), 1..5)).prop_map(move |(index, changes)| {
        changes.iter().fold(index.get(&CONTENT[ending]).clone(), |text, change| change.apply(&text))
    })
}

/// Puts a piece in the place of some characters.
#[derive(Debug, Clone)]
struct Change {
    place: Index,
    length: usize,
    piece: String,
}

fn change() -> impl Strategy<Value = Change> {
    let length = prop_oneof![3 => 0..3_usize, 1 => 0..200_usize];
    (any::<Index>(), length, prop_oneof![2 => piece(), 1 => Just(String::new())])
        .prop_map(|(place, length, piece)| Change { place, length, piece: piece.replace('\0', "") })
}

impl Change {
    fn apply(&self, text: &str) -> String {
        let characters: Vec<char> = text.chars().collect();
        let start = self.place.index(characters.len() + 1);
        let end = (start + self.length).min(characters.len());
        let part = |characters: &[char]| characters.iter().collect::<String>();
        format!("{}{}{}", part(&characters[..start]), self.piece, part(&characters[end..]))
    }
}

fn check_table(description: &str, data: &str) -> Result<(), TestCaseError> {
    let (description_path, data_path) = (path("content/t.toml"), path("content/t.csv"));
    let (table, problems) = Table::parse(&description_path, description, |_| Some(data));
    if let Some(table) = &table {
        for row in &table.rows {
            prop_assert_eq!(row.cells.len(), table.description.kolonne.len());
            for cell in &row.cells {
                check_span(data, &cell.span)?;
            }
        }
    }
    // The data may be in a file of any name.
    let place_of_data = problems.iter().filter_map(|problem| problem.place.as_ref()).map(|place| place.file.clone());
    let others = place_of_data.filter(|file| *file != description_path).map(|file| (file, data));
    let files: Vec<(SourcePath, &str)> =
        [(description_path.clone(), description), (data_path, data)].into_iter().chain(others).collect();
    check(&problems, &files)
}

/// Every problem marks a place that is there, and can be shown.
fn check(problems: &[Diagnostic], files: &[(SourcePath, &str)]) -> Result<(), TestCaseError> {
    let text = |path: &SourcePath| files.iter().find(|(file, _)| file == path).map(|(_, text)| *text);
    for problem in problems {
        prop_assert!(!problem.message.is_empty());
        let Some(place) = &problem.place else { continue };
        let Some(span) = &place.span else { continue };
        let Some(text) = text(&place.file) else { continue };
        check_span(text, span)?;
    }
    for colour in [false, true] {
        human::render(problems, text, colour);
    }
    Ok(())
}

fn check_span(text: &str, span: &std::ops::Range<usize>) -> Result<(), TestCaseError> {
    prop_assert!(span.start <= span.end, "{:?}", span);
    prop_assert!(text.get(span.clone()).is_some(), "{:?} of {} bytes", span, text.len());
    Ok(())
}

/// The first tag that is not closed in order.
fn unbalanced(html: &str) -> Option<String> {
    let mut open = Vec::new();
    for tag in html.split('<').skip(1).filter_map(|rest| rest.split_once('>')).map(|(tag, _)| tag) {
        let name = tag.split(' ').next().unwrap_or_default();
        match name.strip_prefix('/') {
            Some(closed) if open.last() == Some(&closed) => drop(open.pop()),
            Some(closed) => return Some(closed.to_owned()),
            None if tag.ends_with('/') || name == "br" || name == "hr" => {}
            None => open.push(name),
        }
    }
    open.first().map(|name| (*name).to_owned())
}

/// Texts of the lengths and kinds that machines write.
fn unbounded() -> impl Strategy<Value = String> {
    let long = "x".repeat(300_000);
    let lines = "A;B;C\n".repeat(50_000);
    let texts = [long.as_str(), lines.as_str(), "é\u{301}\t字\u{200b}\n", "", "\n\n\n", "a\r\nb\r\n"];
    select(texts.map(str::to_owned).to_vec())
}

proptest! {
    #![proptest_config(config(60))]

    #[test]
    fn messages_are_short_whatever_they_are_about(text in unbounded(), start: Index, length: Index) {
        let start = text.floor_char_boundary(start.index(text.len() + 1));
        let end = text.floor_char_boundary(start + length.index(text.len() + 1 - start));
        let file = path("content/a.csv");
        let problem = Diagnostic::at(Code::InvalidValue, &file, start..end, format!("«{text}» er ikke et tall"));
        let problems = [problem.hint(text.as_str())];
        let text_of = |_: &SourcePath| Some(text.as_str());
        for shown in [
            human::render(&problems, text_of, false),
            json::render(&problems, text_of),
            github::render(&problems, text_of, ""),
            sarif::render(&problems, text_of, ""),
            short::render(&problems, text_of),
        ] {
            prop_assert!(shown.len() < 64 << 10, "{} bytes for {start}..{end}", shown.len());
        }
    }
}
