//! Pages that say the same in different languages. A translation names its original; all of them lead to each other.

use std::collections::BTreeMap;

use super::Pages;
use crate::foundation::diagnostic::{Code, Diagnostic, Located};
use crate::foundation::locale::Language;
use crate::foundation::path::SourcePath;
use crate::release::refers::page_meant;
use crate::render::edition::Edition;
use crate::render::view;
use crate::site::{PageId, Site};

/// The versions of the pages that have more than one.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Translations(BTreeMap<PageId, BTreeMap<Language, PageId>>);

impl Translations {
    /// Finds the pages that are translations of each other.
    pub fn new(edition: &Edition<'_>) -> (Self, Vec<Diagnostic>) {
        let Edition { site, release, .. } = *edition;
        let mut problems = Vec::new();
        let mut versions: BTreeMap<PageId, BTreeMap<Language, PageId>> = BTreeMap::new();
        for (id, page) in site.pages() {
            let Some((file, original)) = original(site, id) else { continue };
            let mut report = |code, message: String, hint: &str| {
                problems.push(Diagnostic::at(code, file, original.span.clone(), message).hint(hint));
            };
            let path = page_meant(&original.value);
            let Some(target) = path.as_ref().and_then(|path| site.by_path(path)) else {
                let broken = path.as_ref().is_some_and(|path| release.broken.contains(path));
                if path.as_ref().is_some_and(|path| release.waiting.contains_key(path)) {
                    let message = format!("siden er en oversettelse av «{}», som ikke blir publisert", original.value);
                    report(Code::BrokenLink, message, "publiser den andre siden, eller ta bort nøkkelen");
                } else if !broken {
                    let message = format!("siden er en oversettelse av «{}», som ikke finnes", original.value);
                    report(Code::BrokenLink, message, "skriv stien fra innholdsmappen: @/mappe/fil.md");
                }
                continue;
            };
            if self::original(site, target).is_some() {
                let message = format!("«{}» er selv en oversettelse", original.value);
                report(Code::InvalidValue, message, "vis til siden som den er oversatt fra");
                continue;
            }
            let group =
                versions.entry(target).or_insert_with(|| BTreeMap::from([(site.page(target).language(), target)]));
            if let Some(other) = group.get(&page.language()) {
                let other = site.page(*other).document().map_or(file, |document| &document.path);
                let message = format!("{other} er den samme siden på samme språk");
                report(Code::InvalidValue, message, "oppgi hvilket språk siden er på: sprak = \"nn\"");
                continue;
            }
            group.insert(page.language(), id);
        }
        let all = versions.into_values().flat_map(|group| {
            let members: Vec<PageId> = group.values().copied().collect();
            members.into_iter().map(move |member| (member, group.clone()))
        });
        (Self(all.collect()), problems)
    }
}

/// What a page says it is a translation of, and the file that says so.
fn original(site: &Site, id: PageId) -> Option<(&SourcePath, &Located<String>)> {
    let document = site.page(id).document()?;
    Some((&document.path, document.common.oversettelse_av.as_ref()?))
}

impl Pages<'_> {
    /// The versions of a page in all languages, itself among them; none when there is only one.
    pub(super) fn versions(&self, id: PageId) -> Vec<view::Version> {
        let versions = self.shared.translations.0.get(&id).into_iter().flatten();
        versions
            .map(|(language, version)| view::Version {
                lang: language.code(),
                name: language.own_name(),
                url: self.edition.page_href(*version),
                permalink: self.edition.permalink(&self.page(*version).url),
                current: *version == id,
            })
            .collect()
    }
}
