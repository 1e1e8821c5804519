//! The view of a municipality.

use serde::Serialize;

use super::{Card, Cell, Link, Table};

/// `municipality`: generated from the registry.
#[derive(Debug, Clone, Serialize)]
pub struct Municipality {
    pub name: String,
    /// Official number, four digits.
    pub number: String,
    pub region: String,
    /// Projects that name the municipality. The first tag of each says whether it is an owner (`Prosjekteier`) or takes
    /// part (`Deltar`); those it owns come first.
    pub projects: Vec<Card>,
    /// Projects in which all municipalities take part, but for those it owns.
    pub common_projects: Vec<Card>,
    /// Its numbers in tables of which there is one a year, the years side by side.
    pub series: Vec<MunicipalitySeries>,
    /// The municipality's row in each other table that has one.
    pub figures: Vec<MunicipalityFigures>,
    /// Seats of bodies at work that it holds, alone or with others.
    pub held_seats: Vec<MunicipalitySeat>,
}

/// The numbers of one municipality in all years of a series.
#[derive(Debug, Clone, Serialize)]
pub struct MunicipalitySeries {
    pub title: String,
    /// A row for each indicator, a column for each year in order, then the change to each year from the one before. Units
    /// stand with the numbers. Absent when no year has a row for the municipality.
    pub table: Option<Table>,
    /// Which years have no row for the municipality, in a sentence.
    pub note: Option<String>,
    /// The pages with the whole tables, newest year first.
    pub sources: Vec<Link>,
}

/// A seat of a body that a municipality holds.
#[derive(Debug, Clone, Serialize)]
pub struct MunicipalitySeat {
    pub utvalg: Link,
    /// Whom the seat represents, as the body says it.
    pub who: String,
    pub count: Option<String>,
    pub role: Option<String>,
    /// With whom it is held, in words: `Alle kommunene har plass`. Absent when the municipality is named itself.
    pub share: Option<String>,
}

/// One municipality's row in one table.
#[derive(Debug, Clone, Serialize)]
pub struct MunicipalityFigures {
    pub title: String,
    pub period: Option<String>,
    /// The page that shows the whole table.
    pub url: Option<String>,
    pub values: Vec<NamedCell>,
}

/// A cell with its column heading (`Til UNN: Meldt fra kommune`).
#[derive(Debug, Clone, Serialize)]
pub struct NamedCell {
    pub heading: String,
    pub cell: Cell,
}
