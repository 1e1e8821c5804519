//! Texts and what they are compiled to.

use super::*;

/// Compiles a text that must be right, and shows it: HTML as it is, each hole by its name in brackets.
#[track_caller]
fn check(source: &str, expected: &str) {
    let (body, problems) = compiled(source);
    assert_eq!(problems, [], "{source}");
    assert_eq!(shown(&body), expected, "{source}");
}

/// Compiles a text that is wrong; the problems are shown as the text they mark and what is said of it.
#[track_caller]
fn check_problems(source: &str, expected: &[(&str, &str)]) {
    let (_, problems) = compiled(source);
    let found: Vec<(&str, &str)> = problems
        .iter()
        .map(|problem| {
            let place = problem.place.as_ref().and_then(|place| place.span.clone()).unwrap();
            (&source[place.start - START..place.end - START], problem.message.as_str())
        })
        .collect();
    assert_eq!(found, expected, "{source}");
}

/// Where the text begins in its file.
const START: usize = 1000;

fn compiled(source: &str) -> (Body, Vec<Diagnostic>) {
    compile(&SourcePath::new("content/side.md").unwrap(), source, START)
}

fn shown_piece(piece: &Piece) -> String {
    match piece {
        Piece::Heading(index) => format!("[heading {index}]"),
        Piece::FootnoteReference { number, count } => format!("[note {number} {count}]"),
        Piece::Footnote(number) => format!("[footnote {number}]"),
        Piece::Anchor(index) => format!("[anchor {index}]"),
        Piece::Footnotes => "[footnotes]".to_owned(),
        Piece::Link { reference, title } => format!("[link {reference}{}]", in_quotes(title.as_deref())),
        Piece::Image { reference, alt, title } => {
            format!("[image {reference} {alt:?}{}]", in_quotes(title.as_deref()))
        }
        Piece::Abbreviation(word) => format!("[abbreviation {word}]"),
        Piece::Shortcode(index) => format!("[shortcode {index}]"),
        Piece::TableRegion(name) => format!("[table{}]", in_quotes(name.as_deref())),
        Piece::FootnoteBack(_) => "[back]".to_owned(),
    }
}

fn shown(body: &Body) -> String {
    format!("{}{}", body.beginning(), shown_parts(body, 0..body.hole_count())).trim_end().to_owned()
}

fn shown_parts(body: &Body, holes: Range<usize>) -> String {
    let shown = |part: Part| match part {
        Part::Html(html) => html.to_owned(),
        Part::Hole(piece) => shown_piece(piece),
    };
    body.parts(holes).map(shown).collect::<String>().trim_end().to_owned()
}

fn in_quotes(text: Option<&str>) -> String {
    text.map(|text| format!(" {text:?}")).unwrap_or_default()
}

#[test]
fn what_depends_on_the_site_is_left_as_holes() {
    check("Se [siden](@/om.md \"Om oss\").", "<p>Se [link 0 \"Om oss\"]siden</a>.</p>");
    check("![Et *kart*](kart.png)", "<p>[image 0 \"Et kart\"]</p>");
    check("![`a` og\n[b](c)](d.png)", "<p>[image 0 \"a og b\"]</p>");
    check("SSU og SSU", "<p>[abbreviation SSU] og SSU</p>");
    check("{{ ordliste() }}", "[shortcode 0]");
    check(
        "<https://a.no> <a@b.no> <sak:12/26>",
        "<p>[link 0]https://a.no</a> [link 1]a@b.no</a> [link 2]sak 12/26</a></p>",
    );
}

#[test]
fn references_are_listed_with_their_places() {
    let source = "A [b](c) ![d](e)\n\n[f][g] <h@i.no>\n\n[g]: @/j.md#k";
    let (body, _) = compiled(source);
    let found: Vec<(&str, &str)> = body
        .references
        .iter()
        .map(|reference| {
            let span = reference.span.start - START..reference.span.end - START;
            (reference.value.as_str(), &source[span])
        })
        .collect();
    assert_eq!(found, [("c", "[b](c)"), ("e", "![d](e)"), ("@/j.md#k", "[f][g]"), ("mailto:h@i.no", "<h@i.no>")]);
}

#[test]
fn a_figure_stands_within_other_markup() {
    let figure = r#"{{ tall(tabell="t", rad="r", kolonne="k") }}"#;
    let check =
        |source: &str, expected: &str| check(&source.replace('#', figure), &expected.replace('#', "[shortcode 0]"));
    check("a # b", "<p>a # b</p>");
    check("#", "<p>#</p>");
    check("a *b # c* d", "<p>a <em>b # c</em> d</p>");
    check("**#**", "<p><strong>#</strong></p>");
    check("[#](https://a.no) b", "<p>[link 0]#</a> b</p>");
    check("- #\n- b", "<ul>\n<li>#</li>\n<li>b</li>\n</ul>");
    check("> #", "<blockquote>\n<p>#</p>\n</blockquote>");
    check(
        "| a |\n|---|\n| # |",
        "[table]<table><thead><tr><th scope=\"col\">a</th></tr></thead><tbody>\n<tr><td>#</td></tr>\n</tbody></table></div>",
    );
    check("# SSU", "<p># [abbreviation SSU]</p>");
}

#[test]
fn a_heading_with_a_figure_is_a_heading() {
    let (body, problems) = compiled("## Fra {{ tall(tabell=\"t\", rad=\"r\", kolonne=\"k\") }} avvik\n\nTekst.");
    assert_eq!(problems, []);
    assert_eq!(body.outline.len(), 1);
    assert_eq!(body.outline[0].level, 2);
    assert!(shown(&body).ends_with("[anchor 0]\n<p>Tekst.</p>"), "{}", shown(&body));
}

#[test]
fn a_shortcode_that_is_alone_stands_as_a_block() {
    check("{{ merknad(tekst=\"a\") }}", "[shortcode 0]");
    check("   {{ merknad(tekst=\"a\") }}  ", "[shortcode 0]");
    check("A\n\n{{ ordliste() }}\n\nB", "<p>A</p>\n[shortcode 0]\n<p>B</p>");
    check("{{ merknad(\n  tekst=\"*a* [b] <c> `d`\"\n) }}\n\nB", "[shortcode 0]\n<p>B</p>");
    check("- {{ ordliste() }}\n\n  b", "<ul>\n<li>[shortcode 0]\n<p>b</p>\n</li>\n</ul>");
}

#[test]
fn arguments_are_taken_as_they_stand() {
    let (body, problems) = compiled(r#"{{ merknad(tekst="Én \"to\" *tre* \\ {{ fire }} [fem](seks)") }}"#);
    assert_eq!(problems, []);
    let text = r#"Én "to" *tre* \ {{ fire }} [fem](seks)"#.to_owned();
    assert_eq!(body.shortcodes[0].value, Shortcode::Note { text });
    assert_eq!(body.references, []);
}

#[test]
fn braces_in_code_and_escaped_braces_are_text() {
    check("`{{ tabell }}`", "<p><code>{{ tabell }}</code></p>");
    check("```\n{{ tabell }}\n```", "<pre class=\"kode\" tabindex=\"0\"><code>{{ tabell }}\n</code></pre>");
    check("    {{ tabell }}\n", "<pre class=\"kode\" tabindex=\"0\"><code>{{ tabell }}\n</code></pre>");
    check("\\{\\{ tabell }}", "<p>{{ tabell }}</p>");
    check("&#123;&#123; tabell }}", "<p>{{ tabell }}</p>");
    check("{ a } og }}", "<p>{ a } og }}</p>");
}

#[test]
fn shortcodes_are_reported_where_they_are_wrong() {
    check_problems("Se {{ tabel(fil=\"a\") }}.", &[("tabel", "ukjent kortkode «tabel»")]);
    check_problems("{{ tabell() }}", &[("{{ tabell() }}", "kortkoden «tabell» mangler argumentet «fil»")]);
    check_problems("{{ ordliste(fil=\"a\") }}", &[("fil", "kortkoden «ordliste» har ikke noe argument «fil»")]);
    check_problems(
        "a {{ tabell fil }} b {{ tabell: }} c",
        &[
            ("f", "kortkoden er ikke skrevet rett: her ventes en parentes etter navnet: ("),
            (":", "kortkoden er ikke skrevet rett: her ventes en parentes etter navnet: ("),
        ],
    );
    check_problems("a {{", &[("", "kortkoden er ikke skrevet rett: her ventes navnet på en kortkode")]);
}

#[test]
fn html_is_refused() {
    let refused = "HTML kan ikke brukes i teksten";
    check_problems("a <b>c</b>", &[("<b>", refused), ("</b>", refused)]);
    check_problems("<div>\n*a*\n</div>\n\nb", &[("<div>\n*a*\n</div>", refused)]);
    check_problems("a <!-- b --> c", &[("<!-- b -->", refused)]);
    check_problems("## a <i>b</i>\n\nc <i>", &[("<i>", refused), ("</i>", refused), ("<i>", refused)]);
    check("a < b, c <3, \\<i>", "<p>a &lt; b, c &lt;3, &lt;i&gt;</p>");
}

#[test]
fn headings_make_an_outline() {
    let source = "## Møter & *mer*\n\na\n\n### Møter `b`\n\n## Møter {#egen}\n\n##### SSU";
    let (body, problems) = compiled(source);
    assert_eq!(problems, []);
    let outline: Vec<(u8, &str, &str)> =
        body.outline.iter().map(|heading| (heading.level, heading.id.as_str(), heading.text.as_str())).collect();
    assert_eq!(
        outline,
        [(2, "moter-mer", "Møter & mer"), (3, "moter-b", "Møter b"), (2, "egen", "Møter"), (5, "ssu", "SSU")]
    );
    let span = &body.outline[1].span;
    assert_eq!(source[span.start - START..span.end - START].trim_end(), "### Møter `b`");
}

#[test]
fn a_section_ends_where_one_of_the_same_level_begins() {
    let (body, _) = compiled("a\n\n## B\n\n### C\n\n## D\n\ne[^1]\n\n[^1]: f");
    let section = |heading: usize| shown_parts(&body, body.section(heading));
    assert_eq!(section(0), "[heading 0]B[anchor 0]\n[heading 1]C[anchor 1]");
    assert_eq!(section(1), "[heading 1]C[anchor 1]");
    assert!(section(2).starts_with("[heading 2]D[anchor 2]\n<p>e[note 1 1]"), "{}", section(2));
    assert!(!section(2).contains("[footnotes]"), "{}", section(2));
}

#[test]
fn texts_without_abbreviations_are_told_by_their_bytes() {
    for text in ["SSU", "i NEWS2.", "ÆØÅ", "Øst-UiT", "ÁŠ", "a B2C", "ČŠ"] {
        assert!(may_have_abbreviation(text), "{text}");
    }
    for text in ["", "Ett Møte I Mars", "på åpen linje ifølge én", "A-B C", "Hør. Ær"] {
        assert!(!may_have_abbreviation(text), "{text}");
    }
}

#[test]
fn ids_are_unique() {
    let ids = |source: &str| compiled(source).0.outline.into_iter().map(|heading| heading.id).collect::<Vec<_>>();
    assert_eq!(ids("## A\n## A\n## A 2\n## A"), ["a", "a-2", "a-2-2", "a-3"]);
    assert_eq!(ids("## …\n## …\n##"), ["avsnitt", "avsnitt-2", "avsnitt-3"]);
    assert_eq!(ids("## A {#b}\n## B"), ["b", "b-2"]);
}

#[test]
fn footnotes_come_last_in_the_order_they_are_referred_to() {
    let (body, problems) = compiled("a[^y] b[^x]\n\n[^x]: X\n\n[^y]: Y\n\nc");
    assert_eq!(problems, []);
    let shown = shown(&body);
    let (text, footnotes) = shown.split_once("[footnotes]").unwrap();
    assert!(text.ends_with("<p>c</p>\n"), "{shown}");
    assert!(footnotes.find("<p>Y</p>") < footnotes.find("<p>X</p>"), "{shown}");
    assert_eq!(footnotes.matches("[back]").count(), 2, "{shown}");
}

#[test]
fn tables_can_be_scrolled_and_are_named_by_the_heading_above() {
    check(
        "## Tall\n\n| a | b |\n|---|--:|\n| c | 1 |",
        "[heading 0]Tall[anchor 0]\n[table \"Tall\"]<table><thead><tr><th scope=\"col\">a</th>\
         <th scope=\"col\" class=\"tall\">b</th></tr></thead><tbody>\n<tr><td>c</td><td class=\"tall\">1</td></tr>\n\
         </tbody></table></div>",
    );
}

#[test]
fn abbreviations_have_two_capitals() {
    let found: Vec<&str> = words("SSU, UiT. NEWS2-måling (PCU) A/S Å ÆØ e-helse Helse SSUs nr. 5")
        .map(|(_, word)| word)
        .filter(|word| is_abbreviation(word))
        .collect();
    assert_eq!(found, ["SSU", "UiT", "NEWS2", "PCU", "ÆØ", "SSUs"]);
}

#[test]
fn the_place_of_a_word_is_where_it_stands() {
    let text = "«SSU» – æøå";
    for (start, word) in words(text) {
        assert!(text[start..].starts_with(word));
    }
    assert_eq!(words(text).map(|(_, word)| word).collect::<Vec<_>>(), ["SSU", "æøå"]);
}

#[test]
fn a_heading_in_a_footnote_is_refused_and_ends_no_section_before_it_began() {
    let text = "## A\n\n## B\n\n[^1]:# c\n";
    let (body, problems) = compile(&SourcePath::new("content/side.md").unwrap(), text, 0);
    assert!(problems.iter().any(|problem| problem.code == Code::InvalidHeading));
    for heading in 0..body.outline.len() {
        let section = body.section(heading);
        assert!(section.start <= section.end, "{section:?}");
    }
}
