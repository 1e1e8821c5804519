//! `manglende-vedtak`: a sak that was to be decided has its decision, when the minutes are approved.
//!
//! What it is, why it matters and the way out stand with [`Code::MissingDecision`]. People come to the portal for what was
//! decided (the documents of the body are open to all, offentleglova § 3). As long as the minutes are missing or a draft, there may be
//! no decision to publish; the meeting is then reported, not each of its saker ([`super::missing_minutes`]). A warning: the
//! body may have postponed the sak, and then *Vedtak* says so.
//!
//! Bad: `referat = "godkjent"`, and a sak with `sakstype = "B"` that ends with *Forslag til vedtak*
//! Good: the same with `## Vedtak` and what the body decided

use crate::foundation::diagnostic::{Code, Diagnostic};
use crate::read::document::{Referat, SakSection, Sakstype, Tilstand};
use crate::site::{Relations, Site};

/// Reports saker without a decision.
pub fn missing_decision(site: &Site) -> Vec<Diagnostic> {
    let saker = site.pages().filter_map(|(_, page)| {
        let (Relations::Sak { meeting, .. }, Some(sak)) = (&page.relations, page.sak()) else { return None };
        let meeting = site.page(*meeting).mote()?;
        let is_decided =
            page.body()?.outline.iter().any(|heading| SakSection::opened_by(&heading.text) == Some(SakSection::Vedtak));
        let must_be = sak.sakstype == Sakstype::Beslutning
            && sak.unntatt.is_none()
            && page.is_public()
            && meeting.tilstand == Tilstand::Avholdt
            && meeting.referat == Referat::Godkjent;
        if is_decided || !must_be {
            return None;
        }
        let (file, span) = page.place()?;
        let message = format!("sak {} har ikke noe vedtak, men referatet er godkjent", sak.nummer.value);
        let hint = "legg til overskriften ## Vedtak og det som ble vedtatt; ble saken utsatt, skriver du det der";
        Some(Diagnostic::at(Code::MissingDecision, file, span, message).hint(hint))
    });
    saker.collect()
}
