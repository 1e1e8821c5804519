//! Answers to requests.

use std::net::SocketAddr;

use bytes::Bytes;
use hyper::header::HOST;
use hyper::http::request::Parts;
use hyper::{Method, Response, StatusCode};
use percent_encoding::percent_decode_str;
use xxhash_rust::xxh3::xxh3_64;

use super::Shared;
use super::answer::{self, Answer, SharedFile};
use crate::build::Found;
use crate::foundation::path::OutputPath;

/// The addresses that are the server's own. No page has one that begins with an underscore and this word.
const SCRIPT: &str = "/_fellesskap/forhandsvisning.js";
const EVENTS: &str = "/_fellesskap/hendelser";
const STATE: &str = "/_fellesskap/tilstand";

/// The page that servers show when an address leads nowhere.
const NOT_FOUND: &str = "404.html";

/// Answers a request.
pub fn respond(shared: &Shared, head: &Parts) -> Response<Answer> {
    if !is_for_us(shared, head) {
        return answer::plain(StatusCode::FORBIDDEN, "Denne forhåndsvisningen svarer bare på denne maskinen.\n");
    }
    if !matches!(head.method, Method::GET | Method::HEAD) {
        return answer::plain(StatusCode::METHOD_NOT_ALLOWED, "Bare GET og HEAD.\n");
    }
    let query = head.uri.query().unwrap_or_default();
    match head.uri.path() {
        SCRIPT => {
            let script = include_str!("forhandsvisning.js");
            answer::content(StatusCode::OK, "text/javascript; charset=utf-8", script)
        }
        EVENTS => answer::events(shared.news().subscribe()),
        STATE => {
            let state = page(shared, query).map_or_else(String::new, |(_, html)| state(shared, &html));
            answer::content(StatusCode::OK, "text/plain; charset=utf-8", state)
        }
        address => answer(shared, address),
    }
}

/// True if a request comes from a page or a person on this machine. A page of another site that leads its name to this
/// machine (DNS rebinding) sends its own name as the host.
fn is_for_us(shared: &Shared, head: &Parts) -> bool {
    let mut hosts = head.headers.get_all(HOST).iter();
    let (Some(host), None) = (hosts.next(), hosts.next()) else { return false };
    let Ok(host) = host.to_str() else { return false };
    let in_address = head.uri.authority().map(|authority| authority.as_str());
    [Some(host), in_address].into_iter().flatten().all(|host| is_our_host(shared, host))
}

fn is_our_host(shared: &Shared, host: &str) -> bool {
    let own = shared.address;
    let host = if own.port() == 80 && !host.ends_with(":80") { format!("{host}:80") } else { host.to_owned() };
    if host == format!("localhost:{}", own.port()) {
        return true;
    }
    // Whoever lets others in from the network gives them a number, which no other site can take for its name.
    let loopback_only = own.ip().is_loopback();
    host.parse::<SocketAddr>()
        .is_ok_and(|host| host.port() == own.port() && (host.ip().is_loopback() || !loopback_only))
}

fn answer(shared: &Shared, address: &str) -> Response<Answer> {
    let found = shared.preview().portal().map(|portal| portal.find(&decoded(address)));
    match found {
        Some(Found::At(other)) => answer::redirect(&other),
        Some(Found::File(path)) => answer_file(shared, &path, StatusCode::OK),
        Some(Found::Nowhere) => {
            let path = OutputPath::new(NOT_FOUND).expect("a plain name");
            answer_file(shared, &path, StatusCode::NOT_FOUND)
        }
        // A site without settings or a theme has no pages, but the script can tell why.
        None => {
            let page = with_script(shared, EMPTY_PAGE.into());
            answer::content(StatusCode::INTERNAL_SERVER_ERROR, "text/html; charset=utf-8", page)
        }
    }
}

/// What problems are shown on when there is no page.
const EMPTY_PAGE: &str = "<!doctype html>\n<html lang=\"nb\">\n<head>\n<meta charset=\"utf-8\">\n\
    <title>Forhåndsvisning</title>\n</head>\n<body>\n</body>\n</html>\n";

fn answer_file(shared: &Shared, path: &OutputPath, status: StatusCode) -> Response<Answer> {
    let mime = mime_guess::from_path(path.as_str()).first_or_octet_stream();
    let is_html = mime.subtype() == "html";
    let content_type = match mime.type_().as_str() {
        "text" => format!("{mime}; charset=utf-8"),
        _ => mime.to_string(),
    };
    // An attachment is sent from where it lies in memory: several people may fetch a large one.
    let copied = shared.preview().portal().and_then(|portal| portal.copied(path));
    if let Some(file) = copied.filter(|_| !is_html) {
        return answer::content(status, &content_type, Bytes::from_owner(SharedFile(file)));
    }
    let (content, status) = match content(shared, path) {
        Some(content) => (content, status),
        None => (EMPTY_PAGE.into(), StatusCode::INTERNAL_SERVER_ERROR),
    };
    let content = if is_html { with_script(shared, content) } else { content };
    answer::content(status, &content_type, content)
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
