//! The files that a document is packed from, as an archive in the format zip.

use std::collections::BTreeMap;
use std::io::{self, Cursor, Read};

use zip::ZipArchive;
use zip::result::ZipError;

use super::{Attachment, Budget, Unreadable, picture, read_within};

/// The most files that an archive may have. Presentations of a hundred slides have some five hundred.
const MOST_FILES: usize = 20_000;

/// An archive that is read.
pub struct Package<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    /// Names of files in order, with their places in the archive.
    names: BTreeMap<String, usize>,
    pub budget: &'a mut Budget,
}

impl<'a> Package<'a> {
    pub fn open(bytes: &'a [u8], budget: &'a mut Budget) -> Result<Self, Unreadable> {
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(reason)?;
        if archive.len() > MOST_FILES {
            return Err(Unreadable::TooLarge);
        }
        // Two entries of one name cannot be told apart, and programs differ in which of them they show.
        if archive.has_duplicate_names() {
            return Err(Unreadable::Damaged);
        }
        let mut names = BTreeMap::new();
        for index in 0..archive.len() {
            let name = archive.name_for_index(index).ok_or(Unreadable::Damaged)?.map_err(reason)?;
            names.insert(name.trim_start_matches('/').to_owned(), index);
        }
        Ok(Self { archive, names, budget })
    }

    pub fn is_open_document(&self) -> bool {
        self.names.contains_key("content.xml") && !self.names.contains_key("[Content_Types].xml")
    }

    pub fn names(&self) -> Vec<String> {
        self.names.keys().cloned().collect()
    }

    /// The content of a file; `None` when there is none of this name.
    pub fn file(&mut self, name: &str) -> Result<Option<Vec<u8>>, Unreadable> {
        let Some(index) = self.names.get(name) else { return Ok(None) };
        let mut content = Vec::new();
        let entry = self.archive.by_index(*index).map_err(reason)?;
        // What an entry says of its own size is not believed.
        let most = self.budget.unpacked;
        io::copy(&mut entry.take(most as u64 + 1), &mut content).map_err(|_| Unreadable::Damaged)?;
        self.budget.take(content.len())?;
        Ok(Some(content))
    }

    /// Reads what a picture within says of itself. Its head is enough for that; one that is broken says nothing.
    pub fn look_at_picture(&mut self, name: &str, attachment: &mut Attachment) -> Result<(), Unreadable> {
        /// Cameras write what they know before the picture itself, in pieces of at most 64 KiB.
        const HEAD: u64 = 4 << 20;
        let Some(index) = self.names.get(name) else { return Ok(()) };
        let mut head = Vec::new();
        let entry = self.archive.by_index(*index).map_err(reason)?;
        io::copy(&mut entry.take(HEAD.min(self.budget.pictures as u64)), &mut head).map_err(|_| Unreadable::Damaged)?;
        self.budget.pictures -= head.len();
        if self.budget.pictures == 0 {
            attachment.unread.push(name.to_owned());
        } else if let Ok(picture) = picture::read(&head) {
            attachment.adopt(name, picture);
        }
        Ok(())
    }

    /// Reads a file within as a document. One that cannot be read is noted; only one that is too large stops everything.
    pub fn adopt(&mut self, name: &str, depth: usize, attachment: &mut Attachment) -> Result<(), Unreadable> {
        let Some(depth) = depth.checked_sub(1) else {
            attachment.unread.push(name.to_owned());
            return Ok(());
        };
        let Some(bytes) = self.file(name)? else { return Ok(()) };
        match read_within(&bytes, self.budget, depth) {
            Ok(inner) => attachment.adopt(name, inner),
            Err(Unreadable::TooLarge) => return Err(Unreadable::TooLarge),
            Err(_) => attachment.unread.push(name.to_owned()),
        }
        Ok(())
    }
}

fn reason(error: ZipError) -> Unreadable {
    match error {
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) | ZipError::InvalidPassword => Unreadable::Encrypted,
        _ => Unreadable::Damaged,
    }
}
