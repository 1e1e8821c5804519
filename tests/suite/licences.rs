//! Everything the program is made from may be used, and comes from the public registry.
//!
//! The same rules stand in `.ci/deny.toml` for `cargo deny`, which also knows of weaknesses that were found in crates. It
//! takes long to compile, so it runs when a version is released.

use std::collections::BTreeSet;
use std::fs;
use std::process::Command;

use serde_json::Value;

use crate::repository;

#[test]
fn all_licences_are_among_those_we_can_use() {
    let allowed = allowed();
    let mut used = BTreeSet::new();
    let mut refused = Vec::new();
    for package in packages() {
        let text = |key: &str| package[key].as_str().unwrap_or_default();
        if text("source").is_empty() {
            assert_eq!(text("name"), env!("CARGO_PKG_NAME"), "a package that is not of the registry");
            continue;
        }
        assert!(text("source").starts_with("registry+"), "{} is from {}", text("name"), text("source"));
        match choice(text("license"), &allowed) {
            Some(chosen) => used.extend(chosen),
            None => refused.push(format!("{} {}: «{}»", text("name"), text("version"), text("license"))),
        }
    }
    assert!(refused.is_empty(), "{}", refused.join("\n"));
    // A licence that nothing has any more is taken off the list.
    let unused: Vec<&String> = allowed.iter().filter(|licence| !used.contains(*licence)).collect();
    assert!(unused.is_empty(), "no package needs {unused:?}");
}

#[test]
fn an_expression_is_fulfilled_when_all_that_must_be_is_allowed() {
    let allowed: BTreeSet<String> = ["MIT", "Zlib", "Apache-2.0 WITH LLVM-exception"].map(str::to_owned).into();
    let check = |expression: &str, expected: Option<&[&str]>| {
        let expected = expected.map(|names| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>());
        assert_eq!(choice(expression, &allowed), expected, "{expression}");
    };
    check("MIT", Some(&["MIT"]));
    check("GPL-3.0", None);
    check("GPL-3.0 OR MIT", Some(&["MIT"]));
    check("GPL-3.0/MIT", Some(&["MIT"]));
    check("MIT AND Zlib", Some(&["MIT", "Zlib"]));
    check("MIT AND GPL-3.0", None);
    check("(MIT OR GPL-3.0) AND Zlib", Some(&["MIT", "Zlib"]));
    check("GPL-3.0 OR (MIT AND GPL-3.0)", None);
    check("Apache-2.0 WITH LLVM-exception OR GPL-3.0", Some(&["Apache-2.0 WITH LLVM-exception"]));
    check("", None);
}

/// The licences of `.ci/deny.toml`.
fn allowed() -> BTreeSet<String> {
    let path = repository::root().join(".ci/deny.toml");
    let rules: toml::Table = fs::read_to_string(path).unwrap().parse().unwrap();
    let names = rules["licenses"]["allow"].as_array().unwrap().iter();
    names.map(|name| name.as_str().unwrap().to_owned()).collect()
}

/// All packages of the lock file, for every target and feature.
fn packages() -> Vec<Value> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--locked", "--all-features"])
        .current_dir(repository::root())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap().clone();
    assert!(packages.len() > 100);
    packages
}

/// The licences by which an SPDX expression is fulfilled; `None` when it cannot be. `/` is how `OR` was written once.
fn choice(expression: &str, allowed: &BTreeSet<String>) -> Option<Vec<String>> {
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut rest = words.as_slice();
    let found = any_of(&mut rest, allowed);
    if rest.is_empty() { found } else { None }
}

fn any_of(words: &mut &[&str], allowed: &BTreeSet<String>) -> Option<Vec<String>> {
    let mut found = all_of(words, allowed);
    while let ["OR", rest @ ..] = *words {
        *words = rest;
        let other = all_of(words, allowed);
        found = found.or(other);
    }
    found
}

fn all_of(words: &mut &[&str], allowed: &BTreeSet<String>) -> Option<Vec<String>> {
    let mut found = one(words, allowed);
    while let ["AND", rest @ ..] = *words {
        *words = rest;
        let other = one(words, allowed);
        found = found.zip(other).map(|(found, other)| [found, other].concat());
    }
    found
}

fn one(words: &mut &[&str], allowed: &BTreeSet<String>) -> Option<Vec<String>> {
    match *words {
        ["(", rest @ ..] => {
            *words = rest;
            let found = any_of(words, allowed);
            if let [")", rest @ ..] = *words {
                *words = rest;
            }
            found
        }
        [licence, "WITH", exception, rest @ ..] => {
            *words = rest;
            let name = format!("{licence} WITH {exception}");
            allowed.contains(&name).then(|| vec![name])
        }
        [licence, rest @ ..] => {
            *words = rest;
            // "or later" is fulfilled by the version it names.
            let name = licence.trim_end_matches('+').to_owned();
            allowed.contains(&name).then(|| vec![name])
        }
        [] => None,
    }
}
