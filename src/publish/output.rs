//! What a build produces, in memory: an ordered tree of files.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use crate::foundation::diagnostic::Diagnostic;
use crate::foundation::path::{OutputPath, SourcePath};

/// Something that files are written from: a tree, or a site whose pages are made when they are asked for.
pub trait Produce: Sync {
    /// All files, in order.
    fn paths(&self) -> Vec<&OutputPath>;

    /// The content of a file. `None` when there is no such file, or when it cannot be made, which is reported.
    fn produce(&self, path: &OutputPath) -> (Option<Cow<'_, [u8]>>, Vec<Diagnostic>);
}

/// The content of one file to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutputFile {
    pub content: Vec<u8>,
    /// The source that it is made from, where there is one; to tell two producers of one path apart.
    pub source: Option<SourcePath>,
}

/// All files of a site, in order of their paths.
///
/// **Invariant:** every path has one producer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OutputTree(BTreeMap<OutputPath, OutputFile>);

impl OutputTree {
    /// Adds a file. When the path is taken, the tree stays as it is and the earlier file is returned as the error.
    pub fn insert(&mut self, path: OutputPath, file: OutputFile) -> Result<(), &OutputFile> {
        match self.0.entry(path) {
            Entry::Vacant(entry) => {
                entry.insert(file);
                Ok(())
            }
            Entry::Occupied(entry) => Err(entry.into_mut()),
        }
    }

    pub fn iter(&self) -> impl Iterator<Item = (&OutputPath, &OutputFile)> {
        self.0.iter()
    }

    pub fn get(&self, path: &OutputPath) -> Option<&OutputFile> {
        self.0.get(path)
    }

    pub fn contains(&self, path: &OutputPath) -> bool {
        self.0.contains_key(path)
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Produce for OutputTree {
    fn paths(&self) -> Vec<&OutputPath> {
        self.0.keys().collect()
    }

    fn produce(&self, path: &OutputPath) -> (Option<Cow<'_, [u8]>>, Vec<Diagnostic>) {
        (self.get(path).map(|file| Cow::Borrowed(file.content.as_slice())), Vec::new())
    }
}
