//! Everything that is read from disk: the settings, the content and the themes, in order of their paths.
//!
//! This is the only module that reads the site. All later stages work on what is held here.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::{fmt, fs, io};

use include_dir::{Dir, include_dir};
use rayon::prelude::*;
use walkdir::{DirEntry, WalkDir};
use xxhash_rust::xxh3::{Xxh3, xxh3_128};

use crate::foundation::diagnostic::{Code, Diagnostic};
use crate::foundation::locale::reason;
use crate::foundation::path::SourcePath;

/// The settings file at the root of a site. A folder that has it is a site.
pub const SETTINGS: &str = "fellesskap.toml";
/// The folder of content, below the root.
pub const CONTENT: &str = "content";
/// The folder of themes, below the root.
pub const THEMES: &str = "themes";

/// The theme that comes with the program. A site that has no folder for it gets it as it is here, so that it always fits
/// the program; a site that has one uses its own.
pub const BUILT_IN_THEME: &str = "helsefellesskap";

static BUILT_IN_FILES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/themes/helsefellesskap");

/// Endings of files that are read as text, and so must be UTF-8.
const TEXT_ENDINGS: [&str; 9] = ["md", "toml", "csv", "html", "css", "js", "svg", "txt", "typ"];

/// The longest a text can be, in bytes: tables of many rows are long.
const LONGEST_TEXT: u64 = 16 << 20;
/// The longest that a page in Markdown or a file in TOML can be, in bytes. What it is made into takes some hundred times the
/// room. A thousand printed pages of text are about so long, and the longest of the portal have a twentieth of it.
const LONGEST_PAGE: u64 = 2 << 20;
/// The longest that any other file can be, in bytes: all of them are in memory at once.
const LONGEST_FILE: u64 = 256 << 20;

/// The bytes of a file, which whoever has them shares with the tree.
pub type SharedBytes = Arc<dyn AsRef<[u8]> + Send + Sync>;

/// All files of a site. Clones share everything until one of them changes.
#[derive(Debug, Clone, Default)]
pub struct SourceTree {
    texts: Arc<BTreeMap<SourcePath, Arc<String>>>,
    files: Arc<BTreeMap<SourcePath, Arc<Vec<u8>>>>,
    /// Files that are there but could not be read, which is reported.
    unreadable: BTreeSet<SourcePath>,
    /// What is wrong with files as such, by where they lie below the root.
    problems: BTreeMap<PathBuf, Diagnostic>,
    /// Whether the theme that comes with the program is among the files.
    has_built_in_theme: bool,
}

impl SourceTree {
    /// Reads a site from disk.
    ///
    /// Files that cannot be read or are not what their ending says are left out and reported.
    ///
    /// # Errors
    /// When the folder is not a site at all.
    pub fn read(root: &Path) -> Result<(Self, Vec<Diagnostic>), NotASite> {
        let settings = root.join(SETTINGS);
        if !root.is_dir() {
            return Err(NotASite::NoFolder(root.to_owned()));
        }
        if !settings.is_file() {
            return Err(NotASite::NoSettings(root.to_owned()));
        }
        let mut tree = Self::default();
        tree.take(root, [SETTINGS, CONTENT, THEMES].into_iter().flat_map(|part| find_files(root, &root.join(part))));
        tree.settle_theme(root);
        let problems = tree.problems();
        Ok((tree, problems))
    }

    /// Reads again what lies at or below some places on disk, given with the root in front; the root itself stands for
    /// everything. Returns the files that are different now, came or went.
    pub fn refresh(&mut self, root: &Path, places: &BTreeSet<PathBuf>) -> BTreeSet<SourcePath> {
        let before = self.clone();
        let mut touched = BTreeSet::new();
        let all = [SETTINGS, CONTENT, THEMES].map(|part| root.join(part));
        let places =
            places.iter().flat_map(|place| if place == root { all.as_slice() } else { std::slice::from_ref(place) });
        for place in places {
            let Ok(below_root) = place.strip_prefix(root) else { continue };
            let mut parts = below_root.components().map(|part| part.as_os_str().to_string_lossy());
            let is_part = parts.next().is_some_and(|first| [SETTINGS, CONTENT, THEMES].contains(&first.as_ref()));
            if !is_part || parts.any(|name| is_hidden(&name)) {
                continue;
            }
            self.problems.retain(|path, _| !path.starts_with(below_root));
            if let Some(path) = SourcePath::from_relative(below_root) {
                touched.extend(self.remove(&path));
            }
            let found: Vec<Found> = find_files(root, place);
            touched.extend(found.iter().filter_map(|found| found.path.clone()));
            self.take(root, found);
        }
        touched.extend(self.settle_theme(root));
        let differs = |path: &SourcePath| {
            self.bytes(path) != before.bytes(path) || self.unreadable.contains(path) != before.unreadable.contains(path)
        };
        touched.retain(differs);
        touched
    }

    /// What is wrong with files as such: not UTF-8, not readable, not a name that can be used.
    pub fn problems(&self) -> Vec<Diagnostic> {
        self.problems.values().cloned().collect()
    }

    /// Takes the theme that comes with the program into the tree, or out of it when the site has a folder for it. Returns
    /// the files that this concerns.
    fn settle_theme(&mut self, root: &Path) -> Vec<SourcePath> {
        let folder = SourcePath::new(&format!("{THEMES}/{BUILT_IN_THEME}"));
        let Some(folder) = folder else { return Vec::new() };
        let place = root.join(folder.as_str());
        if !place.exists() {
            self.has_built_in_theme = true;
            let files = built_in_files(&folder);
            // A test holds that all of it can be read.
            let _: Vec<Diagnostic> =
                files.iter().filter_map(|(path, content)| self.insert(path.clone(), content.to_vec())).collect();
            return files.into_iter().map(|(path, _)| path).collect();
        }
        if !std::mem::take(&mut self.has_built_in_theme) {
            return Vec::new();
        }
        let mut touched = self.remove(&folder);
        let found = find_files(root, &place);
        touched.extend(found.iter().filter_map(|found| found.path.clone()));
        self.take(root, found);
        touched
    }

    /// Reads files that were found, on all cores.
    fn take(&mut self, root: &Path, found: impl IntoIterator<Item = Found>) {
        let read = |Found { below_root, path, refused }: Found| {
            let content = match (path, refused) {
                (Some(path), None) => {
                    let content = read_file(&root.join(&below_root), &path);
                    Ok((content.and_then(|bytes| Content::of(&path, bytes)), path))
                }
                (_, refused) => Err(refused),
            };
            (below_root, content)
        };
        let found: Vec<Found> = found.into_iter().collect();
        let contents: Vec<_> = found.into_par_iter().map(read).collect();
        for (below_root, content) in contents {
            let problem = match content {
                Ok((content, path)) => self.put(path, content),
                Err(refused) => refused,
            };
            self.problems.extend(problem.map(|problem| (below_root, problem)));
        }
    }

    /// Forgets a file, or all files of a folder; returns which.
    fn remove(&mut self, path: &SourcePath) -> Vec<SourcePath> {
        fn at_or_below<'a, V>(
            map: &'a BTreeMap<SourcePath, V>,
            path: &'a SourcePath,
        ) -> impl Iterator<Item = SourcePath> {
            map.range(path.clone()..)
                .map(|(found, _)| found)
                .take_while(|found| found.as_str().starts_with(path.as_str()))
                .filter(move |found| *found == path || found.below(path.as_str()).is_some())
                .cloned()
        }
        let mut removed: Vec<SourcePath> =
            at_or_below(&self.texts, path).chain(at_or_below(&self.files, path)).collect();
        removed.extend(
            self.unreadable.iter().filter(|found| *found == path || found.below(path.as_str()).is_some()).cloned(),
        );
        for path in &removed {
            if self.texts.contains_key(path) {
                Arc::make_mut(&mut self.texts).remove(path);
            }
            if self.files.contains_key(path) {
                Arc::make_mut(&mut self.files).remove(path);
            }
            self.unreadable.remove(path);
        }
        removed
    }

    /// Adds a file, or replaces it. Reports a text that is not UTF-8 or has a character that no text may have; such a
    /// file is left out.
    pub fn insert(&mut self, path: SourcePath, bytes: Vec<u8>) -> Option<Diagnostic> {
        let content = Content::of(&path, bytes);
        self.put(path, content)
    }

    /// Forgets a file.
    pub fn forget(&mut self, path: &SourcePath) {
        self.remove(path);
    }

    fn put(&mut self, path: SourcePath, content: Result<Content, Box<Diagnostic>>) -> Option<Diagnostic> {
        match content {
            Ok(Content::Text(text)) => {
                Arc::make_mut(&mut self.texts).insert(path, text);
                None
            }
            Ok(Content::Bytes(bytes)) => {
                Arc::make_mut(&mut self.files).insert(path, bytes);
                None
            }
            Err(problem) => {
                self.unreadable.insert(path);
                Some(*problem)
            }
        }
    }

    /// Stands for all files and their contents: equal for equal trees, and as good as never for others.
    pub fn fingerprint(&self) -> u128 {
        let texts = self.texts.iter().map(|(path, text)| (path, text.as_bytes()));
        let files = self.files.iter().map(|(path, bytes)| (path, bytes.as_slice()));
        let all: Vec<(&SourcePath, &[u8])> = texts.chain(files).collect();
        let hashes: Vec<[u128; 2]> =
            all.par_iter().map(|(path, bytes)| [xxh3_128(path.as_str().as_bytes()), xxh3_128(bytes)]).collect();
        let bytes: Vec<u8> = hashes.iter().flatten().flat_map(|hash| hash.to_le_bytes()).collect();
        xxh3_128(&bytes)
    }

    /// The text of a file, when it is there and is text.
    pub fn text(&self, path: &SourcePath) -> Option<&str> {
        self.texts.get(path).map(|text| text.as_str())
    }

    /// Files that are there but could not be read, which is reported.
    pub fn unreadable(&self) -> &BTreeSet<SourcePath> {
        &self.unreadable
    }

    /// The bytes of any file.
    pub fn bytes(&self, path: &SourcePath) -> Option<&[u8]> {
        self.files.get(path).map(|bytes| bytes.as_slice()).or_else(|| self.text(path).map(str::as_bytes))
    }

    /// Returns the bytes of any file, without a copy of them.
    pub fn shared_bytes(&self, path: &SourcePath) -> Option<SharedBytes> {
        let file = self.files.get(path).map(|bytes| bytes.clone() as SharedBytes);
        file.or_else(|| self.texts.get(path).map(|text| text.clone() as SharedBytes))
    }

    /// Returns the tree with only those files that `keep` wants.
    pub fn only(&self, keep: impl Fn(&SourcePath) -> bool) -> Self {
        let texts = self.texts.iter().filter(|(path, _)| keep(path));
        let files = self.files.iter().filter(|(path, _)| keep(path));
        Self {
            texts: Arc::new(texts.map(|(path, text)| (path.clone(), text.clone())).collect()),
            files: Arc::new(files.map(|(path, bytes)| (path.clone(), bytes.clone())).collect()),
            ..Self::default()
        }
    }

    /// All texts below a folder, in order.
    pub fn texts_below(&self, folder: &str) -> impl Iterator<Item = (&SourcePath, &str)> {
        let folder = folder.to_owned();
        self.texts
            .iter()
            .filter(move |(path, _)| path.below(&folder).is_some())
            .map(|(path, text)| (path, text.as_str()))
    }

    /// The paths of all files below a folder, in order.
    pub fn paths_below(&self, folder: &str) -> Vec<&SourcePath> {
        let mut paths: Vec<&SourcePath> =
            self.texts.keys().chain(self.files.keys()).filter(|path| path.below(folder).is_some()).collect();
        paths.sort();
        paths
    }
}

/// What a file holds.
enum Content {
    Text(Arc<String>),
    Bytes(Arc<Vec<u8>>),
}

impl Content {
    /// Takes the bytes of a file for what its ending says it is.
    fn of(path: &SourcePath, bytes: Vec<u8>) -> Result<Self, Box<Diagnostic>> {
        if !is_text(path) {
            return Ok(Self::Bytes(Arc::new(bytes)));
        }
        let text = String::from_utf8(bytes).map_err(|error| Box::new(not_utf8(path, &error)))?;
        if let Some(position) = text.find('\0') {
            let line = text[..position].matches('\n').count() + 1;
            let message = format!("filen har et nulltegn (U+0000) i linje {line}");
            let problem = Diagnostic::in_file(Code::ForbiddenCharacter, path, message);
            return Err(Box::new(problem.hint("slett tegnet; det hører ikke hjemme i en tekstfil")));
        }
        Ok(Self::Text(Arc::new(text)))
    }
}

fn is_text(path: &SourcePath) -> bool {
    TEXT_ENDINGS.contains(&path.extension().to_ascii_lowercase().as_str())
}

/// The bytes of a file, unless there are more than there should be; then it is not read at all.
fn read_file(place: &Path, path: &SourcePath) -> Result<Vec<u8>, Box<Diagnostic>> {
    let failed = |error| Box::new(unreadable(path, &error));
    let length = fs::metadata(place).map_err(failed)?.len();
    let (most, what, hint) = match path.extension().to_ascii_lowercase().as_str() {
        "md" => (LONGEST_PAGE, "en side", "del siden i flere, eller legg innholdet ved som PDF"),
        "toml" => (LONGEST_PAGE, "en fil i TOML", "del filen i flere"),
        _ if is_text(path) => (LONGEST_TEXT, "en tekstfil", "del filen i flere, eller legg den ved som PDF"),
        _ => (LONGEST_FILE, "en fil", "lagre filen med mindre bilder, eller del den i flere"),
    };
    if length > most {
        // Rounded up, so that it is never said to be as long as it may be.
        let mebibytes = |bytes: u64| bytes.div_ceil(1 << 20);
        let message = format!("filen er på {} MiB, og {what} kan være på {} MiB", mebibytes(length), mebibytes(most));
        return Err(Box::new(Diagnostic::in_file(Code::FileTooLarge, path, message).hint(hint)));
    }
    fs::read(place).map_err(failed)
}

/// The files of the theme that comes with the program, as if they lay in a folder.
fn built_in_files(folder: &SourcePath) -> Vec<(SourcePath, &'static [u8])> {
    let mut files = Vec::new();
    let mut folders = vec![&BUILT_IN_FILES];
    while let Some(inner) = folders.pop() {
        folders.extend(inner.dirs());
        files.extend(inner.files().filter_map(|file| {
            let name = file.path().to_str()?.replace('\\', "/");
            Some((SourcePath::new(&format!("{folder}/{name}"))?, file.contents()))
        }));
    }
    files
}

/// The content of a file outside the site, that a user names.
///
/// # Errors
/// When it cannot be read.
pub fn read_outside(path: &Path) -> io::Result<Vec<u8>> {
    fs::read(path)
}

/// Why a folder cannot be read as a site.
#[derive(Debug)]
pub enum NotASite {
    NoFolder(PathBuf),
    NoSettings(PathBuf),
}

impl fmt::Display for NotASite {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoFolder(root) => write!(formatter, "mappen «{}» finnes ikke", root.display()),
            Self::NoSettings(root) => {
                let folder = match root.as_path() == Path::new(".") {
                    true => "mappen du står i".to_owned(),
                    false => format!("mappen «{}»", root.display()),
                };
                write!(
                    formatter,
                    "{folder} er ikke et nettsted: den har ingen {SETTINGS}. Gå til mappen med nettstedet, eller oppgi den med --root.\n\
                     Et nytt nettsted lages med: fellesskap new nettsted mittnettsted"
                )
            }
        }
    }
}

impl std::error::Error for NotASite {}

/// Stands for the content of one file outside a site: this very program, which makes other output of the same site when
/// it is another.
///
/// # Errors
/// When the file cannot be read.
pub fn file_fingerprint(path: &Path) -> io::Result<u128> {
    let mut file = fs::File::open(path)?;
    // A part at a time: fresh memory for all of a large program costs more than looking at it.
    let mut part = vec![0; 64 << 10];
    let mut hash = Xxh3::new();
    loop {
        match file.read(&mut part)? {
            0 => return Ok(hash.digest128()),
            length => hash.update(&part[..length]),
        }
    }
}

/// A file on disk.
struct Found {
    below_root: PathBuf,
    /// `None` when its name cannot be used.
    path: Option<SourcePath>,
    /// Why it is not read.
    refused: Option<Diagnostic>,
}

/// All files at or below a place, in order. Nothing when there is none.
fn find_files(root: &Path, place: &Path) -> Vec<Found> {
    if place.symlink_metadata().is_err() {
        return Vec::new();
    }
    let not_hidden = |entry: &DirEntry| entry.depth() == 0 || !is_hidden(&entry.file_name().to_string_lossy());
    let entries = WalkDir::new(place).sort_by_file_name().into_iter().filter_entry(not_hidden);
    let below_root = |path: &Path| path.strip_prefix(root).unwrap_or(path).to_owned();
    let found = entries.filter_map(|entry| match entry {
        Ok(entry) if entry.file_type().is_dir() => None,
        Ok(entry) => {
            let below_root = below_root(entry.path());
            let path = SourcePath::from_relative(&below_root);
            let refused = match &path {
                None => Some(unusable_name(&below_root)),
                Some(path) if entry.file_type().is_symlink() => Some(
                    Diagnostic::in_file(Code::UnreadableFile, path, "symbolske lenker følges ikke")
                        .hint("legg selve filen her"),
                ),
                // Nobody knows when a pipe ends.
                Some(path) if !entry.file_type().is_file() => Some(
                    Diagnostic::in_file(Code::UnreadableFile, path, "dette er ikke en vanlig fil")
                        .hint("ta den bort herfra"),
                ),
                Some(_) => None,
            };
            Some(Found { below_root, path, refused })
        }
        Err(error) => {
            let below_root = below_root(error.path().unwrap_or(place));
            let path = SourcePath::from_relative(&below_root);
            let error = error.into_io_error().unwrap_or_else(|| io::ErrorKind::Other.into());
            let blamed = path.clone().unwrap_or_else(|| part_of_site(&below_root));
            Some(Found { refused: Some(unreadable(&blamed, &error)), below_root, path })
        }
    });
    found.collect()
}

/// The part of the site that a file belongs to: its first folder.
fn part_of_site(below_root: &Path) -> SourcePath {
    let first = below_root.components().next().and_then(|first| first.as_os_str().to_str()).and_then(SourcePath::new);
    first.unwrap_or_else(|| SourcePath::new(CONTENT).expect("a plain name"))
}

fn unusable_name(below_root: &Path) -> Diagnostic {
    let message = format!("filnavnet «{}» kan ikke brukes", below_root.display());
    Diagnostic::in_file(Code::InvalidFileName, &part_of_site(below_root), message)
        .hint("gi filen et navn med vanlige bokstaver, tall og bindestrek")
}

/// Files of editors and systems that are no part of the site: `.DS_Store`, `notat.md~`, `~$innkalling.docx`.
fn is_hidden(name: &str) -> bool {
    name.starts_with('.') || name.starts_with("~$") || name.ends_with('~')
}

fn unreadable(path: &SourcePath, error: &io::Error) -> Diagnostic {
    let reason = match error.kind() {
        io::ErrorKind::NotFound => "filen ble borte under lesingen".to_owned(),
        _ => reason(error),
    };
    Diagnostic::in_file(Code::UnreadableFile, path, format!("filen kan ikke leses: {reason}"))
}

fn not_utf8(path: &SourcePath, error: &std::string::FromUtf8Error) -> Diagnostic {
    let valid = error.utf8_error().valid_up_to();
    let before = &error.as_bytes()[..valid];
    let line_start = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |newline| newline + 1);
    let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
    let column = String::from_utf8_lossy(&before[line_start..]).chars().count() + 1;
    let excerpt: String = String::from_utf8_lossy(&error.as_bytes()[line_start..])
        .lines()
        .next()
        .unwrap_or("")
        .chars()
        .take(60)
        .collect();
    Diagnostic::in_file(
        Code::InvalidUtf8,
        path,
        format!("filen er ikke lagret som UTF-8: ugyldig tegn i linje {line}, kolonne {column}: «{excerpt}»"),
    )
    .hint("åpne filen i et redigeringsprogram og lagre den på nytt med tegnkoding UTF-8")
}
