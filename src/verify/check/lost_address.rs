//! `borte-adresse`: an address that was published leads somewhere still.
//!
//! What it is, why it matters and the way out stand with [`Code::LostAddress`]. People come to the portal by links that others
//! keep, in mails, minutes and search engines (W3C, "Cool URIs don't change"), and archives refer to published documents. So
//! a page that moves takes its earlier address with it as an `alias`. What was there before is told by an earlier output or a
//! saved map of the site; without one nothing is compared. An error. A page that is taken down on a day (`avpubliseres`) is
//! gone by intention, and so are the files below it; later pages of lists come and go by themselves.
//!
//! Bad: `content/plan.md` renamed to `content/handlingsplan.md`
//! Good: the same with `alias = ["/plan/"]`

use std::collections::BTreeSet;

use crate::foundation::diagnostic::{Code, Diagnostic};
use crate::foundation::path::OutputPath;
use crate::site::{Page, Site};

/// Endings of files that people keep links to, besides pages.
const KEPT: [&str; 17] = [
    "atom", "csv", "doc", "docx", "ics", "jpeg", "jpg", "json", "odp", "ods", "odt", "pdf", "png", "pptx", "txt",
    "webp", "xlsx",
];

/// The folder of the index that readers' browsers search in. Its files have other names after each change.
const SEARCH_INDEX: &str = "/pagefind/";

/// The address of a file of the output, when it is one that people keep: `/om/` of `om/index.html`.
pub fn kept_address(path: &OutputPath) -> Option<String> {
    let address = format!("/{path}");
    if address.starts_with(SEARCH_INDEX) {
        return None;
    }
    if let Some(page) = address.strip_suffix("index.html") {
        return (page.ends_with('/') && !is_further_page_of_a_list(page)).then(|| page.to_owned());
    }
    let ending = address.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase())?;
    KEPT.contains(&ending.as_str()).then_some(address)
}

/// The addresses in a map of a site after sitemaps.org, in order, with host and all.
pub fn addresses_of_map(xml: &str) -> Vec<String> {
    let entries = xml.split("<loc>").skip(1).filter_map(|rest| rest.split_once("</loc>"));
    let text = |(address, _): (&str, &str)| address.trim().replace("&apos;", "'").replace("&amp;", "&");
    entries.map(text).collect()
}

/// Reports earlier addresses, from the root of the portal, that are not found.
pub fn lost_addresses<'a>(
    site: &Site,
    earlier: impl IntoIterator<Item = &'a str>,
    is_found: impl Fn(&str) -> bool,
) -> Vec<Diagnostic> {
    let lost = earlier.into_iter().filter(|address| !is_found(address) && !is_further_page_of_a_list(address));
    lost.collect::<BTreeSet<_>>().into_iter().map(|address| problem(site, address)).collect()
}

fn problem(site: &Site, address: &str) -> Diagnostic {
    let message = format!("adressen {address} har vært publisert, men fører ikke lenger noe sted");
    if !address.ends_with('/') {
        let hint = "legg filen tilbake der den var, med det samme navnet; en fil kan ikke ha alias";
        return nowhere(message).hint(hint);
    }
    // A page that moved has often kept its name.
    let name = |address: &str| address.trim_end_matches('/').rsplit('/').next().unwrap_or_default().to_owned();
    let mut same_name = site.pages().filter(|(_, page)| name(page.url.as_str()) == name(address));
    let alias = format!("alias = [\"{address}\"]");
    match (same_name.next().and_then(|(_, page)| Page::place(page)), same_name.next()) {
        (Some((file, span)), None) => {
            let hint = format!("er det denne siden som er flyttet, skriver du {alias} i opplysningene om den");
            Diagnostic::at(Code::LostAddress, file, span, message).hint(hint)
        }
        _ => {
            let hint = format!(
                "skriv {alias} på siden som har overtatt. Er siden tatt ned med vilje, beholder du filen og skriver avpubliseres"
            );
            nowhere(message).hint(hint)
        }
    }
}

/// A problem that no file is to blame for.
fn nowhere(message: String) -> Diagnostic {
    Diagnostic::anywhere(Code::LostAddress, message)
}

/// `/rapporter/side/2/`: a list that became shorter has fewer.
fn is_further_page_of_a_list(address: &str) -> bool {
    let mut parts = address.trim_end_matches('/').rsplit('/');
    let number = parts.next().unwrap_or_default();
    !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()) && parts.next() == Some("side")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_and_documents_have_addresses_that_people_keep() {
        for (path, expected) in [
            ("index.html", Some("/")),
            ("om/index.html", Some("/om/")),
            ("rapporter/side/2/index.html", None),
            ("rapporter/plan.pdf", Some("/rapporter/plan.pdf")),
            ("stil.0123.css", None),
            ("404.html", None),
            ("pagefind/pagefind-entry.json", None),
        ] {
            let path = OutputPath::new(path).unwrap();
            assert_eq!(kept_address(&path).as_deref(), expected, "{path}");
        }
    }

    #[test]
    fn a_map_lists_addresses() {
        let xml =
            "<urlset>\n<url><loc>https://a.no/</loc></url><url><loc> https://a.no/b/?c&amp;d </loc></url></urlset>";
        assert_eq!(addresses_of_map(xml), ["https://a.no/", "https://a.no/b/?c&d"]);
        assert!(addresses_of_map("<loc>").is_empty());
    }
}
