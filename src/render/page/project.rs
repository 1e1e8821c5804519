//! The view of a project: its milestones and its money.

use super::Pages;
use crate::foundation::diagnostic::Located;
use crate::foundation::locale;
use crate::read::document::{MilepelStatus, Periode, Prosjekt};
use crate::read::theme::Strings;
use crate::render::label;
use crate::render::view;
use crate::site::{PageId, Participants, Relations};

impl Pages<'_> {
    pub(super) fn project(&self, id: PageId, project: &Prosjekt) -> Option<view::Project> {
        let page = self.page(id);
        let strings = self.edition.strings(page);
        let Relations::Prosjekt { municipalities, application_saker, saker, reports } = &page.relations else {
            return None;
        };
        let status = label::project_status(project.status);
        Some(view::Project {
            number: project.prosjektnummer.clone(),
            round_label: strings.get(label::round(project.runde).key).to_owned(),
            status: status.name,
            status_label: strings.get(status.key).to_owned(),
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
                    granted: year.tildelt.as_ref().map(amount),
                    spent: year.brukt.as_ref().map(amount),
                    carried_over: year.overfort.as_ref().map(amount),
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
                    date: application.dato.map(|date| view::date(date, page.language())),
                    priority: application.prioritet.map(|priority| priority.to_string()),
                    sak: sak.map(|id| self.sak_link(id)),
                    status_label: strings.get(label::application_status(application.status).key).to_owned(),
                    total: application.belop.as_ref().map(amount),
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
            Relations::Sak { utvalg, .. } => format!("{} {number}", self.page(utvalg).short_title()),
            _ => number,
        };
        view::Link { title, url: self.edition.page_href(id) }
    }
}

fn amount(amount: &Located<i64>) -> String {
    locale::kroner(amount.value)
}

fn milestones(project: &Prosjekt, strings: &Strings) -> Vec<view::Milestone> {
    let milestones = project.milepel.iter().map(|milestone| {
        let status = label::milestone_status(milestone.status);
        view::Milestone {
            id: milestone.id.clone(),
            when: milestone.nar.clone(),
            status: status.name,
            status_label: milestone.kildestatus.clone().unwrap_or_else(|| strings.get(status.key).to_owned()),
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
        granted: period.tildelt.as_ref().map(amount),
        spent: period.brukt.as_ref().map(amount),
        remaining: period.gjenstar.as_ref().map(amount),
        planned_use: period.fremtidig.as_ref().map(amount),
        carried_over: period.overfort.as_ref().map(amount),
        next_year: period.neste.as_ref().map(amount),
        source: period.kilde.clone(),
        note: period.merknad.clone(),
    }
}
