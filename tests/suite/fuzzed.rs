//! The ways in that the fuzzer tries, over its corpus and over what becomes of it when bytes are changed. The seed is
//! fixed, so a run is the same every time; `tests/fuzz/README.md` says how to look further.

#[path = "../fuzz/entry.rs"]
mod entry;

use std::sync::atomic::Ordering;

use proptest::prelude::*;
use proptest::test_runner::TestRunner;

use crate::files::contents_below;
use crate::{random, repository};

/// Tries a way in with each file of its corpus as it is, and with changes.
fn try_all(target: &str, cases: u32, enter: fn(&[u8])) {
    let folder = repository::root().join("tests/fuzz/corpus").join(target);
    let mut corpus: Vec<Vec<u8>> = contents_below(&folder).into_values().collect();
    corpus.sort();
    assert!(!corpus.is_empty());
    for seed in &corpus {
        enter(seed);
    }
    enter(b"");
    let change = (any::<prop::sample::Index>(), 0..4_usize, prop::collection::vec(any::<u8>(), 0..4));
    let changes = prop::collection::vec(change, 1..5);
    let input =
        (any::<prop::sample::Index>(), any::<prop::sample::Index>(), changes).prop_map(move |(one, other, changes)| {
            let mut bytes = one.get::<Vec<u8>>(&corpus).clone();
            for (at, removed, put) in changes {
                let start = at.index(bytes.len() + 1);
                let end = (start + removed).min(bytes.len());
                // Half of the changes take a piece of another file.
                let put = if removed % 2 == 0 { put } else { piece(other.get::<Vec<u8>>(&corpus), &at) };
                bytes.splice(start..end, put);
            }
            bytes
        });
    TestRunner::new(random::config(cases))
        .run(&input, |bytes| {
            enter(&bytes);
            Ok(())
        })
        .unwrap();
}

/// Some bytes from a place.
fn piece(bytes: &[u8], at: &prop::sample::Index) -> Vec<u8> {
    let start = at.index(bytes.len().max(1)).min(bytes.len());
    bytes[start..(start + 16).min(bytes.len())].to_vec()
}

#[test]
fn front_matter() {
    try_all("front_matter", 300, entry::front_matter);
}

#[test]
fn markdown() {
    try_all("markdown", 300, entry::markdown);
}

#[test]
fn shortcode() {
    try_all("shortcode", 300, entry::shortcode);
}

#[test]
fn table() {
    try_all("table", 300, entry::table);
}

#[test]
fn expression() {
    try_all("expression", 300, entry::expression);
}

#[test]
fn attachment() {
    try_all("attachment", 300, entry::attachment);
}

#[test]
fn site() {
    try_all("site", 40, entry::site);
    // Most changes are errors, and of a site with errors no page is looked at.
    assert!(entry::PAGES.load(Ordering::Relaxed) > 10);
}
