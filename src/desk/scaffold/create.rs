//! The files of a plan on disk: all of them or none, and never over another.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::Plan;

/// Why nothing was made.
#[derive(Debug)]
pub enum CreateError {
    /// Files that are there already.
    Taken(Vec<PathBuf>),
    Io {
        path: PathBuf,
        error: io::Error,
    },
}

/// Makes the files of a plan below a folder.
///
/// # Errors
/// When one of them is there already, before anything is made; or when the disk refuses, in which case what was made is
/// removed again.
pub fn create(root: &Path, plan: &Plan) -> Result<(), CreateError> {
    let targets: Vec<(PathBuf, &str)> =
        plan.files.iter().map(|file| (root.join(file.path.as_str()), file.content.as_str())).collect();
    // A link that leads nowhere is there too.
    let taken: Vec<PathBuf> =
        targets.iter().map(|(path, _)| path).filter(|path| path.symlink_metadata().is_ok()).cloned().collect();
    if !taken.is_empty() {
        return Err(CreateError::Taken(taken));
    }
    let mut made = Made::default();
    for (path, content) in &targets {
        if let Err(error) = made.file(path, content) {
            made.undo();
            return Err(CreateError::Io { path: path.clone(), error });
        }
    }
    Ok(())
}

/// What was made so far.
#[derive(Default)]
struct Made {
    folders: Vec<PathBuf>,
    files: Vec<PathBuf>,
}

impl Made {
    fn file(&mut self, path: &Path, content: &str) -> io::Result<()> {
        self.folder(path.parent().unwrap_or(path))?;
        // `create_new` refuses a file that has come since it was looked for.
        let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
        self.files.push(path.to_owned());
        file.write_all(content.as_bytes())
    }

    fn folder(&mut self, path: &Path) -> io::Result<()> {
        if path.as_os_str().is_empty() || path.is_dir() {
            return Ok(());
        }
        if let Some(above) = path.parent() {
            self.folder(above)?;
        }
        match fs::create_dir(path) {
            Ok(()) => {
                self.folders.push(path.to_owned());
                Ok(())
            }
            // Somebody else made it meanwhile.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && path.is_dir() => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// Removes what was made. What cannot be removed stays; the first error is the one to tell.
    fn undo(self) {
        for file in self.files.iter().rev() {
            let _ = fs::remove_file(file);
        }
        for folder in self.folders.iter().rev() {
            let _ = fs::remove_dir(folder);
        }
    }
}
