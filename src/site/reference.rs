//! What a reference in a text leads to.

use crate::foundation::path::{SourcePath, UrlPath};
use crate::read::source::CONTENT;
use crate::site::PageId;

/// What a link, an image or an attachment leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    Page {
        id: PageId,
        /// Without `#`.
        fragment: Option<String>,
    },
    /// A heading of the same page.
    Fragment(String),
    /// A file that is published as it is.
    File(UrlPath),
    /// An address outside the portal.
    External(String),
    /// It leads nowhere, which is reported.
    Nowhere,
}

/// A reference as an editor writes it, before it is resolved.
#[derive(Debug, PartialEq, Eq)]
pub enum Reference<'a> {
    /// `@/utvalg/ssu/index.md#mandat`: a source file, from the content folder. The path is as it was written.
    Content { path: &'a str, fragment: Option<&'a str> },
    /// `sak:ssu/12/26` or, within the same body, `sak:12/26`.
    Sak(&'a str),
    /// `kommune:Tromsø`.
    Municipality(String),
    /// `#mandat`.
    Fragment(&'a str),
    /// `https://…`, `mailto:…`, `tel:…`.
    External(&'a str),
    /// `rapport.pdf`: a file beside the page.
    File(&'a str),
    /// Anything else with a scheme, such as `javascript:`, and addresses from the root.
    Refused,
}

impl<'a> Reference<'a> {
    pub fn parse(text: &'a str) -> Self {
        if let Some(rest) = text.strip_prefix("@/") {
            let (path, fragment) = split_fragment(rest);
            return Self::Content { path, fragment };
        }
        if let Some(fragment) = text.strip_prefix('#') {
            return Self::Fragment(fragment);
        }
        if let Some(number) = text.strip_prefix("sak:") {
            return Self::Sak(number);
        }
        if let Some(name) = text.strip_prefix("kommune:") {
            return Self::Municipality(name.replace("%20", " "));
        }
        let scheme = text.split_once(':').map(|(scheme, _)| scheme);
        match scheme {
            Some("https" | "http" | "mailto" | "tel") => Self::External(text),
            Some(_) => Self::Refused,
            None if text.is_empty() || text.starts_with('/') => Self::Refused,
            None => Self::File(text),
        }
    }
}

/// The source file that a path below the content folder names.
pub fn content_path(path: &str) -> Option<SourcePath> {
    SourcePath::new(&format!("{CONTENT}/{path}"))
}

fn split_fragment(text: &str) -> (&str, Option<&str>) {
    text.split_once('#').map_or((text, None), |(path, fragment)| (path, Some(fragment)))
}
