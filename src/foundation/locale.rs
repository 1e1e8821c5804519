//! Norwegian (and Sámi) ways of writing: numbers, dates, sizes, alphabetical order, and what systems say.
//!
//! The rules are those of Språkrådet: decimal comma, thousands apart by a no-break space, `18. mars 2026`, a real
//! minus sign, a no-break space before `%` and units.

use std::cmp::Ordering;
use std::io::{self, ErrorKind};
use std::sync::{Arc, LazyLock};

use icu_collator::{Collator, CollatorBorrowed, options::CollatorOptions};
use icu_locale_core::locale;
use jiff::Zoned;
use jiff::civil::{Date, Time, Weekday};
use jiff::fmt::strtime;
use jiff::tz::TimeZone;
use rust_decimal::Decimal;

/// No-break space: between groups of digits, and between a number and its unit.
pub const NO_BREAK_SPACE: char = '\u{a0}';

/// A language that a page can be written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Language {
    /// Norwegian bokmål.
    #[default]
    Nb,
    /// Norwegian nynorsk.
    Nn,
    /// Northern Sámi.
    Se,
}

impl Language {
    pub const ALL: [Self; 3] = [Self::Nb, Self::Nn, Self::Se];

    /// The BCP 47 code, for `lang` attributes and file names.
    pub fn code(self) -> &'static str {
        match self {
            Self::Nb => "nb",
            Self::Nn => "nn",
            Self::Se => "se",
        }
    }

    /// What the language calls itself.
    pub fn own_name(self) -> &'static str {
        match self {
            Self::Nb => "Bokmål",
            Self::Nn => "Nynorsk",
            Self::Se => "Davvisámegiella",
        }
    }

    fn months(self) -> [&'static str; 12] {
        match self {
            Self::Nb | Self::Nn => [
                "januar",
                "februar",
                "mars",
                "april",
                "mai",
                "juni",
                "juli",
                "august",
                "september",
                "oktober",
                "november",
                "desember",
            ],
            Self::Se => [
                "ođđajagemánnu",
                "guovvamánnu",
                "njukčamánnu",
                "cuoŋománnu",
                "miessemánnu",
                "geassemánnu",
                "suoidnemánnu",
                "borgemánnu",
                "čakčamánnu",
                "golggotmánnu",
                "skábmamánnu",
                "juovlamánnu",
            ],
        }
    }

    /// Monday first.
    fn weekdays(self) -> [&'static str; 7] {
        match self {
            Self::Nb => ["mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag", "søndag"],
            Self::Nn => ["måndag", "tysdag", "onsdag", "torsdag", "fredag", "laurdag", "sundag"],
            Self::Se => {
                ["vuossárga", "maŋŋebárga", "gaskavahkku", "duorastat", "bearjadat", "lávvardat", "sotnabeaivi"]
            }
        }
    }
}

/// The name of a month: `mars`.
pub fn month(date: Date, language: Language) -> &'static str {
    language.months()[usize::from(date.month().unsigned_abs()) - 1]
}

/// The name of a weekday: `onsdag`.
pub fn weekday(date: Date, language: Language) -> &'static str {
    let day = match date.weekday() {
        Weekday::Monday => 0,
        Weekday::Tuesday => 1,
        Weekday::Wednesday => 2,
        Weekday::Thursday => 3,
        Weekday::Friday => 4,
        Weekday::Saturday => 5,
        Weekday::Sunday => 6,
    };
    language.weekdays()[day]
}

/// A date in prose: `18. mars 2026`. In Northern Sámi the month comes first, in the genitive: `njukčamánu 18. b. 2026`.
pub fn date(date: Date, language: Language) -> String {
    let (day, month, year) = (date.day(), month(date, language), date.year());
    match language {
        Language::Nb | Language::Nn => format!("{day}. {month} {year}"),
        Language::Se => format!("{} {day}. b. {year}", month.replace("mánnu", "mánu")),
    }
}

/// The time of Norway, in the form of POSIX, so that no database of time zones has to be there. It has been this since
/// 1996.
const TIME_ZONE: &str = "CET-1CEST,M3.5.0,M10.5.0/3";

/// A moment in Norway for machines, after RFC 3339: `2026-03-18T09:00:00+01:00`. `None` at the very ends of time.
pub fn moment(date: Date, time: Time) -> Option<String> {
    strtime::format("%Y-%m-%dT%H:%M:%S%:z", &in_norway(date, time)?).ok()
}

/// A text whose numbers are not divided between lines: no-break spaces between groups of digits, and before `kr` and `%`.
pub fn unbroken(text: &str) -> String {
    let mut result = String::with_capacity(text.len() + 8);
    for (index, character) in text.char_indices() {
        let rest = &text[index + character.len_utf8()..];
        let after_digit = result.ends_with(|before: char| before.is_ascii_digit());
        let digits = rest.chars().take_while(char::is_ascii_digit).count();
        let belongs = digits == 3 || rest.starts_with('%') || {
            let unit = rest.strip_prefix("kr");
            unit.is_some_and(|after| !after.starts_with(char::is_alphanumeric))
        };
        result.push(if character == ' ' && after_digit && belongs { NO_BREAK_SPACE } else { character });
    }
    result
}

/// A number with the decimals it was given with: `18 000 000`, `−1 234,50`.
pub fn number(value: Decimal) -> String {
    let plain = value.abs().to_string();
    let (whole, decimals) = plain.split_once('.').unwrap_or((&plain, ""));
    let mut text = String::with_capacity(plain.len() + 8);
    if value.is_sign_negative() && !value.is_zero() {
        text.push('−');
    }
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            text.push(NO_BREAK_SPACE);
        }
        text.push(digit);
    }
    if !decimals.is_empty() {
        text.push(',');
        text.push_str(decimals);
    }
    text
}

/// Whole kroner: `18 000 000 kr`.
pub fn kroner(amount: i64) -> String {
    format!("{}{NO_BREAK_SPACE}kr", number(Decimal::from(amount)))
}

/// When a day began in Norway. `None` for the days at the very ends of time.
pub fn midnight(date: Date) -> Option<Zoned> {
    in_norway(date, Time::midnight())
}

fn in_norway(date: Date, time: Time) -> Option<Zoned> {
    let time_zone = TimeZone::posix(TIME_ZONE).expect("a time zone");
    date.to_datetime(time).to_zoned(time_zone).ok()
}

/// The size of a file, in the units of file managers (1 MB is 1 000 000 bytes): `812 B`, `34 kB`, `1,2 MB`.
pub fn file_size(bytes: u64) -> String {
    let scaled = |divisor: u64, decimals: u32| {
        number((Decimal::from(bytes) / Decimal::from(divisor)).round_dp(decimals).normalize())
    };
    match bytes {
        0..1_000 => format!("{bytes}{NO_BREAK_SPACE}B"),
        1_000..1_000_000 => format!("{}{NO_BREAK_SPACE}kB", scaled(1_000, 0)),
        _ => format!("{}{NO_BREAK_SPACE}MB", scaled(1_000_000, 1)),
    }
}

/// The number that a word of Norwegian stands for, up to ninety-nine: `fem`, `sytten`, `tjueto`, `to og tjue`. Both
/// `sju` and `syv`, `tjue` and `tyve`, `tretti` and `tredve`. Case does not matter.
pub fn number_word(word: &str) -> Option<u8> {
    let word = word.to_lowercase();
    let below_ten = |word: &str| ONES.iter().find(|(name, _)| *name == word).map(|(_, value)| *value);
    let ten = |word: &str| TENS.iter().find(|(name, _)| *name == word).map(|(_, value)| *value);
    let teen = TEENS.iter().position(|name| *name == word).map(|position| position as u8 + 10);
    let compound = || TENS.iter().find_map(|(name, tens)| Some(tens + below_ten(word.strip_prefix(name)?)?));
    let turned = || {
        let (ones, tens) = word.split_once("og")?;
        Some(below_ten(ones.trim_end())? + ten(tens.trim_start())?)
    };
    match word.as_str() {
        "null" => Some(0),
        _ => below_ten(&word).or(teen).or_else(|| ten(&word)).or_else(compound).or_else(turned),
    }
}

/// One to nine; *en* in all its genders.
const ONES: [(&str, u8); 13] = [
    ("en", 1),
    ("én", 1),
    ("ei", 1),
    ("ett", 1),
    ("to", 2),
    ("tre", 3),
    ("fire", 4),
    ("fem", 5),
    ("seks", 6),
    ("sju", 7),
    ("syv", 7),
    ("åtte", 8),
    ("ni", 9),
];

/// Ten to nineteen.
const TEENS: [&str; 10] =
    ["ti", "elleve", "tolv", "tretten", "fjorten", "femten", "seksten", "sytten", "atten", "nitten"];

const TENS: [(&str, u8); 10] = [
    ("tjue", 20),
    ("tyve", 20),
    ("tretti", 30),
    ("tredve", 30),
    ("førti", 40),
    ("femti", 50),
    ("seksti", 60),
    ("sytti", 70),
    ("åtti", 80),
    ("nitti", 90),
];

static COLLATOR: LazyLock<CollatorBorrowed<'static>> = LazyLock::new(|| {
    Collator::try_new(locale!("nb").into(), CollatorOptions::default()).expect("the data for nb is compiled in")
});

/// Alphabetical order: æ, ø, å last, aa with å.
pub fn compare(left: &str, right: &str) -> Ordering {
    COLLATOR.compare(left, right).then_with(|| left.cmp(right))
}

/// Where a text stands in alphabetical order: keys compare as [`compare`] does with the texts, and much faster.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct SortKey(Vec<u8>, Arc<str>);

impl SortKey {
    pub fn of(text: &str) -> Self {
        let mut key = Vec::new();
        let Ok(()) = COLLATOR.write_sort_key_to(text, &mut key);
        Self(key, text.into())
    }
}

/// Why the system refuses to read or write something, in words.
pub fn reason(error: &io::Error) -> String {
    match error.kind() {
        ErrorKind::PermissionDenied => "du mangler tilgang".to_owned(),
        ErrorKind::NotFound => "den finnes ikke".to_owned(),
        ErrorKind::NotADirectory | ErrorKind::AlreadyExists => {
            "det ligger en fil der det skulle vært en mappe".to_owned()
        }
        ErrorKind::IsADirectory => "det ligger en mappe der det skulle vært en fil".to_owned(),
        ErrorKind::ReadOnlyFilesystem => "disken kan ikke skrives til".to_owned(),
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "disken er full".to_owned(),
        ErrorKind::FileTooLarge => "filen er større enn disken tar imot".to_owned(),
        ErrorKind::InvalidFilename => "navnet er for langt, eller har tegn som disken ikke tar imot".to_owned(),
        ErrorKind::ResourceBusy | ErrorKind::ExecutableFileBusy => "et annet program bruker den".to_owned(),
        ErrorKind::InvalidData | ErrorKind::UnexpectedEof => "innholdet er skadet".to_owned(),
        ErrorKind::OutOfMemory => "maskinen har ikke minne nok".to_owned(),
        // What the system says itself is in the language of the system, or in English.
        _ => match error.raw_os_error() {
            Some(number) => format!("systemet melder feil nummer {number}"),
            None => "systemet melder en feil".to_owned(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_system_speaks_for_itself() {
        let check = |number, expected| assert_eq!(reason(&io::Error::from_raw_os_error(number)), expected);
        if cfg!(target_os = "linux") {
            check(30, "disken kan ikke skrives til");
            check(36, "navnet er for langt, eller har tegn som disken ikke tar imot");
            check(5, "systemet melder feil nummer 5");
        }
        assert_eq!(reason(&io::Error::other("oops")), "systemet melder en feil");
    }
    use jiff::civil::date as civil;

    #[test]
    fn sort_keys_are_in_the_same_order_as_texts() {
        let texts = [
            "",
            "Ål",
            "Aal",
            "Ærfugl",
            "Ødegård",
            "a",
            "A",
            "b",
            "Zebra",
            "ø",
            "Øst-Finnmark",
            "1",
            "12",
            "2",
            "é",
            "e",
        ];
        for left in texts {
            for right in texts {
                assert_eq!(SortKey::of(left).cmp(&SortKey::of(right)), compare(left, right), "{left} {right}");
            }
        }
    }

    #[test]
    fn numbers_in_a_text_are_kept_together() {
        let shown = |text: &str| unbroken(text).replace(NO_BREAK_SPACE, "_");
        assert_eq!(shown("Totalen 1 125 000 kr er 900 000 kr for høy."), "Totalen 1_125_000_kr er 900_000_kr for høy.");
        assert_eq!(shown("33,6 % av 241 svar i 2025 krever 12 kroner"), "33,6_% av 241 svar i 2025 krever 12 kroner");
        assert_eq!(shown("12 kr"), "12_kr");
        assert_eq!(shown("æ 12 34567 å"), "æ 12 34567 å");
    }

    #[test]
    fn numbers_have_decimal_comma_and_groups_of_three() {
        let check = |value: &str, expected: &str| {
            let shown = number(value.parse().unwrap()).replace(NO_BREAK_SPACE, " ");
            assert_eq!(shown, expected);
        };
        check("0", "0");
        check("307", "307");
        check("2024", "2 024");
        check("18000000", "18 000 000");
        check("31.7", "31,7");
        check("0.0", "0,0");
        check("-1234.50", "−1 234,50");
        check("-0", "0");
    }

    #[test]
    fn number_words_are_read() {
        let check = |word: &str, expected: Option<u8>| assert_eq!(number_word(word), expected, "{word}");
        check("null", Some(0));
        check("ett", Some(1));
        check("Fem", Some(5));
        check("sju", Some(7));
        check("syv", Some(7));
        check("tolv", Some(12));
        check("sytten", Some(17));
        check("tjue", Some(20));
        check("tjueto", Some(22));
        check("to og tjue", Some(22));
        check("toogtjue", Some(22));
        check("nittini", Some(99));
        check("femte", None);
        check("tjuetolv", None);
        check("og", None);
        check("", None);
    }

    #[test]
    fn kroner_have_a_no_break_space_before_the_unit() {
        assert_eq!(kroner(18_000_000), "18\u{a0}000\u{a0}000\u{a0}kr");
    }

    #[test]
    fn dates_are_written_out() {
        assert_eq!(date(civil(2026, 3, 18), Language::Nb), "18. mars 2026");
        assert_eq!(weekday(civil(2026, 3, 18), Language::Nb), "onsdag");
        assert_eq!(weekday(civil(2026, 3, 22), Language::Nn), "sundag");
        assert_eq!(date(civil(2026, 3, 18), Language::Se), "njukčamánu 18. b. 2026");
        assert_eq!(date(civil(2026, 12, 1), Language::Se), "juovlamánu 1. b. 2026");
    }

    #[test]
    fn sizes_use_the_largest_unit_that_fits() {
        let check = |bytes: u64, expected: &str| assert_eq!(file_size(bytes).replace(NO_BREAK_SPACE, " "), expected);
        check(812, "812 B");
        check(34_211, "34 kB");
        check(1_234_567, "1,2 MB");
        check(12_000_000, "12 MB");
    }

    #[test]
    fn ae_oe_aa_come_last() {
        let mut names = vec!["Ås", "Ørland", "Ærfugl", "Zahl", "Aarhus", "Alta", "Bodø"];
        names.sort_by(|left, right| compare(left, right));
        assert_eq!(names, ["Alta", "Bodø", "Zahl", "Ærfugl", "Ørland", "Aarhus", "Ås"]);
    }
}
