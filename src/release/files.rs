//! Files and tables that released pages refer to: which of them may be published.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::exempt::Belongings;
use super::refers::{Reference, Referral, Role, files_meant, refers, table_path};
use super::{ClosedFolders, Released};
use crate::foundation::diagnostic::{Code, Diagnostic, did_you_mean};
use crate::foundation::path::{SourcePath, UrlPath};
use crate::read::source::{CONTENT, SourceTree, THEMES};
use crate::read::table::Table;

/// A file that is published as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReleasedFile {
    pub url: UrlPath,
    /// In bytes.
    pub size: usize,
}

/// Inputs of the rules for files and tables.
pub struct Gate<'a> {
    pub belongings: &'a Belongings,
    pub closed: &'a ClosedFolders,
    pub tables: &'a BTreeMap<SourcePath, Arc<Table>>,
    pub sources: &'a SourceTree,
}

impl Gate<'_> {
    /// Returns the files that are published because a page refers to them. A reference to a file that is not there, or must not
    /// be published, is reported.
    pub fn files(&self, pages: &[Released]) -> (BTreeMap<SourcePath, ReleasedFile>, Vec<Diagnostic>) {
        let mut files = BTreeMap::new();
        let mut by_url: HashMap<UrlPath, SourcePath> = HashMap::new();
        let mut problems = Vec::new();
        for page in pages {
            for referral in refers(page).into_iter().filter(names_file) {
                match self.file(page, &referral) {
                    Err(problem) => problems.push(*problem),
                    Ok((path, file)) => match files.entry(path.clone()) {
                        Entry::Occupied(_) => {}
                        Entry::Vacant(entry) => {
                            if let Some(earlier) = by_url.get(&file.url) {
                                let message = format!("adressen {} brukes av to filer: {earlier} og {path}", file.url);
                                let problem =
                                    Diagnostic::at(Code::DuplicateAddress, &page.path, referral.span.clone(), message);
                                problems.push(problem.hint("gi den ene filen et annet navn"));
                                continue;
                            }
                            by_url.insert(file.url.clone(), path);
                            entry.insert(file);
                        }
                    },
                }
            }
        }
        (files, problems)
    }

    fn file(&self, page: &Released, referral: &Referral<'_>) -> Result<(SourcePath, ReleasedFile), Box<Diagnostic>> {
        let refuse = |code, message: String, hint: String| {
            Err(Box::new(Diagnostic::at(code, &page.path, referral.span.clone(), message).hint(hint)))
        };
        let name = referral.text;
        let meant = files_meant(&page.path, name);
        let found = meant.iter().find_map(|meant| Some((&meant.path, self.sources.bytes(&meant.path)?)));
        let Some((path, bytes)) = found else {
            let folder = format!("{}/", page.path.folder());
            let paths = self.sources.paths_below(CONTENT).into_iter();
            let beside =
                paths.filter_map(|path| path.as_str().strip_prefix(&folder).filter(|name| !name.contains('/')));
            let hint = did_you_mean(name, beside.collect::<Vec<_>>()).unwrap_or_else(|| {
                format!("legg filen i {folder} eller rett navnet; en side i portalen skrives @/mappe/fil.md")
            });
            return refuse(Code::BrokenLink, format!("filen «{name}» finnes ikke ved siden av siden"), hint);
        };
        if !is_publishable(path) {
            let message = format!("filen «{name}» kan ikke publiseres som den er");
            let hint = "en side lenkes med @/mappe/fil.md; andre filer må være dokumenter eller bilder (PDF, Word, Excel, CSV, PNG, JPEG, WebP)";
            return refuse(Code::BrokenLink, message, hint.to_owned());
        }
        if self.closed.hold(path) {
            let message = format!("filen «{name}» hører til en side som ikke blir publisert");
            return refuse(Code::BrokenLink, message, "publiser siden, eller ta bort lenken".to_owned());
        }
        let of_file = self.belongings.owner_of_file(path).map(|owner| ("hører til", owner));
        let owned = of_file.or_else(|| Some(("er lik en fil som hører til", self.belongings.owner_of_copy(bytes)?)));
        if let Some((belongs, owner)) = owned {
            let message = format!("filen «{name}» {belongs} {}", owner.named());
            let hint = "ta bort lenken; kan filen være offentlig, tar du den ut av saken";
            return refuse(Code::ExemptContent, message, hint.to_owned());
        }
        let url = UrlPath::of_file(path.below(CONTENT).expect("files that are meant lie in the content folder"));
        Ok((path.clone(), ReleasedFile { url, size: bytes.len() }))
    }

    /// Reports files of themes that are copies of what belongs to an exempt sak.
    pub fn copies_in_themes(&self) -> Vec<Diagnostic> {
        let owned = self.sources.paths_below(THEMES).into_iter().filter_map(|path| {
            let owner = self.belongings.owner_of_copy(self.sources.bytes(path)?)?;
            let message = format!("filen er lik en fil som hører til {}", owner.named());
            Some(Diagnostic::in_file(Code::ExemptContent, path, message).hint("ta filen ut av temaet"))
        });
        owned.collect()
    }

    /// Reports tables that released pages show or quote and that must not be published.
    pub fn problems_of_tables(&self, pages: &[Released]) -> Vec<Diagnostic> {
        let mut problems = Vec::new();
        for page in pages {
            for Referral { text, span, .. } in refers(page).into_iter().filter(|referral| referral.role == Role::Table)
            {
                let Some((path, table)) =
                    table_path(&page.path, text).and_then(|path| self.tables.get_key_value(&path))
                else {
                    continue;
                };
                let mut report = |code, message, hint| {
                    problems.push(Diagnostic::at(code, &page.path, span.clone(), message).hint(hint));
                };
                if let Some(owner) = self.belongings.owner_of_table(path, table, self.sources) {
                    let message = format!("tabellen «{text}» hører til {}", owner.named());
                    report(
                        Code::ExemptContent,
                        message,
                        "ta bort tabellen; kan den være offentlig, tar du den ut av saken",
                    );
                } else if self.closed.hold(path) {
                    let message = format!("tabellen «{text}» hører til en side som ikke blir publisert");
                    report(Code::BrokenLink, message, "publiser siden, eller ta bort tabellen");
                }
            }
        }
        problems
    }

    /// True if pages and formulas may use a table.
    pub fn opens_table(&self, path: &SourcePath) -> bool {
        let owned = self
            .tables
            .get(path)
            .is_some_and(|table| self.belongings.owner_of_table(path, table, self.sources).is_some());
        !owned && !self.closed.hold(path)
    }
}

/// True if a reference names a file that is published as it is.
pub fn names_file(referral: &Referral<'_>) -> bool {
    match referral.role {
        Role::AttachedFile => true,
        Role::Text => matches!(Reference::parse(referral.text), Reference::File(_)),
        Role::AttachedPage | Role::Table | Role::Computed | Role::Original | Role::Whole => false,
    }
}

/// True if a file may be published as it is: a document, a picture, sound, film or data.
///
/// Whatever a browser may take for a page or a script is left out, since it would act in the name of the portal: HTML and
/// its kin, but SVG and other XML as well, which can hold scripts. So is any ending not listed here.
fn is_publishable(path: &SourcePath) -> bool {
    const ENDINGS: [&str; 32] = [
        "avif", "bmp", "csv", "doc", "docx", "epub", "gif", "ics", "jpeg", "jpg", "json", "m4a", "mp3", "mp4", "odp",
        "ods", "odt", "ogg", "pdf", "png", "ppt", "pptx", "rtf", "tif", "tiff", "txt", "wav", "webm", "webp", "xls",
        "xlsx", "zip",
    ];
    let ending = path.extension().to_ascii_lowercase();
    ENDINGS.contains(&ending.as_str())
}
