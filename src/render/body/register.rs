//! Lists computed from the pages of the portal: nothing in them is typed twice.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use jiff::civil::Date;

use super::section;
use crate::foundation::diagnostic::Located;
use crate::foundation::locale::{self, Language};
use crate::read::document::{Milepel, MilepelStatus, Prosjekt, Runde, Sak, SakSection};
use crate::read::markdown::shortcode::Register;
use crate::read::theme::Strings;
use crate::render::edition::Edition;
use crate::render::label;
use crate::render::view::{self, Cell, Column, OwnId, Row};
use crate::site::{Page, PageId, Participants, Relations};

/// The table of a register. Decisions are no table; see [`decisions`].
pub fn table(edition: &Edition<'_>, register: Register, id: OwnId, language: Language) -> view::Table {
    let lister = Lister { edition, strings: edition.theme.strings(language), language };
    let (caption, columns, rows, note) = match register {
        Register::Saker | Register::Vedtak => lister.saker(),
        Register::Tilskudd => lister.grants(),
        Register::Milepaeler => lister.milestones(),
        Register::Soknader => lister.applications(),
    };
    view::Table {
        id,
        caption: lister.strings.get(caption).to_owned(),
        source: None,
        period: None,
        population: None,
        note: note.map(|key| lister.strings.get(key).to_owned()),
        groups: Vec::new(),
        columns,
        rows,
        excerpt: None,
        footnotes: Vec::new(),
        remarks: Vec::new(),
        checks: None,
        downloads: Vec::new(),
    }
}

/// What was proposed and decided in all saker, newest first.
pub fn decisions(edition: &Edition<'_>, language: Language) -> view::Decisions {
    let lister = Lister { edition, strings: edition.theme.strings(language), language };
    let decisions = lister.all_saker().into_iter().filter_map(|sak| {
        let [proposal, decision] =
            [SakSection::ForslagTilVedtak, SakSection::Vedtak].map(|wanted| lister.section(sak.id, wanted));
        if proposal.is_none() && decision.is_none() {
            return None;
        }
        Some(view::Decision {
            number: sak.sak.nummer.value.to_string(),
            title: sak.page.title().to_owned(),
            url: edition.page_href(sak.id),
            utvalg: view::Link {
                title: edition.site.page(sak.utvalg).short_title().to_owned(),
                url: edition.page_href(sak.utvalg),
            },
            date: view::date(sak.date, language),
            as_proposed: proposal.is_some() && proposal == decision,
            proposal_html: proposal,
            decision_html: decision,
        })
    });
    view::Decisions { decisions: decisions.collect() }
}

type Listing = (&'static str, Vec<Column>, Vec<Row>, Option<&'static str>);

struct Lister<'a> {
    edition: &'a Edition<'a>,
    strings: &'a Strings,
    language: Language,
}

struct ListedSak<'a> {
    id: PageId,
    page: &'a Page,
    sak: &'a Sak,
    utvalg: PageId,
    date: Date,
}

impl<'a> Lister<'a> {
    /// All saker, newest meeting first, in order of their numbers.
    fn all_saker(&self) -> Vec<ListedSak<'a>> {
        let site = self.edition.site;
        let mut saker: Vec<ListedSak<'a>> = site
            .pages()
            .filter_map(|(id, page)| {
                let Relations::Sak { meeting, utvalg, .. } = page.relations else { return None };
                Some(ListedSak { id, page, sak: page.sak()?, utvalg, date: site.page(meeting).date()? })
            })
            .collect();
        saker.sort_by_key(|sak| (Reverse(sak.date), sak.utvalg, sak.sak.nummer.value));
        saker
    }

    /// The HTML of a recognised section of a sak.
    fn section(&self, id: PageId, wanted: SakSection) -> Option<String> {
        let outline = &self.edition.site.page(id).body()?.outline;
        let heading = outline.iter().position(|heading| SakSection::opened_by(&heading.text) == Some(wanted))?;
        Some(section(self.edition, id, heading))
    }

    fn saker(&self) -> Listing {
        let columns = vec![
            self.column("sak_number", false),
            self.column("sak_title", false),
            self.filter("kind_utvalg"),
            self.filter("sakstype"),
            self.column("date", false),
            self.column("also_treated", false),
        ];
        let rows = self.all_saker().into_iter().map(|sak| {
            let sakstype = label::sakstype(sak.sak.sakstype).key;
            let related = match &sak.page.relations {
                Relations::Sak { related, .. } => {
                    related.iter().map(|id| self.short_sak(*id)).collect::<Vec<_>>().join(", ")
                }
                _ => String::new(),
            };
            let url = Some(self.edition.page_href(sak.id));
            self.row(vec![
                Cell { sort: Some(sort_number(sak.sak)), ..Cell::text(sak.sak.nummer.value.to_string(), url.clone()) },
                Cell::text(sak.page.title(), url),
                Cell::text(self.edition.site.page(sak.utvalg).short_title(), Some(self.edition.page_href(sak.utvalg))),
                Cell::text(self.strings.get(sakstype), None),
                self.date(sak.date),
                Cell::text(related, None),
            ])
        });
        ("register_saker", columns, rows.collect(), None)
    }

    /// `SSU 12/26`.
    fn short_sak(&self, id: PageId) -> String {
        let page = self.edition.site.page(id);
        let number = page.sak().map(|sak| sak.nummer.value.to_string()).unwrap_or_default();
        match page.relations {
            Relations::Sak { utvalg, .. } => format!("{} {number}", self.edition.site.page(utvalg).short_title()),
            _ => number,
        }
    }

    /// All projects by title.
    fn projects(&self) -> Vec<(PageId, &'a Page, &'a Prosjekt)> {
        let site = self.edition.site;
        let mut projects: Vec<_> = site.pages().filter_map(|(id, page)| Some((id, page, page.prosjekt()?))).collect();
        projects.sort_by(|left, right| locale::compare(left.1.title(), right.1.title()));
        projects
    }

    fn grants(&self) -> Listing {
        let mut projects = self.projects();
        projects.retain(|(_, _, project)| project.runde != Runde::Ingen);
        let years: BTreeSet<i64> = projects
            .iter()
            .flat_map(|(_, _, project)| {
                project.okonomi.iter().filter(|year| year.tildelt.is_some()).map(|year| year.ar)
            })
            .collect();
        let mut columns = vec![
            self.column("kind_project", false),
            self.filter("round"),
            self.filter("status"),
            self.filter("municipalities"),
        ];
        columns.extend(
            years.iter().map(|year| self.kroner(self.strings.filled("granted_year", &[("n", &year.to_string())]))),
        );
        let sums = ["granted_together", "spent", "remaining", "carried_over_short", "next_year_short"];
        columns.extend(sums.map(|key| self.kroner(self.strings.get(key).to_owned())));
        columns.push(self.column("milestones", false));

        let mut totals: Vec<Option<i64>> = vec![None; years.len() + sums.len()];
        let mut rows: Vec<Row> = projects
            .iter()
            .map(|(id, page, project)| {
                let granted = years.iter().map(|year| {
                    let of_year = project.okonomi.iter().find(|money| money.ar == *year);
                    of_year.and_then(|money| money.tildelt.as_ref()).map(|amount| amount.value)
                });
                let amounts: Vec<Option<i64>> = granted.chain(summed(project)).collect();
                for (total, amount) in totals.iter_mut().zip(&amounts) {
                    *total = match (*total, amount) {
                        (total, None) => total,
                        (total, Some(amount)) => Some(total.unwrap_or_default().saturating_add(*amount)),
                    };
                }
                let mut cells = vec![
                    Cell::text(page.short_title(), Some(self.edition.page_href(*id))),
                    // The heading says what it is a round of.
                    Cell::text(self.strings.get(&format!("{}_short", label::round(project.runde).key)), None),
                    Cell::text(self.strings.get(label::project_status(project.status).key), None),
                    Cell::text(self.participants(page), None),
                ];
                cells.extend(amounts.into_iter().map(|amount| self.amount(amount)));
                cells.push(Cell::text(milestones_done(&project.milepel), None));
                self.row(cells)
            })
            .collect();
        let mut cells = vec![Cell::text(self.strings.get("total"), None)];
        cells.extend([(); 3].map(|()| Cell::text("", None)));
        cells.extend(totals.into_iter().map(|total| self.amount(total)));
        cells.push(Cell::text("", None));
        rows.push(Row { total: true, cells });
        ("register_grants", columns, rows, Some("register_grants_note"))
    }

    fn participants(&self, page: &Page) -> String {
        match &page.relations {
            Relations::Prosjekt { municipalities: Participants::All, .. } => self.strings.get("all").to_owned(),
            Relations::Prosjekt { municipalities: Participants::Some(ids), .. } => {
                ids.iter().map(|id| self.edition.site.page(*id).title()).collect::<Vec<_>>().join(", ")
            }
            _ => String::new(),
        }
    }

    fn milestones(&self) -> Listing {
        let columns = vec![
            self.column("kind_project", false),
            self.column("milestone", false),
            self.column("when", false),
            self.filter("status"),
            self.column("what", false),
        ];
        let rows = self.projects().into_iter().flat_map(|(id, page, project)| {
            let cells = project.milepel.iter().map(move |milestone| (id, page, milestone));
            cells.map(|(id, page, milestone)| {
                let status = label::milestone_status(milestone.status).key;
                self.row(vec![
                    Cell::text(page.short_title(), Some(self.edition.page_href(id))),
                    Cell::text(&milestone.id, None),
                    Cell::text(&milestone.nar, None),
                    Cell::text(self.strings.get(status), None),
                    Cell::text(&milestone.tekst, None),
                ])
            })
        });
        ("register_milestones", columns, rows.collect(), None)
    }

    fn applications(&self) -> Listing {
        let projects = self.projects();
        let applications = || {
            projects
                .iter()
                .flat_map(|(id, page, project)| project.soknad.iter().map(move |application| (*id, *page, application)))
        };
        let years: BTreeSet<i64> =
            applications().flat_map(|(_, _, application)| application.ar.iter().map(|year| year.ar)).collect();
        let mut columns = vec![
            self.column("kind_project", false),
            self.filter("round"),
            self.column("priority", true),
            self.filter("status"),
            self.kroner(self.strings.get("applied_total").to_owned()),
        ];
        columns.extend(years.iter().map(|year| self.kroner(year.to_string())));
        let mut listed: Vec<_> = applications().collect();
        listed
            .sort_by_key(|(_, _, application)| (application.runde.clone(), application.prioritet.unwrap_or(i64::MAX)));
        let rows = listed.into_iter().map(|(id, page, application)| {
            let priority = application.prioritet.map(|priority| priority.to_string()).unwrap_or_default();
            let mut cells = vec![
                Cell::text(page.short_title(), Some(self.edition.page_href(id))),
                Cell::text(&application.runde, None),
                Cell { numeric: true, ..Cell::text(priority, None) },
                Cell::text(self.strings.get(label::application_status(application.status).key), None),
                self.amount(application.belop.as_ref().map(|amount| amount.value)),
            ];
            cells.extend(years.iter().map(|year| {
                let of_year = application.ar.iter().find(|amount| amount.ar == *year);
                self.amount(of_year.map(|amount| amount.belop))
            }));
            self.row(cells)
        });
        ("register_applications", columns, rows.collect(), Some("register_applications_note"))
    }

    fn column(&self, key: &str, numeric: bool) -> Column {
        self.titled(self.strings.get(key).to_owned(), numeric)
    }

    fn titled(&self, title: String, numeric: bool) -> Column {
        Column { title, unit: String::new(), numeric, filter: false, footnotes: Vec::new() }
    }

    /// A column of amounts.
    fn kroner(&self, title: String) -> Column {
        Column { unit: "kr".to_owned(), ..self.titled(title, true) }
    }

    fn filter(&self, key: &str) -> Column {
        Column { filter: true, ..self.column(key, false) }
    }

    fn row(&self, cells: Vec<Cell>) -> Row {
        Row { total: false, cells }
    }

    fn date(&self, date: Date) -> Cell {
        Cell { sort: Some(date.to_string()), ..Cell::text(locale::date(date, self.language), None) }
    }

    /// An amount; unknown is not zero.
    fn amount(&self, amount: Option<i64>) -> Cell {
        let text = amount.map(|amount| locale::number(amount.into())).unwrap_or_default();
        let spoken = amount.is_none().then(|| self.strings.get("cell_blank").to_owned());
        let kind = if amount.is_some() { "value" } else { "blank" };
        let sort = amount.map(|amount| amount.to_string());
        Cell { numeric: true, spoken, kind, sort, ..Cell::text(text, None) }
    }
}

/// Granted for several years together, spent, remaining, carried over, and the sum for the next year.
fn summed(project: &Prosjekt) -> [Option<i64>; 5] {
    let sum = |amounts: &mut dyn Iterator<Item = &Option<Located<i64>>>| {
        let known: Vec<i64> = amounts.flatten().map(|amount| amount.value).collect();
        (!known.is_empty()).then(|| known.into_iter().fold(0, i64::saturating_add))
    };
    let spent_by_year = sum(&mut project.okonomi.iter().map(|year| &year.brukt));
    let carried_by_year = project.okonomi.last().and_then(|year| year.overfort.as_ref()).map(|amount| amount.value);
    [
        sum(&mut project.periode.iter().map(|period| &period.tildelt)),
        spent_by_year.or_else(|| sum(&mut project.periode.iter().map(|period| &period.brukt))),
        sum(&mut project.periode.iter().map(|period| &period.gjenstar)),
        carried_by_year.or_else(|| sum(&mut project.periode.iter().map(|period| &period.overfort))),
        sum(&mut project.periode.iter().map(|period| &period.neste)),
    ]
}

fn milestones_done(milestones: &[Milepel]) -> String {
    let done = milestones.iter().filter(|milestone| milestone.status == MilepelStatus::Ferdig).count();
    if milestones.is_empty() { String::new() } else { format!("{done}/{}", milestones.len()) }
}

/// Sorts saker by year, then sequence.
fn sort_number(sak: &Sak) -> String {
    let number = sak.nummer.value;
    format!("{:02}{:05}", number.year, number.sequence)
}
