//! `fellesskap check --eksterne`, as it is run: what is asked, what is said, and what is let stand.

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener};
use std::process::Output;
use std::sync::{Arc, Mutex};

use crate::folder::Folder;
use crate::plain_site::{SETTINGS, page, plain_site};
use crate::program::{self, check};

/// A certificate that vouches for nobody.
const CERTIFICATE: &str = "\
-----BEGIN CERTIFICATE-----
MIIBeDCCAR2gAwIBAgIUA7ah0iTeA6QAzczn3NXUg8CMN6MwCgYIKoZIzj0EAwIw
EDEOMAwGA1UEAwwFcHJvdmUwIBcNMjYxMTIyMTQwNTQ3WhgPMjEyNjEwMjkxNDA1
NDdaMBAxDjAMBgNVBAMMBXByb3ZlMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE
c6Kji+OKLV+T4mdH0Vh0QVDoyM4X3m1VCk2aXxCxY6WQWF5bKVnhCbfDJ1Cqn60r
WIZX6TuFrbPK3yxCGFtpaKNTMFEwHQYDVR0OBBYEFGtqlmOWc1Mhf+ttLJRIiZeE
M2I4MB8GA1UdIwQYMBaAFGtqlmOWc1Mhf+ttLJRIiZeEM2I4MA8GA1UdEwEB/wQF
MAMBAf8wCgYIKoZIzj0EAwIDSQAwRgIhAJaOkXPPagnL+8SFrZGDUghSWZPjFNOV
BSGrInuTjOqxAiEA9K5tcRiohadFsiIFofb+W3Go7ZCIbZjf5xjsP8ABzjM=
-----END CERTIFICATE-----
";

/// A host where everything is found but `/borte`. It remembers every line that it was sent.
struct Host {
    address: SocketAddr,
    lines: Arc<Mutex<Vec<String>>>,
}

impl Host {
    fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let host = Self { address: listener.local_addr().unwrap(), lines: Arc::default() };
        let all = host.lines.clone();
        std::thread::spawn(move || {
            for mut stream in listener.incoming().flatten() {
                let lines = BufReader::new(&stream).lines().map_while(Result::ok).take_while(|line| !line.is_empty());
                let lines: Vec<String> = lines.collect();
                let is_gone = lines.first().is_some_and(|first| first.contains("/borte"));
                let status = if is_gone { "404 Not Found" } else { "200 OK" };
                all.lock().unwrap().extend(lines);
                let answer = format!("HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
                let _ = stream.write_all(answer.as_bytes());
            }
        });
        host
    }

    fn asked(&self) -> Vec<String> {
        let lines = self.lines.lock().unwrap();
        lines.iter().filter_map(|line| line.strip_suffix(" HTTP/1.1").map(str::to_owned)).collect()
    }
}

/// A site with one page.
fn site(text: &str) -> Folder {
    let site = plain_site(&format!("{SETTINGS}adresse = \"https://www.eksempel.no\"\n"));
    site.file("content/index.md", page("P", text));
    site
}

/// Runs the program on a machine that trusts whoever the file `tillit.pem` of the site names, and nobody without it.
fn run(site: &Folder, arguments: &[&str]) -> Output {
    let mut command = program::command(site.path(), arguments);
    for proxy in ["http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"] {
        command.env_remove(proxy);
    }
    command.env("SSL_CERT_FILE", site.path().join("tillit.pem")).env("SSL_CERT_DIR", site.path().join("ingen"));
    command.output().unwrap()
}

#[test]
fn dead_links_are_reported_where_they_stand() {
    let host = Host::new();
    let address = host.address;
    let site = site(&format!("Les [planen](http://{address}/plan) og [rapporten](http://{address}/borte)."));
    let dead = format!(
        "\
Prøver 2 adresser på nettet …
1 adresse virker, 1 virker ikke.
advarsel[dod-lenke]: lenken til http://{address}/borte fører ikke fram: siden finnes ikke (404)
 --> content/index.md:6:{column}
  |
6 | Les [planen](http://{address}/plan) og [rapporten](http://{address}/borte).
  | {space}{marks}
  |
  = hjelp: let etter siden og skriv den nye adressen, eller ta bort lenken

1 advarsel.
",
        column = format!("Les [planen](http://{address}/plan) og ").len() + 1,
        space = " ".repeat(format!("Les [planen](http://{address}/plan) og ").len()),
        marks = "^".repeat(format!("[rapporten](http://{address}/borte)").len()),
    );
    check(&run(&site, &["check", "--eksterne"]), 0, "", &dead);
    let mut asked = host.asked();
    asked.sort();
    assert_eq!(asked, ["GET /borte", "HEAD /borte", "HEAD /plan"]);
    let lines = host.lines.lock().unwrap();
    let agent = concat!("fellesskap/", env!("CARGO_PKG_VERSION"), " (lenkesjekk; +https://www.eksempel.no)");
    assert!(lines.iter().any(|line| line.to_lowercase() == format!("user-agent: {agent}")), "{lines:?}");
}

#[test]
fn nothing_is_asked_without_being_told_to() {
    let host = Host::new();
    let site = site(&format!("[Rapporten](http://{}/borte)", host.address));
    check(&run(&site, &["check"]), 0, "Alt i orden: 1 side sjekket.\n", "");
    assert_eq!(run(&site, &["build"]).status.code(), Some(0));
    assert_eq!(host.asked(), Vec::<String>::new());
}

#[test]
fn a_dead_link_can_be_accepted_and_no_other_check_minds() {
    let host = Host::new();
    let site = site(&format!("[Rapporten](http://{}/borte)", host.address));
    site.file(
        "content/godta.toml",
        "type = \"godta\"\n\n[[godta]]\nnavn = \"dod-lenke\"\nfil = \"content/index.md\"\ntekst = \"[Rapporten]\"\ngrunn = \"Den kommer tilbake.\"\nrolle = \"Sekretariatet\"\ndato = 2026-03-01\n",
    );
    let said = "Prøver 1 adresse på nettet …\n0 adresser virker, 1 virker ikke.\n";
    check(&run(&site, &["check", "--eksterne"]), 0, "Alt i orden: 1 side sjekket.\n", said);
    check(&run(&site, &["check"]), 0, "Alt i orden: 1 side sjekket.\n", "");

    // When the text is another, the acceptance is of no use.
    site.file("content/index.md", page("P", "Tekst."));
    let output = run(&site, &["check"]);
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.starts_with("feil[godta-uten-funn]: «dod-lenke» er godtatt her"), "{said}");
}

#[test]
fn what_programs_read_has_nothing_else_in_it() {
    let host = Host::new();
    let site = site(&format!("[Rapporten](http://{}/borte)", host.address));
    let output = run(&site, &["check", "--eksterne", "--format", "json"]);
    let found: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert!(found.to_string().contains("dod-lenke"), "{found}");
}

#[test]
fn a_machine_that_cannot_ask_says_so() {
    let site = site("[Trygt](https://127.0.0.1:1/)");
    let message = "\
Prøver 1 adresse på nettet …
feil: maskinen har ingen liste over hvem som kan gå god for nettsteder, så sikre lenker kan ikke prøves.
Installer pakken ca-certificates, eller oppgi filen med sertifikater i SSL_CERT_FILE.
";
    check(&run(&site, &["check", "--eksterne"]), 2, "", message);
    let site = self::site("[A](http://a.invalid/) [B](http://b.invalid/) [C](http://c.invalid/)");
    let message = "\
Prøver 3 adresser på nettet …
feil: ingen av nettstedene kan nås. Er maskinen på nett? Står den bak en mellomtjener, oppgir du den i HTTPS_PROXY.
";
    check(&run(&site, &["check", "--eksterne"]), 2, "", message);
}

#[test]
fn a_connection_that_is_not_safe_is_told_from_a_host_that_is_gone() {
    let host = Host::new();
    let site = site(&format!("[Utrygt](https://{})", host.address));
    site.file("tillit.pem", CERTIFICATE);
    let output = run(&site, &["check", "--eksterne", "--format", "short"]);
    let found = String::from_utf8(output.stdout).unwrap();
    assert!(found.contains("fører ikke fram: forbindelsen er ikke sikker"), "{found}");
    assert_eq!(host.asked(), Vec::<String>::new());
}

#[test]
fn attachments_and_the_licence_are_links_too() {
    let host = Host::new();
    let site = site("Tekst.");
    let address = host.address;
    let page = format!(
        "+++\ntype = \"side\"\ntittel = \"P\"\n[[vedlegg]]\ntittel = \"Plan\"\nside = \"http://{address}/borte\"\n+++\n\nTekst.\n"
    );
    site.file("content/index.md", page);
    let settings =
        format!("{SETTINGS}tema = [\"tema\"]\n[lisens]\nnavn = \"L\"\nadresse = \"http://{address}/borte-lisens\"\n");
    site.file("fellesskap.toml", settings);
    let output = run(&site, &["check", "--eksterne", "--format", "short"]);
    let found = String::from_utf8(output.stdout).unwrap();
    let places: Vec<&str> = found.lines().filter_map(|line| line.split(": ").next()).collect();
    assert_eq!(places, ["content/index.md:6:8", "fellesskap.toml:7:11"], "{found}");
}

#[test]
fn a_site_without_links_has_nothing_to_ask() {
    let said = "Nettstedet har ingen lenker til andre nettsteder.\n";
    check(&run(&site("Tekst."), &["check", "--eksterne"]), 0, "Alt i orden: 1 side sjekket.\n", said);
}
