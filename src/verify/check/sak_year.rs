//! `saksnummer-feil-ar`: a sak has a number of the year of its meeting.
//!
//! What it is, why it matters and the way out stand with [`Code::SakYear`]. The year after the stroke is that in which the
//! body treats the sak. A warning, since one that was postponed keeps its number.
//!
//! Bad: sak `10/25` beside the meeting of 18 March 2026
//! Good: sak `10/26`

use crate::foundation::diagnostic::{Code, Diagnostic};
use crate::site::{Relations, Site};

/// Reports saker with numbers of other years.
pub fn sak_year(site: &Site) -> Vec<Diagnostic> {
    let saker = site.pages().filter_map(|(_, page)| {
        let (Relations::Sak { meeting, .. }, Some(sak), Some(document)) =
            (&page.relations, page.sak(), page.document())
        else {
            return None;
        };
        let year = site.page(*meeting).date()?.year();
        let number = sak.nummer.value;
        if number.full_year() == year {
            return None;
        }
        let message = format!("sak {number} har nummer fra {}, men møtet er i {year}", number.full_year());
        let hint = "rett årstallet i nummeret eller datoen til møtet. Er saken utsatt fra året før, er alt i orden";
        let problem = Diagnostic::at(Code::SakYear, &document.path, sak.nummer.span.clone(), message);
        Some(problem.hint(hint))
    });
    saker.collect()
}
