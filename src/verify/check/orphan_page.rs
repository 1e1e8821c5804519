//! `foreldrelos-side`: readers can get to every page.
//!
//! What it is, why it matters and the way out stand with [`Code::OrphanPage`]. WCAG 2.2, 2.4.5 (level AA) asks for more than
//! one way to a page, and search is only one. A page is reached from the front page and the menus, over links in texts, lists
//! of sections, bodies, meetings and reports, registers, attachments, languages, and what stands above it. What only the
//! newest papers of the front page lead to is not, since it is gone tomorrow. A warning, for some pages are meant for who has
//! the address. Not judged are drafts, sections that have nothing yet, and a site without a *forside*.
//!
//! Bad: `content/notat.md` that no page links to
//! Good: the same page in a section, or a link to it

use std::collections::{BTreeMap, BTreeSet};

use crate::foundation::diagnostic::{Code, Diagnostic};
use crate::foundation::path::UrlPath;
use crate::read::config::Config;
use crate::read::document::Kind;
use crate::read::markdown::shortcode::{Register, Shortcode};
use crate::release::refers::page_meant;
use crate::site::{Page, PageId, Participants, Relations, Site, Target};

/// Reports pages that nothing leads to. Of a whole branch, only where it begins.
pub fn orphan_page(site: &Site, config: &Config) -> Vec<Diagnostic> {
    let home = UrlPath::new("/").and_then(|url| site.by_url(&url));
    let Some(home) = home.filter(|id| matches!(site.page(*id).kind(), Some(Kind::Forside(_)))) else {
        return Vec::new();
    };
    let reached = reached(site, home, config);
    let is_reached = |id: &PageId| reached.contains(id);
    let is_empty = |page: &Page| {
        matches!(page.kind(), Some(Kind::Seksjon(_))) && !page.children.iter().any(|id| site.page(*id).is_public())
    };
    let judged = |page: &Page| page.is_public() && !is_empty(page);
    let orphans = site
        .pages()
        .filter(|(id, page)| !is_reached(id) && judged(page) && page.parent.as_ref().is_none_or(is_reached));
    let problem = |(_, page): (PageId, &Page)| {
        let (file, span) = page.place()?;
        let hint = "lenk til den fra en side der leserne leter, flytt den inn i en seksjon, eller slett den";
        let message = format!("ingen andre sider fører til denne siden, «{}»", page.title());
        Some(Diagnostic::at(Code::OrphanPage, file, span, message).hint(hint))
    };
    orphans.filter_map(problem).collect()
}

fn reached(site: &Site, home: PageId, config: &Config) -> BTreeSet<PageId> {
    let items = config.meny.iter().chain(&config.snarveier).chain(config.bunn.iter().flat_map(|group| &group.lenker));
    let menu = items.filter_map(|item| site.by_path(&page_meant(&item.side.value)?));
    let translations = translations(site);
    let mut waiting: Vec<PageId> = std::iter::once(home).chain(menu).collect();
    let mut reached = BTreeSet::new();
    while let Some(id) = waiting.pop() {
        if !reached.insert(id) {
            continue;
        }
        let page = site.page(id);
        waiting.extend(page.parent);
        waiting.extend(linked(page));
        waiting.extend(related(&page.relations));
        waiting.extend(listed(site, page));
        waiting.extend(translations.get(&id).into_iter().flatten());
    }
    reached
}

/// What the text of a page and its attachments lead to.
fn linked(page: &Page) -> impl Iterator<Item = PageId> {
    page.targets.iter().chain(page.attachments.iter().flatten()).filter_map(|target| match target {
        Target::Page { id, .. } => Some(*id),
        _ => None,
    })
}

/// The pages below that a page lists, and those of registers in its text.
fn listed(site: &Site, page: &Page) -> Vec<PageId> {
    let lists_children = matches!(page.kind(), Some(Kind::Seksjon(_) | Kind::Rapport(_)));
    let mut listed = if lists_children { page.children.clone() } else { Vec::new() };
    for shortcode in page.body().map(|body| body.shortcodes.as_slice()).unwrap_or_default() {
        let wanted: fn(&Page) -> bool = match &shortcode.value {
            Shortcode::Register(Register::Saker | Register::Vedtak) => |page| page.sak().is_some(),
            Shortcode::Register(_) => |page| page.prosjekt().is_some(),
            Shortcode::Catalogue | Shortcode::Controls => |page| page.shortcode_tables.iter().any(Option::is_some),
            _ => continue,
        };
        listed.extend(site.pages().filter(|(_, page)| wanted(page)).map(|(id, _)| id));
    }
    listed
}

/// The pages that a page shows by what it is.
fn related(relations: &Relations) -> Vec<PageId> {
    match relations {
        Relations::None => Vec::new(),
        Relations::Forside { entries, figures } => {
            entries.iter().copied().chain(figures.iter().flatten().filter_map(|figure| figure.more)).collect()
        }
        Relations::Utvalg { successor, predecessors, meetings, reports, seats } => {
            let seats = seats.iter().flat_map(|holders| named(&holders.municipalities));
            let pages = predecessors.iter().chain(meetings).chain(reports).copied();
            successor.iter().copied().chain(pages).chain(seats).collect()
        }
        Relations::Mote { utvalg, saker } => saker.iter().copied().chain([*utvalg]).collect(),
        Relations::Sak { meeting, utvalg, related, projects, reports } => {
            related.iter().chain(projects).chain(reports).copied().chain([*meeting, *utvalg]).collect()
        }
        Relations::Rapport { utvalg, approvals, attachment_to, projects } => {
            let approved = approvals.iter().map(|(utvalg, _)| *utvalg);
            utvalg.iter().chain(attachment_to).chain(projects).copied().chain(approved).collect()
        }
        Relations::Prosjekt { municipalities, application_saker, saker, reports } => {
            let named = named(municipalities);
            application_saker.iter().flatten().chain(saker).chain(reports).copied().chain(named).collect()
        }
        Relations::Kommune { projects, common_projects, seats } => {
            projects.iter().chain(common_projects).copied().chain(seats.iter().map(|seat| seat.utvalg)).collect()
        }
    }
}

fn named(participants: &Participants) -> Vec<PageId> {
    match participants {
        Participants::All => Vec::new(),
        Participants::Some(named) => named.clone(),
    }
}

/// The translations of each page that has some.
fn translations(site: &Site) -> BTreeMap<PageId, Vec<PageId>> {
    let mut translations: BTreeMap<PageId, Vec<PageId>> = BTreeMap::new();
    for (id, page) in site.pages() {
        let original = page.document().and_then(|document| document.common.oversettelse_av.as_ref());
        let original = original.and_then(|path| site.by_path(&page_meant(&path.value)?));
        if let Some(original) = original {
            translations.entry(original).or_default().push(id);
            translations.entry(id).or_default().push(original);
        }
    }
    translations
}
