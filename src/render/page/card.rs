//! Cards: one page in a list of pages.

use super::{Pages, kind_name};
use crate::read::document::Kind;
use crate::render::label;
use crate::render::view;
use crate::site::{Origin, PageId, Relations};

impl Pages<'_> {
    pub(super) fn card(&self, id: PageId) -> view::Card {
        let page = self.page(id);
        let strings = self.edition.strings(page);
        let (label, tags) = match (&page.origin, page.kind()) {
            (Origin::Municipality(municipality), _) => {
                // The region is the heading that municipalities are grouped under.
                (self.kind_label(page), vec![municipality.nummer.value.clone()])
            }
            (_, Some(Kind::Utvalg(utvalg))) => (
                self.kind_label(page),
                vec![utvalg.kortnavn.clone(), strings.get(label::utvalg_status(utvalg.status).key).to_owned()],
            ),
            (_, Some(Kind::Mote(mote))) => {
                let mut tags = vec![strings.get(label::meeting_state(mote.tilstand).key).to_owned()];
                tags.extend(mote.ekstraordinart.then(|| strings.get("extraordinary").to_owned()));
                (self.kind_label(page), tags)
            }
            (_, Some(Kind::Sak(sak))) => {
                let mut tags = vec![sak.nummer.value.to_string()];
                if let Relations::Sak { utvalg, .. } = page.relations {
                    tags.insert(0, self.page(utvalg).short_title().to_owned());
                }
                (strings.get(label::sakstype(sak.sakstype).key).to_owned(), tags)
            }
            (_, Some(Kind::Rapport(report))) => (self.kind_label(page), vec![report.ar.to_string()]),
            (_, Some(Kind::Prosjekt(project))) => (
                self.kind_label(page),
                vec![
                    strings.get(label::round(project.runde).key).to_owned(),
                    strings.get(label::project_status(project.status).key).to_owned(),
                ],
            ),
            _ => (self.kind_label(page), Vec::new()),
        };
        view::Card {
            kind: kind_name(page),
            label,
            title: page.title().to_owned(),
            url: self.edition.page_href(id),
            lang: page.language().code(),
            lead: page.lead().map(str::to_owned),
            date: self.edition.site.date_of(id).map(|date| view::date(date, page.language())),
            tags,
        }
    }

    pub(super) fn cards(&self, ids: &[PageId]) -> Vec<view::Card> {
        ids.iter().map(|id| self.card(*id)).collect()
    }
}
