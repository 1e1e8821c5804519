//! What is asked, how politely, and what is made of the answers, with hosts of our own on the loopback.
//!
//! Only Linux has more than one address there without being told.
#![cfg(target_os = "linux")]

use std::io::{BufRead, BufReader, Write};
use std::net::{IpAddr, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use super::*;

const CLOSED: &str = "127.0.0.99";

/// A host that answers by the path it is asked for, and remembers what it was asked.
struct Host {
    address: SocketAddr,
    seen: Arc<Mutex<Vec<Seen>>>,
}

#[derive(Debug, Clone)]
struct Seen {
    /// Method and path.
    question: String,
    name: String,
    from: Instant,
    until: Instant,
}

impl Host {
    fn new(ip: &str) -> Self {
        let listener = TcpListener::bind((ip, 0)).unwrap();
        let host = Self { address: listener.local_addr().unwrap(), seen: Arc::default() };
        let (seen, address) = (host.seen.clone(), host.address);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let seen = seen.clone();
                std::thread::spawn(move || serve(&stream, address, &seen));
            }
        });
        host
    }

    fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }

    fn questions(&self) -> Vec<String> {
        self.seen().into_iter().map(|seen| seen.question).collect()
    }
}

fn serve(stream: &TcpStream, address: SocketAddr, seen: &Mutex<Vec<Seen>>) {
    let from = Instant::now();
    let mut lines = BufReader::new(stream).lines().map_while(Result::ok).take_while(|line| !line.is_empty());
    let Some(first) = lines.next() else { return };
    let question = first.rsplit_once(' ').map_or(first.as_str(), |(question, _)| question).to_owned();
    let name = lines.find_map(|line| line.to_ascii_lowercase().strip_prefix("user-agent: ").map(str::to_owned));
    let is_head = question.starts_with("HEAD");
    let path = question.split(' ').nth(1).unwrap_or_default();
    let sent_on = |to: &str| format!("301 Moved\r\nLocation: {to}");
    let status = match path {
        "/borte" => "404 Not Found".to_owned(),
        "/feil" => "500 Internal Server Error".to_owned(),
        "/stengt" => "403 Forbidden".to_owned(),
        "/mange" => "429 Too Many Requests".to_owned(),
        "/flyttet" => sent_on("/her"),
        "/flyttet-bort" => sent_on("/borte"),
        "/ring" => sent_on("/ring"),
        "/lukket" => sent_on(&format!("http://{CLOSED}:{}/her", address.port())),
        "/bare-hele" if is_head => "405 Method Not Allowed".to_owned(),
        "/bare-hele-404" if is_head => "404 Not Found".to_owned(),
        _ => "200 OK".to_owned(),
    };
    match path {
        "/treg" => std::thread::sleep(Duration::from_secs(2)),
        "/lenge" => std::thread::sleep(Duration::from_millis(150)),
        _ => {}
    }
    let answer = match path {
        "/rot" => "dette er ikke HTTP\r\n\r\n".to_owned(),
        _ => format!("HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"),
    };
    let (name, until) = (name.unwrap_or_default(), Instant::now());
    seen.lock().unwrap().push(Seen { question, name, from, until });
    let mut stream = stream;
    let _ = stream.write_all(answer.as_bytes());
}

fn limits() -> Limits {
    fn is_closed(address: IpAddr) -> bool {
        address.to_string() == CLOSED
    }
    Limits {
        hosts: 4,
        pause: Duration::from_millis(1),
        patience: Duration::from_millis(500),
        total: Duration::from_secs(60),
        most: 100,
        redirects: 3,
        is_private: is_closed,
        proxy: false,
    }
}

fn asked(addresses: &[String], limits: &Limits) -> Asked {
    ask(&addresses.iter().map(String::as_str).collect(), "fellesskap/0 (prøve)", limits).unwrap()
}

/// Asserts what is made of an address, and what the host was asked for it.
#[track_caller]
fn check(path: &str, expected: Answer, questions: &[&str]) {
    let host = Host::new("127.0.0.1");
    let address = host.url(path);
    let asked = asked(std::slice::from_ref(&address), &limits());
    assert_eq!(asked.answers, BTreeMap::from([(address, expected)]));
    assert_eq!(host.questions(), questions);
}

#[test]
fn answers_are_told_apart() {
    use Answer::{Dead, Found, Refused};
    check("/her", Found, &["HEAD /her"]);
    check("/med%20rom/å?a=ø&b#del", Found, &["HEAD /med%20rom/%C3%A5?a=%C3%B8&b"]);
    check("/borte", Dead(Death::Status(404)), &["HEAD /borte", "GET /borte"]);
    check("/feil", Dead(Death::Status(500)), &["HEAD /feil", "GET /feil"]);
    check("/flyttet", Found, &["HEAD /flyttet", "HEAD /her"]);
    check(
        "/flyttet-bort",
        Dead(Death::Status(404)),
        &["HEAD /flyttet-bort", "HEAD /borte", "GET /flyttet-bort", "GET /borte"],
    );
    check("/ring", Dead(Death::Redirects), &["HEAD /ring"; 4]);
    check("/bare-hele", Found, &["HEAD /bare-hele", "GET /bare-hele"]);
    check("/bare-hele-404", Found, &["HEAD /bare-hele-404", "GET /bare-hele-404"]);
    check("/stengt", Refused, &["HEAD /stengt", "GET /stengt"]);
    check("/mange", Refused, &["HEAD /mange"]);
    check("/rot", Dead(Death::Garbage), &["HEAD /rot", "GET /rot"]);
}

#[test]
fn a_host_that_does_not_answer_is_waited_for_a_moment() {
    let host = Host::new("127.0.0.1");
    let start = Instant::now();
    let asked = asked(&[host.url("/treg")], &limits());
    assert_eq!(asked.answers[&host.url("/treg")], Answer::Dead(Death::Timeout));
    assert!(start.elapsed() < Duration::from_millis(1900), "{:?}", start.elapsed());
}

#[test]
fn a_host_that_is_not_there_is_dead() {
    let gone = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let addresses = [format!("http://{gone}/"), "http://finnes-ikke.invalid/".to_owned(), "http://[".to_owned()];
    let asked = asked(&addresses, &limits());
    let expected = [Death::NoConnection, Death::NoHost, Death::Malformed].map(Answer::Dead);
    assert_eq!(addresses.each_ref().map(|address| asked.answers[address].clone()), expected);
}

#[test]
fn nobody_is_sent_into_a_closed_network() {
    let open = Host::new("127.0.0.1");
    let closed = TcpListener::bind((CLOSED, open.address.port())).unwrap();
    closed.set_nonblocking(true).unwrap();
    let asked = asked(&[open.url("/lukket")], &limits());
    assert_eq!(asked.answers[&open.url("/lukket")], Answer::Dead(Death::Private));
    assert!(closed.accept().is_err(), "it was asked all the same");
}

#[test]
fn an_address_of_a_closed_network_in_the_content_is_asked() {
    let closed = Host::new(CLOSED);
    let addresses = [closed.url("/her"), closed.url("/flyttet")];
    let asked = asked(&addresses, &limits());
    assert_eq!(asked.count(&Answer::Found), 2, "{asked:?}");
}

#[test]
fn hosts_are_asked_once_one_thing_at_a_time_with_pauses() {
    let host = Host::new("127.0.0.1");
    let pause = Duration::from_millis(60);
    let addresses = ["/a", "/b", "/b#del", "/b#annen", "/borte"].map(|path| host.url(path));
    let asked = asked(&addresses, &Limits { pause, ..limits() });
    assert_eq!((asked.answers.len(), asked.count(&Answer::Found)), (5, 4));
    assert_eq!(host.questions(), ["HEAD /a", "HEAD /b", "HEAD /borte", "GET /borte"]);
    let seen = host.seen();
    for (earlier, later) in seen.iter().zip(&seen[1..]) {
        assert!(later.from.duration_since(earlier.until) >= pause - Duration::from_millis(5));
    }
    assert!(seen.iter().all(|seen| seen.name == "fellesskap/0 (prøve)"), "{seen:?}");
}

#[test]
fn only_a_few_hosts_are_asked_at_once() {
    let hosts: Vec<Host> = (1..=6).map(|number| Host::new(&format!("127.0.1.{number}"))).collect();
    let addresses: Vec<String> = hosts.iter().map(|host| host.url("/lenge")).collect();
    let asked = asked(&addresses, &Limits { hosts: 2, ..limits() });
    assert_eq!(asked.count(&Answer::Found), 6);
    let seen: Vec<Seen> = hosts.iter().flat_map(Host::seen).collect();
    let at_once = |moment: Instant| seen.iter().filter(|seen| seen.from <= moment && moment < seen.until).count();
    let most = seen.iter().map(|seen| at_once(seen.from)).max();
    assert_eq!(most, Some(2));
}

#[test]
fn there_is_an_end_to_it() {
    let host = Host::new("127.0.0.1");
    let addresses = ["/a", "/b", "/c"].map(|path| host.url(path));
    let none = asked(&addresses, &Limits { total: Duration::ZERO, ..limits() });
    assert_eq!(none.count(&Answer::NotAsked), 3);
    let one = asked(&addresses, &Limits { most: 1, ..limits() });
    assert_eq!((one.count(&Answer::Found), one.count(&Answer::NotAsked)), (1, 2));
    let some = Limits { total: Duration::from_millis(200), pause: Duration::from_secs(5), ..limits() };
    let start = Instant::now();
    let some = asked(&addresses, &some);
    assert_eq!((some.count(&Answer::Found), some.count(&Answer::NotAsked)), (1, 2));
    assert!(start.elapsed() < Duration::from_secs(2));
    assert_eq!(host.questions(), ["HEAD /a", "HEAD /a"]);
}

#[test]
fn no_host_at_all_means_that_the_machine_is_cut_off() {
    let answers = |answers: &[(&str, Answer)]| Asked {
        answers: answers.iter().map(|(address, answer)| ((*address).to_owned(), answer.clone())).collect(),
    };
    let gone = Answer::Dead(Death::NoHost);
    let mut all = vec![("https://a.no/", gone.clone()), ("https://b.no/", Answer::Dead(Death::NoConnection))];
    assert!(!answers(&all).is_cut_off(), "two may be gone");
    all.push(("https://c.no/", gone));
    assert!(answers(&all).is_cut_off());
    all.push(("https://d.no/", Answer::Refused));
    assert!(!answers(&all).is_cut_off());
}

#[test]
fn a_link_is_reported_wherever_it_stands() {
    let file = SourcePath::new("content/a.md").unwrap();
    let link = |span: Span, address: &str| ExternalLink { file: file.clone(), span, address: address.to_owned() };
    let links = [link(1..5, "https://a.no/"), link(7..9, "https://b.no/"), link(11..20, "https://a.no/")];
    let answers = [("https://a.no/", Answer::Dead(Death::Status(404))), ("https://b.no/", Answer::Refused)];
    let answers = answers.map(|(address, answer)| (address.to_owned(), answer)).into();
    let found = dead_links(&links, &answers);
    let places: Vec<_> = found.iter().map(|problem| problem.place.clone().unwrap().span.unwrap()).collect();
    assert_eq!(places, [1..5, 11..20]);
    assert_eq!(found[0].message, "lenken til https://a.no/ fører ikke fram: siden finnes ikke (404)");
}
