//! The same input gives the same bytes: the portal of the repository, built by the program in different places and
//! surroundings.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use tempfile::TempDir;

use crate::files::contents_below;
use crate::program::PROGRAM;
use crate::repository;

/// Built twice at the least: as things are, and with all else that could show in a file.
const SURROUNDINGS: [&str; 2] = [
    "umask 022; export TZ=Europe/Oslo LC_ALL=nb_NO.UTF-8 RAYON_NUM_THREADS=1",
    "umask 077; export TZ=Pacific/Kiritimati LC_ALL=C RAYON_NUM_THREADS=7 HOME=/ COLUMNS=40 NO_COLOR=1 SOURCE_DATE_EPOCH=1",
];

#[test]
fn the_portal_is_the_same_wherever_and_however_it_is_built() {
    let mut made = Vec::new();
    for (index, surroundings) in SURROUNDINGS.iter().enumerate() {
        let temporary = TempDir::new().unwrap();
        // The second lies deeper, with other names, and its files are written in another order.
        let root = temporary.path().join(if index == 0 { "a" } else { "en annen/mappe æøå/portal" });
        copy_portal(&root, index == 1);
        let output = root.join("ut");
        let status = Command::new("sh")
            .args(["-c", &format!("{surroundings}; exec \"$0\" \"$@\""), PROGRAM])
            .args(["build", "--dato", "2026-03-18", "--root"])
            .arg(&root)
            .arg("--output-dir")
            .arg(&output)
            .stdout(Stdio::null())
            .status()
            .unwrap();
        assert!(status.success());
        made.push(contents_below(&output));
    }
    let (first, second) = (&made[0], &made[1]);
    assert!(first.len() > 300, "{} files", first.len());
    let names = |files: &BTreeMap<String, Vec<u8>>| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(first), names(second));
    let different: Vec<&String> =
        first.iter().filter(|(name, content)| second[*name] != **content).map(|(name, _)| name).collect();
    // Also the program's own list of what it wrote and what that was made from.
    assert_eq!(different, [""; 0]);
    #[cfg(feature = "search")]
    assert!(first.keys().any(|name| name.starts_with("pagefind/fragment/")), "the search index is among them");
}

/// Copies what the portal is made from.
fn copy_portal(to: &Path, backwards: bool) {
    let root = repository::root();
    let mut all: Vec<(String, Vec<u8>)> = Vec::new();
    for part in ["content", "themes"] {
        all.extend(
            contents_below(&root.join(part)).into_iter().map(|(name, content)| (format!("{part}/{name}"), content)),
        );
    }
    all.push(("fellesskap.toml".to_owned(), fs::read(root.join("fellesskap.toml")).unwrap()));
    if backwards {
        all.reverse();
    }
    for (name, content) in all {
        let path = to.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }
}
