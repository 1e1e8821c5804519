//! Which municipalities hold the seats of a body.

use std::collections::BTreeSet;

use super::Linker;
use super::lookup::suggestion;
use crate::foundation::diagnostic::Code;
use crate::foundation::path::SourcePath;
use crate::read::document::Plass;
use crate::site::{Holders, Origin};

impl Linker<'_> {
    /// Reports municipalities and regions that the registry does not have.
    pub(super) fn holders(&mut self, file: &SourcePath, seat: &Plass) -> Holders {
        let municipalities = self.participants(file, &seat.kommuner);
        let known = if seat.regioner.is_empty() { BTreeSet::new() } else { self.regions() };
        let mut regions = Vec::with_capacity(seat.regioner.len());
        for region in &seat.regioner {
            if known.contains(&region.value) {
                regions.push(region.value.clone());
            } else if !self.release.broken_register {
                let hint = suggestion(&region.value, known.iter(), "regionene i kommuneregisteret er");
                let message = format!("ukjent region «{}»", region.value);
                self.report(Code::UnknownReference, file, region.span.clone(), message, Some(hint));
            }
        }
        Holders { municipalities, regions }
    }

    /// The regions of the registry.
    fn regions(&self) -> BTreeSet<String> {
        let regions = self.municipalities.values().filter_map(|id| match &self.page(*id).origin {
            Origin::Municipality(municipality) => Some(municipality.region.clone()),
            Origin::Document(_) => None,
        });
        regions.collect()
    }
}
