//! `datoformat`: dates in prose are written the Norwegian way.
//!
//! What it is, why it matters and the way out stand with [`Code::DateFormat`]. After Språkrådet ("Dato og klokkeslett"): the
//! month as a word in running text. `18.03.2026` is a Norwegian way too and is left alone; reported are those that can be
//! taken for something else (`18.03.26`, `03/18/2026`) and those for machines (`2026-03-18`). Where day and month cannot be
//! told apart, a program does not choose.
//!
//! Bad: «Møtet er 03/18/2026.»
//! Good: «Møtet er 18. mars 2026.»

use jiff::civil::Date;

use super::figure::Figure;
use super::reading::{Reading, Setting};
use crate::foundation::diagnostic::{Code, Diagnostic};
use crate::foundation::locale::{self, Language};

/// Years of two digits below this are of this century.
const CENTURY_TURNS: i16 = 50;

/// Words before a number of a part of a document: `punkt 10.11.12`.
const PARTS: [&str; 10] = ["punkt", "pkt.", "pkt", "kapittel", "kap.", "kap", "avsnitt", "versjon", "vedlegg", "del"];

/// Reports a date in prose that is written in another way.
pub fn date_format(reading: &Reading<'_>, place: Setting, figure: &Figure<'_>) -> Option<Diagnostic> {
    let meant = date(figure)?;
    let message = format!("datoen «{}» er ikke skrevet på norsk måte", figure.digits);
    let right = meant.map(|date| locale::date(date, Language::Nb));
    let hint = match &right {
        Some(right) => format!("skriv «{right}»"),
        None => "skriv måneden med bokstaver; her kan ingen vite hva som er dag og hva som er måned".to_owned(),
    };
    let repair = right.filter(|_| place != Setting::Heading);
    let problem = Diagnostic::at(Code::DateFormat, reading.file, figure.span.clone(), message);
    Some(problem.hint(hint).maybe_repair(repair))
}

/// The date that a figure is, when it is one in a form that is not for prose; `Some(None)` when that can be two.
fn date(figure: &Figure<'_>) -> Option<Option<Date>> {
    let number = |text: &&str| text.parse::<i16>().ok();
    if let Some([year, month, day]) = figure.parts('-').as_deref()
        && (year.len(), month.len(), day.len()) == (4, 2, 2)
    {
        return day_of(number(year)?, number(month)?, number(day)?).map(Some);
    }
    if let Some([day, month, year]) = figure.parts('.').as_deref()
        && (day.len(), month.len(), year.len()) == (2, 2, 2)
        && !PARTS.contains(&figure.word_before().as_str())
    {
        let year = number(year)?;
        let year = if year < CENTURY_TURNS { 2000 + year } else { 1900 + year };
        return day_of(year, number(month)?, number(day)?).map(Some);
    }
    if let Some([first, second, year]) = figure.parts('/').as_deref()
        && year.len() == 4
        && first.len() <= 2
        && second.len() <= 2
    {
        let (first, second, year) = (number(first)?, number(second)?, number(year)?);
        let (american, norwegian) = (day_of(year, first, second), day_of(year, second, first));
        return match (american, norwegian) {
            (Some(one), Some(other)) if one != other => Some(None),
            (one, other) => one.or(other).map(Some),
        };
    }
    None
}

/// A day of the last, this or the next century.
fn day_of(year: i16, month: i16, day: i16) -> Option<Date> {
    let (month, day) = (i8::try_from(month).ok()?, i8::try_from(day).ok()?);
    (1900..2200).contains(&year).then(|| Date::new(year, month, day).ok())?
}
