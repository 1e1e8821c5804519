//! The preview as a browser meets it: addresses, changes as they come, and what is refused.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpStream};
use std::path::Path;
use std::sync::{Barrier, Mutex};
use std::time::{Duration, Instant};

use fellesskap::build::build;
use fellesskap::desk::serve::{Notice, Options, ServeError, Server};
use fellesskap::read::source::SourceTree;
use jiff::civil::{Date, date};

use crate::files::names_in;
use crate::folder::Folder;
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
    let root = Folder::with(&SITE);
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
        assert!(answer.head.contains("content-type: text/html; charset=utf-8"), "{}", answer.head);
        for (name, value) in fellesskap::foundation::headers::headers() {
            assert!(answer.head.contains(&format!("\n{}: {value}\r", name.to_lowercase())), "{name}: {}", answer.head);
        }
        let file = built.output.iter().find(|(built, _)| built.as_str() == path).unwrap().1;
        assert_eq!(without_script(&answer.body), String::from_utf8_lossy(&file.content), "{url}");
    }
    let (style, file) = built.output.iter().find(|(path, _)| path.as_str().ends_with(".css")).unwrap();
    let answer = site.get(&format!("/portal/{style}"));
    assert_eq!(answer.body.as_bytes(), file.content);
    assert!(answer.head.contains("content-type: text/css; charset=utf-8"), "{}", answer.head);
    // Files that no page refers to are no part of the site.
    assert_eq!(site.get("/portal/om/kart.png").status, 404);
}

#[test]
fn addresses_lead_to_the_one_they_mean() {
    let site = run();
    for (asked, location) in [("/", "/portal/"), ("/portal", "/portal/"), ("/portal/om", "/portal/om/")] {
        let answer = site.get(asked);
        assert_eq!(answer.status, 302, "{asked}");
        assert!(answer.head.contains(&format!("location: {location}\r\n")), "{}", answer.head);
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
    let answer = site.ask(&format!("POST /portal/ HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\n\r\n"));
    assert_eq!(answer.status, 405);
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
            let header = |name: &str| head.iter().find_map(|line| line.strip_prefix(name));
            let mut body = vec![0; header("content-length: ").unwrap().parse().unwrap()];
            answer.read_exact(&mut body).unwrap();
            // As a browser does: it closes a connection only when it is asked to.
            if header("connection: ") != Some("close") {
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

/// Opens a connection and sends the beginning of something.
fn half_sent(site: &Running, text: &str) -> TcpStream {
    let mut stream = TcpStream::connect(site.address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    let _ = stream.write_all(text.as_bytes());
    stream
}

#[test]
fn half_sent_requests_hold_nobody_else() {
    let site = run();
    let slow: Vec<TcpStream> = (0..100).map(|_| half_sent(&site, "GET /portal/ HTTP/1.1\r\nHost: a")).collect();
    let start = Instant::now();
    assert_eq!(site.get("/portal/").status, 200);
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
    drop(slow);
}

#[test]
fn a_head_is_short_and_there_is_no_body() {
    let site = run();
    let host = site.address;
    let long = format!("GET /portal/ HTTP/1.1\r\nHost: {host}\r\nX: {}\r\n\r\n", "x".repeat(64 << 10));
    let many = format!("GET /portal/ HTTP/1.1\r\nHost: {host}\r\n{}\r\n", "X: x\r\n".repeat(200));
    let far = format!("GET /{} HTTP/1.1\r\nHost: {host}\r\n\r\n", "x".repeat(64 << 10));
    for request in [long, many, far] {
        let mut answer = Vec::new();
        let _ = half_sent(&site, &request).read_to_end(&mut answer);
        let answer = String::from_utf8_lossy(&answer).into_owned();
        assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 4"), "{answer}");
    }
    let body = "x".repeat(1 << 20);
    for (method, head) in
        [("POST", "Content-Length: 1048576"), ("GET", "Content-Length: 1048576"), ("PUT", "Transfer-Encoding: chunked")]
    {
        let request = format!("{method} /portal/ HTTP/1.1\r\nHost: {host}\r\n{head}\r\n\r\n{body}");
        let mut answer = [0; 12];
        half_sent(&site, &request).read_exact(&mut answer).unwrap();
        assert_eq!(&answer, b"HTTP/1.1 413", "{method}");
    }
    assert_eq!(site.get("/portal/").status, 200);
}

#[test]
fn a_connection_is_kept_for_more_requests() {
    let site = run();
    let request = format!("GET /portal/ HTTP/1.1\r\nHost: {}\r\n\r\n", site.address);
    let last = request.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n");
    let mut answers = String::new();
    half_sent(&site, &format!("{request}{request}{last}")).read_to_string(&mut answers).unwrap();
    assert_eq!(answers.matches("HTTP/1.1 200").count(), 3, "{answers}");
}

#[test]
fn a_request_by_another_name_in_its_address_is_refused() {
    let site = run();
    let host = site.address;
    let ask = |line: &str| site.ask(&format!("{line}\r\nHost: {host}\r\nConnection: close\r\n\r\n")).status;
    assert_eq!(ask(&format!("GET http://{host}/portal/ HTTP/1.1")), 200);
    assert_eq!(ask("GET http://eksempel.no/portal/ HTTP/1.1"), 403);
    assert_eq!(site.get("/portal/").head.matches("cross-origin-resource-policy: same-origin").count(), 1);
}

#[test]
fn a_server_that_stops_leaves_its_port() {
    let site = run();
    let address = site.address;
    let _listening = site.messages().next();
    drop(site);
    std::net::TcpListener::bind(address).unwrap();
}
