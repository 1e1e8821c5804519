//! Everything that was checked, as JSON. The keys are Norwegian, like those of the tables, and stand in a fixed order; the
//! page with the catalogue of the data explains them.

use serde::Serialize;

use crate::foundation::path::BaseUrl;
use crate::read::config::Config;
use crate::read::source::CONTENT;
use crate::render::body::{file_title, published_rules};
use crate::site::{PageId, Site};
use crate::verify::control::{Checked, Finding, Rule, Subject};

/// What the catalogue calls the file, and says of it.
pub const TITLE: &str = "Kontroller av tallene";
pub const ABOUT: &str =
    "Reglene som tallene er kontrollert etter, med oppgitt og beregnet verdi og forklaring på avvik.";

/// All rules about what is published, with what came of them.
#[derive(Debug, Serialize)]
pub struct Register<'a> {
    tittel: &'static str,
    beskrivelse: &'static str,
    utgiver: &'a str,
    antall_tall: usize,
    antall_regler: usize,
    antall_merknader: usize,
    regler: Vec<Entry<'a>>,
}

/// One rule.
#[derive(Debug, Serialize)]
struct Entry<'a> {
    /// The file of content, below its folder.
    fil: &'a str,
    gjelder: &'a str,
    /// The page that shows the numbers.
    side: String,
    regel: &'a str,
    sammenlignet: usize,
    oppgitt: Option<&'a str>,
    beregnet: Option<&'a str>,
    resultat: &'static str,
    merknader: Vec<Remark<'a>>,
}

/// Where a rule does not hold, and why that is accepted.
#[derive(Debug, Serialize)]
struct Remark<'a> {
    rad: Option<&'a str>,
    kolonne: Option<&'a str>,
    kontroll: Option<&'a str>,
    felt: Option<&'a str>,
    oppgitt: &'a str,
    beregnet: &'a str,
    grunn: &'a str,
    besluttet_av: &'a str,
    dato: String,
}

/// The rules in order of their files; those of a file in the order they are checked.
pub fn register<'a>(site: &'a Site, checked: &'a Checked, config: &'a Config, base_url: &BaseUrl) -> Register<'a> {
    let entry = |(page, rule): (PageId, &'a Rule)| {
        let merknader: Vec<Remark<'_>> = rule.findings.iter().filter_map(remark).collect();
        Entry {
            fil: rule.file.below(CONTENT).unwrap_or(rule.file.as_str()),
            gjelder: file_title(site, checked, &rule.file),
            side: format!("{base_url}{}", site.page(page).url),
            regel: &rule.text,
            sammenlignet: rule.comparisons,
            oppgitt: rule.values.as_ref().map(|(stated, _)| stated.as_str()),
            beregnet: rule.values.as_ref().map(|(_, computed)| computed.as_str()),
            resultat: if rule.findings.is_empty() { "stemmer" } else { "stemmer ikke, forklart i merknad" },
            merknader,
        }
    };
    let regler: Vec<Entry<'_>> = published_rules(site, checked).map(entry).collect();
    Register {
        tittel: TITLE,
        beskrivelse: ABOUT,
        utgiver: &config.utgiver,
        antall_tall: regler.iter().map(|rule| rule.sammenlignet).sum(),
        antall_regler: regler.len(),
        antall_merknader: regler.iter().map(|rule| rule.merknader.len()).sum(),
        regler,
    }
}

/// A finding without a reason is an error, and such a site is not published.
fn remark(finding: &Finding) -> Option<Remark<'_>> {
    let acceptance = finding.acceptance.as_ref()?;
    let (rad, kolonne, kontroll, felt) = match &finding.subject {
        Subject::Cell { row, column } => (Some(row.as_str()), Some(column.as_str()), None, None),
        Subject::Control(name) => (None, None, Some(name.as_str()), None),
        Subject::Field(field) => (None, None, None, Some(field.as_str())),
    };
    Some(Remark {
        rad,
        kolonne,
        kontroll,
        felt,
        oppgitt: &finding.stated,
        beregnet: &finding.computed,
        grunn: &acceptance.reason,
        besluttet_av: &acceptance.decided_by,
        dato: acceptance.date.to_string(),
    })
}
