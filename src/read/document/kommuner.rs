//! The registry of the municipalities (*kommuner*) of the partnership.

use crate::foundation::diagnostic::{Diagnostic, Located};
use crate::foundation::path::{SourcePath, UrlPath};
use crate::read::config::first_line;
use crate::read::record::{Fields, Reader, Record, record};
use crate::read::source::CONTENT;

use super::TYPE_KEY;

record! {
    /// The content of the registry file.
    pub struct RegisterFile {
        kommune: Vec<Kommune> = "Kommunene.",
    }
}

record! {
    /// A municipality. It is referred to by its name.
    pub struct Kommune {
        nummer: Located<String> = "Kommunenummeret, fire siffer." => "\"4601\"",
        navn: Located<String> = "Navnet." => "\"Bergen\"",
        region: String = "Regionen kommunen hører til." => "\"Bergensregionen\"",
    }
}

/// All municipalities, in the order of the file.
#[derive(Debug, Clone)]
pub struct Register {
    pub path: SourcePath,
    pub municipalities: Vec<Kommune>,
}

impl Register {
    /// Reads the registry, a TOML file with `type = "kommuner"`.
    pub fn parse(path: &SourcePath, text: &str) -> (Option<Self>, Vec<Diagnostic>) {
        let (file, problems) = parse_data::<RegisterFile>(path, text);
        let register = file.map(|file| Self { path: path.clone(), municipalities: file.kommune });
        (register, problems)
    }

    /// The address of the page of a municipality: beside the registry.
    pub fn url(&self, municipality: &Kommune) -> UrlPath {
        let folder = self.path.folder().strip_prefix(CONTENT).unwrap_or_default().trim_start_matches('/');
        UrlPath::of_page(&format!("{folder}/{}.md", municipality.navn.value))
    }
}

/// Reads a data file: TOML all through, with `type` besides its own keys.
pub(super) fn parse_data<T: Record>(path: &SourcePath, text: &str) -> (Option<T>, Vec<Diagnostic>) {
    let mut problems = Vec::new();
    let mut reader = Reader::new(path, 0, &mut problems);
    let data = reader.parse(text).and_then(|table| {
        let mut fields = Fields::new(table.get_ref(), first_line(text), &mut reader);
        let data = T::take(&mut fields);
        fields.reject_unknown(&[&[TYPE_KEY], T::KEYS]);
        data
    });
    (data, problems)
}
