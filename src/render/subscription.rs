//! Which feeds and calendars there are, where they are found, and what each holds. What they look like is
//! [`publish`](crate::publish)'s affair.

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

use crate::foundation::locale;
use crate::foundation::path::UrlPath;
use crate::render::edition::Edition;
use crate::render::view;
use crate::site::{Page, PageId, Relations};

/// File name of a feed.
const PAPERS_FILE: &str = "papirer.atom";

/// File names of a calendar of many meetings, and of one.
const MEETINGS_FILE: &str = "moter.ics";
const MEETING_FILE: &str = "mote.ics";

/// A feed of the newest papers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Feed {
    Portal,
    Utvalg(PageId),
}

/// A calendar of meetings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Calendar {
    Portal,
    Utvalg(PageId),
    /// A single meeting.
    Meeting(PageId),
}

impl<'a> Edition<'a> {
    /// Returns all feeds with their addresses.
    pub fn feeds(&self) -> Vec<(UrlPath, Feed)> {
        let of_utvalg = self.site.pages().filter(|(_, page)| page.utvalg().is_some()).map(|(id, _)| Feed::Utvalg(id));
        let feeds = std::iter::once(Feed::Portal).chain(of_utvalg);
        feeds.filter_map(|feed| Some((self.feed_url(feed)?, feed))).collect()
    }

    /// Returns the address of a feed. `None` if it would be empty, or if the portal has no address: feeds are read elsewhere.
    pub fn feed_url(&self, feed: Feed) -> Option<UrlPath> {
        if self.base_url.is_unknown() || self.papers_in(feed).next().is_none() {
            return None;
        }
        let folder = match feed {
            Feed::Portal => "/",
            Feed::Utvalg(id) => self.site.page(id).url.as_str(),
        };
        Some(file_below(folder, PAPERS_FILE))
    }

    /// Returns the papers of a feed. A paper without a date is left out: it can be neither sorted nor called new.
    pub fn papers_in(&self, feed: Feed) -> Box<dyn Iterator<Item = PageId> + 'a> {
        let site = self.site;
        let papers: Box<dyn Iterator<Item = PageId>> = match feed {
            Feed::Portal => Box::new(site.papers()),
            Feed::Utvalg(id) => Box::new(site.papers_of(id)),
        };
        Box::new(papers.filter(move |id| site.date_of(*id).is_some() && site.page(*id).is_public()))
    }

    /// Returns all calendars with their addresses.
    pub fn calendars(&self) -> Vec<(UrlPath, Calendar)> {
        let of_pages = self.site.pages().filter_map(|(id, page)| match &page.relations {
            Relations::Utvalg { .. } => Some(Calendar::Utvalg(id)),
            Relations::Mote { .. } => Some(Calendar::Meeting(id)),
            _ => None,
        });
        let calendars = std::iter::once(Calendar::Portal).chain(of_pages);
        calendars.filter_map(|calendar| Some((self.calendar_url(calendar)?, calendar))).collect()
    }

    /// Returns the address of a calendar. `None` if it would be empty, or if the portal has no address.
    pub fn calendar_url(&self, calendar: Calendar) -> Option<UrlPath> {
        let is_dated = |id| dated(self.site.page(id)).is_some();
        if self.base_url.is_unknown() || !self.meetings_in(calendar).any(is_dated) {
            return None;
        }
        Some(match calendar {
            Calendar::Portal => file_below("/", MEETINGS_FILE),
            Calendar::Utvalg(id) => file_below(self.site.page(id).url.as_str(), MEETINGS_FILE),
            Calendar::Meeting(id) => file_below(self.site.page(id).url.as_str(), MEETING_FILE),
        })
    }

    /// Returns the meetings of a calendar.
    pub fn meetings_in(&self, calendar: Calendar) -> Box<dyn Iterator<Item = PageId> + 'a> {
        let site = self.site;
        let meetings: Box<dyn Iterator<Item = PageId>> = match calendar {
            Calendar::Portal => Box::new(site.pages().map(|(id, _)| id)),
            Calendar::Utvalg(id) => match &site.page(id).relations {
                Relations::Utvalg { meetings, .. } => Box::new(meetings.iter().copied()),
                _ => Box::new(std::iter::empty()),
            },
            Calendar::Meeting(id) => Box::new(std::iter::once(id)),
        };
        Box::new(meetings.filter(move |id| {
            let page = site.page(*id);
            matches!(page.relations, Relations::Mote { .. }) && page.is_public()
        }))
    }

    /// Returns the two addresses of a calendar of many meetings: one to subscribe to, one to download.
    pub fn subscription(&self, calendar: Calendar) -> Option<view::Subscription> {
        let url = self.calendar_url(calendar)?;
        let subscribe = format!("webcal://{}{url}", self.base_url.without_scheme());
        Some(view::Subscription { subscribe, url: self.href(&url) })
    }
}

/// Returns the day of a meeting, and the moment its page was changed. `None` at the very ends of time.
pub fn dated(meeting: &Page) -> Option<(Date, DateTime)> {
    let date = meeting.date()?;
    let changed = meeting.document().and_then(|document| document.common.oppdatert);
    let stamp = locale::midnight(changed.unwrap_or(date))?.with_time_zone(TimeZone::UTC).datetime();
    Some((date, stamp))
}

fn file_below(folder: &str, file: &str) -> UrlPath {
    UrlPath::new(&format!("{folder}{file}")).expect("a plain name after an address that ends in a slash")
}
