//! Tells when files of a site change.

use std::collections::BTreeSet;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use notify_debouncer_full::notify::{self, ErrorKind, PollWatcher, RecommendedWatcher, RecursiveMode};
use notify_debouncer_full::{DebounceEventResult, Debouncer, NoCache, new_debouncer_opt};

use crate::read::source::{CONTENT, THEMES};

/// How long nothing more must happen to a file before its change is told. Programs save in several steps, all of them
/// within a few milliseconds.
const QUIET: Duration = Duration::from_millis(8);
/// How often files are looked at where the system does not tell.
const POLL: Duration = Duration::from_secs(1);

/// What has happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// These files or folders changed, came or went; the root stands in front of each.
    Changed(BTreeSet<PathBuf>),
    /// Changes were missed; anything may be different.
    Missed,
}

/// Why changes cannot be followed.
#[derive(Debug)]
pub struct WatchError(notify::Error);

impl fmt::Display for WatchError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "endringer i filene kan ikke følges: {}", self.0)
    }
}

impl std::error::Error for WatchError {}

/// Changes are told for as long as this lives.
pub struct Watch {
    watching: Watching,
    /// The system could not watch so many folders; the files are looked at once in a while.
    pub polls: bool,
}

enum Watching {
    System(Arc<Mutex<Option<Debouncer<RecommendedWatcher, NoCache>>>>),
    Poll(Option<Debouncer<PollWatcher, NoCache>>),
}

impl Drop for Watch {
    fn drop(&mut self) {
        match &mut self.watching {
            Watching::System(slot) => {
                // The thread that is waited for uses the slot, too, so it must not be locked meanwhile.
                let debouncer = slot.lock().unwrap_or_else(PoisonError::into_inner).take();
                if let Some(debouncer) = debouncer {
                    debouncer.stop();
                }
            }
            Watching::Poll(debouncer) => {
                if let Some(debouncer) = debouncer.take() {
                    debouncer.stop();
                }
            }
        }
    }
}

impl Watch {
    /// Begins to watch a site. When the system cannot watch so many folders, the files are looked at every second.
    ///
    /// # Errors
    /// When the folder cannot be watched in either way.
    pub fn start(root: &Path, tell: impl Fn(Event) + Send + Sync + 'static) -> Result<Self, WatchError> {
        let tell = Arc::new(tell);
        match Self::by_system(root, tell.clone()) {
            Err(WatchError(error)) if matches!(error.kind, ErrorKind::MaxFilesWatch) => Self::by_polling(root, tell),
            result => result,
        }
    }

    fn by_system(root: &Path, tell: Arc<impl Fn(Event) + Send + Sync + 'static>) -> Result<Self, WatchError> {
        let slot: Arc<Mutex<Option<Debouncer<RecommendedWatcher, NoCache>>>> = Arc::default();
        let (in_handler, watched) = (slot.clone(), root.to_owned());
        let handler = move |result: DebounceEventResult| {
            let event = event(result);
            // A folder that was deleted or moved away is no longer watched when it is there again.
            if let Event::Changed(paths) = &event {
                let mut slot = in_handler.lock().unwrap_or_else(PoisonError::into_inner);
                for folder in parts(&watched).filter(|folder| paths.contains(folder)) {
                    if let Some(debouncer) = slot.as_mut() {
                        let _ = debouncer.watch(&folder, RecursiveMode::Recursive);
                    }
                }
            }
            tell(event);
        };
        let mut debouncer = new_debouncer_opt::<_, RecommendedWatcher, _>(QUIET, None, handler, NoCache, config())
            .map_err(WatchError)?;
        watch_parts(root, |path, mode| debouncer.watch(path, mode))?;
        *slot.lock().unwrap_or_else(PoisonError::into_inner) = Some(debouncer);
        Ok(Self { watching: Watching::System(slot), polls: false })
    }

    fn by_polling(root: &Path, tell: Arc<impl Fn(Event) + Send + Sync + 'static>) -> Result<Self, WatchError> {
        let handler = move |result: DebounceEventResult| tell(event(result));
        let config = config().with_poll_interval(POLL);
        let mut debouncer =
            new_debouncer_opt::<_, PollWatcher, _>(QUIET, None, handler, NoCache, config).map_err(WatchError)?;
        watch_parts(root, |path, mode| debouncer.watch(path, mode))?;
        Ok(Self { watching: Watching::Poll(Some(debouncer)), polls: true })
    }
}

/// The folders of a site that are there and are watched with all that is below. Where a symbolic link leads is not read, so
/// it is not watched either.
fn parts(root: &Path) -> impl Iterator<Item = PathBuf> {
    [CONTENT, THEMES].into_iter().map(|part| root.join(part)).filter(|folder| folder.is_dir() && !folder.is_symlink())
}

/// How files are watched.
fn config() -> notify::Config {
    notify::Config::default().with_follow_symlinks(false)
}

fn watch_parts(
    root: &Path,
    mut watch: impl FnMut(&Path, RecursiveMode) -> notify::Result<()>,
) -> Result<(), WatchError> {
    // The root itself for the settings, and for the folders when they come and go.
    watch(root, RecursiveMode::NonRecursive).map_err(WatchError)?;
    parts(root).try_for_each(|folder| watch(&folder, RecursiveMode::Recursive)).map_err(WatchError)
}

fn event(result: DebounceEventResult) -> Event {
    match result {
        Ok(events) if events.iter().any(|event| event.need_rescan()) => Event::Missed,
        Ok(events) => {
            let changes = events.into_iter().filter(|event| !event.kind.is_access());
            Event::Changed(changes.flat_map(|event| event.event.paths).collect())
        }
        Err(_) => Event::Missed,
    }
}
