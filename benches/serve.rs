//! The time from a save to the fresh page, and from the start of the preview to the first page.
//!
//! ```sh
//! cargo bench --bench serve                     # portals of 100 and of 10 000 pages
//! cargo bench --bench serve -- --pages 1000
//! ```
//!
//! A page in the middle of the portal is saved and asked for until it is fresh, the wait of the watcher included.

mod corpus;

use std::io::{Read, Write};
use std::net::{IpAddr, Ipv4Addr, TcpStream};
use std::path::Path;
use std::time::{Duration, Instant};
use std::{env, fs, io, thread};

use fellesskap::desk::serve::{Notice, Options, Server};
use jiff::civil::date;

/// How often each edit is made.
const ROUNDS: usize = 21;

fn main() -> io::Result<()> {
    let arguments: Vec<String> = env::args().collect();
    let position = arguments.iter().position(|argument| argument == "--pages");
    let pages = position.and_then(|at| arguments.get(at + 1)?.parse().ok());
    let sizes = pages.map_or(vec![100, 10_000], |pages| vec![pages]);
    println!("{:>8}{:>28}{:>12}{:>18}", "sider", "", "median ms", "min–maks");
    sizes.into_iter().try_for_each(measure)
}

fn measure(pages: usize) -> io::Result<()> {
    let memory = Path::new("/dev/shm");
    let place = if memory.is_dir() { tempfile::tempdir_in(memory)? } else { tempfile::tempdir()? };
    let root = place.path().join("site");
    corpus::write(&root, pages, &Path::new(env!("CARGO_MANIFEST_DIR")).join("themes/helsefellesskap"))?;
    let (file, address) = corpus::middle_page(pages);
    let (file, template) = (root.join(file), root.join("themes/helsefellesskap/templates/report.html"));

    let start = Instant::now();
    let options = Options {
        root: root.clone(),
        interface: IpAddr::V4(Ipv4Addr::LOCALHOST),
        port: 0,
        drafts: false,
        base_url: None,
        date: || date(2026, 3, 18),
    };
    let server = Server::start(options, |_: Notice<'_>| {}).map_err(|error| io::Error::other(error.to_string()))?;
    let url = server.url();
    let host = url.trim_start_matches("http://").trim_end_matches('/');
    wait_for(host, &address, "<h1");
    show(pages, "start til første side", &[start.elapsed()]);

    let edits: [(&str, &Path, &str, &str); 5] = [
        ("tekst", &file, "\n## Del 0", "\nMerke{n}.\n\n## Del 0"),
        ("tittel", &file, "tittel = \"", "tittel = \"Merke{n}. "),
        ("opplysning", &file, "rapporttype = ", "avgitt_av = \"Merke{n}.\"\nrapporttype = "),
        // Something that can lead to other files, for which all is linked again.
        ("vedlegg", &file, "\n+++\n", "\n[[vedlegg]]\ntittel = \"Merke{n}.\"\nmerknad = \"Ettersendes.\"\n+++\n"),
        ("mal", &template, "{% block body %}", "{% block body %}<p>Merke{n}.</p>"),
    ];
    for (name, path, old, new) in edits {
        let original = fs::read_to_string(path)?;
        let mut times = Vec::new();
        for round in 0..ROUNDS {
            let mark = format!("{}{round}", name.len());
            let fresh = original.replacen(old, &new.replace("{n}", &mark), 1);
            let start = Instant::now();
            fs::write(path, fresh)?;
            wait_for(host, &address, &format!("Merke{mark}."));
            times.push(start.elapsed());
            // Edits of a person are not quicker than this.
            thread::sleep(Duration::from_millis(150));
        }
        fs::write(path, &original)?;
        thread::sleep(Duration::from_millis(300));
        show(pages, name, &times);
    }
    Ok(())
}

fn show(pages: usize, name: &str, times: &[Duration]) {
    let mut times: Vec<f64> = times.iter().map(|time| time.as_secs_f64() * 1000.0).collect();
    times.sort_by(f64::total_cmp);
    let range = format!("{:.1}–{:.1}", times[0], times[times.len() - 1]);
    println!("{pages:>8}{name:>28}{:>12.1}{range:>18}", times[times.len() / 2]);
}

fn wait_for(host: &str, address: &str, text: &str) {
    while !get(host, address).is_ok_and(|page| page.contains(text)) {
        thread::sleep(Duration::from_micros(500));
    }
}

fn get(host: &str, address: &str) -> io::Result<String> {
    let mut stream = TcpStream::connect(host)?;
    write!(stream, "GET {address} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n")?;
    let mut page = Vec::new();
    stream.read_to_end(&mut page)?;
    Ok(String::from_utf8_lossy(&page).into_owned())
}
