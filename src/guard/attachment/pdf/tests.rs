//! What files carry along without showing it, and files that are made to hide something or to take long.

use super::super::*;

/// Nobody's: forty is added to both the day and the month.
const NUMBER: &str = "71523999073";

/// A file of numbered objects in an order of its own, that ends in a trailer.
fn file(objects: &[(u32, &str)]) -> Vec<u8> {
    let mut file = b"%PDF-1.7\n%\xE6\xF8\xE5\n".to_vec();
    append(&mut file, objects);
    file
}

/// What a program appends that saves a file without writing it anew.
fn append(file: &mut Vec<u8>, objects: &[(u32, &str)]) {
    for (number, object) in objects {
        file.extend(format!("{number} 0 obj\n{object}\nendobj\n").bytes());
    }
    file.extend(b"trailer\n<</Root 1 0 R>>\n%%EOF\n");
}

fn stream(entries: &str, content: &str) -> String {
    format!("<<{entries}/Length {}>>\nstream\n{content}\nendstream", content.len())
}

/// The digits as no text has them, so that they are not found in the bytes of the file.
fn hexadecimal(text: &str) -> String {
    text.bytes().map(|byte| format!("{byte:02x}")).collect()
}

/// The same as a stream.
fn packed(entries: &str, content: &str) -> String {
    stream(&format!("{entries}/Filter/ASCIIHexDecode"), &format!("{}>", hexadecimal(content)))
}

fn shows(text: &str) -> String {
    format!("BT /F1 10 Tf 72 700 Td ({text}) Tj ET")
}

const CATALOG: (u32, &str) = (1, "<</Type/Catalog/Pages 2 0 R>>");
const PAGES: (u32, &str) =
    (2, "<</Type/Pages/Kids[3 0 R]/Count 1/Resources<</Font<</F1 5 0 R>>/XObject<</X 7 0 R>>>>>>");
const PAGE: (u32, &str) = (3, "<</Type/Page/Parent 2 0 R/Contents 4 0 R>>");
const FONT: (u32, &str) = (5, "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>");

/// A page that shows a content, with more objects.
fn page(content: &str, more: &[(u32, &str)]) -> Vec<u8> {
    let content = packed("", content);
    let mut objects = vec![CATALOG, PAGES, PAGE, (4, &content), FONT];
    objects.extend(more);
    file(&objects)
}

/// The parts as `place: text`, with a star before what is not shown.
fn told(bytes: &[u8]) -> Vec<String> {
    let parts = read(bytes).unwrap().parts.into_iter();
    parts
        .map(|part| format!("{}{}: {}", if part.shown { "" } else { "*" }, part.place, part.text.replace('\n', " | ")))
        .collect()
}

/// Whether a number stands in a part, in a place that begins so.
#[track_caller]
fn finds(file: &[u8], place: &str) {
    let told = told(file);
    assert!(told.iter().any(|part| part.starts_with(place) && part.contains(NUMBER)), "{told:?}");
}

#[test]
fn the_last_version_of_a_page_is_the_one_that_is_shown() {
    let inner = "3 0 <</Type/Page/Parent 2 0 R/Contents 4 0 R>>";
    let old = packed("/Type/ObjStm/N 1/First 4", inner);
    let content = packed("", &shows("For"));
    let mut saved = file(&[(10, &old), CATALOG, PAGES, (4, &content), FONT]);
    assert_eq!(told(&saved), ["side 1: For"]);
    let (new, page) = (packed("", &shows("Etter")), PAGE.1.replace("4 0 R", "9 0 R"));
    append(&mut saved, &[(3, &page), (9, &new)]);
    assert_eq!(told(&saved)[0], "side 1: Etter");
}

#[test]
fn what_was_removed_by_saving_anew_is_found() {
    let content = packed("", &shows(NUMBER));
    let mut saved = file(&[CATALOG, PAGES, PAGE, (4, &content), FONT]);
    finds(&saved, "side 1");
    append(&mut saved, &[(4, &packed("", &shows("Fjernet")))]);
    assert_eq!(told(&saved)[0], "side 1: Fjernet");
    finds(&saved, "*slettet tekst");

    let note = format!("<</Subtype/Text/Contents<{}>>>", hexadecimal(NUMBER));
    let mut saved = page(&shows("Tekst"), &[(9, &note)]);
    append(&mut saved, &[(9, "null")]);
    finds(&saved, "*slettet tekst");
}

#[test]
fn strings_are_found_wherever_they_are() {
    let hex = hexadecimal(NUMBER);
    let wide: String = NUMBER.bytes().map(|byte| format!("00{byte:02X}")).collect();
    for object in [
        format!("<</FT/Ch/T(kommune)/Opt[[(a)<{hex}>]]>>"),
        format!("<</FT/Tx/T<FEFF{wide}>>>"),
        format!("<</S/JavaScript/JS<{hex}>>>"),
        format!("<</Type/OCG/Name<{hex}>>>"),
        format!("<</S/GoToR/F<FEFF{wide}>>>"),
        format!("<</Type/Filespec/F(a.txt)/Desc<{wide}>>>"),
        format!("<</Private {NUMBER}>>"),
        format!("<</Lang/#37{}>>", &NUMBER[1..]),
        packed("", &format!("app.alert('{NUMBER}')")),
        packed("", &format!("<xdp><field><value><b>{}</b>{}</value></field></xdp>", &NUMBER[..6], &NUMBER[6..])),
        packed("", &format!("<x:xmpmeta a='{NUMBER}'/>")),
        packed("/Subtype/Image", &format!("Ikke et bilde, men en tekst om {NUMBER}.")),
    ] {
        finds(&page(&shows("Tekst"), &[(9, &object)]), "*slettet tekst");
        if !object.contains("stream") {
            let inner = packed("/Type/ObjStm/N 1/First 4", &format!("9 0 {object}"));
            finds(&page(&shows("Tekst"), &[(8, &inner)]), "*slettet tekst");
        }
    }
    let comment = format!("null\nendobj\n% {NUMBER}\n10 0 obj null");
    finds(&page(&shows("Tekst"), &[(9, &comment)]), "*slettet tekst");
    finds(&page(&format!("/Span <</ActualText({NUMBER})>> BDC (a) Tj EMC"), &[]), "*slettet tekst");
    // What has too few digits to be one is not kept, and tables of contents are none.
    assert_eq!(told(&page(&shows("Tekst"), &[(9, "(1234567)"), (10, "(123456)")])), ["side 1: Tekst"]);
}

#[test]
fn drawings_that_no_page_shows_are_found() {
    let resources = "/Resources<</Font<</F9 9 0 R>>>>";
    // A font of its own, in which the digits are other codes.
    let font = "<</Type/Font/Subtype/Type0/BaseFont/Egen/ToUnicode 10 0 R>>";
    let meaning = packed("", "begincmap 1 beginbfrange <0010> <0019> <0030> endbfrange endcmap");
    let codes: String = NUMBER.bytes().map(|byte| format!("{:04x}", byte - b'0' + 16)).collect();
    let content = format!("BT /F9 10 Tf <{codes}> Tj ET");
    for kind in ["/Subtype/Form", "/PatternType 1/Type/Pattern", ""] {
        let drawing = packed(&format!("{kind}{resources}"), &content);
        finds(&page(&shows("Tekst"), &[(9, font), (10, &meaning), (11, &drawing)]), "*slettet tekst");
    }
    // One state of a box is shown, the other is not.
    let (on, off) = (packed("/Subtype/Form", &shows("Valgt")), packed("/Subtype/Form", &shows(NUMBER)));
    let box_of = "<</Subtype/Widget/AS/On/AP<</N<</On 12 0 R/Off 13 0 R>>>>>>";
    let with_box = page(
        &shows("Tekst"),
        &[(3, &PAGE.1.replace("/Parent", "/Annots[11 0 R]/Parent")), (11, box_of), (12, &on), (13, &off)],
    );
    assert_eq!(told(&with_box)[0], "side 1: Tekst | Valgt");
    finds(&with_box, "*slettet tekst");
    // A font that is nowhere is read as if it were a common one.
    finds(&page(&format!("BT /Borte 10 Tf ({NUMBER}) Tj ET"), &[]), "side 1");
}

#[test]
fn text_after_a_picture_among_the_operators_is_read() {
    let after = shows("etter");
    for picture in ["xEI", "\nEI", "x EI y\nEI", "xEI\nQ q", "(EI ( EI", "EI x\nEI"] {
        let content = format!("q BI /W 1 /H 1 /CS /G /BPC 8 ID {picture} Q\n{after}");
        assert!(told(&page(&content, &[]))[0].contains("etter"), "{picture}");
    }
    assert_eq!(told(&page(&format!("BI /W 1 ID {after}"), &[])), ["side 1: etter"]);
}

#[test]
fn pages_with_pictures_and_no_text_are_told() {
    let picture = "<</Subtype/Image/Filter/DCTDecode/Width 1/Height 1>>\nstream\n\nendstream";
    let (text, scan, empty) = (packed("", &shows("Tekst")), packed("", "q 9 0 0 9 0 0 cm /X Do Q"), packed("", "0 g"));
    let of = |pages: &[u32]| {
        let kids: String = pages.iter().enumerate().map(|(index, _)| format!("{} 0 R ", index + 20)).collect();
        let tree = PAGES.1.replace("3 0 R", &kids);
        let pages: Vec<(u32, String)> = (20..)
            .zip(pages)
            .map(|(number, content)| (number, PAGE.1.replace("4 0 R", &format!("{content} 0 R"))))
            .collect();
        let mut objects = vec![CATALOG, (2, &tree), FONT, (7, picture), (10, &text), (11, &scan), (12, &empty)];
        objects.extend(pages.iter().map(|(number, page)| (*number, page.as_str())));
        read(&file(&objects)).unwrap().unread
    };
    const TEXT: u32 = 10;
    const SCAN: u32 = 11;
    const EMPTY: u32 = 12;
    assert_eq!(of(&[TEXT, EMPTY, SCAN]), ["side 3 har ingen tekst"]);
    assert_eq!(of(&[SCAN, TEXT, SCAN, SCAN, SCAN, EMPTY, SCAN]), ["side 1, 3–5 og 7 har ingen tekst"]);
    assert_eq!(of(&[TEXT, EMPTY]), Vec::<String>::new());
    // That there is no text at all is told of the file.
    assert_eq!(of(&[SCAN]), Vec::<String>::new());
}

#[test]
fn the_sign_of_a_note_is_no_digit_of_a_number() {
    for content in [
        format!("BT /F1 12 Tf 50 700 Td ({NUMBER}) Tj /F1 7 Tf 5 Ts (1) Tj 0 Ts ET"),
        format!("BT /F1 12 Tf 50 700 Td ({NUMBER}) Tj 3 Ts (1) Tj ET"),
        format!("BT /F1 12 Tf 50 700 Td ({NUMBER}) Tj /F1 7 Tf (1) Tj ET"),
    ] {
        assert_eq!(told(&page(&content, &[])), [format!("side 1: {NUMBER} 1")], "{content}");
    }
    // A gap may part two numbers, or be there for the looks: both are looked through.
    let told = told(&page(&format!("BT /F1 12 Tf 50 700 Td [({NUMBER}) -90 (1)] TJ ET"), &[]));
    assert_eq!(told, [format!("side 1: {NUMBER}1"), format!("*slettet tekst, felt og formler: {NUMBER} 1 | §")]);
}

/// Files that take minutes, so that this test does not end in reasonable time, when a step is made once for each of many
/// things that have something large in common.
#[test]
fn what_is_large_and_shared_takes_no_longer_than_it_must() {
    // All these streams say that they end in the same blanks.
    let content = packed("", &shows("Tekst"));
    let mut blanks = file(&[CATALOG, PAGES, PAGE, (4, &content), FONT]);
    for number in 10..20_010 {
        blanks.extend(format!("{number} 0 obj <</Length {}>>stream\nx\nendstream endobj\n", 1_500_000).bytes());
    }
    blanks.extend(vec![b' '; 5_000_000]);
    assert_eq!(told(&blanks), ["side 1: Tekst"]);

    // These pages have one list of contents, of streams that are packed in an unknown way.
    let list = format!("[{}]", "8 0 R ".repeat(50_000));
    let lost: Vec<(u32, String)> =
        (10..20_010).map(|number| (number, stream("/Type/Page/Contents 9 0 R/Filter/Ukjent", ""))).collect();
    let mut more: Vec<(u32, &str)> = lost.iter().map(|(number, object)| (*number, object.as_str())).collect();
    more.push((9, &list));
    assert_eq!(read(&page(&shows("Tekst"), &more)).unwrap().unread.len(), 20_000);
}

#[test]
fn what_becomes_too_much_is_told() {
    // Each unpacks to more than there is left.
    let long = packed("", &"1".repeat(100_000));
    let more: Vec<(u32, &str)> = (10..40).map(|number| (number, long.as_str())).collect();
    let told = read_unpacking(&page(&shows("Tekst"), &more), 1 << 20, Keep::Numbers).unwrap();
    assert_eq!(told.unread, ["noe av det filen har uten å vise det"]);
    // An object without an end takes nothing with it.
    let mut torn = b"%PDF-1.7\n9 0 obj (uten slutt\n".to_vec();
    torn.extend(&page(&shows("Tekst"), &[])[9..]);
    assert_eq!(self::told(&torn)[0], "side 1: Tekst");
}
