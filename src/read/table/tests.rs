//! Cells as they are typed, and tables as they are looked up in.

use rust_decimal::Decimal;

use super::*;

#[track_caller]
fn cell(text: &str, column: ColumnType) -> Content {
    Cell::parse(text, column).unwrap().content
}

/// A number with its decimals as they were printed.
#[track_caller]
fn check_number(text: &str, expected: &str) {
    match cell(text, ColumnType::Tall) {
        Content::Number { value, provisional: false } => assert_eq!(value.to_string(), expected, "{text}"),
        other => panic!("{text} is {other:?}"),
    }
}

#[test]
fn numbers_in_norwegian_form() {
    check_number("0", "0");
    check_number("307", "307");
    check_number("1307", "1307");
    check_number("1 314 467", "1314467");
    check_number("1\u{a0}314\u{a0}467", "1314467");
    check_number("1\u{202f}314\u{202f}467", "1314467");
    check_number("1.314.467", "1314467");
    check_number("31,7", "31.7");
    check_number("31,70", "31.70");
    check_number("1 314 467,5", "1314467.5");
    check_number("1.314.467,50", "1314467.50");
    check_number("0,125", "0.125");
    check_number(" 5 ", "5");
}

#[test]
fn numbers_in_international_form() {
    check_number("31.7", "31.7");
    check_number("1314467.5", "1314467.5");
    check_number("0.05", "0.05");
    check_number("2.2500", "2.2500");
}

#[test]
fn numbers_with_signs() {
    check_number("-5", "-5");
    check_number("−5", "-5");
    check_number("–5", "-5");
    check_number("− 1 000,5", "-1000.5");
}

#[test]
fn a_point_before_three_digits_stands_between_thousands_where_it_can() {
    check_number("1.234", "1234");
    check_number("12.345", "12345");
    check_number("0.123", "0.123");
    check_number("-0.500", "-0.500");
    check_number("1234.567", "1234.567");
}

#[test]
fn a_comma_is_a_decimal_comma() {
    check_number("1,234", "1.234");
}

#[test]
fn what_is_no_number_or_could_be_two_is_refused() {
    for text in [
        "ti",
        "1 23",
        "12 34 567",
        "1 2345",
        "1,2,3",
        "1,234,567",
        "1,234.5",
        "1.23.4",
        "1.234 567",
        "1..2",
        "5,",
        ",5",
        "5.",
        ".5",
        "1e5",
        "0x10",
        "+5",
        "5-",
        "--5",
        "5 %",
        "kr 5",
        "½",
        "٣",
        "1\u{2009}000",
        "NaN",
        "*",
        "1 000 .",
        "1.000,",
        "- ",
    ] {
        assert!(Cell::parse(text, ColumnType::Tall).is_err(), "{text}");
    }
    let long = "1".repeat(40);
    assert_eq!(Cell::parse(&long, ColumnType::Antall), Err("et tall med høyst 28 siffer".to_owned()));
}

#[test]
fn the_kinds_of_no_number_stay_apart() {
    for column in [ColumnType::Antall, ColumnType::Kr, ColumnType::Prosent, ColumnType::Tall, ColumnType::Dato] {
        assert_eq!(cell("", column), Content::Blank);
        assert_eq!(cell("  ", column), Content::Blank);
        assert_eq!(cell(".", column), Content::NotApplicable);
        assert_eq!(cell("..", column), Content::Missing);
        assert_eq!(cell(":", column), Content::Withheld);
    }
    assert_eq!(cell("0", ColumnType::Antall), Content::Number { value: Decimal::ZERO, provisional: false });
    assert_eq!(cell("12*", ColumnType::Antall), Content::Number { value: Decimal::from(12), provisional: true });
    assert_eq!(cell("12 *", ColumnType::Antall), Content::Number { value: Decimal::from(12), provisional: true });
}

#[test]
fn footnotes_stand_after_the_value() {
    #[track_caller]
    fn check(text: &str, expected: Content, footnotes: &[&str]) {
        let cell = Cell::parse(text, ColumnType::Antall).unwrap();
        assert_eq!(cell.content, expected, "{text}");
        assert_eq!(cell.footnotes, footnotes, "{text}");
    }
    let twelve = Content::Number { value: Decimal::from(12), provisional: false };
    check("12[a]", twelve.clone(), &["a"]);
    check("12 [a][b]", twelve, &["a", "b"]);
    check("12*[1]", Content::Number { value: Decimal::from(12), provisional: true }, &["1"]);
    check("[å]", Content::Blank, &["å"]);
    check("..[a]", Content::Missing, &["a"]);
}

#[test]
fn brackets_in_a_text_are_not_always_a_footnote() {
    let check = |text: &str, expected: &str, footnotes: &[&str]| {
        let cell = Cell::parse(text, ColumnType::Tekst).unwrap();
        assert_eq!(
            (cell.content, cell.footnotes.as_slice()),
            (
                Content::Text(expected.to_owned()),
                &footnotes.iter().map(|mark| (*mark).to_owned()).collect::<Vec<_>>()[..]
            )
        );
    };
    check("UNN [a]", "UNN", &["a"]);
    check("UNN [sic]", "UNN [sic]", &[]);
    check("UNN []", "UNN []", &[]);
    check("UNN [!]", "UNN [!]", &[]);
    check("UNN]", "UNN]", &[]);
}

#[test]
fn dates_in_norwegian_and_international_form() {
    let date = jiff::civil::date(2026, 3, 18);
    assert_eq!(cell("18.03.2026", ColumnType::Dato), Content::Date(date));
    assert_eq!(cell("18.3.2026", ColumnType::Dato), Content::Date(date));
    assert_eq!(cell("2026-03-18", ColumnType::Dato), Content::Date(date));
    for text in ["18.03.26", "30.02.2026", "mars 2026", "18/03/2026"] {
        assert!(Cell::parse(text, ColumnType::Dato).is_err(), "{text}");
    }
}

const DESCRIPTION: &str = "\
type = \"tabell\"
tittel = \"Avvik\"
sumrader = 1

[[kolonne]]
id = \"kommune\"
tittel = \"Kommune\"
type = \"kommune\"

[[kolonne]]
id = \"antall\"
tittel = \"Antall\"
type = \"antall\"
";

/// A table with these data; it must be right.
#[track_caller]
fn table(csv: &str) -> Table {
    let path = SourcePath::new("content/tall/avvik.toml").unwrap();
    let (table, problems) =
        Table::parse(&path, DESCRIPTION, |data| (data.as_str() == "content/tall/avvik.csv").then_some(csv));
    assert_eq!(problems, []);
    table.unwrap()
}

#[test]
fn rows_are_found_by_their_first_cell_and_columns_by_their_id() {
    let table = table("kommune;antall\nBardu;3\nBardufoss ;4\nSum;7\n");
    assert_eq!(
        table.row("Bardu").unwrap().cells[1].value.content,
        Content::Number { value: Decimal::from(3), provisional: false }
    );
    assert!(table.row("Sum").unwrap().total);
    assert!(!table.row("Bardu").unwrap().total);
    assert!(table.row("antall").is_none());
    assert_eq!(table.column("antall").unwrap().0, 1);
    assert!(table.column("Antall").is_none());
}

#[test]
fn cells_know_where_they_stand() {
    let csv = "\u{feff}kommune;antall\r\n\r\n\"Båtsfjord\"; 3 \r\nSum;3";
    let table = table(csv);
    let places: Vec<&str> = table.rows.iter().flat_map(|row| &row.cells).map(|cell| &csv[cell.span.clone()]).collect();
    assert_eq!(places, ["\"Båtsfjord\"", " 3 ", "Sum", "3"]);
}

#[test]
fn municipalities_that_nobody_knows_are_reported_but_not_in_totals() {
    let table = table("kommune;antall\nBardu;3\nBadru;4\n.;1\nAlle;7\n");
    let messages: Vec<String> =
        table.unknown_municipalities(&BTreeSet::from(["Bardu"])).into_iter().map(|problem| problem.message).collect();
    assert_eq!(messages, ["ukjent kommune «Badru»"]);
}
