//! What many pages have in common, made once: the values of the site, and the HTML above and below every page.

use std::collections::BTreeMap;

use tera::{Context, Value};

use super::document::DocumentFile;
use super::section::LongLists;
use super::translation::Translations;
use crate::foundation::diagnostic::Diagnostic;
use crate::foundation::headers;
use crate::foundation::locale::Language;
use crate::foundation::path::UrlPath;
use crate::read::config::{Config, MenuItem};
use crate::read::theme::{Theme, template_problem};
use crate::release::refers::page_meant;
use crate::render::edition::Edition;
use crate::render::subscription::{Calendar, Feed};
use crate::render::view;
use crate::site::PageId;

/// The templates of the frame; a theme can do without.
const HEADER: &str = "frame/header.html";
const FOOTER: &str = "frame/footer.html";

/// What pages share.
pub struct Shared {
    /// [`view::Site`].
    pub site: Value,
    pub lists: LongLists,
    pub translations: Translations,
    /// The documents that are made, by their pages.
    pub documents: BTreeMap<PageId, DocumentFile>,
    frames: BTreeMap<Language, Frames>,
}

/// The frames in one language, by place: the longest address comes first.
///
/// Which of the menu's links are marked depends only on the longest one that an address begins with, and on whether that
/// is all of it.
#[derive(Default)]
struct Frames(Vec<(String, [Frame; 2])>);

/// Safe HTML, empty where the theme has no template for it.
#[derive(Clone)]
pub struct Frame {
    pub header: Value,
    pub footer: Value,
}

impl Shared {
    /// Makes what pages share. Mistakes in the templates of the frame are reported.
    pub fn new(edition: &Edition<'_>) -> (Self, Vec<Diagnostic>) {
        let Edition { site, theme, config, .. } = *edition;
        let link = |item: &MenuItem| menu_link(edition, item);
        let view = view::Site {
            title: config.tittel.clone(),
            description: config.beskrivelse.clone(),
            base_url: edition.base_url.to_string(),
            publisher: config.utgiver.clone(),
            email: config.epost.clone(),
            menu: config.meny.iter().filter_map(link).collect(),
            shortcuts: config.snarveier.iter().filter_map(link).collect(),
            footer: config
                .bunn
                .iter()
                .map(|group| view::LinkGroup {
                    title: group.tittel.clone(),
                    links: group.lenker.iter().filter_map(link).collect(),
                })
                .collect(),
            stylesheet: edition.href(&edition.theme.stylesheet.url),
            script: edition.theme.script.as_ref().map(|script| edition.href(&script.url)),
            feed: edition.feed_url(Feed::Portal).map(|url| edition.href(&url)),
            calendar: edition.subscription(Calendar::Portal),
            home_url: format!("{}/", edition.base_url.path()),
            search: has_search(config, theme).then(|| edition.href(search_url())),
            policy: headers::policy(),
        };
        let mut maker =
            FrameMaker { edition, site: &view, value: Value::from_serializable(&view), problems: Vec::new() };
        let mut languages: Vec<Language> = site.pages().map(|(_, page)| page.language()).collect();
        languages.push(Language::default());
        languages.sort();
        languages.dedup();
        let frames = languages.into_iter().map(|language| (language, maker.frames(language))).collect();
        let FrameMaker { value, mut problems, .. } = maker;
        let (translations, found) = Translations::new(edition);
        problems.extend(found);
        let documents = BTreeMap::new();
        (Self { site: value, lists: LongLists::new(edition), translations, documents, frames }, problems)
    }

    /// The frame of a page at an address, as it stands in links.
    pub fn frame(&self, language: Language, href: &str) -> &Frame {
        let frames = &self.frames[&language].0;
        let place = frames.iter().find(|(place, _)| href.starts_with(place.as_str()));
        let (place, [at, below]) = place.or(frames.last()).expect("there is one for the front page");
        if href == place { at } else { below }
    }
}

struct FrameMaker<'a> {
    edition: &'a Edition<'a>,
    site: &'a view::Site,
    value: Value,
    problems: Vec<Diagnostic>,
}

impl FrameMaker<'_> {
    fn frames(&mut self, language: Language) -> Frames {
        let mut places: Vec<String> = self.site.menu.iter().map(|link| link.url.clone()).collect();
        places.push(self.site.home_url.clone());
        places.extend(self.with_own_search());
        places.sort_by(|left, right| right.len().cmp(&left.len()).then(left.cmp(right)));
        places.dedup();
        let frames = places.into_iter().map(|place| {
            let below = format!("{place}0");
            let both = [self.frame(language, &place), self.frame(language, &below)];
            (place, both)
        });
        Frames(frames.collect())
    }

    /// The pages that have a field to search in themselves, and so none above: that of search, and the one for addresses
    /// that lead nowhere.
    fn with_own_search(&self) -> Vec<String> {
        let own = |search: &String| [search.clone(), self.edition.href(not_found_url())];
        self.site.search.iter().flat_map(own).collect()
    }

    fn frame(&mut self, language: Language, href: &str) -> Frame {
        let home = href == self.site.home_url;
        let current = |link: &view::Link| match href.strip_prefix(link.url.as_str()) {
            Some("") => Some("page"),
            Some(_) if link.url != self.site.home_url => Some("true"),
            _ => None,
        };
        let menu = self.site.menu.iter();
        let menu: Vec<view::MenuLink> =
            menu.map(|link| view::MenuLink { link: link.clone(), current: current(link) }).collect();
        let mut context = Context::new();
        context.insert_value("site", self.value.clone());
        let own = Language::default();
        context.insert_value("t", self.edition.theme.strings_value(own));
        context.insert("lang", &(language != own).then_some(own.code()));
        context.insert("home", &home);
        context.insert("searching", &self.with_own_search().iter().any(|place| place == href));
        context.insert("menu", &menu);
        Frame { header: self.template(HEADER, &context), footer: self.template(FOOTER, &context) }
    }

    fn template(&mut self, name: &str, context: &Context) -> Value {
        let theme = self.edition.theme;
        if !theme.templates.contains_key(name) {
            return Value::safe_string("");
        }
        let html = theme.tera.render(name, context).unwrap_or_else(|error| {
            self.problems.push(template_problem(&error, &theme.templates, &self.edition.release.sources, None));
            String::new()
        });
        Value::safe_string(html.trim_end())
    }
}

/// The address of the page that servers show when an address leads nowhere.
pub fn not_found_url() -> UrlPath {
    UrlPath::new("/404.html").expect("a plain address")
}

/// Whether readers can search: the site wants it, and the theme has a page for it.
pub fn has_search(config: &Config, theme: &Theme) -> bool {
    config.wants_search() && theme.templates.contains_key(super::SEARCH)
}

/// The address of the page where readers search.
pub fn search_url() -> UrlPath {
    UrlPath::new("/sok/").expect("a plain address")
}

fn menu_link(edition: &Edition<'_>, item: &MenuItem) -> Option<view::Link> {
    let path = page_meant(&item.side.value)?;
    let id = edition.site.by_path(&path)?;
    Some(view::Link { title: item.tittel.clone(), url: edition.page_href(id) })
}
