//! The view of a municipality: its numbers, its seats and its projects.

use super::Pages;
use crate::foundation::locale;
use crate::read::document::{Kommune, UtvalgStatus};
use crate::read::theme::Strings;
use crate::render::body::{figures_of_municipality, series_of_municipality};
use crate::render::view;
use crate::site::{HeldSeat, PageId, Relations, Share};

impl Pages<'_> {
    pub(super) fn municipality(&self, id: PageId, municipality: &Kommune) -> view::Municipality {
        let page = self.page(id);
        let strings = self.edition.strings(page);
        let name = &municipality.navn.value;
        let (projects, common_projects, seats) = match &page.relations {
            Relations::Kommune { projects, common_projects, seats } => {
                (projects.as_slice(), common_projects.as_slice(), seats.as_slice())
            }
            _ => (&[][..], &[][..], &[][..]),
        };
        let is_owner = |id: &PageId| self.page(*id).prosjekt().is_some_and(|project| project.is_owned_by(name));
        let owned = projects.iter().chain(common_projects).filter(|id| is_owner(id));
        let taking_part = projects.iter().filter(|id| !is_owner(id));
        let common: Vec<PageId> = common_projects.iter().copied().filter(|id| !is_owner(id)).collect();
        let with_role = |id: &PageId, role: &str| {
            let mut card = self.card(*id);
            card.tags.insert(0, strings.get(role).to_owned());
            card
        };
        view::Municipality {
            name: name.clone(),
            number: municipality.nummer.value.clone(),
            region: municipality.region.clone(),
            projects: owned
                .map(|id| with_role(id, "role_owner"))
                .chain(taking_part.map(|id| with_role(id, "role_partner")))
                .collect(),
            common_projects: self.cards(&common),
            series: series_of_municipality(&self.edition, name, "serie", page.language()),
            figures: figures_of_municipality(&self.edition, name, page.language()),
            held_seats: self.held_seats(seats, &municipality.region, strings),
        }
    }

    /// Seats of bodies at work, the highest level first.
    fn held_seats(&self, seats: &[HeldSeat], region: &str, strings: &Strings) -> Vec<view::MunicipalitySeat> {
        let mut held: Vec<_> = seats
            .iter()
            .filter_map(|held| {
                let utvalg =
                    self.page(held.utvalg).utvalg().filter(|utvalg| utvalg.status != UtvalgStatus::Avviklet)?;
                Some((held, utvalg, utvalg.plass.get(held.seat)?))
            })
            .collect();
        held.sort_by(|(left, left_body, _), (right, right_body, _)| {
            let titles = locale::compare(self.page(left.utvalg).title(), self.page(right.utvalg).title());
            left_body.niva.number().cmp(&right_body.niva.number()).then(titles).then(left.seat.cmp(&right.seat))
        });
        held.into_iter()
            .map(|(held, _, seat)| view::MunicipalitySeat {
                utvalg: self.titled_link(held.utvalg),
                who: seat.hvem.clone(),
                count: seat.antall.map(|count| count.to_string()),
                role: seat.rolle.clone(),
                share: match held.share {
                    Share::Named => None,
                    Share::Region => Some(strings.filled("seat_of_region", &[("region", region)])),
                    Share::All => Some(strings.get("seat_of_all").to_owned()),
                },
            })
            .collect()
    }
}
