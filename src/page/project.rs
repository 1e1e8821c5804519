//! The view of a project: its milestones and its money.

use super::{Pages, date_view};
use crate::document::{MilepelStatus, Periode, Prosjekt, ProsjektStatus, Runde, SoknadStatus};
use crate::locale;
use crate::site::{PageId, Participants, Relations};
use crate::theme::Strings;
use crate::view;

impl Pages<'_> {
    pub(super) fn project(&self, id: PageId, project: &Prosjekt) -> Option<view::Project> {
        let page = self.page(id);
        let strings = self.strings(page);
        let Relations::Prosjekt { municipalities, application_saker, saker, reports } = &page.relations else {
            return None;
        };
        let (status, status_key) = status(project.status);
        Some(view::Project {
            number: project.prosjektnummer.clone(),
            round_label: strings.get(round(project.runde)).to_owned(),
            status,
            status_label: strings.get(status_key).to_owned(),
            owners: project.eiere.clone(),
            partners: project.partnere.clone(),
            municipalities: match municipalities {
                Participants::All => Vec::new(),
                Participants::Some(ids) => ids.iter().map(|id| self.titled_link(*id)).collect(),
            },
            all_municipalities: *municipalities == Participants::All,
            target_groups: project.malgrupper.clone(),
            other_names: project.andre_navn.clone(),
            milestones: milestones(project, strings),
            milestones_summary: milestones_summary(project, strings),
            money: project
                .okonomi
                .iter()
                .map(|year| view::MoneyYear {
                    year: year.ar.to_string(),
                    granted: year.tildelt.map(locale::kroner),
                    spent: year.brukt.map(locale::kroner),
                    carried_over: year.overfort.map(locale::kroner),
                    source: year.kilde.clone(),
                    note: year.merknad.clone(),
                })
                .collect(),
            periods: project.periode.iter().map(period).collect(),
            applications: project
                .soknad
                .iter()
                .zip(application_saker)
                .map(|(application, sak)| view::Application {
                    round: application.runde.clone(),
                    date: application.dato.map(|date| date_view(date, page.language())),
                    priority: application.prioritet.map(|priority| priority.to_string()),
                    sak: sak.map(|id| self.sak_link(id)),
                    status_label: strings.get(application_status(application.status)).to_owned(),
                    total: application.belop.map(locale::kroner),
                    years: application
                        .ar
                        .iter()
                        .map(|year| view::AmountOfYear {
                            year: year.ar.to_string(),
                            amount: locale::kroner(year.belop),
                        })
                        .collect(),
                })
                .collect(),
            saker: self.cards(saker),
            reports: self.cards(reports),
        })
    }

    /// A link to a sak that says its body and number: `SSU 12/26`.
    fn sak_link(&self, id: PageId) -> view::Link {
        let page = self.page(id);
        let number = page.sak().map(|sak| sak.nummer.value.to_string()).unwrap_or_default();
        let title = match page.relations {
            Relations::Sak { body, .. } => format!("{} {number}", self.page(body).short_title()),
            _ => number,
        };
        view::Link { title, url: self.bodies.page_href(id) }
    }
}

fn milestones(project: &Prosjekt, strings: &Strings) -> Vec<view::Milestone> {
    let milestones = project.milepel.iter().map(|milestone| {
        let (status, key) = match milestone.status {
            MilepelStatus::Planlagt => ("planned", "milestone_planned"),
            MilepelStatus::Oppstart => ("starting", "milestone_starting"),
            MilepelStatus::Pagaende => ("ongoing", "milestone_ongoing"),
            MilepelStatus::Ferdig => ("done", "milestone_done"),
        };
        view::Milestone {
            id: milestone.id.clone(),
            when: milestone.nar.clone(),
            status,
            status_label: milestone.kildestatus.clone().unwrap_or_else(|| strings.get(key).to_owned()),
            text: milestone.tekst.clone(),
        }
    });
    milestones.collect()
}

fn milestones_summary(project: &Prosjekt, strings: &Strings) -> Option<String> {
    let all = project.milepel.len();
    let done = project.milepel.iter().filter(|milestone| milestone.status == MilepelStatus::Ferdig).count();
    let values = [("done", &*done.to_string()), ("all", &*all.to_string())];
    (all > 0).then(|| strings.filled("milestones_summary", &values))
}

fn period(period: &Periode) -> view::MoneyPeriod {
    view::MoneyPeriod {
        years: if period.fra == period.til {
            period.fra.to_string()
        } else {
            format!("{}–{}", period.fra, period.til)
        },
        granted: period.tildelt.map(locale::kroner),
        spent: period.brukt.map(locale::kroner),
        remaining: period.gjenstar.map(locale::kroner),
        planned_use: period.fremtidig.map(locale::kroner),
        carried_over: period.overfort.map(locale::kroner),
        next_year: period.neste.map(locale::kroner),
        source: period.kilde.clone(),
        note: period.merknad.clone(),
    }
}

/// The key of the words for a round.
pub(super) fn round(round: Runde) -> &'static str {
    match round {
        Runde::Lokal => "round_lokal",
        Runde::Regional => "round_regional",
        Runde::ProsjektX => "round_prosjekt_x",
        Runde::Ingen => "round_ingen",
    }
}

/// The status of a project by the name templates know, and the key of its words.
pub(super) fn status(status: ProsjektStatus) -> (&'static str, &'static str) {
    match status {
        ProsjektStatus::Soknad => ("applied", "project_applied"),
        ProsjektStatus::Pagaende => ("running", "project_running"),
        ProsjektStatus::Ferdig => ("finished", "project_finished"),
        ProsjektStatus::Avsluttet => ("closed", "project_closed"),
    }
}

fn application_status(status: SoknadStatus) -> &'static str {
    match status {
        SoknadStatus::Sokt => "application_sokt",
        SoknadStatus::Prioritert => "application_prioritert",
        SoknadStatus::Innvilget => "application_innvilget",
        SoknadStatus::Avslatt => "application_avslatt",
        SoknadStatus::IkkePrioritert => "application_ikke_prioritert",
    }
}
