//! The sitemap: the addresses of all pages, for search engines, after <https://www.sitemaps.org/protocol.html>; and
//! `robots.txt`, which says where it is.
//!
//! Further pages of long lists are not in it, since they hold nothing but links to pages that are.

use jiff::civil::Date;

use crate::foundation::path::{BaseUrl, UrlPath};
use crate::read::markdown::escaped;
use crate::site::{Page, Site};

/// How many addresses the protocol allows in one file.
const MOST: usize = 50_000;

/// The namespace of both kinds of files.
const NAMESPACE: &str = "http://www.sitemaps.org/schemas/sitemap/0.9";

/// A file of the sitemap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sitemap {
    /// Lists the other files, so many.
    Index(usize),
    /// Lists pages; the first file is number 1.
    Part(usize),
}

/// The files of the sitemap of a site; none when nothing is public.
pub fn files(site: &Site) -> Vec<(UrlPath, Sitemap)> {
    split(public(site).count(), MOST)
}

/// The address of `robots.txt`, which is read only at the root of a host.
pub fn robots_url() -> UrlPath {
    UrlPath::new("/robots.txt").expect("a plain address")
}

/// What `robots.txt` says: everything may be read, and where the sitemap is.
pub fn robots(base_url: &BaseUrl) -> String {
    format!("User-agent: *\nDisallow:\n\nSitemap: {base_url}{}\n", whole())
}

impl Sitemap {
    /// The file, for a portal at an address without a trailing slash.
    pub fn render(self, site: &Site, base_url: &BaseUrl, date: Date) -> String {
        match self {
            Self::Index(count) => index(base_url, count),
            Self::Part(number) => {
                let base_url = escaped(base_url.as_str());
                let pages = public(site).skip((number - 1) * MOST).take(MOST).map(|page| {
                    let changed = changed(page, date).map(|date| format!("<lastmod>{date}</lastmod>"));
                    format!("<url><loc>{base_url}{}</loc>{}</url>\n", page.url, changed.unwrap_or_default())
                });
                document("urlset", &pages.collect::<String>())
            }
        }
    }
}

/// The files for a number of pages, of which each file can hold so many.
fn split(pages: usize, most: usize) -> Vec<(UrlPath, Sitemap)> {
    match pages.div_ceil(most) {
        0 => Vec::new(),
        1 => vec![(whole(), Sitemap::Part(1))],
        count => {
            let parts = (1..=count).map(|number| (part(number), Sitemap::Part(number)));
            std::iter::once((whole(), Sitemap::Index(count))).chain(parts).collect()
        }
    }
}

fn index(base_url: &BaseUrl, count: usize) -> String {
    let base_url = escaped(base_url.as_str());
    let files = (1..=count).map(|number| format!("<sitemap><loc>{base_url}{}</loc></sitemap>\n", part(number)));
    document("sitemapindex", &files.collect::<String>())
}

/// Drafts that are shown because they were asked for are left out.
fn public(site: &Site) -> impl Iterator<Item = &Page> {
    site.pages().map(|(_, page)| page).filter(move |page| page.is_public())
}

/// When a page was last changed, as far as that is said. A date to come, as a planned meeting has, is not when its page
/// was written.
fn changed(page: &Page, today: Date) -> Option<Date> {
    let changed = page.document().and_then(|document| document.common.oppdatert);
    changed.or(page.date()).filter(|date| *date <= today)
}

fn whole() -> UrlPath {
    UrlPath::new("/sitemap.xml").expect("a plain address")
}

fn part(number: usize) -> UrlPath {
    UrlPath::new(&format!("/sitemap-{number}.xml")).expect("a plain address")
}

fn document(root: &str, content: &str) -> String {
    format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<{root} xmlns=\"{NAMESPACE}\">\n{content}</{root}>\n")
}

#[cfg(test)]
mod tests {
    use super::{NAMESPACE, Sitemap, index, split};
    use crate::foundation::path::BaseUrl;

    #[test]
    fn a_sitemap_of_too_many_pages_is_an_index_of_several() {
        let check = |pages: usize, expected: &[(&str, Sitemap)]| {
            let files = split(pages, 50);
            let found: Vec<(&str, Sitemap)> = files.iter().map(|(url, sitemap)| (url.as_str(), *sitemap)).collect();
            assert_eq!(found, expected);
        };
        check(0, &[]);
        check(1, &[("/sitemap.xml", Sitemap::Part(1))]);
        check(50, &[("/sitemap.xml", Sitemap::Part(1))]);
        let two = [
            ("/sitemap.xml", Sitemap::Index(2)),
            ("/sitemap-1.xml", Sitemap::Part(1)),
            ("/sitemap-2.xml", Sitemap::Part(2)),
        ];
        check(51, &two);
        check(100, &two);
        check(
            101,
            &[&[("/sitemap.xml", Sitemap::Index(3))], &two[1..], &[("/sitemap-3.xml", Sitemap::Part(3))]].concat(),
        );
    }

    #[test]
    fn the_index_names_each_file() {
        let index = index(&BaseUrl::new("https://a.no/x&y"), 2);
        let document = roxmltree::Document::parse(&index).unwrap();
        let places = document.descendants().filter(|node| node.has_tag_name((NAMESPACE, "loc")));
        let places: Vec<&str> = places.filter_map(|node| node.text()).collect();
        assert_eq!(places, ["https://a.no/x&y/sitemap-1.xml", "https://a.no/x&y/sitemap-2.xml"]);
        assert_eq!(document.root_element().tag_name().name(), "sitemapindex");
    }
}
