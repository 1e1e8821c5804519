//! Atom feeds (RFC 4287) of the newest papers: one for the whole portal, one for each body.
//!
//! Nothing in a feed comes from a clock: an entry was changed at the midnight that began the day its page says. It does not
//! say when it was published, which no page knows: papers are there before their meeting.

use atom_syndication::{Entry, Feed as Atom, FixedDateTime, Link, Person, Text, WriteConfig};
use jiff::civil::{Date, Time};

use crate::foundation::locale;
use crate::render::edition::Edition;
use crate::render::subscription::Feed;
use crate::site::{PageId, Relations};

/// The media type of feeds.
pub const MEDIA_TYPE: &str = "application/atom+xml";

/// How many papers a feed holds.
const MOST: usize = 20;

/// Renders a feed as XML.
pub fn render(edition: &Edition<'_>, feed: Feed) -> Vec<u8> {
    let papers = edition.site.newest(edition.papers_in(feed), MOST);
    let entries: Vec<Entry> = papers.iter().filter_map(|id| entry(edition, *id)).collect();
    let (name, home, language) = match feed {
        Feed::Portal => (None, "/", Default::default()),
        Feed::Utvalg(id) => {
            let page = edition.site.page(id);
            (Some(page.title()), page.url.as_str(), page.language())
        }
    };
    let strings = edition.theme.strings(language);
    let name = name.unwrap_or(strings.get("latest"));
    let own = edition.feed_url(feed).map(|url| edition.permalink(&url)).unwrap_or_default();
    let atom = Atom {
        title: plain(&format!("{name} – {}", edition.config.tittel)),
        updated: entries.iter().map(|entry| entry.updated).max().unwrap_or_default(),
        authors: vec![Person { name: allowed(&edition.config.utgiver), ..Person::default() }],
        links: vec![
            link("self", &own, MEDIA_TYPE),
            link("alternate", &format!("{}{home}", edition.base_url), "text/html"),
        ],
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

fn entry(edition: &Edition<'_>, id: PageId) -> Option<Entry> {
    let page = edition.site.page(id);
    let date = edition.site.date_of(id)?;
    let changed = page.document().and_then(|document| document.common.oppdatert);
    let title = match (&page.relations, page.sak()) {
        (Relations::Sak { utvalg, .. }, Some(sak)) => {
            format!("{} {}: {}", edition.site.page(*utvalg).short_title(), sak.nummer.value, page.title())
        }
        _ => page.title().to_owned(),
    };
    let language = Some(page.language()).filter(|language| *language != Default::default());
    let in_its_language = |text: Text| Text { lang: language.map(|language| language.code().to_owned()), ..text };
    let address = edition.permalink(&page.url);
    Some(Entry {
        title: in_its_language(plain(&title)),
        updated: midnight(changed.unwrap_or(date))?,
        summary: page.lead().map(|lead| in_its_language(plain(lead))),
        links: vec![link("alternate", &address, "text/html")],
        id: address,
        ..Entry::default()
    })
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
