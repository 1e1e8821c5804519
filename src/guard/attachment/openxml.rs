//! Documents of Office since 2007: docx, xlsx and pptx. The format is ECMA-376.

use std::collections::{BTreeMap, BTreeSet};

use super::number::{digits, places};
use super::package::{Package, extension};
use super::xml::{self, Token};
use super::{Attachment, Locator, Unreadable};

/// Reads a package. What it is made of is found by the relations between its files; files that nothing leads to are read
/// too.
pub fn read(mut package: Package<'_>, depth: usize) -> Result<Attachment, Unreadable> {
    let names = package.names();
    if !names.iter().any(|name| name == "[Content_Types].xml") {
        return Err(Unreadable::Unknown);
    }
    let mut attachment = Attachment::default();
    let mut done: BTreeSet<String> = BTreeSet::new();
    let main = relations(&mut package, "")?.into_values().find(|relation| relation.kind == "officeDocument");
    let main = main.map(|relation| relation.target).unwrap_or_default();
    if main.ends_with("workbook.xml") {
        workbook(&mut package, &main, &mut attachment, &mut done)?;
    } else if main.ends_with("presentation.xml") {
        presentation(&mut package, &main, &mut attachment, &mut done)?;
    } else if let Some(content) = package.markup(&main)? {
        push(&mut attachment, Locator::Body, flow(&content)?, true);
        done.insert(main);
    }
    for name in names.iter().filter(|name| !done.contains(*name)) {
        let extension = extension(name).to_ascii_lowercase();
        if !matches!(extension.as_str(), "xml" | "rels" | "vml") {
            // Of an empty entry that stands for a folder there is nothing to read.
            if !name.ends_with('/') {
                package.look_at(name, depth, &mut attachment)?;
            }
            continue;
        }
        let content = package.markup(name)?.unwrap_or_default();
        if extension == "rels" {
            attachment.push(Locator::Links, &external(&content)?, false);
        } else if name.starts_with("docProps/") {
            properties(&content, &mut attachment)?;
        } else if name != "[Content_Types].xml" {
            let (place, shown) = place_of(name);
            // Drawings of the older kind are HTML at heart, with elements that are not closed.
            match flow(&content) {
                Ok(flow) => push(&mut attachment, place, flow, shown),
                Err(Unreadable::Damaged) if extension == "vml" => attachment.unread.push(name.clone()),
                Err(error) => return Err(error),
            }
        }
    }
    package.finish(&mut attachment);
    Ok(attachment)
}

/// Where the text of a file belongs by its name, and whether it is shown.
fn place_of(name: &str) -> (Locator, bool) {
    let file = name.rsplit_once('/').map_or(name, |(_, file)| file);
    if file.starts_with("header") || file.starts_with("footer") {
        (Locator::HeaderOrFooter, true)
    } else if file.starts_with("footnotes") || file.starts_with("endnotes") {
        (Locator::Notes, true)
    } else if name.to_lowercase().contains("comment") || name.contains("persons/") {
        (Locator::Comments, false)
    } else {
        let shown = ["/charts/", "/diagrams/data", "xl/drawings/"].iter().any(|part| name.contains(part));
        (Locator::Other(name.to_owned()), shown)
    }
}

/// What a file of a package refers to.
struct Relation {
    /// The last word of the address that names its kind.
    kind: String,
    /// The name of the file that is meant.
    target: String,
}

/// The relations of a file by their ids; those of the package itself for an empty name.
fn relations(package: &mut Package<'_>, name: &str) -> Result<BTreeMap<String, Relation>, Unreadable> {
    let (folder, file) = name.rsplit_once('/').unwrap_or(("", name));
    let slash = if folder.is_empty() { "" } else { "/" };
    let Some(content) = package.markup(&format!("{folder}{slash}_rels/{file}.rels"))? else {
        return Ok(BTreeMap::new());
    };
    let mut relations = BTreeMap::new();
    xml::walk(&content, |token| {
        if let Token::Open("Relationship", attributes) = token
            && attributes.get("TargetMode").as_deref() != Some("External")
            && let (Some(id), Some(kind), Some(target)) =
                (attributes.get("Id"), attributes.get("Type"), attributes.get("Target"))
        {
            let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
            relations.insert(id, Relation { kind, target: resolve(folder, &target) });
        }
        Ok(())
    })?;
    Ok(relations)
}

/// The name of a file that is named from a folder.
fn resolve(folder: &str, target: &str) -> String {
    let (mut segments, target): (Vec<&str>, &str) = match target.strip_prefix('/') {
        Some(from_root) => (Vec::new(), from_root),
        None => (folder.split('/').filter(|segment| !segment.is_empty()).collect(), target),
    };
    for segment in target.split('/') {
        match segment {
            "." | "" => {}
            ".." => {
                segments.pop();
            }
            segment => segments.push(segment),
        }
    }
    segments.join("/")
}

/// The addresses outside the document that a file of relations names.
fn external(content: &[u8]) -> Result<String, Unreadable> {
    let mut targets = String::new();
    xml::walk(content, |token| {
        if let Token::Open("Relationship", attributes) = token
            && attributes.get("TargetMode").as_deref() == Some("External")
        {
            targets.push_str(&attributes.get("Target").unwrap_or_default());
            targets.push('\n');
        }
        Ok(())
    })?;
    Ok(targets)
}

/// The text of a file in the order it stands.
#[derive(Default)]
struct Flow {
    text: String,
    /// Deleted text, instructions of fields, formulas.
    behind: String,
    /// Who made changes and comments.
    authors: BTreeSet<String>,
    /// A slide or a sheet that is there but not shown.
    is_hidden: bool,
}

fn push(attachment: &mut Attachment, place: Locator, flow: Flow, shown: bool) {
    attachment.push(place, &flow.text, shown && !flow.is_hidden);
    attachment.push(Locator::Behind, &flow.behind, false);
    for author in flow.authors {
        attachment.name("author", &author);
    }
}

/// What becomes of the text in an element.
#[derive(Clone, Copy, PartialEq)]
enum Role {
    /// It goes on where the text before ended.
    Run,
    Behind,
    /// Measures of the layout.
    Measure,
    /// It stands by itself.
    Apart,
}

/// Whether letters are above or below the line. The mark of a note is no digit of the number that it stands at, and a number
/// in a note none of its mark.
#[derive(Default)]
struct Raised {
    /// Those of the run that is open.
    now: bool,
    /// Those that were read last.
    before: bool,
}

impl Raised {
    fn open(&mut self, name: &str, attributes: xml::Attributes<'_>) {
        match name {
            "r" | "p" => self.now = false,
            "vertAlign" => self.now = attributes.get("val").is_some_and(|value| value != "baseline"),
            // In presentations, how far in thousandths.
            "rPr" => self.now = attributes.get("baseline").is_some_and(|offset| offset != "0"),
            _ => {}
        }
    }

    fn say(&mut self, piece: &str, text: &mut String) {
        if self.now != self.before && piece.starts_with(char::is_numeric) && text.ends_with(char::is_numeric) {
            text.push(' ');
        }
        self.before = self.now;
        text.push_str(piece);
    }
}

/// The digit that is written as a sign of a font, if it is one. Fonts of signs have their own places for them, in which the
/// lower byte is that of ASCII.
fn symbol(attributes: xml::Attributes<'_>) -> Option<char> {
    let code = u32::from_str_radix(&attributes.get("char")?, 16).ok()?;
    let code = if (0xF000..0xF100).contains(&code) { code - 0xF000 } else { code };
    char::from_u32(code).filter(|character| character.is_numeric())
}

/// The text of any file of a package.
fn flow(content: &[u8]) -> Result<Flow, Unreadable> {
    let mut flow = Flow::default();
    let mut roles: Vec<Role> = Vec::new();
    // Spreadsheets list who made comments as texts.
    let mut is_author = false;
    // A cell begins with a paragraph, which is no line of its own.
    let mut begins_cell = false;
    let mut raised = Raised::default();
    xml::walk(content, |token| {
        match token {
            Token::Open(name, attributes) => {
                is_author = name == "author";
                raised.open(name, attributes);
                roles.push(match name {
                    "t" => Role::Run,
                    "delText" | "instrText" | "delInstrText" | "f" | "definedName" => Role::Behind,
                    "posOffset" | "align" | "pctWidth" | "pctHeight" | "pctPosHOffset" | "pctPosVOffset" => {
                        Role::Measure
                    }
                    // Drawings of the older kind say in such elements how they are anchored.
                    "Anchor" | "SizeWithCells" | "MoveWithCells" | "Row" | "Column" | "Visible" => Role::Measure,
                    _ => Role::Apart,
                });
                match name {
                    "p" if begins_cell => begins_cell = false,
                    "p" | "tr" | "br" | "cr" | "txbxContent" => {
                        begins_cell = false;
                        flow.text.push('\n');
                        flow.behind.push('\n');
                    }
                    "tc" => {
                        flow.text.push('\t');
                        flow.behind.push('\t');
                        begins_cell = true;
                    }
                    "tab" => flow.text.push('\t'),
                    "sym" => flow.text.extend(symbol(attributes)),
                    "noBreakHyphen" => flow.text.push('\u{2011}'),
                    "sld" => flow.is_hidden = attributes.get("show").is_some_and(|show| show == "0" || show == "false"),
                    _ => {}
                }
                let is_cached = matches!(name, "s" | "n" | "d" | "x" | "e" | "b");
                for (attribute, value) in attributes.iter() {
                    match attribute {
                        "descr" | "title" | "alt" => {
                            flow.text.extend(["\n", &value, "\n"]);
                        }
                        "author" | "displayName" => {
                            flow.authors.insert(value.into_owned());
                        }
                        "name" if name == "cmAuthor" || name == "author" => {
                            flow.authors.insert(value.into_owned());
                        }
                        // What a pivot table remembers of the data that it was made from.
                        "v" if is_cached => flow.behind.extend(["\n", &value, "\n"]),
                        _ => {}
                    }
                }
            }
            Token::Aside(_) => {}
            Token::Close => {
                roles.pop();
            }
            Token::Text(text) => match roles.last() {
                Some(Role::Run) => raised.say(text, &mut flow.text),
                Some(Role::Behind) => flow.behind.push_str(text),
                Some(Role::Measure) | None => {}
                Some(Role::Apart) if text.trim().is_empty() => {}
                Some(Role::Apart) => {
                    if is_author {
                        flow.authors.insert(text.to_owned());
                    }
                    flow.text.extend(["\n", text, "\n"]);
                }
            },
        }
        Ok(())
    })?;
    Ok(flow)
}

/// Facts about the document: those that Office has, and those that an organisation adds, which have names of their own.
fn properties(content: &[u8], attachment: &mut Attachment) -> Result<(), Unreadable> {
    let mut open: Vec<String> = Vec::new();
    let mut custom = None;
    let mut value = String::new();
    xml::walk(content, |token| {
        match token {
            Token::Open(name, attributes) => {
                if name == "property" {
                    custom = attributes.get("name");
                }
                open.push(name.to_owned());
                value.clear();
            }
            Token::Text(text) => value.push_str(text),
            Token::Aside(_) => {}
            Token::Close => {
                let name = open.pop().unwrap_or_default();
                attachment.name(custom.as_deref().unwrap_or(&name), &value);
                value.clear();
                if name == "property" {
                    custom = None;
                }
            }
        }
        Ok(())
    })
}

fn presentation(
    package: &mut Package<'_>,
    main: &str,
    attachment: &mut Attachment,
    done: &mut BTreeSet<String>,
) -> Result<(), Unreadable> {
    let relations_of_main = relations(package, main)?;
    let content = package.markup(main)?.ok_or(Unreadable::Damaged)?;
    let mut slides: Vec<String> = Vec::new();
    xml::walk(&content, |token| {
        if let Token::Open("sldId", attributes) = token {
            // Its own number is called `id` too.
            let ids = attributes.iter().filter(|(name, _)| *name == "id");
            let targets = ids.filter_map(|(_, id)| relations_of_main.get(id.as_ref()));
            slides.extend(targets.map(|relation| relation.target.clone()));
        }
        Ok(())
    })?;
    for (index, slide) in slides.iter().enumerate() {
        if !done.insert(slide.clone()) {
            continue;
        }
        let Some(content) = package.markup(slide)? else { continue };
        push(attachment, Locator::Slide(index + 1), flow(&content)?, true);
        for relation in relations(package, slide)?.into_values() {
            if relation.kind == "notesSlide" && done.insert(relation.target.clone()) {
                let Some(content) = package.markup(&relation.target)? else { continue };
                push(attachment, Locator::SpeakerNotes(index + 1), flow(&content)?, true);
            }
        }
    }
    Ok(())
}

fn workbook(
    package: &mut Package<'_>,
    main: &str,
    attachment: &mut Attachment,
    done: &mut BTreeSet<String>,
) -> Result<(), Unreadable> {
    let relations = relations(package, main)?;
    let content = package.markup(main)?.ok_or(Unreadable::Damaged)?;
    let mut sheets: Vec<(String, String, bool)> = Vec::new();
    xml::walk(&content, |token| {
        if let Token::Open("sheet", attributes) = token {
            let name = attributes.get("name").unwrap_or_default();
            let is_hidden = attributes.get("state").is_some_and(|state| state != "visible");
            let target = attributes.get("id").and_then(|id| relations.get(&id));
            sheets.extend(target.map(|relation| (name, relation.target.clone(), is_hidden)));
        }
        Ok(())
    })?;
    let strings = relations.values().find(|relation| relation.kind == "sharedStrings");
    let mut shared = Vec::new();
    if let Some(relation) = strings
        && let Some(content) = package.markup(&relation.target)?
    {
        shared = shared_strings(&content)?;
        done.insert(relation.target.clone());
    }
    let styles = relations.values().find(|relation| relation.kind == "styles");
    let formats = match styles.map(|relation| package.markup(&relation.target)).transpose()?.flatten() {
        Some(content) => formats(&content)?,
        None => Vec::new(),
    };
    let mut used = vec![false; shared.len()];
    for (name, target, is_hidden) in sheets {
        attachment.names.push(name.clone());
        if !done.insert(target.clone()) {
            continue;
        }
        let Some(content) = package.markup(&target)? else { continue };
        let sheet = sheet(&content, &formats, &shared, &mut used, package)?;
        push(attachment, Locator::Sheet(name), sheet, !is_hidden);
    }
    // Texts that no cell shows any more, but that the file has kept.
    let kept = shared.iter().zip(&used).filter(|(_, used)| !**used);
    let kept: Vec<&str> = kept.map(|(text, _)| text.as_str()).collect();
    attachment.push(Locator::Behind, &kept.join("\n"), false);
    Ok(())
}

fn shared_strings(content: &[u8]) -> Result<Vec<String>, Unreadable> {
    let mut strings: Vec<String> = Vec::new();
    let mut open: Vec<bool> = Vec::new();
    let mut raised = Raised::default();
    xml::walk(content, |token| {
        match token {
            Token::Open(name, attributes) => {
                raised.open(name, attributes);
                if name == "si" {
                    strings.push(String::new());
                }
                open.push(name == "t");
            }
            Token::Aside(_) => {}
            Token::Close => {
                open.pop();
            }
            Token::Text(text) => {
                if let (Some(true), Some(string)) = (open.last(), strings.last_mut()) {
                    raised.say(text, string);
                }
            }
        }
        Ok(())
    })?;
    Ok(strings)
}

/// How many digits a number has at least in each style of cells, in the order that cells refer to them.
fn formats(content: &[u8]) -> Result<Vec<usize>, Unreadable> {
    let mut by_id: BTreeMap<String, usize> = BTreeMap::new();
    let mut formats = Vec::new();
    let mut is_of_cells = false;
    xml::walk(content, |token| {
        if let Token::Open(name, attributes) = token {
            match name {
                "numFmt" => {
                    let format = attributes.get("numFmtId").zip(attributes.get("formatCode"));
                    by_id.extend(format.map(|(id, code)| (id, places(&code))));
                }
                "cellXfs" => is_of_cells = true,
                "cellStyles" | "cellStyleXfs" | "dxfs" => is_of_cells = false,
                "xf" if is_of_cells => {
                    let format = attributes.get("numFmtId").and_then(|id| by_id.get(&id));
                    formats.push(format.copied().unwrap_or_default());
                }
                _ => {}
            }
        }
        Ok(())
    })?;
    Ok(formats)
}

/// The cells of a sheet, each with its value: of a number all digits, and the zeros in front that its format asks for.
fn sheet(
    content: &[u8],
    formats: &[usize],
    shared: &[String],
    used: &mut [bool],
    package: &mut Package<'_>,
) -> Result<Flow, Unreadable> {
    #[derive(Clone, Copy, PartialEq)]
    enum In {
        Cell,
        Value,
        Formula,
        Else,
    }
    let mut flow = Flow::default();
    let mut open: Vec<In> = Vec::new();
    let (mut is_shared, mut value) = (false, String::new());
    // Of a number, how many digits it has at least.
    let mut number = None;
    xml::walk(content, |token| {
        match token {
            Token::Open(name, attributes) => {
                let inside = match name {
                    "c" => In::Cell,
                    "v" | "t" => In::Value,
                    "f" | "formula" | "formula1" | "formula2" => In::Formula,
                    _ => In::Else,
                };
                if inside == In::Cell {
                    let kind = attributes.get("t");
                    is_shared = kind.as_deref() == Some("s");
                    let style = attributes.get("s").and_then(|style| style.parse::<usize>().ok());
                    let places = style.and_then(|style| formats.get(style)).copied().unwrap_or_default();
                    number = kind.is_none_or(|kind| kind == "n").then_some(places);
                    value.clear();
                } else if name == "row" {
                    flow.text.push('\n');
                }
                open.push(inside);
            }
            Token::Text(text) => match open.last() {
                Some(In::Value) => value.push_str(text),
                Some(In::Formula) => flow.behind.extend([text, "\n"]),
                // Headers and footers, prompts of cells.
                Some(In::Else) if !text.trim().is_empty() => flow.text.extend(["\n", text, "\n"]),
                _ => {}
            },
            Token::Aside(_) => {}
            Token::Close => {
                if open.pop() == Some(In::Cell) {
                    let index = value.trim().parse::<usize>().ok().filter(|_| is_shared);
                    let text = match index.and_then(|index| Some((index, shared.get(index)?))) {
                        Some((index, text)) => {
                            used[index] = true;
                            // A long text that many cells share is unpacked once for each.
                            package.budget.take(text.len())?;
                            text
                        }
                        None => {
                            if let Some(places) = number {
                                value = digits(&value, places);
                            }
                            &value
                        }
                    };
                    flow.text.extend(["\t", &text.replace(['\n', '\t'], " ")]);
                }
            }
        }
        Ok(())
    })?;
    Ok(flow)
}
