//! Paths, each of one kind: where a file lies in the site, where a page is found by a reader, where it is written.
//!
//! All three use forward slashes and are checked when they are made, so that no later stage meets a path that leaves
//! the site.

use std::borrow::Borrow;
use std::fmt;
use std::path::{Component, Path};
use std::sync::Arc;

/// Where a source file lies, from the root of the site: `content/utvalg/ssu/index.md`.
///
/// **Invariant:** relative, without `.`, `..` and empty segments.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourcePath(Arc<str>);

impl SourcePath {
    /// The path of a file found below the root. `None` when the name is not Unicode or would leave the site.
    pub fn from_relative(path: &Path) -> Option<Self> {
        let mut segments = Vec::new();
        for component in path.components() {
            match component {
                Component::Normal(segment) => segments.push(segment.to_str()?),
                _ => return None,
            }
        }
        Self::from_segments(segments)
    }

    /// The path that a text names. `None` when it is absolute or would leave the site.
    pub fn new(text: &str) -> Option<Self> {
        Self::from_segments(text.split('/'))
    }

    fn from_segments<'a>(segments: impl IntoIterator<Item = &'a str>) -> Option<Self> {
        let segments: Vec<&str> = segments.into_iter().collect();
        let allowed = |segment: &&str| !matches!(*segment, "" | "." | "..") && !segment.contains('\\');
        segments.iter().all(allowed).then(|| Self(segments.join("/").into()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The folder of the file, without a trailing slash; empty for a file at the root.
    pub fn folder(&self) -> &str {
        self.0.rfind('/').map_or("", |slash| &self.0[..slash])
    }

    /// The name of the file, with its ending.
    pub fn name(&self) -> &str {
        self.0.rfind('/').map_or(&self.0, |slash| &self.0[slash + 1..])
    }

    /// The name of the file without its ending.
    pub fn stem(&self) -> &str {
        self.name().rsplit_once('.').map_or(self.name(), |(stem, _)| stem)
    }

    /// The ending of the name, without the dot; empty when there is none.
    pub fn extension(&self) -> &str {
        self.name().rsplit_once('.').map_or("", |(_, extension)| extension)
    }

    /// The path of a file that is named from the folder of this one. `None` when it would leave the site.
    pub fn beside(&self, name: &str) -> Option<Self> {
        let mut segments: Vec<&str> = self.folder().split('/').filter(|segment| !segment.is_empty()).collect();
        for segment in name.split('/') {
            match segment {
                "." => {}
                ".." => {
                    segments.pop()?;
                }
                _ => segments.push(segment),
            }
        }
        Self::from_segments(segments)
    }

    /// The same path with another ending.
    pub fn with_extension(&self, extension: &str) -> Self {
        let folder = self.folder();
        let slash = if folder.is_empty() { "" } else { "/" };
        Self(format!("{folder}{slash}{}.{extension}", self.stem()).into())
    }

    /// The part below a folder, or `None` when the file lies elsewhere.
    pub fn below(&self, folder: &str) -> Option<&str> {
        self.0.strip_prefix(folder)?.strip_prefix('/')
    }
}

impl fmt::Display for SourcePath {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// The longest that the name of a file or folder can be, in bytes, in the file systems there are. Letters that are not ASCII
/// can become several in an address.
const LONGEST_NAME: usize = 255;

/// The longest that an address can be, in bytes. Systems take four times as much, of which the folder that the site is
/// written to needs a part; some browsers and servers take little more than twice as much.
const LONGEST_ADDRESS: usize = 1024;

/// The address of a page or file from the root of the site: `/utvalg/ssu/`, `/utvalg/ssu/mandat.pdf`.
///
/// **Invariant:** ASCII, begins with a slash, has no empty, `.` or `..` segment.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UrlPath(Arc<str>);

impl UrlPath {
    /// The address of the page that a file below the content folder makes: `a/b.md` and `a/b/index.md` are both `/a/b/`.
    ///
    /// Addresses are ASCII: ø becomes o, å becomes a, æ becomes ae.
    pub fn of_page(path_in_content: &str) -> Self {
        let without_ending = path_in_content.rsplit_once('.').map_or(path_in_content, |(stem, _)| stem);
        let page = match without_ending.strip_suffix("index") {
            Some(folder) if folder.is_empty() || folder.ends_with('/') => folder,
            _ => without_ending,
        };
        Self(of_folder(page).into())
    }

    /// The address of a file below the content folder that is published as it is.
    pub fn of_file(path_in_content: &str) -> Self {
        let (folder, name) = path_in_content.rsplit_once('/').unwrap_or(("", path_in_content));
        let name = match name.rsplit_once('.') {
            Some((stem, extension)) => format!("{}.{}", slug(stem), slug(extension)),
            None => slug(name),
        };
        Self(format!("{}{name}", of_folder(folder)).into())
    }

    /// An address that an editor or a template names. `None` when it is not a path from the root, or leaves the site.
    pub fn new(text: &str) -> Option<Self> {
        let path = text.strip_prefix('/')?;
        let path = path.strip_suffix('/').unwrap_or(path);
        let allowed = |segment: &str| {
            !matches!(segment, "" | "." | "..")
                && segment.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte))
        };
        (path.is_empty() || path.split('/').all(allowed)).then(|| Self(text.into()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What is too long about the address for file systems, in words. Nothing about nearly all.
    pub fn too_long(&self) -> Option<String> {
        self.output().too_long()
    }

    /// Where the page or file of this address is written.
    pub fn output(&self) -> OutputPath {
        let path = &self.0[1..];
        match path.strip_suffix('/') {
            Some(folder) => OutputPath(format!("{folder}/index.html").into()),
            None if path.is_empty() => OutputPath("index.html".into()),
            None => OutputPath(path.into()),
        }
    }
}

/// The segment of an address that a name gives; never empty.
fn slug(name: &str) -> String {
    match slug::slugify(name) {
        slug if slug.is_empty() => "_".to_owned(),
        slug => slug,
    }
}

impl fmt::Display for UrlPath {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// Where a file is written, from the output folder: `utvalg/ssu/index.html`.
///
/// **Invariant:** relative, without `.`, `..` and empty segments.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OutputPath(Arc<str>);

impl OutputPath {
    /// `None` when the text is absolute or would leave the output folder.
    pub fn new(text: &str) -> Option<Self> {
        SourcePath::new(text).map(|SourcePath(path)| Self(path))
    }

    /// What is too long about the path for file systems, in words.
    pub fn too_long(&self) -> Option<String> {
        let name = self.0.split('/').map(str::len).find(|length| *length > LONGEST_NAME);
        let (what, length, most) = match name {
            Some(length) => ("et ledd", length, LONGEST_NAME),
            None if self.0.len() > LONGEST_ADDRESS => ("den", self.0.len(), LONGEST_ADDRESS),
            None => return None,
        };
        Some(format!("adressen er for lang: {what} har {length} tegn, og {most} er det meste"))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Paths are in the order of their texts, so that a map of them can be searched by text.
impl Borrow<str> for OutputPath {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl Borrow<str> for SourcePath {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for OutputPath {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// The full address of a portal, without a trailing slash: `https://eksempel.no/portal`. Empty when the portal has none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BaseUrl(String);

impl BaseUrl {
    /// Takes an address as it is written in settings or on the command line.
    pub fn new(address: &str) -> Self {
        Self(address.trim_end_matches('/').to_owned())
    }

    /// True if the portal has no address, so that nothing that leaves it (feeds, calendars, the sitemap) can be made.
    pub fn is_unknown(&self) -> bool {
        self.0.is_empty()
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the path before every address in the portal, without a trailing slash: `/portal`, or nothing.
    pub fn path(&self) -> &str {
        let host = self.without_scheme();
        host.find('/').map_or("", |slash| &host[slash..])
    }

    /// Returns scheme and host: `https://eksempel.no`.
    pub fn origin(&self) -> &str {
        &self.0[..self.0.len() - self.path().len()]
    }

    /// Returns host and path: `eksempel.no/portal`.
    pub fn without_scheme(&self) -> &str {
        self.0.split_once("://").map_or(&self.0, |(_, rest)| rest)
    }

    /// Returns an address below the portal as it stands in a link.
    pub fn href(&self, address: impl fmt::Display) -> String {
        format!("{}{address}", self.path())
    }
}

impl fmt::Display for BaseUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// The address of a folder, each segment in ASCII.
fn of_folder(folder: &str) -> String {
    let mut url = String::from("/");
    for segment in folder.split('/').filter(|segment| !segment.is_empty()) {
        url.push_str(&slug(segment));
        url.push('/');
    }
    url
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_ascii_and_end_in_a_slash() {
        let check = |path: &str, url: &str| assert_eq!(UrlPath::of_page(path).as_str(), url);
        check("index.md", "/");
        check("om.md", "/om/");
        check("utvalg/ssu/index.md", "/utvalg/ssu/");
        check("møter/Årsmøte på Ærøy.md", "/moter/arsmote-pa-aeroy/");
        check("samisk/Čáhppes đŋšŧž.md", "/samisk/cahppes-dngstz/");
        check("utvalg/ssu/2026-03-18/10-26.md", "/utvalg/ssu/2026-03-18/10-26/");
        check("reindex.md", "/reindex/");
    }

    #[test]
    fn files_keep_their_ending() {
        assert_eq!(UrlPath::of_file("møter/Årsmelding 2025.PDF").as_str(), "/moter/arsmelding-2025.pdf");
        assert_eq!(UrlPath::of_file("v1.2/x.csv").as_str(), "/v1-2/x.csv");
        assert_eq!(UrlPath::of_file("møter/Årsmelding 2025.PDF").output().as_str(), "moter/arsmelding-2025.pdf");
    }

    #[test]
    fn pages_are_written_as_index_files() {
        assert_eq!(UrlPath::of_page("index.md").output().as_str(), "index.html");
        assert_eq!(UrlPath::of_page("om.md").output().as_str(), "om/index.html");
    }

    #[test]
    fn no_path_leaves_the_site() {
        for path in ["/etc/passwd", "../x", "a/../../x", "a//b", "", ".", "a\\b"] {
            assert_eq!(SourcePath::new(path), None, "{path}");
            assert_eq!(OutputPath::new(path), None, "{path}");
        }
        let page = SourcePath::new("content/a/b.md").unwrap();
        assert_eq!(page.beside("../../../x"), None);
        assert_eq!(page.beside("../c.csv").unwrap().as_str(), "content/c.csv");
        for url in ["x", "/../x", "//host/x", "/a b", "/a\"b", "/%2e%2e/x"] {
            assert_eq!(UrlPath::new(url), None, "{url}");
        }
    }
}
