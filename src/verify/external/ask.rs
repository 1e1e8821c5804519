//! Asking for addresses: a few hosts at a time, one question to a host at a time, and no more than is needed.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use ureq::config::Config;
use ureq::http::Method;
use ureq::tls::{Certificate, RootCerts, TlsConfig};
use ureq::unversioned::transport::DefaultConnector;
use ureq::{Agent, Proxy, Timeout};
use url::Url;

use super::guard::{Guard, InClosedNetwork, is_private};
use super::{Answer, Death};

/// How the program behaves towards other hosts.
#[derive(Debug, Clone)]
pub struct Limits {
    /// How many hosts are asked at the same time.
    pub hosts: usize,
    /// Between two questions to the same host.
    pub pause: Duration,
    /// How long one question may take.
    pub patience: Duration,
    /// How long all of it may take; what is left then is not asked.
    pub total: Duration,
    /// How many addresses are asked, at the most.
    pub most: usize,
    /// How many times one address may be sent on.
    pub redirects: u32,
    /// Which hosts are in a network that is not open to all.
    pub is_private: fn(IpAddr) -> bool,
    /// Whether questions go through the proxy of the machine, where it has one.
    pub proxy: bool,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            hosts: 4,
            pause: Duration::from_secs(1),
            patience: Duration::from_secs(15),
            total: Duration::from_secs(600),
            most: 2000,
            redirects: 8,
            is_private,
            proxy: true,
        }
    }
}

/// What came of asking.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asked {
    /// By address, as it was given.
    pub answers: BTreeMap<String, Answer>,
}

impl Asked {
    /// How many addresses were answered like this.
    pub fn count(&self, answer: &Answer) -> usize {
        self.answers.values().filter(|found| *found == answer).count()
    }

    /// Whether no host at all could be reached, which is more likely the fault of this machine than of all of them.
    pub fn is_cut_off(&self) -> bool {
        /// So many hosts are not gone at once.
        const ENOUGH: usize = 3;
        let unreached = |answer: &Answer| matches!(answer, Answer::Dead(Death::NoHost | Death::NoConnection));
        let hosts: BTreeSet<String> = self.answers.keys().filter_map(|address| host(&readable(address)?)).collect();
        hosts.len() >= ENOUGH && self.answers.values().all(unreached)
    }
}

/// Why nothing could be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CannotAsk {
    /// The machine has no list of who is trusted to vouch for hosts.
    NoCertificates,
}

/// Asks for addresses, each once, and says to hosts who is asking.
///
/// # Errors
/// When the machine cannot make safe connections, and one is needed.
pub fn ask(addresses: &BTreeSet<&str>, name: &str, limits: &Limits) -> Result<Asked, CannotAsk> {
    let mut asked = Asked::default();
    let mut hosts: BTreeMap<String, Questions<'_>> = BTreeMap::new();
    for (number, address) in addresses.iter().enumerate() {
        let url = readable(address);
        match url.and_then(|url| Some((host(&url)?, url))) {
            _ if number >= limits.most => drop(asked.answers.insert((*address).to_owned(), Answer::NotAsked)),
            None => drop(asked.answers.insert((*address).to_owned(), Answer::Dead(Death::Malformed))),
            Some((host, url)) => hosts.entry(host).or_default().entry(url).or_default().push(address),
        }
    }
    let needs_safety = hosts.values().flat_map(BTreeMap::keys).any(|url| url.scheme() == "https");
    let certificates = if needs_safety { certificates()? } else { Vec::new() };
    let asker =
        Asker { limits, deadline: Instant::now() + limits.total, name, certificates: RootCerts::from(certificates) };
    // Those with the most to ask for come first, so that the last to finish begins early.
    let mut queue: Vec<_> = hosts.into_values().collect();
    queue.sort_by_key(BTreeMap::len);
    let (queue, answers) = (Mutex::new(queue), Mutex::new(asked.answers));
    thread::scope(|scope| {
        for _ in 0..limits.hosts {
            scope.spawn(|| {
                // The lock is let go before the host is asked.
                while let Some(questions) = next(&queue) {
                    asker.ask_host(questions, |address, answer| {
                        unlocked(&answers).insert(address.to_owned(), answer);
                    });
                }
            });
        }
    });
    asked.answers = answers.into_inner().unwrap_or_else(PoisonError::into_inner);
    Ok(asked)
}

/// What one host is asked, with the addresses that mean it: they may differ in their fragments.
type Questions<'a> = BTreeMap<Url, Vec<&'a str>>;

fn next<'a>(queue: &Mutex<Vec<Questions<'a>>>) -> Option<Questions<'a>> {
    unlocked(queue).pop()
}

/// What is in a lock. Nothing that is done under one can fail halfway.
fn unlocked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// An address as browsers ask for it: letters that are not ASCII in the forms of hosts and paths, and no fragment.
fn readable(address: &str) -> Option<Url> {
    let mut url = Url::parse(address).ok()?;
    url.set_fragment(None);
    Some(url)
}

/// What is asked with pauses: a host, whatever its port.
fn host(url: &Url) -> Option<String> {
    url.host_str().map(str::to_owned)
}

/// Whom the machine trusts to vouch for hosts.
fn certificates() -> Result<Vec<Certificate<'static>>, CannotAsk> {
    let found = rustls_native_certs::load_native_certs().certs;
    let certificates: Vec<_> = found.iter().map(|found| Certificate::from_der(found.as_ref()).to_owned()).collect();
    if certificates.is_empty() { Err(CannotAsk::NoCertificates) } else { Ok(certificates) }
}

/// Asks one host after the other.
struct Asker<'a> {
    limits: &'a Limits,
    deadline: Instant,
    name: &'a str,
    certificates: RootCerts,
}

impl Asker<'_> {
    fn ask_host(&self, questions: Questions<'_>, mut answered: impl FnMut(&str, Answer)) {
        for (number, (url, addresses)) in questions.into_iter().enumerate() {
            let is_time = number == 0 || self.pause();
            let answer = if is_time && self.time_left() { self.ask(&url) } else { Answer::NotAsked };
            for address in addresses {
                answered(address, answer.clone());
            }
        }
    }

    fn time_left(&self) -> bool {
        Instant::now() < self.deadline
    }

    /// Waits a moment. `false` when the time is up then.
    fn pause(&self) -> bool {
        thread::sleep(self.limits.pause.min(self.deadline.saturating_duration_since(Instant::now())));
        self.time_left()
    }

    /// Asks whether there is something at an address; and for the thing itself only from a host that does not say.
    fn ask(&self, url: &Url) -> Answer {
        let agent = self.agent();
        match reply(&agent, &Method::HEAD, url) {
            Reply::Answer(answer) => answer,
            Reply::Perhaps(_) if self.pause() => match reply(&agent, &Method::GET, url) {
                Reply::Answer(answer) | Reply::Perhaps(answer) => answer,
            },
            Reply::Perhaps(_) => Answer::NotAsked,
        }
    }

    /// What asks for one address. No two share one, since each has a guard that knows what the content names.
    fn agent(&self) -> Agent {
        let left = self.deadline.saturating_duration_since(Instant::now());
        let patience = self.limits.patience.min(left).max(Duration::from_millis(1));
        let safety = TlsConfig::builder()
            .root_certs(self.certificates.clone())
            .unversioned_rustls_crypto_provider(rustls::crypto::ring::default_provider().into())
            .build();
        let mut config = Config::builder()
            .http_status_as_error(false)
            .max_redirects(self.limits.redirects)
            .max_redirects_will_error(true)
            .user_agent(self.name)
            .tls_config(safety)
            // Told from a host that is there and does not answer, which may answer the other kind of question.
            .timeout_resolve(Some(patience / 2))
            .timeout_connect(Some(patience / 2))
            .timeout_global(Some(patience));
        if !self.limits.proxy {
            config = config.proxy(None::<Proxy>);
        }
        Agent::with_parts(config.build(), DefaultConnector::default(), Guard::new(self.limits.is_private))
    }
}

/// What one question gave.
enum Reply {
    Answer(Answer),
    /// It may be that the host does not know this kind of question.
    Perhaps(Answer),
}

fn reply(agent: &Agent, method: &Method, url: &Url) -> Reply {
    let request = match *method {
        Method::HEAD => agent.head(url.as_str()),
        _ => agent.get(url.as_str()),
    };
    match request.call().map(|response| response.status().as_u16()) {
        Ok(200..300) => Reply::Answer(Answer::Found),
        // Whoever asks again now asks too much.
        Ok(429) => Reply::Answer(Answer::Refused),
        // Many hosts that serve readers turn programs away, in these words and others.
        Ok(401 | 403 | 405 | 406 | 407 | 451 | 501 | 999) => Reply::Perhaps(Answer::Refused),
        Ok(status) => Reply::Perhaps(Answer::Dead(Death::Status(status))),
        Err(error) => failure(&error),
    }
}

fn failure(error: &ureq::Error) -> Reply {
    let dead = |death| Reply::Answer(Answer::Dead(death));
    let perhaps = |death| Reply::Perhaps(Answer::Dead(death));
    match error {
        ureq::Error::Timeout(Timeout::Resolve | Timeout::Connect) => dead(Death::Timeout),
        ureq::Error::Timeout(_) => perhaps(Death::Timeout),
        ureq::Error::HostNotFound => dead(Death::NoHost),
        ureq::Error::TooManyRedirects => dead(Death::Redirects),
        ureq::Error::Tls(_) | ureq::Error::Rustls(_) | ureq::Error::TlsRequired => dead(Death::Unsafe),
        ureq::Error::Other(inner) if inner.is::<InClosedNetwork>() => dead(Death::Private),
        ureq::Error::BadUri(_) | ureq::Error::Http(_) => dead(Death::Malformed),
        ureq::Error::Io(io) => match io.kind() {
            std::io::ErrorKind::TimedOut => perhaps(Death::Timeout),
            // What is wrong with a certificate comes as data that make no sense.
            std::io::ErrorKind::InvalidData => dead(Death::Unsafe),
            std::io::ErrorKind::UnexpectedEof | std::io::ErrorKind::ConnectionReset => perhaps(Death::NoConnection),
            _ => dead(Death::NoConnection),
        },
        ureq::Error::ConnectionFailed => dead(Death::NoConnection),
        _ => perhaps(Death::Garbage),
    }
}
