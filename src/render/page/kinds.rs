//! The views of bodies, meetings, saker and reports.

use super::Pages;
use crate::read::document::{Mote, Rapport, Sak, Utvalg};
use crate::read::record::Clock;
use crate::render::label;
use crate::render::subscription::Calendar;
use crate::render::subscription::Feed;
use crate::render::view;
use crate::site::{PageId, Participants, Relations};

impl Pages<'_> {
    pub(super) fn utvalg(&self, id: PageId, utvalg: &Utvalg) -> view::Utvalg {
        let page = self.page(id);
        let strings = self.edition.strings(page);
        let language = page.language();
        let date = |date| view::date(date, language);
        let (successor, predecessors, meetings, reports, seats) = match &page.relations {
            Relations::Utvalg { successor, predecessors, meetings, reports, seats } => {
                (*successor, predecessors.as_slice(), meetings.as_slice(), reports.as_slice(), seats.as_slice())
            }
            _ => (None, &[][..], &[][..], &[][..], &[][..]),
        };
        view::Utvalg {
            short_name: utvalg.kortnavn.clone(),
            level: utvalg.niva.number(),
            level_label: strings.filled("level", &[("n", &utvalg.niva.number().to_string())]),
            status: label::utvalg_status(utvalg.status).name,
            status_label: strings.get(label::utvalg_status(utvalg.status).key).to_owned(),
            from: utvalg.fra.map(date),
            to: utvalg.til.map(date),
            successor: successor.map(|id| self.titled_link(id)),
            predecessors: predecessors.iter().map(|id| self.titled_link(*id)).collect(),
            seats: utvalg
                .plass
                .iter()
                .zip(seats)
                .map(|(seat, holders)| view::Seat {
                    who: seat.hvem.clone(),
                    count: seat.antall.map(|count| count.to_string()),
                    role: seat.rolle.clone(),
                    municipalities: match &holders.municipalities {
                        Participants::All => Vec::new(),
                        Participants::Some(named) => named.iter().map(|id| self.link(*id)).collect(),
                    },
                })
                .collect(),
            plan: utvalg
                .moteplan
                .iter()
                .map(|plan| view::PlanYear {
                    year: plan.ar.to_string(),
                    text: plan.tekst.clone(),
                    dates: plan.datoer.iter().copied().map(date).collect(),
                })
                .collect(),
            meetings: self.by_year(meetings),
            reports: self.cards(reports),
            feed: self.edition.feed_url(Feed::Utvalg(id)).map(|url| self.edition.href(&url)),
            calendar: self.edition.subscription(Calendar::Utvalg(id)),
        }
    }

    /// Meetings by year; the year is said also when there is only one.
    fn by_year(&self, meetings: &[PageId]) -> Vec<view::CardGroup> {
        let mut groups: Vec<view::CardGroup> = Vec::new();
        for id in meetings {
            let title = self.page(*id).date().map(|date| date.year().to_string()).unwrap_or_default();
            let card = self.card(*id);
            match groups.last_mut() {
                Some(group) if group.title == title => group.cards.push(card),
                _ => groups.push(view::CardGroup { title, cards: vec![card] }),
            }
        }
        groups
    }

    pub(super) fn meeting(&self, id: PageId, mote: &Mote, utvalg: PageId, saker: &[PageId]) -> view::Meeting {
        let page = self.page(id);
        let strings = self.edition.strings(page);
        let (state, minutes) = (label::meeting_state(mote.tilstand), label::minutes(mote.referat));
        view::Meeting {
            utvalg: self.titled_link(utvalg),
            utvalg_short: self.page(utvalg).short_title().to_owned(),
            date: view::date(page.date().unwrap_or_default(), page.language()),
            time: time(mote),
            place: mote.sted.clone(),
            extraordinary: mote.ekstraordinart,
            state: state.name,
            state_label: strings.get(state.key).to_owned(),
            minutes: minutes.name,
            minutes_label: strings.get(minutes.key).to_owned(),
            saker: self.sak_rows(saker),
            calendar: self.edition.calendar_url(Calendar::Meeting(id)).map(|url| self.edition.href(&url)),
            collected: super::collected_url(self.edition.site, id).map(|url| self.edition.href(&url)),
        }
    }

    pub(super) fn sak_rows(&self, saker: &[PageId]) -> Vec<view::SakRow> {
        let rows = saker.iter().filter_map(|id| {
            let page = self.page(*id);
            let sak = page.sak()?;
            let sakstype = label::sakstype(sak.sakstype);
            Some(view::SakRow {
                number: sak.nummer.value.to_string(),
                title: page.title().to_owned(),
                url: self.edition.page_href(*id),
                sakstype: sakstype.name,
                sakstype_label: self.edition.strings(page).get(sakstype.key).to_owned(),
                exempt: sak.unntatt.is_some(),
            })
        });
        rows.collect()
    }

    pub(super) fn sak(&self, id: PageId, sak: &Sak) -> Option<view::Sak> {
        let page = self.page(id);
        let Relations::Sak { meeting, utvalg, related, projects, reports } = &page.relations else { return None };
        let sakstype = label::sakstype(sak.sakstype);
        Some(view::Sak {
            number: sak.nummer.value.to_string(),
            sakstype: sakstype.name,
            sakstype_label: self.edition.strings(page).get(sakstype.key).to_owned(),
            sender: sak.avsender.clone(),
            recipient: sak.mottaker.clone(),
            utvalg: self.titled_link(*utvalg),
            utvalg_short: self.page(*utvalg).short_title().to_owned(),
            meeting: self.titled_link(*meeting),
            date: view::date(self.page(*meeting).date().unwrap_or_default(), page.language()),
            related: self.cards(related),
            projects: self.cards(projects),
            reports: self.cards(reports),
            exempt: sak.unntatt.as_ref().map(|exempt| exempt.hjemmel.clone()),
        })
    }

    pub(super) fn report(&self, id: PageId, report: &Rapport) -> view::Report {
        let page = self.page(id);
        let (utvalg, approvals, attachment_to, projects) = match &page.relations {
            Relations::Rapport { utvalg, approvals, attachment_to, projects } => {
                (*utvalg, approvals.as_slice(), *attachment_to, projects.as_slice())
            }
            _ => (None, &[][..], None, &[][..]),
        };
        view::Report {
            kind_label: self.edition.strings(page).get(label::report(report.rapporttype).key).to_owned(),
            year: report.ar.to_string(),
            utvalg: utvalg.map(|id| self.titled_link(id)),
            issued_by: report.avgitt_av.clone(),
            approvals: approvals
                .iter()
                .map(|(utvalg, date)| view::Approval {
                    utvalg: self.titled_link(*utvalg),
                    date: view::date(*date, page.language()),
                })
                .collect(),
            attachment_to: attachment_to.map(|id| self.titled_link(id)),
            attachment_number: report.vedleggsnummer.map(|number| number.to_string()),
            projects: self.cards(projects),
            parts: self.cards(&page.children),
        }
    }
}

/// `11.00–12.00`, or `11.00` when only the beginning is known.
pub(super) fn time(mote: &Mote) -> Option<String> {
    let clock = |Clock(time): Clock| format!("{:02}.{:02}", time.hour(), time.minute());
    match (mote.fra, mote.til) {
        (Some(from), Some(to)) => Some(format!("{}–{}", clock(from), clock(to))),
        (Some(from), None) => Some(clock(from)),
        _ => None,
    }
}
