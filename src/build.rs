//! The whole pipeline as one pure function: from sources, a date and a few wishes to a tree of output.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use rayon::prelude::*;

use crate::body::Bodies;
use crate::config::Config;
use crate::content::{self, Contents};
use crate::control;
use crate::diagnostic::{self, Code, Diagnostic, did_you_mean};
use crate::markdown::escaped;
use crate::opendata;
use crate::output::{OutputFile, OutputTree};
use crate::page::{Pages, RenderedPage};
use crate::path::{OutputPath, SourcePath, UrlPath};
use crate::site::{Publication, Site, content_path};
use crate::source::{CONTENT, SETTINGS, SourceTree};
use crate::theme::Theme;

/// What a build is asked for, besides the sources.
#[derive(Debug, Clone)]
pub struct Request {
    /// The day the site is built for. It decides what is published and which meeting is the next.
    pub date: Date,
    /// Include drafts, embargoed and expired pages.
    pub drafts: bool,
    /// Stands in for the base URL of the settings.
    pub base_url: Option<String>,
}

/// The result of a build.
#[derive(Debug, Default)]
pub struct Build {
    /// Complete only when there are no errors.
    pub output: OutputTree,
    /// How many pages there are.
    pub pages: usize,
    /// Everything that was found, sorted.
    pub diagnostics: Vec<Diagnostic>,
}

/// Builds a site. The same sources and request give the same output, byte for byte.
pub fn build(sources: &SourceTree, request: &Request) -> Build {
    let mut problems = Vec::new();
    let (output, pages) = stages(sources, request, &mut problems).unwrap_or_default();
    diagnostic::sort(&mut problems);
    Build { output, pages, diagnostics: problems }
}

fn stages(sources: &SourceTree, request: &Request, problems: &mut Vec<Diagnostic>) -> Option<(OutputTree, usize)> {
    let settings = SourcePath::new(SETTINGS).expect("a plain name");
    let config = if sources.unreadable().contains(&settings) {
        None
    } else {
        let (config, found) = Config::parse(&settings, sources.text(&settings).unwrap_or_default());
        problems.extend(found);
        config
    };

    let (Contents { parts, tables }, found) = content::read(sources);
    problems.extend(found);

    let theme = config.as_ref().and_then(|config| {
        let (theme, found) = Theme::load(sources, config);
        problems.extend(found);
        theme
    });

    let broken = parts.broken.clone();
    let publication = Publication { date: request.date, drafts: request.drafts };
    let (site, found) = Site::link(parts, &tables, sources, publication);
    problems.extend(found);

    let (checked, found) = control::verify(&site, tables, sources);
    problems.extend(found);

    let (config, theme) = (config?, theme?);
    problems.extend(unknown_menu_pages(&config, &site, &broken, sources, &settings));
    let base_url = request.base_url.as_deref().unwrap_or(config.base_url()).trim_end_matches('/');
    let bodies = Bodies { site: &site, checked: &checked, theme: &theme, sources, base_path: base_path(base_url) };
    let pages = Pages::new(bodies, &config, request.date, base_url);

    let mut output = Collector::default();
    for (url, rendered) in render(&pages, &site, problems) {
        output.add(url.output(), rendered.html.into_bytes(), rendered.source.as_ref(), problems);
    }
    for (url, id) in &site.redirects {
        let html = redirect(&bodies.page_href(*id));
        let source = site.page(*id).document().map(|document| &document.path);
        output.add(url.output(), html.into_bytes(), source, problems);
    }
    for (url, file) in &site.files {
        let content = sources.bytes(&file.source).unwrap_or_default().to_vec();
        output.add(url.output(), content, Some(&file.source), problems);
    }
    for (url, content, source) in opendata::files(&site, &checked, &config, base_url) {
        output.add(url.output(), content, source.as_ref(), problems);
    }
    for (path, source) in &theme.statics {
        output.add(path.clone(), sources.bytes(source).unwrap_or_default().to_vec(), Some(source), problems);
    }
    for bundle in [Some(&theme.stylesheet), theme.script.as_ref()].into_iter().flatten() {
        output.add(bundle.url.output(), bundle.content.clone().into_bytes(), None, problems);
    }
    output.report_files_in_the_way(problems);
    Some((output.tree, site.ids().len()))
}

/// Renders all pages, in parallel; the result is in order of addresses.
fn render(pages: &Pages<'_>, site: &Site, problems: &mut Vec<Diagnostic>) -> Vec<(UrlPath, RenderedPage)> {
    let ids = site.ids();
    let rendered: Vec<_> = ids.par_iter().map(|id| (site.page(*id).url.clone(), pages.render(*id))).collect();
    let not_found = UrlPath::new("/404.html").expect("a plain address");
    let all = rendered.into_iter().chain([(not_found, pages.render_not_found())]);
    let mut template_errors: BTreeMap<(Option<SourcePath>, String), ()> = BTreeMap::new();
    all.filter_map(|(url, (page, found))| {
        for problem in found {
            // One mistake in a template fails many pages; the first says it all.
            let place = problem.place.as_ref().map(|place| place.file.clone());
            let key = (place, format!("{} {:?}", problem.message, problem.label));
            if template_errors.insert(key, ()).is_none() {
                problems.push(problem);
            }
        }
        Some((url, page?))
    })
    .collect()
}

/// Puts files into the output and reports two that want the same path.
#[derive(Default)]
struct Collector {
    tree: OutputTree,
}

impl Collector {
    /// Reports files that stand where a folder of others should be.
    fn report_files_in_the_way(&self, problems: &mut Vec<Diagnostic>) {
        let settings = SourcePath::new(SETTINGS).expect("a plain name");
        for (path, file) in self.tree.iter() {
            let slashes = path.as_str().match_indices('/').map(|(slash, _)| slash);
            for above in slashes.filter_map(|slash| OutputPath::new(&path.as_str()[..slash])) {
                let Some(in_the_way) = self.tree.get(&above) else { continue };
                let blamed = file.source.as_ref().or(in_the_way.source.as_ref()).unwrap_or(&settings);
                let message = format!("{path} kan ikke lages, for {above} er en fil på nettstedet");
                problems.push(
                    Diagnostic::in_file(Code::DuplicateAddress, blamed, message).hint("gi den ene et annet navn"),
                );
            }
        }
    }

    fn add(&mut self, path: OutputPath, content: Vec<u8>, source: Option<&SourcePath>, problems: &mut Vec<Diagnostic>) {
        let file = OutputFile { content, source: source.cloned() };
        if let Err(earlier) = self.tree.insert(path.clone(), file) {
            let settings = SourcePath::new(SETTINGS).expect("a plain name");
            let blamed = source.or(earlier.source.as_ref()).unwrap_or(&settings);
            let other = earlier.source.as_ref().map_or_else(|| "temaet".to_owned(), |source| source.to_string());
            let message = format!("to kilder gir den samme filen på nettstedet, {path}: {other} og {blamed}");
            problems
                .push(Diagnostic::in_file(Code::DuplicateAddress, blamed, message).hint("gi den ene et annet navn"));
        }
    }
}

fn unknown_menu_pages(
    config: &Config,
    site: &Site,
    broken: &BTreeSet<SourcePath>,
    sources: &SourceTree,
    settings: &SourcePath,
) -> Vec<Diagnostic> {
    let items = config.meny.iter().chain(config.bunn.iter().flat_map(|group| &group.lenker));
    let known: Vec<String> =
        site.pages().filter_map(|(_, page)| Some(format!("@/{}", page.document()?.path.below(CONTENT)?))).collect();
    items
        .filter_map(|item| {
            let path = item.side.value.strip_prefix("@/").and_then(content_path);
            if path.as_ref().is_some_and(|path| site.by_path(path).is_some() || broken.contains(path)) {
                return None;
            }
            let problem = |message| Diagnostic::at(Code::BrokenLink, settings, item.side.span.clone(), message);
            if path.is_some_and(|path| sources.text(&path).is_some()) {
                let message = format!("menyen fører til «{}», som ikke blir publisert", item.side.value);
                return Some(problem(message).hint("publiser siden, eller ta den ut av menyen"));
            }
            let hint = did_you_mean(&item.side.value, known.iter().map(String::as_str))
                .unwrap_or_else(|| "skriv stien fra innholdsmappen: @/mappe/fil.md".to_owned());
            Some(problem(format!("menyen fører til «{}», som ikke finnes", item.side.value)).hint(hint))
        })
        .collect()
}

/// The path of a base URL without a trailing slash: `/portal` of `https://eksempel.no/portal`.
fn base_path(base_url: &str) -> &str {
    let after_scheme = base_url.split_once("://").map_or(base_url, |(_, rest)| rest);
    after_scheme.find('/').map_or("", |slash| &after_scheme[slash..])
}

/// A page that sends browsers on to where a page has moved.
fn redirect(href: &str) -> String {
    let href = escaped(href);
    format!(
        "<!doctype html>\n<html lang=\"nb\">\n<head>\n<meta charset=\"utf-8\">\n<title>Siden er flyttet</title>\n\
         <meta name=\"robots\" content=\"noindex\">\n<link rel=\"canonical\" href=\"{href}\">\n\
         <meta http-equiv=\"refresh\" content=\"0; url={href}\">\n</head>\n<body>\n\
         <p><a href=\"{href}\">Siden er flyttet hit</a></p>\n</body>\n</html>\n"
    )
}
