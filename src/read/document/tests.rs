//! Files of content, each read by itself.

use super::*;

fn path() -> SourcePath {
    SourcePath::new("content/møter/10-26.md").unwrap()
}

/// Reads a document that must be right.
#[track_caller]
fn parsed(text: &str) -> Document {
    let (document, problems) = Document::parse(&path(), text);
    assert_eq!(problems, []);
    document.unwrap()
}

#[test]
fn sak_numbers_are_sequence_and_year() {
    #[track_caller]
    fn check(text: &str, expected: Option<(u16, u8, &str)>) {
        let number = SakNumber::parse(text);
        let found = number.map(|number| (number.sequence, number.year, number.to_string()));
        assert_eq!(found, expected.map(|(sequence, year, shown)| (sequence, year, shown.to_owned())), "{text}");
    }
    check("10/26", Some((10, 26, "10/26")));
    check("01/26", Some((1, 26, "01/26")));
    check("1/2026", Some((1, 26, "1/26")));
    check("9999/00", Some((9999, 0, "9999/00")));
    check("007/26", Some((7, 26, "007/26")));
    for text in [
        "",
        "/",
        "10",
        "10/",
        "/26",
        "10/6",
        "10/1926",
        "10/226",
        "10-26",
        "10/26/1",
        "-1/26",
        "+1/26",
        "10000/26",
        " 10/26",
        "١٠/٢٦",
    ] {
        check(text, None);
    }
}

#[test]
fn a_sak_number_is_the_same_however_it_is_written() {
    let number = |text| SakNumber::parse(text).unwrap();
    assert!(number("1/26").same(number("01/2026")));
    assert!(!number("1/26").same(number("1/25")));
    assert!(!number("1/26").same(number("11/26")));
}

#[test]
fn a_file_is_front_matter_and_text() {
    let document = parsed("+++\ntype = \"side\"\ntittel = \"Om\"\n+++\n\n## Hei\n");
    assert_eq!(document.url.as_str(), "/moter/10-26/");
    assert_eq!(document.fence, 0..3);
    assert_eq!(document.common.tittel, "Om");
    assert!(matches!(document.kind, Kind::Side));
    assert_eq!(document.body.outline[0].text, "Hei");
}

#[test]
fn a_byte_order_mark_and_windows_line_breaks_do_no_harm() {
    let text =
        "\u{feff}+++\r\ntype = \"side\"\r\ntittel = \"Om\"\r\n+++  \r\n\r\nTekst\r\n\r\n## Hei\r\n\r\n[a](b)\r\n";
    let document = parsed(text);
    assert_eq!(document.common.tittel, "Om");
    let heading = &document.body.outline[0];
    assert_eq!(text[heading.span.clone()].trim_end(), "## Hei");
    assert_eq!(&text[document.body.references[0].span.clone()], "[a](b)");
}

#[test]
fn a_file_may_end_with_its_fence() {
    parsed("+++\ntype = \"side\"\ntittel = \"Om\"\n+++");
}

#[test]
fn problems_in_front_matter_and_text_come_out_together() {
    let (document, problems) = Document::parse(&path(), "+++\ntype = \"side\"\nvekt = \"1\"\n+++\n\n<b>\n");
    let codes: Vec<Code> = problems.iter().map(|problem| problem.code).collect();
    assert!(document.is_none());
    assert_eq!(codes, [Code::MissingKey, Code::WrongType, Code::RawHtml]);
}

#[test]
fn the_language_of_a_page_is_bokmal_unless_it_says_otherwise() {
    let language =
        |line: &str| parsed(&format!("+++\ntype = \"side\"\ntittel = \"Om\"\n{line}\n+++\n")).common.language();
    assert_eq!(language(""), Language::Nb);
    assert_eq!(language("sprak = \"nn\""), Language::Nn);
    assert_eq!(language("sprak = \"se\""), Language::Se);
}

#[test]
fn every_key_of_every_type_is_described() {
    let keys: [&[Key]; 8] = [
        Common::KEYS,
        Forside::KEYS,
        Seksjon::KEYS,
        Utvalg::KEYS,
        Mote::KEYS,
        Sak::KEYS,
        Rapport::KEYS,
        Prosjekt::KEYS,
    ];
    for key in keys.concat() {
        assert!(key.name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_'), "{}", key.name);
        assert!(key.description.ends_with(['.', '…']) || key.description.contains(':'), "{}", key.name);
        assert!(!(key.kind)().is_empty() && !(key.example)().is_empty(), "{}", key.name);
    }
}

#[test]
fn no_type_has_a_key_that_all_types_have() {
    let common: Vec<&str> = Common::KEYS.iter().map(|key| key.name).collect();
    for keys in [Forside::KEYS, Seksjon::KEYS, Utvalg::KEYS, Mote::KEYS, Sak::KEYS, Rapport::KEYS, Prosjekt::KEYS] {
        for key in keys {
            assert!(!common.contains(&key.name), "{}", key.name);
        }
    }
}
