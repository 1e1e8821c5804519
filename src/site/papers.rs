//! Papers: what meetings and the partnership publish as they go, saker and reports.

use std::cmp::Reverse;

use jiff::civil::Date;

use super::{Page, PageId, Relations, Site};

impl Site {
    /// The date of a page; that of a sak is the date of its meeting, if it has none of its own.
    pub fn date_of(&self, id: PageId) -> Option<Date> {
        let page = self.page(id);
        let meeting = match page.relations {
            Relations::Sak { meeting, .. } => self.page(meeting).date(),
            _ => None,
        };
        page.date().or(meeting)
    }

    /// All saker and reports; parts of a report are found from the whole.
    pub fn papers(&self) -> impl Iterator<Item = PageId> {
        self.pages().filter(|(_, page)| page.sak().is_some() || self.is_whole_report(page)).map(|(id, _)| id)
    }

    /// The saker and reports of a body.
    pub fn papers_of(&self, utvalg: PageId) -> impl Iterator<Item = PageId> {
        let (meetings, reports) = match &self.page(utvalg).relations {
            Relations::Utvalg { meetings, reports, .. } => (meetings.as_slice(), reports.as_slice()),
            _ => (&[][..], &[][..]),
        };
        let saker = meetings.iter().flat_map(|id| match &self.page(*id).relations {
            Relations::Mote { saker, .. } => saker.as_slice(),
            _ => &[],
        });
        saker.chain(reports.iter().filter(|id| self.is_whole_report(self.page(**id)))).copied()
    }

    /// So many of the newest pages, newest first and those without a date last.
    pub fn newest(&self, pages: impl Iterator<Item = PageId>, most: usize) -> Vec<PageId> {
        let mut dated: Vec<_> = pages.map(|id| (Reverse(self.date_of(id)), id)).collect();
        dated.sort();
        dated.into_iter().take(most).map(|(_, id)| id).collect()
    }

    /// Whether a page is a report that is not part of another.
    pub fn is_whole_report(&self, page: &Page) -> bool {
        page.rapport().is_some() && page.parent.is_none_or(|parent| self.page(parent).rapport().is_none())
    }
}
