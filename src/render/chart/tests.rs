//! Charts whole, and what no input may do to them.

use super::scale::Scale;
use super::text::{cut, wrapped};
use super::*;

fn decimals(values: &[&str]) -> Vec<Option<Decimal>> {
    values.iter().map(|value| value.parse().ok()).collect()
}

fn chart(kind: Kind, categories: &[&str], series: &[(&str, &[&str])]) -> Chart {
    Chart {
        title: "Svar".to_owned(),
        description: "Hvor mange som svarte.".to_owned(),
        kind,
        categories: categories.iter().map(|&name| name.to_owned()).collect(),
        series: series
            .iter()
            .map(|(name, values)| Series { name: (*name).to_owned(), values: decimals(values) })
            .collect(),
        unit: "%".to_owned(),
        breaks: Vec::new(),
    }
}

fn drawn(chart: &Chart) -> String {
    svg(chart, "g", |value| value.to_string().replace('.', ",").replace('-', "−"), "–")
}

#[test]
fn bars() {
    let chart = chart(Kind::Bars, &["Tromsø", "Bardu"], &[("2024", &["92.6", "0"]), ("2025", &["33.6", ""])]);
    assert_eq!(
        drawn(&chart).replace('\u{a0}', "&nbsp;"),
        r##"<svg class="graf graf--bars" role="img" aria-labelledby="g-t g-d" viewBox="0 0 480 146.5">
<title id="g-t">Svar</title>
<desc id="g-d">Hvor mange som svarte.</desc>
<defs><pattern id="g-p2" class="graf__texture graf__texture--2" patternUnits="userSpaceOnUse" width="8" height="8"><rect class="graf__ground" width="8" height="8"/><path class="graf__ink" d="M-2,2 2,-2M0,8 8,0M6,10 10,6"/></pattern></defs>
<rect class="graf__bar graf__bar--1" fill="currentColor" x="1" y="4" width="24" height="14"/>
<text class="graf__label" x="32" y="11" dy=".35em">2024</text>
<rect class="graf__bar graf__bar--2" fill="url(#g-p2)" x="90.8" y="4" width="24" height="14"/>
<text class="graf__label" x="121.8" y="11" dy=".35em">2025</text>
<text class="graf__tick" x="75" y="41" dy=".35em" text-anchor="middle">0</text>
<line class="graf__axis" x1="148.1" y1="52" x2="148.1" y2="146.5"/>
<text class="graf__tick" x="148.1" y="41" dy=".35em" text-anchor="middle">20</text>
<line class="graf__axis" x1="221.3" y1="52" x2="221.3" y2="146.5"/>
<text class="graf__tick" x="221.3" y="41" dy=".35em" text-anchor="middle">40</text>
<line class="graf__axis" x1="294.4" y1="52" x2="294.4" y2="146.5"/>
<text class="graf__tick" x="294.4" y="41" dy=".35em" text-anchor="middle">60</text>
<line class="graf__axis" x1="367.6" y1="52" x2="367.6" y2="146.5"/>
<text class="graf__tick" x="367.6" y="41" dy=".35em" text-anchor="middle">80&nbsp;%</text>
<g class="graf__row" transform="translate(0 60)"><text class="graf__label" x="67" y="17.5" dy=".35em" text-anchor="end">Tromsø</text><line class="graf__axis graf__axis--zero" x1="75" y1="-5.5" x2="75" y2="40.5"/><g><title>Tromsø, 2024: 92,6&nbsp;%</title><rect class="graf__bar graf__bar--1" fill="currentColor" x="75" y="0" width="338.7" height="16"/><text class="graf__value" x="421.7" y="8" dy=".35em">92,6&nbsp;%</text></g><g><title>Tromsø, 2025: 33,6&nbsp;%</title><rect class="graf__bar graf__bar--2" fill="url(#g-p2)" x="75" y="19" width="122.9" height="16"/><text class="graf__value" x="205.9" y="27" dy=".35em">33,6&nbsp;%</text></g></g>
<g class="graf__row" transform="translate(0 106)"><text class="graf__label" x="67" y="17.5" dy=".35em" text-anchor="end">Bardu</text><line class="graf__axis graf__axis--zero" x1="75" y1="-5.5" x2="75" y2="40.5"/><g><title>Bardu, 2024: 0&nbsp;%</title><text class="graf__value" x="83" y="8" dy=".35em">0&nbsp;%</text></g><g><title>Bardu, 2025: –</title><text class="graf__value graf__value--missing" x="83" y="27" dy=".35em">–</text></g></g></svg>"##
    );
}

#[test]
fn lines() {
    let chart = chart(
        Kind::Line,
        &["2022", "2023", "2024", "2025"],
        &[("UNN", &["80", "90", "", "40"]), ("Kommuner og fastleger", &["", "30", "20"])],
    );
    assert_eq!(
        drawn(&chart).replace('\u{a0}', "&nbsp;"),
        r##"<svg class="graf graf--line" role="img" aria-labelledby="g-t g-d" viewBox="0 0 480 337">
<title id="g-t">Svar</title>
<desc id="g-d">Hvor mange som svarte.</desc>
<line class="graf__axis graf__axis--zero" x1="48.1" y1="293" x2="344.1" y2="293"/>
<text class="graf__tick" x="40.1" y="293" dy=".35em" text-anchor="end">0</text>
<line class="graf__axis" x1="48.1" y1="235.2" x2="344.1" y2="235.2"/>
<text class="graf__tick" x="40.1" y="235.2" dy=".35em" text-anchor="end">20</text>
<line class="graf__axis" x1="48.1" y1="177.4" x2="344.1" y2="177.4"/>
<text class="graf__tick" x="40.1" y="177.4" dy=".35em" text-anchor="end">40</text>
<line class="graf__axis" x1="48.1" y1="119.7" x2="344.1" y2="119.7"/>
<text class="graf__tick" x="40.1" y="119.7" dy=".35em" text-anchor="end">60</text>
<line class="graf__axis" x1="48.1" y1="61.9" x2="344.1" y2="61.9"/>
<text class="graf__tick" x="40.1" y="61.9" dy=".35em" text-anchor="end">80&nbsp;%</text>
<text class="graf__label" x="69.4" y="315" dy=".35em" text-anchor="middle">2022</text>
<text class="graf__label" x="158.3" y="315" dy=".35em" text-anchor="middle">2023</text>
<text class="graf__label" x="247.2" y="315" dy=".35em" text-anchor="middle">2024</text>
<text class="graf__label" x="336.1" y="315" dy=".35em" text-anchor="middle">2025</text>
<polyline class="graf__line graf__line--1" fill="none" points="69.4,61.9 158.3,33"/>
<polyline class="graf__line graf__line--2" fill="none" points="158.3,206.3 247.2,235.2"/>
<path class="graf__point graf__point--1" d="M69.4,61.9m-6,0a6,6 0 1 0 12,0a6,6 0 1 0 -12,0z"><title>2022, UNN: 80&nbsp;%</title></path>
<path class="graf__point graf__point--1" d="M158.3,33m-6,0a6,6 0 1 0 12,0a6,6 0 1 0 -12,0z"><title>2023, UNN: 90&nbsp;%</title></path>
<path class="graf__point graf__point--1" d="M336.1,177.4m-6,0a6,6 0 1 0 12,0a6,6 0 1 0 -12,0z"><title>2025, UNN: 40&nbsp;%</title></path>
<path class="graf__point graf__point--2" d="M158.3,206.3m-5.5,-5.5h11v11h-11z"><title>2023, Kommuner og fastleger: 30&nbsp;%</title></path>
<path class="graf__point graf__point--2" d="M247.2,235.2m-5.5,-5.5h11v11h-11z"><title>2024, Kommuner og fastleger: 20&nbsp;%</title></path>
<text class="graf__value graf__value--point" x="69.4" y="44.3" dy=".35em" text-anchor="middle">80&nbsp;%</text>
<text class="graf__value graf__value--point" x="158.3" y="15.4" dy=".35em" text-anchor="middle">90&nbsp;%</text>
<text class="graf__value graf__value--point" x="158.3" y="223.9" dy=".35em" text-anchor="middle">30&nbsp;%</text>
<text class="graf__value graf__value--point" x="247.2" y="217.6" dy=".35em" text-anchor="middle">20&nbsp;%</text>
<text class="graf__name graf__name--1" x="352.1" y="177.4" dy=".35em">UNN 40&nbsp;%</text>
<text class="graf__name graf__name--2" x="352.1" y="235.2" dy=".35em">Kommuner og</text>
<text class="graf__name graf__name--2" x="352.1" y="257.2" dy=".35em">fastleger</text></svg>"##
    );
}

#[test]
fn stacked() {
    let mut chart = chart(
        Kind::Stacked,
        &["Oppfølgings- og simuleringssenter i Harstad", "Eldreløftet"],
        &[("Ferdig", &["6", "1"]), ("Pågår", &["4", ""]), ("Planlagt", &["0", "2"])],
    );
    chart.unit = "milepæler".to_owned();
    assert_eq!(
        drawn(&chart).replace('\u{a0}', "&nbsp;"),
        r##"<svg class="graf graf--stacked" role="img" aria-labelledby="g-t g-d" viewBox="0 0 480 176.5">
<title id="g-t">Svar</title>
<desc id="g-d">Hvor mange som svarte.</desc>
<defs><pattern id="g-p2" class="graf__texture graf__texture--2" patternUnits="userSpaceOnUse" width="8" height="8"><rect class="graf__ground" width="8" height="8"/><path class="graf__ink" d="M-2,2 2,-2M0,8 8,0M6,10 10,6"/></pattern><pattern id="g-p3" class="graf__texture graf__texture--3" patternUnits="userSpaceOnUse" width="8" height="8"><rect class="graf__ground" width="8" height="8"/><path class="graf__ink" d="M2,2h.1M6,6h.1"/></pattern></defs>
<rect class="graf__bar graf__bar--1" fill="currentColor" x="1" y="4" width="24" height="14"/>
<text class="graf__label" x="32" y="11" dy=".35em">Ferdig</text>
<rect class="graf__bar graf__bar--2" fill="url(#g-p2)" x="105.2" y="4" width="24" height="14"/>
<text class="graf__label" x="136.2" y="11" dy=".35em">Pågår</text>
<rect class="graf__bar graf__bar--3" fill="url(#g-p3)" x="203.9" y="4" width="24" height="14"/>
<text class="graf__label" x="234.9" y="11" dy=".35em">Planlagt</text>
<text class="graf__tick" x="4.9" y="41" dy=".35em" text-anchor="middle">0</text>
<line class="graf__axis" x1="226.1" y1="52" x2="226.1" y2="176.5"/>
<text class="graf__tick" x="226.1" y="41" dy=".35em" text-anchor="middle">5</text>
<line class="graf__axis" x1="451.1" y1="52" x2="451.1" y2="176.5"/>
<text class="graf__tick" x="426.5" y="41" dy=".35em" text-anchor="middle">10&nbsp;milepæler</text>
<g class="graf__row" transform="translate(0 60)"><text class="graf__label" x="0" y="11" dy=".35em">Oppfølgings- og simuleringssenter i Harstad</text><line class="graf__axis graf__axis--zero" x1="1" y1="22" x2="1" y2="52"/><g><title>Oppfølgings- og simuleringssenter i Harstad: 10&nbsp;milepæler</title><g><title>Oppfølgings- og simuleringssenter i Harstad, Ferdig: 6&nbsp;milepæler</title><rect class="graf__bar graf__bar--1" fill="currentColor" x="2.5" y="24" width="267.1" height="26"/><text class="graf__value graf__value--solid" x="136" y="37" dy=".35em" text-anchor="middle">6</text></g><g><title>Oppfølgings- og simuleringssenter i Harstad, Pågår: 4&nbsp;milepæler</title><rect class="graf__bar graf__bar--2" fill="url(#g-p2)" x="272.6" y="24" width="177" height="26"/><text class="graf__value graf__value--inside" x="361.1" y="37" dy=".35em" text-anchor="middle">4</text></g><text class="graf__value" x="459.1" y="37" dy=".35em">10</text></g></g>
<g class="graf__row" transform="translate(0 121)"><text class="graf__label" x="0" y="11" dy=".35em">Eldreløftet</text><line class="graf__axis graf__axis--zero" x1="1" y1="22" x2="1" y2="52"/><g><title>Eldreløftet: –</title><g><title>Eldreløftet, Ferdig: 1&nbsp;milepæler</title><rect class="graf__bar graf__bar--1" fill="currentColor" x="2.5" y="24" width="42" height="26"/><text class="graf__value graf__value--solid" x="23.5" y="37" dy=".35em" text-anchor="middle">1</text></g><g><title>Eldreløftet, Planlagt: 2&nbsp;milepæler</title><rect class="graf__bar graf__bar--3" fill="url(#g-p3)" x="47.5" y="24" width="87" height="26"/><text class="graf__value graf__value--inside" x="91" y="37" dy=".35em" text-anchor="middle">2</text></g><text class="graf__value graf__value--missing" x="144" y="37" dy=".35em">–</text></g></g></svg>"##
    );
}

#[test]
fn a_break_for_all_divides_the_field_and_cuts_every_line() {
    let mut chart =
        chart(Kind::Line, &["2023", "2024", "2025"], &[("UNN", &["80", "90", "40"]), ("Andre", &["10", "20", "30"])]);
    chart.breaks = vec![Break { mark: "B1".to_owned(), category: 1, series: None }];
    let drawing = drawn(&chart);
    assert_eq!(drawing.matches("class=\"graf__break\"").count(), 1, "{drawing}");
    assert_eq!(drawing.matches(">B1</text>").count(), 1, "{drawing}");
    // Each line goes on as a whole after the break only; before it, its two ends are left.
    assert_eq!(drawing.matches("<polyline").count(), 2, "{drawing}");
    assert_eq!(drawing.matches("<line class=\"graf__line").count(), 4, "{drawing}");
}

#[test]
fn a_break_at_one_number_cuts_its_own_line_on_both_sides() {
    let mut chart = chart(
        Kind::Line,
        &["2022", "2023", "2024", "2025"],
        &[("UNN", &["70", "80", "90", "40"]), ("Andre", &["10", "20", "30", "40"])],
    );
    chart.breaks = vec![Break { mark: "B2".to_owned(), category: 2, series: Some(1) }];
    let drawing = drawn(&chart);
    assert!(!drawing.contains("graf__break"), "{drawing}");
    assert_eq!(drawing.matches("class=\"graf__cut\"").count(), 2, "{drawing}");
    assert_eq!(drawing.matches(">B2</text>").count(), 2, "{drawing}");
    assert_eq!(drawing.matches("<line class=\"graf__line graf__line--2\"").count(), 4, "{drawing}");
    assert_eq!(drawing.matches("<polyline class=\"graf__line graf__line--1\"").count(), 1, "{drawing}");
    assert!(drawing.contains("2024, Andre: 30\u{a0}% (B2)"), "{drawing}");
}

#[test]
fn a_break_between_bars_is_a_divider_and_at_a_bar_a_mark() {
    let mut chart = chart(Kind::Bars, &["2024", "2025"], &[("", &["10", "20"])]);
    let without = drawn(&chart);
    chart.breaks = vec![
        Break { mark: "B1".to_owned(), category: 1, series: None },
        Break { mark: "B2".to_owned(), category: 0, series: Some(0) },
    ];
    let drawing = drawn(&chart);
    assert_eq!(drawing.matches("class=\"graf__break\"").count(), 1, "{drawing}");
    assert!(drawing.contains(">B1</text>") && drawing.contains(">10\u{a0}% B2</text>"), "{drawing}");
    let row = |drawing: &str| drawing.rsplit_once("translate(0 ").unwrap().1.split(')').next().unwrap().to_owned();
    let moved: f64 = row(&drawing).parse::<f64>().unwrap() - row(&without).parse::<f64>().unwrap();
    assert!((moved - LINE).abs() < 0.1, "the divider has {moved} units");
}

#[test]
fn text_is_escaped() {
    let mut chart = chart(Kind::Bars, &["<b> & \"c\""], &[("</title>'", &["1"]), ("B", &["2"])]);
    chart.title = "<script>".to_owned();
    chart.unit = "<i>".to_owned();
    let drawing = svg(&chart, "\"><script>", |_| "<number>".to_owned(), "<missing>");
    assert!(drawing.contains("<title id=\"&quot;&gt;&lt;script&gt;-t\">&lt;script&gt;</title>"));
    assert!(
        drawing.contains(
            "<title>&lt;b&gt; &amp; &quot;c&quot;, &lt;/title&gt;&#39;: &lt;number&gt;\u{a0}&lt;i&gt;</title>"
        )
    );
    for text in ["<script", "<b>", "<i>", "<number>", "</title>'"] {
        assert!(!drawing.contains(text), "{text}");
    }
}

#[test]
fn no_number_is_not_zero() {
    let drawing = drawn(&chart(Kind::Bars, &["A", "B"], &[("", &["", "0"])]));
    assert!(!drawing.contains("<rect"));
    assert!(drawing.contains("<title>A: –</title><text class=\"graf__value graf__value--missing\""));
    assert!(drawing.contains("<title>B: 0\u{a0}%</title><text class=\"graf__value\""));
}

#[test]
fn an_unknown_part_makes_the_sum_unknown() {
    let drawing = drawn(&chart(Kind::Stacked, &["A"], &[("Ja", &["60"]), ("Nei", &[""])]));
    assert!(drawing.contains("<g><title>A: –</title>"));
    assert!(drawing.ends_with(">–</text></g></g></svg>"));
}

#[test]
fn negative_numbers_go_left() {
    let drawing = drawn(&chart(Kind::Bars, &["A", "B"], &[("", &["-50", "50"])]));
    let zero = "<line class=\"graf__axis graf__axis--zero\" x1=\"259.1\"";
    assert_eq!(drawing.matches(zero).count(), 2, "{drawing}");
}

#[test]
fn ticks_are_round() {
    let ticks = |low, high, length| {
        let scale = Scale { low, high, start: 0.0, length };
        let ticks: Vec<String> = scale.ticks(|_| 40.0).iter().map(Decimal::to_string).collect();
        ticks.join(" ")
    };
    assert_eq!(ticks(0.0, 101.0, 400.0), "0 20 40 60 80 100");
    assert_eq!(ticks(0.0, 0.3, 200.0), "0 0.1 0.2 0.3");
    assert_eq!(ticks(-59.0, 12.0, -200.0), "-40 -20 0");
    assert_eq!(ticks(0.0, 4_913_000.0, 200.0), "0 1000000 2000000 3000000 4000000");
    assert_eq!(ticks(0.0, 0.0, 200.0), "0");
}

#[test]
fn long_text_is_cut() {
    assert_eq!(wrapped("Etablere felles tjeneste", 130.0, 3), ["Etablere felles", "tjeneste"]);
    assert_eq!(wrapped("Etablere felles tjeneste", 100.0, 2), ["Etablere", "felles tje…"]);
    assert_eq!(cut("Kvænangen", 50.0, FONT), "Kv…");
    assert_eq!(cut("Kvænangen", 0.0, FONT), "…");
}

#[test]
fn looks_come_again_with_another_texture() {
    let looks: std::collections::BTreeSet<(usize, u8)> =
        (0..36).map(|series| (look(series), texture(series) as u8)).collect();
    assert_eq!(looks.len(), 36);
}

#[test]
fn any_input_is_drawn() {
    let extremes = [
        "",
        "0",
        "1",
        "-3.25",
        "79228162514264337593543950335",
        "-79228162514264337593543950335",
        "0.0000000000000000000000000001",
    ];
    for kind in [Kind::Bars, Kind::Line, Kind::Stacked] {
        for (categories, series) in [(0, 0), (0, 2), (1, 0), (1, 1), (2, 2), (3, 13), (60, 2)] {
            for offset in 0..extremes.len() {
                for variety in [1, 3, extremes.len()] {
                    let value = |index: usize| extremes[(offset + index % variety) % extremes.len()].parse().ok();
                    let chart = Chart {
                        title: String::new(),
                        description: String::new(),
                        kind,
                        categories: (0..categories).map(|index| "Ord ".repeat(index)).collect(),
                        series: (0..series)
                            .map(|row| Series {
                                name: "W".repeat(row * 9),
                                values: (0..categories).map(|index| value(index + row)).collect(),
                            })
                            .collect(),
                        unit: "kr".repeat(offset),
                        breaks: (0..offset)
                            .map(|index| Break {
                                mark: format!("B{index}"),
                                category: index,
                                series: index.checked_sub(2),
                            })
                            .collect(),
                    };
                    let drawing = drawn(&chart);
                    assert!(!drawing.contains("NaN") && !drawing.contains("inf"), "{drawing}");
                    assert!(!drawing.contains("style"), "{drawing}");
                    assert!(attributes(&drawing).all(has_one_decimal), "{drawing}");
                }
            }
        }
    }
}

fn attributes(drawing: &str) -> impl Iterator<Item = &str> {
    drawing.split('"').skip(1).step_by(2)
}

fn has_one_decimal(attribute: &str) -> bool {
    let decimals = |number: &str| number.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    attribute.split([' ', ',']).filter(|part| part.parse::<f64>().is_ok()).all(|number| decimals(number) <= 1)
}
