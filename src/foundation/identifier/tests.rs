//! All numbers here are made in the tests.

use super::*;

/// Numbers that nobody has: of people born from 2033 to 2039, and, given from 2032, of any day.
fn synthetic(kind: Kind, seed: u64, rule: Rule) -> [u8; 11] {
    let mut random = Random(seed);
    loop {
        let mut digits = [0; 11];
        let (day, month, year) = (random.below(28) + 1, random.below(12) + 1, 33 + random.below(7));
        let day = if kind == Kind::DNumber { day + 40 } else { day };
        let month = if kind == Kind::HNumber { month + 40 } else { month };
        let numbers = [day / 10, day % 10, month / 10, month % 10, year / 10, year % 10];
        digits[..6].copy_from_slice(&numbers.map(|number| number as u8));
        digits[6] = 5 + random.below(5) as u8;
        for digit in &mut digits[7..] {
            *digit = random.below(10) as u8;
        }
        let is_new = !has_check_digits(&digits, Rule::Strict);
        if has_check_digits(&digits, rule) && is_new == (rule == Rule::Relaxed) {
            return digits;
        }
    }
}

/// The generator of Knuth's MMIX: the same numbers in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }
}

/// Writes digits in the places of `#`, the century in the place of `CC`, and `#` itself in the place of `NR`.
fn written(form: &str, digits: &[u8; 11]) -> String {
    let mut digits = digits.iter();
    let place = |character| match character {
        '#' => digits.next().map_or('?', |digit| char::from(b'0' + digit)),
        other => other,
    };
    form.replace("CC", "20").chars().map(place).collect::<String>().replace("NR", "#")
}

#[track_caller]
fn check_found(form: &str, writing: Writing, rules: &[Rule]) {
    for kind in [Kind::Fodselsnummer, Kind::DNumber, Kind::HNumber] {
        for (seed, rule) in (0..40).flat_map(|seed| rules.iter().map(move |rule| (seed, *rule))) {
            let digits = synthetic(kind, seed, rule);
            let number = written(form, &digits);
            for (before, after) in
                [("", ""), ("Født ", "."), ("nr. 2 ", " og 3"), ("(", ")"), ("Æ", "å"), ("12345; ", "; 7")]
            {
                if writing == Writing::Csv && before.contains(';') {
                    continue;
                }
                let text = format!("{before}{number}{after}");
                let found = find(&text, writing);
                let kinds: Vec<Kind> = found.iter().map(|found| found.kind).collect();
                assert_eq!(kinds, [kind], "{text} {rule:?}");
                let shown = masked(&text);
                assert_eq!(shown.len(), text.len());
                assert!(find(&shown, writing).is_empty());
                let left = shown.chars().filter(char::is_ascii_digit).count();
                let around = format!("{before}{after}").chars().filter(char::is_ascii_digit).count();
                assert_eq!(left, around, "{shown}");
            }
        }
    }
}

const BOTH: [Rule; 2] = [Rule::Strict, Rule::Relaxed];

#[test]
fn numbers_are_found_in_every_common_writing() {
    for writing in [Writing::Plain, Writing::Markdown, Writing::Csv] {
        for form in [
            "###########",
            "###### #####",
            "######-#####",
            "######/#####",
            "###### - #####",
            "###### / #####",
            "######: #####",
            "######\u{a0}#####",
            "######\u{2009}#####",
            "######\u{202f}#####",
            "######\u{2013}#####",
            "######\u{2011}#####",
            "###### ### ##",
            "##.##.## #####",
            "##.##.##-#####",
            "##.##.##.#####",
            "##-##-##-#####",
            "##/##/##-#####",
            "##/##/## #####",
            "## ## ## #####",
            "##. ##. ## #####",
            "##.##.#######",
            "##.##.## ### ##",
            "## ## ## ### ##",
            "#####\u{200b}######",
            "##\u{ad}##\u{2060}##\u{feff}#####",
        ] {
            check_found(form, writing, &BOTH);
        }
    }
    check_found("######\n#####", Writing::Plain, &BOTH);
    // As in the boxes of a form; one digit more, and it is a row of numbers.
    let boxes = written("# # # # # # # # # # #", &synthetic(Kind::Fodselsnummer, 3, Rule::Strict));
    assert_eq!(find(&boxes, Writing::Plain).len(), 1);
    assert_eq!(find(&format!("{boxes} 7"), Writing::Plain), []);
}

#[test]
fn other_uses_of_the_same_groups_are_taken_by_the_strict_rule() {
    let strict = &[Rule::Strict];
    check_found("######.#####", Writing::Plain, strict);
    check_found("######;#####", Writing::Csv, strict);
    check_found("\"######\";\"#####\"", Writing::Csv, strict);
    check_found("##.##.##;#####", Writing::Csv, strict);
    check_found("##;##;##;#####", Writing::Csv, strict);
    check_found("###### | #####", Writing::Markdown, strict);
    // The individual numbers are those of people born from 2000.
    check_found("##.##.CC## #####", Writing::Plain, strict);
    check_found("##.##.CC##;#####", Writing::Csv, strict);
    check_found("####CC## #####", Writing::Plain, strict);
    check_found("##.##.CC###-### ##", Writing::Plain, &[]);
    for form in ["##.##.##, #####", "######, #####", "###### (#####)", "##.##.## (#####)", "######,#####"] {
        check_found(form, Writing::Plain, strict);
    }
    check_found("a,######,#####,b", Writing::Csv, strict);
    check_found("a;#;#;#;#;#;#;#;#;#;#;#;b", Writing::Csv, strict);
    check_found("| a | # | # | # | # | # | # | # | # | # | # | # | b |", Writing::Markdown, strict);
    check_found("navn,nummer\nA,###########\n", Writing::Csv, &BOTH);
    // A number in front, and no decimals.
    let digits = synthetic(Kind::DNumber, 4, Rule::Strict);
    for (form, writing) in [
        ("3.###########", Writing::Plain),
        ("12,###########", Writing::Plain),
        ("[1,###########]", Writing::Toml),
        ("###########.0", Writing::Plain),
        ("12.######-#####", Writing::Plain),
        ("1,###########\n", Writing::Csv),
        ("https://eksempel.no/######%20#####", Writing::Plain),
        ("%3#%3##########", Writing::Plain),
        ("######%2D#####", Writing::Markdown),
        ("[######][a2]#####", Writing::Markdown),
    ] {
        assert_eq!(find(&written(form, &digits), writing).len(), 1, "{form}");
    }
}

#[test]
fn zeros_that_programs_and_people_leave_out_are_put_back() {
    for seed in 0..200 {
        for kind in [Kind::Fodselsnummer, Kind::HNumber] {
            let digits = synthetic(kind, seed, Rule::Strict);
            let number = written("###########", &digits);
            if let Some(short) = number.strip_prefix('0') {
                assert_eq!(find(&format!("navn;nummer\nA;{short}\n"), Writing::Csv).len(), 1, "{short}");
                assert_eq!(find(&format!("\"{short}\",A"), Writing::Csv).len(), 1, "{short}");
                assert_eq!(find(&format!("A;nr. {short}"), Writing::Csv), [], "{short}");
                assert_eq!(find(short, Writing::Plain), [], "{short}");
                assert_eq!(find(&format!("0,5;{short},5"), Writing::Csv), [], "{short}");
            }
            let (day, month, year, rest) = (&number[..2], &number[2..4], &number[4..6], &number[6..]);
            let (day, month) = (day.trim_start_matches('0'), month.trim_start_matches('0'));
            for text in [
                format!("{day}.{month}.{year} {rest}"),
                format!("{day}/{month}/{year}-{rest}"),
                format!("{day}. {month}. {year}, {rest}"),
                format!("20{year}{}{}-{rest}", &number[2..4], &number[..2]),
                format!("20{year}-{}-{}, {rest}", &number[2..4], &number[..2]),
            ] {
                assert_eq!(find(&text, Writing::Plain).len(), 1, "{text}");
            }
        }
    }
}

#[test]
fn numbers_are_found_through_markup() {
    for form in [
        "####**##**#####",
        "*######* **#####**",
        "######_#####_",
        "`######`#####",
        "######\\-#####",
        "[######](/side/) #####",
        "[####](https://eksempel.no/a)#######",
        "######&nbsp;#####",
        "######&NR160;#####",
        "######&ThinSpace;#####",
        "######--#####",
        "######_#####",
        "###### -\n#####",
        "######&NRx2009;#####",
        "###&shy;########",
        "######\n#####",
        "######\n> #####",
    ] {
        check_found(form, Writing::Markdown, &BOTH);
    }
    let digits = synthetic(Kind::Fodselsnummer, 1, Rule::Strict);
    let entities: String = digits.iter().map(|digit| format!("&#{};", u32::from(b'0' + digit))).collect();
    assert_eq!(find(&entities, Writing::Markdown).len(), 1);
    let address = written("[brev](brev-###########.pdf)", &digits);
    assert_eq!(find(&address, Writing::Markdown).len(), 1);
}

#[test]
fn digits_of_every_script_are_digits() {
    let digits = synthetic(Kind::Fodselsnummer, 2, Rule::Strict);
    for zero in ['０', '٠', '०', '๐', '𝟎', '𝟶'] {
        let digit = |digit: &u8| char::from_u32(u32::from(zero) + u32::from(*digit)).unwrap();
        let text: String = digits.iter().map(digit).collect();
        assert_eq!(find(&text, Writing::Plain).len(), 1, "{text}");
        let shown = masked(&text);
        assert_eq!(shown.len(), text.len());
        assert!(shown.chars().all(|character| matches!(character, '·' | '•' | '𐄁')), "{shown}");
    }
}

#[test]
fn the_rules_are_those_of_the_register() {
    // The examples of the description of numbers from 2032: each individual number has up to four first check digits.
    let of = |individual: [u8; 3]| {
        (0..100)
            .map(|check| [0, 2, 0, 1, 3, 2, individual[0], individual[1], individual[2], check / 10, check % 10])
            .filter(|digits| has_check_digits(digits, Rule::Relaxed))
            .map(|digits| (digits[9], digits[10]))
            .collect::<Vec<_>>()
    };
    assert!(of([9, 9, 9]).contains(&(9, 7)) && of([9, 9, 9]).contains(&(0, 3)));
    assert!(of([9, 9, 8]).contains(&(0, 6)));
    assert!((2..=4).contains(&of([9, 9, 9]).len()));
    for (day, month, year, expected) in
        [(29, 2, 4, true), (29, 2, 5, false), (29, 2, 0, true), (31, 4, 1, false), (0, 1, 1, false), (31, 12, 99, true)]
    {
        assert_eq!(is_date(day, month, year), expected, "{day}.{month}.{year}");
    }
}

#[test]
fn test_numbers_that_nobody_has_are_not_found() {
    for add in [65, 80] {
        let mut digits = [0; 11];
        digits[..9].copy_from_slice(&[0, 1, (add + 1) / 10, (add + 1) % 10, 3, 5, 9, 9, 9]);
        for check in 0..100 {
            digits[9..].copy_from_slice(&[check / 10, check % 10]);
            assert_eq!(identifier(&digits, Rule::Relaxed), None);
        }
    }
}

#[test]
fn account_numbers_are_known_by_how_they_are_written() {
    for seed in 0..200 {
        let digits = synthetic(Kind::Fodselsnummer, seed, Rule::Strict);
        for form in [
            "####.##.#####",
            "#### ## #####",
            "kontonr. ###########",
            "Kontonummer: ###########",
            "driftskonto ###########",
        ] {
            let text = written(form, &digits);
            assert_eq!(find(&text, Writing::Plain), [], "{text}");
        }
        // An office and the owner of an account are none.
        for form in [
            "Fødselsnummer ###########",
            "Legekontoret: ###########",
            "NAV-kontoret ###########",
            "kontorleder ###########",
            "Kontornummer ###########",
            "kontoinnehaver ###########",
        ] {
            let text = written(form, &digits);
            assert_eq!(find(&text, Writing::Plain).len(), 1, "{text}");
        }
        // A row of more groups, longer and shorter numbers, and decimals.
        for form in
            ["###########9", "9###########", "## ## ## ## ## ##", "0.###########", "###########.50", "###.###.###.##"]
        {
            let text = written(form, &digits);
            assert_eq!(find(&text, Writing::Plain), [], "{text}");
        }
    }
}

/// The share of false alarms among numbers of other kinds, in thousandths, is at most what the module says. Measured: 114 of
/// 20 000 for eleven random digits, together or as six and five; 18 to 30 for writings that are held to the strict rule, such as
/// neighbouring cells; none for the others.
#[test]
fn other_numbers_seldom_trigger() {
    const TRIES: usize = 20_000;
    let random_digits = |form: &str, random: &mut Random| -> String {
        form.chars().map(|one| if one == '#' { char::from(b'0' + random.below(10) as u8) } else { one }).collect()
    };
    let mut report = String::new();
    for (form, writing, most) in [
        ("Kr ## ### ### ###,-", Writing::Plain, 0),
        ("kr ### ### og ## ###", Writing::Plain, 0),
        ("## ### ###;### ###;## ###", Writing::Csv, 0),
        ("tlf. ## ## ## ##, ## ## ## ##", Writing::Plain, 0),
        ("+47 ### ## ### / ### ## ###", Writing::Plain, 0),
        ("org.nr. ### ### ### MVA", Writing::Plain, 0),
        ("org.nr. #########, ########", Writing::Plain, 0),
        ("ISBN 978-82-##-#####-#", Writing::Plain, 0),
        ("ISBN 97882########", Writing::Plain, 0),
        ("EAN #############", Writing::Plain, 0),
        ("sak 20##/#####-##", Writing::Plain, 0),
        ("####.##.#####", Writing::Plain, 0),
        ("##.##.20## kl. ##.##", Writing::Plain, 0),
        ("0,###########", Writing::Plain, 0),
        ("###########", Writing::Plain, 6),
        ("###### #####", Writing::Plain, 6),
        ("######;#####", Writing::Csv, 2),
        ("1#.1#.2024;1####", Writing::Csv, 6),
        ("1.2.2024 1####", Writing::Plain, 8),
        ("1.###########", Writing::Plain, 2),
        ("12,###########", Writing::Plain, 2),
        ("0.###########", Writing::Plain, 0),
        ("###########.0", Writing::Plain, 2),
        ("20######-#####", Writing::Plain, 3),
        ("#;#;#;#;#;#;#;#;#;#;#", Writing::Csv, 2),
        ("######, #####", Writing::Plain, 2),
        ("sted;##########", Writing::Csv, 3),
        ("navn;47########", Writing::Csv, 0),
        ("telefon;########", Writing::Csv, 0),
    ] {
        let mut random = Random(7);
        let hits = (0..TRIES).filter(|_| !find(&random_digits(form, &mut random), writing).is_empty()).count();
        report.push_str(&format!("{form}: {hits} of {TRIES}\n"));
        assert!(hits * 1000 <= most * TRIES, "{report}");
    }
}

#[test]
fn any_text_is_read_in_time_that_grows_with_it() {
    for piece in ["1 ", "12.", "[1](", "&#4", "]( ", "1\n", "123456 12345;", "٠", "\u{200b}1", "1|"] {
        let text = piece.repeat(200_000 / piece.len());
        for writing in [Writing::Plain, Writing::Markdown, Writing::Csv] {
            find(&text, writing);
        }
    }
}

#[test]
fn numbers_are_found_however_toml_writes_them() {
    for form in [
        "\"#####\\u003#######\"",
        "\"\\u003#\\u003#\\U0000003#\\x3########\"",
        "\"######\\t#####\"",
        "\"######\\\n   #####\"",
        "\"##\\/##\\/## #####\"",
        "= ###_###_#####\n",
        "[x, ######_#####]",
    ] {
        check_found(form, Writing::Toml, &BOTH);
    }
    // A year and a number are no digits of one.
    let digits = synthetic(Kind::Fodselsnummer, 5, Rule::Strict);
    assert_eq!(find(&written("\"rapport_####_#######\"", &digits), Writing::Toml), []);
    for broken in ["\\", "\\u", "\\u00", "\\ud800", "\\U00110000", "\\u00æ", "1\\u"] {
        assert_eq!(find(broken, Writing::Toml), [], "{broken}");
    }
}

#[test]
fn a_number_after_an_account_is_none() {
    let digits = synthetic(Kind::DNumber, 11, Rule::Strict);
    assert_eq!(find(&written("Kontonummer 1234.56.78903.\n###########", &digits), Writing::Plain).len(), 1);
    assert_eq!(find(&written("Kontonummer:\n###########", &digits), Writing::Plain), []);
}

#[test]
fn numbers_are_found_through_tags_and_in_them() {
    for form in [
        "<b>######</b>#####",
        "<text><tspan x=\"a\">######</tspan><tspan>#####</tspan></text>",
        "######<!-- mellom -->#####",
        "######<br>#####",
        "<path id=\"###########\"/>",
    ] {
        check_found(form, Writing::Markup, &BOTH);
    }
    check_found("<td>######</td><td>#####</td>", Writing::Markup, &[Rule::Strict]);
    let digits = synthetic(Kind::HNumber, 7, Rule::Strict);
    assert_eq!(find(&written("<p>######</p><p>#####</p>", &digits), Writing::Markup), []);
    assert_eq!(find("1 < 2 og 3 <", Writing::Markup), []);
}

#[test]
fn numbers_are_found_over_the_lines_of_a_cell() {
    check_found("a;\"######\n#####\";b", Writing::Csv, &BOTH);
    check_found("a;\"sa \"\"ja\"\"\n###\"\"########\"", Writing::Csv, &BOTH);
    let digits = synthetic(Kind::DNumber, 9, Rule::Strict);
    // Lines of their own are not joined, nor are they by a quote within a cell that does not begin with one.
    assert_eq!(find(&written("5\" rør;######\n#####;7", &digits), Writing::Csv), []);
}
