//! Lists of the portal that expressions can count: `tell("saker", "utvalg == 'ssu' && ar == 2026")`.
//!
//! | list | names in conditions |
//! |---|---|
//! | `kommuner` | `rad` (the name), `nummer`, `region` |
//! | `prosjekter` | `rad` (the name of the file), `runde`, `status`, `kommuner` (how many take part) |
//! | `utvalg` | `rad` (the name of the folder), `niva`, `status`, `erstattet_av` |
//! | `plasser` | `rad` (whom they represent), `utvalg`, `rolle`; one entry for each seat, none where the number is not given |
//! | `møter` | `rad` (the title), `utvalg`, `ar`, `tilstand`, `ekstraordinart` (1 or 0), `saker` (how many) |
//! | `saker` | `rad` (the number), `utvalg`, `ar`, `mote` (the date: `2026-03-18`), `sakstype` |
//!
//! Words are those of the front matter. Only what is published is counted.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::expression::Variable;
use super::facts::Countable;
use crate::read::table::{Absence, ROW};
use crate::site::{Origin, Page, Participants, Relations, Site};

/// One list.
#[derive(Debug, Default)]
pub struct List {
    names: Vec<&'static str>,
    /// For each entry its values, in the order of the names.
    entries: Vec<Vec<Variable>>,
}

impl Countable for List {
    fn names(&self) -> Vec<&str> {
        self.names.clone()
    }

    fn rows(&self) -> usize {
        self.entries.len()
    }

    fn value(&self, row: usize, name: &str) -> Result<Variable, Absence> {
        let column = self.names.iter().position(|known| *known == name).ok_or(Absence::Blank)?;
        self.entries.get(row).and_then(|entry| entry.get(column)).cloned().ok_or(Absence::Blank)
    }
}

/// All lists by name.
pub fn of_site(site: &Site) -> BTreeMap<&'static str, List> {
    BTreeMap::from([
        ("kommuner", List::of(site, [ROW, "nummer", "region"], municipality)),
        ("prosjekter", List::of(site, [ROW, "runde", "status", "kommuner"], project)),
        ("utvalg", List::of(site, [ROW, "niva", "status", "erstattet_av"], utvalg)),
        ("plasser", seats(site)),
        ("møter", List::of(site, [ROW, "utvalg", "ar", "tilstand", "ekstraordinart", "saker"], meeting)),
        ("saker", List::of(site, [ROW, "utvalg", "ar", "mote", "sakstype"], sak)),
    ])
}

impl List {
    /// The pages that give an entry.
    fn of<const N: usize>(
        site: &Site,
        names: [&'static str; N],
        entry: fn(&Site, &Page) -> Option<[Variable; N]>,
    ) -> Self {
        let entries = site.pages().filter_map(|(_, page)| entry(site, page)).map(Vec::from);
        Self { names: names.to_vec(), entries: entries.collect() }
    }
}

fn municipality(_: &Site, page: &Page) -> Option<[Variable; 3]> {
    match &page.origin {
        Origin::Municipality(one) => Some([text(&one.navn.value), text(&one.nummer.value), text(&one.region)]),
        Origin::Document(_) => None,
    }
}

fn project(site: &Site, page: &Page) -> Option<[Variable; 4]> {
    let project = page.prosjekt()?;
    let participants = match &page.relations {
        Relations::Prosjekt { municipalities: Participants::All, .. } => site.municipality_names().len(),
        Relations::Prosjekt { municipalities: Participants::Some(some), .. } => some.len(),
        _ => 0,
    };
    let name = page.document()?.name();
    Some([text(name), text(project.runde.word()), text(project.status.word()), number(participants)])
}

fn utvalg(_: &Site, page: &Page) -> Option<[Variable; 4]> {
    let utvalg = page.utvalg()?;
    let level = Variable::Number(utvalg.niva.number().into());
    let successor = utvalg.erstattet_av.as_ref().map_or("", |successor| &successor.value);
    Some([text(page.document()?.name()), level, text(utvalg.status.word()), text(successor)])
}

fn seats(site: &Site) -> List {
    let all_utvalg = site.pages().filter_map(|(_, page)| Some((page.document()?.name(), page.utvalg()?)));
    let seats = all_utvalg.flat_map(|(name, utvalg)| utvalg.plass.iter().map(move |seat| (name, seat)));
    let entries = seats.flat_map(|(name, seat)| {
        let count = seat.antall.and_then(|count| usize::try_from(count).ok()).unwrap_or_default();
        let entry = vec![text(&seat.hvem), text(name), text(seat.rolle.as_deref().unwrap_or_default())];
        std::iter::repeat_n(entry, count.min(MOST_SEATS))
    });
    List { names: vec![ROW, "utvalg", "rolle"], entries: entries.collect() }
}

/// More seats than a body can have; a slip of the finger must not fill the memory.
const MOST_SEATS: usize = 1_000;

fn meeting(site: &Site, page: &Page) -> Option<[Variable; 6]> {
    let meeting = page.mote()?;
    let Relations::Mote { utvalg, saker } = &page.relations else { return None };
    Some([
        text(page.title()),
        text(site.page(*utvalg).document()?.name()),
        Variable::Number(page.date()?.year().into()),
        text(meeting.tilstand.word()),
        number(usize::from(meeting.ekstraordinart)),
        number(saker.len()),
    ])
}

fn sak(site: &Site, page: &Page) -> Option<[Variable; 5]> {
    let sak = page.sak()?;
    let Relations::Sak { meeting, utvalg, .. } = &page.relations else { return None };
    let date = site.page(*meeting).date()?;
    Some([
        text(&sak.nummer.value.to_string()),
        text(site.page(*utvalg).document()?.name()),
        Variable::Number(date.year().into()),
        text(&date.to_string()),
        text(sak.sakstype.word()),
    ])
}

fn text(text: &str) -> Variable {
    Variable::Text(text.to_owned())
}

fn number(count: usize) -> Variable {
    Variable::Number(Decimal::from(count))
}
