//! What pictures say of themselves: where on Earth they were taken, by whom, with which camera.
//!
//! Cameras and phones write it as Exif (CIPA DC-008), programs as XMP (ISO 16684-1) and, in PNG, as texts. What is written
//! anywhere else is looked through for numbers. The picture itself is not looked at.

use std::io::{self, Cursor, Read};

use encoding_rs::{UTF_16BE, UTF_16LE, WINDOWS_1252};
use exif::{Context, Error, Exif, Field, Reader, Tag, Value};
use flate2::read::ZlibDecoder;

use super::carried::Keep;
use super::xml::{self, Token};
use super::{Attachment, Locator, Unreadable, carried};

/// How many texts of a picture are read.
const MOST_TEXTS: usize = 1000;

/// How much the packed texts of a picture may unpack to, in bytes. They are some lines, or XMP of some KiB.
const MOST_UNPACKED: usize = 1 << 20;

/// Whether a file is a picture of a kind that can say such things.
pub fn is_picture(bytes: &[u8]) -> bool {
    const MARKS: [&[u8]; 5] = [b"\xFF\xD8\xFF", PNG, b"II*\0", b"MM\0*", b"GIF8"];
    let at = |from: usize, mark: &[u8]| bytes.get(from..).is_some_and(|rest| rest.starts_with(mark));
    let brand = |brand: &[u8]| at(4, b"ftyp") && at(8, brand);
    MARKS.iter().any(|mark| at(0, mark))
        || (at(0, b"RIFF") && at(8, b"WEBP"))
        || [b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis"].iter().any(|name| brand(*name))
}

const PNG: &[u8] = b"\x89PNG\r\n\x1A\n";

/// Reads what a picture says of itself. Most say nothing.
///
/// # Errors
/// When it is no picture. What is broken in one is passed over: its pixels can be shown all the same.
pub fn read(bytes: &[u8], keep: Keep) -> Result<Attachment, Unreadable> {
    if !is_picture(bytes) {
        return Err(Unreadable::Unknown);
    }
    let mut attachment = Attachment::default();
    let mut texts = String::new();
    let mut has_position = false;
    let exif = Reader::new().continue_on_error(true).read_from_container(&mut Cursor::new(bytes));
    let exif = whole_or_part(exif);
    if let Some(exif) = exif {
        has_position |= read_exif(&exif, &mut attachment, &mut texts);
    }
    if let Some(packet) = xmp(bytes) {
        has_position |= read_xmp(packet, &mut attachment, &mut texts);
    }
    if bytes.starts_with(PNG) {
        has_position |= read_png(bytes, &mut attachment, &mut texts);
    }
    if has_position {
        attachment.positions.push(String::new());
    }
    attachment.push(Locator::Information, &texts, false);
    // Captions (IPTC), comments, and what stands after the end of the picture are written as they are.
    carried::push(&mut attachment, Locator::Information, carried::of_binary(bytes, keep));
    Ok(attachment)
}

fn whole_or_part(read: Result<Exif, Error>) -> Option<Exif> {
    match read {
        Ok(exif) => Some(exif),
        Err(Error::PartialResult(partial)) => Some(partial.into_inner().0),
        Err(_) => None,
    }
}

/// Reads what a camera says. Returns whether that is where the picture was taken, too.
fn read_exif(exif: &Exif, attachment: &mut Attachment, texts: &mut String) -> bool {
    let mut has_position = false;
    for field in exif.fields().take(MOST_TEXTS) {
        has_position |= is_position(field);
        let Some(text) = text_of(field) else { continue };
        if let Some(name) = person(field.tag) {
            attachment.name(name, &text);
        }
        texts.extend([text.as_str(), "\n"]);
    }
    has_position
}

/// Whether a field of Exif says where the picture was taken, or what it shows. Some cameras write the fields without
/// anything in them.
fn is_position(field: &Field) -> bool {
    /// Latitude, longitude, those of what is shown, and the name of the area.
    const TAGS: [u16; 5] = [2, 4, 20, 22, 28];
    field.tag.context() == Context::Gps
        && TAGS.contains(&field.tag.number())
        && match &field.value {
            Value::Rational(parts) => parts.iter().any(|part| part.num != 0 && part.denom != 0),
            Value::Undefined(bytes, _) => bytes.iter().any(|byte| byte.is_ascii_alphanumeric()),
            _ => false,
        }
}

/// What a field of Exif says of a person or of what belongs to one: the number of a camera leads from one picture to all
/// others that its owner has published.
fn person(tag: Tag) -> Option<&'static str> {
    /// The author as Windows writes it.
    const XP_AUTHOR: u16 = 0x9C9D;
    match tag {
        Tag::Artist => Some("fotograf"),
        Tag::CameraOwnerName => Some("eieren av kameraet"),
        Tag::BodySerialNumber => Some("serienummeret til kameraet"),
        Tag::LensSerialNumber => Some("serienummeret til objektivet"),
        tag if tag.number() == XP_AUTHOR && tag.context() == Context::Tiff => Some("fotograf"),
        _ => None,
    }
}

/// The text of a field, if it is one.
fn text_of(field: &Field) -> Option<String> {
    /// Fields of Windows, in UTF-16: title, comment, author, keywords, subject.
    const XP: std::ops::RangeInclusive<u16> = 0x9C9B..=0x9C9F;
    /// What stands before a comment says how it is encoded.
    const ENCODING: usize = 8;
    let text = match &field.value {
        Value::Ascii(parts) => parts.iter().map(|part| western(part)).collect::<Vec<_>>().join("\n"),
        Value::Byte(bytes) if XP.contains(&field.tag.number()) => UTF_16LE.decode(bytes).0.into_owned(),
        Value::Undefined(bytes, _) if field.tag == Tag::UserComment => match bytes.split_at_checked(ENCODING) {
            // Which byte comes first is not said, and not always as in the other fields. Most text has letters whose higher
            // byte is none.
            Some((b"UNICODE\0", text)) => match text {
                [0, first, ..] if *first != 0 => UTF_16BE.decode(text).0.into_owned(),
                _ => UTF_16LE.decode(text).0.into_owned(),
            },
            Some((_, text)) => western(text),
            None => return None,
        },
        _ => return None,
    };
    let text = text.trim_end_matches('\0').trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// UTF-8 where it is, else the encoding of Windows.
fn western(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap_or_else(|_| WINDOWS_1252.decode(bytes).0.into_owned())
}

/// The packet of XMP in a file. It stands there in plain text, whatever the kind of the file.
fn xmp(bytes: &[u8]) -> Option<&[u8]> {
    const BEGIN: &[u8] = b"<rdf:RDF";
    const END: &[u8] = b"</rdf:RDF>";
    let start = find(bytes, BEGIN)?;
    let length = find(&bytes[start..], END)? + END.len();
    bytes.get(start..start + length)
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}

/// Reads a packet of XMP. Returns whether it says where the picture was taken.
fn read_xmp(packet: &[u8], attachment: &mut Attachment, texts: &mut String) -> bool {
    let mut has_position = false;
    let mut names: Vec<String> = Vec::new();
    let mut take = |name: &str, value: &str| {
        let value = value.trim();
        if value.is_empty() {
            return;
        }
        has_position |= matches!(name, "GPSLatitude" | "GPSLongitude" | "GPSDestLatitude" | "GPSDestLongitude");
        let person = match name {
            "creator" | "Author" => Some("fotograf"),
            "OwnerName" | "CameraOwnerName" => Some("eieren av kameraet"),
            "SerialNumber" | "BodySerialNumber" => Some("serienummeret til kameraet"),
            "LensSerialNumber" => Some("serienummeret til objektivet"),
            _ => None,
        };
        if let Some(person) = person {
            attachment.name(person, value);
        }
        // The numbers of files and programs are no text of anybody's.
        if !name.ends_with("ID") && !name.starts_with("xmlns") {
            texts.extend([value, "\n"]);
        }
    };
    // What is broken was read as far as it goes.
    let _ = xml::walk(packet, |token| {
        match token {
            Token::Open(name, attributes) => {
                let above = names.last().cloned().unwrap_or_default();
                let is_list = matches!(name, "Alt" | "Seq" | "Bag" | "li");
                names.push(if is_list { above } else { name.to_owned() });
                for (name, value) in attributes.iter() {
                    if name != "lang" && name != "about" {
                        take(name, &value);
                    }
                }
            }
            Token::Aside(_) => {}
            Token::Close => {
                names.pop();
            }
            Token::Text(text) => take(names.last().map_or("", String::as_str), text),
        }
        Ok(())
    });
    has_position
}

/// Reads the texts of a PNG (ISO 15948, chunks `tEXt`, `zTXt` and `iTXt`). Returns whether packed XMP says where the
/// picture was taken. What cannot be unpacked is noted.
fn read_png(bytes: &[u8], attachment: &mut Attachment, texts: &mut String) -> bool {
    const XMP: &[u8] = b"XML:com.adobe.xmp";
    let mut rest = bytes.get(PNG.len()..).unwrap_or_default();
    let (mut has_position, mut found, mut room) = (false, 0, MOST_UNPACKED);
    while let Some((kind, content, after)) = next_chunk(rest) {
        // A sum over the chunk follows.
        rest = after.get(4..).unwrap_or_default();
        if !matches!(kind, b"tEXt" | b"zTXt" | b"iTXt") {
            continue;
        }
        found += 1;
        if found > MOST_TEXTS {
            attachment.unread.push("flere tekster i bildet".to_owned());
            break;
        }
        let Some(end) = content.iter().position(|byte| *byte == 0) else { continue };
        let (keyword, content) = (&content[..end], &content[end + 1..]);
        let unpacked = match (kind, content) {
            // How it is packed, which is always the same way.
            (b"zTXt", [_, packed @ ..]) => Some(unpack(packed, &mut room)),
            // Whether it is packed, how, its language and its keyword in that.
            (b"iTXt", [1, _, named @ ..]) => {
                let mut ends = named.iter().enumerate().filter(|(_, byte)| **byte == 0).map(|(at, _)| at);
                Some(ends.nth(1).and_then(|end| unpack(&named[end + 1..], &mut room)))
            }
            _ => None,
        };
        let text = match unpacked {
            Some(Some(unpacked)) => unpacked,
            Some(None) => {
                attachment.unread.push("pakket tekst i bildet".to_owned());
                continue;
            }
            // What is not packed was found by itself.
            None if keyword == XMP => continue,
            None => content.to_vec(),
        };
        let text = if keyword.starts_with(b"Raw profile type ") { profile(&text) } else { text };
        let exif = find(&text, b"Exif\0\0").map(|at| text[at + 6..].to_vec());
        if let Some(exif) = exif.and_then(|exif| whole_or_part(Reader::new().continue_on_error(true).read_raw(exif))) {
            has_position |= read_exif(&exif, attachment, texts);
        } else if let Some(packet) = xmp(&text) {
            has_position |= read_xmp(packet, attachment, texts);
        } else {
            let text = western(&text);
            let text = text.trim_matches('\0').trim();
            if keyword == b"Author" {
                attachment.name("fotograf", text);
            }
            texts.extend([text, "\n"]);
        }
    }
    has_position
}

/// What ImageMagick has taken over from another picture: its kind and its length on lines of their own, then the bytes of
/// it as hexadecimal digits.
fn profile(text: &[u8]) -> Vec<u8> {
    let lines = text.split(|byte| *byte == b'\n').skip_while(|line| line.is_empty()).skip(2);
    let digits: Option<Vec<u32>> = lines.flatten().map(|byte| char::from(*byte).to_digit(16)).collect();
    match digits {
        Some(digits) if !digits.is_empty() => {
            digits.chunks_exact(2).map(|pair| (pair[0] << 4 | pair[1]) as u8).collect()
        }
        _ => text.to_vec(),
    }
}

/// The next chunk of a PNG: its kind, what it holds, and what comes after.
fn next_chunk(rest: &[u8]) -> Option<(&[u8; 4], &[u8], &[u8])> {
    let (length, rest) = rest.split_first_chunk::<4>()?;
    let (kind, rest) = rest.split_first_chunk::<4>()?;
    let (content, rest) = rest.split_at_checked(u32::from_be_bytes(*length) as usize)?;
    Some((kind, content, rest))
}

/// Unpacks a text. `None` when it is broken, or longer than there is room for.
fn unpack(packed: &[u8], room: &mut usize) -> Option<Vec<u8>> {
    let mut text = Vec::new();
    io::copy(&mut ZlibDecoder::new(packed).take(*room as u64 + 1), &mut text).ok()?;
    *room = room.checked_sub(text.len())?;
    Some(text)
}

/// A photograph without pixels that says where and by whom it was taken, for tests.
#[cfg(test)]
pub(crate) fn sample() -> Vec<u8> {
    taken_at([69, 39, 0])
}

#[cfg(test)]
fn taken_at(latitude: [u32; 3]) -> Vec<u8> {
    use exif::experimental::Writer;
    use exif::{In, Rational};

    let field = |tag, value| Field { tag, ifd_num: In::PRIMARY, value };
    let latitude = Value::Rational(latitude.map(|num| Rational { num, denom: 1 }).to_vec());
    let fields = [
        field(Tag::Artist, Value::Ascii(vec![b"Rolle A".to_vec()])),
        field(Tag::BodySerialNumber, Value::Ascii(vec![b"12345".to_vec()])),
        field(Tag::GPSLatitudeRef, Value::Ascii(vec![b"N".to_vec()])),
        field(Tag::GPSLatitude, latitude),
    ];
    let mut writer = Writer::new();
    fields.iter().for_each(|field| writer.push_field(field));
    let mut exif = Cursor::new(Vec::new());
    writer.write(&mut exif, false).unwrap();
    jpeg(&[b"Exif\0\0", exif.into_inner().as_slice()].concat())
}

/// A JPEG with one piece of what cameras and programs say (APP1).
#[cfg(test)]
fn jpeg(said: &[u8]) -> Vec<u8> {
    let length = u16::try_from(said.len() + 2).unwrap().to_be_bytes();
    [b"\xFF\xD8\xFF\xE1", length.as_slice(), said, b"\xFF\xDA\0\x02\xFF\xD9"].concat()
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::ZlibEncoder;

    use super::*;
    use crate::guard::attachment::Named;

    /// What a picture says: whether it has a position, then people and texts.
    #[track_caller]
    fn check(picture: &[u8], has_position: bool, people: &[(&str, &str)], texts: &str) {
        let read = read(picture, Keep::Numbers).unwrap();
        assert_eq!(!read.positions.is_empty(), has_position);
        let named = |(name, value): &(&str, &str)| Named { name: (*name).to_owned(), value: (*value).to_owned() };
        assert_eq!(read.metadata, people.iter().map(named).collect::<Vec<_>>());
        assert_eq!(read.parts.iter().map(|part| part.text.as_str()).collect::<Vec<_>>().join("\n"), texts);
    }

    fn xmp_of(inside: &str) -> Vec<u8> {
        jpeg(format!("http://ns.adobe.com/xap/1.0/\0<x:xmpmeta><rdf:RDF>{inside}</rdf:RDF></x:xmpmeta>").as_bytes())
    }

    fn png(chunks: &[(&[u8; 4], &[u8])]) -> Vec<u8> {
        let mut file = PNG.to_vec();
        for (kind, content) in chunks {
            file.extend(u32::try_from(content.len()).unwrap().to_be_bytes());
            file.extend(*kind);
            file.extend(*content);
            file.extend([0; 4]);
        }
        file
    }

    #[test]
    fn cameras_say_where_and_who() {
        let people = [("fotograf", "Rolle A"), ("serienummeret til kameraet", "12345")];
        check(&sample(), true, &people, "Rolle A\n12345\nN");
        let exif = sample()[12..].to_vec();
        check(&png(&[(b"IHDR", &[0; 13]), (b"eXIf", &exif), (b"IEND", b"")]), true, &people, "Rolle A\n12345\nN");
        // The same Exif is a TIFF by itself.
        check(&exif, true, &people, "Rolle A\n12345\nN");
        let mut webp = b"RIFF\0\0\0\0WEBPVP8X\x0A\0\0\0\x08\0\0\0\0\0\0\0\0\0EXIF".to_vec();
        webp.extend(u32::try_from(exif.len()).unwrap().to_le_bytes());
        webp.extend(&exif);
        webp.extend(vec![0; exif.len() % 2]);
        let length = u32::try_from(webp.len() - 8).unwrap().to_le_bytes();
        webp[4..8].copy_from_slice(&length);
        check(&webp, true, &people, "Rolle A\n12345\nN");
    }

    #[test]
    fn programs_say_it_in_xmp_and_texts() {
        let position = "<rdf:Description exif:GPSLatitude=\"69,39.0N\" xmpMM:DocumentID=\"715239\"/>";
        check(&xmp_of(position), true, &[], "69,39.0N");
        let creator =
            "<rdf:Description><dc:creator><rdf:Seq><rdf:li>Rolle B</rdf:li></rdf:Seq></dc:creator></rdf:Description>";
        check(&xmp_of(creator), false, &[("fotograf", "Rolle B")], "Rolle B");
        let texts = png(&[(b"tEXt", b"Author\0Rolle C"), (b"tEXt", b"Comment\0Fra b\xE5ten"), (b"IEND", b"")]);
        check(&texts, false, &[("fotograf", "Rolle C")], "Rolle C\nFra båten");
    }

    #[test]
    fn numbers_are_found_wherever_they_are_written() {
        const NUMBER: &str = "71523999073";
        let segment = |mark: u8, said: &[u8]| {
            let length = u16::try_from(said.len() + 2).unwrap().to_be_bytes();
            [&[0xFF, 0xD8, 0xFF, mark], length.as_slice(), said, b"\xFF\xDA\0\x02\xFF\xD9"].concat()
        };
        let number = NUMBER.as_bytes();
        let caption = [b"Photoshop 3.0\08BIM\x04\x04\0\0\0\0\0\x10\x1C\x02\x78\0\x0B".as_slice(), number].concat();
        let tiff = |little: bool, text: &[u8]| {
            let mark: &[u8] = if little { b"II*\0" } else { b"MM\0*" };
            let short = |number: u16| if little { number.to_le_bytes() } else { number.to_be_bytes() };
            let long = |number: u32| if little { number.to_le_bytes() } else { number.to_be_bytes() };
            let length = u32::try_from(text.len()).unwrap();
            let field = |tag: u16, kind: u16, count: u32, value: u32| {
                [short(tag).as_slice(), &short(kind), &long(count), &long(value)].concat()
            };
            let one = short(1);
            [
                mark,
                &long(8),
                &one,
                &field(0x8769, 4, 1, 26),
                &long(0),
                &one,
                &field(0x9286, 7, length, 44),
                &long(0),
                text,
            ]
            .concat()
        };
        let comment = |units: Vec<u8>| [b"UNICODE\0".as_slice(), &units].concat();
        let little = tiff(true, &comment(NUMBER.encode_utf16().flat_map(u16::to_le_bytes).collect()));
        let big = tiff(false, &comment(NUMBER.encode_utf16().flat_map(u16::to_be_bytes).collect()));
        for exif in [&little, &big] {
            assert_eq!(read(exif, Keep::Numbers).unwrap().parts[0].text, NUMBER);
        }
        let gif = [b"GIF89a\x01\0\x01\0\0\0\0\x21\xFE\x0B".as_slice(), number, b"\0;"].concat();
        let webp = [b"RIFF\0\0\0\0WEBPXMP \x0B\0\0\0".as_slice(), number].concat();
        let after = [png(&[(b"IEND", b"")]).as_slice(), b"\0\0", number].concat();
        for picture in [
            segment(0xED, &caption),
            segment(0xFE, number),
            [segment(0xFE, b"").as_slice(), number].concat(),
            gif,
            webp,
            after,
        ] {
            let read = read(&picture, Keep::Numbers).unwrap();
            assert!(read.parts.iter().any(|part| part.text.contains(NUMBER) && part.place.is_carried()), "{read:?}");
        }
        // The numbers of files are no text.
        let named = xmp_of("<a xmpMM:InstanceID=\"xmp.iid:0123456789abcd71523999073f012345\"/>");
        assert_eq!(read(&named, Keep::Numbers).unwrap().parts, []);
    }

    #[test]
    fn packed_texts_are_unpacked() {
        let packed = |text: &str| {
            let mut packer = ZlibEncoder::new(Vec::new(), Compression::default());
            packer.write_all(text.as_bytes()).unwrap();
            packer.finish().unwrap()
        };
        let zipped = |text: &str| [b"Author\0\0".as_slice(), &packed(text)].concat();
        let international =
            |keyword: &str, text: &str| [keyword.as_bytes(), b"\0\x01\0nb\0N\xC3\xB8kkel\0", &packed(text)].concat();
        check(&png(&[(b"zTXt", &zipped("Rolle C")), (b"IEND", b"")]), false, &[("fotograf", "Rolle C")], "Rolle C");
        check(&png(&[(b"iTXt", &international("Comment", "Fra båten"))]), false, &[], "Fra båten");
        let xmp = "<x:xmpmeta><rdf:RDF><rdf:Description exif:GPSLatitude=\"69,39.0N\"/></rdf:RDF></x:xmpmeta>";
        check(&png(&[(b"iTXt", &international("XML:com.adobe.xmp", xmp))]), true, &[], "69,39.0N");
        check(
            &png(&[(b"zTXt", &[b"Raw profile type xmp\0\0".as_slice(), &packed(xmp)].concat())]),
            true,
            &[],
            "69,39.0N",
        );

        let exif = [b"Exif\0\0".as_slice(), &sample()[12..]].concat();
        let digits: String = exif.iter().map(|byte| format!("{byte:02x}")).collect();
        let profile = packed(&format!("\nexif\n    {}\n{}\n{}\n", exif.len(), &digits[..72], &digits[72..]));
        let people = [("fotograf", "Rolle A"), ("serienummeret til kameraet", "12345")];
        let chunk = [b"Raw profile type exif\0\0".as_slice(), &profile].concat();
        check(&png(&[(b"zTXt", &chunk)]), true, &people, "Rolle A\n12345\nN");

        // What cannot be unpacked, or unpacks to more than any text, is told.
        let unread = |chunk: &[u8]| read(&png(&[(b"zTXt", chunk), (b"tEXt", b"a\0Mer")]), Keep::Numbers).unwrap();
        for chunk in [zipped(&" ".repeat(MOST_UNPACKED + 1)), b"Comment\0\0ikke pakket".to_vec()] {
            assert_eq!(unread(&chunk).unread, ["pakket tekst i bildet"]);
            assert_eq!(unread(&chunk).parts[0].text, "Mer");
        }
        let many: Vec<(&[u8; 4], &[u8])> = vec![(b"tEXt", b"a\0b"); MOST_TEXTS + 1];
        assert_eq!(read(&png(&many), Keep::Numbers).unwrap().unread, ["flere tekster i bildet"]);
    }

    #[test]
    fn a_picture_that_says_nothing_or_is_broken_is_read_all_the_same() {
        check(b"GIF89a", false, &[], "");
        check(b"\xFF\xD8\xFF\xD9", false, &[], "");
        check(&png(&[(b"IDAT", b"")]), false, &[], "");
        let whole = sample();
        for length in 3..whole.len() {
            let _ = read(&whole[..length], Keep::Numbers);
        }
        assert_eq!(read(b"PNG", Keep::Numbers).unwrap_err(), Unreadable::Unknown);
        // Some cameras write the fields of a position with nothing in them.
        let empty = taken_at([0; 3]);
        check(&empty, false, &[("fotograf", "Rolle A"), ("serienummeret til kameraet", "12345")], "Rolle A\n12345\nN");
    }
}
