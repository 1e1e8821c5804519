//! The whole site, linked: every reference resolved, every backlink known. Its links never change; a text can be put in the
//! place of another with the same links.
//!
//! [`Site::link`] takes a [`Release`] and gives the site and everything that did not fit together.

mod link;
mod papers;
mod reference;
mod relate;

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

use jiff::civil::Date;

use crate::foundation::diagnostic::{Diagnostic, Span};
use crate::foundation::locale::{Language, SortKey};
use crate::foundation::path::{SourcePath, UrlPath};
use crate::read::document::{Change, Document, Glossary, Kind, Kommune, Mote, Prosjekt, Rapport, Sak, Utvalg};
use crate::read::markdown::Body;
use crate::release::{Release, Released};

pub use reference::Target;

/// The place of a page in [`Site::pages`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PageId(usize);

/// A linked site.
#[derive(Debug)]
pub struct Site {
    /// All pages, in order of their addresses.
    pages: Vec<Page>,
    by_path: HashMap<SourcePath, PageId>,
    by_url: HashMap<UrlPath, PageId>,
    municipalities: BTreeMap<String, PageId>,
    /// The page that shows each table.
    table_pages: BTreeMap<SourcePath, PageId>,
    pub glossary: Glossary,
    /// Attachments and other files that pages refer to, by address.
    pub files: BTreeMap<UrlPath, PublishedFile>,
    /// Earlier addresses of pages.
    pub redirects: BTreeMap<UrlPath, PageId>,
}

/// A page.
#[derive(Debug)]
pub struct Page {
    pub origin: Origin,
    pub url: UrlPath,
    /// The page of the nearest folder above.
    pub parent: Option<PageId>,
    /// The pages directly below, in the order they are listed.
    pub children: Vec<PageId>,
    pub relations: Relations,
    /// What each of the body's references leads to.
    pub targets: Vec<Target>,
    /// What each of the attachments leads to; `None` for one that is not published.
    pub attachments: Vec<Option<Target>>,
    /// The table of each of the body's shortcodes, where it has one.
    pub shortcode_tables: Vec<Option<SourcePath>>,
}

/// What a page is made from.
#[derive(Debug)]
pub enum Origin {
    Document(Released),
    /// Generated from the registry of municipalities.
    Municipality(Kommune),
}

/// How a page hangs together with others, by its type.
#[derive(Debug, Default)]
pub enum Relations {
    #[default]
    None,
    Forside {
        entries: Vec<PageId>,
        /// Where each key figure comes from; `None` for one that is wrong, which is reported.
        figures: Vec<Option<FigureSource>>,
    },
    Utvalg {
        successor: Option<PageId>,
        predecessors: Vec<PageId>,
        /// Newest first.
        meetings: Vec<PageId>,
        /// Newest first.
        reports: Vec<PageId>,
        /// Which municipalities hold each of its seats, as far as that is stated.
        seats: Vec<Holders>,
    },
    Mote {
        utvalg: PageId,
        /// In order of their numbers.
        saker: Vec<PageId>,
    },
    Sak {
        meeting: PageId,
        utvalg: PageId,
        /// Saker that it names and saker that name it, in order of date.
        related: Vec<PageId>,
        projects: Vec<PageId>,
        reports: Vec<PageId>,
    },
    Rapport {
        utvalg: Option<PageId>,
        approvals: Vec<(PageId, Date)>,
        attachment_to: Option<PageId>,
        projects: Vec<PageId>,
    },
    Prosjekt {
        municipalities: Participants,
        /// The sak that treated each application.
        application_saker: Vec<Option<PageId>>,
        /// Newest first.
        saker: Vec<PageId>,
        /// Newest first.
        reports: Vec<PageId>,
    },
    Kommune {
        projects: Vec<PageId>,
        common_projects: Vec<PageId>,
        /// Seats of bodies that it holds, alone or with others.
        seats: Vec<HeldSeat>,
    },
}

/// The municipalities that hold a seat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holders {
    pub municipalities: Participants,
    /// Regions of the registry, whose municipalities hold the seat together.
    pub regions: Vec<String>,
}

/// A seat of a body that a municipality holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HeldSeat {
    pub utvalg: PageId,
    /// The place of the seat among those of the body.
    pub seat: usize,
    pub share: Share,
}

/// With whom a municipality holds a seat.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Share {
    /// It is named itself.
    Named,
    /// Its region is named.
    Region,
    /// All municipalities have one.
    All,
}

/// The municipalities that take part in a project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Participants {
    All,
    Some(Vec<PageId>),
}

/// The cell of a table that a figure is taken from.
#[derive(Debug)]
pub struct FigureSource {
    pub table: SourcePath,
    pub row: String,
    pub column: String,
    pub more: Option<PageId>,
}

/// A file that is published as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublishedFile {
    pub source: SourcePath,
    /// In bytes.
    pub size: usize,
}

/// What came of putting a document in the place of an earlier one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Replaced {
    /// No other page is different but by what it shows of this one.
    InPlace,
    /// The lists that the page stands in may have another order, among them that of the page above.
    Retitled { listed_by: Option<PageId> },
}

impl Site {
    /// Links what is released into a site. All problems are reported; what could not be resolved is left out.
    ///
    /// Tables stay apart: a page is linked to those it shows, and what they hold is [`crate::verify::control`]'s affair.
    pub fn link(release: &Release) -> (Self, Vec<Diagnostic>) {
        link::link(release)
    }

    /// True if a document can take the place of an earlier one of the same file, since everything that linking looks at is the
    /// same. `texts` are the files that the earlier and the new one are made from.
    pub fn can_replace(&self, document: &Document, texts: (&str, &str)) -> bool {
        let Some(earlier) = self.by_path(&document.path).and_then(|id| self.page(id).document()) else { return false };
        match earlier.change_to(document, texts) {
            Change::Links => false,
            // Controls can count meetings by their titles.
            Change::Labels => {
                !matches!(document.kind, Kind::Mote(_)) || earlier.common.tittel == document.common.tittel
            }
            Change::Text => true,
        }
    }

    /// Puts a document in the place of an earlier one, which [`Self::can_replace`] allows, and lists in the order that the new
    /// title asks for.
    pub fn replace(&mut self, document: Released) -> Replaced {
        let Some(id) = self.by_path(&document.path) else { return Replaced::InPlace };
        let same_title = self.page(id).title() == document.common.tittel;
        self.pages[id.0].origin = Origin::Document(document);
        if same_title {
            return Replaced::InPlace;
        }
        relate::sort_again(&mut self.pages, id);
        Replaced::Retitled { listed_by: self.pages[id.0].parent }
    }

    pub fn page(&self, id: PageId) -> &Page {
        &self.pages[id.0]
    }

    /// All pages in order of their addresses.
    pub fn pages(&self) -> impl Iterator<Item = (PageId, &Page)> {
        self.pages.iter().enumerate().map(|(index, page)| (PageId(index), page))
    }

    pub fn page_count(&self) -> usize {
        self.pages.len()
    }

    pub fn ids(&self) -> Vec<PageId> {
        (0..self.pages.len()).map(PageId).collect()
    }

    /// The page made from a source file.
    pub fn by_path(&self, path: &SourcePath) -> Option<PageId> {
        self.by_path.get(path).copied()
    }

    /// The page of an address.
    pub fn by_url(&self, url: &UrlPath) -> Option<PageId> {
        self.by_url.get(url).copied()
    }

    /// The page that shows a table as a table: the one beside it before others. `None` for a table that no published
    /// page shows, which is then not published in any other form either.
    pub fn page_of_table(&self, table: &SourcePath) -> Option<PageId> {
        self.table_pages.get(table).copied()
    }

    /// The page of a file of content: the page made from it, or the one that shows it if it is a table. `None` for what is
    /// not published.
    pub fn page_of_file(&self, file: &SourcePath) -> Option<PageId> {
        self.page_of_table(file).or_else(|| self.by_path(file))
    }

    /// The page of a municipality, by its name.
    pub fn municipality(&self, name: &str) -> Option<PageId> {
        self.municipalities.get(name).copied()
    }

    /// The names of all municipalities.
    pub fn municipality_names(&self) -> Vec<&str> {
        self.municipalities.keys().map(String::as_str).collect()
    }

    /// The way from the front page to a page, neither included in the case of the page itself.
    pub fn ancestors(&self, id: PageId) -> Vec<PageId> {
        let mut ancestors: Vec<PageId> =
            std::iter::successors(self.page(id).parent, |id| self.page(*id).parent).collect();
        ancestors.reverse();
        ancestors
    }
}

impl Page {
    pub fn document(&self) -> Option<&Document> {
        match &self.origin {
            Origin::Document(document) => Some(document),
            Origin::Municipality(_) => None,
        }
    }

    /// False for a draft, embargoed or expired page that only a preview shows.
    pub fn is_public(&self) -> bool {
        match &self.origin {
            Origin::Document(document) => document.is_public(),
            Origin::Municipality(_) => true,
        }
    }

    pub fn kind(&self) -> Option<&Kind> {
        self.document().map(|document| &document.kind)
    }

    pub fn body(&self) -> Option<&Body> {
        self.document().map(|document| &document.body)
    }

    pub fn title(&self) -> &str {
        match &self.origin {
            Origin::Document(document) => &document.common.tittel,
            Origin::Municipality(municipality) => &municipality.navn.value,
        }
    }

    /// Where the title stands in alphabetical order.
    fn title_key(&self) -> Cow<'_, SortKey> {
        match &self.origin {
            Origin::Document(document) => Cow::Borrowed(&document.title_key),
            Origin::Municipality(municipality) => Cow::Owned(SortKey::of(&municipality.navn.value)),
        }
    }

    pub fn short_title(&self) -> &str {
        match (self.document().and_then(|document| document.common.menytittel.as_deref()), self.kind()) {
            (Some(short), _) => short,
            (None, Some(Kind::Utvalg(utvalg))) => &utvalg.kortnavn,
            _ => self.title(),
        }
    }

    pub fn lead(&self) -> Option<&str> {
        self.document().and_then(|document| document.common.ingress.as_deref())
    }

    pub fn date(&self) -> Option<Date> {
        self.document().and_then(|document| document.common.dato)
    }

    pub fn language(&self) -> Language {
        self.document().map_or_else(Language::default, |document| document.common.language())
    }

    pub fn utvalg(&self) -> Option<&Utvalg> {
        match self.kind() {
            Some(Kind::Utvalg(utvalg)) => Some(utvalg),
            _ => None,
        }
    }

    pub fn mote(&self) -> Option<&Mote> {
        match self.kind() {
            Some(Kind::Mote(mote)) => Some(mote),
            _ => None,
        }
    }

    pub fn sak(&self) -> Option<&Sak> {
        match self.kind() {
            Some(Kind::Sak(sak)) => Some(sak),
            _ => None,
        }
    }

    pub fn rapport(&self) -> Option<&Rapport> {
        match self.kind() {
            Some(Kind::Rapport(rapport)) => Some(rapport),
            _ => None,
        }
    }

    pub fn prosjekt(&self) -> Option<&Prosjekt> {
        match self.kind() {
            Some(Kind::Prosjekt(prosjekt)) => Some(prosjekt),
            _ => None,
        }
    }

    /// Where to point for a problem with the page as a whole.
    pub fn place(&self) -> Option<(&SourcePath, Span)> {
        self.document().map(|document| (&document.path, document.fence.clone()))
    }
}

#[cfg(test)]
mod tests;
