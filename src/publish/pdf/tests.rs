//! What becomes of the pieces of a page.

use super::document::{Block, Day, Document, Inline, Tone};
use super::fit::Ruler;
use super::read::{Frame, Picture, Source, read};

fn document(body: &str) -> (Document, Vec<Picture>) {
    let html = format!(
        "<html><nav>Meny</nav><main><div class=\"page-head\"><div class=\"wrap\"><p class=\"page-head__label\">Rapport</p>\
         <h1>Tittel &amp; mer</h1><dl><div><dt>Dato</dt><dd>I dag</dd></div></dl></div></div>\
         <div class=\"page-body\">{body}</div></main></html>"
    );
    let frame = Frame {
        origin: "https://eksempel.no",
        lang: "nb",
        date: Day { year: 2026, month: 3, day: 18 },
        publisher: "Sekretariatet",
        page: "Side {n} av {all}",
        contents: "Innhold",
        notice: None,
    };
    read(&html, &frame, &Ruler::new(notosans::REGULAR_TTF))
}

#[track_caller]
fn check(body: &str, expected: &str) {
    let found: Vec<String> = document(body).0.body.iter().map(shown).collect();
    assert_eq!(found.join(" | "), expected);
}

/// A block in short.
fn shown(block: &Block) -> String {
    let all = |blocks: &[Block]| blocks.iter().map(shown).collect::<Vec<_>>().join(", ");
    match block {
        Block::Heading { level, id, content, .. } => {
            format!("h{level}{} {}", id.as_ref().map(|id| format!("#{id}")).unwrap_or_default(), line(content))
        }
        Block::Paragraph { tone: Tone::Plain, content } => line(content),
        Block::Paragraph { tone, content } => format!("{tone:?}: {}", line(content)),
        Block::List { start, items, .. } => {
            let items: Vec<String> = items.iter().map(|item| all(item)).collect();
            format!("{start:?}[{}]", items.join("; "))
        }
        Block::Facts { items, .. } => {
            let items = items.iter().map(|fact| format!("{}: {}", line(&fact.name), all(&fact.value)));
            items.collect::<Vec<_>>().join("; ")
        }
        Block::Quote { blocks } => format!("quote({})", all(blocks)),
        Block::Code { text } => format!("code({text})"),
        Block::Rule => "---".to_owned(),
        Block::Aside { tone, blocks } => format!("{tone:?}({})", all(blocks)),
        Block::Table(table) => {
            let row = |cells: &[super::document::Cell]| {
                cells.iter().map(|cell| line(&cell.content)).collect::<Vec<_>>().join(";")
            };
            let header = table.header.iter().map(|cells| format!("<{}>", row(cells)));
            let rows = table.rows.iter().map(|it| row(&it.cells));
            format!("{}{}", line(&table.caption), header.chain(rows).collect::<Vec<_>>().join("/"))
        }
        Block::Picture { file, alt, caption } => format!("{file}({alt}){}", line(caption)),
        Block::Language { lang, blocks } => format!("{lang}({})", all(blocks)),
        Block::Landscape { blocks } => format!("turned({})", all(blocks)),
    }
}

fn line(content: &[Inline]) -> String {
    let piece = |piece: &Inline| match piece {
        Inline::Text { text } => text.clone(),
        Inline::Strong { content } => format!("*{}*", line(content)),
        Inline::Emphasis { content } => format!("_{}_", line(content)),
        Inline::Strike { content } => format!("~{}~", line(content)),
        Inline::Raised { content } => format!("^{}^", line(content)),
        Inline::Lowered { content } => format!(",{},", line(content)),
        Inline::Code { text } => format!("`{text}`"),
        Inline::Break => "\n".to_owned(),
        Inline::Link { address, content } => format!("[{}]({address})", line(content)),
        Inline::Reference { id, content } => format!("[{}](#{id})", line(content)),
        Inline::Anchor { id } => format!("#{id}:"),
        Inline::Footnote { id, content } => format!("({id} {})", line(content)),
        Inline::Language { lang, content } => format!("{lang}({})", line(content)),
    };
    content.iter().map(piece).collect()
}

#[test]
fn the_head_of_a_page_is_the_head_of_the_document() {
    let (document, _) = document("");
    assert_eq!((document.title.as_str(), document.label.as_str()), ("Tittel & mer", "Rapport"));
    assert_eq!(document.head.iter().map(shown).collect::<Vec<_>>(), ["Dato: I dag"]);
    assert!(!document.has_headings && !document.has_contents);
}

#[test]
fn white_space_is_as_it_is_shown() {
    check("<p>\n  a  b\n<b> c </b> d </p>", "a b *c *d");
    check("løst <em>a</em>\n<p>b</p> løst", "løst _a_ | b | løst");
    check("<p>10\u{a0}000 kr</p>", "10\u{a0}000 kr");
    check("<p>a<br>\n b</p>", "a\nb");
    check("<p> </p><div></div>", "");
}

#[test]
fn headings_leave_no_level_out() {
    check("<h2>A</h2><h4>B</h4><h3>C</h3>", "h1 A | h2 B | h2 C");
    check("<h2>A <a class=\"anchor\" href=\"#a\" aria-label=\"Lenke\">#</a></h2>", "h1 A");
}

#[test]
fn links_lead_to_places_that_are_there() {
    check("<h2 id=\"a\">A</h2><p><a href=\"#a\">b</a> <a href=\"#c\">d</a></p>", "h1#a A | [b](#a) d");
    check(
        "<p><a href=\"/x/?a=1&amp;b=2\">a</a> <a href=\"https://b.no\">b</a></p>",
        "[a](https://eksempel.no/x/?a=1&b=2) [b](https://b.no)",
    );
    check("<p><a href=\"javascript:a()\">a</a></p>", "a");
    check("<ul><li id=\"n\">a</li></ul><p><a href=\"#n\">b</a></p>", "None[#n:a] | [b](#n)");
}

#[test]
fn a_footnote_is_said_where_it_is_first_referred_to() {
    let reference = |text: &str| format!("{text}<sup class=\"fotnotereferanse\"><a href=\"#fn_1\">1</a></sup>");
    let note = "<section class=\"fotnoter\"><ol><li id=\"fn_1\"><p>Mer <em>om</em> det. \
                <a class=\"fotnote-tilbake\" href=\"#x\">↩</a></p></li></ol></section>";
    check(&format!("<p>{} og {}</p>{note}", reference("A"), reference("B")), "A(fn_1 Mer _om_ det.) og B(fn_1 )");
}

#[test]
fn a_footnote_of_a_heading_stands_below_it() {
    let heading = "<h2>A<sup class=\"fotnotereferanse\"><a href=\"#fn_1\">1</a></sup></h2>";
    let note = "<section class=\"fotnoter\"><ol><li id=\"fn_1\"><p>Mer.</p></li></ol></section>";
    check(&format!("{heading}<p>b</p>{note}"), "h1 A | Small: Mer. | b");
}

#[test]
fn what_is_set_apart_stays_apart() {
    check(
        "<div class=\"remark\"><svg class=\"icon\"></svg><div><p class=\"remark__title\">Merknad</p><p>Tekst</p></div></div>",
        "Remark(Title: Merknad, Tekst)",
    );
    check("<section class=\"vedtak vedtak--fattet\"><h3>Vedtak</h3><p>Ja</p></section>", "Decision(h1 Vedtak, Ja)");
    check("<p lang=\"se\">Bures</p><p>a <span lang=\"se\">b</span></p>", "se(Bures) | a se(b)");
    check("<form><p>x</p></form><nav>y</nav><script>z</script><p class=\"only-print\">w</p>", "");
}

#[test]
fn tables_have_headings_sums_and_what_is_below() {
    let table = "<table><thead><tr><th scope=\"col\">Sted</th><th class=\"tall\">Antall</th></tr></thead><tbody>\
                 <tr><th>Bardu</th><td class=\"tall\"><span aria-hidden=\"true\">:</span><span class=\"skjult\">vises ikke</span></td></tr>\
                 <tr><th><span class=\"skjult\">Bardu</span></th><td></td></tr></tbody></table>";
    check(
        &format!(
            "<figure><figcaption>Avvik</figcaption><div>{table}</div><div class=\"datatabell__below\"><p>Note</p>\
                  <p class=\"datatabell__downloads\">CSV</p></div></figure>"
        ),
        "Avvik<Sted;Antall>/Bardu;:/Bardu; | Small: Note",
    );
}

#[test]
fn a_wide_table_is_turned_with_its_heading() {
    let cells = |tag: &str| format!("<{tag}>Kommunesammenslåing</{tag}>").repeat(9);
    let table =
        format!("<table><thead><tr>{}</tr></thead><tbody><tr>{}</tr></tbody></table>", cells("th"), cells("td"));
    let found = document(&format!("<p>a</p><h2>B</h2>{table}")).0.body;
    assert!(
        matches!(&found[1], Block::Landscape { blocks } if matches!(blocks[0], Block::Heading { .. })),
        "{found:?}"
    );
    // In a list there is no page to turn; the text becomes small instead.
    let found = document(&format!("<ul><li>{table}</li></ul>")).0.body;
    let Block::List { items, .. } = &found[0] else { panic!("{found:?}") };
    let Block::Table(table) = &items[0][0] else { panic!("{found:?}") };
    let width: f64 = table.widths.iter().sum::<f64>() * table.size;
    assert!(width < 479.5, "{width}");
}

#[test]
fn drawings_are_pictures_with_words() {
    let svg = "<svg class=\"graf\" viewBox=\"0 0 9 9\"><title>Avvik</title><desc>Flest i Tromsø</desc><text>æ &amp; ø</text></svg>";
    let (document, pictures) = document(&format!("<figure><figcaption>Avvik</figcaption>{svg}</figure>"));
    assert_eq!(shown(&document.body[0]), "bilde-1.svg(Avvik. Flest i Tromsø)Avvik");
    let Source::Drawing(drawing) = &pictures[0].source else { panic!("{pictures:?}") };
    assert_eq!(
        drawing,
        "<svg class=\"graf\" viewBox=\"0 0 9 9\" xmlns=\"http://www.w3.org/2000/svg\"><text>æ &amp; ø</text></svg>"
    );
}

#[test]
fn images_of_the_site_are_pictures_and_others_are_words() {
    check("<p><img src=\"/a/b.PNG\" alt=\"En elv\"></p>", "bilde-1.png(En elv)");
    check("<p><img src=\"https://a.no/b.png\" alt=\"En elv\"></p>", "Small: En elv");
}
