//! Rules of the source itself: which rooms use which, and which modules touch the world.

use std::fs;
use std::path::PathBuf;

use crate::files::{files_below, names_in};
use crate::repository;

/// Limit on the lines of a file.
const LINES: usize = 900;

/// One file of the program.
struct Source {
    /// Its path below `src`, with forward slashes.
    name: String,
    text: String,
}

impl Source {
    /// The room that the file lies in: its first folder. Empty for `lib.rs` and `main.rs`.
    fn room(&self) -> &str {
        self.name.split_once('/').map_or("", |(room, _)| room)
    }

    /// True if the file is one of some modules, given as paths below `src`, or lies in one.
    fn is_of(&self, modules: &[&str]) -> bool {
        let path = self.name.trim_end_matches(".rs").trim_end_matches("/mod");
        modules.iter().any(|module| path == *module || path.starts_with(&format!("{module}/")))
    }

    /// Numbered lines of code, without comments.
    fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let lines = self.text.lines().enumerate().map(|(index, line)| (index + 1, line));
        lines.filter(|(_, line)| !line.trim_start().starts_with("//"))
    }

    /// Rooms that the code names after `crate::`, each with the line it is named in.
    fn used_rooms(&self) -> Vec<(usize, &str)> {
        const ROOT: &str = "crate::";
        let mut used = Vec::new();
        for (start, _) in self.text.match_indices(ROOT) {
            let line_start = self.text[..start].rfind('\n').map_or(0, |newline| newline + 1);
            if self.text[line_start..start].trim_start().starts_with("//") {
                continue;
            }
            let line = self.text[..start].matches('\n').count() + 1;
            let after = &self.text[start + ROOT.len()..];
            assert!(!after.starts_with('{'), "{}:{line}: name each room in a `use` of its own", self.name);
            let end = after.find(|character: char| !character.is_ascii_alphanumeric() && character != '_');
            used.push((line, &after[..end.unwrap_or(after.len())]));
        }
        used
    }
}

#[test]
fn rooms_use_only_rooms_declared_before_them() {
    let rooms = rooms();
    let place = |name: &str| rooms.iter().position(|room| room == name);
    for source in sources().iter().filter(|source| !source.room().is_empty()) {
        let own = place(source.room()).unwrap_or_else(|| panic!("{} lies in no room of src/lib.rs", source.name));
        for (line, used) in source.used_rooms() {
            let Some(used_place) = place(used) else { panic!("{}:{line}: there is no room {used}", source.name) };
            assert!(used_place <= own, "{}:{line}: {} uses {used}, which is above it", source.name, source.room());
        }
    }
}

#[test]
fn src_holds_the_rooms_and_the_two_roots() {
    let mut expected = rooms();
    expected.extend(["lib.rs".to_owned(), "main.rs".to_owned()]);
    expected.sort();
    assert_eq!(names_in(&root()), expected);
}

#[test]
fn a_module_with_parts_is_a_folder_with_mod_rs() {
    for source in sources() {
        let folder = root().join(source.name.trim_end_matches(".rs"));
        assert!(!folder.is_dir(), "{} belongs in its folder, as mod.rs", source.name);
    }
}

#[test]
fn each_effect_has_its_modules() {
    const READING: [&str; 6] = ["fs::read", "fs::metadata", "File::open", "read_dir", "WalkDir", "read_to_"];
    const WRITING: [&str; 7] =
        ["fs::write", "fs::remove", "fs::rename", "fs::copy", "create_dir", "File::create", "OpenOptions"];
    const PRINTING: [&str; 7] = ["println!", "print!", "dbg!", "stdout", "stderr", "is_terminal", "ExitCode"];
    const WAITING: [&str; 6] = ["tokio", "std::thread", "thread::spawn", "RwLock", "Mutex", "channel()"];
    const ASKING: [&str; 4] = ["ureq", "TcpStream", "UdpSocket", "ToSocketAddrs"];
    const OUTSIDE: [&str; 7] =
        ["std::env", "process::Command", "process::exit", "SystemTime", "Instant", "Timestamp::now", "sleep"];
    let rules: [(&[&str], &[&str]); 6] = [
        // `write` compares its output with what is there.
        (&READING, &["read/source", "build/write"]),
        (&WRITING, &["build/write", "desk/scaffold"]),
        (&PRINTING, &["cli", "main"]),
        // The search index is made by a library that waits for files.
        (&WAITING, &["desk", "verify/external", "publish/search"]),
        (&ASKING, &["verify/external"]),
        // Other hosts are given pauses, and a limited time to answer.
        (&OUTSIDE, &["cli", "main", "verify/external"]),
    ];
    for (words, allowed) in rules {
        let mut seen = false;
        for source in sources() {
            for (line, code) in source.code() {
                for word in words.iter().filter(|word| code.contains(**word)) {
                    assert!(source.is_of(allowed), "{}:{line}: {word} is not for this module", source.name);
                    seen = true;
                }
            }
        }
        // Words that stand nowhere guard nothing.
        assert!(seen, "none of {words:?} is found in {allowed:?}");
    }
}

#[test]
fn no_file_is_long() {
    for source in sources() {
        let lines = source.text.lines().count();
        assert!(lines <= LINES, "{} has {lines} lines", source.name);
    }
}

#[test]
fn every_file_begins_with_its_purpose() {
    for source in sources() {
        let comment = if source.name.ends_with(".rs") { "//! " } else { "// " };
        assert!(source.text.starts_with(comment), "{} does not begin with a comment", source.name);
    }
}

#[test]
fn paths_in_readmes_and_comments_exist() {
    let top = repository::root();
    let mut texts: Vec<(String, String)> = ["README.md", "themes/helsefellesskap/README.md", "tests/fuzz/README.md"]
        .map(|name| (name.to_owned(), fs::read_to_string(top.join(name)).unwrap()))
        .into();
    let of_rust = ["src", "tests/suite", "benches"].map(|folder| files_below(&top.join(folder)).into_values());
    for path in of_rust.into_iter().flatten().chain([top.join("tests/fuzz/entry.rs")]) {
        let Ok(text) = fs::read_to_string(&path) else { continue };
        let comments = text.lines().filter(|line| line.trim_start().starts_with("//"));
        let name = path.strip_prefix(top).unwrap().display().to_string();
        texts.push((name, comments.map(|line| format!("{line}\n")).collect()));
    }
    let mut checked = 0;
    for (name, text) in texts {
        let quoted = text.split('`').skip(1).step_by(2);
        let is_path = |word: &&str| ["src/", "tests/", "benches/"].iter().any(|top| word.starts_with(top));
        for path in quoted.filter(is_path).filter(|path| !path.contains('*')) {
            assert!(top.join(path).exists(), "{name} names {path}, which does not exist");
            checked += 1;
        }
    }
    assert!(checked > 20, "{checked} paths");
}

/// Rooms in the order that `src/lib.rs` declares them, from the ground up.
fn rooms() -> Vec<String> {
    let text = fs::read_to_string(root().join("lib.rs")).unwrap();
    let declared = text.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';'));
    let rooms: Vec<String> = declared.map(str::to_owned).collect();
    assert!(!rooms.is_empty(), "src/lib.rs declares no rooms");
    rooms
}

fn sources() -> Vec<Source> {
    let files = files_below(&root()).into_iter();
    let sources: Vec<Source> =
        files.map(|(name, path)| Source { name, text: fs::read_to_string(path).unwrap() }).collect();
    assert!(sources.len() > 10, "the source is not there");
    sources
}

fn root() -> PathBuf {
    repository::root().join("src")
}
