//! What pictures say of themselves: where on Earth they were taken, by whom, with which camera.
//!
//! Cameras and phones write it as Exif (CIPA DC-008), programs as XMP (ISO 16684-1) and, in PNG, as texts. The picture
//! itself is not looked at.

use std::io::Cursor;

use encoding_rs::{UTF_16LE, WINDOWS_1252};
use exif::{Context, Error, Exif, Field, Reader, Tag, Value};

use super::xml::{self, Token};
use super::{Attachment, Place, Unreadable};

/// How many texts of a picture are read.
const MOST_TEXTS: usize = 1000;

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
pub fn read(bytes: &[u8]) -> Result<Attachment, Unreadable> {
    if !is_picture(bytes) {
        return Err(Unreadable::Unknown);
    }
    let mut attachment = Attachment::default();
    let mut texts = String::new();
    let mut has_position = false;
    let exif = match Reader::new().continue_on_error(true).read_from_container(&mut Cursor::new(bytes)) {
        Ok(exif) => Some(exif),
        Err(Error::PartialResult(partial)) => Some(partial.into_inner().0),
        Err(_) => None,
    };
    for field in exif.iter().flat_map(Exif::fields).take(MOST_TEXTS) {
        has_position |= is_position(field);
        let Some(text) = text_of(field) else { continue };
        if let Some(name) = person(field.tag) {
            attachment.name(name, &text);
        }
        texts.extend([text.as_str(), "\n"]);
    }
    if let Some(packet) = xmp(bytes) {
        has_position |= read_xmp(packet, &mut attachment, &mut texts);
    }
    if bytes.starts_with(PNG) {
        read_png(bytes, &mut attachment, &mut texts);
    }
    if has_position {
        attachment.positions.push(String::new());
    }
    attachment.push(Place::Information, &texts, false);
    Ok(attachment)
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
            Some((b"UNICODE\0", text)) => UTF_16LE.decode(text).0.into_owned(),
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
            Token::Close => {
                names.pop();
            }
            Token::Text(text) => take(names.last().map_or("", String::as_str), text),
        }
        Ok(())
    });
    has_position
}

/// Reads the texts of a PNG (ISO 15948, chunks `tEXt` and `iTXt`) that are not packed.
fn read_png(bytes: &[u8], attachment: &mut Attachment, texts: &mut String) {
    let mut rest = bytes.get(PNG.len()..).unwrap_or_default();
    for _ in 0..MOST_TEXTS {
        let Some((length, after)) = rest.split_first_chunk::<4>() else { return };
        let length = u32::from_be_bytes(*length) as usize;
        let Some((kind, after)) = after.split_first_chunk::<4>() else { return };
        let Some((content, after)) = after.split_at_checked(length) else { return };
        if (kind == b"tEXt" || kind == b"iTXt")
            && let Some(end) = content.iter().position(|byte| *byte == 0)
            // XMP was read by itself.
            && !content.starts_with(b"XML:com.adobe.xmp")
        {
            let text = western(&content[end..]);
            let text = text.trim_matches('\0').trim();
            if content.starts_with(b"Author\0") {
                attachment.name("fotograf", text);
            }
            texts.extend([text, "\n"]);
        }
        // A sum over the chunk follows.
        rest = after.get(4..).unwrap_or_default();
    }
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
    use super::*;
    use crate::attachment::Named;

    /// What a picture says: whether it has a position, then people and texts.
    #[track_caller]
    fn check(picture: &[u8], has_position: bool, people: &[(&str, &str)], texts: &str) {
        let read = read(picture).unwrap();
        assert_eq!(!read.positions.is_empty(), has_position);
        let named = |(name, value): &(&str, &str)| Named { name: (*name).to_owned(), value: (*value).to_owned() };
        assert_eq!(read.metadata, people.iter().map(named).collect::<Vec<_>>());
        assert_eq!(read.parts.iter().map(|part| part.text.as_str()).collect::<Vec<_>>().join("\n"), texts);
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
        let xmp = |inside: &str| {
            jpeg(format!("http://ns.adobe.com/xap/1.0/\0<x:xmpmeta><rdf:RDF>{inside}</rdf:RDF></x:xmpmeta>").as_bytes())
        };
        let position = "<rdf:Description exif:GPSLatitude=\"69,39.0N\" xmpMM:DocumentID=\"715239\"/>";
        check(&xmp(position), true, &[], "69,39.0N");
        let creator =
            "<rdf:Description><dc:creator><rdf:Seq><rdf:li>Rolle B</rdf:li></rdf:Seq></dc:creator></rdf:Description>";
        check(&xmp(creator), false, &[("fotograf", "Rolle B")], "Rolle B");
        let texts = png(&[(b"tEXt", b"Author\0Rolle C"), (b"tEXt", b"Comment\0Fra b\xE5ten"), (b"IEND", b"")]);
        check(&texts, false, &[("fotograf", "Rolle C")], "Rolle C\nFra båten");
    }

    #[test]
    fn a_picture_that_says_nothing_or_is_broken_is_read_all_the_same() {
        check(b"GIF89a", false, &[], "");
        check(b"\xFF\xD8\xFF\xD9", false, &[], "");
        check(&png(&[(b"IDAT", b"")]), false, &[], "");
        let whole = sample();
        for length in 3..whole.len() {
            let _ = read(&whole[..length]);
        }
        assert_eq!(read(b"PNG").unwrap_err(), Unreadable::Unknown);
        // Some cameras write the fields of a position with nothing in them.
        let empty = taken_at([0; 3]);
        check(&empty, false, &[("fotograf", "Rolle A"), ("serienummeret til kameraet", "12345")], "Rolle A\n12345\nN");
    }
}
