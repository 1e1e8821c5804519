//! A site whose files are made on demand, so that a large one is never in memory whole.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;
use rayon::prelude::*;

use super::acceptance::accept;
#[cfg(feature = "external-links")]
use super::acceptance::without_accepted;
use super::content::{Contents, Linkable};
use super::product::{File, Product, files, redirect};
use super::{Request, settings_path};
use crate::foundation::diagnostic::{Code, Diagnostic, did_you_mean};
use crate::foundation::path::{BaseUrl, OutputPath, SourcePath, UrlPath};
use crate::guard::inspection::{Inspection, Organisation};
use crate::publish::output::{OutputFile, OutputTree, Produce};
use crate::publish::{calendar, feed, opendata};
use crate::read::config::Config;
#[cfg(feature = "external-links")]
use crate::read::document::Acceptances;
use crate::read::document::Document;
use crate::read::source::{CONTENT, SharedBytes, SourceTree};
use crate::read::theme::Theme;
use crate::release::refers::page_meant;
use crate::release::{Publication, Release};
use crate::render::edition::Edition;
use crate::render::page::{Pages, Shared};
use crate::site::{Replaced, Site};
use crate::verify::check::{self, ExemptWords, Mentions};
use crate::verify::control::{self, Checked};
#[cfg(feature = "external-links")]
use crate::verify::external::{self, Asked, ExternalLink};

/// A site ready to be rendered. It changes only in what nothing else depends on; see [`Self::replace_document`] and
/// [`Self::replace_theme`].
///
/// Making it finds all problems of a site except mistakes in templates, which show when a page is put through one.
pub struct Portal {
    pub(super) config: Config,
    pub(super) theme: Arc<Theme>,
    pub(super) release: Release,
    pub(super) site: Site,
    checked: Checked,
    pub(super) request: Request,
    pub(super) base_url: BaseUrl,
    pub(super) shared: Shared,
    pub(super) files: BTreeMap<OutputPath, File>,
    /// Findings in each published file that is not text.
    #[cfg_attr(not(feature = "search"), expect(dead_code, reason = "only the search reads them"))]
    pub(super) inspections: BTreeMap<SourcePath, Arc<Inspection>>,
    exempt: ExemptWords,
    #[cfg(feature = "external-links")]
    acceptances: Option<Arc<Acceptances>>,
}

/// Outcome of looking up an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    File(OutputPath),
    /// It is found at another address.
    At(String),
    Nowhere,
}

impl Portal {
    /// Takes a site through all stages but the last: released, linked, verified and laid out. `None` without settings or a
    /// theme to render with.
    ///
    /// A theme that was loaded before is taken as it is; it must be from the same settings and themes.
    pub fn new(
        sources: SourceTree,
        contents: &Contents,
        request: &Request,
        theme: Option<Arc<Theme>>,
    ) -> (Option<Self>, Vec<Diagnostic>) {
        let mut problems = Vec::new();
        let config = settings(&sources, &mut problems);
        let theme = theme.or_else(|| {
            let (theme, found) = Theme::load(&sources, config.as_ref()?);
            problems.extend(found);
            theme.map(Arc::new)
        });
        let (Linkable { parts, acceptances }, found) = contents.linkable(&sources);
        problems.extend(found);

        problems.extend(check::unused_file(&sources, &parts));
        let exempt = ExemptWords::of(&parts.documents, &sources);
        let publication = Publication { date: request.date, drafts: request.drafts };
        let (release, found) = Release::decide(parts, &sources, publication);
        problems.extend(found);
        let (site, found) = Site::link(&release);
        problems.extend(found);
        let (checked, found) = control::verify(&site, &release);
        problems.extend(found);
        let acceptances_path = acceptances.as_ref().map(|acceptances| &acceptances.path);
        problems.extend(check::mentioned_exempt(&exempt, &site, &checked.tables, &release.sources, acceptances_path));
        let inspections = inspections(contents, &release);
        problems.extend(problems_of_files(&inspections, config.as_ref()));

        let portal = config.zip(theme).map(|(config, theme)| {
            let base_url = BaseUrl::new(request.base_url.as_deref().unwrap_or(config.base_url()));
            let edition = Edition {
                site: &site,
                checked: &checked,
                theme: &theme,
                release: &release,
                config: &config,
                base_url: &base_url,
                date: request.date,
            };
            problems.extend(unknown_menu_pages(&edition));
            let check = || check::site(&site, &release, &config, |path| contents.mentions(path), request.date);
            let lay_out = || {
                let (shared, mut found) = Shared::new(&edition);
                let files = files(&edition, &shared, &mut found);
                (shared, files, found)
            };
            let (of_checks, (shared, files, found)) = rayon::join(check, lay_out);
            problems.extend(of_checks.into_iter().chain(found));
            Self {
                config,
                theme,
                release,
                site,
                checked,
                request: request.clone(),
                base_url,
                shared,
                files,
                inspections,
                exempt,
                #[cfg(feature = "external-links")]
                acceptances: acceptances.clone(),
            }
        });
        if let Some((acceptances, portal)) = acceptances.zip(portal.as_ref()) {
            accept(&mut problems, &acceptances, &sources, |file| portal.may_come(file));
            problems.extend(acceptances.not_yet(request.date));
        }
        (portal, problems)
    }

    /// True if a file is not published now, but may be when pages that wait are, or when it can be read.
    fn may_come(&self, file: &SourcePath) -> bool {
        let Self { release, site, .. } = self;
        let is_published = site.page_of_file(file).is_some() || release.files.contains_key(file);
        release.broken.contains(file) || !release.waiting.is_empty() && !is_published
    }

    /// Next date on which the site changes without an edit: a page is published or taken down, a meeting is over, or a day
    /// that a page is about has come.
    pub fn next_change(&self) -> Option<Date> {
        self.release.next_change
    }

    /// Puts a document in the place of an earlier one of the same file, if that changes nothing but what pages show.
    /// Otherwise returns `false`, and all is as before.
    ///
    /// Numbers are not checked again: [`crate::verify::control`] looks at titles of meetings only, which are not exchanged.
    /// The list of files does not change with a text or a title either, nor does what all pages share but the order of lists.
    pub fn replace_document(&mut self, document: &Arc<Document>, mentions: &Mentions, sources: &SourceTree) -> bool {
        let Some(before) = self.release.sources.text(&document.path).map(str::to_owned) else { return false };
        let Some(after) = sources.text(&document.path) else { return false };
        // Problems that it has together with other pages are found when all of it is linked.
        let id = self.site.by_path(&document.path);
        if id.is_some_and(|id| !check::paper(&self.site, id, document, mentions).is_empty())
            || !self.exempt.mentioned_in(&document.path, after).is_empty()
            || !self.site.can_replace(document, (&before, after))
        {
            return false;
        }
        let Some(released) = self.release.exchange(document, sources) else { return false };
        if let Replaced::Retitled { listed_by: Some(section) } = self.site.replace(released) {
            let Self { release, config, theme, site, checked, base_url, shared, request, .. } = self;
            let date = request.date;
            shared.lists.sort_again(&Edition { site, checked, theme, release, config, base_url, date }, section);
        }
        true
    }

    /// Puts the site into a theme that changed, when nothing else did. Returns `false` when something is wrong with it, and
    /// all is as before.
    ///
    /// The site is neither linked again nor are its numbers checked: themes concern neither.
    pub fn replace_theme(&mut self, sources: &SourceTree) -> bool {
        let (Some(theme), mut problems) = Theme::load(sources, &self.config) else { return false };
        problems.extend(check::exempt_in_themes(&self.exempt, sources));
        let earlier = self.release.exchange_themes(sources);
        let Self { config, release, site, checked, base_url, request, .. } = self;
        let date = request.date;
        let edition = Edition { site, checked, theme: &theme, release, config, base_url, date };
        let (shared, found) = Shared::new(&edition);
        problems.extend(found);
        // The list of files depends on the theme by its own files, and by nothing else.
        let files = (!theme.has_same_files(&self.theme)).then(|| files(&edition, &shared, &mut problems));
        if !problems.is_empty() {
            self.release.sources = earlier;
            return false;
        }
        self.files = files.unwrap_or_else(|| std::mem::take(&mut self.files));
        (self.theme, self.shared) = (Arc::new(theme), shared);
        true
    }

    /// Returns the address and title of the page made from a source file.
    pub fn page_of(&self, source: &SourcePath) -> Option<(String, &str)> {
        let id = self.site.by_path(source)?;
        Some((self.edition().page_href(id), self.site.page(id).title()))
    }

    /// Finds the file of the output that an address in the portal leads to. An address that lacks the slash at its end, or
    /// the path of the portal, is found at another.
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
        self.lost(below, |address| self.release.is_withdrawn(address))
    }

    /// Reports pages of an earlier build that are gone without an alias, as warnings: nobody knows whether that build was
    /// published. It may have had drafts with it, so pages that are left out now are not missed.
    pub fn dropped_pages<'a>(&self, earlier: impl IntoIterator<Item = &'a OutputPath>) -> Vec<Diagnostic> {
        let kept = earlier.into_iter().filter_map(check::kept_address);
        let pages: Vec<String> = kept.filter(|address| address.ends_with('/')).collect();
        let lost = self.lost(pages.iter().map(String::as_str), |address| {
            self.release.is_unpublished(address) || self.release.is_withdrawn(address)
        });
        lost.into_iter().map(Diagnostic::as_warning).collect()
    }

    /// Reports addresses from the root of the portal that lead nowhere and are not `excused`.
    fn lost<'a>(
        &self,
        addresses: impl IntoIterator<Item = &'a str>,
        excused: impl Fn(&str) -> bool,
    ) -> Vec<Diagnostic> {
        let base_path = self.base_url.path();
        check::lost_addresses(&self.site, addresses, |address| {
            excused(address) || !matches!(self.find(&format!("{base_path}{address}")), Found::Nowhere)
        })
    }

    /// Returns the links that lead out of the portal.
    #[cfg(feature = "external-links")]
    pub fn external_links(&self) -> Vec<ExternalLink> {
        external::external_links(&self.site, &settings_path(), &self.config)
    }

    /// Reports links at whose address nothing is found, except those that are accepted.
    #[cfg(feature = "external-links")]
    pub fn dead_links(&self, links: &[ExternalLink], asked: &Asked) -> Vec<Diagnostic> {
        let problems = external::dead_links(links, &asked.answers);
        match &self.acceptances {
            Some(acceptances) => without_accepted(problems, acceptances, &self.release.sources),
            None => problems,
        }
    }

    pub fn base_url(&self) -> &BaseUrl {
        &self.base_url
    }

    /// Returns the address of the style sheet, as it stands in pages.
    pub fn stylesheet(&self) -> String {
        self.edition().href(&self.theme.stylesheet.url)
    }

    /// Returns a file that is published as it is, without copying it.
    pub fn copied(&self, path: &OutputPath) -> Option<SharedBytes> {
        match &self.files.get(path)?.product {
            Product::Copy(source) => self.release.sources.shared_bytes(source),
            _ => None,
        }
    }

    /// Returns the theme, to be used again.
    pub fn theme(&self) -> Arc<Theme> {
        self.theme.clone()
    }

    /// Number of pages, not counting the one for addresses that lead nowhere.
    pub fn page_count(&self) -> usize {
        self.site.page_count()
    }

    /// Number of pages that are left out: drafts, embargoed and expired ones.
    pub fn withheld(&self) -> usize {
        self.release.waiting.len()
    }

    /// Makes all files and keeps none. Returns the problems that show only then, such as mistakes in templates.
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

    fn make<'a>(&'a self, file: &'a File) -> (Option<Cow<'a, [u8]>>, Vec<Diagnostic>) {
        let edition = self.edition();
        let sound = |bytes: Vec<u8>| (Some(Cow::Owned(bytes)), Vec::new());
        let owned = |(html, problems): (Option<Vec<u8>>, _)| (html.map(Cow::Owned), problems);
        match &file.product {
            Product::Page(id) => owned(self.pages().render(*id)),
            Product::ListPage(id, number) => owned(self.pages().render_list_page(*id, *number)),
            Product::Collected(id) => owned(self.pages().render_collected(*id)),
            Product::Own(own) => owned(self.pages().render_own(*own)),
            Product::Sitemap(sitemap) => {
                sound(sitemap.render(&self.site, &self.base_url, self.request.date).into_bytes())
            }
            Product::Feed(feed) => sound(feed::render(&edition, *feed)),
            Product::Calendar(calendar) => sound(calendar::render(&edition, *calendar)),
            Product::Redirect(id) => sound(redirect(&edition.page_href(*id)).into_bytes()),
            Product::Data(file) => owned((opendata::make(file, &edition), Vec::new())),
            Product::Copy(source) => (self.release.sources.bytes(source).map(Cow::Borrowed), Vec::new()),
            Product::Bytes(bytes) => (Some(Cow::Borrowed(bytes)), Vec::new()),
        }
    }

    pub(super) fn pages(&self) -> Pages<'_> {
        Pages { edition: self.edition(), shared: &self.shared }
    }

    fn edition(&self) -> Edition<'_> {
        Edition {
            site: &self.site,
            checked: &self.checked,
            theme: &self.theme,
            release: &self.release,
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

/// Reads the settings, and reports a site without content.
fn settings(sources: &SourceTree, problems: &mut Vec<Diagnostic>) -> Option<Config> {
    let path = settings_path();
    let config = if sources.unreadable().contains(&path) {
        None
    } else {
        let (config, found) = Config::parse(&path, sources.text(&path).unwrap_or_default());
        problems.extend(found);
        config
    };
    if problems.is_empty() && sources.paths_below(CONTENT).is_empty() {
        let message = format!("mappen {CONTENT} finnes ikke, eller er tom");
        let hint =
            "er du i rett mappe? Oppgi mappen med nettstedet med --root. Et nytt nettsted lager du med: fellesskap new";
        problems.push(Diagnostic::anywhere(Code::MissingPage, message).hint(hint));
    }
    config
}

/// Returns the findings in each released file that is not text.
fn inspections(contents: &Contents, release: &Release) -> BTreeMap<SourcePath, Arc<Inspection>> {
    let inspected = release.files.keys().filter_map(|path| Some((path.clone(), contents.inspection(path)?.clone())));
    inspected.collect()
}

/// Reports the contents of released files: identity numbers, positions, and persons outside the organisation.
fn problems_of_files(inspections: &BTreeMap<SourcePath, Arc<Inspection>>, config: Option<&Config>) -> Vec<Diagnostic> {
    let organisation = Organisation::new(config.into_iter().flat_map(Config::own_words));
    inspections.iter().flat_map(|(path, inspection)| inspection.problems(path, &organisation)).collect()
}

/// Reports pages of the menus that are not released.
fn unknown_menu_pages(edition: &Edition<'_>) -> Vec<Diagnostic> {
    let Edition { site, release, config, .. } = *edition;
    let settings = settings_path();
    let items = config.meny.iter().chain(&config.snarveier).chain(config.bunn.iter().flat_map(|group| &group.lenker));
    items
        .filter_map(|item| {
            let path = page_meant(&item.side.value);
            if path.as_ref().is_some_and(|path| site.by_path(path).is_some() || release.broken.contains(path)) {
                return None;
            }
            let problem = |message| Diagnostic::at(Code::BrokenLink, &settings, item.side.span.clone(), message);
            if path.is_some_and(|path| release.waiting.contains_key(&path)) {
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
