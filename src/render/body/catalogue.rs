//! The catalogue of datasets for people. The one for machines is [`crate::publish::opendata`]'s.

use super::{GRANTS_FILE, checks, grants};
use crate::foundation::locale::{self, Language};
use crate::read::table::{Column, ColumnType, Table};
use crate::read::theme::Strings;
use crate::render::edition::Edition;
use crate::render::view::{self, OwnId};
use crate::site::{PageId, Site};
use crate::verify::control::Checked;

/// The address of the catalogue for machines, DCAT-AP-NO as JSON-LD.
pub const CATALOGUE_FILE: &str = "/datakatalog.jsonld";

/// The address of all controls as JSON.
pub const CONTROLS_FILE: &str = "/kontroll.json";

/// A list of pages that is published as data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Register {
    Moter,
    Saker,
    Vedtak,
    Prosjekter,
}

impl Register {
    const ALL: [Self; 4] = [Self::Moter, Self::Saker, Self::Vedtak, Self::Prosjekter];

    /// Those that have something in them.
    pub fn published(site: &Site) -> impl Iterator<Item = Self> {
        let has = |register: &Self| {
            site.pages().any(|(_, page)| match register {
                Self::Moter => page.mote().is_some(),
                Self::Saker | Self::Vedtak => page.sak().is_some(),
                Self::Prosjekter => page.prosjekt().is_some(),
            })
        };
        Self::ALL.into_iter().filter(has)
    }

    /// Its name in addresses, and the key of its items.
    pub fn name(self) -> &'static str {
        match self {
            Self::Moter => "moter",
            Self::Saker => "saker",
            Self::Vedtak => "vedtak",
            Self::Prosjekter => "prosjekter",
        }
    }

    /// What the catalogue calls it.
    pub fn title(self) -> &'static str {
        match self {
            Self::Moter => "Møter",
            Self::Saker => "Saker",
            Self::Vedtak => "Vedtak og forslag til vedtak",
            Self::Prosjekter => "Prosjekter med tilskudd",
        }
    }

    /// What the catalogue says of it.
    pub fn about(self) -> &'static str {
        match self {
            Self::Moter => "Møtene i utvalgene, med tid, sted, tilstand og saker.",
            Self::Saker => "Sakene utvalgene behandler, med møte, sakstype og hva de henger sammen med.",
            Self::Vedtak => "Forslag til vedtak og vedtak i sakene, de nyeste først.",
            Self::Prosjekter => "Prosjektene, med deltakere, milepæler, søknader og penger.",
        }
    }

    /// The address of the list.
    pub fn file(self) -> String {
        format!("/apne-data/{}.json", self.name())
    }

    /// The address of its JSON Schema.
    pub fn schema_file(self) -> String {
        format!("/apne-data/{}.schema.json", self.name())
    }
}

/// The tables that some published page shows. Others stay unpublished in every form.
pub fn published_tables<'a>(site: &'a Site, checked: &'a Checked) -> impl Iterator<Item = &'a Table> {
    let tables = checked.tables.values().map(AsRef::as_ref);
    tables.filter(|table: &&Table| site.page_of_table(&table.path).is_some())
}

/// Every dataset, by the part of the portal that shows it; parts and datasets in the order of their addresses.
pub fn catalogue_view(edition: &Edition<'_>, language: Language) -> view::Catalogue {
    let strings = edition.theme.strings(language);
    let mut groups: Vec<view::DatasetGroup> = Vec::new();
    let mut count: usize = 0;
    for table in published_tables(edition.site, edition.checked) {
        let Some(page) = edition.site.page_of_table(&table.path) else { continue };
        // The first page below the front page, or what comes nearest to it.
        let way = edition.site.ancestors(page);
        let part = *way.get(1).unwrap_or(&page);
        let title = edition.site.page(part).short_title();
        count += 1;
        let dataset = dataset(edition, table, page, count, language);
        match groups.iter_mut().find(|group| group.title == title) {
            Some(group) => group.datasets.push(dataset),
            None => groups.push(view::DatasetGroup {
                title: title.to_owned(),
                id: OwnId::new("data", groups.len() + 1),
                datasets: vec![dataset],
            }),
        }
    }
    let has_controls = checks::published_rules(edition.site, edition.checked).next().is_some();
    let key = if count == 1 { "dataset_one" } else { "dataset_many" };
    view::Catalogue {
        summary: format!("{} {}", locale::number(count.into()), strings.get(key)),
        metadata: (count > 0 || Register::published(edition.site).next().is_some())
            .then(|| edition.href(CATALOGUE_FILE)),
        controls: has_controls.then(|| edition.href(CONTROLS_FILE)),
        licence: edition
            .config
            .lisens
            .as_ref()
            .map(|licence| view::Link { title: licence.navn.clone(), url: licence.adresse.value.clone() }),
        publisher: edition.config.utgiver.clone(),
        grants: (!grants(edition.site, edition.config.tilskuddsdata.as_ref()).is_empty())
            .then(|| edition.href(GRANTS_FILE)),
        registers: Register::published(edition.site)
            .map(|register| view::RegisterFiles {
                title: register.title().to_owned(),
                about: register.about().to_owned(),
                url: edition.href(register.file()),
                schema: edition.href(register.schema_file()),
            })
            .collect(),
        groups,
    }
}

fn dataset(edition: &Edition<'_>, table: &Table, page: PageId, number: usize, language: Language) -> view::Dataset {
    let strings = edition.theme.strings(language);
    let description = &table.description;
    let files = [
        ("download_csv", "csv"),
        ("download_excel", "excel.csv"),
        ("download_json", "json"),
        ("download_package", "datapackage.json"),
    ];
    view::Dataset {
        title: description.tittel.clone(),
        id: OwnId::new("datasett", number),
        page: view::Link { title: edition.site.page(page).title().to_owned(), url: edition.page_href(page) },
        period: description.periode.clone(),
        source: description.kilde.clone(),
        population: description.grunnlag.clone(),
        rows: locale::number(table.rows.len().into()),
        columns: description.kolonne.iter().map(|column| dataset_column(column, strings)).collect(),
        downloads: files
            .iter()
            .map(|(key, extension)| view::Link {
                title: strings.get(key).to_owned(),
                url: edition.href(table.url(extension)),
            })
            .collect(),
        checks: checks::checks_of(edition, &table.path, language).map(|checks| checks.summary),
    }
}

fn dataset_column(column: &Column, strings: &Strings) -> view::DatasetColumn {
    let kind = match column.r#type {
        ColumnType::Kommune => "column_kommune",
        ColumnType::Antall => "column_antall",
        ColumnType::Kr => "column_kr",
        ColumnType::Prosent => "column_prosent",
        ColumnType::Tall => "column_tall",
        ColumnType::Dato => "column_dato",
        ColumnType::Tekst => "column_tekst",
    };
    view::DatasetColumn {
        name: column.id.value.clone(),
        title: column.full_title(),
        kind: strings.get(kind).to_owned(),
        unit: column.unit().to_owned(),
    }
}
