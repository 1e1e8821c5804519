//! The relations of pages, in both directions and in order.

use std::cmp::Reverse;

use jiff::civil::Date;

use super::{HeldSeat, Origin, Page, PageId, Participants, Relations, Share};
use crate::read::document::{Kind, Kommune, SakNumber, Sortering};

/// What a page refers to; backlinks are made from all of these together.
#[derive(Default)]
pub struct Forward {
    pub relations: Relations,
    pub predecessors_of: Option<PageId>,
}

/// Puts the relations in place and adds the other direction of each.
pub fn relate(pages: &mut [Page], forward: Vec<Forward>) {
    let mut back: Vec<Back> = pages.iter().map(|_| Back::default()).collect();
    let municipalities: Vec<(usize, &Kommune)> = pages
        .iter()
        .enumerate()
        .filter_map(|(index, page)| match &page.origin {
            Origin::Municipality(municipality) => Some((index, municipality)),
            Origin::Document(_) => None,
        })
        .collect();
    for (index, Forward { relations, predecessors_of }) in forward.iter().enumerate() {
        let id = PageId(index);
        if let Some(successor) = predecessors_of {
            back[successor.0].predecessors.push(id);
        }
        match relations {
            Relations::Utvalg { seats, .. } => {
                for (seat, holders) in seats.iter().enumerate() {
                    for (index, municipality) in &municipalities {
                        let share = match &holders.municipalities {
                            Participants::All => Share::All,
                            Participants::Some(named) if named.contains(&PageId(*index)) => Share::Named,
                            Participants::Some(_) if holders.regions.contains(&municipality.region) => Share::Region,
                            Participants::Some(_) => continue,
                        };
                        back[*index].seats.push(HeldSeat { utvalg: id, seat, share });
                    }
                }
            }
            Relations::Mote { utvalg, .. } => back[utvalg.0].meetings.push(id),
            Relations::Sak { meeting, related, projects, .. } => {
                back[meeting.0].saker.push(id);
                for other in related {
                    back[other.0].saker.push(id);
                }
                for project in projects {
                    back[project.0].saker.push(id);
                }
            }
            Relations::Rapport { utvalg, projects, .. } => {
                for page in utvalg.iter().chain(projects) {
                    back[page.0].reports.push(id);
                }
            }
            Relations::Prosjekt { municipalities: Participants::Some(municipalities), application_saker, .. } => {
                for municipality in municipalities {
                    back[municipality.0].projects.push(id);
                }
                for sak in application_saker.iter().flatten() {
                    back[sak.0].projects.push(id);
                }
            }
            Relations::Prosjekt { municipalities: Participants::All, application_saker, .. } => {
                for sak in application_saker.iter().flatten() {
                    back[sak.0].projects.push(id);
                }
            }
            _ => {}
        }
    }
    let common: Vec<PageId> = forward
        .iter()
        .enumerate()
        .filter(|(_, forward)| {
            matches!(&forward.relations, Relations::Prosjekt { municipalities: Participants::All, .. })
        })
        .map(|(index, _)| PageId(index))
        .collect();
    let order = Order::of(pages);
    let mut sorted = Vec::with_capacity(pages.len());
    for (index, (Forward { mut relations, .. }, back)) in forward.into_iter().zip(back).enumerate() {
        match &mut relations {
            Relations::Utvalg { predecessors, meetings, reports, .. } => {
                *predecessors = back.predecessors;
                *meetings = order.newest_first(back.meetings);
                *reports = order.newest_first(back.reports);
            }
            Relations::Mote { saker, .. } => *saker = order.by_number(back.saker),
            Relations::Sak { related, projects, .. } => {
                related.extend(back.saker);
                *related = order.oldest_first(std::mem::take(related));
                related.retain(|other| other.0 != index);
                projects.extend(back.projects);
                *projects = order.by_title(std::mem::take(projects));
            }
            Relations::Prosjekt { saker, reports, application_saker, .. } => {
                let mut all = back.saker;
                all.extend(application_saker.iter().flatten());
                *saker = order.newest_first(all);
                *reports = order.newest_first(back.reports);
            }
            Relations::Kommune { projects, common_projects, seats } => {
                *seats = back.seats;
                *projects = order.by_title(back.projects);
                *common_projects = order.by_title(common.clone());
            }
            Relations::None | Relations::Forside { .. } | Relations::Rapport { .. } => {}
        }
        sorted.push(relations);
    }
    for (page, relations) in pages.iter_mut().zip(sorted) {
        page.relations = relations;
    }
}

/// What refers to a page.
#[derive(Default)]
struct Back {
    predecessors: Vec<PageId>,
    meetings: Vec<PageId>,
    saker: Vec<PageId>,
    reports: Vec<PageId>,
    projects: Vec<PageId>,
    seats: Vec<HeldSeat>,
}

/// What pages are sorted by.
struct Order<'a> {
    pages: &'a [Page],
    dates: Vec<Option<Date>>,
    numbers: Vec<Option<SakNumber>>,
}

impl<'a> Order<'a> {
    fn of(pages: &'a [Page]) -> Self {
        let meeting_date = |page: &Page| page.parent.and_then(|parent| pages[parent.0].date());
        Self {
            pages,
            dates: pages
                .iter()
                .map(|page| match page.kind() {
                    Some(Kind::Sak(_)) => page.date().or_else(|| meeting_date(page)),
                    Some(Kind::Rapport(rapport)) => {
                        page.date().or_else(|| Date::new(i16::try_from(rapport.ar).ok()?, 12, 31).ok())
                    }
                    _ => page.date(),
                })
                .collect(),
            numbers: pages.iter().map(|page| page.sak().map(|sak| sak.nummer.value)).collect(),
        }
    }

    fn newest_first(&self, mut ids: Vec<PageId>) -> Vec<PageId> {
        unique(&mut ids);
        ids.sort_by_key(|id| (Reverse(self.dates[id.0]), self.numbers[id.0], *id));
        ids
    }

    fn oldest_first(&self, mut ids: Vec<PageId>) -> Vec<PageId> {
        unique(&mut ids);
        ids.sort_by_key(|id| (self.dates[id.0], self.numbers[id.0], *id));
        ids
    }

    fn by_number(&self, mut ids: Vec<PageId>) -> Vec<PageId> {
        unique(&mut ids);
        ids.sort_by_key(|id| (self.numbers[id.0].map(|number| (number.year, number.sequence)), *id));
        ids
    }

    fn by_title(&self, mut ids: Vec<PageId>) -> Vec<PageId> {
        unique(&mut ids);
        ids.sort_by_cached_key(|id| self.pages[id.0].title_key());
        ids
    }
}

fn unique(ids: &mut Vec<PageId>) {
    ids.sort();
    ids.dedup();
}

/// Puts the children of every page in the order they are listed in.
pub fn sort_children(pages: &mut [Page]) {
    let order = Order::of(pages);
    let sorted: Vec<Vec<PageId>> = pages.iter().map(|page| order.children(page)).collect();
    for (page, children) in pages.iter_mut().zip(sorted) {
        page.children = children;
    }
}

/// Puts the lists that a page stands in by its title in order again: the children of the page above and, for a project,
/// the projects of saker and municipalities. All other lists are in order of dates, numbers and addresses.
pub fn sort_again(pages: &mut [Page], id: PageId) {
    let order = Order::of(pages);
    let above = pages[id.0].parent.map(|parent| (parent.0, order.children(&pages[parent.0])));
    let mut projects = Vec::new();
    if pages[id.0].prosjekt().is_some() {
        let sorted = |ids: &Vec<PageId>| if ids.contains(&id) { order.by_title(ids.clone()) } else { ids.clone() };
        projects.extend(pages.iter().enumerate().filter_map(|(index, page)| match &page.relations {
            Relations::Sak { projects, .. } => Some((index, sorted(projects), Vec::new())),
            Relations::Kommune { projects, common_projects, .. } => {
                Some((index, sorted(projects), sorted(common_projects)))
            }
            _ => None,
        }));
    }
    if let Some((parent, children)) = above {
        pages[parent].children = children;
    }
    for (index, sorted, sorted_common) in projects {
        match &mut pages[index].relations {
            Relations::Sak { projects, .. } => *projects = sorted,
            Relations::Kommune { projects, common_projects, .. } => {
                (*projects, *common_projects) = (sorted, sorted_common);
            }
            _ => {}
        }
    }
}

impl Order<'_> {
    fn children(&self, page: &Page) -> Vec<PageId> {
        let mut children = page.children.clone();
        // In order of addresses to begin with, which decides between those that are alike.
        children.sort();
        let sorting = match page.kind() {
            Some(Kind::Seksjon(section)) => section.sortering.unwrap_or(Sortering::Vekt),
            _ => Sortering::Vekt,
        };
        let weight = |page: &Page| {
            let attachment = page.rapport().and_then(|report| report.vedleggsnummer);
            page.document().and_then(|document| document.common.vekt).or(attachment).unwrap_or(i64::MAX)
        };
        match sorting {
            Sortering::Vekt => children.sort_by_cached_key(|id| {
                let page = &self.pages[id.0];
                (weight(page), self.numbers[id.0], page.title_key())
            }),
            Sortering::Dato => children = self.newest_first(children),
            Sortering::Tittel => children = self.by_title(children),
        }
        children
    }
}
