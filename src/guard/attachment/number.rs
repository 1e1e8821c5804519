//! Numbers in cells, as a reader sees their digits.

use std::borrow::Cow;

use rust_decimal::Decimal;

/// The number of a cell with all its digits, and as many in front as its format asks for. What is no whole number stays as
/// it is written.
///
/// Some programs write `7.1523999073E10` for a number that is shown as eleven digits, and the zero that begins a number is
/// in no number, but only in its format.
pub fn digits(written: &str, places: usize) -> String {
    let trimmed = written.trim();
    let number = match trimmed.contains(['e', 'E']) {
        true => Decimal::from_scientific(trimmed),
        false => Decimal::from_str_exact(trimmed),
    };
    match number.map(|number| number.normalize()) {
        Ok(whole) if whole.scale() == 0 && whole.is_sign_positive() => format!("{whole:0>places$}"),
        _ => written.to_owned(),
    }
}

/// A text in which numbers that programs have written as `7.1523999073E10` or `71523999073.0` have all their digits and
/// nothing more, when these are as many as a number of a person has. An amount has two decimals, and keeps them.
pub fn with_whole_numbers(text: &str) -> Cow<'_, str> {
    /// With and without the zero in front that a number does not keep.
    const LENGTHS: std::ops::RangeInclusive<usize> = 10..=11;
    let bytes = text.as_bytes();
    let is_of_word = |at: usize| bytes.get(at).is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
    let digits_from = |at: usize| bytes.iter().skip(at).take_while(|byte| byte.is_ascii_digit()).count();
    let mut out = String::new();
    let (mut at, mut written) = (0, 0);
    while let Some(offset) = bytes.get(at..).and_then(|rest| rest.iter().position(u8::is_ascii_digit)) {
        let start = at + offset;
        let whole_end = start + digits_from(start);
        at = whole_end;
        let before = start.checked_sub(1);
        if before.is_some_and(|before| is_of_word(before) || matches!(bytes[before], b'.' | b'-')) {
            continue;
        }
        let mut end = whole_end;
        if matches!(bytes.get(end), Some(b'.' | b',')) && digits_from(end + 1) > 0 {
            end += 1 + digits_from(end + 1);
        }
        let fraction = &text[whole_end..end];
        let sign = usize::from(matches!(bytes.get(end + 1), Some(b'+' | b'-')));
        let has_exponent = matches!(bytes.get(end), Some(b'e' | b'E')) && digits_from(end + 1 + sign) > 0;
        if has_exponent {
            end += 1 + sign + digits_from(end + 1 + sign);
        }
        let goes_on = is_of_word(end) || (bytes.get(end) == Some(&b'.') && digits_from(end + 1) > 0);
        if goes_on || !(has_exponent || fraction == ".0") {
            continue;
        }
        let number = digits(&text[start..end].replace(',', "."), 0);
        if LENGTHS.contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_digit()) {
            out.extend([&text[written..start], &number]);
            written = end;
        }
        at = end;
    }
    if written == 0 {
        return Cow::Borrowed(text);
    }
    out.push_str(&text[written..]);
    Cow::Owned(out)
}

/// How many digits a number has at least in a format of Excel: eleven for `000000 00000`. What is in quotes, in brackets or
/// after a mark that makes a sign of it is shown as it is.
pub fn places(format: &str) -> usize {
    /// More than this no number has that somebody means by it.
    const MOST: usize = 32;
    let mut places = 0;
    let mut characters = format.chars();
    while let Some(character) = characters.next() {
        match character {
            '"' => drop(characters.by_ref().find(|next| *next == '"')),
            '[' => drop(characters.by_ref().find(|next| *next == ']')),
            '\\' | '_' | '*' => drop(characters.next()),
            '0' => places += 1,
            // Decimals, or what stands for numbers below zero.
            '.' | ';' => break,
            _ => {}
        }
    }
    places.min(MOST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_all_their_digits() {
        let check = |written, places, expected| assert_eq!(digits(written, places), expected);
        check("7.1523999073E10", 0, "71523999073");
        check("7.1523999073e+010", 0, "71523999073");
        check("71523999073.0", 0, "71523999073");
        check("1523999073", 11, "01523999073");
        check("71523999073", 11, "71523999073");
        check("0", 0, "0");
        for written in ["0.5", "1.5E-7", "-12", "1E400", "Tekst", "", "1523999073.5"] {
            check(written, 11, written);
        }
    }

    #[test]
    fn numbers_in_a_text_have_all_their_digits() {
        let check = |text, expected| assert_eq!(with_whole_numbers(text), expected);
        check("{\"a\": 7.1523999073E10, \"b\": 71523999073.0}", "{\"a\": 71523999073, \"b\": 71523999073}");
        check("a;7,1523999073E+10;å\n3,7.1523999073e10", "a;71523999073;å\n3,71523999073");
        check("715239990730e-1", "71523999073");
        for text in [
            "71523999073.00",
            "-7.1523999073E10",
            "7.1523999073E10.5",
            "a7.1523999073E10",
            "7.15E3",
            "1.5E999",
            "7E",
            "æ1.",
            "",
        ] {
            check(text, text);
        }
    }

    #[test]
    fn a_format_has_places_for_digits() {
        let check = |format, expected| assert_eq!(places(format), expected, "{format}");
        check("00000000000", 11);
        check("000000 00000", 11);
        check("000000\\ 00000;-0", 11);
        check("[$-414]000000\" 00000 \"00000_0", 11);
        check("# ##0.00", 1);
        check("General", 0);
        check(&"0".repeat(1000), 32);
    }
}
