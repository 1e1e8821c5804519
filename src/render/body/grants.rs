//! Grants that were decided on, as the standard of *360Giving* knows them.

use jiff::civil::Date;

use crate::read::config::GrantData;
use crate::site::{PageId, Site};

/// The address of all grants as a data package of 360Giving.
pub const GRANTS_FILE: &str = "/apne-data/tilskudd-360giving.json";

/// A grant to a project for a year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant<'a> {
    pub project: PageId,
    pub year: i64,
    /// In whole kroner.
    pub amount: i64,
    /// When it was decided on.
    pub decided: Date,
    /// Who received it: the owners of the project.
    pub recipients: &'a [String],
}

/// The grants that the standard has room for: those whose day and recipients are stated. In the order of their projects.
///
/// None when the settings do not say who gives and under which prefix, since each grant is known by it.
pub fn grants<'a>(site: &'a Site, settings: Option<&GrantData>) -> Vec<Grant<'a>> {
    if settings.is_none() {
        return Vec::new();
    }
    let projects = site.pages().filter_map(|(id, page)| Some((id, page.prosjekt()?)));
    let grants = projects.flat_map(|(project, content)| {
        content.okonomi.iter().filter_map(move |money| {
            Some(Grant {
                project,
                year: money.ar,
                amount: money.tildelt.as_ref()?.value,
                decided: money.vedtatt?,
                recipients: Some(content.eiere.as_slice()).filter(|owners| !owners.is_empty())?,
            })
        })
    });
    grants.collect()
}
