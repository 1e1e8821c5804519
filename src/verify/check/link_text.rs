//! `lenketekst`: the text of a link says where it leads.
//!
//! What it is, why it matters and the way out stand with [`Code::LinkText`]. WCAG 2.2, 2.4.4 (level A): who moves from link
//! to link hears the texts only. A link without a text has no name at all (4.1.2) and is an error; what says nothing, an
//! address in the place of a text, and one text for two places on a page are warnings, since the sentence around may help.
//! An address of mail may be its own text.
//!
//! Bad: «Handlingsplanen ligger [her](@/plan.md).»
//! Good: «Les [handlingsplanen](@/plan.md).»

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use super::figure::is_address;
use super::reading::{Link, Reading};
use crate::foundation::diagnostic::{Code, Diagnostic};

/// Texts that say nothing by themselves.
const EMPTY_TEXTS: [&str; 21] = [
    "denne lenken",
    "denne siden",
    "denne",
    "dette",
    "gå hit",
    "her",
    "hit",
    "klikk",
    "klikk her",
    "lenke",
    "lenken",
    "les her",
    "les mer",
    "les mer her",
    "link",
    "mer",
    "mer her",
    "mer informasjon",
    "se her",
    "se mer",
    "trykk her",
];

/// Reports links whose texts are of no use.
pub fn link_text(reading: &Reading<'_>) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    let mut seen: BTreeMap<String, &Link> = BTreeMap::new();
    for link in &reading.links {
        let shown = link.shown.trim();
        let problem = |message: String| Diagnostic::at(Code::LinkText, reading.file, link.span.clone(), message);
        if link.bare || link.target.starts_with("mailto:") {
            // `<sak:ssu/12/26>` is shown as the sak.
            if link.bare && is_address(shown) && !shown.starts_with("mailto:") {
                let message = format!("adressen «{shown}» står i stedet for en lenketekst");
                problems.push(problem(message).hint("skriv hva lenken fører til: [tekst](adresse)").as_warning());
            }
            continue;
        }
        let plain = shown.trim_matches(|character: char| !character.is_alphanumeric()).to_lowercase();
        if shown.is_empty() {
            let hint = "skriv mellom hakeparentesene hva lenken fører til";
            problems.push(problem("lenken har ingen tekst".to_owned()).hint(hint));
        } else if EMPTY_TEXTS.contains(&plain.as_str()) {
            let message = format!("lenketeksten «{shown}» sier ikke hvor lenken fører");
            let hint = "bruk ordene som sier hva leseren finner der, for eksempel [handlingsplanen](@/plan.md)";
            problems.push(problem(message).hint(hint).as_warning());
        } else if is_address(shown) && !shown.contains(' ') && !shown.contains('@') {
            let message = format!("adressen «{shown}» står i stedet for en lenketekst");
            problems.push(problem(message).hint("skriv hva lenken fører til").as_warning());
        } else {
            match seen.entry(plain) {
                Entry::Vacant(entry) => drop(entry.insert(link)),
                Entry::Occupied(entry) if leads_elsewhere(entry.get(), link) => {
                    let earlier = &entry.get().target;
                    let message = format!("to lenker på siden heter «{shown}», men fører til hvert sitt sted");
                    let hint = format!("den første fører til {earlier}; gi dem hver sin tekst");
                    problems.push(problem(message).hint(hint).as_warning());
                }
                Entry::Occupied(_) => {}
            }
        }
    }
    problems
}

/// Whether two links surely lead to different places. One can be written in several ways: `sak:12/26`, `@/…/12-26.md`.
fn leads_elsewhere(one: &Link, other: &Link) -> bool {
    let scheme = |link: &Link| link.target.split(['/', ':']).next().unwrap_or_default().to_owned();
    let plain = |link: &Link| link.target.trim_end_matches('/').to_lowercase();
    let is_sak = |link: &Link| link.target.starts_with("sak:");
    scheme(one) == scheme(other) && !is_sak(one) && plain(one) != plain(other)
}
