//! The index itself, made by Pagefind.

use std::fmt;

use pagefind::api::PagefindIndex;
use pagefind::options::PagefindServiceConfig;
use tokio::runtime::Runtime;

use super::Entry;
use crate::foundation::path::OutputPath;
use crate::read::markdown::push_escaped;

/// The folder of the index. The name is Pagefind's own, so that its guides for hosts and caches hold.
const FOLDER: &str = "pagefind";

/// Files of Pagefind that are ready-made interfaces. Themes have their own.
const INTERFACES: [&str; 4] = ["pagefind-ui", "pagefind-modular-ui", "pagefind-component-ui", "pagefind-highlight"];

/// The link that every heading has to itself, and whose `#` is no part of its words.
const HEADING_LINK: &str = "a.anchor";

/// How many files the texts of one language are put into at the most. More pages than this share files, so that a portal
/// of 10 000 pages is not twice as many files as pages.
const MOST_FRAGMENTS: u32 = 2000;

/// An index while it is made.
pub struct Index {
    index: PagefindIndex,
    runtime: Runtime,
}

/// Why there can be no index.
#[derive(Debug)]
pub struct IndexError(String);

impl fmt::Display for IndexError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "søkeindeksen kunne ikke lages: {}. Nettstedet kan lages uten søk: skriv sok = false i fellesskap.toml",
            self.0
        )
    }
}

impl std::error::Error for IndexError {}

fn refused(error: impl fmt::Display) -> IndexError {
    IndexError(error.to_string())
}

impl Index {
    /// An empty index.
    ///
    /// # Errors
    /// When the system gives no threads to work with.
    pub fn new() -> Result<Self, IndexError> {
        let options = PagefindServiceConfig::builder()
            .exclude_selectors(vec![HEADING_LINK.to_owned()])
            .max_fragments(MOST_FRAGMENTS)
            .build();
        let index = PagefindIndex::new(Some(options)).map_err(refused)?;
        let runtime = tokio::runtime::Builder::new_current_thread().build().map_err(refused)?;
        Ok(Self { index, runtime })
    }

    /// Adds a finished page.
    ///
    /// # Errors
    /// When the page cannot be read as HTML.
    pub fn add(&mut self, entry: &Entry, html: Vec<u8>) -> Result<(), IndexError> {
        let html = String::from_utf8(html).map_err(refused)?;
        let page = with_entry(html, entry);
        self.runtime.block_on(self.index.add_html_file(None, Some(entry.url.to_string()), page)).map_err(refused)?;
        Ok(())
    }

    /// All files of the index, with what reads it.
    ///
    /// # Errors
    /// When the index cannot be put together.
    pub fn files(mut self) -> Result<Vec<(OutputPath, Vec<u8>)>, IndexError> {
        let files = self.runtime.block_on(self.index.get_files()).map_err(refused)?;
        let files = files.into_iter().filter_map(|file| {
            let name = file.filename.to_string_lossy().into_owned();
            let is_interface = INTERFACES.iter().any(|interface| name.starts_with(interface));
            (!is_interface).then(|| Some((OutputPath::new(&format!("{FOLDER}/{name}"))?, file.contents)))?
        });
        Ok(files.collect())
    }
}

/// A page that says in its head what the search is to know about it.
fn with_entry(mut html: String, entry: &Entry) -> String {
    let Some(head) = html.find("<head>").map(|at| at + "<head>".len()) else { return html };
    let mut meta = String::new();
    let mut add = |attribute: &str, name: &str, value: &str| {
        meta.push_str(&format!("<meta data-pagefind-{attribute}=\"{name}[content]\" content=\""));
        push_escaped(&mut meta, value);
        meta.push_str("\">");
    };
    add("meta", "title", &entry.title);
    if let Some(date) = &entry.date {
        add("meta", "date", date);
    }
    for (facet, value) in &entry.facets {
        add("filter", facet.name(), value);
    }
    html.insert_str(head, &meta);
    html
}
