//! Search: what readers narrow a search down by, and the index that their browsers look in.
//!
//! The index is made from the finished pages, by Pagefind. A page says itself which part of it is its text
//! (`data-pagefind-body`); what kind of page it is comes from here, so that every theme has the same facets. Files that
//! pages publish are found too, by their text.

#[cfg(feature = "search")]
mod attachment;
#[cfg(feature = "search")]
mod index;

use crate::foundation::path::UrlPath;
use crate::read::document::Kind;
use crate::read::theme::Theme;
use crate::render::label;
use crate::render::view;
use crate::site::{Origin, PageId, Participants, Relations, Site};

#[cfg(feature = "search")]
pub use attachment::{Searchable, searchable};
#[cfg(feature = "search")]
pub use index::{Index, IndexError};

/// What the search knows about a page besides its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub url: UrlPath,
    /// What the page is called in a list of results.
    pub title: String,
    /// Its date in words, if it has one.
    pub date: Option<String>,
    /// What a search can be narrowed down to, each with its value. A facet can have several values.
    pub facets: Vec<(Facet, String)>,
}

/// Something that a search can be narrowed down by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Facet {
    Type,
    Utvalg,
    Year,
    Kommune,
    /// The number of a sak without zeros before it: `3/26`. Not shown as a choice: whoever searches for a number finds it.
    Saksnummer,
}

impl Facet {
    /// The name in the index, which the script of the theme knows.
    pub fn name(self) -> &'static str {
        match self {
            Self::Type => "type",
            Self::Utvalg => "utvalg",
            Self::Year => "aar",
            Self::Kommune => "kommune",
            Self::Saksnummer => "saksnummer",
        }
    }
}

/// What the search knows about a page. `None` for one that is not to be found: the front page, which only repeats others,
/// and pages that say so.
pub fn entry(site: &Site, theme: &Theme, id: PageId) -> Option<Entry> {
    let page = site.page(id);
    if is_refused(site, id) {
        return None;
    }
    let strings = theme.strings(page.language());
    let kind = match (&page.origin, page.kind()) {
        (_, Some(Kind::Forside(_))) => return None,
        (Origin::Municipality(_), _) => "kind_municipality",
        (_, Some(Kind::Utvalg(_))) => "kind_utvalg",
        (_, Some(Kind::Mote(_))) => "kind_meeting",
        (_, Some(Kind::Sak(_))) => "kind_sak",
        (_, Some(Kind::Prosjekt(_))) => "kind_project",
        (_, Some(Kind::Rapport(report))) => label::report(report.rapporttype).key,
        (_, Some(Kind::Side | Kind::Seksjon(_)) | None) => "kind_side",
    };
    let mut facets = vec![(Facet::Type, strings.get(kind).to_owned())];
    let utvalg = match &page.relations {
        Relations::Mote { utvalg, .. } | Relations::Sak { utvalg, .. } => Some(*utvalg),
        Relations::Rapport { utvalg, .. } => *utvalg,
        Relations::Utvalg { .. } => Some(id),
        _ => None,
    };
    facets.extend(utvalg.map(|utvalg| (Facet::Utvalg, site.page(utvalg).title().to_owned())));
    let date = site.date_of(id);
    let year = page.rapport().map(|report| report.ar.to_string()).or_else(|| Some(date?.year().to_string()));
    facets.extend(year.map(|year| (Facet::Year, year)));
    match &page.relations {
        Relations::Kommune { .. } => facets.push((Facet::Kommune, page.title().to_owned())),
        Relations::Prosjekt { municipalities: Participants::Some(municipalities), .. } => {
            facets.extend(municipalities.iter().map(|id| (Facet::Kommune, site.page(*id).title().to_owned())));
        }
        _ => {}
    }
    let number = page.sak().map(|sak| sak.nummer.value);
    facets.extend(number.map(|number| (Facet::Saksnummer, format!("{}/{:02}", number.sequence, number.year))));
    let title = match page.sak() {
        Some(sak) => format!("{} {}: {}", strings.get("sak"), sak.nummer.value, page.title()),
        None => page.title().to_owned(),
    };
    let date = date.map(|date| view::date(date, page.language()).text);
    Some(Entry { url: page.url.clone(), title, date, facets })
}

/// Whether a page, or one above it, says that it is not to be found.
fn is_refused(site: &Site, id: PageId) -> bool {
    let refuses = |id: PageId| {
        site.page(id).document().and_then(|document| document.common.sok).is_some_and(|is_found| !is_found)
    };
    refuses(id) || site.ancestors(id).into_iter().any(refuses)
}
