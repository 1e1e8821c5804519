//! Figures that are stated in prose: finding them, and reading them.

use rust_decimal::Decimal;

use crate::foundation::locale::{self, NO_BREAK_SPACE};
use crate::read::document::{Common, Document, Kind};
use crate::read::table::Description;

/// Where the text of a page can state a figure: the body, and what its front matter shows to readers.
pub fn texts_of_page<'a>(document: &'a Document, body: &'a str) -> Vec<&'a str> {
    let Common { tittel, ingress, vedlegg, .. } = &document.common;
    let mut texts = vec![body, tittel];
    texts.extend(ingress.as_deref());
    for attachment in vedlegg {
        texts.push(&attachment.tittel);
        texts.extend(attachment.merknad.as_deref());
    }
    match &document.kind {
        Kind::Forside(forside) => {
            texts.extend(forside.inngang.iter().flat_map(|entry| [entry.tittel.as_str(), &entry.tekst]));
            texts.extend(forside.nokkeltall.iter().map(|figure| figure.tekst.as_str()));
        }
        Kind::Utvalg(utvalg) => {
            texts.extend(utvalg.plass.iter().map(|seat| seat.hvem.as_str()));
            texts.extend(utvalg.moteplan.iter().map(|plan| plan.tekst.as_str()));
        }
        Kind::Prosjekt(prosjekt) => {
            texts.extend(prosjekt.malgrupper.iter().map(String::as_str));
            texts.extend(prosjekt.milepel.iter().map(|milestone| milestone.tekst.as_str()));
            texts.extend(prosjekt.okonomi.iter().filter_map(|money| money.merknad.as_deref()));
            texts.extend(prosjekt.periode.iter().filter_map(|money| money.merknad.as_deref()));
        }
        Kind::Side | Kind::Seksjon(_) | Kind::Mote(_) | Kind::Sak(_) | Kind::Rapport(_) => {}
    }
    texts
}

/// Where the description of a table can state a figure.
pub fn texts_of_table(description: &Description) -> Vec<&str> {
    let mut texts = vec![description.tittel.as_str()];
    texts.extend(
        [&description.periode, &description.grunnlag, &description.opplysning]
            .into_iter()
            .flatten()
            .map(String::as_str),
    );
    texts.extend(description.fotnote.iter().map(|footnote| footnote.tekst.as_str()));
    texts.extend(description.brudd.iter().map(|one| one.value.tekst.as_str()));
    texts.extend(description.merknad.iter().map(|remark| remark.value.grunn.as_str()));
    texts
}

/// The number that a text begins with: `18 000 000 kr`, `35,5 %`, `fem prosjekter`.
pub fn number_in(text: &str) -> Option<Decimal> {
    let text = normal(text);
    let (sign, digits) = match text.strip_prefix(['−', '-']) {
        Some(rest) => ("-", rest),
        None => ("", text.as_str()),
    };
    let count = |text: &str| text.chars().take_while(|character| is_digit(*character)).count();
    if count(digits) == 0 {
        return number_word_in(&text).map(Decimal::from);
    }
    let (first, mut rest) = digits.split_at(count(digits));
    let mut plain = format!("{sign}{first}");
    // Groups of three belong to the number; other digits after a space are another number.
    while let Some(group) = rest.strip_prefix(' ').filter(|group| count(group) == 3) {
        plain.push_str(&group[..3]);
        rest = &group[3..];
    }
    if let Some(decimals) = rest.strip_prefix(',').filter(|decimals| count(decimals) > 0) {
        plain.push('.');
        plain.push_str(&decimals[..count(decimals)]);
    }
    plain.parse().ok()
}

/// The number that a text begins with in words: the first word, or the first three (`to og tjue`).
fn number_word_in(text: &str) -> Option<u8> {
    let words: Vec<&str> = text.split(' ').collect();
    let turned = words.get(..3).and_then(|three| locale::number_word(&three.join(" ")));
    turned.or_else(|| locale::number_word(words.first()?))
}

/// Whether a text has a figure, not as a part of a longer one (`5 000` in `5 000 000`, `18` in `18,8`, `fem` in
/// `femten`). Kinds of spaces do not matter.
pub fn states(text: &str, figure: &str) -> bool {
    let (text, figure) = (normal(text), normal(figure));
    text.match_indices(&figure).any(|(start, _)| {
        let (before, after) = (&text[..start], &text[start + figure.len()..]);
        let within_number = figure.starts_with(is_digit) && ends_within_a_number(before);
        let within_word = figure.starts_with(char::is_alphabetic) && before.ends_with(char::is_alphanumeric);
        let number_goes_on = figure.ends_with(is_digit) && goes_on_as_a_number(after);
        let word_goes_on = figure.ends_with(char::is_alphabetic) && after.starts_with(char::is_alphanumeric);
        !(within_number || within_word || number_goes_on || word_goes_on)
    })
}

fn normal(text: &str) -> String {
    text.replace([NO_BREAK_SPACE, '\u{202f}', '\n'], " ")
}

fn is_digit(character: char) -> bool {
    character.is_ascii_digit()
}

/// Whether what follows would be further digits of the same number: at once, as decimals, or as a group of three.
fn goes_on_as_a_number(after: &str) -> bool {
    let digits = |text: &str| text.chars().take_while(|character| is_digit(*character)).count();
    let group = after.strip_prefix(' ').map_or(0, digits);
    digits(after) > 0 || after.strip_prefix(',').map_or(0, digits) > 0 || group == 3
}

/// Whether what stands before is an open number: a digit, or a digit and a decimal comma.
fn ends_within_a_number(before: &str) -> bool {
    before.ends_with(is_digit) || before.strip_suffix(',').is_some_and(|whole| whole.ends_with(is_digit))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_found_as_wholes() {
        assert!(states("I alt 184 saker.", "184"));
        assert!(states("18\u{a0}000\u{a0}000 kr", "18 000 000"));
        assert!(states("5 000 av 5 000 000 kr", "5 000"));
        assert!(!states("I alt 1840 saker.", "184"));
        assert!(!states("5 000 000 kr", "5 000"));
        assert!(!states("18,8 millioner", "18"));
        assert!(!states("18,8 millioner", "8 millioner"));
        assert!(states("18, 8 og 9", "18"));
        assert!(!states("", "184"));
    }

    #[test]
    fn number_words_are_found_as_wholes() {
        assert!(states("Det er fem prosjekter.", "fem"));
        assert!(states("Det er fem\nprosjekter.", "fem prosjekter"));
        assert!(!states("Det er femten prosjekter.", "fem"));
        assert!(!states("Det er femten prosjekter.", "ten"));
        assert!(!states("To av femtifem.", "fem"));
    }

    #[test]
    fn numbers_are_read_with_their_unit() {
        let check = |text: &str, expected: Option<&str>| {
            assert_eq!(number_in(text), expected.map(|number| number.parse().unwrap()), "{text}");
        };
        check("18 000 000 kr", Some("18000000"));
        check("35,5 %", Some("35.5"));
        check("−4", Some("-4"));
        check("108 til 60", Some("108"));
        check("12 24 timer", Some("12"));
        check("5 2024", Some("5"));
        check("2)", Some("2"));
        check("fem prosjekter", Some("5"));
        check("Sju", Some("7"));
        check("to og tjue møter", Some("22"));
        check("omtrent ti", None);
        check("", None);
    }
}
