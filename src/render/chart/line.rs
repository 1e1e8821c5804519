//! Lines over time.

use super::element::{Element, centered, coordinate, label, line};
use super::scale::{Scale, count, float};
use super::text::{cut, width, wrapped};
use super::{AXIS_FONT, BAR_GAP, Drawing, FIELD, FONT, GAP, LINE, NAME, Sheet, WIDTH, look, turn};
use rust_decimal::Decimal;

/// The point of a line: a circle, a square, a triangle or a diamond.
fn marker(series: usize, x: f64, y: f64) -> Element {
    let shape = match turn(series) % 4 {
        0 => "m-6,0a6,6 0 1 0 12,0a6,6 0 1 0 -12,0z",
        1 => "m-5.5,-5.5h11v11h-11z",
        2 => "m0,-8 7.5,13h-15z",
        _ => "m0,-8 8,8 -8,8 -8,-8z",
    };
    let class = format!("graf__point graf__point--{}", look(series));
    Element::new("path").set("class", &class).set("d", &format!("M{},{}{shape}", coordinate(x), coordinate(y)))
}

// Text, measured roughly: nobody knows the reader's font.

/// Where things stand in a line chart.
struct Field {
    scale: Scale,
    /// The place of each category, from left to right.
    places: Vec<f64>,
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
}

/// A number written at a point of a line.
struct PointLabel {
    x: f64,
    y: f64,
    text: String,
}

/// What is written at the end of a line: its name and its last number.
struct EndLabel {
    series: usize,
    lines: Vec<String>,
    /// Whether the line goes on to the last category.
    is_at_edge: bool,
    /// The height of the line's end.
    end: f64,
    /// The height of the first line of the label, which may have to give way to other labels.
    first: f64,
}

impl EndLabel {
    fn height(&self) -> f64 {
        LINE * count(self.lines.len()) + BAR_GAP
    }
}

impl Sheet<'_> {
    pub(super) fn lines(&self) -> Drawing {
        let mut ends = self.ends();
        let field = self.field(&ends);
        for end in &mut ends {
            end.end = self.last(end.series).map_or(field.bottom, |(_, value)| field.scale.at(float(value)));
        }
        spread(&mut ends, field.top - LINE / 2.0, field.bottom + LINE / 2.0);
        let figures = self.point_labels(&field);
        let lowest = figures.iter().map(|label| label.y + LINE / 2.0).fold(field.bottom, f64::max);
        let mut marks = self.grid(&field);
        marks.extend(self.dividers(&field.places, field.top, field.bottom));
        marks.extend(self.category_labels(&field, lowest + LINE));
        marks.extend((0..self.chart.series.len()).flat_map(|series| self.segments(series, &field)));
        marks.extend((0..self.chart.series.len()).flat_map(|series| self.points(series, &field)));
        marks.extend(self.cuts(&field));
        marks.extend(figures.into_iter().map(|figure| {
            label("graf__value graf__value--point", figure.x, figure.y, &figure.text).set("text-anchor", "middle")
        }));
        marks.extend(ends.iter().flat_map(|end| self.end_label(end, &field)));
        Drawing { marks, height: lowest + 2.0 * LINE }
    }

    /// The label of each line, not yet in its place.
    fn ends(&self) -> Vec<EndLabel> {
        let end = |series| {
            let last = self.last(series);
            let is_at_edge = last.is_none_or(|(category, _)| category + 1 == self.chart.categories.len());
            let mut lines = self.name(series).map_or_else(Vec::new, |name| wrapped(name, NAME, 3));
            if is_at_edge {
                append(&mut lines, &self.figure(last.map(|(_, value)| value)));
            }
            EndLabel { series, lines, is_at_edge, end: 0.0, first: 0.0 }
        };
        (0..self.chart.series.len()).map(end).collect()
    }

    /// The last number of a series, with its category.
    fn last(&self, series: usize) -> Option<(usize, Decimal)> {
        (0..self.chart.categories.len()).rev().find_map(|category| Some((category, self.value(category, series)?)))
    }

    fn field(&self, ends: &[EndLabel]) -> Field {
        let values: Vec<f64> =
            self.pairs().filter_map(|(category, series)| self.value(category, series)).map(float).collect();
        let top = 1.5 * LINE;
        let bottom = top + FIELD.max(ends.iter().map(EndLabel::height).sum());
        let scale = Scale {
            low: values.iter().copied().fold(0.0, f64::min),
            high: values.iter().copied().fold(0.0, f64::max),
            start: bottom,
            length: top - bottom,
        };
        let ticks = self.tick_labels(&scale.ticks(|_| 2.0 * LINE));
        let left = ticks.iter().map(|label| width(label, AXIS_FONT)).fold(0.0, f64::max) + GAP;
        let names = ends.iter().flat_map(|end| &end.lines).map(|line| width(line, FONT));
        let right = WIDTH - names.fold(0.0, f64::max) - 2.0 * GAP;
        let right = right.max(left + WIDTH / 8.0);
        Field { places: self.places(left + self.widest_figure() / 2.0, right - GAP), scale, left, right, top, bottom }
    }

    fn pairs(&self) -> impl Iterator<Item = (usize, usize)> {
        let series = self.chart.series.len();
        (0..self.chart.categories.len()).flat_map(move |category| (0..series).map(move |series| (category, series)))
    }

    fn widest_figure(&self) -> f64 {
        let values = self.pairs().map(|(category, series)| self.figure(self.value(category, series)));
        values.map(|figure| width(&figure, FONT)).fold(0.0, f64::max)
    }

    /// Categories stand at even distances; an only one in the middle.
    fn places(&self, left: f64, right: f64) -> Vec<f64> {
        let categories = self.chart.categories.len();
        if categories == 1 {
            return vec![f64::midpoint(left, right)];
        }
        (0..categories).map(|category| left + (right - left) * count(category) / count(categories - 1)).collect()
    }

    /// The horizontal lines of the axis, with their numbers to the left.
    fn grid(&self, field: &Field) -> Vec<Element> {
        let ticks = field.scale.ticks(|_| 2.0 * LINE);
        let mut marks = Vec::new();
        for (tick, text) in ticks.iter().zip(self.tick_labels(&ticks)) {
            let y = field.scale.at(float(*tick));
            let class = if tick.is_zero() { "graf__axis graf__axis--zero" } else { "graf__axis" };
            marks.push(line(class, [field.left, y, field.right, y]));
            marks.push(label("graf__tick", field.left - GAP, y, &text).set("text-anchor", "end"));
        }
        marks
    }

    /// The categories under the field: all, or every second, third …, counted from the last.
    fn category_labels(&self, field: &Field, y: f64) -> Vec<Element> {
        let names: Vec<String> = self.chart.categories.iter().map(|name| cut(name, NAME, FONT)).collect();
        let widest = names.iter().map(|name| width(name, FONT)).fold(0.0, f64::max) + GAP;
        let fits = |every: &usize| count(*every) * distance(&field.places) >= widest;
        let every = (1..names.len()).find(fits).unwrap_or(names.len());
        let shown = self.chart.categories.iter().zip(&names).zip(&field.places).rev().step_by(every.max(1));
        let shown = shown.map(|((full, name), x)| centered("graf__label", *x, y, name, FONT).tip_if_cut(name, full));
        let mut labels: Vec<Element> = shown.collect();
        labels.reverse();
        labels
    }

    /// The line of a series. Where there is no number, it has a hole; at a break it is cut.
    fn segments(&self, series: usize, field: &Field) -> Vec<Element> {
        let class = format!("graf__line graf__line--{}", look(series));
        let points: Vec<Option<(f64, f64)>> =
            (0..field.places.len()).map(|category| self.point(category, series, field)).collect();
        let mut marks = Vec::new();
        let mut run: Vec<String> = Vec::new();
        let end_run = |run: &mut Vec<String>, marks: &mut Vec<Element>| {
            if run.len() > 1 {
                let points = run.join(" ");
                marks.push(Element::new("polyline").set("class", &class).set("fill", "none").set("points", &points));
            }
            run.clear();
        };
        for (category, point) in points.iter().enumerate() {
            if point.is_none() || self.is_cut_before(category, series) {
                end_run(&mut run, &mut marks);
            }
            let Some((x, y)) = point else { continue };
            run.push(format!("{},{}", coordinate(*x), coordinate(*y)));
            if let Some((from, to)) = self.cut(category, series, field) {
                marks.extend(self.ends_of_cut(series, from, to));
            }
        }
        end_run(&mut run, &mut marks);
        marks
    }

    /// The ends of the piece of line before a category, when it is cut.
    fn cut(&self, category: usize, series: usize, field: &Field) -> Option<((f64, f64), (f64, f64))> {
        let before = category.checked_sub(1).filter(|_| self.is_cut_before(category, series))?;
        Some((self.point(before, series, field)?, self.point(category, series, field)?))
    }

    /// The signs where lines are cut, over all lines.
    fn cuts(&self, field: &Field) -> Vec<Element> {
        let signs = self.pairs().filter_map(|(category, series)| {
            let (from, to) = self.cut(category, series, field)?;
            Some(self.sign_of_cut(category, series, from, to))
        });
        signs.flatten().collect()
    }

    fn points(&self, series: usize, field: &Field) -> Vec<Element> {
        let marker = |category| {
            let (x, y) = self.point(category, series, field)?;
            Some(marker(series, x, y).tip(&self.tip(category, Some(series))))
        };
        (0..field.places.len()).filter_map(marker).collect()
    }

    fn point(&self, category: usize, series: usize, field: &Field) -> Option<(f64, f64)> {
        Some((*field.places.get(category)?, field.scale.at(float(self.value(category, series)?))))
    }

    /// The numbers at the points, but for those at the ends of lines: one or two lines have room for them, over the
    /// upper and under the lower. Where no line has a number, that is said.
    fn point_labels(&self, field: &Field) -> Vec<PointLabel> {
        let gaps = (0..field.places.len())
            .filter(|category| (0..self.chart.series.len()).all(|series| self.value(*category, series).is_none()));
        let gaps = gaps.map(|category| PointLabel {
            x: field.places.get(category).copied().unwrap_or_default(),
            y: field.scale.at(0.0) - LINE / 2.0,
            text: self.missing.to_owned(),
        });
        let figures = self.pairs().filter_map(|(category, series)| self.point_label(category, series, field));
        let labels: Vec<PointLabel> = gaps.chain(figures).collect();
        let widest = labels.iter().map(|label| width(&label.text, FONT)).fold(0.0, f64::max);
        let have_room = self.chart.series.len() <= 2 && widest + BAR_GAP <= distance(&field.places);
        if have_room { labels } else { Vec::new() }
    }

    fn point_label(&self, category: usize, series: usize, field: &Field) -> Option<PointLabel> {
        let value = self.value(category, series)?;
        let (x, y) = self.point(category, series, field)?;
        let is_under = |other| {
            self.value(category, other).is_some_and(|there| there > value || (there == value && other < series))
        };
        let side = if (0..self.chart.series.len()).any(is_under) { 1.0 } else { -1.0 };
        let is_at_end = category + 1 == self.chart.categories.len();
        (!is_at_end).then(|| PointLabel { x, y: y + side * LINE * 0.8, text: self.figure(Some(value)) })
    }

    fn end_label(&self, end: &EndLabel, field: &Field) -> Vec<Element> {
        let x = field.right + GAP;
        let mut marks = Vec::new();
        // A label that had to give way is tied to its line.
        if end.is_at_edge && (end.first - end.end).abs() > LINE / 2.0 {
            marks.push(line("graf__tie", [field.right, end.end, x - 2.0, end.first]));
        }
        let class = format!("graf__name graf__name--{}", look(end.series));
        let tip = self.name(end.series).filter(|name| !end.lines.join(" ").starts_with(name.as_str()));
        let mut y = end.first;
        for line in &end.lines {
            let label = label(&class, x, y, line);
            marks.push(match tip {
                Some(name) => label.tip(name),
                None => label,
            });
            y += LINE;
        }
        marks
    }
}

/// Adds a number to the last line of a name, or under it.
fn append(lines: &mut Vec<String>, figure: &str) {
    match lines.last_mut() {
        Some(line) if width(line, FONT) + width(" ", FONT) + width(figure, FONT) <= NAME => {
            line.push(' ');
            line.push_str(figure);
        }
        _ => lines.push(figure.to_owned()),
    }
}

/// Moves labels apart, each as near to its line as the others allow.
fn spread(labels: &mut [EndLabel], top: f64, bottom: f64) {
    labels.sort_by(|left, right| left.end.total_cmp(&right.end));
    let half = LINE / 2.0;
    let mut free = top;
    for label in labels.iter_mut() {
        label.first = label.end.max(free + half);
        free = label.first - half + label.height();
    }
    let mut free = bottom;
    for label in labels.iter_mut().rev() {
        label.first = label.first.min(free - label.height() + half);
        free = label.first - half;
    }
}

/// How far categories stand from each other.
fn distance(places: &[f64]) -> f64 {
    match places {
        [first, second, ..] => second - first,
        _ => WIDTH,
    }
}

// The axis.
