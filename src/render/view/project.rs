//! The view of a project.

use serde::Serialize;

use super::{Card, Date, Link};

/// `project`: a project with grants. Amounts are whole kroner with unit; absent means not stated, which is not zero.
#[derive(Debug, Clone, Serialize)]
pub struct Project {
    pub number: Option<String>,
    /// `Lokal tildeling`, `Regional tildeling`, `Prosjekt X` or `Ikke tildelt`.
    pub round_label: String,
    /// `applied`, `running`, `finished` or `closed`.
    pub status: &'static str,
    pub status_label: String,
    pub owners: Vec<String>,
    pub partners: Vec<String>,
    pub municipalities: Vec<Link>,
    /// All municipalities of the partnership take part; `municipalities` is empty then.
    pub all_municipalities: bool,
    pub target_groups: Vec<String>,
    pub other_names: Vec<String>,
    pub milestones: Vec<Milestone>,
    /// `9 av 12 milepæler er nådd`; absent without milestones.
    pub milestones_summary: Option<String>,
    pub money: Vec<MoneyYear>,
    pub periods: Vec<MoneyPeriod>,
    pub applications: Vec<Application>,
    /// Saker that name the project, newest first.
    pub saker: Vec<Card>,
    /// Reports that name the project, newest first.
    pub reports: Vec<Card>,
}

/// A milestone.
#[derive(Debug, Clone, Serialize)]
pub struct Milestone {
    pub id: String,
    /// As the source says it: `Vår 2025`.
    pub when: String,
    /// `planned`, `starting`, `ongoing` or `done`.
    pub status: &'static str,
    pub status_label: String,
    pub text: String,
}

/// Money of one year.
#[derive(Debug, Clone, Serialize)]
pub struct MoneyYear {
    pub year: String,
    pub granted: Option<String>,
    pub spent: Option<String>,
    pub carried_over: Option<String>,
    pub source: Option<String>,
    pub note: Option<String>,
}

/// Money that is stated for several years together.
#[derive(Debug, Clone, Serialize)]
pub struct MoneyPeriod {
    /// `2024–2025`.
    pub years: String,
    pub granted: Option<String>,
    pub spent: Option<String>,
    pub remaining: Option<String>,
    pub planned_use: Option<String>,
    pub carried_over: Option<String>,
    /// The sum for the next year if the project goes on.
    pub next_year: Option<String>,
    pub source: Option<String>,
    pub note: Option<String>,
}

/// An application for money.
#[derive(Debug, Clone, Serialize)]
pub struct Application {
    pub round: String,
    pub date: Option<Date>,
    /// The priority that the partnership gave it.
    pub priority: Option<String>,
    pub sak: Option<Link>,
    pub status_label: String,
    pub total: Option<String>,
    pub years: Vec<AmountOfYear>,
}

/// An amount of one year.
#[derive(Debug, Clone, Serialize)]
pub struct AmountOfYear {
    pub year: String,
    pub amount: String,
}
