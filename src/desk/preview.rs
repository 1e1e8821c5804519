//! A site that is being edited: it is brought up to date with each change, without reading again what did not change.
//!
//! What it shows is always what a build would write. The last site without errors is kept while there are errors, as a
//! build would have left it in place.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::civil::Date;

use crate::build::content::Contents;
use crate::build::{Portal, Request, tidy};
use crate::foundation::diagnostic::{Diagnostic, Severity};
use crate::foundation::path::{OutputPath, SourcePath};
use crate::publish::output::Produce;
use crate::read::source::{CONTENT, SourceTree, THEMES};
use crate::read::theme::Theme;

/// A site under edit.
pub struct Preview {
    sources: SourceTree,
    contents: Contents,
    request: Request,
    /// The last portal without errors; before there was one, what can be shown of the site as it is.
    portal: Option<Portal>,
    /// There was a portal without errors.
    was_sound: bool,
    /// It is made from the sources as they are now.
    current: bool,
    problems: Vec<Diagnostic>,
}

impl Preview {
    pub fn new(sources: SourceTree, request: Request) -> Self {
        let contents = Contents::read(&sources);
        let mut preview =
            Self { sources, contents, request, portal: None, was_sound: false, current: false, problems: Vec::new() };
        preview.link(None);
        preview
    }

    /// Takes in a changed tree of sources. `changed` are the files that differ from those it had.
    pub fn update(&mut self, sources: SourceTree, changed: &BTreeSet<SourcePath>, date: Date) {
        let same_day = date == self.request.date;
        self.request.date = date;
        self.contents.update(&sources, changed);
        self.sources = sources;
        // What is wrong with an attachment stays so when a text is another, and what is to be looked at elsewhere does.
        let stays = |problem: &Diagnostic| {
            let file = problem.place.as_ref().map(|place| &place.file);
            let is_of_attachment = file.is_some_and(|file| self.sources.text(file).is_none());
            let in_changed = file.is_none_or(|file| changed.contains(file));
            is_of_attachment || (problem.severity == Severity::Warning && !in_changed)
        };
        let sound = same_day && self.current && self.problems.iter().all(stays) && self.sources.problems().is_empty();
        if !(sound && (self.replace_document(changed) || self.replace_theme(changed))) {
            let same_theme = self.current && changed.iter().all(|path| path.below(CONTENT).is_some());
            let theme = self.portal.as_ref().filter(|_| same_theme).map(Portal::theme);
            self.link(theme);
        }
    }

    /// What is wrong with the site, sorted; empty when a build would succeed, but for mistakes in templates, which show
    /// when a page is made.
    pub fn problems(&self) -> &[Diagnostic] {
        &self.problems
    }

    pub fn sources(&self) -> &SourceTree {
        &self.sources
    }

    /// `None` when there is nothing to show, for want of settings or a theme.
    pub fn portal(&self) -> Option<&Portal> {
        self.portal.as_ref()
    }

    /// The content of a file of the site, as a build would write it.
    pub fn produce(&self, path: &OutputPath) -> (Option<Cow<'_, [u8]>>, Vec<Diagnostic>) {
        self.portal.as_ref().map_or((None, Vec::new()), |portal| portal.produce(path))
    }

    /// Puts a document in the place of another in which nothing changed that other pages or its links depend on.
    fn replace_document(&mut self, changed: &BTreeSet<SourcePath>) -> bool {
        let (Some(path), 1) = (changed.first(), changed.len()) else { return false };
        let Some(document) = self.contents.sound_document(path) else { return false };
        let Some(mentions) = self.contents.mentions(path) else { return false };
        self.portal.as_mut().is_some_and(|portal| portal.replace_document(document, mentions, &self.sources))
    }

    /// Takes a theme in the place of an earlier one, when only files of themes changed.
    fn replace_theme(&mut self, changed: &BTreeSet<SourcePath>) -> bool {
        changed.iter().all(|path| path.below(THEMES).is_some())
            && self.portal.as_mut().is_some_and(|portal| portal.replace_theme(&self.sources))
    }

    fn link(&mut self, theme: Option<Arc<Theme>>) {
        let (portal, found) = Portal::new(self.sources.clone(), &self.contents, &self.request, theme);
        self.problems = self.sources.problems();
        self.problems.extend(found);
        tidy(&mut self.problems);
        let sound = self.problems.iter().all(|problem| problem.severity != Severity::Error);
        self.current = sound && portal.is_some();
        if self.current || !self.was_sound {
            let earlier = std::mem::replace(&mut self.portal, portal);
            // To give back the memory of a large one takes long, and whoever waits for a page need not wait for that.
            rayon::spawn(move || drop(earlier));
        }
        self.was_sound |= self.current;
    }
}
