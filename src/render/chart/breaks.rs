//! Breaks in a series: places where numbers cannot be compared with those before them.
//!
//! Between two periods a dashed divider stands over the whole field; at a single number its line is cut on either side.
//! Each carries the mark of the footnote that explains it.

use super::element::{Element, centered, coordinate, line};
use super::text::width;
use super::{AXIS_FONT, FONT, GAP, LINE, Sheet, WIDTH, look};

/// A break.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Break {
    /// The mark of the footnote that says what was changed: `B1`.
    pub mark: String,
    /// The first category after the break, by its place. With a series, the break is at that number alone.
    pub category: usize,
    pub series: Option<usize>,
}

/// How much of a cut line is left at each of its ends.
const STUB: f64 = 0.34;

/// A place in the drawing, x and y.
type Point = (f64, f64);

impl Sheet<'_> {
    /// The marks of the breaks before a category that go for all series.
    pub(super) fn divided_before(&self, category: usize) -> Option<String> {
        joined(self.chart.breaks.iter().filter(|one| one.category == category && one.series.is_none()))
    }

    /// The marks of the breaks at one number.
    pub(super) fn broken_at(&self, category: usize, series: usize) -> Option<String> {
        joined(self.chart.breaks.iter().filter(|one| one.category == category && one.series == Some(series)))
    }

    /// Whether the line of a series is cut before a category.
    pub(super) fn is_cut_before(&self, category: usize, series: usize) -> bool {
        self.divided_before(category).is_some()
            || self.broken_at(category, series).is_some()
            || category.checked_sub(1).is_some_and(|before| self.broken_at(before, series).is_some())
    }

    /// The vertical dividers between categories of a field (left to right in `places`) from `top` to `bottom`.
    pub(super) fn dividers(&self, places: &[f64], top: f64, bottom: f64) -> Vec<Element> {
        let pairs = places.windows(2).zip(1..);
        let dividers = pairs.filter_map(|(pair, category)| {
            let mark = self.divided_before(category)?;
            let x = f64::midpoint(pair[0], pair[1]);
            let divider = line("graf__break", [x, top - LINE / 2.0, x, bottom]);
            Some([divider, centered("graf__mark", x, top - LINE, &mark, AXIS_FONT)])
        });
        dividers.flatten().collect()
    }

    /// What is left of a piece of line that is cut: both its ends.
    pub(super) fn ends_of_cut(&self, series: usize, from: Point, to: Point) -> [Element; 2] {
        let class = format!("graf__line graf__line--{}", look(series));
        let piece = |from: Point, to: Point| line(&class, [from.0, from.1, to.0, to.1]);
        [piece(from, along(from, to, STUB)), piece(along(from, to, 1.0 - STUB), to)]
    }

    /// Two strokes and the mark where a line is cut for the sake of a single number. A divider needs none.
    pub(super) fn sign_of_cut(&self, category: usize, series: usize, from: Point, to: Point) -> Vec<Element> {
        let before = category.checked_sub(1).and_then(|before| self.broken_at(before, series));
        let Some(mark) = self.broken_at(category, series).or(before) else { return Vec::new() };
        let (x, y) = along(from, to, 0.5);
        let [left, right] = [x - 3.0, x + 3.0].map(coordinate);
        let foot = coordinate(y + 7.0);
        let strokes = Element::new("path").set("class", "graf__cut");
        // The mark has the colour of the name of its line.
        let class = format!("graf__mark graf__name--{}", look(series));
        vec![
            strokes.set("d", &format!("M{left},{foot}l4,-14M{right},{foot}l4,-14")),
            centered(&class, x + 1.0, y + LINE * 0.9, &mark, AXIS_FONT),
        ]
    }

    /// A divider over the rows of a bar chart, in the middle of a line of its own that begins at `y`.
    pub(super) fn row_divider(&self, mark: &str, y: f64) -> [Element; 2] {
        let middle = y + LINE / 2.0;
        let end = WIDTH - width(mark, FONT) - GAP;
        let text = super::element::label("graf__mark", end + GAP, middle, mark);
        [line("graf__break", [0.0, middle, end, middle]), text]
    }
}

/// The place that is so far of the way from one to another.
fn along(from: Point, to: Point, part: f64) -> Point {
    (from.0 + (to.0 - from.0) * part, from.1 + (to.1 - from.1) * part)
}

fn joined<'b>(breaks: impl Iterator<Item = &'b Break>) -> Option<String> {
    let marks: Vec<&str> = breaks.map(|one| one.mark.as_str()).collect();
    (!marks.is_empty()).then(|| marks.join(", "))
}
