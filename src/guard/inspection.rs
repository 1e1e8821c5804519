//! What a file that is published as it is says besides what its page says of it: every text in it, what it says of itself,
//! and where its pictures were taken.
//!
//! Text files of content are looked through by [`crate::verify::check`], with the place of each finding. Of other files an editor
//! is told the page, the sheet or the slide. An [`Inspection`] depends on nothing but the file, so it is made once for each
//! file, and again only when the file is another; whether somebody is to be told is known when it is known whether the
//! file is published: an attachment to an exempt sak may well be about a person.

use std::collections::BTreeSet;
use std::sync::Arc;

use encoding_rs::{UTF_16BE, UTF_16LE, WINDOWS_1252};
use rayon::prelude::*;

use crate::foundation::diagnostic::{Code, Diagnostic};
use crate::foundation::identifier::{Kind, Writing, find};
use crate::foundation::path::SourcePath;
use crate::guard::attachment::{self, Attachment, Keep, Named, RichText, TextFile, TextPart, Unreadable};

/// How much of its text a file is found by in the search, in bytes: two hundred printed pages. In the index a text takes some
/// fifty times its own room while the index is made.
pub const SEARCHED: usize = 512 << 10;

/// What the heading and the place of a part take besides its text, in bytes.
const PART: usize = 64;

/// How many places with identifiers are reported in a file.
const SHOWN: usize = 20;

/// What was found in a file.
#[derive(Debug, Clone, Default)]
pub struct Inspection {
    problems: Vec<Diagnostic>,
    /// Who has made the file, as far as it says so.
    people: Vec<Person>,
    /// What it says to readers, for the search: as much as [`SEARCHED`]. `None` when there is none.
    text: Option<Result<Arc<[TextPart]>, Unreadable>>,
}

/// A text that a file has, shown or unshown, with its place in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    place: String,
    /// What the lines of the text are, when the place is one of them.
    unit: Option<&'static str>,
    pub text: String,
    /// It is what the file carries along, and may well stand in another place too.
    pub is_carried: bool,
}

impl Said {
    /// Everything that a file says, whatever kind it is. Nothing of it is kept: it is asked for when there are words that must
    /// not be told. `None` when reading it takes so much memory that it is to be read `alone`.
    pub fn of(bytes: &[u8], alone: bool) -> Option<Vec<Self>> {
        let most = if alone { attachment::MOST_UNPACKED } else { attachment::MOST_UNPACKED_OF_SEVERAL };
        let read = attachment::read_unpacking(bytes, most, Keep::Words);
        if !alone && read == Err(Unreadable::TooLarge) {
            return None;
        }
        let is_read = read.is_ok();
        let mut all = read.map(Self::of_attachment).unwrap_or_default();
        let add = |place: &str, unit, text, is_carried| Self { place: place.to_owned(), unit, text, is_carried };
        match unfolded(bytes).or_else(|| decoded(bytes)) {
            Some(text) if attachment::is_rich_text(&text) => {
                let RichText { body, aside, .. } = attachment::read_rich_text(&text, Keep::Words);
                all.extend([add("", Some("avsnitt"), body, is_read), add(ASIDE, None, aside, is_read)]);
            }
            Some(text) => all.push(add("", Some("linje"), text, is_read)),
            // What cannot be read is looked through for what is written plainly.
            None if !is_read => all.push(add(PLAIN, None, attachment::of_binary(bytes, Keep::Words), true)),
            None => {}
        }
        Some(all)
    }

    fn of_attachment(attachment: Attachment) -> Vec<Self> {
        let said = |place: String, text: String, is_carried| Self { place, unit: None, text, is_carried };
        let files = attachment.texts.iter().map(|file| {
            let place = attachment::Locator::Other(file.name.clone()).to_string();
            let text = text_of(file);
            if attachment::is_rich_text(&text) {
                let RichText { body, aside, .. } = attachment::read_rich_text(&text, Keep::Words);
                return said(place, format!("{body}\n\n{aside}"), false);
            }
            said(place, text, false)
        });
        let metadata = attachment.metadata.iter().map(|named| said(place_of(named), named.value.clone(), false));
        let names = attachment.names.iter().map(|name| said(NAMES.to_owned(), name.clone(), false));
        let mut all: Vec<Self> = metadata.chain(names).chain(files).collect();
        all.extend(attachment.parts.into_iter().map(|part| {
            let is_carried = part.place.is_carried();
            said(part.place.to_string(), part.text, is_carried)
        }));
        all
    }

    /// Where a byte of the text stands.
    pub fn place_of(&self, at: usize) -> String {
        match self.unit {
            Some(unit) => format!("{unit} {}", self.text[..at].matches('\n').count() + 1),
            None => self.place.clone(),
        }
    }
}

/// What places in files are called that are no pages, sheets or slides.
const ASIDE: &str = "noter, topptekst og det filen har med seg";
const NAMES: &str = "navnet på noe i filen";
const PLAIN: &str = "det som ikke kan leses som et dokument";

fn place_of(named: &Named) -> String {
    format!("opplysningene om filen: {}", named.name)
}

/// A text whose lines were divided within a character, as programs for calendars do (RFC 5545).
fn unfolded(bytes: &[u8]) -> Option<String> {
    if std::str::from_utf8(bytes).is_ok() || bytes.contains(&0) {
        return None;
    }
    let mut whole = Vec::with_capacity(bytes.len());
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        if matches!(line, [b' ' | b'\t', ..]) {
            let end = whole.trim_ascii_end().len();
            whole.truncate(end);
            whole.extend_from_slice(&line[1..]);
        } else {
            whole.extend_from_slice(line);
        }
    }
    String::from_utf8(whole).ok()
}

/// A text within a file.
fn text_of(file: &TextFile) -> String {
    decoded(&file.content).unwrap_or_else(|| WINDOWS_1252.decode(&file.content).0.into_owned())
}

/// What came of reading a file as a document or a picture.
type Read = Result<Attachment, Unreadable>;

/// Somebody that a file names in what it says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Person {
    /// As what: «forfatter».
    role: String,
    name: String,
}

/// Who stands behind a site, so that their names are no names of persons.
#[derive(Debug, Clone, Default)]
pub struct Organisation {
    words: Vec<String>,
}

impl Organisation {
    /// The words of what a site says of itself and its publisher.
    pub fn new<'a>(texts: impl IntoIterator<Item = &'a str>) -> Self {
        Self { words: texts.into_iter().flat_map(words).collect() }
    }

    /// Whether a name is nobody's: that of the organisation or a part of it, or what programs write when they know no
    /// better.
    fn is_meant(&self, name: &str) -> bool {
        const PROGRAMS: [&str; 18] = [
            "admin",
            "administrator",
            "author",
            "bruker",
            "forfatter",
            "kontor",
            "libreoffice",
            "microsoft corporation",
            "microsoft office user",
            "microsoft office bruker",
            "openpyxl",
            "python docx",
            "ukjent",
            "unknown",
            "user",
            "windows bruker",
            "windows user",
            "office",
        ];
        let words: Vec<String> = words(name).collect();
        PROGRAMS.contains(&words.join(" ").as_str()) || words.iter().all(|word| self.words.contains(word))
    }
}

fn words(text: &str) -> impl Iterator<Item = String> {
    text.split(|character: char| !character.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase)
}

impl Inspection {
    /// Looks through a file that is not a text of content.
    pub fn of(path: &SourcePath, bytes: &[u8]) -> Self {
        Self::of_read(path, bytes, attachment::read(bytes))
    }

    /// Looks through many files, in the order they stand, on all cores. One that unpacks to so much that it takes much
    /// memory is looked through alone.
    pub fn of_all(files: &[(&SourcePath, &[u8])]) -> Vec<Self> {
        let together = |(path, bytes): &(&SourcePath, &[u8])| {
            let read = attachment::read_unpacking(bytes, attachment::MOST_UNPACKED_OF_SEVERAL, Keep::Numbers);
            (read != Err(Unreadable::TooLarge)).then(|| Self::of_read(path, bytes, read))
        };
        let found: Vec<Option<Self>> = files.par_iter().map(together).collect();
        let alone = |(found, (path, bytes)): (Option<Self>, &(&SourcePath, &[u8]))| {
            found.unwrap_or_else(|| Self::of(path, bytes))
        };
        found.into_iter().zip(files).map(alone).collect()
    }

    fn of_read(path: &SourcePath, bytes: &[u8], read: Read) -> Self {
        let mut inspection = Self::default();
        let is_read = inspection.take_read(path, read);
        match decoded(bytes) {
            Some(text) => inspection.look_through(path, &text),
            None if !is_read => inspection.problems.push(unreadable(
                path,
                "filen er av et slag som ikke blir sett gjennom".to_owned(),
                "se gjennom filen selv, eller legg ut innholdet som PDF, docx, xlsx eller tekst",
            )),
            None => {}
        }
        inspection
    }

    /// What an editor is told of the file when it is published.
    pub fn problems(&self, path: &SourcePath, organisation: &Organisation) -> Vec<Diagnostic> {
        let mut problems = self.problems.clone();
        let mut roles: Vec<&str> = Vec::new();
        for person in self.people.iter().filter(|person| !organisation.is_meant(&person.name)) {
            if !roles.contains(&person.role.as_str()) {
                roles.push(&person.role);
            }
        }
        if !roles.is_empty() {
            let message = format!("opplysningene om filen kan ha navnet på en person: {}", roles.join(", "));
            let hint = "ta navnet bort og lagre på nytt: i Office under Fil > Info > Kontroller dokument; av et bilde tar du \
                        bort egenskapene. Skal navnet stå der, kan det godtas i content/godta.toml";
            problems.push(Diagnostic::in_file(Code::PersonalMetadata, path, message).hint(hint));
        }
        problems
    }

    /// Looks through a text that is not content. What stands in it is told by the line.
    fn look_through(&mut self, path: &SourcePath, text: &str) {
        if attachment::is_rich_text(text) {
            return self.look_through_rich(path, text);
        }
        let (text, writing) = readable(path.extension(), text);
        self.report_lines(path, "linje", &text, writing);
    }

    /// Reports identifiers by the lines that they begin in.
    fn report_lines(&mut self, path: &SourcePath, unit: &str, text: &str, writing: Writing) {
        let mut lines: Vec<(usize, Kind, usize)> = Vec::new();
        let (mut line, mut counted) = (1, 0);
        for found in find(text, writing) {
            line += text[counted..found.span.start].matches('\n').count();
            counted = found.span.start;
            match lines.last_mut() {
                Some((last, _, count)) if *last == line => *count += 1,
                _ => lines.push((line, found.kind, 1)),
            }
        }
        let places = lines.into_iter().map(|(line, kind, count)| (format!("{unit} {line}"), kind, count));
        self.report(path, places.collect());
    }

    /// Reports identifiers by their places.
    fn report(&mut self, path: &SourcePath, places: Vec<(String, Kind, usize)>) {
        let more = places.len().saturating_sub(SHOWN);
        let hint = "slett nummeret i originalen, og lagre filen på nytt. Er det et annet slags tall, skriver du det slik slike \
                    tall pleier å skrives: beløp og antall med mellomrom, kontonummer med punktum";
        let found = |message: String| Diagnostic::in_file(Code::PersonalIdentifier, path, message).hint(hint);
        self.problems.extend(places.into_iter().take(SHOWN).map(|(place, kind, count)| {
            let others = if count > 1 { format!(" og {} til", count - 1) } else { String::new() };
            found(format!("filen har {}{others} ({place})", kind.name()))
        }));
        if more > 0 {
            self.problems.push(found(format!("filen har slike nummer {more} steder til")));
        }
    }
}

impl Inspection {
    /// Looks through a text of RTF, in which a paragraph is what a line is in others.
    fn look_through_rich(&mut self, path: &SourcePath, text: &str) {
        let RichText { body, aside, has_objects } = attachment::read_rich_text(text, Keep::Numbers);
        self.report_lines(path, "avsnitt", &body, Writing::Plain);
        let found = find(&aside, Writing::Plain);
        let place = ASIDE.to_owned();
        self.report(path, found.first().map(|first| (place, first.kind, found.len())).into_iter().collect());
        if has_objects {
            let hint = "se gjennom dem selv, eller legg dem inn som bilder";
            let message = "deler av filen kan ikke leses: objekter fra andre programmer".to_owned();
            self.problems.push(unreadable(path, message, hint));
        }
    }

    /// Takes a document or a picture that was read. Returns whether the file was one, or needs no more attention.
    fn take_read(&mut self, path: &SourcePath, read: Read) -> bool {
        let extension = path.extension();
        let is_document = attachment::is_document(extension);
        match read {
            Ok(attachment) => {
                self.take(path, &attachment);
                if is_document && !attachment.parts.iter().any(|part| part.shown) {
                    let hint =
                        "er den skannet, gjør du den lesbar med tekstgjenkjenning (OCR), eller legger inn originalen";
                    self.problems.push(unreadable(path, "vedlegget har ingen tekst som kan leses".to_owned(), hint));
                }
                self.text = is_document.then(|| Ok(searched(attachment.parts)));
                true
            }
            Err(reason) if is_document => {
                let hint = match reason {
                    Unreadable::Encrypted => "lagre filen uten passord og uten begrensninger, og legg den inn på nytt",
                    Unreadable::TooLarge => "del filen i flere, eller lagre den med mindre bilder",
                    Unreadable::OldFormat => "åpne filen og lagre den som docx, xlsx, pptx eller PDF",
                    Unreadable::Damaged | Unreadable::Unknown => {
                        "åpne filen i programmet den er laget med, og lagre den på nytt"
                    }
                };
                self.problems.push(unreadable(path, format!("teksten i vedlegget kan ikke leses: {reason}"), hint));
                self.text = Some(Err(reason));
                true
            }
            // What is called a picture and is none shows nothing.
            Err(Unreadable::Unknown) => attachment::is_picture(extension),
            Err(_) => false,
        }
    }

    /// Takes what was read.
    fn take(&mut self, path: &SourcePath, attachment: &Attachment) {
        let mut places = Vec::new();
        let mut known: BTreeSet<String> = BTreeSet::new();
        // What is carried along is told when it is in no other place.
        let mut look = |place: &dyn Fn() -> String, text: &str, writing: Writing, is_carried: bool| {
            let mut found = find(text, writing);
            found.retain(|found| {
                let digits = text[found.span.clone()].chars().filter(|character| character.is_numeric()).collect();
                known.insert(digits) || !is_carried
            });
            places.extend(found.first().map(|first| (place(), first.kind, found.len())));
        };
        let (carried, read): (Vec<&TextPart>, Vec<&TextPart>) =
            attachment.parts.iter().partition(|part| part.place.is_carried());
        for part in read {
            look(&|| part.place.to_string(), &part.text, Writing::Plain, false);
        }
        for named in &attachment.metadata {
            look(&|| place_of(named), &named.value, Writing::Plain, false);
        }
        look(&|| NAMES.to_owned(), &attachment.names.join("\n\n"), Writing::Plain, false);
        for file in &attachment.texts {
            let (_, extension) = file.name.rsplit_once('.').unwrap_or_default();
            let (text, writing) = readable(extension, &text_of(file));
            look(&|| attachment::Locator::Other(file.name.clone()).to_string(), &text, writing, false);
        }
        for part in carried {
            look(&|| part.place.to_string(), &part.text, Writing::Plain, true);
        }
        self.report(path, places);

        for picture in &attachment.positions {
            let message = match picture.as_str() {
                "" => "bildet sier nøyaktig hvor det er tatt (posisjon)".to_owned(),
                name => format!("et bilde i filen sier nøyaktig hvor det er tatt (posisjon): {name}"),
            };
            let hint = "lagre bildet uten posisjon: i Windows under Egenskaper > Detaljer > Fjern egenskaper; på telefonen når \
                        du deler det, uten sted";
            self.problems.push(Diagnostic::in_file(Code::PicturePosition, path, message).hint(hint));
        }
        if !attachment.unread.is_empty() {
            /// How many are named.
            const NAMED: usize = 5;
            let mut parts = attachment.unread.iter().take(NAMED).map(String::as_str).collect::<Vec<_>>().join(", ");
            if let Some(more @ 1..) = attachment.unread.len().checked_sub(NAMED) {
                parts.push_str(&format!(" og {more} til"));
            }
            let hint = "se gjennom disse delene selv, eller lagre filen på nytt fra programmet den er laget med";
            self.problems.push(unreadable(path, format!("deler av filen kan ikke leses: {parts}"), hint));
        }
        let people = attachment.metadata.iter().filter(|named| is_of_person(&named.name));
        self.people.extend(people.map(|named| Person { role: named.name.clone(), name: named.value.clone() }));
    }

    /// What the file says to readers, as far as it is found in the search.
    pub fn text(&self) -> Option<&Result<Arc<[TextPart]>, Unreadable>> {
        self.text.as_ref()
    }
}

/// What readers see, as far as it is found in the search.
fn searched(parts: Vec<TextPart>) -> Arc<[TextPart]> {
    let mut room = SEARCHED;
    let mut searched = Vec::new();
    for mut part in parts.into_iter().filter(|part| part.shown) {
        if room == 0 {
            break;
        }
        part.text.truncate(part.text.floor_char_boundary(room));
        // Of a long text that is cut, nothing but the beginning is to take room.
        part.text.shrink_to_fit();
        room = room.saturating_sub(part.text.len() + PART);
        searched.push(part);
    }
    searched.into()
}

/// Whether a fact about a file says who made it. Companies and programs are nobody.
fn is_of_person(name: &str) -> bool {
    const ROLES: [&str; 9] = [
        "forfatter",
        "sist endret av",
        "forfatter av endring eller kommentar",
        "leder",
        "skrevet ut av",
        "fotograf",
        "eieren av kameraet",
        "serienummeret til kameraet",
        "serienummeret til objektivet",
    ];
    ROLES.contains(&name)
}

/// A text as it is to be looked through, by the ending of its file.
fn readable(extension: &str, text: &str) -> (String, Writing) {
    if attachment::is_rich_text(text) {
        let RichText { body, aside, .. } = attachment::read_rich_text(text, Keep::Numbers);
        return (format!("{body}\n\n{aside}"), Writing::Plain);
    }
    let text = &*attachment::with_whole_numbers(text);
    match extension.to_ascii_lowercase().as_str() {
        "json" | "jsonld" | "geojson" => (text.to_owned(), Writing::Toml),
        "xml" | "xhtml" | "htm" | "html" | "svg" | "kml" | "gpx" | "atom" | "rss" => (text.to_owned(), Writing::Markup),
        // Long lines go on in the next one, after a blank (RFC 5545, RFC 6350).
        "ics" | "vcf" => (text.replace("\r\n", "\n").replace("\n ", "").replace("\n\t", ""), Writing::Plain),
        "csv" | "tsv" => (text.to_owned(), Writing::Csv),
        // Mail has lines that go on in the next one after `=` (RFC 2045).
        "mht" | "mhtml" => (text.replace("\r\n", "\n").replace("=\n", ""), Writing::Markup),
        _ => (text.to_owned(), Writing::Plain),
    }
}

fn unreadable(path: &SourcePath, message: String, hint: &str) -> Diagnostic {
    Diagnostic::in_file(Code::UnreadableAttachment, path, message).hint(hint)
}

/// The text that a file is, when it is one.
fn decoded(bytes: &[u8]) -> Option<String> {
    /// How much of a file tells whether it is text in an older encoding.
    const HEAD: usize = 4096;
    let wide = match bytes {
        [0xFE, 0xFF, ..] => Some(UTF_16BE),
        [0xFF, 0xFE, ..] => Some(UTF_16LE),
        _ => None,
    };
    if let Some(encoding) = wide {
        return Some(encoding.decode(bytes).0.into_owned());
    }
    if bytes.contains(&0) {
        return None;
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Some(text.to_owned());
    }
    let head = &bytes[..bytes.len().min(HEAD)];
    let is_text = |byte: &u8| !byte.is_ascii_control() || byte.is_ascii_whitespace();
    head.iter().all(is_text).then(|| WINDOWS_1252.decode(bytes).0.into_owned())
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write};

    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::*;

    /// Nobody's: forty is added to both the day and the month.
    const NUMBER: &str = "71523999073";

    /// What an editor is told of a file.
    #[track_caller]
    fn check(name: &str, bytes: &[u8], told: &[&str]) {
        let path = SourcePath::new(&format!("content/{name}")).unwrap();
        let organisation = Organisation::new(["Helsefellesskapet, ved sekretariatet"]);
        let problems = Inspection::of(&path, bytes).problems(&path, &organisation);
        let said: Vec<String> =
            problems.iter().map(|problem| format!("{}: {}", problem.code.name(), problem.message)).collect();
        assert_eq!(said, told);
    }

    fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in files {
            writer.start_file(*name, SimpleFileOptions::default()).unwrap();
            writer.write_all(content).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    fn docx(body: &str, more: &[(&str, &[u8])]) -> Vec<u8> {
        let document = format!("<w:document><w:p><w:t>{body}</w:t></w:p></w:document>");
        let mut files: Vec<(&str, &[u8])> = vec![
            ("[Content_Types].xml", b"<Types/>"),
            (
                "_rels/.rels",
                b"<Relationships><Relationship Id=\"a\" Type=\"x/officeDocument\" Target=\"word/document.xml\"/></Relationships>",
            ),
            ("word/document.xml", document.as_bytes()),
        ];
        files.extend(more);
        zipped(&files)
    }

    #[test]
    fn identifiers_are_found_wherever_they_are_in_a_document() {
        let comment = format!("<w:comments><w:p><w:t>{NUMBER}</w:t></w:p></w:comments>");
        let title = format!("<cp:coreProperties><dc:title>{NUMBER}</dc:title></cp:coreProperties>");
        let bytes = docx(
            &format!("715239 99073 og {NUMBER}"),
            &[
                ("word/comments.xml", comment.as_bytes()),
                ("docProps/core.xml", title.as_bytes()),
                (&format!("word/media/{NUMBER}.emf"), b"-"),
            ],
        );
        check(
            "brev.docx",
            &bytes,
            &[
                "fodselsnummer: filen har et D-nummer og 1 til (brødteksten)",
                "fodselsnummer: filen har et D-nummer (kommentarene)",
                "fodselsnummer: filen har et D-nummer (opplysningene om filen: tittel)",
                "fodselsnummer: filen har et D-nummer (navnet på noe i filen)",
            ],
        );
        check("brev.docx", &docx("Kr 12 345 678 901", &[]), &[]);
    }

    /// What is told of a package with one more part.
    fn told_of_part(name: &str, content: &[u8]) -> Vec<String> {
        let (path, bytes) = match name.strip_prefix("odt:") {
            Some(name) => {
                let body: &[u8] = b"<office:document-content><text:p>Tekst</text:p></office:document-content>";
                ("content/a.odt", zipped(&[("content.xml", body), (name, content)]))
            }
            None => ("content/a.docx", docx("Tekst", &[(name, content)])),
        };
        let path = SourcePath::new(path).unwrap();
        let problems = Inspection::of(&path, &bytes).problems(&path, &Organisation::default());
        problems.into_iter().map(|problem| problem.message).collect()
    }

    #[test]
    fn nothing_in_a_package_goes_out_without_being_looked_at() {
        let places: [(&str, &str); 36] = [
            ("word/afchunk.htm", "<p>715239<b>99073</b></p>"),
            ("word/afchunk.mht", "Content-Type: text/html\r\n\r\n<p>715239=\r\n99073</p>"),
            ("word/afchunk.txt", "N"),
            ("word/afchunk.rtf", "{\\rtf1{\\b 715239}{\\i 99073}}"),
            ("word/data.txt", "7.1523999073E10"),
            ("word/data.json", "[\"715239\\u00399073\"]"),
            ("word/media/image1.svg", "<svg><title>N</title></svg>"),
            ("word/media/image2.svg", "<svg><a b='N'>"),
            ("word/media/image3.tmp", "N"),
            ("word/document2.xml", "<w:sdtPr><w:alias w:val=\"N\"/></w:sdtPr>"),
            ("word/document2.xml", "<w:sdtPr><w:tag w:val=\"715239 99073\"/></w:sdtPr>"),
            ("word/document2.xml", "<w:listItem w:displayText=\"N\" w:value=\"1\"/>"),
            ("word/document2.xml", "<v:textpath string=\"N\"/>"),
            ("word/document2.xml", "<wp:docPr id=\"1\" name=\"Bilde N\"/>"),
            ("word/document2.xml", "<a><!-- N --></a>"),
            ("word/document2.xml", "<a b=N/>"),
            ("word/document2.xml", "<a><wp:posOffset>N</wp:posOffset></a>"),
            ("word/settings.xml", "<w:docVars><w:docVar w:name=\"a\" w:val=\"N\"/></w:docVars>"),
            ("word/vmlDrawing1.vml", "<xml><x:Anchor>N</x:Anchor></xml>"),
            (
                "docProps/custom.xml",
                "<Properties><property name=\"N\"><vt:lpwstr>a</vt:lpwstr></property></Properties>",
            ),
            ("xl/worksheets/sheet1.xml", "<dataValidation prompt=\"N\" error=\"a\"/>"),
            ("xl/worksheets/sheet1.xml", "<hyperlink display=\"N\" tooltip=\"a\"/>"),
            ("xl/worksheets/sheet1.xml", "<filter val=\"7.1523999073E10\"/>"),
            ("xl/worksheets/sheet1.xml", "<inputCells r=\"A1\" val=\"71523999073.0\"/>"),
            ("xl/tables/table1.xml", "<tableColumn id=\"1\" name=\"N\"/>"),
            ("xl/pivotCache/pivotCacheRecords1.xml", "<r><n v=\"7.1523999073E10\"/></r>"),
            ("xl/externalLinks/externalLink1.xml", "<cell r=\"A1\"><v>7.1523999073E10</v></cell>"),
            ("_rels/a.rels", "<Relationships><Relationship Id=\"a\" Type=\"b\" Target=\"N.xml\"/></Relationships>"),
            ("[Content_Types].xml2", "<Types><Override PartName=\"/N.xml\"/></Types>"),
            ("word/printerSettings/printerSettings1.bin", "N"),
            ("odt:settings.xml", "<config:config-item>N</config:config-item>"),
            ("odt:Pictures/1.svg", "<svg><text id='N'/></svg>"),
            ("odt:forms.xml", "<form:text form:current-value=\"N\"/>"),
            ("odt:fields.xml", "<text:variable-set office:string-value=\"N\">a</text:variable-set>"),
            ("odt:META-INF/manifest.xml", "<manifest:file-entry manifest:full-path=\"N\"/>"),
            ("odt:mimetype", "N"),
        ];
        for (name, content) in places {
            let told = told_of_part(name, content.replace('N', NUMBER).as_bytes());
            let found = told.iter().filter(|message| message.starts_with("filen har et D-nummer")).count();
            assert!(found == 1, "{name}: {content}: {told:?}");
        }

        // What no program reads here is told, and looked through as far as it is written plainly.
        let wide: Vec<u8> = NUMBER.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let turned: Vec<u8> = NUMBER.encode_utf16().flat_map(u16::to_be_bytes).collect();
        for name in
            ["word/vbaProject.bin", "word/media/image1.emf", "word/activeX/activeX1.bin", "word/embeddings/a.bin"]
        {
            for text in [NUMBER.as_bytes(), &wide, &turned] {
                let content = [b"\x01\0\0\0\xE6".as_slice(), text, b"\0\xFF"].concat();
                let told = told_of_part(name, &content);
                assert_eq!(
                    told,
                    [format!("filen har et D-nummer (delen {name})"), format!("deler av filen kan ikke leses: {name}")]
                );
            }
        }
        let inner = zipped(&[("content.xml", format!("<a>{NUMBER}</a>").as_bytes())]);
        assert_eq!(
            told_of_part("odt:Versions/Version1", &inner),
            ["filen har et D-nummer (brødteksten i Versions/Version1)"]
        );
        assert_eq!(
            told_of_part("word/media/film.mp4", b"\0\x01"),
            ["deler av filen kan ikke leses: word/media/film.mp4"]
        );
    }

    #[test]
    fn a_number_is_found_digit_by_digit_and_at_the_mark_of_a_note() {
        let cells =
            |begin: &str, end: &str| -> String { NUMBER.chars().map(|digit| format!("{begin}{digit}{end}")).collect() };
        let word = cells("<w:tc><w:p><w:r><w:t>", "</w:t></w:r></w:p></w:tc>");
        let row = format!("<w:tbl><w:tr>{word}</w:tr></w:tbl>");
        let mark = "<w:r><w:rPr><w:vertAlign w:val=\"superscript\"/></w:rPr><w:t>1</w:t></w:r>";
        let signs = NUMBER.chars().map(|digit| format!("<w:r><w:sym w:char=\"F03{digit}\"/></w:r>")).collect();
        for text in [row, format!("<w:p><w:r><w:t>{NUMBER}</w:t></w:r>{mark}</w:p>"), signs] {
            assert_eq!(
                told_of_part("word/header1.xml", format!("<w:hdr>{text}</w:hdr>").as_bytes()),
                ["filen har et D-nummer (topp- eller bunnteksten)"]
            );
        }
        let open = cells("<table:table-cell><text:p>", "</text:p></table:table-cell>");
        let row = format!("<a><table:table-row>{open}</table:table-row></a>");
        assert_eq!(told_of_part("odt:styles.xml", row.as_bytes()), ["filen har et D-nummer (topp- eller bunnteksten)"]);
    }

    #[test]
    fn what_a_package_carries_along_gives_no_false_alarm_and_no_number_is_told_twice() {
        let quiet: [(&str, &str); 9] = [
            ("word/a.xml", "<a b=\"715239\" c=\"99073\"/>"),
            ("word/a.xml", "<a b=\"{A3B52C10-1234-4321-8888-A71523999073}\"/>"),
            ("word/a.xml", "<a b=\"0123456789abcd71523999073f\"/>"),
            ("word/a.xml", "<a:gd fmla=\"*/ 715239 99073 1\"/>"),
            ("word/a.xml", "<v:shape path=\"m715239,99073l0,0e\"/>"),
            ("word/a.xml", "<a b=\"0.71523999073\"/>"),
            ("word/a.svg", "<svg><path d=\"M715239 99073\"/></svg>"),
            ("word/a.xml", "<w:r w:rsidR=\"00715239\" w:rsidRPr=\"00099073\"/>"),
            ("word/fonts/font1.odttf", "\0\u{1}"),
        ];
        for (name, content) in quiet {
            assert_eq!(told_of_part(name, content.as_bytes()), Vec::<String>::new(), "{content}");
        }
        let shown = format!("<w:p><w:r><w:t>{NUMBER}</w:t></w:r><w:alias w:val=\"{NUMBER}\"/></w:p>");
        assert_eq!(
            told_of_part("word/header1.xml", shown.as_bytes()),
            ["filen har et D-nummer (topp- eller bunnteksten)"]
        );
    }

    #[test]
    fn a_long_file_is_looked_through_to_its_end_and_searched_from_its_beginning() {
        let filler = "samarbeid ".repeat(attachment::MOST_UNPACKED_OF_SEVERAL / 10);
        let bytes = docx(&format!("{filler}{NUMBER}"), &[]);
        let path = SourcePath::new("content/a.docx").unwrap();
        let small = SourcePath::new("content/b.docx").unwrap();
        let found = Inspection::of_all(&[(&path, &bytes), (&small, &docx("Tekst", &[]))]);
        let told: Vec<&str> = found[0].problems.iter().map(|problem| problem.message.as_str()).collect();
        assert_eq!(told, ["filen har et D-nummer (brødteksten)"]);
        let searched = |inspection: &Inspection| inspection.text().unwrap().as_ref().unwrap()[0].text.clone();
        assert_eq!(searched(&found[0]).len(), SEARCHED);
        assert_eq!(searched(&found[1]), "Tekst");
        // Many short parts are no more.
        let part = || TextPart { place: attachment::Locator::Body, text: "a".to_owned(), shown: true };
        assert!(searched_parts(std::iter::repeat_with(part).take(SEARCHED)) <= SEARCHED / PART);
    }

    fn searched_parts(parts: impl Iterator<Item = TextPart>) -> usize {
        super::searched(parts.collect()).len()
    }

    #[test]
    fn identifiers_are_found_in_texts_of_any_kind() {
        let in_line = |line| format!("fodselsnummer: filen har et D-nummer (linje {line})");
        let encoded = format!("{{\n\"a\": \"715239\\u0039{}\"}}", &NUMBER[7..]);
        check("a.json", encoded.as_bytes(), &[&in_line(2)]);
        check("a.xml", b"<a><b>715239</b>99073</a>", &[&in_line(1)]);
        check("a.ics", b"SUMMARY:Om 7152399\r\n 9073\r\n", &[&in_line(1)]);
        check(
            "a.tsv",
            b"navn\tnummer\nA\t71523999073\nB\t71523999073 71523999073",
            &[&in_line(2), "fodselsnummer: filen har et D-nummer og 1 til (linje 3)"],
        );
        check(
            "a.json",
            b"[1,\n7.1523999073E10, 71523999073.0]",
            &["fodselsnummer: filen har et D-nummer og 1 til (linje 2)"],
        );
        check("a.tsv", b"navn\tnummer\nA\t7,1523999073E+10", &[&in_line(2)]);
        let rich = b"{\\rtf1{\\info{\\title 71523999073}}Om\\par{\\b 715239}\\~{\\i 990\\'373}\\par{\\*\\objdata 01}}";
        check(
            "a.rtf",
            rich,
            &[
                "fodselsnummer: filen har et D-nummer (avsnitt 2)",
                "fodselsnummer: filen har et D-nummer (noter, topptekst og det filen har med seg)",
                "uleselig-vedlegg: deler av filen kan ikke leses: objekter fra andre programmer",
            ],
        );
        check("a.log", b"bl\xE5 71523999073", &[&in_line(1)]);
        let wide: Vec<u8> = format!("\u{feff}{NUMBER}").encode_utf16().flat_map(u16::to_le_bytes).collect();
        check("a.rtf", &wide, &[&in_line(1)]);
        // What is called a picture is looked through as what it is.
        check("a.png", NUMBER.as_bytes(), &[&in_line(1)]);
        let many: String = (0..25).map(|_| format!("{NUMBER}\n")).collect();
        let problems = Inspection::of(&SourcePath::new("content/a.log").unwrap(), many.as_bytes()).problems;
        assert_eq!(problems.len(), SHOWN + 1);
        assert_eq!(problems[SHOWN - 1].message, "filen har et D-nummer (linje 20)");
        assert_eq!(problems[SHOWN].message, "filen har slike nummer 5 steder til");
    }

    #[test]
    fn people_are_told_of_but_not_organisations_and_programs() {
        let by = |name: &str| {
            docx("Tekst", &[("docProps/core.xml", format!("<a><dc:creator>{name}</dc:creator></a>").as_bytes())])
        };
        check(
            "a.docx",
            &by("Rolle Rollesen"),
            &["navn-i-filopplysninger: opplysningene om filen kan ha navnet på en person: forfatter"],
        );
        let comments = b"<comments><authors><author>Rolle Rollesen</author></authors></comments>";
        check(
            "a.docx",
            &docx("Tekst", &[("xl/comments1.xml", comments)]),
            &[
                "navn-i-filopplysninger: opplysningene om filen kan ha navnet på en person: forfatter av endring eller kommentar",
            ],
        );
        for nobody in ["Sekretariatet", "python-docx", "Microsoft Office-bruker", "–"] {
            check("a.docx", &by(nobody), &[]);
        }
    }

    #[test]
    fn a_picture_must_not_say_where_it_was_taken() {
        let picture = attachment::sample_picture();
        let person = "navn-i-filopplysninger: opplysningene om filen kan ha navnet på en person: fotograf, serienummeret til kameraet";
        check("kart.jpg", &picture, &["bilde-med-posisjon: bildet sier nøyaktig hvor det er tatt (posisjon)", person]);
        let within =
            "bilde-med-posisjon: et bilde i filen sier nøyaktig hvor det er tatt (posisjon): word/media/image1.jpeg";
        check("a.docx", &docx("Tekst", &[("word/media/image1.jpeg", &picture)]), &[within, person]);
        let pdf = [
            b"%PDF-1.7\n1 0 obj <</Pages 2 0 R>> endobj 2 0 obj <</Kids[3 0 R]>> endobj 3 0 obj <</Contents 5 0 R>> endobj\n\
              5 0 obj <<>> stream\n\nendstream endobj\n4 0 obj <</Subtype/Image/Filter/DCTDecode>> stream\n"
                .as_slice(),
            &picture,
            b"\nendstream endobj\ntrailer <</Root 1 0 R>>\n",
        ];
        let told = "bilde-med-posisjon: et bilde i filen sier nøyaktig hvor det er tatt (posisjon): bilde 4";
        check("a.pdf", &pdf.concat(), &[told, "uleselig-vedlegg: vedlegget har ingen tekst som kan leses", person]);
    }

    #[test]
    fn what_cannot_be_looked_through_is_told() {
        let unreadable = |reason: &str| format!("uleselig-vedlegg: {reason}");
        check(
            "a.zip",
            &zipped(&[("a.txt", b"tekst")]),
            &[&unreadable("filen er av et slag som ikke blir sett gjennom")],
        );
        check("film.mp4", b"\0\0\0\x20ftypisom\0", &[&unreadable("filen er av et slag som ikke blir sett gjennom")]);
        check("a.pdf", b"\0", &[&unreadable("teksten i vedlegget kan ikke leses: filen er i et ukjent format")]);
        check(
            "a.docx",
            &docx("Tekst", &[("word/embeddings/a.bin", b"?")]),
            &[&unreadable("deler av filen kan ikke leses: word/embeddings/a.bin")],
        );
    }
}
