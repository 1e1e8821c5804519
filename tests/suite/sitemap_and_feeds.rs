//! The sitemap, the feeds and the calendars of the portal, read by parsers that other programs use.

use std::collections::BTreeSet;

use feed_rs::model::{Feed, FeedType};
use icalendar::Component;

use crate::repository::{BASE_URL, PORTAL, WITHOUT_ADDRESS, file_of};

fn text(path: &str) -> &'static str {
    let file = PORTAL.output.iter().find(|(other, _)| other.as_str() == path).unwrap_or_else(|| panic!("no {path}")).1;
    std::str::from_utf8(&file.content).unwrap()
}

/// The pages of content by their files, without redirects, the page of search and the one for addresses that lead nowhere.
fn pages() -> BTreeSet<String> {
    let pages = PORTAL.output.iter().filter(|(path, file)| {
        let html = String::from_utf8_lossy(&file.content);
        path.as_str().ends_with("index.html") && !html.contains("http-equiv=\"refresh\"")
    });
    // Further pages of lists and documents of many papers, and the page of search, are left out of the sitemap.
    let is_left_out =
        |path: &str| path.contains("/side/") || path.ends_with("/samlet/index.html") || path == "sok/index.html";
    let pages = pages.map(|(path, _)| path.as_str().to_owned()).filter(|path| !is_left_out(path));
    pages.collect()
}

#[test]
fn the_sitemap_has_every_page_and_follows_the_protocol() {
    let document = roxmltree::Document::parse(text("sitemap.xml")).unwrap();
    let root = document.root_element();
    let namespace = "http://www.sitemaps.org/schemas/sitemap/0.9";
    assert!(root.has_tag_name((namespace, "urlset")));
    let mut found = BTreeSet::new();
    let mut dated = 0;
    for url in root.children().filter(roxmltree::Node::is_element) {
        assert!(url.has_tag_name((namespace, "url")));
        let parts: Vec<_> = url.children().filter(roxmltree::Node::is_element).collect();
        let names: Vec<&str> = parts.iter().map(|part| part.tag_name().name()).collect();
        assert!(["loc", "lastmod"].starts_with(&names) && !names.is_empty(), "{names:?}");
        let address = parts[0].text().unwrap();
        assert!(address.len() < 2048 && address.is_ascii(), "{address}");
        if let Some(changed) = parts.get(1) {
            changed.text().unwrap().parse::<jiff::civil::Date>().unwrap();
            dated += 1;
        }
        assert!(found.insert(file_of(address)), "{address} stands twice");
    }
    assert_eq!(found, pages());
    assert!(dated > 10, "{dated} pages have a date");
    assert!(text("robots.txt").ends_with(&format!("Sitemap: {BASE_URL}/sitemap.xml\n")));
}

/// All feeds by their paths.
fn feeds() -> Vec<(&'static str, Feed)> {
    let files = PORTAL.output.iter().filter(|(path, _)| path.as_str().ends_with(".atom"));
    let feeds = files.map(|(path, file)| {
        let feed = feed_rs::parser::parse(file.content.as_slice()).unwrap_or_else(|error| panic!("{path}: {error}"));
        (path.as_str(), feed)
    });
    feeds.collect()
}

#[test]
fn feeds_are_read_by_others_and_lead_to_pages() {
    let feeds = feeds();
    assert!(feeds.len() >= 3, "{} feeds", feeds.len());
    assert!(feeds.iter().any(|(path, _)| *path == "papirer.atom"));
    assert!(feeds.iter().any(|(path, _)| *path == "utvalg/ssu/papirer.atom"));
    for (path, feed) in &feeds {
        assert_eq!(feed.feed_type, FeedType::Atom, "{path}");
        assert_eq!(feed.id, format!("{BASE_URL}/{path}"));
        assert_eq!(feed.language.as_deref(), Some("nb"), "{path}");
        assert_eq!(feed.authors.len(), 1, "{path}");
        let to = |relation: &str| feed.links.iter().find(|link| link.rel.as_deref() == Some(relation)).unwrap();
        assert_eq!(to("self").href, feed.id);
        let home = file_of(&to("alternate").href);
        assert!(text(&home).contains("type=\"application/atom+xml\" title"), "{home} does not name its feed");
        assert!((1..=20).contains(&feed.entries.len()), "{path} has {} entries", feed.entries.len());

        let newest = feed.entries.iter().filter_map(|entry| entry.updated).max();
        assert_eq!(feed.updated, newest, "{path}");
        let ids: BTreeSet<&str> = feed.entries.iter().map(|entry| entry.id.as_str()).collect();
        assert_eq!(ids.len(), feed.entries.len(), "{path}");
        for entry in &feed.entries {
            assert_eq!(entry.links.len(), 1);
            assert_eq!(entry.links[0].href, entry.id);
            assert!(pages().contains(&file_of(&entry.id)), "{} leads nowhere", entry.id);
            assert!(!entry.title.as_ref().unwrap().content.is_empty());
        }
    }
}

#[test]
fn calendars_are_read_by_others_and_lead_to_meetings() {
    let calendars: Vec<_> = PORTAL.output.iter().filter(|(path, _)| path.as_str().ends_with(".ics")).collect();
    let paths: Vec<&str> = calendars.iter().map(|(path, _)| path.as_str()).collect();
    for path in ["moter.ics", "utvalg/ssu/moter.ics", "utvalg/ssu/2026-03-18/mote.ics"] {
        assert!(paths.contains(&path), "{paths:?}");
    }
    let mut timed = 0;
    for (path, file) in calendars {
        let content = std::str::from_utf8(&file.content).unwrap();
        let lines: Vec<&str> = content.split("\r\n").collect();
        assert_eq!(lines.last(), Some(&""), "{path}");
        assert!(lines.iter().all(|line| line.len() <= 75 && !line.contains(['\r', '\n'])), "{path}");
        let calendar: icalendar::Calendar = content.parse().unwrap_or_else(|error| panic!("{path}: {error}"));
        let events: Vec<&icalendar::Event> = calendar.events().collect();
        assert_eq!(calendar.components.len(), events.len() + 1, "{path} has a time zone and events");
        assert!(events.len() == 1 || !path.as_str().ends_with("/mote.ics"), "{path} is of one meeting");
        let ids: BTreeSet<&str> = events.iter().filter_map(|event| event.get_uid()).collect();
        assert_eq!(ids.len(), events.len(), "{path}: every meeting has an identity of its own");
        for event in events {
            let page = event.get_url().unwrap();
            assert!(text(&file_of(page)).contains("page--meeting"), "{path}: {page} is no meeting");
            assert_eq!(
                event.get_uid(),
                Some(&*format!("{}@www.helsefellesskapet.no", &page[BASE_URL.len() + 1..page.len() - 1]))
            );
            assert!(event.get_timestamp().is_some() && event.get_sequence().is_some(), "{path}");
            assert!(!event.get_summary().unwrap().is_empty() && event.get_description().unwrap().ends_with(page));
            let day = page.trim_end_matches('/').rsplit('/').next().unwrap();
            let start = event.property_value("DTSTART").unwrap();
            assert_eq!(&start[..8], day.replace('-', ""), "{path}");
            timed += usize::from(start.contains('T'));
        }
    }
    assert!(timed > 0, "no meeting has hours");
}

#[test]
fn a_site_without_an_address_has_neither() {
    let paths = WITHOUT_ADDRESS.output.iter().map(|(path, _)| path.as_str());
    let found: Vec<&str> = paths
        .filter(|path| {
            path.ends_with(".atom") || path.ends_with(".ics") || path.starts_with("sitemap") || *path == "robots.txt"
        })
        .collect();
    assert_eq!(found, [""; 0]);
    let pages = WITHOUT_ADDRESS.output.iter().filter(|(path, _)| path.as_str().ends_with(".html"));
    for (path, file) in pages {
        let html = String::from_utf8_lossy(&file.content);
        assert!(!html.contains("atom+xml"), "{path} names a feed");
        assert!(!html.contains("text/calendar") && !html.contains("webcal:"), "{path} names a calendar");
    }
}
