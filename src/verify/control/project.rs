//! What the money of a project must agree with.
//!
//! The formulas are those that the report of autumn 2025 on the grants declares (chapter 6): what remains is what was
//! granted in the years together less what was spent; the sum for the next year is what was granted for a year and what
//! is carried over.

use crate::foundation::diagnostic::Located;
use crate::read::document::{Periode, Prosjekt};

/// A stated amount and what it must be.
pub struct Comparison {
    /// `periode.gjenstar`.
    pub field: &'static str,
    /// The rule in words.
    pub text: String,
    pub stated: Located<i64>,
    pub computed: i64,
}

/// Everything that the amounts of a project allow to be compared.
pub fn comparisons(project: &Prosjekt) -> Vec<Comparison> {
    let mut comparisons: Vec<Comparison> =
        project.periode.iter().flat_map(|period| of_period(project, period)).collect();
    for application in &project.soknad {
        if let Some(total) = &application.belop
            && !application.ar.is_empty()
        {
            comparisons.push(Comparison {
                field: "soknad.belop",
                text: "Omsøkt beløp er summen av beløpene for hvert år".to_owned(),
                stated: total.clone(),
                computed: application.ar.iter().fold(0, |sum, year| sum.saturating_add(year.belop)),
            });
        }
    }
    comparisons
}

fn of_period(project: &Prosjekt, period: &Periode) -> Vec<Comparison> {
    let granted_in = |year: i64| {
        let year = project.okonomi.iter().find(|money| money.ar == year)?;
        year.tildelt.as_ref().map(|amount| amount.value)
    };
    // A period is a few years; a mistyped one of thousands has no grants in most of them and ends here at once.
    let by_years = (period.fra..=period.til).map(granted_in).try_fold(0_i64, |sum, granted| sum.checked_add(granted?));
    let value = |amount: &Option<Located<i64>>| amount.as_ref().map(|amount| amount.value);
    let granted = value(&period.tildelt).or(by_years);
    let years = format!("{}–{}", period.fra, period.til);

    let rules = [
        (
            "periode.tildelt",
            &period.tildelt,
            by_years,
            format!("Tildelt {years} er summen av det som er tildelt hvert år"),
        ),
        (
            "periode.gjenstar",
            &period.gjenstar,
            granted.zip(value(&period.brukt)).map(|(granted, spent)| granted.saturating_sub(spent)),
            format!("Gjenstående midler er det som er tildelt {years}, minus det som er brukt"),
        ),
        (
            "periode.overfort",
            &period.overfort,
            value(&period.gjenstar).zip(value(&period.fremtidig)).map(|(left, planned)| left.saturating_sub(planned)),
            "Overførte midler er gjenstående midler minus planlagt bruk".to_owned(),
        ),
        (
            "periode.neste",
            &period.neste,
            value(&period.overfort).zip(granted_in(period.til)).map(|(over, year)| over.saturating_add(year)),
            format!("Sum {} er årlig tildeling pluss overførte midler", period.til.saturating_add(1)),
        ),
    ];
    rules
        .into_iter()
        .filter_map(|(field, stated, computed, text)| {
            Some(Comparison { field, text, stated: stated.clone()?, computed: computed? })
        })
        .collect()
}
