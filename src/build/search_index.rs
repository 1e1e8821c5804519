//! The search index, added to the files of a portal.

use rayon::prelude::*;

use super::portal::Portal;
use super::product::{File, Product};
use crate::publish::search;
use crate::render::page::has_search;

/// Number of pages that are rendered before they are put into the index.
const PAGES_IN_MEMORY: usize = 256;

impl Portal {
    /// Adds what readers' browsers search in. Every page is rendered for it, which costs a thirtieth of putting it into the
    /// index, so that no page is kept until it is written; one that cannot be rendered is left out, and reported when it is
    /// made.
    ///
    /// # Errors
    /// When the index cannot be made.
    pub fn add_search_index(&mut self) -> Result<(), search::IndexError> {
        if !has_search(&self.config, &self.theme) {
            return Ok(());
        }
        let mut index = search::Index::new()?;
        for ids in self.site.ids().chunks(PAGES_IN_MEMORY) {
            let pages: Vec<_> = ids
                .par_iter()
                .filter_map(|id| Some((search::entry(&self.site, &self.theme, *id)?, self.pages().render(*id).0?)))
                .collect();
            for (entry, html) in pages {
                index.add(&entry, html)?;
            }
        }
        self.add_attachments(&mut index)?;
        for (path, content) in index.files()? {
            self.files.entry(path).or_insert(File { source: None, product: Product::Bytes(content) });
        }
        Ok(())
    }

    fn add_attachments(&self, index: &mut search::Index) -> Result<(), search::IndexError> {
        for file in search::searchable(&self.site, &self.theme) {
            let text = self.inspections.get(&file.source).and_then(|inspection| inspection.text());
            index.add(&file.entry, file.html(&self.release.sources, text).into_bytes())?;
        }
        Ok(())
    }
}
