//! Atom feeds (RFC 4287) of the newest papers: one for the whole portal, one for each body.
//!
//! Nothing in a feed comes from a clock: an entry was changed at the midnight that began the day its page says. It does not
//! say when it was published, which no page knows: papers are there before their meeting.

use atom_syndication::{Entry, Feed as Atom, FixedDateTime, Link, Person, Text, WriteConfig};
use jiff::civil::{Date, Time};

use crate::foundation::locale;
use crate::foundation::path::UrlPath;
use crate::read::config::Config;
use crate::read::theme::Theme;
use crate::site::{PageId, Relations, Site};

/// The media type of feeds.
pub const MEDIA_TYPE: &str = "application/atom+xml";

/// How many papers a feed holds.
const MOST: usize = 20;

/// The name of the file of a feed.
const FILE: &str = "papirer.atom";

/// What a feed is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Feed {
    Portal,
    Body(PageId),
}

/// What feeds are made from.
pub struct Feeds<'a> {
    pub site: &'a Site,
    pub theme: &'a Theme,
    pub config: &'a Config,
    /// Full address of the portal without a trailing slash. Without one there are no feeds, since they go elsewhere.
    pub base_url: &'a str,
    /// The day the site is built for; drafts that are shown all the same are left out.
    pub date: Date,
}

impl Feeds<'_> {
    /// All feeds that there are, with their addresses.
    pub fn all(&self) -> Vec<(UrlPath, Feed)> {
        let bodies = self.site.pages().filter(|(_, page)| page.utvalg().is_some()).map(|(id, _)| Feed::Body(id));
        let feeds = std::iter::once(Feed::Portal).chain(bodies);
        feeds.filter_map(|feed| Some((self.url(feed)?, feed))).collect()
    }

    /// Where a feed is found; `None` when there is nothing to put in it.
    pub fn url(&self, feed: Feed) -> Option<UrlPath> {
        if self.base_url.is_empty() || self.papers(feed).next().is_none() {
            return None;
        }
        Some(match feed {
            Feed::Portal => below("/"),
            Feed::Body(body) => below(self.site.page(body).url.as_str()),
        })
    }

    /// A feed as XML.
    pub fn render(&self, feed: Feed) -> Vec<u8> {
        let papers = self.site.newest(self.papers(feed), MOST);
        let entries: Vec<Entry> = papers.iter().filter_map(|id| self.entry(*id)).collect();
        let (name, home, language) = match feed {
            Feed::Portal => (None, "/", Default::default()),
            Feed::Body(body) => {
                let page = self.site.page(body);
                (Some(page.title()), page.url.as_str(), page.language())
            }
        };
        let strings = self.theme.strings(language);
        let name = name.unwrap_or(strings.get("latest"));
        let own = format!("{}{}", self.base_url, below(home));
        let atom = Atom {
            title: plain(&format!("{name} – {}", self.config.tittel)),
            updated: entries.iter().map(|entry| entry.updated).max().unwrap_or_default(),
            authors: vec![Person { name: allowed(&self.config.utgiver), ..Person::default() }],
            links: vec![link("self", &own, MEDIA_TYPE), link("alternate", &self.permalink(home), "text/html")],
            id: own,
            lang: Some(language.code().to_owned()),
            entries,
            ..Atom::default()
        };
        let config = WriteConfig { indent_size: Some(1), ..WriteConfig::default() };
        let mut xml = atom.write_with_config(Vec::new(), config).expect("writing to memory does not fail");
        xml.push(b'\n');
        xml
    }

    /// The papers that a feed is about. Those without a date cannot be put in order, nor be said to be new.
    fn papers(&self, feed: Feed) -> Box<dyn Iterator<Item = PageId> + '_> {
        let papers: Box<dyn Iterator<Item = PageId>> = match feed {
            Feed::Portal => Box::new(self.site.papers()),
            Feed::Body(body) => Box::new(self.site.papers_of(body)),
        };
        let (site, date) = (self.site, self.date);
        Box::new(papers.filter(move |id| site.date_of(*id).is_some() && site.page(*id).is_public(date)))
    }

    fn entry(&self, id: PageId) -> Option<Entry> {
        let page = self.site.page(id);
        let date = self.site.date_of(id)?;
        let changed = page.document().and_then(|document| document.common.oppdatert);
        let title = match (&page.relations, page.sak()) {
            (Relations::Sak { body, .. }, Some(sak)) => {
                format!("{} {}: {}", self.site.page(*body).short_title(), sak.nummer.value, page.title())
            }
            _ => page.title().to_owned(),
        };
        let language = Some(page.language()).filter(|language| *language != Default::default());
        let in_its_language = |text: Text| Text { lang: language.map(|language| language.code().to_owned()), ..text };
        let address = self.permalink(page.url.as_str());
        Some(Entry {
            title: in_its_language(plain(&title)),
            updated: midnight(changed.unwrap_or(date))?,
            summary: page.lead().map(|lead| in_its_language(plain(lead))),
            links: vec![link("alternate", &address, "text/html")],
            id: address,
            ..Entry::default()
        })
    }

    fn permalink(&self, url: &str) -> String {
        format!("{}{url}", self.base_url)
    }
}

fn below(folder: &str) -> UrlPath {
    UrlPath::new(&format!("{folder}{FILE}")).expect("a plain name after an address that ends in a slash")
}

fn link(relation: &str, address: &str, media_type: &str) -> Link {
    Link {
        href: address.to_owned(),
        rel: relation.to_owned(),
        mime_type: Some(media_type.to_owned()),
        ..Link::default()
    }
}

fn plain(text: &str) -> Text {
    Text::plain(allowed(text))
}

/// A text without the characters that XML cannot hold, which TOML can.
fn allowed(text: &str) -> String {
    let holds = |character: &char| match character {
        '\t' | '\n' | '\r' => true,
        '\u{fffe}' | '\u{ffff}' => false,
        other => *other >= ' ',
    };
    text.chars().filter(holds).collect()
}

/// When a day began in Norway. `None` for the days at the very ends of time.
fn midnight(date: Date) -> Option<FixedDateTime> {
    locale::moment(date, Time::midnight())?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::{allowed, midnight};
    use jiff::civil::date;

    #[test]
    fn a_day_begins_when_it_does_in_norway() {
        let check = |day, expected: &str| assert_eq!(midnight(day).unwrap().to_rfc3339(), expected);
        check(date(2026, 1, 15), "2026-01-15T00:00:00+01:00");
        check(date(2026, 6, 11), "2026-06-11T00:00:00+02:00");
        // Summer time begins and ends in the small hours, after midnight.
        check(date(2026, 3, 29), "2026-03-29T00:00:00+01:00");
        check(date(2026, 3, 30), "2026-03-30T00:00:00+02:00");
        check(date(2026, 10, 25), "2026-10-25T00:00:00+02:00");
        check(date(2026, 10, 26), "2026-10-26T00:00:00+01:00");
        check(date(1, 1, 1), "0001-01-01T00:00:00+01:00");
        assert_eq!(midnight(date(9999, 12, 31)), None);
    }

    #[test]
    fn what_xml_cannot_hold_is_left_out() {
        assert_eq!(allowed("a\u{1}b\u{b}\tc\u{ffff}å😀"), "ab\tcå😀");
    }
}
