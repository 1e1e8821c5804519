//! The rules of the source itself: who may use whom, and who may touch the world.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// The longest a file may be.
const LINES: usize = 900;

/// One file of the program.
struct Source {
    /// Its path below `src`, with forward slashes.
    name: String,
    text: String,
}

impl Source {
    /// The module that the file belongs to; `lib` and `main` for the roots.
    fn module(&self) -> &str {
        let first = self.name.split('/').next().unwrap_or_default();
        first.strip_suffix(".rs").unwrap_or(first)
    }

    /// Numbered lines of code, without comments.
    fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let lines = self.text.lines().enumerate().map(|(index, line)| (index + 1, line));
        lines.filter(|(_, line)| !line.trim_start().starts_with("//"))
    }
}

#[test]
fn modules_use_only_modules_of_the_rows_above() {
    let rows = rows();
    for source in sources() {
        let Some(row) = rows.get(source.module()) else { continue };
        for (line, code) in source.code() {
            for used in used_modules(code).filter(|used| *used != source.module()) {
                let Some(used_row) = rows.get(used) else { panic!("{}:{line}: no row has {used}", source.name) };
                assert!(
                    used_row < row,
                    "{}:{line}: {} (row {row}) uses {used} (row {used_row})",
                    source.name,
                    source.module()
                );
            }
        }
    }
}

#[test]
fn the_table_names_the_modules_there_are() {
    let declared: Vec<String> = fs::read_to_string(root().join("lib.rs"))
        .unwrap()
        .lines()
        .filter_map(|line| Some(line.strip_prefix("pub mod ")?.strip_suffix(';')?.to_owned()))
        .collect();
    let rows = rows();
    let mut in_table: Vec<&str> = rows.keys().map(String::as_str).collect();
    // They are declared in the order of their rows.
    in_table.sort_by_key(|module| declared.iter().position(|declared| declared == module));
    assert_eq!(in_table, declared);
    assert!(declared.iter().map(|module| rows[module]).is_sorted(), "{declared:?}");
}

#[test]
fn only_source_reads_only_write_writes_only_cli_prints() {
    const READING: [&str; 6] = ["fs::read", "fs::metadata", "File::open", "read_dir", "WalkDir", "read_to_"];
    const WRITING: [&str; 7] =
        ["fs::write", "fs::remove", "fs::rename", "fs::copy", "create_dir", "File::create", "OpenOptions"];
    const PRINTING: [&str; 7] = ["println!", "print!", "dbg!", "stdout", "stderr", "is_terminal", "ExitCode"];
    const WAITING: [&str; 6] = ["tiny_http", "std::thread", "thread::spawn", "RwLock", "Mutex", "channel()"];
    const ASKING: [&str; 4] = ["ureq", "TcpStream", "UdpSocket", "ToSocketAddrs"];
    const OUTSIDE: [&str; 7] =
        ["std::env", "process::Command", "process::exit", "SystemTime", "Instant", "Timestamp::now", "sleep"];
    // What it writes, `write` compares with what is there; `scaffold` makes files that are not there.
    let rules: [(&[&str], &[&str]); 6] = [
        (&READING, &["source", "write"]),
        (&WRITING, &["write", "scaffold"]),
        (&PRINTING, &["cli", "main"]),
        (&WAITING, &["watch", "serve", "external"]),
        (&ASKING, &["external"]),
        // Other hosts are given pauses, and no more than so long to answer.
        (&OUTSIDE, &["cli", "main", "external"]),
    ];
    for (words, allowed) in rules {
        let mut seen = false;
        for source in sources() {
            for (line, code) in source.code() {
                for word in words.iter().filter(|word| code.contains(**word)) {
                    assert!(
                        allowed.contains(&source.module()),
                        "{}:{line}: {word} is not for this module",
                        source.name
                    );
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
fn every_file_begins_with_what_it_is_for() {
    for source in sources() {
        let comment = if source.name.ends_with(".rs") { "//! " } else { "// " };
        assert!(source.text.starts_with(comment), "{} does not begin with a comment", source.name);
    }
}

/// The row of each module, from the table in `src/lib.rs`.
fn rows() -> BTreeMap<String, u32> {
    let text = fs::read_to_string(root().join("lib.rs")).unwrap();
    let mut rows = BTreeMap::new();
    for line in text.lines().filter_map(|line| line.strip_prefix("//! | ")) {
        let Some((row, modules)) = line.split_once(" | ") else { continue };
        let Ok(row) = row.parse() else { continue };
        for module in modules.split('`').skip(1).step_by(2) {
            assert_eq!(rows.insert(module.to_owned(), row), None, "{module} stands in two rows");
        }
    }
    assert!(!rows.is_empty(), "src/lib.rs has no table of modules");
    rows
}

/// The modules that a line names: `x` of each `crate::x` and of `crate::{x, y::z}`.
fn used_modules(code: &str) -> impl Iterator<Item = &str> {
    code.split("crate::").skip(1).flat_map(|after| {
        let list = after.strip_prefix('{').map(|list| list.split('}').next().unwrap_or_default());
        let paths: Vec<&str> = list.map_or_else(|| vec![after], |list| list.split(',').collect());
        paths.into_iter().map(|path| {
            let path = path.trim_start();
            let end = path.find(|character: char| !character.is_ascii_alphanumeric() && character != '_');
            &path[..end.unwrap_or(path.len())]
        })
    })
}

fn sources() -> Vec<Source> {
    fn visit(folder: &Path, sources: &mut Vec<Source>) {
        let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        for path in paths {
            if path.is_dir() {
                visit(&path, sources);
            } else {
                let name = path.strip_prefix(root()).unwrap().to_str().unwrap().replace('\\', "/");
                sources.push(Source { name, text: fs::read_to_string(&path).unwrap() });
            }
        }
    }
    let mut sources = Vec::new();
    visit(&root(), &mut sources);
    assert!(sources.len() > 10, "the source is not there");
    sources
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}
