//! The text of a page: what its operators show, with the spaces and lines that only their positions tell of
//! (ISO 32000-2, 9.4).

use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;

use super::file::File;
use super::font::Font;
use super::inline::Pictures;
use super::object::{Dict, Lexer, Object};
use super::unshown::Unshown;
use crate::guard::attachment::Unreadable;
use crate::guard::attachment::carried::Keep;

/// How deep drawings are read within drawings.
const DEEPEST: usize = 10;

/// What a drawing within a page takes of the budget besides its size, so that many empty ones come to an end.
const COST: usize = 256;

/// What looking at a note takes of it.
const NOTE: usize = 32;

/// The most operands of an operator, and states of the page that wait; more are not kept.
const MOST_WAITING: usize = 1 << 16;

/// Gaps in parts of the size of the text: this much is a space, a column.
const SPACE: f64 = 0.17;
const COLUMN: f64 = 1.5;

/// So much between two digits may be there to part two numbers.
const SMALL_GAP: f64 = 0.04;

/// A position and a scale: the six numbers of a matrix.
type Matrix = [f64; 6];

const IDENTITY: Matrix = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0];

fn product(first: Matrix, then: Matrix) -> Matrix {
    let [a, b, c, d, e, f] = first;
    let [k, l, m, n, o, p] = then;
    [a * k + b * m, a * l + b * n, c * k + d * m, c * l + d * n, e * k + f * m + o, e * l + f * n + p]
}

/// Reads the pages of a file one by one, and remembers its fonts.
#[derive(Default)]
pub struct Reader {
    /// By where they are in memory, where the objects of the file stay.
    fonts: HashMap<usize, Rc<Font>>,
    /// What text is read in that comes before any font.
    no_font: Option<Rc<Font>>,
    /// Fonts with glyphs that the file does not tell the characters of.
    pub unknown: BTreeSet<String>,
    /// What the content of pages says without showing it, and other readings of what it shows.
    pub unshown: Unshown,
}

/// A page as it is read.
pub struct Reading {
    pub text: String,
    /// Whether it shows pictures, or as many curves as text has that is drawn as outlines.
    pub has_pictures: bool,
}

/// What operators change.
#[derive(Clone)]
struct State {
    matrix: Matrix,
    font: Option<Rc<Font>>,
    size: f64,
    /// Between characters and between words, in units of the page.
    character_space: f64,
    word_space: f64,
    /// Between lines.
    leading: f64,
    /// Of the width of characters.
    scale: f64,
    /// Above the line.
    rise: f64,
}

/// The text of a page while it is read.
struct Page {
    text: String,
    /// Where in the text digits follow each other with a gap that may part them.
    doubtful: Vec<usize>,
    pictures: usize,
    curves: usize,
    /// Whether drawings within it are read in their places.
    follows: bool,
    /// Where the last text ended: its place, direction and size.
    end: Option<End>,
    state: State,
    saved: Vec<State>,
    text_matrix: Matrix,
    line_matrix: Matrix,
}

struct End {
    x: f64,
    y: f64,
    /// How high the text is.
    height: f64,
}

impl Reader {
    pub fn new(keep: Keep) -> Self {
        Self { unshown: Unshown::new(keep), ..Self::default() }
    }

    /// The text of a page with the appearances of its notes and fields.
    pub fn page(
        &mut self,
        file: &mut File<'_>,
        page: &Dict,
        resources: Option<&Object>,
    ) -> Result<Reading, Unreadable> {
        let mut content = Vec::new();
        for stream in contents(file, page, usize::MAX) {
            // What reading costs is more than the size of what is read.
            file.budget.take(COST)?;
            file.seen.insert(stream);
            content.extend(file.stream(stream)?.unwrap_or_default());
            content.push(b'\n');
        }
        let resources = resources.and_then(|resources| file.resolve(resources).shared()).cloned().unwrap_or_default();
        let mut drawn = Page::new(true);
        self.content(file, &content, &resources, &mut drawn, 0)?;
        let count = file.get(page, "Annots").and_then(Object::array).map_or(0, <[Object]>::len);
        // Pages can have all their notes in common.
        file.budget.take(count.saturating_mul(NOTE))?;
        let notes = file.get(page, "Annots").and_then(Object::array).unwrap_or_default();
        let appearances: Vec<u32> = notes
            .iter()
            .filter_map(|note| {
                let note = file.resolve(note).dict()?;
                match file.get_dict(note, "AP")?.get("N")? {
                    Object::Ref(number) if file.packed(*number).is_some() => Some(*number),
                    // Of boxes that can be ticked: one for each state.
                    states => match file.resolve(states).dict()?.get(file.get(note, "AS")?.name()?)? {
                        Object::Ref(number) => Some(*number),
                        _ => None,
                    },
                }
            })
            .collect();
        for appearance in appearances {
            drawn.text.push('\n');
            drawn.end = None;
            self.drawing(file, appearance, &resources, &mut drawn, 0)?;
        }
        Ok(self.finish(drawn))
    }

    /// The text of a content that no page shows.
    pub fn loose(&mut self, file: &mut File<'_>, content: &[u8], resources: &Rc<Dict>) -> Result<String, Unreadable> {
        let mut drawn = Page::new(false);
        self.content(file, content, resources, &mut drawn, 0)?;
        Ok(self.finish(drawn).text)
    }

    fn finish(&mut self, drawn: Page) -> Reading {
        /// What is drawn as outlines has more curves than frames and arrows have.
        const OUTLINES: usize = 200;
        if !drawn.doubtful.is_empty() {
            self.unshown.add(&drawn.parted());
        }
        Reading { text: drawn.text, has_pictures: drawn.pictures > 0 || drawn.curves > OUTLINES }
    }

    /// A drawing that is used in a page.
    fn drawing(
        &mut self,
        file: &mut File<'_>,
        number: u32,
        outer: &Rc<Dict>,
        page: &mut Page,
        depth: usize,
    ) -> Result<(), Unreadable> {
        file.budget.take(COST)?;
        let Some(dict) = file.object(number).and_then(Object::dict) else { return Ok(()) };
        if file.get(dict, "Subtype").and_then(Object::name) == Some("Image") {
            page.pictures += 1;
            return Ok(());
        }
        if depth >= DEEPEST || !page.follows {
            return Ok(());
        }
        let resources = file.get(dict, "Resources").and_then(Object::shared).unwrap_or(outer).clone();
        let numbers: Option<Vec<f64>> =
            file.get(dict, "Matrix").and_then(|matrix| matrix.array()?.iter().map(Object::number).collect());
        let matrix = numbers.and_then(|numbers| Matrix::try_from(numbers).ok()).unwrap_or(IDENTITY);
        file.seen.insert(number);
        let Some(content) = file.stream(number)? else { return Ok(()) };
        let (before, saved) = (page.state.clone(), std::mem::take(&mut page.saved));
        page.state.matrix = product(matrix, page.state.matrix);
        self.content(file, &content, &resources, page, depth)?;
        (page.state, page.saved) = (before, saved);
        Ok(())
    }

    fn content(
        &mut self,
        file: &mut File<'_>,
        content: &[u8],
        resources: &Rc<Dict>,
        page: &mut Page,
        depth: usize,
    ) -> Result<(), Unreadable> {
        let mut lexer = Lexer::new(content, 0);
        let mut pictures = Pictures::default();
        let mut operands: Vec<Object> = Vec::new();
        while let Some(object) = lexer.next() {
            let Object::Word(operator) = object else {
                if operands.len() < MOST_WAITING {
                    operands.push(object);
                }
                continue;
            };
            match (operator.as_str(), operands.as_slice()) {
                ("Tf", [Object::Name(name), Object::Number(size)]) => {
                    page.state.font = self.font(file, resources, name)?;
                    page.state.size = *size;
                }
                ("Do", [Object::Name(name)]) => {
                    let number = file.get_dict(resources, "XObject").and_then(|drawings| drawings.get(name));
                    if let Some(Object::Ref(number)) = number {
                        self.drawing(file, *number, resources, page, depth + 1)?;
                    }
                }
                ("gs", [Object::Name(name)]) => {
                    let state = file.get_dict(resources, "ExtGState").and_then(|states| file.get_dict(states, name));
                    let stated = state.and_then(|state| {
                        let [font, Object::Number(size)] = file.get(state, "Font")?.array()? else { return None };
                        Some((file.resolve(font).shared()?.clone(), *size))
                    });
                    if let Some((font, size)) = stated {
                        page.state.font = Some(self.font_object(file, &font)?);
                        page.state.size = size;
                    }
                }
                ("ID", _) => {
                    page.pictures += 1;
                    pictures.skip(&mut lexer);
                }
                ("Tj" | "TJ" | "'" | "\"", operands) => self.operator(&operator, operands, page),
                (operator, operands) => {
                    operands.iter().for_each(|operand| self.unshown.add_object(operand));
                    self.operator(operator, operands, page);
                }
            }
            operands.clear();
        }
        if lexer.is_overrun() { Err(Unreadable::TooLarge) } else { Ok(()) }
    }

    fn font(&mut self, file: &mut File<'_>, resources: &Dict, name: &str) -> Result<Option<Rc<Font>>, Unreadable> {
        let font = file.get_dict(resources, "Font").and_then(|fonts| file.get(fonts, name)?.shared()).cloned();
        font.map(|font| self.font_object(file, &font)).transpose()
    }

    fn font_object(&mut self, file: &mut File<'_>, font: &Rc<Dict>) -> Result<Rc<Font>, Unreadable> {
        let key = Rc::as_ptr(font).addr();
        if let Some(font) = self.fonts.get(&key) {
            return Ok(font.clone());
        }
        let font = Rc::new(Font::read(file, font)?);
        self.fonts.insert(key, font.clone());
        Ok(font)
    }

    fn operator(&mut self, operator: &str, operands: &[Object], page: &mut Page) {
        let numbers: Vec<f64> = operands.iter().take(6).filter_map(Object::number).collect();
        match (operator, numbers.as_slice()) {
            ("q", _) if page.saved.len() < MOST_WAITING => page.saved.push(page.state.clone()),
            ("Q", _) => {
                if let Some(state) = page.saved.pop() {
                    page.state = state;
                }
            }
            ("cm", [a, b, c, d, e, f]) => page.state.matrix = product([*a, *b, *c, *d, *e, *f], page.state.matrix),
            ("BT", _) => (page.text_matrix, page.line_matrix) = (IDENTITY, IDENTITY),
            ("Tm", [a, b, c, d, e, f]) => {
                page.line_matrix = [*a, *b, *c, *d, *e, *f];
                page.text_matrix = page.line_matrix;
            }
            ("Td", [x, y]) => page.move_line(*x, *y),
            ("TD", [x, y]) => {
                page.state.leading = -y;
                page.move_line(*x, *y);
            }
            ("T*", _) => page.next_line(),
            ("Tc", [space]) => page.state.character_space = *space,
            ("Tw", [space]) => page.state.word_space = *space,
            ("Tz", [percent]) => page.state.scale = percent / 100.0,
            ("TL", [leading]) => page.state.leading = *leading,
            ("Ts", [rise]) => page.state.rise = *rise,
            ("c" | "v" | "y", _) => page.curves += 1,
            ("Tj", _) => self.show(operands.first(), page),
            ("'", _) => {
                page.next_line();
                self.show(operands.first(), page);
            }
            ("\"", [word, character]) => {
                (page.state.word_space, page.state.character_space) = (*word, *character);
                page.next_line();
                self.show(operands.get(2), page);
            }
            ("TJ", _) => {
                for piece in operands.first().and_then(Object::array).unwrap_or_default() {
                    match piece {
                        Object::Number(back) => {
                            let by = -back / 1000.0 * page.state.size * page.state.scale;
                            page.text_matrix = product([1.0, 0.0, 0.0, 1.0, by, 0.0], page.text_matrix);
                        }
                        piece => self.show(Some(piece), page),
                    }
                }
            }
            _ => {}
        }
    }

    fn show(&mut self, text: Option<&Object>, page: &mut Page) {
        let Some(Object::Text(bytes)) = text else { return };
        let font = match &page.state.font {
            Some(font) => font.clone(),
            None => self.no_font.get_or_insert_with(|| Rc::new(Font::unknown())).clone(),
        };
        let mut is_first = true;
        for glyph in font.glyphs(bytes) {
            if std::mem::take(&mut is_first) {
                let is_digit = glyph.text.as_ref().is_some_and(|text| text.starts_with(char::is_numeric));
                page.part_from_before(is_digit);
            }
            match glyph.text {
                // A hyphen that is there for the end of the line only.
                Some(text) if text == "\u{AD}" => page.text.push('-'),
                Some(text) => page.text.push_str(&text),
                None => {
                    self.unknown.insert(font.name.clone());
                    page.text.push('\u{FFFD}');
                }
            }
            let State { size, character_space, word_space, scale, .. } = page.state;
            let space = character_space + if glyph.is_space { word_space } else { 0.0 };
            let by = (glyph.width * size + space) * scale;
            page.text_matrix = product([1.0, 0.0, 0.0, 1.0, by, 0.0], page.text_matrix);
        }
        let [_, _, c, d, x, y] = page.place();
        page.end = Some(End { x, y, height: c.hypot(d) * page.state.size.abs() });
    }
}

impl Page {
    fn new(follows: bool) -> Self {
        let state = State {
            matrix: IDENTITY,
            font: None,
            size: 0.0,
            character_space: 0.0,
            word_space: 0.0,
            leading: 0.0,
            scale: 1.0,
            rise: 0.0,
        };
        Self {
            text: String::new(),
            doubtful: Vec::new(),
            pictures: 0,
            curves: 0,
            follows,
            end: None,
            state,
            saved: Vec::new(),
            text_matrix: IDENTITY,
            line_matrix: IDENTITY,
        }
    }

    /// The text with spaces in the gaps that may part digits.
    fn parted(&self) -> String {
        let mut text = String::with_capacity(self.text.len() + self.doubtful.len());
        let mut from = 0;
        for at in &self.doubtful {
            text.push_str(self.text.get(from..*at).unwrap_or_default());
            text.push(' ');
            from = *at;
        }
        text.push_str(self.text.get(from..).unwrap_or_default());
        text
    }

    fn move_line(&mut self, x: f64, y: f64) {
        self.line_matrix = product([1.0, 0.0, 0.0, 1.0, x, y], self.line_matrix);
        self.text_matrix = self.line_matrix;
    }

    fn next_line(&mut self) {
        self.move_line(0.0, -self.state.leading);
    }

    /// From the text to the page.
    fn place(&self) -> Matrix {
        let raised = product([1.0, 0.0, 0.0, 1.0, 0.0, self.state.rise], self.text_matrix);
        product(raised, self.state.matrix)
    }

    /// Puts what belongs between the text before and the one that follows: nothing, a space, a tab, or a new line.
    fn part_from_before(&mut self, is_digit: bool) {
        let [a, b, c, d, x, y] = self.place();
        let Some(End { x: end_x, y: end_y, height: before }) = self.end else { return };
        let (along, across) = (a.hypot(b), c.hypot(d));
        let (size, height) = (along * self.state.size.abs(), across * self.state.size.abs());
        if size <= 0.0 || height <= 0.0 || self.text.ends_with('\n') {
            return;
        }
        // How far on the line, and how far from it.
        let (right, up) = (x - end_x, y - end_y);
        let forward = (right * a + up * b) / along / size;
        let aside = (right * b - up * a).abs() / along / height;
        // What is raised stays on its line, small as it is.
        let line = if self.state.rise == 0.0 { height } else { height.max(before) };
        if aside * height / line > 0.6 || forward < -2.0 {
            self.text.push('\n');
        } else if forward > COLUMN {
            self.text.push('\t');
        } else if (forward > SPACE || aside > 0.2 && forward > 0.05) && !self.text.ends_with(' ') {
            self.text.push(' ');
        } else if is_digit && self.text.ends_with(char::is_numeric) {
            // The sign of a note after a number is none of its digits.
            let is_smaller = height < 0.85 * before || before < 0.85 * height;
            if aside > 0.1 || is_smaller {
                self.text.push(' ');
            } else if forward > SMALL_GAP && self.doubtful.len() < MOST_WAITING {
                self.doubtful.push(self.text.len());
            }
        }
    }
}

/// The streams that the content of a page stands in, `most` of them.
pub fn contents(file: &File<'_>, page: &Dict, most: usize) -> Vec<u32> {
    match page.get("Contents") {
        Some(Object::Ref(number)) => match file.object(*number) {
            Some(Object::Array(all)) => references(all, most),
            _ => vec![*number],
        },
        Some(Object::Array(all)) => references(all, most),
        _ => Vec::new(),
    }
}

fn references(objects: &[Object], most: usize) -> Vec<u32> {
    let number = |object: &Object| if let Object::Ref(number) = object { Some(*number) } else { None };
    objects.iter().take(most).filter_map(number).collect()
}
