//! The words of the theme in each language: nynorsk has all of them, Northern Sámi those that an ordinary page shows.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use crate::repository;

/// The templates and components that make an ordinary page, without what stands above and below, which is in bokmål.
const ORDINARY: [&str; 9] = [
    "templates/base.html",
    "templates/side.html",
    "components/page-head/page-head.html",
    "components/languages/languages.html",
    "components/article-body/article-body.html",
    "components/toc/toc.html",
    "components/toc-list/toc-list.html",
    "components/attachments/attachments.html",
    "components/pager/pager.html",
];

/// What only the page of an unpublished attachment says; a page in Northern Sámi has none.
const NOT_SHOWN: [&str; 1] = ["not_published"];

fn theme() -> PathBuf {
    repository::root().join("themes/helsefellesskap")
}

fn strings(language: &str) -> BTreeMap<String, String> {
    let text = fs::read_to_string(theme().join(format!("sprak/{language}.toml"))).unwrap();
    toml::from_str(&text).unwrap()
}

/// The names of the values that a string has places for.
fn places(text: &str) -> BTreeSet<&str> {
    text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name).collect()
}

#[test]
fn nynorsk_has_every_word() {
    let (own, of): (BTreeSet<_>, BTreeSet<_>) =
        (strings("nn").into_keys().collect(), strings("nb").into_keys().collect());
    let missing: Vec<_> = of.difference(&own).collect();
    assert!(missing.is_empty(), "sprak/nn.toml lacks {missing:?}");
}

#[test]
fn northern_sami_has_the_words_of_an_ordinary_page() {
    let own = strings("se");
    for name in ORDINARY {
        let template = fs::read_to_string(theme().join(name)).unwrap();
        for rest in template.split("t.").skip(1) {
            let key = rest.split(|character: char| !character.is_ascii_lowercase() && character != '_').next().unwrap();
            let is_marked = template.contains(&format!("\"{key}\" in borrowed"));
            let is_key = strings("nb").contains_key(key) && !NOT_SHOWN.contains(&key);
            assert!(!is_key || is_marked || own.contains_key(key), "sprak/se.toml lacks {key}, which {name} shows");
        }
    }
}

#[test]
fn no_language_has_words_that_are_not_asked_for() {
    let of = strings("nb");
    for language in ["nn", "se"] {
        for (key, text) in strings(language) {
            let bokmal = of.get(&key).unwrap_or_else(|| panic!("sprak/{language}.toml has {key}, which nb.toml lacks"));
            assert_eq!(places(&text), places(bokmal), "{key} in sprak/{language}.toml");
            assert!(!text.trim().is_empty(), "{key} in sprak/{language}.toml");
        }
    }
}
