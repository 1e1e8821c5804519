//! Answers to requests.

use std::io::Write;
use std::net::SocketAddr;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use percent_encoding::percent_decode_str;
use tiny_http::{Method, Request, StatusCode};
use xxhash_rust::xxh3::xxh3_64;

use super::Shared;
use crate::build::Found;
use crate::foundation::headers;
use crate::foundation::path::OutputPath;

/// The addresses that are the server's own. No page has one that begins with an underscore and this word.
const SCRIPT: &str = "/_fellesskap/forhandsvisning.js";
const EVENTS: &str = "/_fellesskap/hendelser";
const STATE: &str = "/_fellesskap/tilstand";

/// How often something is sent to a browser that hears nothing else, to notice that it is gone.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// The page that servers show when an address leads nowhere.
const NOT_FOUND: &str = "404.html";

/// Answers a request. A browser that hangs up is no failure.
pub fn respond(shared: &Shared, request: Request) {
    if !is_for_us(shared, &request) {
        let text = "Denne forhåndsvisningen svarer bare på denne maskinen.\n";
        return send(request, 403, "text/plain; charset=utf-8", text.into());
    }
    if !matches!(request.method(), Method::Get | Method::Head) {
        return send(request, 405, "text/plain; charset=utf-8", "Bare GET og HEAD.\n".into());
    }
    let (address, query) = match request.url().split_once('?') {
        Some((address, query)) => (address.to_owned(), query.to_owned()),
        None => (request.url().to_owned(), String::new()),
    };
    match address.as_str() {
        SCRIPT => send(request, 200, "text/javascript; charset=utf-8", include_str!("forhandsvisning.js").into()),
        EVENTS => stream(shared, request),
        STATE => {
            let state = page(shared, &query).map_or_else(String::new, |(_, html)| state(shared, &html));
            send(request, 200, "text/plain; charset=utf-8", state.into());
        }
        _ => answer(shared, request, &address),
    }
}

/// Whether a request comes from a page or a person on this machine. A page of another site that leads its name to this
/// machine (DNS rebinding) sends its own name as the host.
fn is_for_us(shared: &Shared, request: &Request) -> bool {
    let mut hosts = request.headers().iter().filter(|header| header.field.equiv("Host"));
    let (Some(host), None) = (hosts.next(), hosts.next()) else { return false };
    let own = shared.address;
    let host = host.value.as_str();
    let host = if own.port() == 80 && !host.ends_with(":80") { format!("{host}:80") } else { host.to_owned() };
    if host == format!("localhost:{}", own.port()) {
        return true;
    }
    // Whoever lets others in from the network gives them a number, which no other site can take for its name.
    let loopback_only = own.ip().is_loopback();
    host.parse::<SocketAddr>()
        .is_ok_and(|host| host.port() == own.port() && (host.ip().is_loopback() || !loopback_only))
}

fn answer(shared: &Shared, request: Request, address: &str) {
    let found = shared.preview().portal().map(|portal| portal.find(&decoded(address)));
    match found {
        Some(Found::At(other)) => {
            send_with(request, 302, &[("Location", &other)], Vec::new());
        }
        Some(Found::File(path)) => answer_file(shared, request, &path, 200),
        Some(Found::Nowhere) => {
            let path = OutputPath::new(NOT_FOUND).expect("a plain name");
            answer_file(shared, request, &path, 404);
        }
        // A site without settings or a theme has no pages, but the script can tell why.
        None => send(request, 500, "text/html; charset=utf-8", with_script(shared, EMPTY_PAGE.into())),
    }
}

/// What problems are shown on when there is no page.
const EMPTY_PAGE: &str = "<!doctype html>\n<html lang=\"nb\">\n<head>\n<meta charset=\"utf-8\">\n\
    <title>Forhåndsvisning</title>\n</head>\n<body>\n</body>\n</html>\n";

fn answer_file(shared: &Shared, request: Request, path: &OutputPath, status: u16) {
    let mime = mime_guess::from_path(path.as_str()).first_or_octet_stream();
    let is_html = mime.subtype() == "html";
    let content_type = match mime.type_().as_str() {
        "text" => format!("{mime}; charset=utf-8"),
        _ => mime.to_string(),
    };
    let (content, status) = match content(shared, path) {
        Some(content) => (content, status),
        None => (EMPTY_PAGE.into(), 500),
    };
    let content = if is_html { with_script(shared, content) } else { content };
    send(request, status, &content_type, content);
}

/// The content of a file. When it cannot be made, that is told, and the last good content is shown.
fn content(shared: &Shared, path: &OutputPath) -> Option<Vec<u8>> {
    let (content, problems) = {
        let preview = shared.preview();
        let (content, problems) = preview.produce(path);
        (content.map(|content| content.into_owned()), problems)
    };
    let failed = {
        let mut news = shared.news();
        match &content {
            Some(content) if path.as_str().ends_with(".html") => {
                news.shown.insert(path.clone(), content.clone());
                news.failures.remove(path);
                false
            }
            Some(_) => false,
            None => news.failures.insert(path.clone(), problems.clone()).as_ref() != Some(&problems),
        }
    };
    if failed {
        shared.tell(Vec::new());
    }
    content.or_else(|| shared.news().shown.get(path).cloned())
}

/// The page that a query names by its address.
fn page(shared: &Shared, query: &str) -> Option<(OutputPath, Vec<u8>)> {
    let address = decoded(query.strip_prefix("side=")?);
    let found = shared.preview().portal()?.find(&address);
    let path = match found {
        Found::File(path) => path,
        _ => OutputPath::new(NOT_FOUND)?,
    };
    let html = content(shared, &path)?;
    Some((path, html))
}

/// Stands for a page without its style sheet's address, so that a page stays the same when only its looks change.
fn state(shared: &Shared, html: &[u8]) -> String {
    let stylesheet = shared.preview().portal().map(|portal| portal.stylesheet()).unwrap_or_default();
    let html = String::from_utf8_lossy(html).replacen(&stylesheet, "", 1);
    format!("{:016x}", xxh3_64(html.as_bytes()))
}

/// The page with the script of the preview at its end; nothing else is changed.
fn with_script(shared: &Shared, html: Vec<u8>) -> Vec<u8> {
    let state = state(shared, &html);
    let mut html =
        String::from_utf8(html).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned());
    let script = format!("<script src=\"{SCRIPT}\" data-tilstand=\"{state}\" defer></script>\n");
    let end = html.rfind("</body>").unwrap_or(html.len());
    html.insert_str(end, &script);
    html.into_bytes()
}

fn decoded(address: &str) -> String {
    percent_decode_str(address).decode_utf8_lossy().into_owned()
}

fn send(request: Request, status: u16, content_type: &str, content: Vec<u8>) {
    // What a server of the finished site will refuse, an editor should meet here.
    let of_site = headers::headers();
    let own = [("Content-Type", content_type), ("Cache-Control", "no-store")];
    let all: Vec<(&str, &str)> =
        own.into_iter().chain(of_site.iter().map(|(name, value)| (*name, value.as_str()))).collect();
    send_with(request, status, &all, content);
}

/// Sends an answer, after which the browser closes the connection. One that is kept open has a thread of the server to itself,
/// and of connections that come at the same moment one can be left waiting for that thread.
fn send_with(request: Request, status: u16, headers: &[(&str, &str)], content: Vec<u8>) {
    let reason = StatusCode(status).default_reason_phrase();
    let mut answer = format!("HTTP/1.1 {status} {reason}\r\n");
    for (name, value) in headers {
        // Nothing but what a header can have: an address of the portal is escaped, all else is the program's own.
        let value: String = value.chars().filter(|character| !character.is_control()).collect();
        answer.push_str(&format!("{name}: {value}\r\n"));
    }
    answer.push_str(&format!("Content-Length: {}\r\nConnection: close\r\n\r\n", content.len()));
    let mut answer = answer.into_bytes();
    if *request.method() != Method::Head {
        answer.extend(content);
    }
    let mut writer = request.into_writer();
    let _ = writer.write_all(&answer).and_then(|()| writer.flush());
}

/// Tells a browser how things are, now and whenever that changes, for as long as it listens.
fn stream(shared: &Shared, request: Request) {
    let (sender, receiver) = channel();
    {
        let mut news = shared.news();
        let _ = sender.send(news.message.clone());
        news.clients.push(sender);
    }
    thread::spawn(move || {
        let mut writer = request.into_writer();
        let head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\nCache-Control: no-store\r\n\
                    Connection: close\r\n\r\nretry: 500\n\n";
        if send_event(&mut writer, head) {
            send_events(&mut writer, &receiver);
        }
    });
}

fn send_events(writer: &mut impl Write, messages: &Receiver<String>) {
    loop {
        let sent = match messages.recv_timeout(HEARTBEAT) {
            Ok(message) => send_event(writer, &format!("data: {message}\n\n")),
            Err(RecvTimeoutError::Timeout) => send_event(writer, ": her\n\n"),
            Err(RecvTimeoutError::Disconnected) => false,
        };
        if !sent {
            return;
        }
    }
}

/// `false` when nobody listens any more.
fn send_event(writer: &mut impl Write, text: &str) -> bool {
    writer.write_all(text.as_bytes()).and_then(|()| writer.flush()).is_ok()
}
