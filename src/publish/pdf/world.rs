//! What the typesetter may see: the template, the document, its pictures and the fonts, all of it in memory.

use std::collections::BTreeMap;

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Feature, Library, LibraryExt, World};

/// What all documents have in common.
pub struct Shared {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
}

impl Shared {
    /// With the fonts in the given files.
    pub fn new(fonts: &[&'static [u8]]) -> Self {
        let fonts: Vec<Font> = fonts.iter().flat_map(|file| Font::iter(Bytes::new(*file))).collect();
        // Headings of rows are told to screen readers by what is not open to all yet.
        let library = Library::builder().with_features([Feature::A11yExtras].into_iter().collect()).build();
        Self { library: LazyHash::new(library), book: LazyHash::new(FontBook::from_fonts(&fonts)), fonts }
    }
}

/// What one document is set from.
pub struct Desk<'a> {
    shared: &'a Shared,
    main: Source,
    files: BTreeMap<String, Bytes>,
}

impl<'a> Desk<'a> {
    /// `files` are found by their names, at the root.
    pub fn new(shared: &'a Shared, template: &str, files: BTreeMap<String, Bytes>) -> Self {
        // Names are few and the same for all documents: the typesetter remembers each for as long as the program runs.
        let path = VirtualPath::new("/dokument.typ").expect("a plain name");
        let path = RootedPath::new(VirtualRoot::Project, path);
        Self { shared, main: Source::new(path.intern(), template.to_owned()), files }
    }
}

impl World for Desk<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &self.shared.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.shared.book
    }

    fn main(&self) -> FileId {
        self.main.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.main.id() { Ok(self.main.clone()) } else { Err(unknown(id)) }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        let path = id.get();
        let is_ours = *path.root() == VirtualRoot::Project;
        let file = self.files.get(path.vpath().get_without_slash()).filter(|_| is_ours);
        file.cloned().ok_or_else(|| unknown(id))
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.shared.fonts.get(index).cloned()
    }

    /// A document says nothing of the day it was set on.
    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

fn unknown(id: FileId) -> FileError {
    FileError::NotFound(id.get().vpath().get_with_slash().into())
}
