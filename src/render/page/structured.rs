//! What a page says of itself to machines: schema.org as JSON-LD, one graph for each page.
//!
//! Nothing stands here that the page does not show. Without an address of the portal there is nothing to say, since what
//! is described is named by its full address.

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::Pages;
use crate::foundation::locale;
use crate::read::document::{Kind, Mote, Rapport, Tilstand};
use crate::read::table::Table;
use crate::render::body::published_tables;
use crate::site::{PageId, Relations};

/// The vocabulary.
const CONTEXT: &str = "https://schema.org";

/// What follows the address of the front page in the name of the organisation behind the portal.
const ORGANISATION: &str = "#utgiver";

impl Pages<'_> {
    /// The graph of a page as JSON that can stand in a `script` element. `None` for drafts, and when there is nothing to
    /// say.
    pub(super) fn json_ld(&self, id: PageId) -> Option<String> {
        let page = self.page(id);
        if self.edition.base_url.is_unknown() || !page.is_public() {
            return None;
        }
        let mut graph = Vec::new();
        match (page.kind(), &page.relations) {
            (Some(Kind::Forside(_)), _) => graph.extend([self.organisation(), self.website(id)]),
            (Some(Kind::Mote(meeting)), Relations::Mote { utvalg, .. }) => {
                graph.extend(self.event(id, meeting, *utvalg))
            }
            (Some(Kind::Rapport(report)), relations) => graph.push(self.report_data(id, report, relations)),
            _ => {}
        }
        let tables = page.shortcode_tables.iter().flatten();
        let mut shown: Vec<_> = tables.filter(|path| self.edition.site.page_of_table(path) == Some(id)).collect();
        shown.sort();
        shown.dedup();
        if !shown.is_empty() {
            let tables = published_tables(self.edition.site, self.edition.checked);
            let tables = tables.filter(|table| shown.binary_search(&&table.path).is_ok());
            graph.extend(tables.map(|table| self.dataset_data(id, table)));
        }
        let graph: Vec<Node> = graph.into_iter().map(Node::Thing).chain(self.way(id).map(Node::Way)).collect();
        (!graph.is_empty()).then(|| in_script(&Graph { context: CONTEXT, graph }))
    }

    fn address(&self, id: PageId) -> String {
        self.edition.permalink(&self.page(id).url)
    }

    fn organisation(&self) -> Value {
        let config = self.edition.config;
        let mut organisation = json!({
            "@type": "Organization",
            "@id": format!("{}/{ORGANISATION}", self.edition.base_url),
            "name": config.utgiver,
            "url": format!("{}/", self.edition.base_url),
        });
        if let Some(email) = &config.epost {
            organisation["email"] = Value::from(email.as_str());
        }
        organisation
    }

    /// The organisation, where it is not described.
    fn publisher(&self) -> Value {
        json!({
            "@type": "Organization",
            "@id": format!("{}/{ORGANISATION}", self.edition.base_url),
            "name": self.edition.config.utgiver,
        })
    }

    fn website(&self, id: PageId) -> Value {
        json!({
            "@type": "WebSite",
            "name": self.edition.config.tittel,
            "description": self.edition.config.beskrivelse,
            "url": self.address(id),
            "inLanguage": self.page(id).language().code(),
            "publisher": { "@id": format!("{}/{ORGANISATION}", self.edition.base_url) },
        })
    }

    /// What pages about one thing have in common.
    fn thing(&self, id: PageId, kind: &str) -> Map<String, Value> {
        let page = self.page(id);
        let mut thing = Map::new();
        thing.insert("@type".to_owned(), kind.into());
        thing.insert("name".to_owned(), page.title().into());
        thing.insert("url".to_owned(), self.address(id).into());
        thing.insert("inLanguage".to_owned(), page.language().code().into());
        if let Some(lead) = page.lead() {
            thing.insert("description".to_owned(), lead.into());
        }
        thing
    }

    fn event(&self, id: PageId, meeting: &Mote, utvalg: PageId) -> Option<Value> {
        let date = self.page(id).date()?;
        let mut event = self.thing(id, "Event");
        let mut add = |key: &str, value: Value| event.insert(key.to_owned(), value);
        let at = |time: Option<crate::read::record::Clock>| time.and_then(|time| locale::moment(date, time.0));
        add("startDate", at(meeting.fra).unwrap_or_else(|| date.to_string()).into());
        if let Some(end) = at(meeting.til) {
            add("endDate", end.into());
        }
        let status = match meeting.tilstand {
            Tilstand::Avlyst => "EventCancelled",
            Tilstand::Planlagt | Tilstand::Innkalt | Tilstand::Avholdt => "EventScheduled",
        };
        add("eventStatus", format!("{CONTEXT}/{status}").into());
        if let Some(place) = &meeting.sted {
            add("location", json!({ "@type": "Place", "name": place }));
        }
        let organiser = json!({
            "@type": "Organization", "name": self.page(utvalg).title(), "url": self.address(utvalg),
        });
        add("organizer", organiser);
        Some(Value::Object(event))
    }

    fn report_data(&self, id: PageId, report: &Rapport, relations: &Relations) -> Value {
        let page = self.page(id);
        let mut data = self.thing(id, "Report");
        let mut add = |key: &str, value: Value| data.insert(key.to_owned(), value);
        add("temporalCoverage", report.ar.to_string().into());
        if let Some(date) = page.date().filter(|date| *date <= self.edition.date) {
            add("datePublished", date.to_string().into());
        }
        if let Some(date) = page.document().and_then(|document| document.common.oppdatert) {
            add("dateModified", date.to_string().into());
        }
        let author = match (relations, &report.avgitt_av) {
            (Relations::Rapport { utvalg: Some(utvalg), .. }, _) => Some(
                json!({ "@type": "Organization", "name": self.page(*utvalg).title(), "url": self.address(*utvalg) }),
            ),
            (_, Some(name)) => Some(json!({ "@type": "Organization", "name": name })),
            _ => None,
        };
        if let Some(author) = author {
            add("author", author);
        }
        add("publisher", self.publisher());
        Value::Object(data)
    }

    fn dataset_data(&self, id: PageId, table: &Table) -> Value {
        let description = &table.description;
        let file = |extension: &str, media_type: &str| {
            json!({
                "@type": "DataDownload",
                "encodingFormat": media_type,
                "contentUrl": self.edition.permalink(&table.url(extension)),
            })
        };
        let mut data = json!({
            "@type": "Dataset",
            "name": description.tittel,
            "description": description.grunnlag.as_ref().unwrap_or(&description.tittel),
            "url": self.address(id),
            "inLanguage": "nb",
            "isAccessibleForFree": true,
            "creator": self.publisher(),
            "variableMeasured": description.kolonne.iter().map(|column| column.full_title()).collect::<Vec<_>>(),
            "distribution": [file("csv", "text/csv"), file("json", "application/json")],
        });
        if let Some(period) = &description.periode {
            data["temporalCoverage"] = Value::from(period.as_str());
        }
        if let Some(source) = &description.kilde {
            data["isBasedOn"] = Value::from(source.as_str());
        }
        if let Some(licence) = &self.edition.config.lisens {
            data["license"] = Value::from(licence.adresse.value.as_str());
        }
        data
    }

    /// The way from the front page; `None` on the front page itself.
    fn way(&self, id: PageId) -> Option<Way<'_>> {
        let mut way = self.edition.site.ancestors(id);
        if way.is_empty() {
            return None;
        }
        way.push(id);
        let steps = way.into_iter().enumerate().map(|(index, step)| Step {
            kind: "ListItem",
            item: self.address(step),
            name: self.page(step).short_title(),
            position: index + 1,
        });
        Some(Way { kind: "BreadcrumbList", steps: steps.collect() })
    }
}

#[derive(Serialize)]
struct Graph<'a> {
    #[serde(rename = "@context")]
    context: &'static str,
    #[serde(rename = "@graph")]
    graph: Vec<Node<'a>>,
}

/// What a graph is made of. Nearly all pages have a way and nothing else, so that is written without making a tree first.
#[derive(Serialize)]
#[serde(untagged)]
enum Node<'a> {
    Thing(Value),
    Way(Way<'a>),
}

#[derive(Serialize)]
struct Way<'a> {
    #[serde(rename = "@type")]
    kind: &'static str,
    #[serde(rename = "itemListElement")]
    steps: Vec<Step<'a>>,
}

#[derive(Serialize)]
struct Step<'a> {
    #[serde(rename = "@type")]
    kind: &'static str,
    item: String,
    name: &'a str,
    /// From 1.
    position: usize,
}

/// JSON without the characters that could end the element it stands in, or begin a comment there.
fn in_script(value: &impl Serialize) -> String {
    let json = serde_json::to_string(value).expect("strings, numbers and maps by text are always JSON");
    if !json.bytes().any(|byte| matches!(byte, b'<' | b'>' | b'&')) {
        return json;
    }
    json.replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026")
}

#[cfg(test)]
mod tests {
    use super::in_script;
    use serde_json::{Value, json};

    #[test]
    fn no_text_can_end_the_script() {
        let value = json!({ "name": "</script><!-- & \u{2028} «»" });
        let text = in_script(&value);
        assert!(!text.contains(['<', '>', '&']), "{text}");
        assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), value);
    }
}
