//! The site in a browser while it is edited, on this machine only.
//!
//! Pages are made when they are asked for, from a [`Preview`] in memory; nothing is written. A small script in each page
//! is told of changes (by server-sent events): it shows what is wrong on top of the page, exchanges the style sheet, and
//! reads the page again when it has changed.

mod answer;
mod listen;
mod message;
mod respond;

use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::net::{IpAddr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::thread::{self, JoinHandle};

use bytes::Bytes;
use jiff::civil::Date;
use tokio::sync::{Notify, mpsc};

use crate::build::{Request, tidy};
use crate::desk::preview::Preview;
use crate::desk::watch::{Event, Watch, WatchError};
use crate::foundation::diagnostic::Diagnostic;
use crate::foundation::locale::reason;
use crate::foundation::path::{OutputPath, SourcePath};
use crate::read::source::{NotASite, SourceTree};

/// Limit on the messages that wait for a browser. One that falls further behind is cut off; it asks again, and is told
/// how things are then.
const WAITING: usize = 16;

/// What a server is asked for.
pub struct Options {
    pub root: PathBuf,
    pub interface: IpAddr,
    pub port: u16,
    /// Drafts, embargoed and expired pages too.
    pub drafts: bool,
    pub base_url: Option<String>,
    /// The day the site is shown for: asked again at each change.
    pub date: fn() -> Date,
}

/// What a server says while it runs.
pub enum Notice<'a> {
    /// The site has changed and is sound.
    Sound {
        changed: &'a [SourcePath],
        /// Something was wrong before.
        mended: bool,
        /// How many pages are left out, when that is another number than the last one told.
        withheld: Option<usize>,
    },
    /// Something is wrong.
    Problems { problems: &'a [Diagnostic], sources: &'a SourceTree },
}

/// Why a server cannot run.
#[derive(Debug)]
pub enum ServeError {
    NotASite(NotASite),
    /// Somebody else listens there.
    PortInUse(SocketAddr),
    Listen(SocketAddr, io::Error),
    Watch(WatchError),
}

impl fmt::Display for ServeError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotASite(error) => error.fmt(formatter),
            Self::PortInUse(address) => {
                let (port, next) = (address.port(), address.port().checked_add(1).unwrap_or(1111));
                write!(
                    formatter,
                    "port {port} er opptatt; kanskje kjører forhåndsvisningen allerede i et annet vindu. \
                     Stopp den, eller velg en annen port: --port {next}"
                )
            }
            Self::Listen(address, error) => {
                let reason = match error.kind() {
                    io::ErrorKind::PermissionDenied => {
                        "du mangler tilgang; velg en port over 1023 med --port".to_owned()
                    }
                    io::ErrorKind::AddrNotAvailable => {
                        "maskinen har ikke denne adressen; bruk --interface 127.0.0.1".to_owned()
                    }
                    _ => reason(error),
                };
                write!(formatter, "kan ikke svare på {address}: {reason}")
            }
            Self::Watch(error) => error.fmt(formatter),
        }
    }
}

impl std::error::Error for ServeError {}

/// A running server. It stops when this is dropped.
pub struct Server {
    stop: Arc<Notify>,
    shared: Arc<Shared>,
    listening: Option<JoinHandle<()>>,
    address: SocketAddr,
    polls: bool,
    /// Changes are followed until this is dropped.
    watch: Option<Watch>,
    follower: Option<JoinHandle<()>>,
}

impl Server {
    /// Reads a site, begins to follow its files and to answer requests.
    ///
    /// # Errors
    /// When there is no site, or the address cannot be used.
    pub fn start(options: Options, say: impl Fn(Notice<'_>) + Send + Sync + 'static) -> Result<Self, ServeError> {
        let wanted = SocketAddr::new(options.interface, options.port);
        let refused = |error: io::Error| match error.kind() {
            io::ErrorKind::AddrInUse => ServeError::PortInUse(wanted),
            _ => ServeError::Listen(wanted, error),
        };
        let listener = TcpListener::bind(wanted).map_err(refused)?;
        let address = listener.local_addr().unwrap_or(wanted);

        let root = std::path::absolute(&options.root).unwrap_or(options.root);
        // Watched before it is read, so that no change falls between.
        let (events, received) = channel();
        let watch = Watch::start(&root, move |event| drop(events.send(event)));
        let (sources, _) = SourceTree::read(&root).map_err(ServeError::NotASite)?;
        let request = Request { date: (options.date)(), drafts: options.drafts, base_url: options.base_url };
        let preview = Preview::new(sources, request);
        let shared = Arc::new(Shared {
            preview: RwLock::new(preview),
            news: Mutex::default(),
            address,
            date: options.date,
            say: Box::new(say),
        });
        shared.tell(Vec::new());

        let watch = watch.map_err(ServeError::Watch)?;
        let polls = watch.polls;
        let stop = Arc::new(Notify::new());
        let listen = listen::listen(listener, shared.clone(), stop.clone()).map_err(refused)?;
        let following = shared.clone();
        let follower = Some(thread::spawn(move || following.follow(&root, &received)));
        let listening = Some(thread::spawn(listen));
        Ok(Self { stop, shared, listening, address, polls, watch: Some(watch), follower })
    }

    /// The address of the front page.
    pub fn url(&self) -> String {
        let preview = self.shared.preview();
        let base_path = preview.portal().map_or("", |portal| portal.base_url().path());
        format!("http://{}{base_path}/", self.address)
    }

    /// The system cannot tell of changes in so many folders, so they are noticed only about once a second.
    pub fn polls(&self) -> bool {
        self.polls
    }

    /// Waits until the server stops, which it does not by itself.
    pub fn wait(mut self) {
        if let Some(listening) = self.listening.take() {
            let _ = listening.join();
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop.notify_one();
        drop(self.watch.take());
        // When this returns, the port is free and nothing of the site is held.
        for thread in [self.listening.take(), self.follower.take()].into_iter().flatten() {
            let _ = thread.join();
        }
    }
}

/// What the threads of a server share.
struct Shared {
    preview: RwLock<Preview>,
    news: Mutex<News>,
    address: SocketAddr,
    date: fn() -> Date,
    say: Box<dyn Fn(Notice<'_>) + Send + Sync>,
}

/// What browsers are told.
#[derive(Default)]
struct News {
    /// The last message, as a server-sent event; one who comes later gets it first.
    last: Bytes,
    /// The last one told of something wrong.
    unsound: bool,
    /// The number of pages left out that was told last.
    withheld: Option<usize>,
    /// How many messages there were.
    messages: usize,
    clients: Vec<mpsc::Sender<Bytes>>,
    /// What went wrong when pages were made, by page, and not when the site was linked.
    failures: BTreeMap<OutputPath, Vec<Diagnostic>>,
    /// The last good content of pages that were shown.
    shown: BTreeMap<OutputPath, Vec<u8>>,
}

impl Shared {
    fn preview(&self) -> std::sync::RwLockReadGuard<'_, Preview> {
        self.preview.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn news(&self) -> MutexGuard<'_, News> {
        self.news.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes in changes as they come.
    fn follow(&self, root: &Path, events: &Receiver<Event>) {
        while let Ok(event) = events.recv() {
            let mut sources = self.preview().sources().clone();
            let changed = match event {
                Event::Changed(places) => sources.refresh(root, &places),
                Event::Missed => sources.refresh(root, &[root.to_owned()].into()),
            };
            if changed.is_empty() && sources.problems() == self.preview().sources().problems() {
                continue;
            }
            self.preview.write().unwrap_or_else(PoisonError::into_inner).update(sources, &changed, (self.date)());
            self.news().failures.clear();
            self.tell(changed.into_iter().collect());
        }
    }

    /// Tells browsers and the terminal how things are after some files changed.
    fn tell(&self, changed: Vec<SourcePath>) {
        let preview = self.preview();
        let mut news = self.news();
        let mut problems = preview.problems().to_vec();
        problems.extend(news.failures.values().flatten().cloned());
        tidy(&mut problems);
        if problems.is_empty() {
            let withheld = preview.portal().map_or(0, |portal| portal.withheld());
            let told = news.withheld.replace(withheld);
            let mended = std::mem::take(&mut news.unsound);
            let withheld = (told != Some(withheld)).then_some(withheld);
            (self.say)(Notice::Sound { changed: &changed, mended, withheld });
        } else {
            news.unsound = true;
            (self.say)(Notice::Problems { problems: &problems, sources: preview.sources() });
        }
        news.messages += 1;
        let event = Bytes::from(message::event(news.messages, &preview, &problems, &changed));
        news.last = event.clone();
        news.clients.retain(|client| client.try_send(event.clone()).is_ok());
    }
}

impl News {
    /// Returns the events for one more browser, which is told the last message first.
    fn subscribe(&mut self) -> mpsc::Receiver<Bytes> {
        let (client, events) = mpsc::channel(WAITING);
        for event in [Bytes::from_static(b"retry: 500\n\n"), self.last.clone()] {
            let _ = client.try_send(event);
        }
        self.clients.retain(|client| !client.is_closed());
        self.clients.push(client);
        events
    }
}
