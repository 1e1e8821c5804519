//! Files on disk, found and read.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

/// Lists all files below a folder by their names there, with forward slashes.
pub fn files_below(top: &Path) -> BTreeMap<String, PathBuf> {
    let entries = WalkDir::new(top).follow_links(true).into_iter().map(Result::unwrap);
    let paths = entries.filter(|entry| !entry.file_type().is_dir()).map(walkdir::DirEntry::into_path);
    let name = |path: &Path| path.strip_prefix(top).unwrap().to_str().unwrap().replace('\\', "/");
    paths.map(|path| (name(&path), path)).collect()
}

/// Reads all files below a folder, by their names there.
pub fn contents_below(top: &Path) -> BTreeMap<String, Vec<u8>> {
    files_below(top).into_iter().map(|(name, path)| (name, fs::read(path).unwrap())).collect()
}

/// Lists the names of everything that lies in a folder itself, sorted.
pub fn names_in(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<String> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}
