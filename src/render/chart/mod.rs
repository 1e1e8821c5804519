//! Charts, drawn as SVG when the site is built.
//!
//! A drawing holds classes, text and geometry only. Colours, fonts and dashes are the theme's, so that a chart follows
//! light and dark, and a strict content security policy has nothing to forbid.
//!
//! Nothing is told by colour alone: bars have textures, lines have markers and dashes, and the numbers are written
//! where they belong. One drawing serves phone and desktop: it is [`WIDTH`] units wide, and every text is given the room
//! it takes at [`FONT`] units, the largest size the theme may set. Screen readers get title and description; the table
//! beside the chart is the place for the numbers.

mod bars;
mod breaks;
mod element;
mod line;
mod scale;
mod text;

use rust_decimal::Decimal;

use element::{Element, coordinate};

pub use breaks::Break;

/// What to draw.
#[derive(Debug, Clone)]
pub struct Chart {
    /// The name of the chart, for screen readers. The page shows it in its own way.
    pub title: String,
    /// What the chart shows, in a sentence or two, for screen readers.
    pub description: String,
    /// The way of drawing.
    pub kind: Kind,
    /// What the numbers are about: municipalities, projects, years.
    pub categories: Vec<String>,
    /// The numbers. With more than one series, each has its own look and its name is shown.
    pub series: Vec<Series>,
    /// What the numbers count, as it is written after them: `%`, `kr`. May be empty.
    pub unit: String,
    /// Where numbers cannot be compared with those before them.
    pub breaks: Vec<Break>,
}

/// A way of drawing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Horizontal bars, one for each series in each category.
    Bars,
    /// A line for each series, over categories in order of time.
    Line,
    /// One bar for each category, with the series as its parts and their sum after it.
    Stacked,
}

/// One row of numbers, the same thing measured in every category.
#[derive(Debug, Clone)]
pub struct Series {
    /// The name, shown in the legend or at the end of the line. The name of an only series may be empty.
    pub name: String,
    /// The numbers, in the order of the categories. `None` is "no number", which is never drawn as zero; numbers that
    /// are not given are `None`.
    pub values: Vec<Option<Decimal>>,
}

/// Draws a chart as one `<svg>` element.
///
/// `id` must be unique in the page and begins the ids inside the drawing. `number` writes a number the way of the
/// page's language, without unit; `missing` stands where there is no number.
pub fn svg(chart: &Chart, id: &str, number: impl Fn(Decimal) -> String, missing: &str) -> String {
    let sheet = Sheet { chart, id, number: &number, missing };
    let (class, drawing) = match chart.kind {
        Kind::Bars => ("bars", sheet.rows(BAR)),
        Kind::Line => ("line", sheet.lines()),
        Kind::Stacked => ("stacked", sheet.rows(STACK)),
    };
    let root = Element::new("svg")
        .set("class", &format!("graf graf--{class}"))
        .set("role", "img")
        .set("aria-labelledby", &format!("{id}-t {id}-d"))
        .set("viewBox", &format!("0 0 {} {}", coordinate(WIDTH), coordinate(drawing.height)))
        .below(Element::new("title").set("id", &format!("{id}-t")).text(&chart.title))
        .below(Element::new("desc").set("id", &format!("{id}-d")).text(&chart.description));
    drawing.marks.into_iter().fold(root, Element::below).to_string()
}

/// The width of every drawing, in user units. On a phone of 360 pixels a unit is about two thirds of a pixel.
const WIDTH: f64 = 480.0;
/// The largest size of text, in units; the theme sets the real size.
const FONT: f64 = 18.0;
/// The size of text at axes.
const AXIS_FONT: f64 = 17.0;
/// From line to line of text.
const LINE: f64 = 22.0;
/// Between a mark and the text beside it.
const GAP: f64 = 8.0;
/// The thickness of a bar.
const BAR: f64 = 16.0;
/// The thickness of a bar that has numbers inside.
const STACK: f64 = 26.0;
/// Between bars of the same category.
const BAR_GAP: f64 = 3.0;
/// Between a name and the bars under it.
const NAME_GAP: f64 = 2.0;
/// Between categories.
const ROW_GAP: f64 = 11.0;
/// The height of the field that lines are drawn in, unless their names need more.
const FIELD: f64 = 260.0;
/// The most room for the name at the end of a line.
const NAME: f64 = 145.0;
/// Colours and dashes before they come again.
const LOOKS: usize = 6;

/// A chart, and how its texts are written.
struct Sheet<'a> {
    chart: &'a Chart,
    id: &'a str,
    number: &'a dyn Fn(Decimal) -> String,
    missing: &'a str,
}

/// Finished elements, and the height they take.
struct Drawing {
    marks: Vec<Element>,
    height: f64,
}

impl Sheet<'_> {
    fn value(&self, category: usize, series: usize) -> Option<Decimal> {
        self.chart.series.get(series)?.values.get(category).copied().flatten()
    }

    /// The number as it is written in the drawing. Long units stand at the axis only.
    fn figure(&self, value: Option<Decimal>) -> String {
        match value {
            Some(value) if self.chart.unit.chars().count() <= 3 => self.with_unit(value),
            Some(value) => (self.number)(value),
            None => self.missing.to_owned(),
        }
    }

    fn with_unit(&self, value: Decimal) -> String {
        let number = (self.number)(value);
        if self.chart.unit.is_empty() { number } else { format!("{number}\u{a0}{}", self.chart.unit) }
    }

    /// What the browser shows for the mark under the pointer: `Tromsø, 2025: 31,7 %`.
    fn tip(&self, category: usize, series: Option<usize>) -> String {
        let names = [self.chart.categories.get(category), series.and_then(|index| self.name(index))];
        let names: Vec<&str> = names.into_iter().flatten().map(String::as_str).collect();
        let value = match series {
            Some(series) => self.value(category, series),
            None => self.total(category),
        };
        let value = value.map_or_else(|| self.missing.to_owned(), |value| self.with_unit(value));
        let mark = series.and_then(|series| self.broken_at(category, series));
        let mark = mark.map(|mark| format!(" ({mark})")).unwrap_or_default();
        format!("{}: {value}{mark}", names.join(", "))
    }

    /// The name of a series, if it says more than the title does.
    fn name(&self, series: usize) -> Option<&String> {
        let name = &self.chart.series.get(series)?.name;
        (!name.is_empty() && *name != self.chart.title).then_some(name)
    }

    /// The sum of a category. Unknown when a part is, or when it is too large to be written.
    fn total(&self, category: usize) -> Option<Decimal> {
        let mut values = (0..self.chart.series.len()).map(|series| self.value(category, series));
        let first = values.next()??;
        values.try_fold(first, |sum, value| sum.checked_add(value?))
    }

    /// Ticks with their labels. The last one says the unit.
    fn tick_labels(&self, ticks: &[Decimal]) -> Vec<String> {
        let last = ticks.len().saturating_sub(1);
        let label = |(index, tick): (usize, &Decimal)| {
            if index == last { self.with_unit(*tick) } else { (self.number)(*tick) }
        };
        ticks.iter().enumerate().map(label).collect()
    }
}

/// What a bar is filled with. The first is solid, the fourth only an outline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Texture {
    Solid,
    Hatched,
    Dotted,
    Empty,
    Crossed,
    Striped,
}

/// The number of a series' colour and dash, from 1.
fn look(series: usize) -> usize {
    series % LOOKS + 1
}

/// When colours come again, they come with other textures and markers.
fn turn(series: usize) -> usize {
    series + series / LOOKS
}

fn texture(series: usize) -> Texture {
    use Texture::{Crossed, Dotted, Empty, Hatched, Solid, Striped};
    [Solid, Hatched, Dotted, Empty, Crossed, Striped][turn(series) % LOOKS]
}

impl Sheet<'_> {
    fn texture_id(&self, series: usize) -> String {
        format!("{}-p{}", self.id, series + 1)
    }

    fn pattern(&self, series: usize) -> Element {
        let marks = match texture(series) {
            Texture::Solid | Texture::Empty => None,
            Texture::Hatched => Some("M-2,2 2,-2M0,8 8,0M6,10 10,6"),
            Texture::Dotted => Some("M2,2h.1M6,6h.1"),
            Texture::Crossed => Some("M-2,6 2,10M-2,-2 10,10M6,-2 10,2M-2,2 2,-2M-2,10 10,-2M6,10 10,6"),
            Texture::Striped => Some("M2,0V8M6,0V8"),
        };
        let pattern = Element::new("pattern")
            .set("id", &self.texture_id(series))
            .set("class", &format!("graf__texture graf__texture--{}", look(series)))
            .set("patternUnits", "userSpaceOnUse")
            .number("width", 8.0)
            .number("height", 8.0)
            .child(Element::new("rect").set("class", "graf__ground").number("width", 8.0).number("height", 8.0));
        marks
            .into_iter()
            .fold(pattern, |pattern, path| pattern.child(Element::new("path").set("class", "graf__ink").set("d", path)))
    }
}

#[cfg(test)]
mod tests;
