//! Bars and stacked bars: rows from top to bottom.

use super::element::{Element, centered, label, line};
use super::scale::{Scale, count, float};
use super::text::{cut, width, wrapped};
use super::{
    AXIS_FONT, BAR_GAP, Drawing, FONT, GAP, Kind, LINE, NAME_GAP, ROW_GAP, Sheet, Texture, WIDTH, look, texture,
};

/// One horizontal bar.
struct Lane {
    parts: Vec<Segment>,
    /// What is written after it.
    figure: String,
    tip: String,
    is_missing: bool,
}

/// A stretch of a bar, in numbers of the axis.
struct Segment {
    series: usize,
    from: f64,
    to: f64,
    /// What the part of a stack says for itself.
    own: Option<Own>,
}

struct Own {
    /// What is written inside the part, if it is wide enough.
    figure: String,
    tip: String,
}

impl Lane {
    fn low(&self) -> f64 {
        self.parts.iter().map(|part| part.to).fold(0.0, f64::min)
    }

    fn high(&self) -> f64 {
        self.parts.iter().map(|part| part.to).fold(0.0, f64::max)
    }

    /// Whether the bar goes to the left of zero only, so that its number stands there.
    fn is_negative(&self) -> bool {
        self.low() < 0.0 && self.high() <= 0.0
    }

    fn figure_width(&self) -> f64 {
        GAP + width(&self.figure, FONT)
    }
}

/// Where the names of the categories stand.
enum Names {
    /// In a column to the left of the bars, this wide.
    Beside(f64),
    /// Over the bars, where a long name has the whole width.
    Above,
}

impl Sheet<'_> {
    pub(super) fn rows(&self, thickness: f64) -> Drawing {
        let rows: Vec<Vec<Lane>> = (0..self.chart.categories.len()).map(|category| self.lanes(category)).collect();
        let room = |negative: bool| {
            let lanes = rows.iter().flatten().filter(|lane| lane.is_negative() == negative);
            lanes.map(Lane::figure_width).fold(0.0, f64::max)
        };
        let names = self.names(room(true) + room(false));
        let left = room(true) + if let Names::Beside(column) = names { column } else { 1.0 };
        let scale = Scale {
            low: rows.iter().flatten().map(Lane::low).fold(0.0, f64::min),
            high: rows.iter().flatten().map(Lane::high).fold(0.0, f64::max),
            start: left,
            // Numbers of any length leave something to see.
            length: (WIDTH - left - room(false)).max(WIDTH / 8.0),
        };
        let (legend, top) = self.legend();
        let top = top + LINE;
        let mut bars = Vec::new();
        let mut y = top + GAP;
        for (category, lanes) in rows.iter().enumerate() {
            if let Some(mark) = self.divided_before(category) {
                bars.extend(self.row_divider(&mark, y - ROW_GAP / 2.0));
                y += LINE;
            }
            let (row, height) = self.row(category, lanes, &names, &scale, thickness);
            bars.push(row.shifted(y));
            y += height + ROW_GAP;
        }
        let height = y - ROW_GAP / 2.0;
        let mut marks: Vec<Element> = self.textures().into_iter().collect();
        marks.extend(legend);
        marks.extend(self.columns(&scale, top, height));
        marks.extend(bars);
        Drawing { marks, height }
    }

    fn lanes(&self, category: usize) -> Vec<Lane> {
        match self.chart.kind {
            Kind::Stacked => vec![self.stack(category)],
            Kind::Bars | Kind::Line => (0..self.chart.series.len()).map(|series| self.bar(category, series)).collect(),
        }
    }

    fn bar(&self, category: usize, series: usize) -> Lane {
        let value = self.value(category, series);
        let part = |value| Segment { series, from: 0.0, to: float(value), own: None };
        Lane {
            parts: value.map(part).into_iter().collect(),
            figure: self.marked(self.figure(value), self.broken_at(category, series)),
            tip: self.tip(category, Some(series)),
            is_missing: value.is_none(),
        }
    }

    /// Parts are laid end to end; what is negative goes to the other side of zero.
    fn stack(&self, category: usize) -> Lane {
        let (mut below, mut above) = (0.0, 0.0);
        let part = |series| {
            let value = self.value(category, series)?;
            let edge = if value.is_sign_negative() { &mut below } else { &mut above };
            let from = *edge;
            *edge += float(value);
            let own = Own { figure: (self.number)(value), tip: self.tip(category, Some(series)) };
            Some(Segment { series, from, to: *edge, own: Some(own) })
        };
        let parts = (0..self.chart.series.len()).filter_map(part).collect();
        let total = self.total(category);
        // Parts in per cent are a hundred together, which needs no saying.
        let says_total = self.chart.unit != "%" || total.is_none();
        let figure = if says_total { self.figure(total) } else { String::new() };
        let marks: Vec<String> =
            (0..self.chart.series.len()).filter_map(|series| self.broken_at(category, series)).collect();
        let figure = self.marked(figure, (!marks.is_empty()).then(|| marks.join(", ")));
        Lane { parts, figure, tip: self.tip(category, None), is_missing: total.is_none() }
    }

    /// The figure after a bar, with the marks of breaks at it.
    fn marked(&self, figure: String, marks: Option<String>) -> String {
        match marks {
            Some(marks) => format!("{figure} {marks}").trim_start().to_owned(),
            None => figure,
        }
    }

    /// Names stand beside the bars when that leaves half the width to bars.
    fn names(&self, figures: f64) -> Names {
        let widest = self.chart.categories.iter().map(|name| width(name, FONT)).fold(0.0, f64::max);
        let column = widest + GAP;
        if column + figures <= WIDTH / 2.0 { Names::Beside(column) } else { Names::Above }
    }

    /// One category, from y = 0, and its height.
    fn row(&self, category: usize, lanes: &[Lane], names: &Names, scale: &Scale, thickness: f64) -> (Element, f64) {
        let pitch = thickness + BAR_GAP;
        let height = (pitch * count(lanes.len()) - BAR_GAP).max(thickness);
        let (mut marks, top) = self.row_name(category, names, height);
        // The zero line goes on from row to row, but not through names.
        let reach = if let Names::Beside(_) = names { ROW_GAP / 2.0 } else { NAME_GAP };
        let zero = scale.at(0.0);
        marks.push(line("graf__axis graf__axis--zero", [zero, top - reach, zero, top + height + reach]));
        for (index, lane) in lanes.iter().enumerate() {
            marks.push(self.lane(lane, scale, top + pitch * count(index), thickness));
        }
        let group = Element::new("g").set("class", "graf__row");
        (marks.into_iter().fold(group, Element::child), top + height)
    }

    /// The name of a category whose bars are this high, and the height it takes over them.
    fn row_name(&self, category: usize, names: &Names, height: f64) -> (Vec<Element>, f64) {
        let name = self.chart.categories.get(category).map_or("", String::as_str);
        match names {
            Names::Beside(column) => {
                (vec![label("graf__label", column - GAP, height / 2.0, name).set("text-anchor", "end")], 0.0)
            }
            Names::Above => {
                let lines = wrapped(name, WIDTH, 2);
                let shown = lines.join(" ");
                let middle = |index| LINE * (count(index) + 0.5);
                let text = |(index, line): (usize, &String)| label("graf__label", 0.0, middle(index), line);
                let marks = lines.iter().enumerate().map(text).map(|text| text.tip_if_cut(&shown, name)).collect();
                (marks, LINE * count(lines.len()) + NAME_GAP)
            }
        }
    }

    fn lane(&self, lane: &Lane, scale: &Scale, y: f64, thickness: f64) -> Element {
        let middle = y + thickness / 2.0;
        // Parts keep a little apart.
        let inset = if lane.parts.len() > 1 { BAR_GAP / 2.0 } else { 0.0 };
        let parts = lane.parts.iter().filter(|part| part.from != part.to);
        let parts = parts.map(|part| self.part(part, scale, inset, [y, thickness]));
        let group = parts.fold(Element::new("g").tip(&lane.tip), Element::child);
        if lane.figure.is_empty() {
            return group;
        }
        let class = if lane.is_missing { "graf__value graf__value--missing" } else { "graf__value" };
        group.child(if lane.is_negative() {
            label(class, scale.at(lane.low()) - GAP, middle, &lane.figure).set("text-anchor", "end")
        } else {
            label(class, scale.at(lane.high()) + GAP, middle, &lane.figure)
        })
    }

    fn part(&self, part: &Segment, scale: &Scale, inset: f64, [y, thickness]: [f64; 2]) -> Element {
        let (from, to) = (scale.at(part.from), scale.at(part.to));
        // What is not zero is seen.
        let length = ((to - from).abs() - 2.0 * inset).max(1.0);
        let middle = f64::midpoint(from, to);
        let bar = self.swatch(part.series, [middle - length / 2.0, y, length, thickness]);
        let Some(own) = &part.own else {
            return bar;
        };
        let group = Element::new("g").tip(&own.tip).child(bar);
        if width(&own.figure, FONT) + GAP > length {
            return group;
        }
        let class = if texture(part.series) == Texture::Solid { "solid" } else { "inside" };
        let figure = label(&format!("graf__value graf__value--{class}"), middle, y + thickness / 2.0, &own.figure);
        group.child(figure.set("text-anchor", "middle"))
    }

    /// The vertical lines of the axis, with their numbers over them. The zero line is drawn with the rows.
    fn columns(&self, scale: &Scale, top: f64, bottom: f64) -> Vec<Element> {
        let ticks = scale.ticks(|ticks| {
            let widths = self.tick_labels(ticks).into_iter().map(|label| width(&label, AXIS_FONT));
            widths.fold(0.0, f64::max) + 2.0 * GAP
        });
        let mut marks = Vec::new();
        for (tick, text) in ticks.iter().zip(self.tick_labels(&ticks)) {
            let x = scale.at(float(*tick));
            if !tick.is_zero() {
                marks.push(line("graf__axis", [x, top, x, bottom]));
            }
            marks.push(centered("graf__tick", x, top - LINE / 2.0, &text, AXIS_FONT));
        }
        marks
    }

    /// The names of the series with their looks, in as many lines as they need, and the height of it.
    fn legend(&self) -> (Vec<Element>, f64) {
        const SWATCH: f64 = 24.0;
        let (mut x, mut y) = (0.0, 0.0);
        let mut marks = Vec::new();
        for (series, name) in (0..self.chart.series.len()).filter_map(|series| Some((series, self.name(series)?))) {
            let shown = cut(name, WIDTH - SWATCH - GAP, FONT);
            let taken = SWATCH + GAP + width(&shown, FONT);
            if x > 0.0 && x + taken > WIDTH {
                (x, y) = (0.0, y + LINE + BAR_GAP);
            }
            marks.push(self.swatch(series, [x + 1.0, y + 4.0, SWATCH, LINE - 8.0]));
            marks.push(label("graf__label", x + SWATCH + GAP, y + LINE / 2.0, &shown).tip_if_cut(&shown, name));
            x += taken + 2.0 * GAP;
        }
        let height = if marks.is_empty() { 0.0 } else { y + LINE + GAP };
        (marks, height)
    }

    /// A rectangle (x, y, width, height) in the look of a series.
    fn swatch(&self, series: usize, [x, y, width, height]: [f64; 4]) -> Element {
        let fill = match texture(series) {
            Texture::Solid => "currentColor".to_owned(),
            _ => format!("url(#{})", self.texture_id(series)),
        };
        Element::new("rect")
            .set("class", &format!("graf__bar graf__bar--{}", look(series)))
            .set("fill", &fill)
            .number("x", x)
            .number("y", y)
            .number("width", width)
            .number("height", height)
    }

    /// The patterns that bars are filled with. None when every bar is solid.
    fn textures(&self) -> Option<Element> {
        let patterned = (0..self.chart.series.len()).filter(|series| texture(*series) != Texture::Solid);
        let patterns: Vec<Element> = patterned.map(|series| self.pattern(series)).collect();
        let defs = (!patterns.is_empty()).then(|| Element::new("defs"))?;
        Some(patterns.into_iter().fold(defs, Element::child))
    }
}

// Lines: a field with the names of the lines to the right of it.
