//! From numbers to places: scales that include zero, with ticks at 1, 2 or 5 times a power of ten.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

/// Where numbers stand between the ends of an axis.
pub(super) struct Scale {
    pub(super) low: f64,
    pub(super) high: f64,
    /// The place of the lowest number.
    pub(super) start: f64,
    /// From the lowest to the highest; less than nothing when numbers grow upwards.
    pub(super) length: f64,
}

impl Scale {
    pub(super) fn at(&self, value: f64) -> f64 {
        let span = self.high - self.low;
        if span > 0.0 { self.start + (value - self.low) / span * self.length } else { self.start }
    }

    /// Round numbers along the axis, as many as stand `apart` enough from each other: steps of 1, 2 or 5 times a power
    /// of ten.
    pub(super) fn ticks(&self, apart: impl Fn(&[Decimal]) -> f64) -> Vec<Decimal> {
        /// Nearer than this no label has room.
        const NEAREST: f64 = 30.0;
        let span = self.high - self.low;
        let spaced = steps().map(|step| (step, float(step) / span * self.length.abs()));
        let candidates = spaced.filter(|(_, space)| (NEAREST..f64::INFINITY).contains(space));
        let mut candidates = candidates.map(|(step, space)| (self.multiples(step), space));
        candidates.find(|(ticks, space)| apart(ticks) <= *space).map_or_else(|| vec![Decimal::ZERO], |(ticks, _)| ticks)
    }

    pub(super) fn multiples(&self, step: Decimal) -> Vec<Decimal> {
        // What a float misses by.
        const SLACK: f64 = 1e-9;
        let first = (self.low / float(step) - SLACK).ceil();
        let last = (self.high / float(step) + SLACK).floor();
        let times = first.to_i64().unwrap_or_default()..=last.to_i64().unwrap_or_default();
        times.filter_map(|times| step.checked_mul(Decimal::from(times))).collect()
    }
}

/// 1, 2 and 5 times every power of ten that a decimal can be, growing.
pub(super) fn steps() -> impl Iterator<Item = Decimal> {
    let small =
        (1..=Decimal::MAX_SCALE).rev().flat_map(|scale| [1, 2, 5].map(|digit| Decimal::try_new(digit, scale).ok()));
    let large = (0..=28)
        .flat_map(|power| [1, 2, 5].map(|digit| Decimal::try_from_i128_with_scale(digit * 10_i128.pow(power), 0).ok()));
    small.chain(large).flatten()
}

/// Near enough for a drawing.
pub(super) fn float(value: Decimal) -> f64 {
    value.to_f64().unwrap_or_default()
}

#[expect(clippy::cast_precision_loss, reason = "no chart has that many of anything")]
pub(super) fn count(things: usize) -> f64 {
    things as f64
}

// The looks of series.
