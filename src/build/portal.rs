//! A site with everything resolved, whose files are made when they are asked for.

use std::borrow::Cow;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;
use std::sync::Arc;

use jiff::civil::Date;
use rayon::prelude::*;

use super::Request;
use super::acceptance::accept;
#[cfg(feature = "external-links")]
use super::acceptance::without_accepted;
use crate::build::content::{Contents, Linkable};
use crate::foundation::diagnostic::{Code, Diagnostic, did_you_mean};
use crate::foundation::headers;
use crate::foundation::path::{BaseUrl, OutputPath, SourcePath, UrlPath};
use crate::guard::inspection::{Inspection, Organisation};
use crate::publish::calendar;
use crate::publish::feed;
use crate::publish::opendata;
use crate::publish::output::{OutputFile, OutputTree, Produce};
#[cfg(feature = "pdf")]
use crate::publish::pdf;
#[cfg(feature = "search")]
use crate::publish::search;
use crate::publish::sitemap::{self, Sitemap};
use crate::read::config::Config;
#[cfg(feature = "external-links")]
use crate::read::document::Acceptances;
use crate::read::document::{Document, path_fingerprint};
use crate::read::markdown::escaped;
use crate::read::source::{CONTENT, SETTINGS, SourceTree};
use crate::read::theme::Theme;
use crate::render::edition::Edition;
#[cfg(feature = "pdf")]
use crate::render::page::{DocumentFile, pdf_url};
use crate::render::page::{OwnPage, Pages, Shared, collected_url, has_search, not_found_url};
use crate::render::subscription::{Calendar, Feed};
use crate::site::{PageId, Publication, Replaced, Site, content_path};
use crate::verify::check::{self, ExemptWords, Mentions};
use crate::verify::control::{self, Checked};
#[cfg(feature = "external-links")]
use crate::verify::external::{self, Asked, ExternalLink};

/// A site ready to be rendered. Nothing of it changes but what nothing else depends on; see [`Self::replace_document`] and
/// [`Self::replace_theme`].
///
/// Making it finds everything that is wrong with a site, but for mistakes in templates, which show when a page is put
/// through one.
pub struct Portal {
    sources: SourceTree,
    config: Config,
    theme: Arc<Theme>,
    site: Site,
    checked: Checked,
    request: Request,
    base_url: BaseUrl,
    shared: Shared,
    files: BTreeMap<OutputPath, File>,
    /// What was found in each published file that is not text.
    #[cfg_attr(not(feature = "search"), expect(dead_code, reason = "only the search reads them"))]
    inspections: BTreeMap<SourcePath, Arc<Inspection>>,
    /// The addresses of what is gone by intention: pages that are taken down by their date, exempt saker and their files.
    withdrawn: BTreeSet<UrlPath>,
    /// Those of all pages that are not published.
    left_out: BTreeSet<UrlPath>,
    /// What stands in exempt saker.
    exempt: ExemptWords,
    #[cfg(feature = "external-links")]
    acceptances: Option<Arc<Acceptances>>,
}

/// How many pages are rendered before they are put into the search index.
#[cfg(feature = "search")]
const PAGES_IN_MEMORY: usize = 256;

/// What an address leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    File(OutputPath),
    /// It is found at another address.
    At(String),
    Nowhere,
}

/// What came of making documents.
#[cfg(feature = "pdf")]
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct DocumentSummary {
    /// So many were set.
    pub set: usize,
    /// So many are as they were.
    pub kept: usize,
}

/// A file of the output.
struct File {
    /// The source that it is made from, where there is one.
    source: Option<SourcePath>,
    product: Product,
}

/// What a file of the output is.
enum Product {
    Page(PageId),
    /// A page of a section's list after the first, by its number.
    ListPage(PageId, usize),
    /// All papers of a meeting as one document.
    Collected(PageId),
    /// A page that no file of content makes.
    Own(OwnPage),
    Sitemap(Sitemap),
    Feed(Feed),
    Calendar(Calendar),
    /// Sends readers on to where a page has moved.
    Redirect(PageId),
    /// A source as it is.
    Copy(SourcePath),
    /// A table as a file, or what is said of all tables.
    Data(opendata::File),
    /// Already made.
    Bytes(Vec<u8>),
}

impl Portal {
    /// Takes a site through all stages but the last. `None` when there are no settings or no theme to render with.
    ///
    /// A theme that was put together before is taken as it is; it must be from the same settings and themes.
    pub fn new(
        sources: SourceTree,
        contents: &Contents,
        request: &Request,
        theme: Option<Arc<Theme>>,
    ) -> (Option<Self>, Vec<Diagnostic>) {
        let mut problems = Vec::new();
        let settings = settings_path();
        let config = if sources.unreadable().contains(&settings) {
            None
        } else {
            let (config, found) = Config::parse(&settings, sources.text(&settings).unwrap_or_default());
            problems.extend(found);
            config
        };

        if problems.is_empty() && sources.paths_below(CONTENT).is_empty() {
            let message = format!("mappen {CONTENT} finnes ikke, eller er tom");
            let hint = "er du i rett mappe? Oppgi mappen med nettstedet med --root. Et nytt nettsted lager du med: fellesskap new";
            problems.push(Diagnostic::anywhere(Code::MissingPage, message).hint(hint));
        }
        let (Linkable { parts, tables, acceptances }, found) = contents.linkable(&sources);
        problems.extend(found);

        let theme = theme.or_else(|| {
            let (theme, found) = Theme::load(&sources, config.as_ref()?);
            problems.extend(found);
            theme.map(Arc::new)
        });

        let broken = parts.broken.clone();
        let data: BTreeSet<SourcePath> = tables.values().map(|table| table.data_path()).collect();
        problems.extend(check::unused_file(&sources, &parts.documents, &data, &broken));
        let withdrawn = withdrawn(&parts.documents, &sources, request.date);
        let publication = Publication { date: request.date, drafts: request.drafts };
        let is_left_out = |document: &&Arc<Document>| publication.leaves_out(document);
        let left_out = parts.documents.iter().filter(is_left_out).map(|document| document.url.clone()).collect();
        let exempt = ExemptWords::of(&parts.documents, &sources);
        let (site, found) = Site::link(parts, &tables, &sources, publication);
        problems.extend(found);

        let (checked, found) = control::verify(&site, tables, &sources);
        problems.extend(found);

        problems.extend(check::mentioned_exempt(
            &exempt,
            &site,
            &checked.tables,
            &sources,
            acceptances.as_ref().map(|acceptances| &acceptances.path),
        ));

        let inspections: BTreeMap<_, _> = site
            .files
            .values()
            .filter_map(|file| Some((file.source.clone(), contents.inspection(&file.source)?.clone())))
            .collect();
        let of_site = config.iter().flat_map(Config::own_words);
        let organisation = Organisation::new(of_site);
        problems.extend(inspections.iter().flat_map(|(path, inspection)| inspection.problems(path, &organisation)));

        let portal = config.zip(theme).map(|(config, theme)| {
            let unknown = |path: &SourcePath| site.by_path(path).is_none() && !broken.contains(path);
            problems.extend(unknown_menu_pages(&config, &site, unknown, &sources));
            let base_url = BaseUrl::new(request.base_url.as_deref().unwrap_or(config.base_url()));
            let edition = Edition {
                site: &site,
                checked: &checked,
                theme: &theme,
                sources: &sources,
                config: &config,
                base_url: &base_url,
                date: request.date,
            };
            let check = || check::site(&site, &sources, &config, |path| contents.mentions(path), request.date);
            let lay_out = || {
                let (shared, mut found) = Shared::new(&edition, unknown);
                let files = files(&edition, &shared, &mut found);
                (shared, files, found)
            };
            let (of_checks, (shared, files, found)) = rayon::join(check, lay_out);
            problems.extend(of_checks.into_iter().chain(found));
            let request = request.clone();
            Self {
                sources,
                config,
                theme,
                site,
                checked,
                request,
                base_url,
                shared,
                files,
                inspections,
                withdrawn,
                left_out,
                exempt,
                #[cfg(feature = "external-links")]
                acceptances: acceptances.clone(),
            }
        });
        if let Some((acceptances, portal)) = acceptances.zip(portal.as_ref()) {
            let unjudged = |file: &SourcePath| broken.contains(file) || portal.may_come(file);
            accept(&mut problems, &acceptances, &portal.sources, unjudged);
            problems.extend(acceptances.not_yet(request.date));
        }
        (portal, problems)
    }

    /// Whether a file is not published, but may be when pages are that are left out now.
    fn may_come(&self, file: &SourcePath) -> bool {
        let is_copied = self.site.files.values().any(|published| published.source == *file);
        self.site.withheld > 0 && self.site.page_of_file(file).is_none() && !is_copied
    }

    /// When the site becomes another by itself: a page is published or taken down, a meeting is over, or a day that a page
    /// is about has come. `None` when it stays as it is.
    pub fn next_change(&self) -> Option<Date> {
        self.site.next_change
    }

    /// Puts a document in the place of an earlier one of the same file, when that changes nothing but what pages show.
    /// `false` when more may change, and all is as before.
    ///
    /// Numbers are not checked again: [`crate::verify::control`] looks at titles of meetings only, which are not exchanged. Which
    /// files there are does not change with a text or a title either, nor does what all pages share but the order of lists.
    pub fn replace_document(&mut self, document: &Arc<Document>, mentions: &Mentions, sources: &SourceTree) -> bool {
        let (Some(before), Some(after)) = (self.sources.text(&document.path), sources.text(&document.path)) else {
            return false;
        };
        // What is wrong with it together with other pages is found when all of it is linked.
        let id = self.site.by_path(&document.path);
        if id.is_some_and(|id| !check::paper(&self.site, id, document, mentions).is_empty()) {
            return false;
        }
        // So is what it tells of an exempt sak, and what others tell of it when it is one.
        if document.is_exempt() || !self.exempt.mentioned_in(&document.path, after).is_empty() {
            return false;
        }
        match self.site.replace(document, (before, after)) {
            Replaced::No => return false,
            Replaced::InPlace | Replaced::Retitled { listed_by: None } => {}
            Replaced::Retitled { listed_by: Some(section) } => {
                let Self { sources, config, theme, site, checked, base_url, shared, request, .. } = self;
                let date = request.date;
                shared.lists.sort_again(&Edition { site, checked, theme, sources, config, base_url, date }, section);
            }
        }
        self.sources = sources.clone();
        true
    }

    /// Puts the site into a theme that changed, when nothing else did. `false` when something is wrong with it, and all is
    /// as before.
    ///
    /// The site is not linked again, nor its numbers checked: neither knows of themes.
    pub fn replace_theme(&mut self, sources: &SourceTree) -> bool {
        let (Some(theme), mut problems) = Theme::load(sources, &self.config) else { return false };
        problems.extend(check::exempt_in_themes(&self.exempt, sources));
        let Self { config, site, checked, base_url, request, .. } = self;
        let edition = Edition { site, checked, theme: &theme, sources, config, base_url, date: request.date };
        // A translation of a page that is not there was reported when the site was linked.
        let (shared, found) = Shared::new(&edition, |_| false);
        problems.extend(found);
        // Which files there are depends on the theme by the files that it has itself, and by nothing else.
        let files = (!theme.has_same_files(&self.theme)).then(|| files(&edition, &shared, &mut problems));
        if !problems.is_empty() {
            return false;
        }
        self.files = files.unwrap_or_else(|| std::mem::take(&mut self.files));
        (self.theme, self.shared, self.sources) = (Arc::new(theme), shared, sources.clone());
        true
    }

    /// Where the page of a source file is found, and what it is called.
    pub fn page_of(&self, source: &SourcePath) -> Option<(String, &str)> {
        let id = self.site.by_path(source)?;
        Some((self.edition().page_href(id), self.site.page(id).title()))
    }

    /// The file of the output that an address in the portal leads to, and how it is written when not as asked: with a
    /// slash at the end, below the path of the portal.
    pub fn find(&self, address: &str) -> Found {
        let base_path = self.base_url.path();
        let Some(below) = address.strip_prefix(base_path).filter(|below| below.starts_with('/')) else {
            return if address == "/" || address == base_path {
                Found::At(format!("{base_path}/"))
            } else {
                Found::Nowhere
            };
        };
        let Some(url) = UrlPath::new(below) else { return Found::Nowhere };
        if self.files.contains_key(&url.output()) {
            return Found::File(url.output());
        }
        let with_slash = UrlPath::new(&format!("{below}/")).map(|url| url.output());
        if !below.ends_with('/') && with_slash.is_some_and(|path| self.files.contains_key(&path)) {
            return Found::At(format!("{address}/"));
        }
        Found::Nowhere
    }

    /// Reports addresses of an earlier portal that lead nowhere in this one. They begin at the root of the host.
    pub fn lost_addresses<'a>(&self, earlier: impl IntoIterator<Item = &'a str>) -> Vec<Diagnostic> {
        let base_path = self.base_url.path();
        let below = earlier.into_iter().filter_map(|address| address.strip_prefix(base_path));
        self.lost(below, &self.withdrawn)
    }

    /// Reports pages of an earlier build that are gone without an alias, as warnings: nobody knows whether that build was
    /// published. It may have had drafts with it, so pages that are left out now are not missed.
    pub fn dropped_pages<'a>(&self, earlier: impl IntoIterator<Item = &'a OutputPath>) -> Vec<Diagnostic> {
        let kept = earlier.into_iter().filter_map(check::kept_address);
        let pages: Vec<String> = kept.filter(|address| address.ends_with('/')).collect();
        let lost = self.lost(pages.iter().map(String::as_str), &self.left_out);
        lost.into_iter().map(Diagnostic::as_warning).collect()
    }

    /// Reports addresses from the root of the portal that lead nowhere, but for those below some pages.
    fn lost<'a>(&self, addresses: impl IntoIterator<Item = &'a str>, but: &BTreeSet<UrlPath>) -> Vec<Diagnostic> {
        let base_path = self.base_url.path();
        check::lost_addresses(&self.site, but, addresses, |address| {
            !matches!(self.find(&format!("{base_path}{address}")), Found::Nowhere)
        })
    }

    /// The links that lead out of the portal.
    #[cfg(feature = "external-links")]
    pub fn external_links(&self) -> Vec<ExternalLink> {
        external::external_links(&self.site, &settings_path(), &self.config)
    }

    /// Reports links at whose address nothing is found, but for those that are accepted.
    #[cfg(feature = "external-links")]
    pub fn dead_links(&self, links: &[ExternalLink], asked: &Asked) -> Vec<Diagnostic> {
        let problems = external::dead_links(links, &asked.answers);
        match &self.acceptances {
            Some(acceptances) => without_accepted(problems, acceptances, &self.sources),
            None => problems,
        }
    }

    /// The address of the portal, without a trailing slash. Empty when it has none.
    #[cfg(feature = "external-links")]
    pub fn base_url(&self) -> &BaseUrl {
        &self.base_url
    }

    /// The address of the style sheet, as it stands in pages.
    pub fn stylesheet(&self) -> String {
        self.edition().href(&self.theme.stylesheet.url)
    }

    /// What stands before every address: the path of the portal's own address, without a slash at the end.
    pub fn base_path(&self) -> &str {
        self.base_url.path()
    }

    /// How it looks, to be used again.
    pub fn theme(&self) -> Arc<Theme> {
        self.theme.clone()
    }

    /// How many pages there are, not counting the one for addresses that lead nowhere.
    pub fn page_count(&self) -> usize {
        self.site.page_count()
    }

    /// How many pages are left out: drafts, embargoed and expired ones.
    pub fn withheld(&self) -> usize {
        self.site.withheld
    }

    /// Makes all files and keeps none: what is wrong that shows only then, such as mistakes in templates.
    pub fn problems(&self) -> Vec<Diagnostic> {
        let files: Vec<&File> = self.files.values().collect();
        files.into_par_iter().flat_map_iter(|file| self.make(file).1).collect()
    }

    /// Makes all files, in parallel.
    pub fn render_all(&self) -> (OutputTree, Vec<Diagnostic>) {
        let files: Vec<(&OutputPath, &File)> = self.files.iter().collect();
        let made: Vec<_> = files.into_par_iter().map(|(path, file)| (path, file, self.make(file))).collect();
        let mut tree = OutputTree::default();
        let mut problems = Vec::new();
        for (path, file, (content, found)) in made {
            problems.extend(found);
            if let Some(content) = content {
                let file = OutputFile { content: content.into_owned(), source: file.source.clone() };
                tree.insert(path.clone(), file).expect("the files have different paths");
            }
        }
        (tree, problems)
    }

    /// Adds what readers' browsers search in. Every page is rendered for it, which costs a thirtieth of putting it into the
    /// index, so that no page is kept until it is written; one that cannot be rendered is left out, and reported when it is
    /// made.
    ///
    /// # Errors
    /// When the index cannot be made.
    #[cfg(feature = "search")]
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

    #[cfg(feature = "search")]
    fn add_attachments(&self, index: &mut search::Index) -> Result<(), search::IndexError> {
        for file in search::searchable(&self.site, &self.theme) {
            let text = self.inspections.get(&file.source).and_then(|inspection| inspection.text());
            index.add(&file.entry, file.html(&self.sources, text).into_bytes())?;
        }
        Ok(())
    }

    /// Adds meetings and reports as PDF, and the links to them. `earlier` gives a file as it was last written: a document that
    /// is made from the same as then is taken over.
    ///
    /// All of them are in memory until they are written, about 200 kB each.
    #[cfg(feature = "pdf")]
    pub fn add_documents(
        &mut self,
        earlier: impl Fn(&OutputPath) -> Option<Vec<u8>> + Sync,
    ) -> (DocumentSummary, Vec<Diagnostic>) {
        let mut summary = DocumentSummary::default();
        let with_documents: Vec<(PageId, UrlPath)> =
            self.site.ids().iter().filter_map(|id| Some((*id, pdf_url(&self.site, *id)?))).collect();
        if with_documents.is_empty() {
            return (summary, Vec::new());
        }
        let text = |name| self.theme.pdf.get(name).and_then(|path| self.sources.text(path));
        let settings = settings_path();
        let Some(template) = text(pdf::TEMPLATE) else {
            let message = format!("temaet mangler malen {}", pdf::TEMPLATE);
            let hint = "legg malen i temaet, eller ta med et tema som har den";
            return (summary, vec![Diagnostic::in_file(Code::Theme, &settings, message).hint(hint)]);
        };
        let refused = |file: &SourcePath, pdf::Refusal { message, hint }: pdf::Refusal| {
            Diagnostic::in_file(Code::Pdf, file, message).maybe_hint(hint)
        };
        let setter = match pdf::Setter::new(template, text(pdf::DRAWING_STYLE).unwrap_or_default()) {
            Ok(setter) => setter,
            Err(refusal) => return (summary, vec![refused(&settings, refusal)]),
        };
        let made: Vec<_> = with_documents
            .into_par_iter()
            .filter_map(|(id, url)| {
                let (manuscript, mut problems) = self.manuscript(&setter, id);
                let manuscript = manuscript?;
                let source = self.site.page(id).document().map(|document| document.path.clone());
                let kept = earlier(&url.output()).and_then(|earlier| setter.unchanged(&manuscript, &earlier));
                let was_kept = kept.is_some();
                let made = kept.map_or_else(|| setter.set(url.as_str(), &manuscript), Ok);
                let made = made.map_err(|refusals| {
                    let file = source.as_ref().unwrap_or(&settings);
                    problems.extend(refusals.into_iter().map(|refusal| refused(file, refusal)));
                });
                Some((id, url, source, was_kept, made.ok(), problems))
            })
            .collect();
        let mut problems = Vec::new();
        for (id, url, source, was_kept, made, found) in made {
            problems.extend(found);
            let Some(made) = made else { continue };
            *(if was_kept { &mut summary.kept } else { &mut summary.set }) += 1;
            let file = DocumentFile { url: url.clone(), pages: made.pages, size: made.content.len() };
            match self.files.entry(url.output()) {
                Entry::Vacant(entry) => {
                    entry.insert(File { source, product: Product::Bytes(made.content) });
                    self.shared.documents.insert(id, file);
                }
                Entry::Occupied(entry) => {
                    let blamed = entry.get().source.clone().or(source).unwrap_or_else(settings_path);
                    let message = format!("{} er både en fil og et dokument som lages", entry.key());
                    let hint = "gi filen et annet navn";
                    problems.push(Diagnostic::in_file(Code::DuplicateAddress, &blamed, message).hint(hint));
                }
            }
        }
        (summary, problems)
    }

    /// What the document of a page is made from. `None` when its page cannot be made, which is reported.
    #[cfg(feature = "pdf")]
    fn manuscript(&self, setter: &pdf::Setter, id: PageId) -> (Option<pdf::Manuscript>, Vec<Diagnostic>) {
        let (html, problems) = self.pages().render_for_pdf(id);
        let page = self.site.page(id);
        let strings = self.theme.strings(page.language());
        let year = page.rapport().and_then(|report| i16::try_from(report.ar).ok()).filter(|year| *year > 0);
        let issued = page.document().and_then(|document| document.common.oppdatert.or(document.common.dato));
        let issued = issued.or_else(|| Date::new(year?, 1, 1).ok()).unwrap_or(self.request.date);
        let is_draft = page.document().is_some_and(|document| document.common.utkast);
        let base_path = self.base_url.path();
        let frame = pdf::Frame {
            origin: self.base_url.origin(),
            lang: page.language().code(),
            date: pdf::document::Day { year: issued.year(), month: issued.month(), day: issued.day() },
            publisher: &self.config.utgiver,
            page: strings.get("pdf_page"),
            contents: strings.get("collected_contents"),
            notice: is_draft.then(|| strings.get("draft_notice")),
        };
        let picture = |address: &str| {
            let url = UrlPath::new(address.strip_prefix(base_path)?)?;
            self.sources.bytes(&self.site.files.get(&url)?.source)
        };
        let html = html.map(|html| String::from_utf8_lossy(&html).into_owned());
        (html.map(|html| setter.manuscript(&html, &frame, picture)), problems)
    }

    fn make<'a>(&'a self, file: &'a File) -> (Option<Cow<'a, [u8]>>, Vec<Diagnostic>) {
        let owned = |(html, problems): (Option<Vec<u8>>, _)| (html.map(Cow::Owned), problems);
        match &file.product {
            Product::Page(id) => owned(self.pages().render(*id)),
            Product::ListPage(id, number) => owned(self.pages().render_list_page(*id, *number)),
            Product::Collected(id) => owned(self.pages().render_collected(*id)),
            Product::Sitemap(sitemap) => {
                let xml = sitemap.render(&self.site, &self.base_url, self.request.date);
                owned((Some(xml.into_bytes()), Vec::new()))
            }
            Product::Feed(feed) => owned((Some(feed::render(&self.edition(), *feed)), Vec::new())),
            Product::Own(own) => owned(self.pages().render_own(*own)),
            Product::Calendar(calendar) => owned((Some(calendar::render(&self.edition(), *calendar)), Vec::new())),
            Product::Redirect(id) => owned((Some(redirect(&self.edition().page_href(*id)).into_bytes()), Vec::new())),
            Product::Copy(source) => (self.sources.bytes(source).map(Cow::Borrowed), Vec::new()),
            Product::Data(file) => owned((opendata::make(file, &self.edition()), Vec::new())),
            Product::Bytes(bytes) => (Some(Cow::Borrowed(bytes)), Vec::new()),
        }
    }

    fn pages(&self) -> Pages<'_> {
        Pages { edition: self.edition(), shared: &self.shared }
    }

    fn edition(&self) -> Edition<'_> {
        Edition {
            site: &self.site,
            checked: &self.checked,
            theme: &self.theme,
            sources: &self.sources,
            config: &self.config,
            base_url: &self.base_url,
            date: self.request.date,
        }
    }
}

impl Produce for Portal {
    fn paths(&self) -> Vec<&OutputPath> {
        self.files.keys().collect()
    }

    fn produce(&self, path: &OutputPath) -> (Option<Cow<'_, [u8]>>, Vec<Diagnostic>) {
        self.files.get(path).map_or((None, Vec::new()), |file| self.make(file))
    }
}

fn settings_path() -> SourcePath {
    SourcePath::new(SETTINGS).expect("a plain name")
}

/// The addresses of what is gone by intention.
fn withdrawn(documents: &[Arc<Document>], sources: &SourceTree, date: Date) -> BTreeSet<UrlPath> {
    let is_gone =
        |document: &&Arc<Document>| document.is_exempt() || document.common.avpubliseres.is_some_and(|day| date >= day);
    let pages = documents.iter().filter(is_gone).map(|document| document.url.clone());
    let hidden: BTreeSet<u128> = documents.iter().flat_map(|document| document.hidden.iter().copied()).collect();
    let paths = if hidden.is_empty() { Vec::new() } else { sources.paths_below(CONTENT) };
    let files = paths.into_iter().filter(|path| hidden.contains(&path_fingerprint(path)));
    pages.chain(files.filter_map(|path| path.below(CONTENT).map(UrlPath::of_file))).collect()
}

/// All files of a site; two that want the same path are reported.
fn files(edition: &Edition<'_>, shared: &Shared, problems: &mut Vec<Diagnostic>) -> BTreeMap<OutputPath, File> {
    let Edition { site, checked, theme, sources, config, base_url, date } = *edition;
    let mut files = Collector { files: BTreeMap::new(), problems };
    // Before the pages, so that a page that is in the way is the one to get another name.
    for (id, number, url) in shared.lists.further(site) {
        let source = site.page(id).document().map(|document| &document.path);
        files.add(url.output(), source, Product::ListPage(id, number));
    }
    for (id, page) in site.pages() {
        if let Some(url) = collected_url(site, id) {
            files.add(url.output(), page.document().map(|document| &document.path), Product::Collected(id));
        }
    }
    for (id, page) in site.pages() {
        files.add(page.url.output(), page.document().map(|document| &document.path), Product::Page(id));
    }
    let search = has_search(config, theme).then_some(OwnPage::Search);
    for own in std::iter::once(OwnPage::NotFound).chain(search) {
        files.add(own.url().output(), None, Product::Own(own));
    }
    for (url, id) in &site.redirects {
        let source = site.page(*id).document().map(|document| &document.path);
        files.add(url.output(), source, Product::Redirect(*id));
    }
    for (url, file) in &site.files {
        files.add(url.output(), Some(&file.source), Product::Copy(file.source.clone()));
    }
    for (url, file) in opendata::files(site, checked, config) {
        files.add(url.output(), file.source(), Product::Data(file.clone()));
    }
    for (path, source) in &theme.statics {
        if sources.bytes(source).is_some() {
            files.add(path.clone(), Some(source), Product::Copy(source.clone()));
        }
    }
    let bundles: Vec<_> = [Some(&theme.stylesheet), theme.script.as_ref()].into_iter().flatten().collect();
    for bundle in &bundles {
        files.add(bundle.url.output(), None, Product::Bytes(bundle.content.clone().into_bytes()));
    }
    let lasting: Vec<&UrlPath> = bundles.iter().map(|bundle| &bundle.url).collect();
    let htaccess = headers::htaccess(&lasting, &edition.href(&not_found_url()));
    files.add_unless_own(headers::htaccess_url().output(), htaccess);
    // In a folder of a host nobody reads it.
    if base_url.path().is_empty() {
        files.add_unless_own(headers::headers_url().output(), headers::headers_file(&lasting));
    }
    for (url, feed) in edition.feeds() {
        files.add(url.output(), None, Product::Feed(feed));
    }
    for (url, calendar) in edition.calendars() {
        files.add(url.output(), None, Product::Calendar(calendar));
    }
    if !base_url.is_unknown() {
        let sitemaps = sitemap::files(site, date);
        // In a folder of a host nobody reads it.
        if !sitemaps.is_empty() && base_url.path().is_empty() {
            files.add_unless_own(sitemap::robots_url().output(), sitemap::robots(base_url));
        }
        for (url, sitemap) in sitemaps {
            files.add(url.output(), None, Product::Sitemap(sitemap));
        }
    }
    files.report_files_in_the_way();
    files.files
}

struct Collector<'p> {
    files: BTreeMap<OutputPath, File>,
    problems: &'p mut Vec<Diagnostic>,
}

impl Collector<'_> {
    fn add(&mut self, path: OutputPath, source: Option<&SourcePath>, product: Product) {
        // What no file of content makes is named by the data it comes from, which is reported where it is linked.
        if let Some((source, message)) = source.zip(path.too_long()) {
            let problem = Diagnostic::in_file(Code::InvalidFileName, source, message);
            self.problems.push(problem.hint("gi filen eller mappen et kortere navn"));
        }
        match self.files.entry(path) {
            Entry::Vacant(entry) => {
                entry.insert(File { source: source.cloned(), product });
            }
            Entry::Occupied(entry) => {
                let earlier = &entry.get().source;
                let settings = settings_path();
                let blamed = source.or(earlier.as_ref()).unwrap_or(&settings);
                let other = earlier.as_ref().map_or_else(|| "temaet".to_owned(), |source| source.to_string());
                let path = entry.key();
                let message = format!("to kilder gir den samme filen på nettstedet, {path}: {other} og {blamed}");
                self.problems.push(
                    Diagnostic::in_file(Code::DuplicateAddress, blamed, message).hint("gi den ene et annet navn"),
                );
            }
        }
    }

    /// Adds a file for servers or robots, of which a theme can have its own.
    fn add_unless_own(&mut self, path: OutputPath, content: String) {
        if !self.files.contains_key(&path) {
            self.add(path, None, Product::Bytes(content.into_bytes()));
        }
    }

    /// Reports files that stand where a folder of others should be.
    fn report_files_in_the_way(&mut self) {
        let mut found = Vec::new();
        for (path, file) in &self.files {
            // Pages are all called `index.html`, in a folder of their own, so nothing can be below one.
            if path.as_str().ends_with("/index.html") {
                continue;
            }
            let folder = format!("{path}/");
            let next = self.files.range::<str, _>((Bound::Included(folder.as_str()), Bound::Unbounded)).next();
            let Some((above, other)) = next.filter(|(next, _)| next.as_str().starts_with(&folder)) else { continue };
            found.push((path.clone(), file.source.clone(), above.clone(), other.source.clone()));
        }
        for (in_the_way, its_source, path, source) in found {
            let settings = settings_path();
            let blamed = source.as_ref().or(its_source.as_ref()).unwrap_or(&settings);
            let message = format!("{path} kan ikke lages, for {in_the_way} er en fil på nettstedet");
            self.problems
                .push(Diagnostic::in_file(Code::DuplicateAddress, blamed, message).hint("gi den ene et annet navn"));
        }
    }
}

fn unknown_menu_pages(
    config: &Config,
    site: &Site,
    unknown: impl Fn(&SourcePath) -> bool,
    sources: &SourceTree,
) -> Vec<Diagnostic> {
    let settings = settings_path();
    let items = config.meny.iter().chain(&config.snarveier).chain(config.bunn.iter().flat_map(|group| &group.lenker));
    items
        .filter_map(|item| {
            let path = item.side.value.strip_prefix("@/").and_then(content_path);
            if path.as_ref().is_some_and(|path| !unknown(path)) {
                return None;
            }
            let problem = |message| Diagnostic::at(Code::BrokenLink, &settings, item.side.span.clone(), message);
            if path.is_some_and(|path| sources.text(&path).is_some()) {
                let message = format!("menyen fører til «{}», som ikke blir publisert", item.side.value);
                return Some(problem(message).hint("publiser siden, eller ta den ut av menyen"));
            }
            let known: Vec<String> = site
                .pages()
                .filter_map(|(_, page)| Some(format!("@/{}", page.document()?.path.below(CONTENT)?)))
                .collect();
            let hint = did_you_mean(&item.side.value, known.iter().map(String::as_str))
                .unwrap_or_else(|| "skriv stien fra innholdsmappen: @/mappe/fil.md".to_owned());
            Some(problem(format!("menyen fører til «{}», som ikke finnes", item.side.value)).hint(hint))
        })
        .collect()
}

/// A page that sends browsers on to where a page has moved.
fn redirect(href: &str) -> String {
    let href = escaped(href);
    let policy = headers::policy();
    format!(
        "<!doctype html>\n<html lang=\"nb\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">\n<title>Siden er flyttet</title>\n\
         <meta name=\"robots\" content=\"noindex\">\n<link rel=\"canonical\" href=\"{href}\">\n\
         <meta http-equiv=\"refresh\" content=\"0; url={href}\">\n</head>\n<body>\n\
         <p><a href=\"{href}\">Siden er flyttet hit</a></p>\n</body>\n</html>\n"
    )
}
