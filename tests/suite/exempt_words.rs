//! The real title of an exempt sak, and what its text says, is found wherever it would be published and however it is written.

use std::fs;
use std::io::{Cursor, Write};
use std::sync::LazyLock;
use std::time::Instant;

use fellesskap::build::content::Contents;
use fellesskap::build::{Portal, Request};
use fellesskap::foundation::diagnostic::{Code, Diagnostic, human};
use fellesskap::foundation::letters::{Reading, letters};
use fellesskap::foundation::path::SourcePath;
use fellesskap::read::source::SourceTree;
use flate2::Compression;
use flate2::write::ZlibEncoder;
use jiff::civil::date;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// The real title of sak 1/26.
const TITLE: &str = "Varsel mot lederen på Øyvær legekontor";
/// The same, each accent as a character of its own.
const DECOMPOSED: &str = "Varsel mot lederen pa\u{30a} Øyvær legekontor";
/// The same as an address has it.
const ADDRESS: &str = "varsel-mot-lederen-pa-oyvaer-legekontor";

const SETTINGS: &str = "tittel = \"Prøve\"\nbeskrivelse = \"Prøve.\"\nadresse = \"https://eksempel.no\"\nutgiver = \"Oss\"\ntema = [\"eget\", \"helsefellesskap\"]\n";

/// Files by their paths, in which `#` stands for the number of the case.
type Files = Vec<(String, Vec<u8>)>;

/// A page, with what stands in its front matter and its text.
fn page(front: &str, text: &str) -> Files {
    let title = if front.starts_with("tittel") { "" } else { "tittel = \"Åpen side\"\n" };
    let page = format!("+++\ntype = \"side\"\n{title}{front}+++\n\n{text}\n");
    vec![("content/ssu/side#/index.md".to_owned(), page.into_bytes())]
}

fn text(text: &str) -> Files {
    page("", text)
}

/// A file that a page leads to.
fn attached(name: &str, bytes: impl Into<Vec<u8>>) -> Files {
    let mut files = text(&format!("Se [filen]({name})."));
    files.push((format!("content/ssu/side#/{name}"), bytes.into()));
    files
}

fn file(path: &str, bytes: impl Into<Vec<u8>>) -> Files {
    vec![(path.to_owned(), bytes.into())]
}

/// A site with an exempt sak, and the theme that comes with the program.
static SITE: LazyLock<SourceTree> = LazyLock::new(|| {
    let sak = format!(
        "+++\ntype = \"sak\"\nnummer = \"1/26\"\ntittel = \"{TITLE}\"\nsakstype = \"O\"\n\
         ingress = \"Legen fikk i mars et brev om dette fra tre av de ansatte.\"\n\
         [unntatt]\nhjemmel = \"offl. § 13\"\ntittel = \"Personalsak\"\n+++\n\n\
         Tre ansatte sier at lederen har ropt til dem på jobben i flere år, og at ingen gjorde noe.\n"
    );
    let files = [
        ("fellesskap.toml", SETTINGS),
        ("content/index.md", "+++\ntype = \"forside\"\ntittel = \"Forsiden\"\n+++\n\n[Utvalget](@/ssu/index.md)\n"),
        (
            "content/ssu/index.md",
            "+++\ntype = \"utvalg\"\ntittel = \"Utvalget\"\nkortnavn = \"SSU\"\nniva = 2\nstatus = \"aktiv\"\n+++\n",
        ),
        (
            "content/ssu/mote/index.md",
            "+++\ntype = \"møte\"\ntittel = \"Møtet\"\nutvalg = \"ssu\"\ndato = 2026-03-18\ntilstand = \"planlagt\"\nreferat = \"mangler\"\n+++\n",
        ),
        ("content/ssu/mote/1-26.md", &sak),
        ("themes/eget/static/eget.txt", "Tekst."),
    ];
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    SourceTree::read(folder.path()).unwrap().0
});

/// What is told of exempt saker in the site with more files.
fn told(files: &Files) -> (Vec<Diagnostic>, SourceTree) {
    let mut sources = SITE.clone();
    for (path, bytes) in files {
        assert_eq!(sources.insert(SourcePath::new(path).unwrap(), bytes.clone()), None, "{path}");
    }
    let request = Request { date: date(2026, 4, 1), drafts: false, base_url: None };
    let (_, mut problems) = Portal::new(sources.clone(), &Contents::read(&sources), &request, None);
    problems.retain(|problem| problem.code == Code::MentionedExempt);
    (problems, sources)
}

/// Asserts that each case is told of in its own file, without the words themselves.
#[track_caller]
fn check(cases: Vec<(&str, Files)>) {
    check_with(Vec::new(), cases);
}

/// The same in a site with more files.
#[track_caller]
fn check_with(mut all: Files, cases: Vec<(&str, Files)>) {
    let numbered = cases.into_iter().enumerate().map(|(number, (name, files))| {
        let named = |(path, bytes): (String, Vec<u8>)| (path.replace('#', &number.to_string()), bytes);
        (name, files.into_iter().map(named).collect::<Files>())
    });
    let cases: Vec<(&str, Files)> = numbered.collect();
    all.extend(cases.iter().flat_map(|(_, files)| files.clone()));
    let (problems, sources) = told(&all);
    let mut wrong = Vec::new();
    for (name, files) in cases {
        let is_own = |problem: &&Diagnostic| {
            let file = problem.place.as_ref().map_or("", |place| place.file.as_str());
            files.iter().any(|(path, _)| path == file)
        };
        let own: Vec<Diagnostic> = problems.iter().filter(is_own).cloned().collect();
        let shown = human::render(&own, |path| sources.text(path), false);
        let is_in_name = files.iter().any(|(path, _)| path.contains("varsel"));
        if !shown.contains("sak 1/26 i content/ssu/mote") {
            wrong.push(format!("{name} is not told of"));
        } else if !is_in_name && (shown.contains("lederen") || shown.contains("ropt")) {
            wrong.push(format!("{name} repeats the words:\n{shown}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[track_caller]
fn check_quiet(files: Files) {
    assert_eq!(told(&files).0, []);
}

fn zipped<'a>(files: impl IntoIterator<Item = (&'a str, String)>) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in files {
        writer.start_file(name, SimpleFileOptions::default()).unwrap();
        writer.write_all(content.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// A document of Word with one more part.
fn docx(body: &str, part: &str, content: &str) -> Vec<u8> {
    let relation = "<Relationships><Relationship Id=\"a\" Type=\"http://x/officeDocument\" Target=\"word/document.xml\"/></Relationships>";
    zipped([
        ("[Content_Types].xml", "<Types/>".to_owned()),
        ("_rels/.rels", relation.to_owned()),
        ("word/document.xml", format!("<w:document><w:p><w:r><w:t>{body}</w:t></w:r></w:p></w:document>")),
        (part, content.to_owned()),
    ])
}

/// A book of Excel with its sheets, the cells of the second one, and one more part.
fn xlsx(sheets: &str, cells: &str, part: &str, content: &str) -> Vec<u8> {
    let one = |id: &str, kind: &str, target: &str| {
        format!("<Relationship Id=\"{id}\" Type=\"http://x/{kind}\" Target=\"{target}\"/>")
    };
    let of_book = [one("r1", "worksheet", "sheet1.xml"), one("r2", "worksheet", "sheet2.xml")].concat();
    let sheet = |cells: &str| format!("<worksheet><sheetData><row>{cells}</row></sheetData></worksheet>");
    let root = one("a", "officeDocument", "xl/workbook.xml");
    zipped([
        ("[Content_Types].xml", "<Types/>".to_owned()),
        ("_rels/.rels", format!("<Relationships>{root}</Relationships>")),
        ("xl/workbook.xml", format!("<workbook><sheets>{sheets}</sheets></workbook>")),
        ("xl/_rels/workbook.xml.rels", format!("<Relationships>{of_book}</Relationships>")),
        ("xl/sheet1.xml", sheet("<c t=\"inlineStr\"><is><t>Tekst</t></is></c>")),
        ("xl/sheet2.xml", sheet(cells)),
        (part, content.to_owned()),
    ])
}

fn odt(body: &str, part: &str, content: &str) -> Vec<u8> {
    zipped([
        ("mimetype", "application/vnd.oasis.opendocument.text".to_owned()),
        ("content.xml", format!("<office:document-content><text:p>{body}</text:p></office:document-content>")),
        (part, content.to_owned()),
    ])
}

/// A text of PDF in UTF-16.
fn wide(text: &str) -> String {
    let digits: String = text.encode_utf16().map(|unit| format!("{unit:04X}")).collect();
    format!("<FEFF{digits}>")
}

/// A PDF of one page, with what it draws, what its catalogue and its page say besides, facts about it, and one more object.
fn pdf(drawn: &str, catalogue: &str, page: &str, facts: &str, object: &str) -> Vec<u8> {
    let western = |text: &str| text.chars().map(|character| character as u32 as u8).collect::<Vec<u8>>();
    western(&format!(
        "%PDF-1.7\n1 0 obj <</Type/Catalog/Pages 2 0 R {catalogue}>> endobj\n\
         2 0 obj <</Type/Pages/Kids[3 0 R]/Count 1>> endobj\n\
         3 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Resources<</Font<</F1 5 0 R>>>>/Contents 4 0 R {page}>> endobj\n\
         4 0 obj <</Length {}>> stream\nBT /F1 12 Tf {drawn} ET\nendstream endobj\n\
         5 0 obj <</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>> endobj\n\
         6 0 obj <<{facts}>> endobj\n7 0 obj {object} endobj\ntrailer <</Root 1 0 R/Info 6 0 R>>\n%%EOF",
        drawn.chars().count() + 16,
    ))
}

fn png(kind: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let mut file = b"\x89PNG\r\n\x1A\n".to_vec();
    for (kind, content) in [(b"IHDR", &[0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0][..]), (kind, content), (b"IEND", b"")] {
        file.extend(u32::try_from(content.len()).unwrap().to_be_bytes());
        file.extend(kind);
        file.extend(content);
        file.extend([0; 4]);
    }
    file
}

fn packed(text: &str) -> Vec<u8> {
    let mut packer = ZlibEncoder::new(Vec::new(), Compression::default());
    packer.write_all(text.as_bytes()).unwrap();
    packer.finish().unwrap()
}

fn picture(name: &str, bytes: Vec<u8>) -> Files {
    let mut files = text(&format!("![Et kart]({name})"));
    files.push((format!("content/ssu/side#/{name}"), bytes));
    files
}

/// A JPEG with one segment.
fn jpeg(mark: u8, said: &[u8]) -> Vec<u8> {
    let length = u16::try_from(said.len() + 2).unwrap().to_be_bytes();
    [&[0xFF, 0xD8, 0xFF, mark], length.as_slice(), said, b"\xFF\xDA\0\x02\xFF\xD9"].concat()
}

fn western(text: &str) -> Vec<u8> {
    text.chars().map(|character| character as u32 as u8).collect()
}

#[test]
fn a_title_is_found_however_its_letters_are_written() {
    let with = |from: &str, to: &str| text(&TITLE.replace(from, to));
    let mapped = |map: fn(char) -> char| text(&TITLE.chars().map(map).collect::<String>());
    check(vec![
        ("decomposed", text(DECOMPOSED)),
        ("soft hyphen", with("lederen", "lede\u{ad}ren")),
        ("soft hyphen as entity", with("lederen", "lede&shy;ren")),
        ("zero width space", with("lederen", "lede\u{200b}ren")),
        ("word joiner", with("lederen", "lede\u{2060}ren")),
        ("combining grapheme joiner", with("lederen", "lede\u{34f}ren")),
        ("variation selector", with("lederen", "lede\u{fe0f}ren")),
        ("tag", with("lederen", "lede\u{e0061}ren")),
        ("direction", with("lederen", "\u{2067}lederen\u{2069}")),
        ("Hangul filler", with("lederen", "lede\u{3164}ren")),
        ("half in bold", with("lederen", "**lede**ren")),
        ("half a link", with("lederen", "[lede](@/ssu/index.md)ren")),
        ("half as code", with("lederen", "`lede`ren")),
        ("a tag within", with("lederen", "lede<wbr>ren")),
        ("a comment within", with("lederen", "lede<!-- x -->ren")),
        ("a note within", text(&format!("{}\n\n[^1]: Note", TITLE.replace("mot", "mot[^1]")))),
        ("a shortcode within", with("lederen", "{{ sprak(kode=\"en\", tekst=\"lederen\") }}")),
        ("decimal entity", with("V", "&#86;")),
        ("hexadecimal entity", with("V", "&#x56;")),
        ("named entities", text("Varsel mot lederen p&aring; &Oslash;yv&aelig;r legekontor")),
        ("combining entity", with("å", "a&#778;")),
        ("capitals", text(&TITLE.to_uppercase())),
        ("hard spaces", with(" ", "\u{a0}")),
        ("lines", with(" ", "\n")),
        ("divided at the end of a line", with("lederen", "lede-\nren")),
        ("quotation marks", with("lederen", "«lederen»")),
        ("full width", mapped(|c| char::from_u32(c as u32 + if c.is_ascii_graphic() { 0xfee0 } else { 0 }).unwrap())),
        (
            "mathematical",
            mapped(|c| if c.is_ascii_lowercase() { char::from_u32(c as u32 + 0x1d3b9).unwrap() } else { c }),
        ),
        (
            "Cyrillic",
            mapped(|c| match c {
                'a' => 'а',
                'e' => 'е',
                'o' => 'о',
                'r' => 'r',
                'y' => 'у',
                _ => c,
            }),
        ),
        ("spaced out", text(&TITLE.chars().flat_map(|c| [c, ' ']).collect::<String>())),
        ("without å and ø", text("Varsel mot lederen paa Oeyvaer legekontor")),
        ("cells", text("| a | b |\n|---|---|\n| Varsel mot lederen | på Øyvær legekontor |")),
        ("an address", text(&format!("[a](https://eksempel.no/{ADDRESS}/)"))),
        (
            "an escaped address",
            text("<https://eksempel.no/?q=Varsel%20mot%20lederen%20p%C3%A5%20%C3%98yv%C3%A6r%20legekontor>"),
        ),
        ("the title of a link", text(&format!("[a](@/ssu/index.md \"{TITLE}\")"))),
        ("a comment", text(&format!("Tekst.\n\n<!-- {TITLE} -->"))),
        ("words of the text", text("Det heter at tre an**satte** sier at lede&shy;ren har ropt til dem.")),
        ("words of the lead", text("Legen fikk i mars et brev om dette.")),
    ]);
    for open in
        ["Sak 1/26 Personalsak", "Varsel mot lederen", "Tre ansatte sier at lederen har ropt", "Øyvær legekontor"]
    {
        check_quiet(text(open));
    }
}

#[test]
fn a_title_is_found_wherever_it_is_written() {
    check(vec![
        ("the title", page(&format!("tittel = \"{DECOMPOSED}\"\n"), "Tekst.")),
        (
            "an escaped title",
            page("tittel = \"Varsel mot lederen p\\u00e5 \\U000000D8yv\\u00e6r legekontor\"\n", "Tekst."),
        ),
        ("an alias", page(&format!("alias = [\"/{ADDRESS}/\"]\n"), "Tekst.")),
        ("the settings", file("fellesskap.toml", SETTINGS.replace("\"Prøve.\"", &format!("\"{DECOMPOSED}\"")))),
        (
            "the glossary",
            file(
                "content/ordliste.toml",
                format!(
                    "type = \"ordliste\"\n[[ord]]\nkort = \"PS\"\nlang = \"personalsak\"\nforklaring = \"{DECOMPOSED}\"\n"
                ),
            ),
        ),
        (
            "the name of a file",
            file(&format!("content/ssu/{ADDRESS}.md"), "+++\ntype = \"side\"\ntittel = \"En side\"\n+++\n"),
        ),
        ("the name of an attachment", attached(&format!("{ADDRESS}.pdf"), pdf("(Tekst) Tj", "", "", "", "<<>>"))),
        ("a static text of the theme", file("themes/eget/static/a.txt", DECOMPOSED)),
        (
            "a static page of the theme",
            file("themes/eget/static/a.html", "Var<b>sel</b> mot lederen p&aring &Oslash;yv&aelig;r legekontor"),
        ),
        (
            "a static picture of the theme",
            file("themes/eget/static/a.png", png(b"tEXt", &western(&format!("Title\0{TITLE}")))),
        ),
        (
            "a static file that is no text",
            file(
                "themes/eget/static/a.bin",
                [b"\0\0".to_vec(), TITLE.encode_utf16().flat_map(u16::to_be_bytes).collect()].concat(),
            ),
        ),
        ("the name of a static file", file(&format!("themes/eget/static/{ADDRESS}.txt"), "Tekst.")),
        (
            "a template",
            file("themes/eget/components/notice/a.html", "{% if a %}Varsel mot {% endif %}lederen på Øyvær legekontor"),
        ),
        (
            "a style sheet",
            file(
                "themes/eget/styles/a.css",
                "a::before { content: \"Varsel mot lederen p\\e5  \\0000d8yv\\e6r legekontor\" }",
            ),
        ),
        (
            "a script",
            file("themes/eget/scripts/a.js", "x = 'Varsel mot lederen p\\xe5 ' + '\\u{d8}yv\\u00e6r legekontor'"),
        ),
        ("a mail", file("themes/eget/static/a.eml", "Varsel mot lede=\r\nren p=C3=A5 =C3=98yv=C3=A6r legekontor")),
        (
            "a feed",
            file(
                "themes/eget/static/a.atom",
                "<summary>Varsel mot lede&lt;b&gt;ren&lt;/b&gt; p&amp;aring; Øyvær legekontor</summary>",
            ),
        ),
    ]);
}

#[test]
fn a_title_is_found_in_attachments_of_every_kind() {
    let in_pdf = |drawn: &str, catalogue: &str, page: &str, facts: &str, object: &str| {
        attached("a.pdf", pdf(drawn, catalogue, page, facts, object))
    };
    let tekst = "(Tekst) Tj";
    let in_docx = |part: &str, content: &str| attached("a.docx", docx("Tekst", part, &content.replace("T#", TITLE)));
    let in_xlsx = |part: &str, content: &str| {
        attached("a.xlsx", xlsx("<sheet name=\"A\" r:id=\"r1\"/>", "", part, &content.replace("T#", TITLE)))
    };
    let in_odt = |part: &str, content: &str| attached("a.odt", odt("Tekst", part, &content.replace("T#", TITLE)));
    check(vec![
        ("text", attached("a.txt", TITLE.replace("lederen", "lede-\r\nren"))),
        ("json", attached("a.json", "{\"a\": \"Varsel mot lederen p\\u00e5 \\u00d8yv\\u00e6r\\nlegekontor\"}")),
        (
            "json of markup",
            attached("a.json", "[\"Varsel mot lede\\u003cb\\u003eren\\u003c/b\\u003e p&aring; Øyvær legekontor\"]"),
        ),
        ("calendar", attached("a.ics", "SUMMARY:Varsel mot led\r\n eren\\, på\\nØyvær legekontor\r\n")),
        (
            "calendar divided in a letter",
            attached(
                "a.ics",
                [b"SUMMARY:Varsel mot lederen p\xc3\r\n ".as_slice(), b"\xa5 ", "Øyvær legekontor\r\n".as_bytes()]
                    .concat(),
            ),
        ),
        (
            "rich text",
            attached("a.rtf", "{\\rtf1\\ansi Varsel mot {\\b lede}{\\i\\-ren} p\\'e5 \\u216?yv\\'e6r legekontor}"),
        ),
        (
            "facts of rich text",
            attached(
                "a.rtf",
                "{\\rtf1\\ansi{\\info{\\title Varsel mot lederen p\\'e5 \\'d8yv\\'e6r legekontor}}Tekst}",
            ),
        ),
        ("PDF over lines", in_pdf("(Varsel mot lede-) Tj 0 -14 Td (ren på Øyvær legekontor) Tj", "", "", "", "<<>>")),
        ("title of a PDF", in_pdf(tekst, "", "", &format!("/Title {}", wide(DECOMPOSED)), "<<>>")),
        ("bookmark", in_pdf(tekst, "", "", "", &format!("<</Title {}/Parent 6 0 R>>", wide(TITLE)))),
        (
            "note in a PDF",
            in_pdf(tekst, "", "/Annots[7 0 R]", "", &format!("<</Subtype/Text/Contents {}>>", wide(TITLE))),
        ),
        ("choice in a PDF", in_pdf(tekst, "", "", "", &format!("<</FT/Ch/T(a)/Opt[{} (b)]>>", wide(TITLE)))),
        ("layer", in_pdf(tekst, "", "", "", &format!("<</Type/OCG/Name {}>>", wide(TITLE)))),
        (
            "named place in a PDF",
            in_pdf(tekst, &format!("/Names<</Dests<</Names[({TITLE}) 3 0 R]>>>>"), "", "", "<<>>"),
        ),
        (
            "what a PDF does not draw",
            in_pdf(tekst, "", "", "", &format!("<</Length 60>> stream\nBT /F1 12 Tf ({TITLE}) Tj ET\nendstream")),
        ),
        ("text in a PNG", picture("a.png", png(b"tEXt", &western(&format!("Title\0{TITLE}"))))),
        (
            "packed text in a PNG",
            picture("a.png", png(b"iTXt", &[b"Title\0\x01\0nb\0\0".as_slice(), &packed(DECOMPOSED)].concat())),
        ),
        ("keyword of a PNG", picture("a.png", png(b"tEXt", &western(&format!("{TITLE}\0a"))))),
        ("comment in a JPEG", picture("a.jpg", jpeg(0xFE, TITLE.as_bytes()))),
        (
            "caption of a JPEG",
            picture(
                "a.jpg",
                jpeg(
                    0xED,
                    &[b"Photoshop 3.0\08BIM\x04\x04\0\0\0\0\0\x30\x1C\x02\x78\0\x26".as_slice(), &western(TITLE)]
                        .concat(),
                ),
            ),
        ),
        (
            "Word",
            attached(
                "a.docx",
                docx("Varsel mot le</w:t></w:r><w:r><w:t>deren på Øyvær legekontor", "word/a.xml", "<a/>"),
            ),
        ),
        ("title of Word", in_docx("docProps/core.xml", "<a><dc:title>T#</dc:title></a>")),
        (
            "name of a property",
            in_docx("docProps/custom.xml", "<a><property name=\"T#\"><vt:lpwstr>a</vt:lpwstr></property></a>"),
        ),
        ("comment in Word", in_docx("word/comments.xml", "<a><w:p><w:r><w:t>T#</w:t></w:r></w:p></a>")),
        ("alternative text", in_docx("word/b.xml", "<a><wp:docPr id=\"1\" name=\"a\" descr=\"T#\"/></a>")),
        ("form of Word", in_docx("word/b.xml", "<a><w:alias w:val=\"T#\"/></a>")),
        ("variable of Word", in_docx("word/settings.xml", "<a><w:docVar w:name=\"a\" w:val=\"T#\"/></a>")),
        ("comment in the markup", in_docx("word/b.xml", "<a><!-- T# --></a>")),
        ("page in Word", in_docx("word/afchunk.htm", "Varsel mot le<b>deren</b> p&aring; Øyvær legekontor")),
        ("name of a part", in_docx(&format!("word/media/{TITLE}.emf"), "-")),
        (
            "name of a sheet",
            attached("a.xlsx", xlsx(&format!("<sheet name=\"{TITLE}\" r:id=\"r1\"/>"), "", "xl/a.xml", "<a/>")),
        ),
        (
            "hidden sheet",
            attached(
                "a.xlsx",
                xlsx(
                    "<sheet name=\"A\" r:id=\"r1\"/><sheet name=\"B\" state=\"veryHidden\" r:id=\"r2\"/>",
                    &format!("<c t=\"inlineStr\"><is><t>{TITLE}</t></is></c>"),
                    "xl/a.xml",
                    "<a/>",
                ),
            ),
        ),
        ("prompt of Excel", in_xlsx("xl/b.xml", "<a><dataValidation prompt=\"T#\"/></a>")),
        ("column of Excel", in_xlsx("xl/tables/table1.xml", "<tableColumn id=\"1\" name=\"T#\"/>")),
        (
            "LibreOffice",
            attached("a.odt", odt("Varsel mot le<text:span>deren</text:span> på Øyvær legekontor", "a.xml", "<a/>")),
        ),
        ("title of LibreOffice", in_odt("meta.xml", "<m><dc:title>T#</dc:title></m>")),
        ("settings of LibreOffice", in_odt("settings.xml", "<a><config:config-item>T#</config:config-item></a>")),
        (
            "an older document",
            attached(
                "a.doc",
                [
                    b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1\0\0".as_slice(),
                    &TITLE.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>(),
                    b"\0\0\0",
                ]
                .concat(),
            ),
        ),
    ]);
}

#[test]
fn a_short_title_is_found_after_the_number_of_its_sak() {
    let sak =
        String::from_utf8(SITE.bytes(&SourcePath::new("content/ssu/mote/1-26.md").unwrap()).unwrap().to_vec()).unwrap();
    let changed = file("content/ssu/mote/1-26.md", sak.replace(TITLE, "Personalkonflikt"));
    check_with(
        changed.clone(),
        vec![
            ("a list", text("- Sak 1/26: Personalkonflikt")),
            ("with a zero", text("Sak 01/26 **Personal**konflikt")),
            ("with the whole year", text("| a | b |\n|---|---|\n| 1/2026 | Personalkonflikt |")),
        ],
    );
    check_quiet([changed, text("Kurs i å løse en personalkonflikt")].concat());
}

#[test]
fn every_place_in_a_file_is_told_of() {
    let comment = format!("<a><w:p><w:r><w:t>{TITLE}</w:t></w:r></w:p></a>");
    let (problems, _) = told(&attached("a.docx", docx(TITLE, "word/comments.xml", &comment)));
    let messages: Vec<&str> = problems.iter().map(|problem| problem.message.as_str()).collect();
    let told = "filen har den egentlige tittelen på sak 1/26 i content/ssu/mote, som er unntatt offentlighet";
    assert_eq!(messages, [format!("{told} (brødteksten)"), format!("{told} (kommentarene)")]);
}

#[test]
fn marks_that_never_end_are_read_in_proportion_to_the_text() {
    let begun = Instant::now();
    for mark in ["\\", "<!-- ", "&amp;", "%25", "{{ ", "[^", "](", "/*", "<a ", "=C3"] {
        letters(&mark.repeat((1 << 20) / mark.len()), Reading::Shown);
    }
    // Seconds unoptimized; a step that looks at the whole rest takes hours.
    assert!(begun.elapsed().as_secs() < 120, "{:?}", begun.elapsed());
}
