//! Numbers in cells, as a reader sees their digits.

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
