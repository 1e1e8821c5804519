//! Mistakes in TOML itself, in words that an editor understands.

use toml::de::Error;

use super::value::norwegian_date;
use crate::foundation::diagnostic::{Code, Diagnostic, Span};
use crate::foundation::path::SourcePath;

/// One diagnostic for each line that has a mistake; the parser often finds several in one.
pub fn diagnostics(file: &SourcePath, offset: usize, text: &str, errors: &[Error]) -> Vec<Diagnostic> {
    let mut lines_seen = Vec::new();
    let mut diagnostics = Vec::new();
    // After another mistake, the parser can take a key of the next table for one of this.
    let follows = |error: &Error| error.message() == "duplicate key" && errors[0].message() != "duplicate key";
    for error in errors.iter().filter(|error| !follows(error)) {
        let span = error.span().unwrap_or(0..0);
        let line = line_around(text, span.start);
        if lines_seen.contains(&line.start) {
            continue;
        }
        lines_seen.push(line.start);
        diagnostics.push(diagnostic(file, offset, text, line, span, error.message()));
    }
    diagnostics
}

fn diagnostic(file: &SourcePath, offset: usize, text: &str, line: Span, span: Span, message: &str) -> Diagnostic {
    let at = |span: Span| span.start + offset..span.end.max(span.start) + offset;
    let typed = text[line.clone()].trim();
    let (key, value) = match typed.split_once('=') {
        Some((key, value)) => (key.trim(), without_comment(value).trim()),
        None if typed.starts_with('[') => (typed.trim_matches(['[', ']']).trim(), ""),
        None => (typed, ""),
    };
    let is_key = typed.contains('=') || typed.starts_with('[');

    if is_key && !key.is_ascii() && !key.starts_with(['"', '\'', '#']) {
        let start = line.start + text[line.clone()].find(key).unwrap_or(0);
        return Diagnostic::at(
            Code::InvalidToml,
            file,
            at(start..start + key.len()),
            format!("nøkkelen «{key}» har bokstaver som TOML ikke tillater i nøkler"),
        )
        .hint(format!("skriv nøkkelen uten æ, ø og å: {}", ascii_key(key)));
    }
    if let Some(date) = norwegian_date(value) {
        let start = line.start + text[line.clone()].find(value).unwrap_or(0);
        return Diagnostic::at(
            Code::InvalidValue,
            file,
            at(start..start + value.len()),
            format!("datoen «{value}» er skrevet på en måte som ikke kan leses her"),
        )
        .hint(format!("skriv år, måned og dag: {key} = {date}"));
    }
    if looks_like_date(value) {
        let start = line.start + text[line.clone()].find(value).unwrap_or(0);
        return Diagnostic::at(
            Code::InvalidValue,
            file,
            at(start..start + value.len()),
            format!("datoen «{value}» finnes ikke"),
        )
        .hint("skriv år, måned og dag: 2026-03-18");
    }
    if typed.contains('=') && key.contains(char::is_whitespace) && !key.starts_with(['"', '\'', '#']) {
        let start = line.start + text[line.clone()].find(key).unwrap_or(0);
        return Diagnostic::at(
            Code::InvalidToml,
            file,
            at(start..start + key.len()),
            format!("nøkkelen «{key}» har mellomrom"),
        )
        .hint(format!("skriv nøkkelen som ett ord: {}", ascii_key(key)));
    }
    if typed.ends_with('=') {
        return Diagnostic::at(Code::InvalidToml, file, at(span), format!("«{key}» mangler verdi"))
            .hint(format!("skriv verdien etter likhetstegnet: {key} = \"…\""));
    }
    if let Some((name, _)) = typed.split_once(':').filter(|(name, _)| !typed.contains('=') && is_bare_key(name)) {
        let start = line.start + text[line.clone()].find(':').unwrap_or(0);
        return Diagnostic::at(
            Code::InvalidToml,
            file,
            at(start..start + 1),
            format!("etter nøkkelen «{name}» står det kolon i stedet for likhetstegn"),
        )
        .hint(format!("skriv: {name} = …"));
    }
    let bare = |above: &str| above.split('#').next().unwrap_or_default().trim().to_owned();
    let header = text[..line.start].lines().rev().map(bare).find(|above| above.starts_with('['));
    if let Some(header) = header.filter(|_| message == "duplicate key") {
        return Diagnostic::at(
            Code::InvalidToml,
            file,
            at(span),
            format!("nøkkelen «{key}» står to ganger i tabellen"),
        )
        .hint(format!("slett den ene linjen; gjelder opplysningen hele filen, må den stå før {header}"));
    }
    // The parser goes on to say what it expected, which means nothing to an editor.
    let message = message.split_once(", expected").map_or(message, |(message, _)| message);
    let (message, hint) = in_norwegian(message, key);
    Diagnostic::at(Code::InvalidToml, file, at(span), message).hint(hint)
}

/// The parser's messages in Norwegian. They are few; the last row stands for those that editors hardly meet.
fn in_norwegian(message: &str, key: &str) -> (String, String) {
    let (message, hint): (String, &str) = match message {
        "duplicate key" => (format!("nøkkelen «{key}» står to ganger"), "slett den ene linjen, eller slå dem sammen"),
        "string values must be quoted" | "invalid value" | "missing opening quote" => (
            "verdien mangler anførselstegn, eller er ikke skrevet rett".into(),
            "sett tekst i rette anførselstegn: \"…\"",
        ),
        "unexpected key or value" => (
            "her skulle linjen vært slutt".into(),
            "skriv én opplysning på hver linje; et anførselstegn inne i teksten skrives \\\"",
        ),
        "invalid date" => ("datoen er ikke skrevet rett".into(), "skriv år, måned og dag: 2026-03-18"),
        "invalid float" | "invalid integer" => (
            "tallet er ikke skrevet rett".into(),
            "skriv hele tall uten mellomrom og punktum: 1500000; sett annet i anførselstegn: \"…\"",
        ),
        "invalid basic string" | "invalid multi-line basic string" | "invalid literal string" => (
            "teksten mangler et avsluttende anførselstegn".into(),
            "avslutt teksten med \" på samme linje; et anførselstegn inne i teksten skrives \\\"",
        ),
        "missing assignment between key-value pairs"
        | "key with no value"
        | "missing value for key"
        | "missing value" => (format!("«{key}» mangler verdi"), "skriv nøkkel, likhetstegn og verdi: tittel = \"…\""),
        "missing escaped value" | "too few unicode value digits" => (
            "omvendt skråstrek må følges av et tegn som kan stå etter den".into(),
            "skriv \\\\ for en omvendt skråstrek",
        ),
        "unclosed array" | "missing comma between array elements" => {
            ("listen mangler komma eller avsluttende klamme".into(), "skriv lister slik: [\"a\", \"b\"]")
        }
        "unclosed table" | "unclosed array table" | "unclosed inline table" => {
            ("tabellen mangler avsluttende klamme".into(), "skriv [[milepel]] eller { navn = \"…\" }")
        }
        "unexpected leading zero" => {
            ("tallet kan ikke begynne med null".into(), "skriv tallet uten nullen, eller sett det i anførselstegn")
        }
        _ => (
            "linjen er ikke skrevet slik at den kan leses".into(),
            "hver linje skal være en nøkkel, et likhetstegn og en verdi: tittel = \"…\"",
        ),
    };
    (message, hint.to_owned())
}

/// The value without a comment after it.
fn without_comment(value: &str) -> &str {
    match value.find('#') {
        Some(comment) if !value.contains(['"', '\'']) => &value[..comment],
        _ => value,
    }
}

fn ascii_key(key: &str) -> String {
    slug::slugify(key).replace('-', "_")
}

/// Whether a text can be a key without quotes.
fn is_bare_key(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
}

fn looks_like_date(value: &str) -> bool {
    let digits = |text: &str, length: usize| text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit());
    let mut parts = value.split('-');
    matches!(
        (parts.next(), parts.next(), parts.next(), parts.next()),
        (Some(year), Some(month), Some(day), None) if digits(year, 4) && digits(month, 2) && digits(day, 2)
    )
}

/// The line that a position lies in, without its newline.
fn line_around(text: &str, position: usize) -> Span {
    let position = (0..=position.min(text.len())).rev().find(|index| text.is_char_boundary(*index)).unwrap_or(0);
    let start = text[..position].rfind('\n').map_or(0, |newline| newline + 1);
    let end = text[position..].find('\n').map_or(text.len(), |newline| position + newline);
    start..end
}
