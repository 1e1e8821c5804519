//! Grants as a data package of 360Giving 1.4, <https://standard.threesixtygiving.org>.
//!
//! Organisations without a number in a public register are known by the publisher's prefix, as the standard's chapter on
//! identifiers asks.

use serde_json::{Value, json};

use crate::foundation::locale::Language;
use crate::read::config::GrantData;
use crate::render::body::{Grant, grants};
use crate::render::edition::Edition;
use crate::render::label;

/// What the catalogue calls the file, and says of it.
pub const TITLE: &str = "Tilskudd";
pub const ABOUT: &str = "Tildelingene som det er oppgitt vedtaksdato for, etter standarden 360Giving.";

/// The version of the standard.
const VERSION: &str = "1.4";

/// The longest title that the standard wants, in characters.
const LONGEST_TITLE: usize = 140;

/// All grants. `None` without any: a package has at least one.
pub fn package(edition: &Edition<'_>) -> Option<Value> {
    let settings = edition.config.tilskuddsdata.as_ref()?;
    let maker = Maker { edition, settings };
    let grants: Vec<Value> = grants(edition.site, Some(settings)).iter().map(|grant| maker.grant(grant)).collect();
    if grants.is_empty() {
        return None;
    }
    let mut package = json!({
        "version": VERSION,
        "title": format!("{TITLE}: {}", edition.config.tittel),
        "description": ABOUT,
        "identifier": settings.prefiks.value,
        "publisher": { "name": edition.config.utgiver },
        "grants": grants,
    });
    if let Some(licence) = &edition.config.lisens {
        package["license"] = Value::from(licence.adresse.value.as_str());
    }
    if !edition.base_url.is_unknown() {
        package["publisher"]["website"] = Value::from(format!("{}/", edition.base_url));
    }
    Some(package)
}

struct Maker<'a> {
    edition: &'a Edition<'a>,
    settings: &'a GrantData,
}

impl Maker<'_> {
    fn grant(&self, grant: &Grant<'_>) -> Value {
        let page = self.edition.site.page(grant.project);
        let title = page.title();
        let round = page.prosjekt().map(|project| {
            self.edition.theme.strings(Language::default()).get(label::round(project.runde).key).to_owned()
        });
        let name = slug::slugify(page.url.as_str());
        let mut value = json!({
            "id": format!("{}-{name}-{}", self.settings.prefiks.value, grant.year),
            "title": title.chars().take(LONGEST_TITLE).collect::<String>(),
            "description": page.lead().unwrap_or(title),
            "currency": "NOK",
            "amountAwarded": grant.amount,
            "awardDate": grant.decided.to_string(),
            "plannedDates": [{ "startDate": format!("{:04}", grant.year) }],
            "recipientOrganization": grant.recipients.iter().map(|name| self.recipient(name)).collect::<Vec<_>>(),
            "fundingOrganization": [{ "id": self.settings.giver_id, "name": self.settings.giver }],
            "grantProgramme": [{ "title": round }],
        });
        if !self.edition.base_url.is_unknown() {
            value["url"] = Value::from(self.edition.permalink(&page.url));
        }
        value
    }

    fn recipient(&self, name: &str) -> Value {
        json!({ "id": format!("{}-org-{}", self.settings.prefiks.value, slug::slugify(name)), "name": name })
    }
}
