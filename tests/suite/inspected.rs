//! A personal identifier in an attachment is found in every format, wherever it stands, and the editor is told where.

use fellesskap::foundation::diagnostic::Code;
use fellesskap::guard::inspection::{Inspection, Organisation};

use crate::office::{office, relations, zipped};
use crate::repository::{DAY, SOURCES};
use crate::sources::{linked, path, put};

/// Nobody's: forty is added to both the day and the month.
const NUMBER: &str = "71523999073";

/// Nobody's either: forty is added to the month. It begins with a zero, which a number does not keep.
const WITH_ZERO: [u32; 8] = [0, 1, 4, 1, 5, 0, 1, 2];

/// Asserts that an identifier is told of once, at a place, and nothing else is.
#[track_caller]
fn check(name: &str, bytes: &[u8], place: &str) {
    let messages = told(name, bytes);
    let [message] = messages.as_slice() else { panic!("{name}: {messages:?}") };
    assert!(message.starts_with("fodselsnummer: filen har et "), "{name}: {message}");
    assert!(message.ends_with(&format!("({place})")), "{name}: {message}, not {place}");
    // The message is not to spread it.
    assert!(!message.contains(NUMBER));
}

/// What is said of an exempt sak and its title in a site where a file is an attachment to an open one.
fn told_of_exempt(name: &str, bytes: &[u8]) -> Vec<String> {
    let sak = |number: &str, title: &str, more: &str| {
        format!(
            "+++\ntype = \"sak\"\nnummer = \"{number}/26\"\ntittel = \"{title}\"\nsakstype = \"O\"\n{more}+++\n\nTekst.\n"
        )
    };
    let attachment = format!("[[vedlegg]]\ntittel = \"Innkalling\"\nfil = \"{name}\"\n");
    let exempt = "[unntatt]\nhjemmel = \"offl. § 13\"\ntittel = \"Personalsak\"\n";
    let files = [
        (
            "ssu/index.md",
            "+++\ntype = \"utvalg\"\ntittel = \"Utvalget\"\nkortnavn = \"SSU\"\nniva = 2\nstatus = \"aktiv\"\n+++\n".to_owned(),
        ),
        (
            "ssu/mote/index.md",
            "+++\ntype = \"møte\"\ntittel = \"Møte\"\nutvalg = \"ssu\"\ndato = 2026-03-18\ntilstand = \"planlagt\"\nreferat = \"mangler\"\n+++\n".to_owned(),
        ),
        ("ssu/mote/1-26.md", sak("1", "Åpen sak", &attachment)),
        ("ssu/mote/2-26.md", sak("2", "Varsel mot lederen ved legekontoret", exempt)),
    ];
    let mut sources = SOURCES.clone();
    for (path, text) in files {
        put(&mut sources, &format!("content/{path}"), text);
    }
    sources.insert(path(&format!("content/ssu/mote/{name}")), bytes.to_vec());
    let (_, problems) = linked(sources, DAY);
    let of_exempt = problems.iter().filter(|problem| problem.code == Code::MentionedExempt);
    of_exempt.map(|problem| problem.message.clone()).collect()
}

#[test]
fn the_title_of_an_exempt_sak_is_found_in_attachments() {
    let title = "Sak 2/26 Varsel mot lederen ved legekontoret";
    let told = |name: &str, bytes: &[u8]| told_of_exempt(name, bytes);
    let other = ("docProps/core.xml", core("Innkalling"));
    let is = |place: &str| {
        [format!(
            "filen har den egentlige tittelen på sak 2/26 i content/ssu/mote, som er unntatt offentlighet ({place})"
        )]
    };
    assert_eq!(told("innkalling.docx", &docx(title, other.0, other.1.clone())), is("brødteksten"));
    assert_eq!(told("innkalling.pdf", &pdf(title, "Note", "Innkalling")), is("side 1"));
    assert_eq!(told("innkalling.docx", &docx("Sak 2/26 Personalsak", other.0, other.1)), [""; 0]);
}

fn told(name: &str, bytes: &[u8]) -> Vec<String> {
    let path = path(&format!("content/{name}"));
    let problems = Inspection::of(&path, bytes).problems(&path, &Organisation::default());
    problems.iter().map(|problem| format!("{}: {}", problem.code.name(), problem.message)).collect()
}

/// Each file has a text to be found in the search, too.
fn docx(body: &str, part: &'static str, content: String) -> Vec<u8> {
    let body = format!("<w:document><w:p><w:t>Tekst</w:t></w:p><w:p><w:t>{body}</w:t></w:p></w:document>");
    office("word/document.xml", [("word/document.xml", body), (part, content)])
}

/// A book of one sheet, with the cells of a row, texts that cells share, and styles.
fn xlsx(cells: &str, shared: &str, styles: &str, part: &'static str, content: String) -> Vec<u8> {
    let of_book = relations(&[
        ("r1", "worksheet", "sheet1.xml"),
        ("r2", "sharedStrings", "strings.xml"),
        ("r3", "styles", "styles.xml"),
    ]);
    let sheet = format!(
        "<worksheet><sheetData><row><c t=\"inlineStr\"><is><t>Tekst</t></is></c>{cells}</row></sheetData></worksheet>"
    );
    office(
        "xl/workbook.xml",
        [
            ("xl/workbook.xml", "<workbook><sheets><sheet name=\"Svar\" r:id=\"r1\"/></sheets></workbook>".to_owned()),
            ("xl/_rels/workbook.xml.rels", of_book),
            ("xl/sheet1.xml", sheet),
            ("xl/strings.xml", format!("<sst><si><t>{shared}</t></si></sst>")),
            ("xl/styles.xml", format!("<styleSheet>{styles}</styleSheet>")),
            (part, content),
        ],
    )
}

fn pptx(slide: &str, notes: &str, part: &'static str, content: String) -> Vec<u8> {
    let text = |text: &str| {
        format!("<p:sld><a:p><a:r><a:t>Tekst</a:t></a:r></a:p><a:p><a:r><a:t>{text}</a:t></a:r></a:p></p:sld>")
    };
    office(
        "ppt/presentation.xml",
        [
            ("ppt/presentation.xml", "<p:presentation><p:sldId id=\"256\" r:id=\"r1\"/></p:presentation>".to_owned()),
            ("ppt/_rels/presentation.xml.rels", relations(&[("r1", "slide", "slides/slide1.xml")])),
            ("ppt/slides/slide1.xml", text(slide)),
            ("ppt/slides/_rels/slide1.xml.rels", relations(&[("r1", "notesSlide", "../notesSlides/notesSlide1.xml")])),
            ("ppt/notesSlides/notesSlide1.xml", text(notes)),
            (part, content),
        ],
    )
}

/// A file of LibreOffice: what stands in its body, its styles for cells, and a fact about it.
fn open_document(styles: &str, body: &str, fact: &str) -> Vec<u8> {
    let content = format!(
        "<office:document-content><office:automatic-styles>{styles}</office:automatic-styles>\
         <office:body>{body}</office:body></office:document-content>"
    );
    let meta = format!("<office:document-meta><dc:title>{fact}</dc:title></office:document-meta>");
    zipped([("mimetype", "x".to_owned()), ("content.xml", content), ("meta.xml", meta)])
}

fn odt(text: &str, fact: &str) -> Vec<u8> {
    open_document("", &format!("<office:text><text:p>Tekst</text:p><text:p>{text}</text:p></office:text>"), fact)
}

fn ods(styles: &str, cell: &str, fact: &str) -> Vec<u8> {
    let row =
        format!("<table:table-row><table:table-cell><text:p>Tekst</text:p></table:table-cell>{cell}</table:table-row>");
    let body = format!("<office:spreadsheet><table:table table:name=\"Svar\">{row}</table:table></office:spreadsheet>");
    open_document(styles, &body, fact)
}

fn odp(slide: &str, notes: &str) -> Vec<u8> {
    let text = |text: &str| format!("<text:p>Tekst</text:p><text:p>{text}</text:p>");
    let page = format!(
        "<office:presentation><draw:page>{}<presentation:notes>{}</presentation:notes></draw:page></office:presentation>",
        text(slide),
        text(notes)
    );
    open_document("", &page, "Tittel")
}

fn pdf(page: &str, note: &str, title: &str) -> Vec<u8> {
    let content = format!("BT /F1 10 Tf ({page}) Tj ET");
    let content = format!("<</Length {}>>\nstream\n{content}\nendstream", content.len());
    let objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Resources<</Font<</F1 5 0 R>>>>>>",
        "<</Type/Page/Parent 2 0 R/Contents 4 0 R>>",
        &content,
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
        &format!("<</Type/Annot/Subtype/Text/Contents({note})>>"),
        &format!("<</Title({title})>>"),
    ];
    // No text file has such a byte, and as one it would be looked through, too.
    let mut file = String::from("%PDF-1.7\n%\0\n");
    for (index, object) in objects.iter().enumerate() {
        file.push_str(&format!("{} 0 obj\n{object}\nendobj\n", index + 1));
    }
    file.push_str("trailer\n<</Root 1 0 R/Info 7 0 R>>\n%%EOF\n");
    file.into_bytes()
}

/// Eight digits, one more, and the two that check them; some have none.
fn with_check_digits(eight: [u32; 8]) -> String {
    let with = |ninth: u32| {
        let mut digits = [eight.as_slice(), &[ninth]].concat();
        for weights in [&[3, 7, 6, 1, 8, 9, 4, 5, 2][..], &[5, 4, 3, 2, 7, 6, 5, 4, 3, 2]] {
            let sum: u32 = weights.iter().zip(&digits).map(|(weight, digit)| weight * digit).sum();
            digits.push((11 - sum % 11) % 11);
        }
        digits.iter().all(|digit| *digit < 10).then(|| digits.iter().map(u32::to_string).collect())
    };
    (0..10).find_map(with).unwrap()
}

const CORE: &str = "docProps/core.xml";

fn core(title: &str) -> String {
    format!("<cp:coreProperties><dc:title>{title}</dc:title></cp:coreProperties>")
}

#[test]
fn an_identifier_is_found_in_every_format_and_place() {
    let title = "opplysningene om filen: tittel";
    let plain = || core("Tittel");
    let cell = format!("<c><v>{NUMBER}</v></c>");
    let text_cell = format!("<table:table-cell><text:p>{NUMBER}</text:p></table:table-cell>");
    for (name, bytes, place) in [
        ("a.docx", docx(NUMBER, CORE, plain()), "brødteksten"),
        ("a.docx", docx("", CORE, core(NUMBER)), title),
        (
            "a.docx",
            docx("", "word/header1.xml", format!("<w:hdr><w:t>{NUMBER}</w:t></w:hdr>")),
            "topp- eller bunnteksten",
        ),
        ("a.xlsx", xlsx(&cell, "", "", CORE, plain()), "ark Svar"),
        ("a.xlsx", xlsx("<c t=\"s\"><v>0</v></c>", NUMBER, "", CORE, plain()), "ark Svar"),
        ("a.xlsx", xlsx("", NUMBER, "", CORE, plain()), "slettet tekst, felt og formler"),
        ("a.xlsx", xlsx("", "", "", CORE, core(NUMBER)), title),
        (
            "a.xlsx",
            xlsx("", "", "", "xl/comments1.xml", format!("<comments><t>{NUMBER}</t></comments>")),
            "kommentarene",
        ),
        ("a.pptx", pptx(NUMBER, "", CORE, plain()), "lysbilde 1"),
        ("a.pptx", pptx("", NUMBER, CORE, plain()), "notatene til lysbilde 1"),
        ("a.pptx", pptx("", "", CORE, core(NUMBER)), title),
        ("a.odt", odt(NUMBER, "Tittel"), "brødteksten"),
        ("a.odt", odt("", NUMBER), title),
        ("a.ods", ods("", &text_cell, "Tittel"), "ark Svar"),
        ("a.ods", ods("", "", NUMBER), title),
        ("a.odp", odp(NUMBER, ""), "lysbilde 1"),
        ("a.odp", odp("", NUMBER), "notatene til lysbilde 1"),
        ("a.pdf", pdf(NUMBER, "", "Tittel"), "side 1"),
        ("a.pdf", pdf("Tekst", NUMBER, "Tittel"), "kommentarene"),
        ("a.pdf", pdf("Tekst", "", NUMBER), title),
    ] {
        check(name, &bytes, place);
    }
}

#[test]
fn nothing_is_found_where_there_is_nothing() {
    for (name, bytes) in [
        ("a.docx", docx("", CORE, core("Tittel"))),
        ("a.xlsx", xlsx("<c><v>1523999073</v></c>", "", "", CORE, core("Tittel"))),
        ("a.pptx", pptx("", "", CORE, core("Tittel"))),
        ("a.odt", odt("", "Tittel")),
        ("a.ods", ods("", "", "Tittel")),
        ("a.odp", odp("", "")),
        ("a.pdf", pdf("Tekst", "", "Tittel")),
    ] {
        assert_eq!(told(name, &bytes), Vec::<String>::new(), "{name}");
    }
}

#[test]
fn a_number_in_a_cell_is_what_it_is_shown_as() {
    // As some programs write it.
    let exponent = "7.1523999073E10";
    check("a.xlsx", &xlsx(&format!("<c><v>{exponent}</v></c>"), "", "", CORE, core("Tittel")), "ark Svar");
    let cell = |style: &str, value: &str| {
        format!("<table:table-cell table:style-name=\"{style}\" office:value=\"{value}\"></table:table-cell>")
    };
    check("a.ods", &ods("", &cell("ce1", exponent), "Tittel"), "ark Svar");

    // The zero that it begins with is in its format only, and without that format it is a number like others.
    let number = with_check_digits(WITH_ZERO);
    let (zero, ten) = number.split_at(1);
    assert_eq!((zero, ten.len()), ("0", 10));
    let formats = "<numFmts><numFmt numFmtId=\"164\" formatCode=\"000000\\ 00000\"/></numFmts>\
                   <cellStyleXfs><xf numFmtId=\"164\"/></cellStyleXfs><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"164\"/></cellXfs>";
    let book = |style: &str| xlsx(&format!("<c s=\"{style}\"><v>{ten}</v></c>"), "", formats, CORE, core("Tittel"));
    check("a.xlsx", &book("1"), "ark Svar");
    assert_eq!(told("a.xlsx", &book("0")), Vec::<String>::new());
    let styles = "<number:number-style style:name=\"N100\"><number:number number:min-integer-digits=\"11\"/></number:number-style>\
                  <number:currency-style style:name=\"N101\"><number:number number:min-integer-digits=\"1\"/></number:currency-style>\
                  <style:style style:name=\"ce1\" style:family=\"table-cell\" style:data-style-name=\"N100\"/>\
                  <style:style style:name=\"ce2\" style:family=\"table-cell\" style:data-style-name=\"N101\"/>";
    check("a.ods", &ods(styles, &cell("ce1", ten), "Tittel"), "ark Svar");
    assert_eq!(told("a.ods", &ods(styles, &cell("ce2", ten), "Tittel")), Vec::<String>::new());
}
