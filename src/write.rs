//! The output tree on disk.
//!
//! The folder is never emptied. A changed file is written beside the old one and renamed over it, so that a reader gets
//! the old page or the new one; an unchanged file is left alone. A manifest remembers what was written, so that files
//! which are no longer produced can be removed, and nothing else ever is.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use xxhash_rust::xxh3::xxh3_128;

use crate::output::OutputTree;
use crate::path::OutputPath;

/// The file that remembers what was written.
const MANIFEST: &str = ".fellesskap";
const MANIFEST_TITLE: &str = "# Filene her er skrevet av fellesskap. Slett ikke denne listen.";

/// What a write did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Summary {
    pub written: usize,
    pub unchanged: usize,
    pub removed: usize,
}

/// Why nothing more could be written.
#[derive(Debug)]
pub enum WriteError {
    Io {
        path: PathBuf,
        error: io::Error,
    },
    /// Files that stand where output should, and that this program did not write.
    Foreign(Vec<PathBuf>),
}

/// Brings a folder up to date with an output tree.
///
/// # Errors
/// When a file in the way is not ours, before anything is changed; or when the disk refuses, in which case every file is
/// either the old or the new one, and the next run mends the rest.
pub fn write(folder: &Path, output: &OutputTree) -> Result<Summary, WriteError> {
    let manifest_path = folder.join(MANIFEST);
    let old = Manifest::read(&manifest_path)?;
    let files: Vec<(&OutputPath, &[u8])> = output.iter().map(|(path, file)| (path, file.content.as_slice())).collect();
    let states: Vec<State> =
        files.par_iter().map(|(path, content)| state(folder, path, content, &old)).collect::<Result<_, _>>()?;
    let foreign: Vec<PathBuf> = files
        .iter()
        .zip(&states)
        .filter(|(_, state)| **state == State::Foreign)
        .map(|((path, _), _)| folder.join(path.as_str()))
        .collect();
    if !foreign.is_empty() {
        return Err(WriteError::Foreign(foreign));
    }

    // The manifest knows both the old and the new files before either is touched; see `Manifest`.
    let new = Manifest::of(output);
    make_folder(folder)?;
    if old != new {
        replace(&manifest_path, old.united(&new).to_text().as_bytes())?;
    }
    let (in_the_way, stale): (Vec<&OutputPath>, Vec<&OutputPath>) =
        old.paths().filter(|path| !output.contains(path)).partition(|path| {
            let below = |path: &str, folder: &str| path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'));
            files.iter().any(|(new, _)| below(new.as_str(), path.as_str()) || below(path.as_str(), new.as_str()))
        });
    let mut removed = 0;
    for path in in_the_way {
        removed += usize::from(remove(folder, path, old.hashes(path))?);
    }
    let changed: Vec<&(&OutputPath, &[u8])> =
        files.iter().zip(&states).filter(|(_, state)| **state == State::Changed).map(|(file, _)| file).collect();
    changed.par_iter().try_for_each(|(path, content)| {
        let target = folder.join(path.as_str());
        make_folder(target.parent().unwrap_or(folder))?;
        replace(&target, content)
    })?;
    for path in stale {
        removed += usize::from(remove(folder, path, old.hashes(path))?);
    }
    if old != new {
        replace(&manifest_path, new.to_text().as_bytes())?;
    }
    Ok(Summary { written: changed.len(), unchanged: files.len() - changed.len(), removed })
}

/// How a file on disk compares with what it should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Same,
    Changed,
    Foreign,
}

fn state(folder: &Path, path: &OutputPath, content: &[u8], old: &Manifest) -> Result<State, WriteError> {
    let target = folder.join(path.as_str());
    let ours_or_foreign = |ours: bool| if ours { State::Changed } else { State::Foreign };
    match fs::read(&target) {
        Ok(found) if found == content => Ok(State::Same),
        Ok(found) => Ok(ours_or_foreign(old.hashes(path).contains(&xxh3_128(&found)))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(State::Changed),
        // A file of ours can give way to a folder, and a folder of nothing but ours to a file.
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => {
            let in_the_way = old.paths().filter(|old| target.starts_with(folder.join(old.as_str())));
            Ok(ours_or_foreign(in_the_way.into_iter().any(|path| is_ours(folder, path, old))))
        }
        Err(error) if error.kind() == io::ErrorKind::IsADirectory => {
            let mut files = Vec::new();
            files_below(&target, &mut files).map_err(|error| WriteError::Io { path: target.clone(), error })?;
            let known = |file: &PathBuf| {
                let path = file.strip_prefix(folder).ok().and_then(|path| OutputPath::new(&path.to_string_lossy()));
                path.is_some_and(|path| is_ours(folder, &path, old))
            };
            Ok(ours_or_foreign(files.iter().all(known)))
        }
        Err(error) => Err(WriteError::Io { path: target, error }),
    }
}

fn is_ours(folder: &Path, path: &OutputPath, old: &Manifest) -> bool {
    fs::read(folder.join(path.as_str())).is_ok_and(|found| old.hashes(path).contains(&xxh3_128(&found)))
}

fn files_below(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() { files_below(&path, files)? } else { files.push(path) }
    }
    Ok(())
}

/// What was written: each path with the hashes of the contents it may have.
///
/// **Invariant:** at every moment, each file of ours in the folder is listed with its hash. So the list is extended
/// before files are written, and shortened after files are removed; while a run is under way, a path can have two hashes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Manifest(BTreeMap<OutputPath, Vec<u128>>);

impl Manifest {
    fn read(path: &Path) -> Result<Self, WriteError> {
        let text = match fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(error) => return Err(WriteError::Io { path: path.to_owned(), error }),
        };
        let mut files: BTreeMap<OutputPath, Vec<u128>> = BTreeMap::new();
        for line in text.lines() {
            let Some((hash, name)) = line.split_once(' ') else { continue };
            if let (Ok(hash), Some(name)) = (u128::from_str_radix(hash, 16), OutputPath::new(name)) {
                files.entry(name).or_default().push(hash);
            }
        }
        Ok(Self(files))
    }

    fn of(output: &OutputTree) -> Self {
        Self(output.iter().map(|(path, file)| (path.clone(), vec![xxh3_128(&file.content)])).collect())
    }

    fn united(&self, other: &Self) -> Self {
        let mut united = self.clone();
        for (path, hashes) in &other.0 {
            let known = united.0.entry(path.clone()).or_default();
            for hash in hashes {
                if !known.contains(hash) {
                    known.push(*hash);
                }
            }
        }
        united
    }

    fn paths(&self) -> impl Iterator<Item = &OutputPath> {
        self.0.keys()
    }

    fn hashes(&self, path: &OutputPath) -> &[u128] {
        self.0.get(path).map_or(&[], Vec::as_slice)
    }

    fn to_text(&self) -> String {
        let mut text = format!("{MANIFEST_TITLE}\n");
        for (path, hashes) in &self.0 {
            for hash in hashes {
                text.push_str(&format!("{hash:032x} {path}\n"));
            }
        }
        text
    }
}

/// Writes a file beside its place and renames it there.
fn replace(path: &Path, content: &[u8]) -> Result<(), WriteError> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let temporary = path.with_file_name(format!(".{name}.fellesskap"));
    let result = fs::write(&temporary, content).and_then(|()| fs::rename(&temporary, path));
    result.map_err(|error| {
        // The first error is the one to tell; a temporary file that cannot be removed either is overwritten next time.
        let _ = fs::remove_file(&temporary);
        WriteError::Io { path: path.to_owned(), error }
    })
}

fn make_folder(path: &Path) -> Result<(), WriteError> {
    fs::create_dir_all(path).map_err(|error| WriteError::Io { path: path.to_owned(), error })
}

/// Removes a file that is no longer produced, and the folders that become empty. A file that somebody has changed since
/// is not ours any more and stays.
fn remove(folder: &Path, path: &OutputPath, known: &[u128]) -> Result<bool, WriteError> {
    let target = folder.join(path.as_str());
    match fs::read(&target) {
        Ok(found) if known.contains(&xxh3_128(&found)) => {}
        _ => return Ok(false),
    }
    fs::remove_file(&target).map_err(|error| WriteError::Io { path: target.clone(), error })?;
    for parent in target.ancestors().skip(1).take_while(|parent| *parent != folder) {
        // A folder that is not empty cannot be removed, and neither can those above it.
        if fs::remove_dir(parent).is_err() {
            break;
        }
    }
    Ok(true)
}
