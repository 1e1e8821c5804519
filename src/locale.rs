//! Norwegian (and Sámi) ways of writing: numbers, dates, sizes, alphabetical order.
//!
//! The rules are those of Språkrådet: decimal comma, thousands apart by a no-break space, `18. mars 2026`, a real
//! minus sign, a no-break space before `%` and units.

use std::cmp::Ordering;
use std::sync::LazyLock;

use icu_collator::{Collator, CollatorBorrowed, options::CollatorOptions};
use icu_locale_core::locale;
use jiff::civil::{Date, Weekday};
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
                ["vuossárga", "maŋŋebárga", "gaskavahkku", "duorasdat", "bearjadat", "lávvardat", "sotnabeaivi"]
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

/// A date in prose: `18. mars 2026`.
pub fn date(date: Date, language: Language) -> String {
    format!("{}. {} {}", date.day(), month(date, language), date.year())
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

/// Alphabetical order: æ, ø, å last, aa with å.
pub fn compare(left: &str, right: &str) -> Ordering {
    static COLLATOR: LazyLock<CollatorBorrowed<'static>> = LazyLock::new(|| {
        Collator::try_new(locale!("nb").into(), CollatorOptions::default()).expect("the data for nb is compiled in")
    });
    COLLATOR.compare(left, right).then_with(|| left.cmp(right))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date as civil;

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
    fn kroner_have_a_no_break_space_before_the_unit() {
        assert_eq!(kroner(18_000_000), "18\u{a0}000\u{a0}000\u{a0}kr");
    }

    #[test]
    fn dates_are_written_out() {
        assert_eq!(date(civil(2026, 3, 18), Language::Nb), "18. mars 2026");
        assert_eq!(weekday(civil(2026, 3, 18), Language::Nb), "onsdag");
        assert_eq!(weekday(civil(2026, 3, 22), Language::Nn), "sundag");
        assert_eq!(date(civil(2026, 3, 18), Language::Se), "18. njukčamánnu 2026");
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
