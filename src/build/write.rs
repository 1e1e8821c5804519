//! Output on disk.
//!
//! The folder is never emptied. Files are first made beside it all, in a folder of their own ([`STAGE`]), so that nothing
//! is changed when one of them cannot be made; then each is renamed over the old one, so that a reader gets the old page
//! or the new one. An unchanged file is left alone. A manifest remembers what was written, so that files which are no
//! longer produced can be removed, and nothing else ever is. The folder itself may be reached by a symbolic link; one inside
//! it is somebody else's, and stands in the way: nothing is written or removed through it.
//!
//! While files are put in place, readers find some that are old and some that are new. So files come before those that may
//! lead to them, and go after them: first what was not there, pages last of it; then what was there and is another now;
//! then what is no longer made is removed. Whoever comes from an address that lasts finds no broken link at any moment,
//! also when the program is stopped halfway.
//!
//! A folder that is not there is made beside its place and put there whole, so that nobody ever finds a part of it. One that
//! is there and empty is filled in the order above, with the front page last of what is new: until then nothing leads into
//! it. It is not replaced, since it may have been made for this, with an owner and rights that a new one would not have, and
//! a web server may have it open.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::ops::Bound;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use xxhash_rust::xxh3::xxh3_128;

use crate::foundation::diagnostic::{Diagnostic, Severity};
use crate::foundation::path::OutputPath;
use crate::publish::output::Produce;

/// The file that remembers what was written.
const MANIFEST: &str = ".fellesskap";
const MANIFEST_TITLE: &str = "# Filene her er skrevet av fellesskap. Slett ikke denne listen.";
/// Begins the line that says what the files were made from.
const MADE_FROM: &str = "# inndata ";
/// The folder of files that are not in place yet. Left behind by a run that was interrupted, removed by the next.
const STAGE: &str = ".fellesskap-nye";
const FRONT_PAGE: &str = "index.html";
/// How many files a folder of the stage holds; large folders are slow.
const STAGE_FOLDER: usize = 1000;

/// Counts of files by what was done to them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Summary {
    pub written: usize,
    pub unchanged: usize,
    pub removed: usize,
}

/// Stands for everything that output is made from: equal fingerprints, equal output.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fingerprint(pub u128);

/// Why nothing more could be written.
#[derive(Debug)]
pub enum WriteError {
    /// Files that could not be made. Nothing was changed.
    Refused(Vec<Diagnostic>),
    Io {
        path: PathBuf,
        error: io::Error,
    },
    /// Files that stand where output should, and that this program did not write.
    Foreign(Vec<PathBuf>),
}

/// Takes an exclusive lock on the output folder that `file` stands for; released when the returned file is dropped. `waits` is
/// called if another run holds it.
///
/// # Errors
/// When there can be no such file.
pub fn hold(file: &Path, waits: impl FnOnce()) -> io::Result<fs::File> {
    let file = fs::OpenOptions::new().write(true).create(true).truncate(false).open(file)?;
    match file.try_lock() {
        Err(fs::TryLockError::WouldBlock) => {
            waits();
            file.lock()?;
        }
        Err(fs::TryLockError::Error(error)) => return Err(error),
        Ok(()) => {}
    }
    Ok(file)
}

/// Brings a folder up to date with output. `made_from` is remembered in the folder, so that [`current`] can tell later. Nothing
/// else is: the folder is for all to read, and what waits for its day is not for them.
///
/// # Errors
/// When a file cannot be made or a file in the way is not ours, before anything is changed; or when the disk refuses, in
/// which case every file is either the old or the new one, and the next run mends the rest.
pub fn write(folder: &Path, output: &impl Produce, made_from: Option<Fingerprint>) -> Result<Summary, WriteError> {
    match (folder.file_name(), fs::symlink_metadata(folder)) {
        (Some(name), Err(error)) if error.kind() == io::ErrorKind::NotFound && !output.paths().is_empty() => {
            let beside = folder.with_file_name(format!(".{}{STAGE}", name.to_string_lossy()));
            write_whole(folder, &beside, output, made_from)
        }
        _ => bring_up_to_date(folder, output, made_from),
    }
}

/// Makes a folder beside its place, and puts it there when it is whole. What is beside belongs to this program; it may be left
/// from a run that was interrupted.
fn write_whole(
    folder: &Path,
    beside: &Path,
    output: &impl Produce,
    made_from: Option<Fingerprint>,
) -> Result<Summary, WriteError> {
    let refused = |error| WriteError::Io { path: folder.to_owned(), error };
    match fs::remove_dir_all(beside) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(refused(error)),
        _ => {}
    }
    let written = bring_up_to_date(beside, output, made_from).map_err(|error| match error {
        // People are told of the place they named.
        WriteError::Io { path, error } => {
            let path = path.strip_prefix(beside).map_or(path.clone(), |below| folder.join(below));
            WriteError::Io { path, error }
        }
        other => other,
    });
    let written = written.and_then(|summary| fs::rename(beside, folder).map(|()| summary).map_err(refused));
    if written.is_err() {
        // What cannot be removed now is removed by the next run.
        let _ = fs::remove_dir_all(beside);
    }
    written
}

fn bring_up_to_date(
    folder: &Path,
    output: &impl Produce,
    made_from: Option<Fingerprint>,
) -> Result<Summary, WriteError> {
    let old = Manifest::read(&folder.join(MANIFEST))?;
    let stage = Stage::new(folder, &old)?;
    let paths = output.paths();
    let made = stage.fill(&paths, output)?;
    let kept = stage.kept_by_others(&paths);
    if !kept.is_empty() {
        return Err(WriteError::Foreign(kept));
    }

    // The manifest knows both the old and the new files before either is touched; see `Manifest`.
    let new = Manifest::of(&paths, &made, made_from);
    if old != new {
        stage.replace_manifest(&old.united(&new))?;
    }
    let (in_the_way, stale): (Vec<&OutputPath>, Vec<&OutputPath>) =
        old.paths().filter(|path| !new.0.contains_key(*path)).partition(|path| new.collides_with(path));
    let mut removed = 0;
    for path in in_the_way {
        removed += usize::from(remove(folder, path, old.hashes(path))?);
    }
    let mut written = 0;
    for turn in Turn::ALL {
        let now: Vec<usize> = (0..paths.len()).filter(|index| made[*index].turn == Some(turn)).collect();
        now.par_iter().try_for_each(|index| {
            let target = folder.join(paths[*index].as_str());
            make_folder(target.parent().unwrap_or(folder))?;
            fs::rename(stage.file(*index), &target).map_err(|error| WriteError::Io { path: target, error })
        })?;
        written += now.len();
    }
    for path in stale {
        removed += usize::from(remove(folder, path, old.hashes(path))?);
    }
    if old != new {
        stage.replace_manifest(&new)?;
    }
    Ok(Summary { written, unchanged: paths.len() - written, removed })
}

/// A file of the folder as it was last written. `None` when it is not there, or was changed by somebody since.
pub fn earlier(folder: &Path) -> impl Fn(&OutputPath) -> Option<Vec<u8>> + Sync {
    let manifest = Manifest::read(&folder.join(MANIFEST)).unwrap_or_default();
    let folder = folder.to_owned();
    move |path| {
        let content = fs::read(folder.join(path.as_str())).ok()?;
        manifest.hashes(path).contains(&xxh3_128(&content)).then_some(content)
    }
}

/// Returns the number of files in a folder that holds exactly what was last made, if that was made from what the fingerprint
/// stands for. Every file is compared, so that one which somebody has changed or deleted is noticed.
pub fn current(folder: &Path, made_from: Fingerprint) -> Option<usize> {
    let manifest = Manifest::read(&folder.join(MANIFEST)).ok()?;
    if manifest.1 != Some(made_from) || folder.join(STAGE).exists() {
        return None;
    }
    let files: Vec<(&OutputPath, &Vec<u128>)> = manifest.0.iter().collect();
    let as_written = |(path, hashes): &(&OutputPath, &Vec<u128>)| {
        fs::read(folder.join(path.as_str())).is_ok_and(|content| hashes.as_slice() == [xxh3_128(&content)])
    };
    files.par_iter().all(as_written).then_some(files.len())
}

/// The files that were written to a folder, by its list. `None` when it has no list.
///
/// # Errors
/// When the list cannot be read.
pub fn listed(folder: &Path) -> Result<Option<Vec<OutputPath>>, WriteError> {
    let manifest = folder.join(MANIFEST);
    if !manifest.is_file() {
        return Ok(None);
    }
    Ok(Some(Manifest::read(&manifest)?.0.into_keys().collect()))
}

/// The folder of files that are made but not in place yet. It goes when this is dropped.
struct Stage<'a> {
    folder: &'a Path,
    old: &'a Manifest,
    path: PathBuf,
}

/// A file that was made.
#[derive(Clone, Copy)]
struct Made {
    hash: u128,
    /// When it is put in place, if it is not what lies in the output folder; until then it waits in the stage.
    turn: Option<Turn>,
}

/// When a file is put in place.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Turn {
    /// A file that no page was: nothing leads to it yet, and new pages will.
    NewFile,
    /// A page that was not there: only pages that come with it or after it lead to it.
    NewPage,
    /// The front page, when it was not there. Readers come to the rest of a new site by it.
    FrontPage,
    /// It was there already and is another now. All that it leads to is there.
    Changed,
}

impl Turn {
    const ALL: [Self; 4] = [Self::NewFile, Self::NewPage, Self::FrontPage, Self::Changed];
}

impl<'a> Stage<'a> {
    fn new(folder: &'a Path, old: &'a Manifest) -> Result<Self, WriteError> {
        let path = folder.join(STAGE);
        match fs::remove_dir_all(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(WriteError::Io { path, error }),
            _ => Ok(Self { folder, old, path }),
        }
    }

    fn file(&self, index: usize) -> PathBuf {
        self.path.join((index / STAGE_FOLDER).to_string()).join((index % STAGE_FOLDER).to_string())
    }

    /// Makes all files, and puts those into the stage that differ from what lies in the output folder. Only a few files
    /// are in memory at any moment.
    fn fill(&self, paths: &[&OutputPath], output: &impl Produce) -> Result<Vec<Made>, WriteError> {
        for first in (0..paths.len()).step_by(STAGE_FOLDER) {
            make_folder(self.file(first).parent().unwrap_or(&self.path))?;
        }
        let links = self.links_above(paths);
        if !links.is_empty() {
            return Err(WriteError::Foreign(links));
        }
        let made: Vec<Outcome> = paths
            .par_iter()
            .enumerate()
            .map(|(index, path)| self.make(index, path, output))
            .collect::<Result<_, _>>()?;
        let mut files = Vec::with_capacity(made.len());
        let (mut problems, mut foreign) = (Vec::new(), Vec::new());
        for (path, outcome) in paths.iter().zip(made) {
            match outcome {
                Outcome::Made(made) => files.push(made),
                Outcome::Refused(found) => problems.extend(found),
                Outcome::Foreign => foreign.push(self.folder.join(path.as_str())),
            }
        }
        match (problems.is_empty(), foreign.is_empty()) {
            (false, _) => Err(WriteError::Refused(problems)),
            (_, false) => Err(WriteError::Foreign(foreign)),
            _ => Ok(files),
        }
    }

    /// The files that are no longer made, but that somebody has changed since they were, or put behind a link. They are not
    /// ours to remove, and what they say is no longer to be published.
    fn kept_by_others(&self, paths: &[&OutputPath]) -> Vec<PathBuf> {
        let made: BTreeSet<&OutputPath> = paths.iter().copied().collect();
        let gone: Vec<&OutputPath> = self.old.paths().filter(|path| !made.contains(path)).collect();
        let is_other = |path: &&&OutputPath| {
            let target = self.folder.join(path.as_str());
            let found = fs::read(&target).ok();
            found.is_some_and(|found| {
                is_behind_a_link(self.folder, path) || !self.old.hashes(path).contains(&xxh3_128(&found))
            })
        };
        gone.par_iter().filter(is_other).map(|path| self.folder.join(path.as_str())).collect()
    }

    /// The links that stand where a folder of files should be.
    fn links_above(&self, paths: &[&OutputPath]) -> Vec<PathBuf> {
        let folders: BTreeSet<&str> = paths.iter().flat_map(|path| folders_above(path)).collect();
        folders.into_iter().map(|folder| self.folder.join(folder)).filter(|folder| is_link(folder)).collect()
    }

    fn make(&self, index: usize, path: &OutputPath, output: &impl Produce) -> Result<Outcome, WriteError> {
        let (content, problems) = output.produce(path);
        let content = match content {
            Some(content) if problems.iter().all(|problem| problem.severity != Severity::Error) => content,
            _ => return Ok(Outcome::Refused(problems)),
        };
        let turn = match state(self.folder, path, &content, self.old)? {
            State::Foreign => return Ok(Outcome::Foreign),
            State::New if path.as_str() == FRONT_PAGE => Some(Turn::FrontPage),
            State::New if path.as_str().ends_with(".html") => Some(Turn::NewPage),
            State::New => Some(Turn::NewFile),
            State::Changed => Some(Turn::Changed),
            State::Same => None,
        };
        if turn.is_some() {
            let file = self.file(index);
            fs::write(&file, &content).map_err(|error| WriteError::Io { path: file, error })?;
        }
        Ok(Outcome::Made(Made { hash: xxh3_128(&content), turn }))
    }

    /// Puts a manifest in the place of the one that is there. It is made in the stage, so that nothing of it is left behind
    /// when the program is stopped.
    fn replace_manifest(&self, manifest: &Manifest) -> Result<(), WriteError> {
        let (made, target) = (self.path.join(MANIFEST), self.folder.join(MANIFEST));
        make_folder(&self.path)?;
        fs::write(&made, manifest.to_text())
            .and_then(|()| fs::rename(&made, &target))
            .map_err(|error| WriteError::Io { path: target, error })
    }
}

impl Drop for Stage<'_> {
    fn drop(&mut self) {
        // What cannot be removed now is removed by the next run.
        let _ = fs::remove_dir_all(&self.path);
        // A folder that was made for nothing but the stage goes too; one that holds anything stays.
        let _ = fs::remove_dir(self.folder);
    }
}

/// State of a file of the output on disk.
enum Outcome {
    Made(Made),
    Refused(Vec<Diagnostic>),
    Foreign,
}

/// How a file on disk compares with what it should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Same,
    /// There is nothing there.
    New,
    Changed,
    Foreign,
}

fn state(folder: &Path, path: &OutputPath, content: &[u8], old: &Manifest) -> Result<State, WriteError> {
    let target = folder.join(path.as_str());
    let ours_or_foreign = |ours: bool| if ours { State::Changed } else { State::Foreign };
    if is_link(&target) {
        return Ok(State::Foreign);
    }
    match fs::read(&target) {
        Ok(found) if found == content => Ok(State::Same),
        Ok(found) => Ok(ours_or_foreign(old.hashes(path).contains(&xxh3_128(&found)))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(State::New),
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

/// True if a path is a symbolic link, wherever it leads.
fn is_link(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|found| found.file_type().is_symlink())
}

/// True if a file of the output is, or lies below, a symbolic link, and so is none of ours.
fn is_behind_a_link(folder: &Path, path: &OutputPath) -> bool {
    folders_above(path).chain([path.as_str()]).any(|part| is_link(&folder.join(part)))
}

/// The folders that a file lies in, from the output folder on, which is not among them.
fn folders_above(path: &OutputPath) -> impl Iterator<Item = &str> {
    path.as_str().match_indices('/').map(|(slash, _)| &path.as_str()[..slash])
}

fn is_ours(folder: &Path, path: &OutputPath, old: &Manifest) -> bool {
    !is_behind_a_link(folder, path)
        && fs::read(folder.join(path.as_str())).is_ok_and(|found| old.hashes(path).contains(&xxh3_128(&found)))
}

fn files_below(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let path = entry.path();
        // A link to a folder is no folder of ours.
        if entry.file_type()?.is_dir() { files_below(&path, files)? } else { files.push(path) }
    }
    Ok(())
}

/// Files that were written: each path with the hashes of the contents it may have.
///
/// **Invariant:** at every moment, each file of ours in the folder is listed with its hash. So the list is extended
/// before files are written, and shortened after files are removed; while a run is under way, a path can have two hashes.
///
/// Besides, what all of it was made from; not known while a run is under way.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Manifest(BTreeMap<OutputPath, Vec<u128>>, Option<Fingerprint>);

impl Manifest {
    fn read(path: &Path) -> Result<Self, WriteError> {
        let text = match fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(error) => return Err(WriteError::Io { path: path.to_owned(), error }),
        };
        let mut files: BTreeMap<OutputPath, Vec<u128>> = BTreeMap::new();
        let mut made_from = None;
        for line in text.lines() {
            if let Some(fingerprint) = line.strip_prefix(MADE_FROM) {
                made_from = u128::from_str_radix(fingerprint, 16).ok().map(Fingerprint);
            }
            let Some((hash, name)) = line.split_once(' ') else { continue };
            if let (Ok(hash), Some(name)) = (u128::from_str_radix(hash, 16), OutputPath::new(name)) {
                files.entry(name).or_default().push(hash);
            }
        }
        Ok(Self(files, made_from))
    }

    fn of(paths: &[&OutputPath], made: &[Made], made_from: Option<Fingerprint>) -> Self {
        let files = paths.iter().zip(made).map(|(path, made)| ((*path).clone(), vec![made.hash]));
        Self(files.collect(), made_from)
    }

    fn united(&self, other: &Self) -> Self {
        let mut united = Self(self.0.clone(), None);
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

    /// True if a file stands where a folder of these should be, or below where one of these should be.
    fn collides_with(&self, path: &OutputPath) -> bool {
        let folder = format!("{path}/");
        let below = self.0.range::<str, _>((Bound::Included(folder.as_str()), Bound::Unbounded)).next();
        below.is_some_and(|(below, _)| below.as_str().starts_with(&folder))
            || folders_above(path).any(|above| self.0.contains_key(above))
    }

    fn to_text(&self) -> String {
        let mut text = format!("{MANIFEST_TITLE}\n");
        if let Some(Fingerprint(made_from)) = self.1 {
            text.push_str(&format!("{MADE_FROM}{made_from:032x}\n"));
        }
        for (path, hashes) in &self.0 {
            for hash in hashes {
                text.push_str(&format!("{hash:032x} {path}\n"));
            }
        }
        text
    }
}

/// Puts a text in the place of another in a file of the site. The file is the old one or the new one at every moment, and
/// as open to others as before.
///
/// # Errors
/// When the file is not what it was when it was read, or the disk refuses. It is as it was then.
pub fn mend(path: &Path, before: &str, after: &str) -> Result<(), WriteError> {
    let failed = |error| WriteError::Io { path: path.to_owned(), error };
    if fs::read(path).map_err(failed)? != before.as_bytes() {
        return Err(WriteError::Foreign(vec![path.to_owned()]));
    }
    let permissions = fs::metadata(path).map_err(failed)?.permissions();
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let temporary = path.with_file_name(format!(".{name}.fellesskap"));
    let result = fs::write(&temporary, after)
        .and_then(|()| fs::set_permissions(&temporary, permissions))
        .and_then(|()| fs::rename(&temporary, path));
    result.map_err(|error| {
        let _ = fs::remove_file(&temporary);
        failed(error)
    })
}

fn make_folder(path: &Path) -> Result<(), WriteError> {
    fs::create_dir_all(path).map_err(|error| WriteError::Io { path: path.to_owned(), error })
}

/// Removes a file that is no longer produced, and the folders that become empty. A file that somebody has changed since
/// is not ours any more and stays, and so does what lies behind a link.
fn remove(folder: &Path, path: &OutputPath, known: &[u128]) -> Result<bool, WriteError> {
    let target = folder.join(path.as_str());
    if is_behind_a_link(folder, path) {
        return Ok(false);
    }
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
