//! What pages say of themselves to machines, read back from the portal: schema.org as JSON-LD, and Open Graph.

use std::collections::BTreeMap;

use fellesskap::build::Build;
use serde_json::Value;

use crate::repository::{BASE_URL, PORTAL, WITHOUT_ADDRESS, file_of};

/// The HTML of the pages, by path.
fn pages(portal: &Build) -> BTreeMap<&str, &str> {
    let files = portal.output.iter().filter(|(path, _)| path.as_str().ends_with(".html"));
    files.map(|(path, file)| (path.as_str(), std::str::from_utf8(&file.content).unwrap())).collect()
}

/// What a page says, one entry for each thing.
fn graph(html: &str) -> Vec<Value> {
    let Some((_, rest)) = html.split_once("<script type=\"application/ld+json\">") else { return Vec::new() };
    let (json, rest) = rest.split_once("</script>").unwrap();
    assert!(!rest.contains("ld+json"), "one graph for each page");
    let data: Value = serde_json::from_str(json).unwrap();
    assert_eq!(data["@context"], "https://schema.org");
    data["@graph"].as_array().unwrap().clone()
}

/// The things of a kind, with the page that speaks of them.
fn things(kind: &str) -> Vec<(&'static str, Value)> {
    let of_page = |(path, html): (&'static str, &'static str)| {
        graph(html)
            .into_iter()
            .filter(|thing| thing["@type"] == kind)
            .map(move |thing| (path, thing))
            .collect::<Vec<_>>()
    };
    pages(&PORTAL).into_iter().flat_map(of_page).collect()
}

fn address(path: &str) -> String {
    format!("{BASE_URL}/{}", path.strip_suffix("index.html").unwrap())
}

/// Asserts that a full address leads to a file of the output.
#[track_caller]
fn assert_leads_somewhere(address: &Value) {
    let path = file_of(address.as_str().unwrap_or_else(|| panic!("{address}")));
    assert!(PORTAL.output.iter().any(|(other, _)| other.as_str() == path), "{address} leads nowhere");
}

#[test]
fn the_front_page_says_whose_the_portal_is() {
    let organisation = things("Organization");
    assert_eq!(organisation.len(), 1);
    let (path, organisation) = &organisation[0];
    assert_eq!((*path, &organisation["url"]), ("index.html", &Value::from(format!("{BASE_URL}/"))));
    let website = things("WebSite");
    assert_eq!(website.len(), 1);
    assert_eq!(website[0].1["publisher"]["@id"], organisation["@id"]);
}

#[test]
fn every_meeting_is_an_event() {
    let events = things("Event");
    let meetings = pages(&PORTAL).into_values().filter(|html| html.contains("class=\"page page--meeting\"")).count();
    assert_eq!(events.len(), meetings);
    assert!(meetings > 2, "{meetings} meetings");
    for (path, event) in events {
        assert_eq!(event["url"], address(path));
        assert_eq!(event["eventStatus"], "https://schema.org/EventScheduled", "{path}");
        let start = event["startDate"].as_str().unwrap();
        assert!(start.len() == 10 || start.contains("+0"), "{path}: {start}");
        assert_leads_somewhere(&event["organizer"]["url"]);
    }
}

#[test]
fn reports_and_tables_are_described() {
    let reports = things("Report");
    assert!(reports.len() > 2, "{} reports", reports.len());
    for (path, report) in reports {
        assert_eq!(report["url"], address(path));
        assert!(report["temporalCoverage"].as_str().unwrap().parse::<u16>().is_ok(), "{path}");
    }
    let datasets = things("Dataset");
    let descriptions = PORTAL.output.iter().filter(|(path, _)| path.as_str().ends_with("datapackage.json")).count();
    assert_eq!(datasets.len(), descriptions, "each published table on one page");
    for (path, dataset) in datasets {
        assert_eq!(dataset["url"], address(path));
        assert!(!dataset["variableMeasured"].as_array().unwrap().is_empty(), "{path}");
        for file in dataset["distribution"].as_array().unwrap() {
            assert_leads_somewhere(&file["contentUrl"]);
        }
    }
}

#[test]
fn the_way_to_a_page_is_the_one_that_it_shows() {
    let mut count = 0;
    for (path, way) in things("BreadcrumbList") {
        let steps = way["itemListElement"].as_array().unwrap();
        for (index, step) in steps.iter().enumerate() {
            assert_eq!(step["position"], index + 1, "{path}");
            assert_leads_somewhere(&step["item"]);
        }
        assert_eq!(steps.first().unwrap()["item"], format!("{BASE_URL}/"));
        assert_eq!(steps.last().unwrap()["item"], address(path));
        let html = pages(&PORTAL)[path];
        assert_eq!(html.matches("class=\"breadcrumbs__item\"").count(), steps.len(), "{path}");
        count += 1;
    }
    // What search engines are to leave alone says nothing to them.
    let shown = pages(&PORTAL)
        .into_iter()
        .filter(|(_, html)| !html.contains("content=\"noindex\"") && html.contains("class=\"breadcrumbs\""));
    assert_eq!(count, shown.count());
}

#[test]
fn every_public_page_says_what_it_is_called_where_it_is_and_in_which_language() {
    for (path, html) in pages(&PORTAL) {
        if html.contains("content=\"noindex\"") {
            assert!(!html.contains("property=\"og:") && !html.contains("ld+json"), "{path}");
            continue;
        }
        for property in ["og:title", "og:type", "og:url", "og:site_name", "og:locale"] {
            let count = html.matches(&format!("<meta property=\"{property}\" content=\"")).count();
            assert_eq!(count, 1, "{path}: {property}");
        }
    }
}

#[test]
fn a_portal_without_an_address_says_nothing() {
    for (path, html) in pages(&WITHOUT_ADDRESS) {
        assert!(!html.contains("ld+json") && !html.contains("og:"), "{path}");
    }
}
