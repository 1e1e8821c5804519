//! How wide the columns of a table are, how small its text, and whether it needs a page on its side.

use typst::foundations::Bytes;
use typst::layout::Abs;
use typst::text::{Font, FontInstance, FontVariant, FontVariations};

use super::document::{Cell, Table, text_of};

/// Measures text in the font that documents are set in.
pub struct Ruler {
    regular: Option<FontInstance>,
}

/// The width of the text of a page, and of one on its side, in points: A4 with the margins of the template.
const PORTRAIT: f64 = 479.0;
const LANDSCAPE: f64 = 725.0;

/// What a cell has on its left and right in all, in points; the same as in the template.
const INSET: f64 = 8.0;

/// Sizes of text to try, in points, from the best on. The last one is what is left.
const SIZES: [(f64, f64); 7] = [
    (9.0, PORTRAIT),
    (8.5, PORTRAIT),
    (8.0, PORTRAIT),
    (7.5, PORTRAIT),
    (8.5, LANDSCAPE),
    (7.5, LANDSCAPE),
    (6.5, LANDSCAPE),
];

/// A column is as wide as this at most before there is room for all, as a part of the size of the text.
const WIDE: f64 = 34.0;

/// A word is broken when it is wider than this, as a part of the size of the text.
const WORD: f64 = 14.0;

/// Headings are bold, and somewhat wider than they are measured.
const BOLD: f64 = 1.08;

impl Ruler {
    /// A ruler for a font, given as its file.
    pub fn new(font: &'static [u8]) -> Self {
        let font = Font::new(Bytes::new(font), 0);
        let instance = |font: Font| font.instantiate(FontVariant::default(), Abs::pt(10.0), &FontVariations::default());
        Self { regular: font.map(instance) }
    }

    /// Chooses widths and size. Returns whether the table needs a page on its side, if it may.
    pub fn fit(&self, table: &mut Table, may_turn: bool) -> bool {
        let columns = table.widths.len();
        let mut least = vec![0.0_f64; columns];
        let mut whole = vec![0.0_f64; columns];
        let mut widest = 0.0_f64;
        let header = table.header.iter().flat_map(|row| placed(row));
        let rows = table.rows.iter().flat_map(|row| placed(&row.cells));
        for (column, cell) in header.chain(rows).filter(|(_, cell)| cell.columns == 1) {
            let Some((least, whole)) = least.get_mut(column).zip(whole.get_mut(column)) else { continue };
            let text = text_of(&cell.content);
            let factor = if cell.heads.is_some() { BOLD } else { 1.0 };
            // A number is never broken.
            let longest = match cell.number && cell.heads.is_none() {
                true => self.width(&text),
                false => words(&text).map(|word| self.width(word)).fold(0.0, f64::max),
            };
            widest = widest.max(longest);
            let longest = longest.min(WORD);
            *least = least.max(longest * factor);
            *whole = whole.max((self.width(&text) * factor).min(WIDE));
        }
        let mut sizes = SIZES.into_iter().filter(|(_, room)| may_turn || *room <= PORTRAIT);
        let needed: f64 = least.iter().sum();
        let in_ems = |size: f64, room: f64| (room - INSET * columns as f64) / size;
        let fitting = sizes.clone().find(|(size, room)| needed <= in_ems(*size, *room));
        let (size, room) = fitting.or(sizes.next_back()).unwrap_or(SIZES[0]);
        let room_in_ems = in_ems(size, room).max(1.0);
        table.size = size;
        table.hyphenate = widest > WORD || fitting.is_none();
        table.widths = shared(&least, &whole, room_in_ems).into_iter().map(|width| width + INSET / size).collect();
        room > PORTRAIT
    }

    /// Whether the font has a character, or it is one that nobody sees.
    pub fn has(&self, character: char) -> bool {
        const UNSEEN: [char; 4] = ['\u{ad}', '\u{200b}', '\u{2060}', '\u{feff}'];
        character.is_control()
            || UNSEEN.contains(&character)
            || self.regular.as_ref().is_some_and(|font| font.ttf().glyph_index(character).is_some())
    }

    /// The width of a text, as a part of its size.
    fn width(&self, text: &str) -> f64 {
        text.chars().map(|character| self.advance(character)).sum()
    }

    fn advance(&self, character: char) -> f64 {
        const AVERAGE: f64 = 0.56;
        let advance = self.regular.as_ref().and_then(|font| font.x_advance(font.ttf().glyph_index(character)?.0));
        advance.map_or(AVERAGE, |advance| advance.get())
    }
}

/// The cells of a row, each with the column that it begins in.
fn placed(row: &[Cell]) -> impl Iterator<Item = (usize, &Cell)> {
    row.iter().scan(0, |column, cell| {
        let begins = *column;
        *column += cell.columns;
        Some((begins, cell))
    })
}

/// What a line may not be broken inside.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(' ').flat_map(|word| word.split_inclusive(['-', '/', '–']))
}

/// Widths of columns: all that each needs where there is room, else what it cannot do without and a part of the rest.
fn shared(least: &[f64], whole: &[f64], room: f64) -> Vec<f64> {
    // A little more than measured, for what fonts do between letters.
    const SLACK: f64 = 0.3;
    let wanted: Vec<f64> = least.iter().zip(whole).map(|(least, whole)| least.max(*whole) + SLACK).collect();
    let all: f64 = wanted.iter().sum();
    if all <= room {
        return wanted;
    }
    let least: Vec<f64> = least.iter().map(|width| width + SLACK).collect();
    let needed: f64 = least.iter().sum();
    if needed >= room {
        return least.iter().map(|width| width * room / needed).collect();
    }
    // The same for all of what is left, but to none more than it wants.
    let mut widths = least;
    let mut left = room - needed;
    let mut hungry: Vec<usize> = (0..widths.len()).collect();
    hungry.sort_by(|one, other| (wanted[*one] - widths[*one]).total_cmp(&(wanted[*other] - widths[*other])));
    for (served, column) in hungry.iter().enumerate() {
        let part = (wanted[*column] - widths[*column]).min(left / (hungry.len() - served) as f64);
        widths[*column] += part;
        left -= part;
    }
    widths
}
