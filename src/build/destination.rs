//! Which folders a site may be written to.

use std::path::{Component, Path, PathBuf};

use crate::read::source::{CONTENT, THEMES};

/// Folders of systems and of many programs, below the top of a disk. None of them is the folder of one site.
const SHARED: [&str; 30] = [
    "Applications",
    "Library",
    "Program Files",
    "Program Files (x86)",
    "ProgramData",
    "System",
    "Users",
    "Windows",
    "bin",
    "boot",
    "dev",
    "etc",
    "home",
    "lib",
    "lib64",
    "media",
    "mnt",
    "opt",
    "proc",
    "root",
    "run",
    "sbin",
    "srv",
    "sys",
    "tmp",
    "usr",
    "usr/local",
    "usr/share",
    "var",
    "var/www",
];

/// Folders, below the top of a disk, of which nothing inside is for a site either.
const SYSTEM: [&str; 19] = [
    "Library",
    "Program Files",
    "Program Files (x86)",
    "System",
    "Windows",
    "bin",
    "boot",
    "dev",
    "etc",
    "lib",
    "lib64",
    "proc",
    "sbin",
    "sys",
    "usr/bin",
    "usr/include",
    "usr/lib",
    "usr/local/bin",
    "usr/sbin",
];

/// Folders in a home folder that people keep their own files in.
const PERSONAL: [&str; 9] = [
    "Desktop",
    "Documents",
    "Dokumenter",
    "Downloads",
    "Nedlastinger",
    "OneDrive",
    "Pictures",
    "Skrivebord",
    "Skrivebordet",
];

/// Returns why a site must not be written to a folder, in words that follow a colon; `None` when it may be. It does not matter
/// how the folder is written, nor whether it exists.
pub fn reason_to_refuse(root: &Path, folder: &Path, home: Option<&Path>) -> Option<&'static str> {
    let (root, folder) = (resolved(root), resolved(folder));
    let home = home.map(resolved);
    let is_source = [CONTENT, THEMES].iter().any(|part| folder.starts_with(resolved(&root.join(part))));
    let is_of_git = folder.components().any(|part| part.as_os_str() == ".git");
    let below_top: PathBuf = folder.components().filter(|part| matches!(part, Component::Normal(_))).collect();
    let is_top = below_top.as_os_str().is_empty();
    let is_shared = SHARED.iter().any(|name| below_top == Path::new(name));
    let is_system = SYSTEM.iter().any(|name| below_top.starts_with(name));
    let is_home = home.as_ref().is_some_and(|home| home.starts_with(&folder));
    let is_personal = home.is_some_and(|home| PERSONAL.iter().any(|name| folder == home.join(name)));
    if folder == root || is_source {
        Some("der ligger det nettstedet lages av")
    } else if is_of_git {
        Some("der ligger historikken til git")
    } else if is_top || is_shared || is_system {
        Some("mappen hører til systemet")
    } else if is_home || is_personal {
        Some("der ligger filene dine")
    } else if root.starts_with(&folder) {
        Some("nettstedet ligger i den mappen")
    } else {
        None
    }
}

/// Returns a path without links and without `..`. What does not exist yet is resolved by its text, as it will be made.
fn resolved(path: &Path) -> PathBuf {
    let Ok(absolute) = std::path::absolute(path) else { return path.to_owned() };
    let existing = absolute.ancestors().find_map(|above| Some((above, above.canonicalize().ok()?)));
    let Some((above, mut resolved)) = existing else { return absolute };
    let rest = absolute.strip_prefix(above).unwrap_or(Path::new(""));
    for part in rest.components() {
        match part {
            Component::ParentDir => drop(resolved.pop()),
            Component::CurDir => {}
            part => resolved.push(part),
        }
    }
    resolved
}
