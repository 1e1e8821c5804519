//! Sections: pages that list those below them, a long list a part at a time.

use std::collections::{BTreeMap, HashMap};

use super::Pages;
use crate::foundation::diagnostic::Diagnostic;
use crate::foundation::path::UrlPath;
use crate::read::document::{Kind, UtvalgStatus};
use crate::read::theme::Strings;
use crate::render::edition::Edition;
use crate::render::label;
use crate::render::subscription::Calendar;
use crate::render::view;
use crate::site::{Origin, Page, PageId, Site};

/// The pages that a section lists, in the order they are shown.
#[derive(Debug)]
struct List {
    ids: Vec<PageId>,
    /// The pages stand under more than one heading; a single one is not shown.
    has_headings: bool,
}

/// The lists that are shown over several pages. They are put in order once, so that each page only looks at its part.
#[derive(Debug)]
pub struct LongLists {
    /// How many pages of the site a list shows on each of its own pages.
    length: usize,
    lists: BTreeMap<PageId, List>,
}

impl LongLists {
    pub fn new(edition: &Edition<'_>) -> Self {
        let length = edition.config.listelengde.get();
        let long = edition
            .site
            .pages()
            .filter(|(_, page)| matches!(page.kind(), Some(Kind::Seksjon(_))) && page.children.len() > length);
        Self { length, lists: long.map(|(id, _)| (id, List::new(edition, id))).collect() }
    }

    /// Puts the list of a section in order again, after titles of pages in it have changed.
    pub fn sort_again(&mut self, edition: &Edition<'_>, section: PageId) {
        if let Some(list) = self.lists.get_mut(&section) {
            *list = List::new(edition, section);
        }
    }

    /// The pages of a list after the first, which is the section itself: the number and address of each.
    pub fn further(&self, site: &Site) -> impl Iterator<Item = (PageId, usize, UrlPath)> {
        self.lists
            .keys()
            .flat_map(move |id| (2..=self.count(*id)).map(move |number| (*id, number, address(site.page(*id), number))))
    }

    /// How many pages the list of a section takes.
    fn count(&self, id: PageId) -> usize {
        self.lists.get(&id).map_or(1, |list| list.ids.len().div_ceil(self.length))
    }
}

/// Where a page of a section's list is found.
fn address(page: &Page, number: usize) -> UrlPath {
    if number == 1 {
        return page.url.clone();
    }
    UrlPath::new(&format!("{}side/{number}/", page.url)).expect("plain segments after an address that ends in a slash")
}

impl List {
    /// Children by heading, the headings in the order they first occur; utvalg at work before those that are not.
    fn new(edition: &Edition<'_>, id: PageId) -> Self {
        let site = edition.site;
        let strings = edition.theme.strings(site.page(id).language());
        let mut ids = site.page(id).children.clone();
        let ended = |id: &PageId| site.page(*id).utvalg().is_some_and(|utvalg| utvalg.status == UtvalgStatus::Avviklet);
        ids.sort_by_key(ended);
        let mut places: HashMap<&str, usize> = HashMap::new();
        for id in &ids {
            let next = places.len();
            places.entry(heading(site.page(*id), strings)).or_insert(next);
        }
        let has_headings = places.len() > 1;
        if has_headings {
            ids.sort_by_cached_key(|id| places[heading(site.page(*id), strings)]);
        }
        Self { ids, has_headings }
    }
}

/// What a page is listed under: utvalg by whether they are at work, municipalities by region, projects by round,
/// everything else under nothing.
fn heading<'a>(page: &'a Page, strings: &'a Strings) -> &'a str {
    match (&page.origin, page.utvalg(), page.prosjekt()) {
        (Origin::Municipality(municipality), ..) => &municipality.region,
        (_, Some(utvalg), _) => {
            let key = if utvalg.status == UtvalgStatus::Avviklet { "group_ended" } else { "group_active" };
            strings.get(key)
        }
        (_, _, Some(project)) => strings.get(label::round(project.runde).key),
        _ => "",
    }
}

impl Pages<'_> {
    /// Renders a page of a section's list after the first. It has no text, only its part of the list.
    pub fn render_list_page(&self, id: PageId, number: usize) -> (Option<Vec<u8>>, Vec<Diagnostic>) {
        let mut problems = Vec::new();
        let page = self.page(id);
        let view = self.list_page_view(id, number);
        let mut context = self.context(page.language(), &view.url);
        context.insert("page", &view);
        context.insert_value("content", tera::Value::safe_string(""));
        context.insert("section", &self.section(id, number));
        let source = page.document().map(|document| &document.path);
        let html = self.template(super::SECTION, &context, super::ROOM, source, &mut problems);
        (html, problems)
    }

    /// What a section shows on one of the pages of its list.
    pub(super) fn section(&self, id: PageId, number: usize) -> view::Section {
        let lists = &self.shared.lists;
        let whole;
        let list = match lists.lists.get(&id) {
            Some(list) => list,
            None => {
                whole = List::new(&self.edition, id);
                &whole
            }
        };
        let shown = list.ids.chunks(lists.length).nth(number - 1).unwrap_or_default();
        let strings = self.edition.strings(self.page(id));
        let mut groups: Vec<view::CardGroup> = Vec::new();
        for child in shown {
            let title = if list.has_headings { heading(self.page(*child), strings) } else { "" };
            let card = self.card(*child);
            match groups.last_mut() {
                Some(group) if group.title == title => group.cards.push(card),
                _ => groups.push(view::CardGroup { title: title.to_owned(), cards: vec![card] }),
            }
        }
        let of_bodies = list.ids.iter().any(|id| self.page(*id).utvalg().is_some());
        let calendar = of_bodies.then(|| self.edition.subscription(Calendar::Portal)).flatten();
        view::Section { groups, pages: self.list_pages(id, number), calendar }
    }

    /// The way between the pages of a list; `None` when there is only one.
    fn list_pages(&self, id: PageId, current: usize) -> Option<view::ListPages> {
        let count = self.shared.lists.count(id);
        let href = |number| self.edition.href(address(self.page(id), number));
        let exists = |number: &usize| (1..=count).contains(number);
        let mut links: Vec<view::ListPage> = Vec::new();
        let mut before = 0;
        for number in numbers(current, count) {
            links.push(view::ListPage {
                number: number.to_string(),
                url: href(number),
                current: number == current,
                after_gap: number > before + 1,
            });
            before = number;
        }
        (count > 1).then(|| view::ListPages {
            previous: current.checked_sub(1).filter(exists).map(href),
            next: Some(current + 1).filter(exists).map(href),
            links,
        })
    }

    fn list_page_view(&self, id: PageId, number: usize) -> view::Page {
        let strings = self.edition.strings(self.page(id));
        let url = address(self.page(id), number);
        let (n, all) = (number.to_string(), self.shared.lists.count(id).to_string());
        let section = self.page_view(id);
        let mut breadcrumbs = section.breadcrumbs;
        breadcrumbs.push(self.crumb(id));
        view::Page {
            title: strings.filled("list_page_title", &[("n", &n), ("all", &all), ("title", &section.title)]),
            short_title: strings.filled("list_page", &[("n", &n)]),
            lead: None,
            url: self.edition.href(&url),
            permalink: self.edition.permalink(&url),
            versions: Vec::new(),
            breadcrumbs,
            toc: Vec::new(),
            attachments: Vec::new(),
            ..section
        }
    }
}

/// The pages that are linked to from one of them: the first, the last and its neighbours, so that the row has room on a
/// phone however many there are. A gap is at least two pages wide, since one would take as much room as its link.
fn numbers(current: usize, count: usize) -> Vec<usize> {
    let near = |number: usize| number == 1 || number == count || number.abs_diff(current) <= 1;
    (1..=count).filter(|&number| near(number) || (number > 1 && near(number - 1) && near(number + 1))).collect()
}

#[cfg(test)]
mod tests {
    use super::numbers;

    #[test]
    fn the_first_the_last_and_the_neighbours_are_linked_to() {
        let check = |current: usize, count: usize, expected: &[usize]| assert_eq!(numbers(current, count), expected);
        check(1, 1, &[1]);
        check(2, 2, &[1, 2]);
        check(1, 5, &[1, 2, 5]);
        check(1, 4, &[1, 2, 3, 4]);
        check(3, 5, &[1, 2, 3, 4, 5]);
        check(4, 30, &[1, 2, 3, 4, 5, 30]);
        check(5, 30, &[1, 4, 5, 6, 30]);
        check(30, 30, &[1, 29, 30]);
    }
}
