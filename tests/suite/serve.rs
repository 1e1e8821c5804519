//! The preview as a browser meets it: addresses, changes as they come, and what is refused.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, BufRead, BufReader, ErrorKind, Read, Write};
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpStream};
#[cfg(unix)]
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::sync::mpsc::channel;
use std::sync::{Arc, Barrier, Mutex};
use std::time::{Duration, Instant};

use fellesskap::build::build;
use fellesskap::desk::serve::{Notice, Options, ServeError, Server};
use fellesskap::desk::watch::{Event, Watch};
use fellesskap::read::source::SourceTree;
use jiff::civil::{Date, date};

use crate::files::names_in;
use crate::folder::Folder;
use crate::program::command;
use crate::sources::on;

/// A small site; its theme writes no more than is looked at here.
const SITE: [(&str, &str); 10] = [
    (
        "fellesskap.toml",
        "tittel = \"Prøve\"\nbeskrivelse = \"En prøve.\"\nadresse = \"https://eksempel.no/portal\"\nutgiver = \"Vi\"\ntema = [\"t\"]\n",
    ),
    ("content/index.md", "+++\ntype = \"forside\"\ntittel = \"Forside\"\n+++\nLes [om oss](@/om/index.md).\n"),
    ("content/om/index.md", "+++\ntype = \"side\"\ntittel = \"Om oss\"\n+++\nFørste tekst.\n"),
    // Nothing that is published refers to it.
    ("content/om/kart.png", "ikke et bilde"),
    ("content/om/utkast.md", "+++\ntype = \"side\"\ntittel = \"Utkast\"\nutkast = true\n+++\nSe [kartet](kart.png).\n"),
    ("themes/t/templates/home.html", "<title>{{ page.title }}</title>\n<body>\n{{ content }}</body>\n"),
    (
        "themes/t/templates/side.html",
        "<link rel=\"stylesheet\" href=\"{{ site.stylesheet }}\">\n<body>\n{{ page.title }} {{ content }}</body>\n",
    ),
    ("themes/t/templates/not-found.html", "<body>\nIkke her\n</body>\n"),
    ("themes/t/styles/a.css", "body { color: red; }\n"),
    ("themes/t/sprak/nb.toml", "table = \"Tabell\"\n"),
];

fn today() -> Date {
    date(2026, 3, 18)
}

/// A server of a site in a folder of its own.
struct Running {
    root: Folder,
    server: Server,
    address: SocketAddr,
}

fn options(root: &Path, port: u16) -> Options {
    Options {
        root: root.to_owned(),
        interface: IpAddr::V4(Ipv4Addr::LOCALHOST),
        port,
        drafts: false,
        base_url: None,
        date: today,
    }
}

fn run() -> Running {
    run_with(|_| {})
}

/// A server of the small site, changed before it is read.
fn run_with(change: impl FnOnce(&Folder)) -> Running {
    let root = Folder::with(&SITE);
    change(&root);
    let server = Server::start(options(root.path(), 0), |_: Notice<'_>| {}).unwrap();
    let url = server.url();
    let address = url.strip_prefix("http://").unwrap().split('/').next().unwrap().parse().unwrap();
    Running { root, server, address }
}

struct Answer {
    status: u16,
    head: String,
    body: String,
}

impl Answer {
    /// The value of a header; empty when there is none.
    fn header(&self, name: &str) -> &str {
        let mut headers = self.head.lines().filter_map(|line| line.split_once(": "));
        headers.find(|(found, _)| found.eq_ignore_ascii_case(name)).map_or("", |(_, value)| value)
    }
}

impl Running {
    fn get(&self, path: &str) -> Answer {
        self.ask(&format!("GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", self.address))
    }

    fn ask(&self, request: &str) -> Answer {
        let mut stream = TcpStream::connect(self.address).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        let answer = String::from_utf8_lossy(&answer).into_owned();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        Answer { status, head: head.to_owned(), body: body.to_owned() }
    }

    /// Asks again until a page says something; changes take a moment to be noticed.
    #[track_caller]
    fn wait_for(&self, path: &str, text: &str) {
        let start = Instant::now();
        while !self.get(path).body.contains(text) {
            assert!(start.elapsed() < Duration::from_secs(20), "«{text}» does not come: {}", self.get(path).body);
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    fn edit(&self, path: &str, old: &str, new: &str) {
        let path = self.root.path().join(path);
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(old), "{text}");
        fs::write(path, text.replacen(old, new, 1)).unwrap();
    }

    /// The messages to a browser, from now on.
    fn messages(&self) -> impl Iterator<Item = serde_json::Value> + use<> {
        let mut stream = TcpStream::connect(self.address).unwrap();
        write!(stream, "GET /_fellesskap/hendelser HTTP/1.1\r\nHost: {}\r\n\r\n", self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        let lines = BufReader::new(stream).lines().map(|line| line.expect("the server goes on talking"));
        lines.filter_map(|line| serde_json::from_str(line.strip_prefix("data: ")?).unwrap())
    }
}

/// The page without the script of the preview.
fn without_script(page: &str) -> String {
    let (before, rest) = page.split_once("<script src=\"/_fellesskap/").expect("the script is in the page");
    format!("{before}{}", rest.split_once("</script>\n").unwrap().1)
}

#[test]
fn pages_are_those_of_a_build_but_for_the_script() {
    let site = run();
    let (sources, _) = SourceTree::read(site.root.path()).unwrap();
    let built = build(&sources, &on(today()));
    for (path, url, status) in
        [("index.html", "/portal/", 200), ("om/index.html", "/portal/om/", 200), ("404.html", "/portal/ingen/", 404)]
    {
        let answer = site.get(url);
        assert_eq!(answer.status, status, "{url}");
        assert_eq!(answer.header("Content-Type"), "text/html; charset=utf-8");
        for (name, value) in fellesskap::foundation::headers::headers() {
            assert_eq!(answer.header(name), value, "{name}");
        }
        let file = built.output.iter().find(|(built, _)| built.as_str() == path).unwrap().1;
        assert_eq!(without_script(&answer.body), String::from_utf8_lossy(&file.content), "{url}");
    }
    let (style, file) = built.output.iter().find(|(path, _)| path.as_str().ends_with(".css")).unwrap();
    let answer = site.get(&format!("/portal/{style}"));
    assert_eq!(answer.body.as_bytes(), file.content);
    assert_eq!(answer.header("Content-Type"), "text/css; charset=utf-8");
    // Files that no page refers to are no part of the site.
    assert_eq!(site.get("/portal/om/kart.png").status, 404);
}

#[test]
fn addresses_lead_to_the_one_they_mean() {
    let site = run();
    for (asked, location) in [("/", "/portal/"), ("/portal", "/portal/"), ("/portal/om", "/portal/om/")] {
        let answer = site.get(asked);
        assert_eq!(answer.status, 302, "{asked}");
        assert_eq!(answer.header("Location"), location);
    }
    assert_eq!(site.get("/portal/om/?soek=1").status, 200);
    assert_eq!(site.get("/%70ortal/om/").status, 200);
}

#[test]
fn no_path_leaves_the_site() {
    let site = run();
    site.root.file("hemmelig.txt", "hemmelig");
    for path in [
        "/portal/../hemmelig.txt",
        "/portal/..%2fhemmelig.txt",
        "/portal/%2e%2e/hemmelig.txt",
        "/portal//etc/passwd",
        "/portal/om/index.md",
        "/../../etc/passwd",
        "/portal/om/..\\..\\hemmelig.txt",
        "/portal/%00",
        "/portal/%ff",
    ] {
        let answer = site.get(path);
        assert_eq!(answer.status, 404, "{path}");
        assert!(!answer.body.contains("hemmelig") && !answer.body.contains("root:"), "{path}");
    }
}

#[test]
fn only_this_machine_is_answered() {
    let site = run();
    let port = site.address.port();
    let ask = |host: &str| site.ask(&format!("GET /portal/ HTTP/1.1\r\n{host}Connection: close\r\n\r\n")).status;
    for host in ["127.0.0.1", "localhost", "[::1]"] {
        assert_eq!(ask(&format!("Host: {host}:{port}\r\n")), 200, "{host}");
    }
    for host in ["ond.example.com", "127.0.0.1.ond.example.com", "192.168.0.7", "localhost.ond.no"] {
        assert_eq!(ask(&format!("Host: {host}:{port}\r\n")), 403, "{host}");
    }
    assert_eq!(ask("Host: localhost:1\r\n"), 403);
    assert_eq!(ask(""), 403);
    assert_eq!(ask(&format!("Host: localhost:{port}\r\nHost: ond.example.com\r\n")), 403);
}

#[test]
fn a_request_by_another_name_in_its_address_is_refused() {
    let site = run();
    let host = site.address;
    let ask = |line: &str| site.ask(&format!("{line}\r\nHost: {host}\r\nConnection: close\r\n\r\n")).status;
    assert_eq!(ask(&format!("GET http://{host}/portal/ HTTP/1.1")), 200);
    assert_eq!(ask("GET http://eksempel.no/portal/ HTTP/1.1"), 403);
    assert_eq!(ask(&format!("GET http://eksempel.no@{host}/portal/ HTTP/1.1")), 403);
}

#[test]
fn nothing_but_reading_is_allowed() {
    let site = run();
    let ask = |line: &str, rest: &str| site.ask(&format!("{line} HTTP/1.1\r\nHost: {}\r\n{rest}", site.address)).status;
    let close = "Connection: close\r\n\r\n";
    for line in
        ["POST /portal/", "PUT /portal/om/", "DELETE /portal/", "OPTIONS *", "PATCH /_fellesskap/hendelser", "FOO /"]
    {
        assert_eq!(ask(line, close), 405, "{line}");
    }
    assert_eq!(ask("HEAD /portal/", close), 200);
    // No body is taken. The answer comes before any of it, and the connection is closed.
    for body in ["Content-Length: 100000000000", "Content-Length: 1", "Transfer-Encoding: chunked"] {
        for line in ["POST /portal/", "GET /portal/", "GET /_fellesskap/hendelser", "HEAD /portal/"] {
            assert_eq!(ask(line, &format!("{body}\r\n\r\n")), 413, "{line} {body}");
        }
    }
    assert_eq!(ask("GET /portal/", "Content-Length: 0\r\nConnection: close\r\n\r\n"), 200);
    // Also when it is sent all the same.
    let mut stream = TcpStream::connect(site.address).unwrap();
    write!(stream, "PUT /portal/ HTTP/1.1\r\nHost: {}\r\nContent-Length: 1048576\r\n\r\n", site.address).unwrap();
    let _ = stream.write_all(&[b'x'; 1 << 20]);
    let mut answer = [0; 12];
    stream.read_exact(&mut answer).unwrap();
    assert_eq!(&answer, b"HTTP/1.1 413");
}

#[test]
fn headers_have_a_limit() {
    let site = run();
    let ask = |path: &str, rest: &str| {
        let request = format!("GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n{rest}\r\n", site.address);
        site.ask(&request).status
    };
    let header = |length: usize| format!("Cookie: {}\r\n", "a".repeat(length));
    assert_eq!(ask("/portal/", &header(15 << 10)), 200);
    assert_eq!(ask("/portal/", &header(17 << 10)), 431);
    assert_eq!(ask("/portal/", &header(1 << 20)), 431);
    assert_eq!(ask("/portal/", &"Cookie: a=b\r\n".repeat(200)), 431);
    assert_eq!(ask(&format!("/portal/{}", "a".repeat(15 << 10)), ""), 404);
    assert_eq!(ask(&format!("/portal/{}", "a".repeat(17 << 10)), ""), 431);
}

#[test]
fn requests_that_never_end_hold_up_nobody_and_are_cut_off() {
    let site = run();
    let begun = Instant::now();
    let half = |text: &str| {
        let mut stream = TcpStream::connect(site.address).unwrap();
        stream.write_all(text.as_bytes()).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        stream
    };
    let texts = ["", "G", "GET /portal/ HTTP/1.1\r\nHost: a", "GET /portal/ HTTP/1.1\r\nCookie: a\r\n"];
    let open: Vec<TcpStream> = texts.into_iter().cycle().take(60).map(half).collect();
    let mut trickle = half("GET /portal/ HTTP/1.1\r\nCookie: ");
    for _ in 0..20 {
        assert_eq!(site.get("/portal/").status, 200);
    }
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
    // One that goes on sending, a little at a time, is cut off, too.
    while trickle.write_all(b"a").is_ok() {
        assert!(begun.elapsed() < Duration::from_secs(40), "it is still open");
        std::thread::sleep(Duration::from_millis(100));
    }
    for mut stream in open {
        let mut rest = Vec::new();
        let end = stream.read_to_end(&mut rest);
        assert!(end.is_ok() || end.is_err_and(|error| error.kind() == ErrorKind::ConnectionReset), "it is still open");
        assert!(rest.is_empty(), "{}", String::from_utf8_lossy(&rest));
    }
}

/// A large attachment, and the page that links to it.
fn with_attachment(length: usize) -> Running {
    run_with(|root| {
        root.file("content/om/film.mp4", vec![b'a'; length]);
        root.file("content/om/index.md", "+++\ntype = \"side\"\ntittel = \"Om oss\"\n+++\nSe [filmen](film.mp4).\n");
    })
}

#[test]
fn a_browser_that_does_not_read_is_cut_off_and_a_slow_one_is_not() {
    const LENGTH: usize = 64 << 20;
    let site = with_attachment(LENGTH);
    let ask = || {
        let mut stream = TcpStream::connect(site.address).unwrap();
        let host = site.address;
        write!(stream, "GET /portal/om/film.mp4 HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n").unwrap();
        stream
    };
    let received = |mut stream: TcpStream| {
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        answer.len()
    };
    let (silent, mut slow) = (ask(), ask());
    let begun = Instant::now();
    let mut part = vec![0; 256 << 10];
    let mut sum = 0;
    while begun.elapsed() < Duration::from_secs(20) {
        sum += slow.read(&mut part).unwrap();
        std::thread::sleep(Duration::from_millis(200));
    }
    assert!(sum < LENGTH / 2, "{sum}");
    let got = received(silent);
    assert!(got < LENGTH, "{got} bytes came");
    assert!(sum + received(slow) > LENGTH);
}

#[test]
fn downloads_share_the_bytes_of_an_attachment() {
    const LENGTH: usize = 64 << 20;
    const DOWNLOADS: usize = 8;
    let site = with_attachment(LENGTH);
    let server = Process::serve(site.root.path(), &[]);
    let address = server.address();
    let before = server.peak();
    let begin = || {
        let mut stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        write!(stream, "GET /portal/om/film.mp4 HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n").unwrap();
        stream.read_exact(&mut [0; 4096]).unwrap();
        stream
    };
    let begun: Vec<TcpStream> = (0..DOWNLOADS).map(|_| begin()).collect();
    std::thread::scope(|scope| {
        for mut stream in begun {
            scope.spawn(move || assert!(io::copy(&mut stream, &mut io::sink()).unwrap() > (LENGTH - 4096) as u64));
        }
    });
    if let (Some(before), Some(after)) = (before, server.peak()) {
        let added = after - before;
        assert!(added < LENGTH / 2, "{added} bytes more than before the downloads");
    }
}

#[test]
fn connections_have_a_limit_and_more_wait() {
    let site = run();
    let listen = || {
        let mut stream = TcpStream::connect(site.address).unwrap();
        write!(stream, "GET /_fellesskap/hendelser HTTP/1.1\r\nHost: {}\r\n\r\n", site.address).unwrap();
        stream.read_exact(&mut [0; 12]).unwrap();
        stream
    };
    let mut open: Vec<TcpStream> = (0..256).map(|_| listen()).collect();
    let mut late = TcpStream::connect(site.address).unwrap();
    write!(late, "GET /portal/ HTTP/1.1\r\nHost: {}\r\n\r\n", site.address).unwrap();
    late.set_read_timeout(Some(Duration::from_millis(500))).unwrap();
    late.read_exact(&mut [0; 12]).unwrap_err();
    late.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    open.pop();
    let mut answer = [0; 12];
    late.read_exact(&mut answer).unwrap();
    assert_eq!(&answer, b"HTTP/1.1 200");
}

#[test]
fn a_connection_takes_one_request_after_another() {
    let site = run();
    let request = format!("GET /portal/om/ HTTP/1.1\r\nHost: {}\r\n\r\n", site.address);
    let last = request.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n");
    // More than fits into what the headers of one may take.
    let answer = site.ask(&(request.repeat(500) + last.as_str()));
    let answers = format!("{}\r\n\r\n{}", answer.head, answer.body);
    assert_eq!(answers.matches("HTTP/1.1 200 OK\r\n").count(), 501);
    assert_eq!(answers.matches("Første tekst.").count(), 501);
}

#[test]
fn every_answer_is_for_pages_of_the_site_only() {
    let site = with_attachment(1000);
    let own = format!("Host: {}\r\n", site.address);
    let policy = |status: u16, line: &str, headers: &str| {
        let answer = site.ask(&format!("{line} HTTP/1.1\r\n{headers}Connection: close\r\n\r\n"));
        assert_eq!(answer.status, status, "{line}");
        assert_eq!(answer.header("Cross-Origin-Resource-Policy"), "same-origin", "{line}: {}", answer.head);
    };
    policy(200, "GET /portal/", &own);
    policy(200, "HEAD /portal/om/film.mp4", &own);
    policy(200, "GET /portal/om/film.mp4", &own);
    policy(200, "GET /_fellesskap/forhandsvisning.js", &own);
    policy(200, "HEAD /_fellesskap/hendelser", &own);
    policy(200, "GET /_fellesskap/tilstand?side=/portal/", &own);
    policy(302, "GET /portal", &own);
    policy(404, "GET /portal/ingen.png", &own);
    policy(403, "GET /portal/", "Host: ond.example.com\r\n");
    policy(405, "POST /portal/", &own);
    policy(413, "GET /portal/", &format!("{own}Content-Length: 9\r\n"));
}

#[test]
fn nothing_is_left_of_a_server_that_is_dropped() {
    let Running { root, server, address } = run();
    drop(server);
    let held = Arc::new(());
    for _ in 0..5 {
        let of_server = held.clone();
        let say = move |_: Notice<'_>| drop(of_server.clone());
        let server = Server::start(options(root.path(), address.port()), say).unwrap();
        let mut listening = TcpStream::connect(address).unwrap();
        write!(listening, "GET /_fellesskap/hendelser HTTP/1.1\r\nHost: {address}\r\n\r\n").unwrap();
        listening.read_exact(&mut [0; 12]).unwrap();
        let mut half = TcpStream::connect(address).unwrap();
        half.write_all(b"GET /portal/ HT").unwrap();
        drop(server);
        // Each of its threads has a share.
        assert_eq!(Arc::strong_count(&held), 1);
        for mut stream in [listening, half] {
            stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
            let end = stream.read_to_end(&mut Vec::new());
            assert!(
                end.is_ok() || end.is_err_and(|error| error.kind() == ErrorKind::ConnectionReset),
                "it is still open"
            );
        }
    }
}

/// The program that serves a site.
struct Process {
    child: Child,
    /// The lines that it says, the last of which is how to stop it.
    said: String,
}

impl Process {
    fn serve(root: &Path, more: &[&str]) -> Self {
        let mut command = command(root, &["serve", "--port", "0"]);
        let mut child = command.args(more).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut said = String::new();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        while !said.contains("Ctrl+C") {
            assert_ne!(output.read_line(&mut said).unwrap(), 0, "{said}");
        }
        Self { child, said }
    }

    fn address(&self) -> SocketAddr {
        let (_, rest) = self.said.split_once("http://").unwrap();
        rest.split('/').next().unwrap().parse().unwrap()
    }

    /// The most memory that it has had, in bytes, where the system tells.
    fn peak(&self) -> Option<usize> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
        Some(line.trim().strip_suffix(" kB")?.parse::<usize>().ok()? << 10)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn others_who_can_read_are_warned_of() {
    let site = run();
    for (interface, warned) in [("127.0.0.1", false), ("::1", false), ("0.0.0.0", true), ("::", true)] {
        let server = Process::serve(site.root.path(), &["--interface", interface]);
        let lines: Vec<&str> = server.said.lines().filter(|line| line.starts_with("Advarsel: ")).collect();
        let warning = ["Advarsel: alle på nettverket kan lese det som vises. Bare du kan med --interface 127.0.0.1."];
        assert_eq!(lines, &warning[..usize::from(warned)], "{interface}");
    }
}

#[cfg(unix)]
#[test]
fn where_a_symbolic_link_leads_is_not_watched() {
    let (root, outside) = (Folder::with(&SITE), Folder::with(&[("dypt/nede.md", ""), ("fil.md", "")]));
    let link = |name: &str| symlink(outside.path(), root.path().join(name)).unwrap();
    link("content/ut");
    link("content/om/ut");
    symlink(outside.path().join("fil.md"), root.path().join("content/fil.md")).unwrap();
    fs::rename(root.path().join("themes"), outside.path().join("themes")).unwrap();
    symlink(outside.path().join("themes"), root.path().join("themes")).unwrap();
    let (events, received) = channel();
    let _watch = Watch::start(root.path(), move |event| drop(events.send(event))).unwrap();
    let mut told = BTreeSet::new();
    let mut hear_until = |name: &str| {
        let place = root.path().join(name);
        fs::write(&place, "nytt").unwrap();
        while !told.contains(&place) {
            match received.recv_timeout(Duration::from_secs(20)).expect("a change is told") {
                Event::Changed(places) => told.extend(places),
                Event::Missed => panic!("changes were missed"),
            }
        }
        told.clone()
    };
    hear_until("content/index.md");
    link("content/senere");
    hear_until("content/om/index.md");
    for name in ["fil.md", "dypt/nede.md", "themes/t/styles/a.css"] {
        fs::write(outside.path().join(name), "endret").unwrap();
    }
    let told = hear_until("content/om/utkast.md");
    let links = ["content/ut", "content/om/ut", "content/senere", "themes"].map(|link| root.path().join(link));
    let through_link = |place: &&PathBuf| links.iter().any(|link| place.starts_with(link) && *place != link);
    assert_eq!(told.iter().filter(through_link).collect::<Vec<_>>(), Vec::<&PathBuf>::new());
}

#[test]
fn a_change_is_shown_and_told() {
    let site = run();
    let mut messages = site.messages();
    let first = messages.next().unwrap();
    assert_eq!(first["problems"].as_array().unwrap().len(), 0);
    let state = site.get("/_fellesskap/tilstand?side=/portal/om/").body;

    site.edit("content/om/index.md", "Første", "Andre");
    let told = messages.next().unwrap();
    assert_eq!(told["edited"][0]["url"], "/portal/om/");
    assert_eq!(told["edited"][0]["title"], "Om oss");
    // What is told has happened.
    assert!(site.get("/portal/om/").body.contains("Andre tekst."));
    let changed = site.get("/_fellesskap/tilstand?side=/portal/om/").body;
    assert_ne!(changed, state);

    // A new style sheet is told of, and the page is otherwise the same.
    site.edit("themes/t/styles/a.css", "red", "blue");
    let styled = messages.next().unwrap();
    assert_ne!(styled["stylesheet"], told["stylesheet"]);
    assert_eq!(site.get("/_fellesskap/tilstand?side=/portal/om/").body, changed);
    assert!(site.get(styled["stylesheet"].as_str().unwrap()).body.contains("blue"));
}

#[test]
fn a_browser_that_is_cut_off_asks_again_at_once() {
    let site = run();
    let mut stream = TcpStream::connect(site.address).unwrap();
    write!(stream, "GET /_fellesskap/hendelser HTTP/1.1\r\nHost: {}\r\n\r\n", site.address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    let lines = BufReader::new(stream).lines().map(Result::unwrap);
    // Otherwise some of them wait for five seconds.
    assert!(lines.take_while(|line| !line.starts_with("data: ")).any(|line| line == "retry: 500"));
}

#[test]
fn a_mistake_is_told_and_the_last_good_page_stays() {
    let site = run();
    let mut messages = site.messages();
    messages.next();
    site.edit("content/om/index.md", "tittel", "titel");
    let told = messages.next().unwrap();
    let problems = told["problems"].as_array().unwrap();
    assert_eq!(problems.len(), 2, "{told}");
    assert_eq!(problems[1]["message"], "ukjent nøkkel «titel»");
    let excerpt = problems[1]["excerpt"].as_str().unwrap();
    assert!(excerpt.contains("content/om/index.md:3:1") && excerpt.contains("titel = \"Om oss\""), "{excerpt}");
    assert_eq!(problems[1]["hint"], "mente du «tittel»?");
    assert!(site.get("/portal/om/").body.contains("Om oss"));

    site.edit("content/om/index.md", "titel = \"Om oss\"", "tittel = \"Om oss alle\"");
    assert_eq!(messages.next().unwrap()["problems"].as_array().unwrap().len(), 0);
    assert!(site.get("/portal/om/").body.contains("Om oss alle"));
}

#[test]
fn a_mistake_in_a_template_is_told_where_the_page_is_shown() {
    let site = run();
    let mut messages = site.messages();
    messages.next();
    assert!(site.get("/portal/om/").body.contains("Første"));
    site.edit("themes/t/templates/side.html", "page.title", "page.titel");
    messages.next();
    // The last good page is shown, and the problem told once.
    assert!(site.get("/portal/om/").body.contains("Første"));
    let told = messages.next().unwrap();
    assert_eq!(told["problems"][0]["message"], "feil i malen", "{told}");
    assert!(site.get("/portal/om/").body.contains("Første"));

    site.edit("themes/t/templates/side.html", "page.titel", "page.title");
    assert_eq!(messages.next().unwrap()["problems"].as_array().unwrap().len(), 0);
}

#[test]
fn every_way_of_saving_is_noticed() {
    let site = run();
    let root = site.root.path();
    site.wait_for("/portal/om/", "Første");

    // Beside it, then renamed over it, as many programs do.
    site.root.file("content/om/.index.md.ny", "+++\ntype = \"side\"\ntittel = \"Om oss\"\n+++\nOmdøpt.\n");
    fs::rename(root.join("content/om/.index.md.ny"), root.join("content/om/index.md")).unwrap();
    site.wait_for("/portal/om/", "Omdøpt.");

    // Emptied, then written, twice in a row.
    for text in ["", "+++\ntype = \"side\"\n", "+++\ntype = \"side\"\ntittel = \"Om oss\"\n+++\nTo ganger.\n"] {
        site.root.file("content/om/index.md", text);
    }
    site.wait_for("/portal/om/", "To ganger.");

    // A folder comes with all its files, is moved, and goes.
    for number in 0..50 {
        let text = format!("+++\ntype = \"side\"\ntittel = \"Side {number}\"\n+++\nNummer {number}.\n");
        site.root.file(&format!("content/ny/dyp/mappe/s{number}.md"), text);
    }
    for number in [0, 25, 49] {
        site.wait_for(&format!("/portal/ny/dyp/mappe/s{number}/"), &format!("Nummer {number}."));
    }
    fs::rename(root.join("content/ny"), root.join("content/flyttet")).unwrap();
    site.wait_for("/portal/flyttet/dyp/mappe/s49/", "Nummer 49.");
    site.wait_for("/portal/ny/dyp/mappe/s49/", "Ikke her");
    site.root
        .file("content/flyttet/dyp/mappe/s49.md", "+++\ntype = \"side\"\ntittel = \"Side\"\n+++\nEtter flytting.\n");
    site.wait_for("/portal/flyttet/dyp/mappe/s49/", "Etter flytting.");
    fs::remove_dir_all(root.join("content/flyttet")).unwrap();
    site.wait_for("/portal/flyttet/dyp/mappe/s49/", "Ikke her");

    // All content goes, and comes back.
    fs::rename(root.join("content"), root.join("borte")).unwrap();
    std::thread::sleep(Duration::from_millis(300));
    fs::rename(root.join("borte"), root.join("content")).unwrap();
    site.wait_for("/portal/om/", "To ganger.");
    site.root.file("content/om/index.md", "+++\ntype = \"side\"\ntittel = \"Om oss\"\n+++\nTilbake.\n");
    site.wait_for("/portal/om/", "Tilbake.");
}

#[test]
fn a_port_in_use_and_a_missing_site_are_explained() {
    let site = run();
    let port = site.address.port();
    let error = Server::start(options(site.root.path(), port), |_: Notice<'_>| {}).err().unwrap();
    assert!(matches!(error, ServeError::PortInUse(_)), "{error:?}");
    assert_eq!(
        error.to_string(),
        format!(
            "port {port} er opptatt; kanskje kjører forhåndsvisningen allerede i et annet vindu. Stopp den, eller velg en \
             annen port: --port {}",
            port.checked_add(1).unwrap_or(1111)
        )
    );
    let empty = Folder::new();
    let error = Server::start(options(empty.path(), 0), |_: Notice<'_>| {}).err().unwrap();
    assert!(matches!(error, ServeError::NotASite(_)), "{error:?}");
    drop(site.server);
}

#[test]
fn nothing_is_written() {
    let site = run();
    site.get("/portal/om/");
    assert_eq!(names_in(site.root.path()), ["content", "fellesskap.toml", "themes"]);
}

#[test]
fn connections_that_come_at_the_same_moment_are_all_answered() {
    // Fewer than the system holds while they wait to be taken on; so it is tried again and again.
    const BROWSERS: usize = 60;
    const ROUNDS: usize = 20;
    let site = run();
    for _ in 0..ROUNDS {
        let (all_ready, open) = (Barrier::new(BROWSERS), Mutex::new(Vec::new()));
        let ask = || {
            all_ready.wait();
            let mut stream = TcpStream::connect(site.address).unwrap();
            stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
            write!(stream, "GET /portal/ HTTP/1.1\r\nHost: {}\r\n\r\n", site.address).unwrap();
            let mut answer = BufReader::new(stream);
            let lines = answer.by_ref().lines().map(|line| line.expect("an answer comes"));
            let head: Vec<String> = lines.take_while(|line| !line.is_empty()).collect();
            let header =
                |name: &str| head.iter().find_map(|line| line.to_ascii_lowercase().strip_prefix(name)?.parse().ok());
            let mut body = vec![0; header("content-length: ").unwrap()];
            answer.read_exact(&mut body).unwrap();
            // As a browser does: it closes a connection only when it is asked to.
            if !head.iter().any(|line| line.eq_ignore_ascii_case("connection: close")) {
                open.lock().unwrap().push(answer);
            }
        };
        std::thread::scope(|scope| {
            for _ in 0..BROWSERS {
                scope.spawn(ask);
            }
        });
    }
}
