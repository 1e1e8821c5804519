//! The front page.

use jiff::civil::Date;

use super::{Pages, kinds};
use crate::read::document::{Forside, Tilstand};
use crate::render::body::figure;
use crate::render::label;
use crate::render::view;
use crate::site::{PageId, Relations};

/// How many papers the front page shows.
const LATEST: usize = 6;

impl Pages<'_> {
    pub(super) fn home(&self, id: PageId, front: &Forside) -> view::Home {
        let (entries, figures) = match &self.page(id).relations {
            Relations::Forside { entries, figures } => (entries.as_slice(), figures.as_slice()),
            _ => (&[][..], &[][..]),
        };
        let language = self.page(id).language();
        let strings = self.edition.strings(self.page(id));
        let mut meetings: Vec<(Date, PageId)> = self
            .edition
            .site
            .pages()
            .filter(|(_, page)| page.mote().is_some_and(|mote| mote.tilstand != Tilstand::Avlyst))
            .filter_map(|(id, page)| Some((page.date()?, id)))
            .collect();
        meetings.sort();
        let next = meetings.iter().find(|(date, _)| *date >= self.edition.date);
        let latest = meetings.iter().rev().find(|(date, _)| *date < self.edition.date);
        view::Home {
            next_meeting: next.and_then(|(_, id)| self.meeting_summary(*id)),
            latest_meeting: latest.and_then(|(_, id)| self.meeting_summary(*id)),
            latest: self.cards(&self.edition.site.newest(self.edition.site.papers(), LATEST)),
            key_figures: front
                .nokkeltall
                .iter()
                .zip(figures)
                .filter_map(|(described, source)| {
                    let source = source.as_ref()?;
                    let table = &self.edition.checked.tables[&source.table];
                    let (index, column) = table.column(&source.column)?;
                    let cell = &table.row(&source.row)?.cells[index].value;
                    Some(view::KeyFigure {
                        value: figure(cell, column, strings, language),
                        text: described.tekst.clone(),
                        url: source.more.map(|id| self.edition.page_href(id)),
                    })
                })
                .collect(),
            entries: front
                .inngang
                .iter()
                .zip(entries)
                .map(|(entry, id)| view::Entry {
                    title: entry.tittel.clone(),
                    text: entry.tekst.clone(),
                    url: self.edition.page_href(*id),
                })
                .collect(),
        }
    }

    fn meeting_summary(&self, id: PageId) -> Option<view::MeetingSummary> {
        let page = self.page(id);
        let mote = page.mote()?;
        let Relations::Mote { utvalg, saker } = &page.relations else { return None };
        let state = label::meeting_state(mote.tilstand);
        Some(view::MeetingSummary {
            title: page.title().to_owned(),
            url: self.edition.page_href(id),
            utvalg: self.link(*utvalg),
            date: view::date(page.date()?, page.language()),
            time: kinds::time(mote),
            place: mote.sted.clone(),
            state: state.name,
            state_label: self.edition.strings(page).get(state.key).to_owned(),
            saker: self.sak_rows(saker),
        })
    }
}
