//! Calendar files (iCalendar, RFC 5545) of meetings: one for the whole portal, one for each body, one for each meeting.
//!
//! Nothing in them comes from a clock, so that a build repeats:
//!
//! - `UID` is the first address the meeting had, at the host of the portal. A meeting that moves keeps it, by its `alias`.
//! - `SEQUENCE` grows with `revisjon` and with the state of the meeting; see [`sequence`].
//! - `DTSTAMP` is the midnight that began the day the page was last changed; for a page that does not say, the day of the
//!   meeting.
//!
//! The lines are written here and not by a library: the `icalendar` crate stamps each part of a calendar that has no
//! `DTSTAMP` and `UID` with the clock and a random number, also the parts of a time zone, which must have neither.

use jiff::civil::{Date, DateTime};

use crate::read::document::{Mote, Tilstand};
use crate::read::record::Clock;
use crate::render::edition::Edition;
use crate::render::label;
use crate::render::subscription::{Calendar, dated};
use crate::site::{Page, PageId, Relations};

/// The most octets of a line, without its line break (RFC 5545, section 3.1).
const LINE: usize = 75;

/// The time zone of Norway, as it has been since 1996. A calendar must define the zones it names.
const TIME_ZONE: &str = "BEGIN:VTIMEZONE\r\nTZID:Europe/Oslo\r\n\
    BEGIN:DAYLIGHT\r\nDTSTART:19960331T020000\r\nRRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\r\n\
    TZNAME:CEST\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\nEND:DAYLIGHT\r\n\
    BEGIN:STANDARD\r\nDTSTART:19961027T030000\r\nRRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\r\n\
    TZNAME:CET\r\nTZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n";

/// Renders a calendar as iCalendar.
pub fn render(edition: &Edition<'_>, calendar: Calendar) -> Vec<u8> {
    let mut lines = Lines::default();
    lines.raw("BEGIN", "VCALENDAR");
    lines.raw("VERSION", "2.0");
    lines.raw("PRODID", "-//fellesskap//fellesskap//NO");
    lines.raw("CALSCALE", "GREGORIAN");
    // What is subscribed to has a name, and a wish for how often to look for news. A single meeting is put among others.
    if let Some(name) = name(edition, calendar) {
        lines.text("NAME", &name);
        lines.text("X-WR-CALNAME", &name);
        lines.raw("X-WR-TIMEZONE", "Europe/Oslo");
        lines.raw("REFRESH-INTERVAL;VALUE=DURATION", "PT12H");
        lines.raw("X-PUBLISHED-TTL", "PT12H");
    }
    lines.out.push_str(TIME_ZONE);
    for id in edition.meetings_in(calendar) {
        event(edition, id, &mut lines);
    }
    lines.raw("END", "VCALENDAR");
    lines.out.into_bytes()
}

fn name(edition: &Edition<'_>, calendar: Calendar) -> Option<String> {
    match calendar {
        Calendar::Portal => {
            let meetings = edition.theme.strings(Default::default()).get("meetings");
            Some(format!("{meetings} – {}", edition.config.tittel))
        }
        Calendar::Utvalg(id) => Some(format!("{} – {}", edition.site.page(id).title(), edition.config.tittel)),
        Calendar::Meeting(_) => None,
    }
}

fn event(edition: &Edition<'_>, id: PageId, lines: &mut Lines) {
    let page = edition.site.page(id);
    let (Some(mote), Some((date, stamp))) = (page.mote(), dated(page)) else { return };
    let Relations::Mote { utvalg, saker } = &page.relations else { return };
    let cancelled = mote.tilstand == Tilstand::Avlyst;
    let permalink = edition.permalink(&page.url);

    lines.raw("BEGIN", "VEVENT");
    lines.text("UID", &uid(edition, page));
    lines.raw("DTSTAMP", &format!("{}Z", local(stamp)));
    lines.raw("SEQUENCE", &sequence(mote).to_string());
    let timed = times(mote, date, lines);
    // A program that does not know the status shows the title only.
    let state = edition.theme.strings(page.language()).get(label::meeting_state(mote.tilstand).key);
    let title = if cancelled { format!("{state}: {}", page.title()) } else { page.title().to_owned() };
    lines.text("SUMMARY", &title);
    lines.raw(
        "STATUS",
        match mote.tilstand {
            Tilstand::Planlagt => "TENTATIVE",
            Tilstand::Innkalt | Tilstand::Avholdt => "CONFIRMED",
            Tilstand::Avlyst => "CANCELLED",
        },
    );
    // A day of which the hours are not known is not taken, nor is one without its meeting.
    if cancelled || !timed {
        lines.raw("TRANSP", "TRANSPARENT");
    }
    if let Some(place) = &mote.sted {
        lines.text("LOCATION", place);
    }
    lines.text("DESCRIPTION", &description(edition, page, *utvalg, saker, &permalink));
    lines.raw("URL", &permalink);
    lines.raw("END", "VEVENT");
}

/// What stays the same however the meeting is changed.
fn uid(edition: &Edition<'_>, page: &Page) -> String {
    let aliases = page.document().map(|document| document.common.alias.as_slice()).unwrap_or_default();
    let first = aliases.first().map_or(page.url.as_str(), |alias| alias.value.as_str());
    let without_scheme = edition.base_url.without_scheme();
    let (host, folder) = without_scheme.split_once('/').unwrap_or((without_scheme, ""));
    let path = [folder, first.trim_matches('/')].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>();
    format!("{}@{host}", path.join("/"))
}

/// The body, the lead, the published saker and the address. Of an exempt sak there is nothing but its masked title.
fn description(edition: &Edition<'_>, page: &Page, utvalg: PageId, saker: &[PageId], permalink: &str) -> String {
    let mut parts = vec![edition.site.page(utvalg).title().to_owned()];
    parts.extend(page.lead().map(str::to_owned));
    let saker = saker.iter().map(|id| edition.site.page(*id)).filter(|sak| sak.is_public());
    let saker: Vec<String> =
        saker.filter_map(|page| Some(format!("{} {}", page.sak()?.nummer.value, page.title()))).collect();
    if !saker.is_empty() {
        let heading = edition.theme.strings(page.language()).get("sak_list");
        parts.push(format!("{heading}:\n{}", saker.join("\n")));
    }
    parts.push(permalink.to_owned());
    parts.join("\n\n")
}

/// The number of a version of a meeting, of which programs keep the highest. For the same `revisjon` it grows from planned to
/// called to cancelled; with a higher one it is always higher.
fn sequence(mote: &Mote) -> i64 {
    let state = match mote.tilstand {
        Tilstand::Planlagt => 0,
        Tilstand::Innkalt | Tilstand::Avholdt => 1,
        Tilstand::Avlyst => 2,
    };
    3 * mote.revisjon.get() + state
}

/// Writes when a meeting is; `false` when it has no hours and so takes the day. An end that is not after the beginning is
/// left out, as one that is not known.
fn times(mote: &Mote, date: Date, lines: &mut Lines) -> bool {
    let Some(Clock(from)) = mote.fra else {
        let day = |date: Date| date.strftime("%Y%m%d").to_string();
        lines.raw("DTSTART;VALUE=DATE", &day(date));
        if let Ok(next) = date.tomorrow() {
            lines.raw("DTEND;VALUE=DATE", &day(next));
        }
        return false;
    };
    lines.raw("DTSTART;TZID=Europe/Oslo", &local(date.to_datetime(from)));
    if let Some(Clock(to)) = mote.til.filter(|Clock(to)| *to > from) {
        lines.raw("DTEND;TZID=Europe/Oslo", &local(date.to_datetime(to)));
    }
    true
}

fn local(time: DateTime) -> String {
    time.strftime("%Y%m%dT%H%M%S").to_string()
}

/// Content lines, escaped and folded.
#[derive(Default)]
struct Lines {
    out: String,
}

impl Lines {
    /// A line whose value is text.
    fn text(&mut self, name: &str, value: &str) {
        let mut escaped = String::with_capacity(value.len() + 8);
        for character in value.replace("\r\n", "\n").chars() {
            match character {
                '\\' | ';' | ',' => escaped.extend(['\\', character]),
                '\n' | '\r' => escaped.push_str("\\n"),
                other => escaped.push(other),
            }
        }
        self.raw(name, &escaped);
    }

    /// A line as it is, but for characters that no line can hold. It is folded between characters, so that no part is longer
    /// than [`LINE`]; the space that a part begins with counts.
    fn raw(&mut self, name: &str, value: &str) {
        let mut length = 0;
        let line = name.chars().chain([':']).chain(value.chars());
        for character in line.filter(|character| *character == '\t' || !character.is_control()) {
            if length + character.len_utf8() > LINE {
                self.out.push_str("\r\n ");
                length = 1;
            }
            self.out.push(character);
            length += character.len_utf8();
        }
        self.out.push_str("\r\n");
    }
}

#[cfg(test)]
mod tests {
    use super::{LINE, Lines, TIME_ZONE};
    use crate::foundation::locale;
    use icalendar::parser;
    use jiff::civil::date;
    use proptest::prelude::*;
    use proptest::test_runner::RngSeed;

    /// The value of a line, written by us and read by another program.
    fn read_back(value: &str) -> (String, String) {
        let mut lines = Lines::default();
        lines.text("SUMMARY", value);
        let written = lines.out;
        let calendar = format!("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n{written}END:VEVENT\r\nEND:VCALENDAR\r\n");
        let unfolded = parser::unfold(&calendar);
        let read = parser::read_calendar(&unfolded).unwrap();
        assert_eq!(read.components.len(), 1, "{written}");
        assert_eq!(read.components[0].properties.len(), 1, "{written}");
        let property = icalendar::Property::from(read.components[0].properties[0].clone());
        (written, property.value().to_owned())
    }

    #[test]
    fn a_text_is_read_back_as_it_was() {
        let check = |value: &str, line: &str| {
            let (written, read) = read_back(value);
            assert_eq!(written, format!("SUMMARY:{line}\r\n"));
            assert_eq!(read, value);
        };
        check("Møte på Ærøy, sal A; «B»", "Møte på Ærøy\\, sal A\\; «B»");
        check("a\\nb", "a\\\\nb");
        check("én\nto", "én\\nto");
        check("12:30", "12:30");
    }

    #[test]
    fn a_text_cannot_become_a_line_of_its_own() {
        for (value, line) in [
            ("Møte\r\nATTENDEE:x", "Møte\\nATTENDEE:x"),
            ("Møte\rATTENDEE:x", "Møte\\nATTENDEE:x"),
            ("Møte\nEND:VEVENT", "Møte\\nEND:VEVENT"),
            ("a\u{0}b\u{b}c\u{85}d\u{7f}e", "abcde"),
        ] {
            assert_eq!(read_back(value).0, format!("SUMMARY:{line}\r\n"));
        }
    }

    #[test]
    fn lines_are_folded_by_octets_between_characters() {
        let (written, read) = read_back(&"æøå ".repeat(60));
        assert_eq!(read, "æøå ".repeat(60));
        let lengths: Vec<usize> = written.split_terminator("\r\n").map(str::len).collect();
        assert!(lengths.iter().all(|length| *length <= LINE), "{lengths:?}");
        // No shorter than it must be: the next character would not have fit.
        assert!(lengths[..lengths.len() - 1].iter().all(|length| *length >= LINE - 1), "{lengths:?}");

        let (written, _) = read_back(&"a".repeat(LINE - "SUMMARY:".len()));
        assert!(!written.contains("\r\n "), "a line of exactly {LINE} octets is whole");
    }

    proptest! {
        #![proptest_config(ProptestConfig { rng_seed: RngSeed::Fixed(2026), failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn any_text_is_one_property(value in "[\\PC\n]{0,200}") {
            let (written, read) = read_back(&format!("x{value}x"));
            prop_assert_eq!(read, format!("x{value}x"));
            for line in written.split_terminator("\r\n") {
                prop_assert!(line.len() <= LINE && !line.contains(['\r', '\n']));
            }
        }
    }

    #[test]
    fn the_time_zone_changes_when_that_of_norway_does() {
        let last_sunday = |year, month| {
            let mut day = date(year, month, 31);
            while day.weekday() != jiff::civil::Weekday::Sunday {
                day = day.yesterday().unwrap();
            }
            day
        };
        let offset = |day| locale::midnight(day).unwrap().offset().seconds() / 3600;
        for year in 1996..2040 {
            for (month, before, after) in [(3, 1, 2), (10, 2, 1)] {
                let day = last_sunday(year, month);
                assert_eq!(offset(day), before, "{day}");
                assert_eq!(offset(day.tomorrow().unwrap()), after, "{day}");
            }
        }
        // The days that the rules begin with must be days they name.
        assert_eq!(last_sunday(1996, 3), date(1996, 3, 31));
        assert_eq!(last_sunday(1996, 10), date(1996, 10, 27));
        let times = |name: &str| TIME_ZONE.lines().filter(|line| line.starts_with(name)).collect::<Vec<_>>();
        assert_eq!(times("DTSTART"), ["DTSTART:19960331T020000", "DTSTART:19961027T030000"]);
        assert_eq!(times("TZOFFSETTO"), ["TZOFFSETTO:+0200", "TZOFFSETTO:+0100"]);
    }
}
