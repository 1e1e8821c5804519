//! What web servers are to say with every file, so that browsers refuse what the portal never does: run a script that
//! somebody has smuggled into a page, ask another host, be shown inside another site.
//!
//! The content security policy also stands in every page, for servers that cannot be told anything. Only the headers can
//! say who may frame a page: browsers disregard `frame-ancestors` in a page.
//!
//! Two files tell servers: `_headers` (Netlify, Cloudflare Pages and others that took after them) and `.htaccess`
//! (Apache). For others the handbook has the lines to copy.

use std::fmt::Write as _;

use crate::foundation::path::UrlPath;

/// What a page may load and do. No `unsafe-inline`: scripts and styles are files. `wasm-unsafe-eval` lets WebAssembly be
/// compiled, which search in the browser needs, and no text be run as a script.
const POLICY: [&str; 10] = [
    "default-src 'none'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "style-src 'self'",
    "img-src 'self'",
    "font-src 'self'",
    "media-src 'self'",
    "connect-src 'self'",
    "worker-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
];

/// Devices and services that no page uses.
const PERMISSIONS: &str =
    "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), publickey-credentials-get=(), usb=()";

/// How long a file whose address changes with its content is kept: a year, in seconds.
const FOR_EVER: &str = "public, max-age=31536000, immutable";

/// The content security policy, as it stands in a page.
pub fn policy() -> String {
    POLICY.join("; ")
}

/// The headers of every file, by name.
pub fn headers() -> [(&'static str, String); 5] {
    [
        ("Content-Security-Policy", format!("{}; frame-ancestors 'none'", policy())),
        ("X-Content-Type-Options", "nosniff".to_owned()),
        ("Referrer-Policy", "strict-origin-when-cross-origin".to_owned()),
        ("Permissions-Policy", PERMISSIONS.to_owned()),
        ("Cross-Origin-Opener-Policy", "same-origin".to_owned()),
    ]
}

/// The address of `_headers`, which is read only at the root of a host.
pub fn headers_url() -> UrlPath {
    UrlPath::new("/_headers").expect("a plain address")
}

/// `_headers`. The addresses of the files that can be kept for ever follow after what holds for all.
pub fn headers_file(lasting: &[&UrlPath]) -> String {
    let mut text = "/*\n".to_owned();
    for (name, value) in headers() {
        let _ = writeln!(text, "  {name}: {value}");
    }
    for url in lasting {
        let _ = write!(text, "{url}\n  Cache-Control: {FOR_EVER}\n");
    }
    text
}

/// The address of `.htaccess`.
pub fn htaccess_url() -> UrlPath {
    UrlPath::new("/.htaccess").expect("a plain address")
}

/// `.htaccess`: the same for Apache, the types that it may not know, and which page is shown for an address that leads
/// nowhere. `not_found` is its address from the root of the host.
pub fn htaccess(lasting: &[&UrlPath], not_found: &str) -> String {
    let mut text = format!(
        "ErrorDocument 404 {not_found}\nAddDefaultCharset utf-8\nAddType application/atom+xml .atom\n\
         AddType application/wasm .wasm\nAddType text/calendar .ics\nAddType text/javascript .js\n\n\
         <IfModule mod_headers.c>\n"
    );
    for (name, value) in headers() {
        // `always`: also with the page for an address that leads nowhere.
        let _ = writeln!(text, "  Header always set {name} \"{value}\"");
    }
    for url in lasting {
        let name = url.as_str().rsplit('/').next().unwrap_or_default();
        let _ = write!(text, "  <Files \"{name}\">\n    Header set Cache-Control \"{FOR_EVER}\"\n  </Files>\n");
    }
    text.push_str("</IfModule>\n");
    text
}

#[cfg(test)]
mod tests {
    use super::{headers, policy};

    #[test]
    fn the_policy_lets_no_text_be_run() {
        let policy = policy();
        assert!(!policy.contains("'unsafe-inline'") && !policy.contains("'unsafe-eval'"), "{policy}");
        assert!(policy.starts_with("default-src 'none'; "), "{policy}");
    }

    #[test]
    fn a_value_is_one_line_that_stands_between_quotation_marks() {
        for (name, value) in headers() {
            assert!(value.is_ascii() && !value.contains(['"', '\n', '\\', '%']), "{name}: {value}");
        }
    }
}
