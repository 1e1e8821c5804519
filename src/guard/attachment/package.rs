//! The files that a document is packed from, as an archive in the format zip.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Cursor, Read};

use zip::ZipArchive;
use zip::result::ZipError;

use super::{Attachment, Budget, Locator, TextFile, Unreadable, carried, is_document, picture, read_within};

/// The most files that an archive may have. Presentations of a hundred slides have some five hundred.
const MOST_FILES: usize = 20_000;

/// An archive that is read.
pub struct Package<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    /// Names of files in order, with their places in the archive.
    names: BTreeMap<String, usize>,
    pub budget: &'a mut Budget,
    /// What files of XML carry along, by their names, of all that were read.
    carried: Vec<(String, String)>,
    looked_through: BTreeSet<usize>,
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
        Ok(Self { archive, names, budget, carried: Vec::new(), looked_through: BTreeSet::new() })
    }

    pub fn is_open_document(&self) -> bool {
        self.names.contains_key("content.xml") && !self.names.contains_key("[Content_Types].xml")
    }

    pub fn names(&self) -> Vec<String> {
        self.names.keys().cloned().collect()
    }

    /// The content of a file of XML; `None` when there is none of this name. What it carries along is kept for
    /// [`Self::finish`].
    pub fn markup(&mut self, name: &str) -> Result<Option<Vec<u8>>, Unreadable> {
        let content = self.file(name)?;
        if let Some(content) = &content
            && self.names.get(name).is_some_and(|index| self.looked_through.insert(*index))
        {
            let mut texts = String::new();
            // Who reads the file says whether it can be read.
            let _ = carried::of_markup(content, self.budget.keep, &mut texts);
            self.carried.push((name.to_owned(), texts));
        }
        Ok(content)
    }

    /// Gives what the files that were read carry along.
    pub fn finish(self, attachment: &mut Attachment) {
        attachment.names.extend(self.names.into_keys());
        for (name, texts) in self.carried {
            carried::push(attachment, Locator::Other(name), texts);
        }
    }

    /// The content of a file; `None` when there is none of this name.
    fn file(&mut self, name: &str) -> Result<Option<Vec<u8>>, Unreadable> {
        let Some(index) = self.names.get(name) else { return Ok(None) };
        let mut content = Vec::new();
        let entry = self.archive.by_index(*index).map_err(reason)?;
        // What an entry says of its own size is not believed.
        let most = self.budget.unpacked;
        io::copy(&mut entry.take(most as u64 + 1), &mut content).map_err(|_| Unreadable::Damaged)?;
        self.budget.take(content.len())?;
        Ok(Some(content))
    }

    /// Reads a file that is no XML, whatever it is: a picture, a document, a text. What it is, is seen from its content.
    /// What cannot be read is noted, and so is the end of what is very long.
    pub fn look_at(&mut self, name: &str, depth: usize, attachment: &mut Attachment) -> Result<(), Unreadable> {
        let (content, is_whole) = self.beginning(name)?;
        if !is_whole {
            attachment.unread.push(name.to_owned());
        }
        if let Ok(picture) = picture::read(&content, self.budget.keep) {
            attachment.adopt(name, picture);
        } else if is_packed(&content) || is_document(extension(name)) {
            return self.adopt(name, depth, attachment);
        } else if !is_text(name, &content) {
            if is_whole && !says_nothing_else(name) {
                attachment.unread.push(name.to_owned());
            }
            carried::push(attachment, Locator::Other(name.to_owned()), carried::of_binary(&content, self.budget.keep));
        } else if extension(name).eq_ignore_ascii_case("svg") {
            let mut texts = String::new();
            if carried::of_markup(&content, self.budget.keep, &mut texts).is_ok() {
                carried::push(attachment, Locator::Other(name.to_owned()), texts);
            } else {
                attachment.texts.push(TextFile { name: name.to_owned(), content });
            }
        } else {
            // Mail can be packed so that its text is no text, and RTF carries objects of other programs.
            let has = |mark: &[u8]| content.windows(mark.len()).any(|part| part == mark);
            if (extension(name).to_ascii_lowercase().starts_with("mht") && has(b"base64")) || has(b"\\objdata") {
                attachment.unread.push(name.to_owned());
            }
            self.budget.take(content.len())?;
            attachment.texts.push(TextFile { name: name.to_owned(), content });
        }
        Ok(())
    }

    /// What a file begins with, and whether that is all of it.
    fn beginning(&mut self, name: &str) -> Result<(Vec<u8>, bool), Unreadable> {
        /// No picture in a text is larger, unless nobody has made it smaller.
        const MOST: usize = 16 << 20;
        let Some(index) = self.names.get(name) else { return Ok((Vec::new(), true)) };
        let most = MOST.min(self.budget.pictures);
        let mut content = Vec::new();
        let entry = self.archive.by_index(*index).map_err(reason)?;
        io::copy(&mut entry.take(most as u64 + 1), &mut content).map_err(|_| Unreadable::Damaged)?;
        let is_whole = content.len() <= most;
        content.truncate(most);
        self.budget.pictures -= content.len();
        Ok((content, is_whole))
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
            Err(_) => {
                attachment.unread.push(name.to_owned());
                carried::push(
                    attachment,
                    Locator::Other(name.to_owned()),
                    carried::of_binary(&bytes, self.budget.keep),
                );
            }
        }
        Ok(())
    }
}

/// The ending of the name of a file.
pub fn extension(name: &str) -> &str {
    let file = name.rsplit_once('/').map_or(name, |(_, file)| file);
    file.rsplit_once('.').map_or("", |(_, extension)| extension)
}

/// Whether it is a document by its first bytes: a package, a PDF, or what Office wrote before 2007.
fn is_packed(content: &[u8]) -> bool {
    [b"PK\x03\x04".as_slice(), b"%PDF", b"\xD0\xCF\x11\xE0"].iter().any(|mark| content.starts_with(mark))
}

/// Whether a file is text: in UTF-8, or in an older encoding when it is called so.
fn is_text(name: &str, content: &[u8]) -> bool {
    const ENDINGS: [&str; 11] = ["css", "csv", "htm", "html", "json", "mht", "mhtml", "rtf", "tsv", "txt", "xhtml"];
    let extension = extension(name);
    let is_called_so = ENDINGS.iter().any(|ending| extension.eq_ignore_ascii_case(ending));
    let is_wide = content.starts_with(b"\xFF\xFE") || content.starts_with(b"\xFE\xFF");
    if is_called_so {
        is_wide || !content.contains(&0)
    } else {
        !extension.eq_ignore_ascii_case("bin") && !content.contains(&0) && std::str::from_utf8(content).is_ok()
    }
}

/// Whether a file holds no other texts than those that stand between its bytes as they are: fonts, pictures of kinds that
/// are not read, settings of printers, and what a program remembers of how it last drew a document.
fn says_nothing_else(name: &str) -> bool {
    const ENDINGS: [&str; 11] = ["bmp", "fntdata", "ico", "jxr", "odttf", "otf", "ttc", "ttf", "wdp", "woff", "woff2"];
    ENDINGS.iter().any(|ending| extension(name).eq_ignore_ascii_case(ending))
        || ["/printerSettings/", "ObjectReplacements/", "layout-cache"].iter().any(|part| name.contains(part))
}

fn reason(error: ZipError) -> Unreadable {
    match error {
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) | ZipError::InvalidPassword => Unreadable::Encrypted,
        _ => Unreadable::Damaged,
    }
}
