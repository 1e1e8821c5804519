//! A text as part of a longer document: ids of its own, headings further down, and links to other parts of the document that
//! stay in it. The text itself is rendered so; what templates make of shortcodes is put in its place afterwards.

use std::collections::HashMap;

use lol_html::html_content::Element;
use lol_html::{RewriteStrSettings, element, rewrite_str};

/// Where a text stands in a document.
#[derive(Debug, Clone, Copy)]
pub struct Embedding<'a> {
    /// The id of the part of the document. Ids of the text begin with it, so that no two texts have the same.
    pub id: &'a str,
    /// By how many levels headings are moved down. The sixth is the last there is.
    pub levels: u8,
    /// The ids of all parts of the document, by the addresses that their pages have in links.
    pub parts: &'a HashMap<String, String>,
}

/// Attributes that name ids of the same page, one or several with spaces between.
const REFERENCES: [&str; 7] =
    ["aria-controls", "aria-describedby", "aria-details", "aria-labelledby", "aria-owns", "for", "headers"];

/// Attributes of drawings that name what they are painted with: `url(#pattern)`.
const PAINTS: [&str; 2] = ["fill", "stroke"];

impl Embedding<'_> {
    /// The level of a heading in the document.
    pub fn level(&self, level: u8) -> u8 {
        level.saturating_add(self.levels).min(6)
    }

    /// HTML that knows nothing of the document, put in its place.
    pub fn put(&self, html: &str) -> String {
        let settings =
            RewriteStrSettings::new().with_strict(false).append_element_content_handler(element!("*", |element| {
                self.element(element);
                Ok(())
            }));
        // It fails only when a handler does or memory is limited.
        rewrite_str(html, settings).unwrap_or_else(|_| html.to_owned())
    }

    fn element(&self, element: &mut Element<'_, '_>) {
        let set = |element: &mut Element<'_, '_>, name: &str, value: &str| {
            // Names of attributes that are there already are sound.
            let _ = element.set_attribute(name, value);
        };
        if let Some(id) = element.get_attribute("id") {
            set(element, "id", &self.own(&id));
        }
        for name in REFERENCES {
            if let Some(ids) = element.get_attribute(name) {
                let ids: Vec<String> = ids.split_ascii_whitespace().map(|id| self.own(id)).collect();
                set(element, name, &ids.join(" "));
            }
        }
        for name in PAINTS {
            let paint = element.get_attribute(name);
            if let Some(id) = paint.as_deref().and_then(|paint| paint.strip_prefix("url(#")?.strip_suffix(')')) {
                set(element, name, &format!("url(#{})", self.own(id)));
            }
        }
        if let Some(href) = element.get_attribute("href")
            && let Some(href) = self.href(&href)
        {
            set(element, "href", &href);
        }
        let level = element.tag_name().strip_prefix('h').and_then(|level| level.parse::<u8>().ok());
        if let Some(level) = level.filter(|level| (1..=6).contains(level)) {
            let _ = element.set_tag_name(&format!("h{}", self.level(level)));
        }
    }

    /// Where a link leads in the document; `None` when it leads out of it.
    pub fn href(&self, href: &str) -> Option<String> {
        let (address, fragment) = href.split_once('#').map_or((href, None), |(address, id)| (address, Some(id)));
        if address.is_empty() {
            return fragment.map(|fragment| format!("#{}", self.own(fragment)));
        }
        let part = self.parts.get(address)?;
        Some(match fragment {
            Some(fragment) => format!("#{}", own(part, fragment)),
            None => format!("#{part}"),
        })
    }

    fn own(&self, id: &str) -> String {
        own(self.id, id)
    }
}

/// The id that an id of a text has in a document.
fn own(part: &str, id: &str) -> String {
    format!("{part}_{id}")
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::Embedding;

    #[test]
    fn a_text_keeps_apart_from_the_others() {
        let parts = HashMap::from([("/ssu/1/2-26/".to_owned(), "sak_2-26".to_owned())]);
        let place = Embedding { id: "sak_1-26", levels: 1, parts: &parts };
        let check = |html: &str, expected: &str| assert_eq!(place.put(html), expected);
        check(
            "<h2 id=\"a\">A & b <a href=\"#a\">#</a></h2>",
            "<h3 id=\"sak_1-26_a\">A & b <a href=\"#sak_1-26_a\">#</a></h3>",
        );
        check("<h6>A</h6><hr>", "<h6>A</h6><hr>");
        check("<header>a</header><hgroup></hgroup>", "<header>a</header><hgroup></hgroup>");
        check("<div aria-labelledby=\"a b\"></div>", "<div aria-labelledby=\"sak_1-26_a sak_1-26_b\"></div>");
        check("<a href=\"/ssu/1/2-26/\">x</a>", "<a href=\"#sak_2-26\">x</a>");
        check("<a href=\"/ssu/1/2-26/#fn_1\">x</a>", "<a href=\"#sak_2-26_fn_1\">x</a>");
        check("<a href=\"/ssu/1/2-26/x.pdf?a=1&amp;b=2\">x</a>", "<a href=\"/ssu/1/2-26/x.pdf?a=1&amp;b=2\">x</a>");
        check("<a href=\"https://a.no/?x=1&amp;y=%20#d\">x</a>", "<a href=\"https://a.no/?x=1&amp;y=%20#d\">x</a>");
        check("<pre>&lt;h2 id=&quot;a&quot;></pre>", "<pre>&lt;h2 id=&quot;a&quot;></pre>");
        check(
            "<svg><pattern id=\"p\"/><rect fill=\"url(#p)\"/><rect fill=\"red\"/></svg>",
            "<svg><pattern id=\"sak_1-26_p\" /><rect fill=\"url(#sak_1-26_p)\" /><rect fill=\"red\"/></svg>",
        );
        check(
            "<svg><title id=\"t\">æ</title><path d=\"M0 0\"/></svg>",
            "<svg><title id=\"sak_1-26_t\">æ</title><path d=\"M0 0\"/></svg>",
        );
    }
}
